import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Target } from '#contract/target';
import { forecastOf } from './forecast.ts';
import { gradeCounts, lagDays, milestoneStates, plannedDay, plannedOn, planOf } from './progress.ts';

const target = (more: Partial<Target> = {}): Target => ({
  id: 'T',
  scope: { region: 'C' },
  metric: 'coverage',
  measure: {},
  minimum: 0.8,
  ceiling: null,
  start: '2026-01-01',
  due: '2026-12-31',
  milestones: [{ date: '2026-07-01', value: 0.5, name: '半年' }],
  critical: false,
  owner: null,
  note: null,
  ...more,
});
const day = (no: number): string => new Date(no * 86_400_000).toISOString().slice(0, 10);
const noOf = (text: string): number => Date.parse(text) / 86_400_000;

test('a plan is straight between its corners, and the minimum from the due date on', () => {
  const plan = planOf(target(), 0.1);
  expect(plannedOn(plan, '2025-12-31')).toBeNull();
  expect(plannedOn(plan, '2026-01-01')).toBe(0.1);
  expect(plannedOn(plan, '2026-04-02')).toBeCloseTo(0.1 + (0.4 * 91) / 181, 12);
  expect(plannedOn(plan, '2026-07-01')).toBe(0.5);
  expect(plannedOn(plan, '2027-06-01')).toBe(0.8);
});

test('without milestones the minimum is expected from the start on, and there is no lag to count', () => {
  const flat = target({ milestones: [] });
  const plan = planOf(flat, 0.1);
  expect(plannedOn(plan, '2026-01-01')).toBe(0.8);
  expect(lagDays(flat, plan, 0.3, '2026-06-01')).toBeNull();
});

test('lag is the days since the plan expected what is there, whatever the plan', () => {
  const steps = fc.array(
    fc.record({ after: fc.integer({ min: 1, max: 90 }), more: fc.double({ min: 0.01, max: 0.1, noNaN: true }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(
      steps,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 400 }),
      (all, actual, later) => {
        let [at, value] = [noOf('2026-01-01'), 0];
        const milestones = all.map(({ after, more }) => {
          at += after;
          value += more;
          return { date: day(at), value };
        });
        const own = target({ milestones, due: day(at + 30), minimum: value + 0.05 });
        const plan = planOf(own, 0);
        const today = day(noOf('2026-01-01') + later);
        // the plainest way: walk day by day
        let reached = own.due;
        for (let no = noOf(own.start); no <= noOf(own.due); no += 1)
          if (plannedOn(plan, day(no))! >= actual - 1e-12) {
            reached = day(no);
            break;
          }
        expect(Math.abs(noOf(plannedDay(plan, actual) ?? own.due) - noOf(reached))).toBeLessThanOrEqual(1);
        const lag = lagDays(own, plan, actual, today)!;
        expect(Math.abs(lag - (noOf(today) - noOf(reached)))).toBeLessThanOrEqual(1);
      },
    ),
  );
});

const asked = { forecast: null, today: '2026-06-01', actualOn: () => null };
const statesOf = (more: Partial<Parameters<typeof milestoneStates>[0]>) =>
  milestoneStates({ target: target(), actual: 0.3, ...asked, ...more }).map(({ state }) => state);

test('a milestone is done when its value is reached, missed when its day is over without', () => {
  expect(statesOf({ actual: 0.5 })).toEqual(['done', 'on-plan']);
  expect(statesOf({ today: '2026-08-01', actualOn: () => ({ day: '2026-06-30', value: 0.4 }) })[0]).toBe('missed');
  // what was reached in time stays done, also when it was lost since
  expect(statesOf({ today: '2026-08-01', actualOn: () => ({ day: '2026-06-30', value: 0.55 }) })[0]).toBe('done');
});

test('without a value nothing is judged', () => {
  expect(statesOf({ actual: null })).toEqual(['no-data', 'no-data']);
});

test('with a forecast a milestone to come is on plan when the line reaches it in time; the rule says so in words', () => {
  const points = Array.from({ length: 8 }, (_, m) => ({
    day: day(Date.UTC(2025, 10 + m, 0) / 86_400_000),
    value: 0.05 * m,
  }));
  const forecast = forecastOf({ points, minimum: 0.8, maximum: 1, today: '2026-06-01' });
  const [half, due] = milestoneStates({ target: target(), actual: 0.35, ...asked, forecast });
  expect(half.state).toBe('at-risk');
  expect(half.rule).toMatch(/is expected on 2026-07-01, below 50\.0 %/);
  expect(half.ruleZh).toMatch(/预计 2026-07-01 达到 .*，低于 50\.0 %/);
  expect(due.state).toBe('at-risk');
  const slow = target({ milestones: [{ date: '2026-07-01', value: 0.36 }], minimum: 0.6 });
  expect(milestoneStates({ target: slow, actual: 0.35, ...asked, forecast }).map(({ state }) => state)).toEqual([
    'on-plan',
    'on-plan',
  ]);
});

test('children are counted by grade; those without a target nowhere', () => {
  expect(gradeCounts(['met', 'warning', 'met', null])).toMatchObject({ met: 2, warning: 1, 'no-data': 0 });
});
