// How does a value of any metric stand to a target on a day, as attainment and grade with the rule in words? docs/progress.md.
import { type Attainment, COUNTED, type Grade, type Target } from '#contract/target';
import { type PlanCorner, plannedOn } from './progress.ts';
import type { NodeValue, NoValue } from './region-sums.ts';
import { DEFAULT_BANDS, daysBetween, type GradeBands } from './targets.ts';

const WHY: Readonly<Record<NoValue, readonly [en: string, zh: string]>> = {
  'not-measured': ['not computed: not everything in it is measured', '未计算：尚未全部测算'],
  mixed: [
    'not computed: part of it is measured by whole area, part by public space',
    '未计算：部分按全域、部分按公共区域测算，口径不一',
  ],
  nothing: ['not applicable: there is nothing to be judged in it', '不适用：区内没有可评判的对象'],
};

const shownAs =
  ({ metric }: Target) =>
  (value: number): string =>
    COUNTED.has(metric) ? String(Math.round(value)) : `${(value * 100).toFixed(1)} %`;

export function attainmentOfValue(
  target: Target,
  { value, numerator, denominator, why }: NodeValue,
  plan: readonly PlanCorner[],
  today: string,
  bands: GradeBands = DEFAULT_BANDS,
): Attainment {
  const expected = plannedOn(plan, today) ?? 0;
  const { id: targetId, metric, minimum, ceiling, due } = target;
  const base = { targetId, metric, minimum, ceiling, due, expected, numerator, denominator };
  if (value === null) {
    const [reason, reasonZh] = WHY[why ?? 'not-measured'];
    return { ...base, actual: null, attainment: null, distance: null, grade: 'no-data', reason, reasonZh };
  }
  const attainment = expected === 0 ? 1 : value / expected;
  const late = daysBetween(due, today);
  const over = ceiling !== null && value > ceiling;
  const grade = gradeOf(value >= minimum, attainment, late, target.critical && today > due, bands);
  const said = words(target, grade, value, expected, late, bands);
  return { ...base, actual: value, attainment, distance: value - minimum, over, grade, ...said };
}

function gradeOf(met: boolean, attainment: number, late: number, broken: boolean, bands: GradeBands): Grade {
  if (!met && (late >= bands.overdueDays || broken)) return 'veto';
  if (met) return 'met';
  if (attainment >= bands.onTrack) return 'on-track';
  if (attainment >= bands.behind) return 'behind';
  return attainment >= bands.notice ? 'notice' : 'warning';
}

function words(
  target: Target,
  grade: Grade,
  value: number,
  expected: number,
  late: number,
  bands: GradeBands,
): { reason: string; reasonZh: string } {
  const shown = shownAs(target);
  const [is, least] = [shown(value), shown(target.minimum)];
  if (grade === 'met')
    return { reason: `${is} reaches the minimum of ${least}.`, reasonZh: `${is}，已达到 ${least} 的目标。` };
  if (grade === 'veto')
    return late >= bands.overdueDays
      ? {
          reason: `${is} of ${least}, ${late} days after the due date (veto from ${bands.overdueDays}).`,
          reasonZh: `${is}，目标 ${least}，已逾期 ${late} 天（逾期 ${bands.overdueDays} 天起一票否决）。`,
        }
      : {
          reason: `${is} of ${least} after the due date, and the target is critical.`,
          reasonZh: `${is}，目标 ${least}，关键目标到期未达。`,
        };
  if (expected === 0)
    return {
      reason: `${is} of ${least}; nothing is expected yet.`,
      reasonZh: `${is}，目标 ${least}，当前尚无应有进度。`,
    };
  const share = `${((value / expected) * 100).toFixed(1)} %`;
  const from = { 'on-track': bands.onTrack, behind: bands.behind, notice: bands.notice }[grade as 'behind'];
  const band = `${((from ?? bands.notice) * 100).toFixed(0)} %`;
  return {
    reason: `${is} of ${shown(expected)} expected: ${share} (${from === undefined ? 'below' : 'from'} ${band}).`,
    reasonZh: `${is}，应有 ${shown(expected)}：完成 ${share}（${from === undefined ? '低于' : '不低于'} ${band}）。`,
  };
}
