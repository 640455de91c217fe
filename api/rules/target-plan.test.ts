// The plan of a target and its grades, as rules that hold for every target.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grade, MetricValue, Target, TargetMetric } from '#contract/target';
import { planOf } from './progress.ts';
import { attainmentOfValue, byWhatIsCounted, expectedOn, measuredKey, targetsFor } from './targets.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const dayAt = (n: number): string => new Date(START + n * DAY_MS).toISOString().slice(0, 10);
const DUE = 365;

const base: Target = {
  id: 't',
  scope: { region: 'county' },
  metric: 'coverage',
  measure: {},
  minimum: 0.6,
  ceiling: null,
  start: dayAt(0),
  due: dayAt(DUE),
  milestones: [],
  critical: false,
  owner: null,
  note: null,
};
const of = (over: Partial<Target> = {}): Target => ({ ...base, ...over });
const valued = (value: number | null): MetricValue => ({
  value,
  numerator: value,
  denominator: value === null ? null : 1,
  reason: value === null ? 'why' : null,
  reasonZh: value === null ? '原因' : null,
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const day = fc.integer({ min: -100, max: DUE + 200 });
/** rising plans with one to five milestones between start and due date */
const rising = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: DUE - 1 }), { minLength: 1, maxLength: 5 }),
    values: fc.array(share, { minLength: 5, maxLength: 5 }),
    minimum: fc.double({ min: 0.01, max: 1, noNaN: true }),
    startShare: share,
  })
  .map(({ days, values, minimum, startShare }) => {
    const sorted = [...values].sort((a, b) => a - b).slice(0, days.length);
    const milestones = days
      .sort((a, b) => a - b)
      .map((n, i) => ({ date: dayAt(n), value: sorted[i]! * minimum, name: null }));
    return { target: of({ minimum, milestones }), startValue: startShare * milestones[0]!.value };
  });

describe('what is expected', () => {
  it('is nothing before the start, and the minimum from the start on where there are no milestones', () => {
    expect([-1, 0, 200, DUE + 50].map((n) => expectedOn(of(), dayAt(n)))).toEqual([0, 0.6, 0.6, 0.6]);
  });
  it('goes straight through the value at the start, the milestones and the minimum, then stays', () => {
    const target = of({ milestones: [{ date: dayAt(100), value: 0.4, name: null }] });
    const plan = planOf(target, 0.2);
    expect(expectedOn(target, dayAt(0), plan)).toBe(0.2);
    expect(expectedOn(target, dayAt(50), plan)).toBeCloseTo(0.3, 12);
    expect(expectedOn(target, dayAt(100), plan)).toBe(0.4);
    expect(expectedOn(target, dayAt(DUE), plan)).toBe(0.6);
    expect(expectedOn(target, dayAt(DUE + 500), plan)).toBe(0.6);
  });
  it('never jumps after the start: from day to day it changes by no more than its steepest way', () => {
    fc.assert(
      fc.property(rising, fc.integer({ min: 0, max: DUE + 50 }), ({ target, startValue }, n) => {
        const plan = planOf(target, startValue);
        const step = Math.abs(expectedOn(target, dayAt(n + 1), plan) - expectedOn(target, dayAt(n), plan));
        const corners = plan.map((corner) => ({ n: (Date.parse(corner.day) - START) / DAY_MS, value: corner.value }));
        const steepest = Math.max(
          ...corners.slice(1).map((b, i) => Math.abs(b.value - corners[i]!.value) / (b.n - corners[i]!.n)),
        );
        expect(step).toBeLessThanOrEqual(steepest + 1e-12);
      }),
    );
  });
  it('never falls where milestones do not', () => {
    fc.assert(
      fc.property(rising, day, day, ({ target, startValue }, a, b) => {
        const plan = planOf(target, startValue);
        const [early, late] = a < b ? [a, b] : [b, a];
        expect(expectedOn(target, dayAt(late), plan)).toBeGreaterThanOrEqual(
          expectedOn(target, dayAt(early), plan) - 1e-12,
        );
      }),
    );
  });
  it('from an unknown start is counted from 0, and said as long as it matters', () => {
    const target = of({ milestones: [{ date: dayAt(100), value: 0.4, name: null }] });
    const at = (n: number, startValue: number | null) =>
      attainmentOfValue(valued(0.1), target, dayAt(n), { startValue });
    expect(at(50, null)).toMatchObject({ expected: 0.2, reason: expect.stringMatching(/not known/) });
    expect(at(50, null).reasonZh).toContain('不详');
    expect(at(50, 0).reason).not.toMatch(/not known/);
    expect(at(150, null).reason).not.toMatch(/not known/);
  });
});

describe('attainment', () => {
  it('is 1 before the start, whatever is there', () => {
    fc.assert(
      fc.property(rising, share, fc.integer({ min: 1, max: 500 }), ({ target }, value, n) => {
        expect(attainmentOfValue(valued(value), target, dayAt(-n))).toMatchObject({ attainment: 1, expected: 0 });
      }),
    );
  });
  it('is actual ÷ expected after it, and carries what it is made of', () => {
    const said = attainmentOfValue({ ...valued(0.45), numerator: 45, denominator: 100 }, of(), dayAt(10));
    expect(said).toMatchObject({ actual: 0.45, expected: 0.6, numerator: 45, denominator: 100 });
    expect(said.attainment).toBeCloseTo(0.75, 12);
    expect(said.distance).toBeCloseTo(-0.15, 12);
  });
});

const ORDER: Grade[] = ['veto', 'warning', 'notice', 'behind', 'on-track', 'met'];
describe('grades', () => {
  it('never get worse when the value rises, critical or not, above a ceiling or not', () => {
    fc.assert(
      fc.property(rising, share, share, day, fc.boolean(), (plan, a, b, n, critical) => {
        const target = { ...plan.target, critical, ceiling: plan.target.minimum };
        const [low, high] = a < b ? [a, b] : [b, a];
        const gradeOf = (value: number) =>
          ORDER.indexOf(
            attainmentOfValue(valued(value), target, dayAt(n), { startValue: plan.startValue }).grade as Grade,
          );
        expect(gradeOf(high)).toBeGreaterThanOrEqual(gradeOf(low));
      }),
    );
  });
  it('follow the bands that are set', () => {
    const bands = { onTrack: 0.95, behind: 0.8, notice: 0.5, overdueDays: 10 };
    const gradeOf = (value: number, n: number) => attainmentOfValue(valued(value), of(), dayAt(n), { bands }).grade;
    expect([0.57, 0.48, 0.3, 0.29].map((value) => gradeOf(value, 5))).toEqual([
      'on-track',
      'behind',
      'notice',
      'warning',
    ]);
    expect([gradeOf(0.59, DUE + 9), gradeOf(0.59, DUE + 10)]).toEqual(['on-track', 'veto']);
  });
  it('of a critical target that is far behind are a veto, also before the due date', () => {
    const at = (value: number, n: number) => attainmentOfValue(valued(value), of({ critical: true }), dayAt(n));
    expect([at(0.44, 10).grade, at(0.45, 10).grade, at(0.6, 10).grade]).toEqual(['veto', 'notice', 'met']);
    expect(at(0.1, -1).grade).toBe('on-track');
    expect(at(0.44, 10).reason).toMatch(/critical.*veto below 75\.0 %/);
  });
  it('above the ceiling say so and are no better', () => {
    const capped = of({ ceiling: 0.7 });
    const [within, above] = [0.7, 0.9].map((value) => attainmentOfValue(valued(value), capped, dayAt(10)));
    expect([within!.over, above!.over, within!.grade, above!.grade]).toEqual([false, true, 'met', 'met']);
    expect(above!.reason).toMatch(/Above the ceiling of 70\.0 %/);
    expect(above!.reasonZh).toContain('超过上限');
  });
  it('of a number of cameras are told in cameras', () => {
    const count = of({ metric: 'cameras', minimum: 1200 });
    const { reason, reasonZh } = attainmentOfValue(valued(900), count, dayAt(10));
    expect(reason).toMatch(/^900 of 1200: 75\.0 %/);
    expect(reasonZh).toMatch(/^900，目标 1200/);
  });
  it('without a value are no-data with its reason', () => {
    expect(attainmentOfValue(valued(null), of(), dayAt(DUE + 500))).toMatchObject({
      grade: 'no-data',
      attainment: null,
      reason: 'why',
      reasonZh: '原因',
    });
  });
});

describe('which targets hold for a region', () => {
  const village = { code: 'v', level: 'village' };
  const above = [
    { code: 'town', level: 'township' },
    { code: 'county', level: 'county' },
  ];
  const holding = (targets: readonly Target[]) =>
    targetsFor(village, above, byWhatIsCounted(targets), dayAt(10)).map(({ id }) => id);
  const scope = fc.constantFrom<Target['scope']>(
    { region: 'v' },
    { region: 'town' },
    { region: 'county' },
    { region: 'x' },
    { level: 'village' },
    { level: 'town' },
  );
  const metric = fc.constantFrom<TargetMetric>('coverage', 'cameras', 'keyPlaces', 'networkedRate');
  const list = fc
    .array(fc.record({ scope, metric, start: fc.constantFrom(dayAt(-50), dayAt(0), dayAt(50)), k: fc.nat(2) }), {
      maxLength: 12,
    })
    .map((rows) =>
      rows.map(({ k, ...row }, i) =>
        of({ ...row, id: `t${i}`, measure: row.metric === 'coverage' && k > 0 ? { k } : {} }),
      ),
    );
  it('does not depend on the order of the list', () => {
    fc.assert(
      fc.property(
        list.chain((targets) =>
          fc.tuple(fc.constant(targets), fc.shuffledSubarray(targets, { minLength: targets.length })),
        ),
        ([targets, shuffled]) => {
          expect(holding(shuffled)).toEqual(holding(targets));
        },
      ),
    );
  });
  it('is at most one of each metric and way of counting', () => {
    fc.assert(
      fc.property(list, (targets) => {
        const keys = targetsFor(village, above, byWhatIsCounted(targets), dayAt(10)).map(measuredKey);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
  it('puts coverage of everything first, before coverage of some classes, then the other metrics', () => {
    const parts = of({ id: 'a', scope: { region: 'v' }, measure: { classes: ['school'] } });
    const places = of({ id: 'b', metric: 'keyPlaces' });
    expect(holding([places, parts, of({ id: 'z' })])).toEqual(['z', 'a', 'b']);
  });
  it('hands ratios down and keeps a number of cameras where it was set', () => {
    const cameras = of({ id: 'n', metric: 'cameras', minimum: 100 });
    expect(holding([cameras, of({ id: 'c' })])).toEqual(['c']);
    expect(holding([{ ...cameras, scope: { region: 'v' } }])).toEqual(['n']);
    expect(holding([{ ...cameras, scope: { level: 'village' } }])).toEqual(['n']);
  });
  it('saying what is meant anyway is the same way of counting', () => {
    expect(measuredKey(of({ measure: { set: 'installed', k: 1, judgedBy: 'likely' } }))).toBe(measuredKey(of()));
    expect(measuredKey(of({ measure: { classes: ['road', 'school'] } }))).toBe(
      measuredKey(of({ measure: { classes: ['school', 'road', 'road'] } })),
    );
    expect(measuredKey(of({ measure: { k: 2 } }))).not.toBe(measuredKey(of()));
  });
});
