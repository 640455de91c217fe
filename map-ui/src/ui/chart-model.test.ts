import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChartData, inSpan, labelSpots, lineFacts, spread, stepTo, topOf } from './chart-model.ts';
import { addMonths, dayAt, lastDayOf, monthAt, monthOf, monthTicks } from './months.ts';

describe('the axis of months', () => {
  it('puts the last day of a month on its end, and any other day before it', () => {
    expect(dayAt('2026-10-31')).toBe(monthAt('2026-10'));
    expect(dayAt('2026-11-01')).toBeGreaterThan(monthAt('2026-10'));
    expect(dayAt('2028-02-29')).toBe(monthAt('2028-02'));
    expect(lastDayOf('2028-02')).toBe('2028-02-29');
    expect(addMonths('2026-11', 2)).toBe('2027-01');
  });
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 12 }), (year, m) => {
        const month = `${year}-${String(m).padStart(2, '0')}`;
        expect(monthOf(monthAt(month))).toBe(month);
      }),
    );
  });
  it('has ticks on ends of months only, at even steps, not more than fit, and years on December', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 200 }), (from, length) => {
        const ticks = monthTicks(24_000 + from, 24_000 + from + length, 8);
        expect(ticks.length).toBeLessThanOrEqual(9);
        const steps = new Set(ticks.slice(1).map((at, i) => at - ticks[i]));
        expect(steps.size).toBeLessThanOrEqual(1);
        if ([...steps][0]! >= 12) expect(ticks.every((at) => at % 12 === 11)).toBe(true);
      }),
    );
  });
});

const chart: ChartData = {
  xs: [1, 2, 3, 4],
  series: [
    { id: 'a', label: 'A', colour: '--low', values: [null, 1, null, 3] },
    { id: 'b', label: 'B', colour: '--low', values: [null, null, null, null] },
    { id: 'edge', label: 'edge', colour: '--low', values: [1, 2, 3, 4], quiet: true },
  ],
};

describe('a chart without eyes', () => {
  it('says where a line begins and ends and how many points are missing between', () => {
    expect(lineFacts(chart.series[0].values)).toEqual({ first: 1, last: 3, from: 1, to: 3, missing: 1 });
    expect(lineFacts(chart.series[1].values)).toBeNull();
  });
  it('is walked with arrows, Home and End, and never leaves what is shown', () => {
    expect(stepTo('ArrowRight', null, [1, 3])).toBe(1);
    expect(stepTo('ArrowLeft', null, [1, 3])).toBe(3);
    expect(stepTo('ArrowRight', 3, [1, 3])).toBe(3);
    expect(stepTo('Home', 3, [1, 3])).toBe(1);
    expect(stepTo('End', 1, [1, 3])).toBe(3);
    expect(stepTo('x', 1, [1, 3])).toBeNull();
  });
  it('shows the points inside a span, and all of them where the span holds none', () => {
    expect(inSpan(chart.xs, [2, 3])).toEqual([1, 2]);
    expect(inSpan(chart.xs, [9, 12])).toEqual([0, 3]);
    expect(inSpan(chart.xs, null)).toEqual([0, 3]);
  });
  it('names a line at its last known point inside the span, and nothing that has none', () => {
    expect(labelSpots(chart, null).map(({ id, x, value }) => [id, x, value])).toEqual([['a', 4, 3]]);
    const lines = { ...chart, series: [{ ...chart.series[0], values: [1, 2, 3, 4] }] };
    expect(labelSpots(lines, [1, 3]).map(({ id, x }) => [id, x])).toEqual([['a', 3]]);
    expect(labelSpots({ ...lines, series: [{ ...lines.series[0], values: [null, null, 3, 4] }] }, [1, 3])).toEqual([]);
  });
  it('moves labels apart without changing their order, inside the frame where they fit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 7 }), (wanted) => {
        const placed = spread(wanted, 14, 0, 200);
        const sorted = [...placed].sort((a, b) => a - b);
        for (let i = 1; i < sorted.length; i++) expect(sorted[i] - sorted[i - 1]).toBeGreaterThanOrEqual(14);
        for (const [i, a] of wanted.entries())
          for (const [j, b] of wanted.entries()) if (a < b) expect(placed[i]).toBeLessThan(placed[j]);
        if (sorted.length > 0) expect(sorted.at(-1)!).toBeLessThanOrEqual(200);
      }),
    );
  });
  it('has room above the highest value, and never an axis above what can be', () => {
    expect(topOf(chart)).toBe(5);
    expect(topOf({ ...chart, ceiling: 4 })).toBe(4);
    expect(topOf({ xs: [], series: [], ceiling: 1 })).toBe(1);
    expect(topOf({ xs: [1], series: [{ id: 'a', label: '', colour: '', values: [40_164] }] })).toBe(50_000);
  });
});
