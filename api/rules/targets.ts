// Which target applies to a region, how far is it from it on a day, and which grade is that? docs/model.md §5.
import type { Figure } from '#contract/figure';
import type { Attainment, Grade, Target } from '#contract/target';

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

/** The target of a region: its own, else the nearest ancestor's, else its level's. Of several with one scope the one
 * with the latest start not after `today` (else the earliest to come) holds; then the lower id. */
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

/** Without milestones the minimum is expected from the start on; nothing before it. */
export const expectedOn = (target: Target, today: string): number => (today < target.start ? 0 : target.minimum);

/** Coverage a target is judged by: likely over demand. Null with the reason when there is none to judge. */
export function judgedCoverage(figure: Figure | null): { share: number } | { share: null; en: string; zh: string } {
  const none = (en: string, zh: string) => ({ share: null, en, zh }) as const;
  if (figure === null || figure.leavesMeasured === 0) return none('not computed: not measured yet', '未计算:尚未测算');
  if (figure.leavesMeasured < figure.leaves) {
    return none(
      `not computed: ${figure.leavesMeasured} of ${figure.leaves} leaf regions are measured`,
      `未计算:${figure.leaves} 个基层区划中只测算了 ${figure.leavesMeasured} 个`,
    );
  }
  if (figure.basis === 'mixed') {
    return none(
      'not computed: part of it is measured by whole area, part by public space',
      '未计算:部分按全域、部分按公共区域测算,口径不一',
    );
  }
  if (figure.basis === 'not-applicable' || !figure.demandM2) {
    return none('not applicable: no public space in it', '不适用:区内没有公共区域');
  }
  return { share: figure.likelyM2! / figure.demandM2 };
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

/** Attainment and grade on a day. The grade is the first that holds of no-data, veto, met, on-track, behind, notice, warning. */
export function attainmentOf(
  figure: Figure | null,
  target: Target,
  today: string,
  bands: GradeBands = DEFAULT_BANDS,
): Attainment {
  const expected = expectedOn(target, today);
  const base = { targetId: target.id, minimum: target.minimum, due: target.due, expected };
  const judged = judgedCoverage(figure);
  if (judged.share === null) {
    const reasons = { reason: judged.en, reasonZh: judged.zh };
    return { ...base, actual: null, attainment: null, distance: null, grade: 'no-data', ...reasons };
  }
  const actual = judged.share;
  const attainment = expected === 0 ? 1 : actual / expected;
  const overdueDays = daysBetween(target.due, today);
  const met = actual >= target.minimum;
  const grade = gradeOf(met, attainment, overdueDays, bands);
  const said = sentence(grade, actual, target, attainment, overdueDays, bands, today < target.start);
  return { ...base, actual, attainment, distance: actual - target.minimum, grade, ...said };
}

function gradeOf(met: boolean, attainment: number, overdueDays: number, bands: GradeBands): Grade {
  if (!met && overdueDays >= bands.overdueDays) return 'veto';
  if (met) return 'met';
  if (attainment >= bands.onTrack) return 'on-track';
  if (attainment >= bands.behind) return 'behind';
  return attainment >= bands.notice ? 'notice' : 'warning';
}

function sentence(
  grade: Grade,
  actual: number,
  target: Target,
  attainment: number,
  overdueDays: number,
  bands: GradeBands,
  notBegun: boolean,
): { reason: string; reasonZh: string } {
  const a = percent(actual);
  const m = percent(target.minimum);
  if (grade === 'met') return { reason: `${a} reaches the minimum of ${m}.`, reasonZh: `${a},已达到 ${m} 的目标。` };
  if (grade === 'veto') {
    return {
      reason: `${a} of ${m}, ${overdueDays} days after the due date (veto from ${bands.overdueDays}).`,
      reasonZh: `${a},目标 ${m},已逾期 ${overdueDays} 天(逾期 ${bands.overdueDays} 天起一票否决)。`,
    };
  }
  if (notBegun) {
    return {
      reason: `${a} of ${m}; the target starts on ${target.start}.`,
      reasonZh: `${a},目标 ${m};目标自 ${target.start} 起生效。`,
    };
  }
  const late = overdueDays > 0 ? `, ${overdueDays} days overdue` : '';
  const lateZh = overdueDays > 0 ? `,已逾期 ${overdueDays} 天` : '';
  const below = { 'on-track': bands.onTrack, behind: bands.behind, notice: bands.notice }[grade as string];
  const rule = below === undefined ? `below ${percent(bands.notice)}` : `from ${percent(below)}`;
  const ruleZh = below === undefined ? `低于 ${percent(bands.notice)}` : `不低于 ${percent(below)}`;
  return {
    reason: `${a} of ${m}: ${percent(attainment)} of what is expected (${rule})${late}.`,
    reasonZh: `${a},目标 ${m}:完成应有进度的 ${percent(attainment)}(${ruleZh})${lateZh}。`,
  };
}
