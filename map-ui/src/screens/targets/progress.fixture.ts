// Two years of a county that falls behind: reported months, one corrected, two unknown, a forecast.
import type { MonthPoint, Progress } from '#contract/progress';
import type { Target } from '#contract/target';
import { addMonths, lastDayOf } from '../../ui/months.ts';

export const TARGET: Target = {
  id: 'coverage-county',
  scope: { region: '430599' },
  metric: 'coverage',
  measure: {},
  minimum: 0.75,
  ceiling: 0.9,
  start: '2025-01-01',
  due: '2027-12-31',
  milestones: [
    { date: '2025-12-31', value: 0.3, name: 'county seats' },
    { date: '2026-06-30', value: 0.55, name: 'schools, markets' },
    { date: '2027-06-30', value: 0.7, name: null },
  ],
  critical: false,
  owner: null,
  note: null,
};

const MONTHS = Array.from({ length: 23 }, (_, i) => addMonths('2025-01', i));
/** Months in which nothing was measured. */
const UNKNOWN = new Set(['2025-08', '2025-09']);

function point(month: string, i: number): MonthPoint {
  const known = UNKNOWN.has(month) ? null : 0.12 + 0.017 * i + (i % 3) * 0.006;
  const isReported = i % 3 === 2 || i > 16;
  const corrected = month === '2026-06';
  const reported = isReported && known !== null ? known + (corrected ? 0.01 : 0) : null;
  return {
    month,
    known,
    knownNumerator: known === null ? null : Math.round(known * 812_345),
    knownDenominator: known === null ? null : 812_345,
    reported,
    first: corrected && reported !== null ? reported + 0.03 : reported,
    reason: corrected ? 'two batches counted twice' : null,
    expected: Math.min(0.55, 0.1 + 0.0205 * i),
  };
}

export function progressFixture(): Progress {
  const points = MONTHS.map(point);
  const last = points.at(-1)!.known!;
  return {
    scope: '430599',
    from: '2025-01-01',
    to: lastDayOf('2026-11'),
    today: '2026-11-28',
    targets: [TARGET, { ...TARGET, id: 'cameras', metric: 'cameras', minimum: 900, ceiling: null, milestones: [] }],
    target: TARGET,
    attainment: {
      targetId: TARGET.id,
      minimum: 0.75,
      ceiling: 0.9,
      due: TARGET.due,
      expected: 0.55,
      actual: last,
      numerator: last * 812_345,
      denominator: 812_345,
      attainment: last / 0.55,
      distance: last - 0.75,
      over: false,
      grade: 'behind',
      reason: '50.0 % of 75.0 %: 90.9 % of what is expected (from 90.0 %).',
      reasonZh: '50.0 %，目标 75.0 %：完成应有进度的 90.9 %（不低于 90.0 %）。',
    },
    points,
    forecast: {
      points: 12,
      slope: 0.017,
      slopeLow: 0.014,
      slopeHigh: 0.02,
      date: '2028-01-19',
      dateEarly: '2027-11-30',
      dateLate: '2028-04-30',
      line: Array.from({ length: 12 }, (_, i) => ({
        month: addMonths('2026-12', i),
        value: Math.min(1, last + 0.017 * (i + 1)),
        low: last + 0.014 * (i + 1),
        high: last + 0.021 * (i + 1),
      })),
    },
    noForecast: null,
    noForecastZh: null,
    milestones: [
      { name: 'county seats', date: '2025-12-31', value: 0.3, actual: 0.31, state: 'done' },
      { name: 'schools, markets', date: '2026-06-30', value: 0.55, actual: 0.42, state: 'missed' },
      { name: null, date: '2027-06-30', value: 0.7, actual: last, state: 'at-risk' },
    ],
    lagDays: 47,
    stages: MONTHS.map((month, i) => ({
      month,
      cameras: {
        planned: 500 + 18 * i,
        approved: 420 + 18 * i,
        procured: 300 + 20 * i,
        installed: 180 + 21 * i,
        networked: 150 + 20 * i,
        accepted: 80 + 20 * i,
      },
      online: i < 6 ? null : 120 + 19 * i,
    })),
    grades: { met: 1, 'on-track': 3, behind: 4, notice: 2, warning: 1, veto: 0, 'no-data': 1 },
    money: MONTHS.map((month, i) => ({ month, committed: 120_000 + 31_000 * i, spent: 20_000 * Math.max(0, i - 1) })),
    budget: 900_000,
    currency: 'CNY',
    dataVersion: 41,
  };
}
