import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Figure } from '#contract/figure';
import type { Target } from '#contract/target';
import { attainmentOf, attainmentOfValue, byWhatIsCounted, targetFor, targetsFor } from './targets.ts';

const target = (over: Partial<Target> = {}): Target => ({
  id: 't',
  scope: { region: 'county' },
  metric: 'coverage',
  measure: {},
  ceiling: null,
  milestones: [],
  critical: false,
  owner: null,
  minimum: 0.6,
  start: '2026-01-01',
  due: '2026-12-31',
  note: null,
  ...over,
});
const figure = (likely: number, more: Partial<Figure> = {}): Figure =>
  ({
    basis: 'whole-area',
    demandM2: 1000,
    depthM2: [0],
    likelyDepthM2: [likely * 1000],
    highDepthM2: [1000],
    leaves: 1,
    leavesMeasured: 1,
    ...more,
  }) as Figure;
const grade = (likely: number, today: string, t = target()) => attainmentOf(figure(likely), t, today).grade;

describe('which target applies', () => {
  const village = { code: 'v1', level: 'village' };
  const above = [
    { code: 'town', level: 'township' },
    { code: 'county', level: 'county' },
  ];
  const ofCounty = target({ id: 'county' });
  const ofTown = target({ id: 'town', scope: { region: 'town' } });
  const ofLevel = target({ id: 'level', scope: { level: 'village' } });
  it('its own, else the nearest ancestor, else its level', () => {
    expect(targetFor(village, above, [ofCounty, ofTown, ofLevel], '2026-06-01')!.id).toBe('town');
    expect(targetFor(village, above, [ofLevel], '2026-06-01')!.id).toBe('level');
    expect(targetFor(above[1]!, [], [ofTown, ofLevel], '2026-06-01')).toBeNull();
  });
  it('of several for one scope the latest that has begun, else the next to begin', () => {
    const list = ['2025-01-01', '2026-03-01', '2027-01-01'].map((start) => target({ id: start, start }));
    expect(targetFor(village, above, list, '2026-06-01')!.id).toBe('2026-03-01');
    expect(targetFor(village, above, list, '2024-06-01')!.id).toBe('2025-01-01');
  });
});

describe('grades of a minimum of 60 % due on 2026-12-31', () => {
  it('are met, behind, notice and warning by the share of what is expected', () => {
    expect([0.6, 0.54, 0.45, 0.44].map((c) => grade(c, '2026-06-01'))).toEqual(['met', 'behind', 'notice', 'warning']);
  });
  it('expect nothing before the start', () => {
    expect(attainmentOf(figure(0.1), target(), '2025-12-31')).toMatchObject({
      grade: 'on-track',
      expected: 0,
      attainment: 1,
    });
  });
  it('become a veto 90 days after the due date, unless the minimum is reached', () => {
    expect([grade(0.59, '2027-03-30'), grade(0.59, '2027-03-31'), grade(0.6, '2027-03-31')]).toEqual([
      'behind',
      'veto',
      'met',
    ]);
  });
  it('are no-data with the reason when there is nothing to judge', () => {
    const said = (f: Figure | null) => attainmentOf(f, target(), '2026-06-01');
    expect(said(null)).toMatchObject({ grade: 'no-data', actual: null, attainment: null, distance: null });
    expect(said(figure(0.5, { basis: 'mixed', demandM2: null, likelyDepthM2: null })).reason).toMatch(/public space/);
    expect(said(figure(0, { basis: 'not-applicable', demandM2: 0, likelyDepthM2: [0] })).reason).toMatch(
      /not applicable/,
    );
    expect(said(figure(0.5, { leaves: 4, leavesMeasured: 3 })).reason).toMatch(/3 of 4/);
  });
  it('never get worse when coverage rises', () => {
    const order = ['veto', 'warning', 'notice', 'behind', 'on-track', 'met'];
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.constantFrom('2025-06-01', '2026-06-01', '2027-06-01'), (a, b, today) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(order.indexOf(grade(high, today))).toBeGreaterThanOrEqual(order.indexOf(grade(low, today)));
      }),
    );
  });
});

describe('a plan with milestones', () => {
  const plan = target({
    milestones: [{ date: '2026-07-01', value: 0.4 }],
    start: '2026-01-01',
    due: '2026-12-31',
    minimum: 0.6,
  });
  it('goes straight from the value at the start through them to the minimum', () => {
    const expected = (day: string) => attainmentOf(figure(0.1), plan, day, { startValue: 0.2 }).expected;
    expect(expected('2026-01-01')).toBeCloseTo(0.2);
    expect(expected('2026-07-01')).toBeCloseTo(0.4);
    expect(expected('2026-04-01')).toBeGreaterThan(0.29);
    expect(expected('2026-04-02')).toBeLessThan(0.31);
    expect([expected('2026-12-31'), expected('2030-01-01')]).toEqual([0.6, 0.6]);
    expect(expected('2025-12-31')).toBe(0);
  });
});

describe('a critical target', () => {
  it('is a veto when it is far behind', () => {
    const critical = target({ critical: true });
    expect([grade(0.1, '2026-06-01', critical), grade(0.55, '2026-06-01', critical)]).toEqual(['veto', 'behind']);
  });
});

describe('a ceiling', () => {
  it('never makes a grade better, and the sentence says that it is too much', () => {
    const judged = attainmentOf(figure(0.95), target({ ceiling: 0.9 }), '2026-06-01');
    expect(judged).toMatchObject({ grade: 'met', over: true, reason: expect.stringContaining('ceiling') });
  });
});

describe('a number of cameras', () => {
  const cameras = target({ id: 'n', metric: 'cameras', minimum: 100 });
  it('is judged as a count', () => {
    const value = { value: 80, numerator: 80, denominator: null, reason: null, reasonZh: null };
    expect(attainmentOfValue(value, cameras, '2026-06-01')).toMatchObject({
      grade: 'notice',
      reason: expect.stringContaining('80 of 100'),
    });
  });
  it('is not handed down, as a share is', () => {
    const list = [cameras, target({ id: 'c' })];
    const village = { code: 'v1', level: 'village' };
    const above = [{ code: 'county', level: 'county' }];
    expect(targetsFor(village, above, byWhatIsCounted(list), '2026-06-01').map(({ id }) => id)).toEqual(['c']);
    expect(targetsFor(above[0]!, [], byWhatIsCounted(list), '2026-06-01').map(({ id }) => id)).toEqual(['c', 'n']);
    expect(targetsFor(above[0]!, [], byWhatIsCounted(list.toReversed()), '2026-06-01').map(({ id }) => id)).toEqual([
      'c',
      'n',
    ]);
  });
});
