import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAYS_A_MONTH, type DatedValue, FORECAST_LEAST, FORECAST_POINTS, forecastOf } from './forecast.ts';

const day = (no: number): string => new Date(no * 86_400_000).toISOString().slice(0, 10);
const noOf = (text: string): number => Date.parse(text) / 86_400_000;
const START = Date.UTC(2025, 0, 31) / 86_400_000;

/** Month ends with gaps, all different. */
const series = fc
  .uniqueArray(fc.record({ no: fc.integer({ min: 0, max: 900 }), value: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    selector: (point) => point.no,
    minLength: 1,
    maxLength: 20,
  })
  .map((points) =>
    points.sort((a, b) => a.no - b.no).map(({ no, value }): DatedValue => ({ day: day(START + no), value })),
  );
const todayOf = (points: DatedValue[]): string => day(noOf(points.at(-1)!.day) + 3);

/** The same by the plainest way: sort everything, look at every pair. */
function bruteForce(points: DatedValue[]): { slope: number; intercept: number } {
  const last = points.slice(-FORECAST_POINTS);
  const t = last.map((point) => (noOf(point.day) - noOf(last.at(-1)!.day)) / DAYS_A_MONTH);
  const slopes: number[] = [];
  for (const i of t.keys())
    for (const j of t.keys()) if (i < j) slopes.push((last[j].value - last[i].value) / (t[j] - t[i]));
  const slope = middle(slopes);
  return { slope, intercept: middle(last.map((point, i) => point.value - slope * t[i])) };
}
function middle(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

test('fewer than six points make no forecast', () => {
  fc.assert(
    fc.property(series, (points) => {
      const made = forecastOf({ points, minimum: 0.8, maximum: 1, today: todayOf(points) });
      expect(made === null).toBe(points.length < FORECAST_LEAST);
    }),
  );
});

test('slope and line are those of the plain way over all pairs of the last twelve', () => {
  fc.assert(
    fc.property(series, (points) => {
      fc.pre(points.length >= FORECAST_LEAST);
      const made = forecastOf({ points, minimum: 0.8, maximum: null, today: todayOf(points) })!;
      const { slope, intercept } = bruteForce(points);
      expect(made.slope).toBeCloseTo(slope, 9);
      const lastNo = noOf(points.at(-1)!.day);
      for (const { month, value, low, high } of made.line) {
        const [year, no] = month.split('-').map(Number);
        const at = (Date.UTC(year, no, 0) / 86_400_000 - lastNo) / DAYS_A_MONTH;
        expect(value).toBeCloseTo(Math.max(0, intercept + slope * at), 6);
        if (at >= 0) {
          expect(low).toBeLessThanOrEqual(value + 1e-9);
          expect(high).toBeGreaterThanOrEqual(value - 1e-9);
        }
      }
    }),
  );
});

test('the order in which points come makes no difference', () => {
  fc.assert(
    fc.property(series, fc.integer(), (points, seed) => {
      fc.pre(points.length >= FORECAST_LEAST);
      const asked = { minimum: 0.7, maximum: 1, today: todayOf(points) };
      const mixed = points.toSorted((a, b) => ((noOf(a.day) * seed) % 7) - ((noOf(b.day) * seed) % 7));
      expect(forecastOf({ points: mixed, ...asked })).toEqual(forecastOf({ points, ...asked }));
    }),
  );
});

test('a date is the first day on which its line has reached the minimum; a line that does not rise has none', () => {
  fc.assert(
    fc.property(series, fc.double({ min: 0.05, max: 1, noNaN: true }), (points, minimum) => {
      fc.pre(points.length >= FORECAST_LEAST);
      const today = todayOf(points);
      const made = forecastOf({ points, minimum, maximum: 1, today })!;
      const { slope, intercept } = bruteForce(points);
      if (slope <= 0) expect(made.date).toBeNull();
      if (made.slopeLow <= 0) expect(made.dateLate).toBeNull();
      if (made.date === null) return;
      const on = (text: string): number => intercept + (slope * (noOf(text) - noOf(points.at(-1)!.day))) / DAYS_A_MONTH;
      expect(made.date >= today).toBe(true);
      expect(on(made.date)).toBeGreaterThanOrEqual(minimum - 1e-9);
      if (made.date > today) expect(on(day(noOf(made.date) - 1))).toBeLessThan(minimum + 1e-9);
      if (made.dateEarly !== null) expect(made.dateEarly <= made.date).toBe(true);
      if (made.dateLate !== null) expect(made.dateLate >= made.date).toBe(true);
    }),
  );
});

test('a straight line is found whatever months are missing, by the true distance of its days', () => {
  const months = [0, 1, 2, 5, 6, 11, 12];
  const points = months.map((m) => {
    const no = Date.UTC(2025, m + 1, 0) / 86_400_000;
    return { day: day(no), value: 0.1 + ((no - START) / DAYS_A_MONTH) * 0.02 };
  });
  const made = forecastOf({ points, minimum: 0.5, maximum: 1, today: '2026-02-10' })!;
  expect(made.slope).toBeCloseTo(0.02, 12);
  expect(made.slopeLow).toBeCloseTo(0.02, 12);
  // 0.1 + 0.02 · 20 mean months after 2025-01-31
  expect(made.date).toBe(day(Math.ceil(START + 20 * DAYS_A_MONTH - 1e-6)));
  expect(made.dateEarly! <= made.date! && made.date! <= made.dateLate!).toBe(true);
});

test('one wild month moves neither slope nor date', () => {
  const points = Array.from({ length: 12 }, (_, m) => ({
    day: day(Date.UTC(2025, m + 1, 0) / 86_400_000),
    value: 0.1 + 0.03 * m,
  }));
  const asked = { minimum: 0.6, maximum: 1, today: '2026-01-01' };
  const tame = forecastOf({ points, ...asked })!;
  const wild = forecastOf({ points: points.map((p, i) => (i === 5 ? { ...p, value: 0 } : p)), ...asked })!;
  expect(wild.slope).toBeCloseTo(tame.slope, 2);
  expect(Math.abs(noOf(wild.date!) - noOf(tame.date!))).toBeLessThan(10);
});

test('a ratio never goes above 1, and nothing goes below 0', () => {
  fc.assert(
    fc.property(series, (points) => {
      fc.pre(points.length >= FORECAST_LEAST);
      const { line } = forecastOf({ points, minimum: 0.9, maximum: 1, today: todayOf(points) })!;
      for (const { value, low, high } of line)
        for (const one of [value, low, high]) expect(one >= 0 && one <= 1).toBe(true);
    }),
  );
});
