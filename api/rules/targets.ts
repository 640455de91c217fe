// Which target applies to a region, how far is it from it on a day, and which grade is that? docs/model.md §5.
import type { Figure } from '#contract/figure';
import {
  type Attainment,
  COUNTED,
  type Grade,
  type MetricValue,
  type Target,
  type TargetMeasure,
  type TargetMetric,
} from '#contract/target';
import { figureMetric } from './metrics.ts';
import { type PlanCorner, plannedOn, planOf } from './progress.ts';

export interface GradeBands {
  /** attainment from which a region is on track, behind, or gets a notice; below the last it gets a warning */
  onTrack: number;
  behind: number;
  notice: number;
  /** days after the due date from which a minimum that is not reached is a veto */
  overdueDays: number;
}
export const DEFAULT_BANDS: GradeBands = { onTrack: 1, behind: 0.9, notice: 0.75, overdueDays: 90 };

export interface TargetedRegion {
  code: string;
  level: string;
}

/** The target of a region among those of one metric and measure: its own, else the nearest ancestor's, else its level's. Of
 * several with one scope the one with the latest start not after `today` (else the earliest to come) holds; then the lower
 * id. */
export function targetFor(
  region: TargetedRegion,
  ancestorsNearestFirst: readonly TargetedRegion[],
  targets: readonly Target[],
  today: string,
): Target | null {
  for (const code of [region.code, ...ancestorsNearestFirst.map((a) => a.code)]) {
    const own = targets.filter((t) => 'region' in t.scope && t.scope.region === code);
    if (own.length > 0) return current(own, today);
  }
  const ofLevel = targets.filter((t) => 'level' in t.scope && t.scope.level === region.level);
  return ofLevel.length > 0 ? current(ofLevel, today) : null;
}

/** What is meant where a measure says nothing: saying it changes nothing. */
const MEANT: Readonly<Partial<TargetMeasure>> = {
  set: 'installed',
  detail: 'range',
  k: 1,
  judgedBy: 'likely',
  stage: 'installed',
  of: 'coverage',
};
interface Counted {
  metric: TargetMetric;
  measure: TargetMeasure;
}
/** What a measure says beyond what is meant anyway, in one order. */
function stated({ classes, ...measure }: TargetMeasure): [field: string, value: unknown][] {
  const said = Object.entries({ ...measure, classes: classes && [...new Set(classes)].sort() });
  return said
    .filter(([field, value]) => value !== undefined && value !== MEANT[field as keyof TargetMeasure])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
/** Key of what is counted: two targets with one key are about the same. */
export const measuredKey = ({ metric, measure }: Counted): string => JSON.stringify([metric, stated(measure)]);

/** Targets of one key each, in the order in which they speak for a region: by metric, coverage first; of one metric the one
 * that counts everything before those that count a part of it. */
export function byWhatIsCounted(targets: readonly Target[]): Target[][] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const key = measuredKey(target);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [target]);
    else group.push(target);
  }
  const order = ([target]: Target[]): number =>
    METRIC_ORDER.indexOf(target!.metric) * PARTS_MOST + stated(target!.measure).length;
  return [...groups].sort(([a, x], [b, y]) => order(x) - order(y) || (a < b ? -1 : 1)).map(([, group]) => group);
}
const PARTS_MOST = 100;

/** One target for each metric and measure that some target of the region or above it speaks of; coverage comes first. A
 * number of cameras is not inherited: it is one region's task, not that of each part of it. `groups`: byWhatIsCounted. */
export function targetsFor(
  region: TargetedRegion,
  ancestorsNearestFirst: readonly TargetedRegion[],
  groups: readonly (readonly Target[])[],
  today: string,
): Target[] {
  return groups.flatMap(
    (group) => targetFor(region, isInherited(group[0]!) ? ancestorsNearestFirst : [], group, today) ?? [],
  );
}
const METRIC_ORDER: readonly TargetMetric[] = [
  'coverage',
  'cameras',
  'villagesAtTarget',
  'keyPlaces',
  'onlineRate',
  'intactRate',
  'networkedRate',
  'filedRate',
];
export const isInherited = ({ metric }: Pick<Target, 'metric'>): boolean => !COUNTED.has(metric);

function current(targets: readonly Target[], today: string): Target {
  const begun = targets.filter((t) => t.start <= today);
  const sign = begun.length > 0 ? -1 : 1;
  const order = (a: Target, b: Target): number =>
    a.start !== b.start ? sign * (a.start < b.start ? -1 : 1) : a.id < b.id ? -1 : 1;
  return [...(begun.length > 0 ? begun : targets)].sort(order)[0]!;
}

const MS_PER_DAY = 86_400_000;
/** Whole days from one YYYY-MM-DD to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_PER_DAY);
}

/** Nothing before the start; then straight through the value at the start, the milestones and the minimum. Without
 * milestones the minimum is expected from the start on. */
export function expectedOn(target: Target, today: string, plan: readonly PlanCorner[] = planOf(target, null)): number {
  if (today < target.start) return 0;
  return plannedOn(plan, today) ?? target.minimum;
}

export interface JudgeFacts {
  bands?: GradeBands;
  /** what was there on the day of the start; null = not known */
  startValue?: number | null;
  /** the plan, where it is at hand: then no start value is needed */
  plan?: readonly PlanCorner[];
}

/** Attainment and grade of a coverage figure on a day. */
export const attainmentOf = (
  figure: Figure | null,
  target: Target,
  today: string,
  facts: JudgeFacts = {},
): Attainment => attainmentOfValue(figureMetric('coverage', target.measure, figure), target, today, facts);

/** Attainment and grade of a value on a day. The grade is the first that holds of no-data, veto, met, on-track, behind,
 * notice, warning. */
export function attainmentOfValue(
  judged: MetricValue,
  target: Target,
  today: string,
  { bands = DEFAULT_BANDS, startValue = null, plan = planOf(target, startValue) }: JudgeFacts = {},
): Attainment {
  const expected = expectedOn(target, today, plan);
  const { minimum, ceiling, due, metric } = target;
  const base = { targetId: target.id, metric, minimum, ceiling, due, expected };
  if (judged.value === null) {
    const reasons = { reason: judged.reason ?? '', reasonZh: judged.reasonZh ?? '' };
    const nothing = { actual: null, numerator: null, denominator: null, attainment: null, distance: null, over: false };
    return { ...base, ...nothing, grade: 'no-data', ...reasons };
  }
  const { value: actual, numerator, denominator } = judged;
  const attainment = expected === 0 ? 1 : actual / expected;
  const overdueDays = daysBetween(due, today);
  const met = actual >= minimum;
  const broken = target.critical && attainment < bands.notice && today >= target.start;
  const grade = gradeOf({ met, attainment, overdueDays, broken }, bands);
  const over = ceiling !== null && actual > ceiling;
  const said = sentence({ grade, actual, target, attainment, overdueDays, bands, broken, expected, today });
  const first = target.milestones[0];
  // met, or later than the first milestone: what was there at the start plays no part
  if (startValue === null && first && !met && today >= target.start && today < first.date && plan[0]?.value === 0) {
    said.reason += ` What stood on ${target.start} is not known: the way to the first milestone is counted from 0.`;
    said.reasonZh += `${target.start} 的数值不详：到第一个里程碑按从 0 起计。`;
  }
  const above = over
    ? {
        reason: `${said.reason} Above the ceiling of ${shown(target, ceiling)}: more than enough is no merit.`,
        reasonZh: `${said.reasonZh}超过上限 ${shown(target, ceiling)}：多余并非成绩。`,
      }
    : said;
  return { ...base, actual, numerator, denominator, attainment, distance: actual - minimum, over, grade, ...above };
}

interface Judged {
  met: boolean;
  attainment: number;
  overdueDays: number;
  /** a critical target that is far behind */
  broken: boolean;
}
function gradeOf({ met, attainment, overdueDays, broken }: Judged, bands: GradeBands): Grade {
  if (!met && (overdueDays >= bands.overdueDays || broken)) return 'veto';
  if (met) return 'met';
  if (attainment >= bands.onTrack) return 'on-track';
  if (attainment >= bands.behind) return 'behind';
  return attainment >= bands.notice ? 'notice' : 'warning';
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;
/** A ratio as a percentage, a count as it is. */
const shown = ({ metric }: Pick<Target, 'metric'>, value: number): string =>
  COUNTED.has(metric) ? String(Math.round(value)) : percent(value);

interface Said {
  grade: Grade;
  actual: number;
  target: Target;
  attainment: number;
  overdueDays: number;
  bands: GradeBands;
  broken: boolean;
  expected: number;
  today: string;
}
function sentence(said: Said): { reason: string; reasonZh: string } {
  const { grade, actual, target, attainment, overdueDays, bands, broken, expected, today } = said;
  const a = shown(target, actual);
  const m = shown(target, target.minimum);
  if (grade === 'met') return { reason: `${a} reaches the minimum of ${m}.`, reasonZh: `${a}，已达到 ${m} 的目标。` };
  if (grade === 'veto' && overdueDays >= bands.overdueDays)
    return {
      reason: `${a} of ${m}, ${overdueDays} days after the due date (veto from ${bands.overdueDays}).`,
      reasonZh: `${a}，目标 ${m}，已逾期 ${overdueDays} 天（逾期 ${bands.overdueDays} 天起一票否决）。`,
    };
  if (broken)
    return {
      reason: `${a} of ${m}: a critical target, ${percent(attainment)} of what is expected (veto below ${percent(bands.notice)}).`,
      reasonZh: `${a}，目标 ${m}：关键目标，仅完成应有进度的 ${percent(attainment)}（低于 ${percent(bands.notice)} 一票否决）。`,
    };
  if (today < target.start)
    return {
      reason: `${a} of ${m}; the target starts on ${target.start}.`,
      reasonZh: `${a}，目标 ${m}；目标自 ${target.start} 起生效。`,
    };
  const late = overdueDays > 0 ? `, ${overdueDays} days overdue` : '';
  const lateZh = overdueDays > 0 ? `，已逾期 ${overdueDays} 天` : '';
  const below = { 'on-track': bands.onTrack, behind: bands.behind, notice: bands.notice }[grade as string];
  const rule = below === undefined ? `below ${percent(bands.notice)}` : `from ${percent(below)}`;
  const ruleZh = below === undefined ? `低于 ${percent(bands.notice)}` : `不低于 ${percent(below)}`;
  const isAll = expected === target.minimum;
  const e = shown(target, expected);
  return {
    reason: `${a} of ${m}: ${percent(attainment)} of ${isAll ? 'what is expected' : `the ${e} expected by now`} (${rule})${late}.`,
    reasonZh: `${a}，目标 ${m}：完成${isAll ? '' : `目前`}应有进度${isAll ? '' : ` ${e} `}的 ${percent(attainment)}（${ruleZh}）${lateZh}。`,
  };
}
