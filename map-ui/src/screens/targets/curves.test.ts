import { describe, expect, it } from 'vitest';
import { monthAt } from '../../ui/months.ts';
import {
  type CurveWords,
  moneyChart,
  monthStops,
  planOf,
  progressChart,
  spanOf,
  stageChart,
  toSpan,
} from './curves.ts';
import { progressFixture, TARGET } from './progress.fixture.ts';

const words: CurveWords = {
  known: 'known',
  reported: 'reported',
  plan: 'plan',
  forecast: 'forecast',
  low: 'low',
  high: 'high',
  stage: (stage) => stage,
  online: 'online',
  committed: 'committed',
  spent: 'spent',
  budget: 'budget',
};
const progress = progressFixture();
const chart = progressChart(progress, words, false);
const line = (id: string) => chart.series.find((s) => s.id === id)!.values;
const at = (month: string) => chart.xs.indexOf(monthAt(month));

describe('the curves of progress', () => {
  it('leave a month without a figure empty: nothing is interpolated', () => {
    expect(line('known')[at('2025-08')]).toBeNull();
    expect(line('known')[at('2025-07')]).not.toBeNull();
  });
  it('begin the forecast where what is known ends, with a band around it', () => {
    const last = progress.points.at(-1)!;
    for (const id of ['forecast', 'forecast-low', 'forecast-high']) expect(line(id)[at(last.month)]).toBe(last.known);
    expect(line('forecast')[at('2026-10')]).toBeNull();
    expect(chart.bands).toEqual([{ low: 'forecast-low', high: 'forecast-high', colour: '--band' }]);
  });
  it('run the plan as the server said it, then over the milestones to the minimum, and level after the due date', () => {
    const months = ['2026-11', '2027-06', '2027-12', '2028-03'];
    const plan = planOf(TARGET, progress.points, months);
    expect(plan).toEqual([0.55, 0.7, 0.75, 0.75]);
    expect(planOf({ ...TARGET, milestones: [] }, [], ['2024-12', '2025-02', '2028-01'])).toEqual([null, 0.75, 0.75]);
    expect(planOf(null, [], months)).toEqual([null, null, null, null]);
  });
  it('show reported months as points of their own', () => {
    const reported = chart.series.find((s) => s.id === 'reported')!;
    expect(reported.points).toBe(true);
    expect(reported.values[at('2026-06')]).not.toBe(line('known')[at('2026-06')]);
  });
  it('draw five stages and what is online apart from them, and money only where there is some', () => {
    expect(stageChart(progress, words).series.map((s) => s.id)).toEqual([
      'planned',
      'procured',
      'installed',
      'networked',
      'accepted',
      'online',
    ]);
    expect(moneyChart(progress, words)!.series.map((s) => s.id)).toEqual(['budget', 'committed', 'spent']);
    expect(moneyChart({ ...progress, money: [] }, words)).toBeNull();
  });
  it('stop at months with data only, never in the future', () => {
    const stops = monthStops({ ...progress, stages: [] });
    expect(stops).not.toContain('2025-08');
    expect(stops.at(-1)).toBe('2026-11');
  });
  it('keep a part of the time as months in the address', () => {
    expect(toSpan(spanOf(['2025-03', '2026-01']))).toEqual(['2025-03', '2026-01']);
    expect(toSpan(null)).toBeNull();
  });
});
