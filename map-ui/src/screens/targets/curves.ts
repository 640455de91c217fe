// Which lines do progress, stages and money make, and where do their points stand? No words and no drawing.
import type { Forecast, MonthPoint, Progress } from '#contract/progress';
import { STAGES_REACHED, type Target } from '#contract/target';
import type { ChartData, ChartSeries } from '../../ui/chart-model.ts';
import { addMonths, dayAt, monthAt, monthOf, monthsBetween } from '../../ui/months.ts';

/** How far after the last known point a plan is still drawn. */
const PLAN_AHEAD_MONTHS = 24;

/** Value of a line through points, at x; null before the first, the last value after the last. */
function along(points: readonly (readonly [number, number])[], x: number): number | null {
  if (points.length === 0 || x < points[0][0] - 1e-9) return null;
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
    if (x <= x1) return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  }
  return points.at(-1)![1];
}

/** What is expected at the end of each month: as the server said, and on along milestones to the minimum. */
export function planOf(target: Target | null, points: readonly MonthPoint[], months: readonly string[]) {
  if (target === null) return months.map(() => null);
  const said = points.flatMap((p) => (p.expected === null ? [] : [[monthAt(p.month), p.expected] as const]));
  const last = said.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  const ahead = [...target.milestones, { date: target.due, value: target.minimum }]
    .map(({ date, value }) => [dayAt(date), value] as const)
    .filter(([x]) => x > last);
  // without milestones the minimum is expected from the start on
  if (target.milestones.length === 0) ahead.unshift([Math.max(last, dayAt(target.start)), target.minimum]);
  const line = [...said, ...ahead].sort(([a], [b]) => a - b);
  return months.map((month) => along(line, monthAt(month)));
}

export interface CurveWords {
  known: string;
  reported: string;
  plan: string;
  forecast: string;
  low: string;
  high: string;
  stage: (stage: string) => string;
  online: string;
  committed: string;
  spent: string;
  budget: string;
}

/** The months of a chart: those with points, those of the forecast, and the plan up to its due date. */
function monthsOf({ points, forecast, target, today }: Progress): string[] {
  const known = [...points.map((p) => p.month), ...(forecast?.line.map((p) => p.month) ?? [])].sort();
  const first = known[0] ?? today.slice(0, 7);
  let last = known.at(-1) ?? first;
  if (target !== null) {
    const farthest = addMonths(today.slice(0, 7), PLAN_AHEAD_MONTHS);
    const due = target.due.slice(0, 7);
    const until = due < farthest ? due : farthest;
    if (until > last) last = until;
  }
  return monthsBetween(first, last);
}

/** The forecast begins where what is known ends. */
function forecastLines(forecast: Forecast, points: readonly MonthPoint[], months: readonly string[]) {
  const last = [...points].reverse().find((p) => p.known !== null);
  const at = new Map(forecast.line.map((p) => [p.month, p]));
  if (last?.known != null && !at.has(last.month))
    at.set(last.month, { month: last.month, value: last.known, low: last.known, high: last.known });
  const pick = (key: 'value' | 'low' | 'high') => months.map((month) => at.get(month)?.[key] ?? null);
  return { value: pick('value'), low: pick('low'), high: pick('high') };
}

export function progressChart(progress: Progress, words: CurveWords, isCount: boolean): ChartData {
  const months = monthsOf(progress);
  const at = new Map(progress.points.map((p) => [p.month, p]));
  const series: ChartSeries[] = [];
  const { forecast, target, points } = progress;
  if (forecast !== null && forecast.line.length > 0) {
    const lines = forecastLines(forecast, points, months);
    series.push(
      { id: 'forecast-low', label: words.low, values: lines.low, colour: '--accent', quiet: true },
      { id: 'forecast-high', label: words.high, values: lines.high, colour: '--accent', quiet: true },
      { id: 'forecast', label: words.forecast, values: lines.value, colour: '--accent', dash: [2, 4], width: 1.5 },
    );
  }
  const plan = planOf(target, points, months);
  if (plan.some((v) => v !== null))
    series.push({
      id: 'plan',
      label: words.plan,
      values: plan,
      colour: '--mute',
      dash: [7, 5],
      width: 1.5,
      spans: true,
    });
  series.push({
    id: 'known',
    label: words.known,
    values: months.map((m) => at.get(m)?.known ?? null),
    colour: '--low-text',
    width: 2.5,
  });
  const reported = months.map((m) => at.get(m)?.reported ?? null);
  if (reported.some((v) => v !== null))
    series.push({ id: 'reported', label: words.reported, values: reported, colour: '--ink', points: true });
  return {
    xs: months.map(monthAt),
    series,
    bands: forecast?.line.length ? [{ low: 'forecast-low', high: 'forecast-high', colour: '--band' }] : [],
    marks: progress.milestones.map((m) => ({ at: dayAt(m.date), value: m.value, label: m.name ?? m.date })),
    now: dayAt(progress.today),
    ceiling: isCount ? undefined : 1,
  };
}

/** Approval is between planning and buying and says little by itself: the table of stages has it. */
const DRAWN = STAGES_REACHED.filter((stage) => stage !== 'approved');
const STAGE_COLOURS = ['--stage-0', '--stage-1', '--stage-2', '--stage-3', '--stage-4'] as const;
/** One line a stage: "installed" is not "working", so what is online has a line of its own. */
export function stageChart({ stages, today }: Progress, words: CurveWords): ChartData {
  const lines: ChartSeries[] = DRAWN.map((stage, i) => ({
    id: stage,
    label: words.stage(stage),
    values: stages.map((s) => s.cameras[stage] ?? null),
    colour: STAGE_COLOURS[i],
    width: stage === 'installed' ? 2.5 : 1.5,
  }));
  const online = stages.map((s) => s.online);
  if (online.some((v) => v !== null))
    lines.push({ id: 'online', label: words.online, values: online, colour: '--gap-text', width: 2, dash: [4, 3] });
  return { xs: stages.map((s) => monthAt(s.month)), series: lines, now: dayAt(today) };
}

export function moneyChart({ money, budget, today }: Progress, words: CurveWords): ChartData | null {
  if (money.length === 0) return null;
  const series: ChartSeries[] = [
    { id: 'committed', label: words.committed, values: money.map((m) => m.committed), colour: '--mute', width: 1.5 },
    { id: 'spent', label: words.spent, values: money.map((m) => m.spent), colour: '--low-text', width: 2.5 },
  ];
  if (budget !== null)
    series.unshift({
      id: 'budget',
      label: words.budget,
      values: money.map(() => budget),
      colour: '--ink',
      dash: [7, 5],
      width: 1.5,
      spans: true,
    });
  return { xs: money.map((m) => monthAt(m.month)), series, now: dayAt(today) };
}

/** The months with something known or reported, oldest first: the stops of the month stepper. */
export const monthStops = ({ points, stages, today }: Progress): string[] => {
  const months = new Set<string>();
  for (const p of points) if (p.known !== null || p.reported !== null) months.add(p.month);
  for (const s of stages) months.add(s.month);
  return [...months].filter((month) => month <= today.slice(0, 7)).sort();
};
export const spanOf = (span: [string, string] | null): [number, number] | null =>
  span === null ? null : [monthAt(span[0]), monthAt(span[1])];
export const toSpan = (span: readonly [number, number] | null): [string, string] | null =>
  span === null ? null : [monthOf(span[0]), monthOf(span[1])];
