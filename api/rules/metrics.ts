// What is a metric's value for a region: the facts it is made of, and how. docs/model.md §5.
import type { Figure } from '#contract/figure';
import type { StatusTimes } from '#contract/status';
import type { MetricValue, StageReached, Target } from '#contract/target';

/** Everything that a target may be judged by, of one region at one instant. */
export interface RegionFacts {
  code: string;
  /** figure of the set and detail that the target names; null = never measured */
  figure: Figure | null;
  /** cameras at a stage or later, not retired */
  stages: Record<StageReached, number>;
  /** of the installed ones, how many are filed with the police */
  filed: number;
  /** camera time of the span that the rate is asked for; null = no status at all */
  times: StatusTimes | null;
  /** the leaves below, where the metric is villagesAtTarget */
  leaves: RegionFacts[] | null;
}

export type Measured = Pick<Target, 'metric' | 'measure'>;
export type MetricOf = (target: Measured, facts: RegionFacts) => MetricValue;

export const metricOf: MetricOf = (target, facts) => {
  const { metric, measure } = target;
  switch (metric) {
    case 'coverage':
      return coverage(measure, facts.figure);
    case 'keyPlaces':
      return keyPlaces(measure, facts.figure);
    case 'cameras':
      return counted(facts.stages[measure.stage ?? 'installed']);
    case 'networkedRate':
      return share(facts.stages.networked, facts.stages.installed, ...NONE_INSTALLED);
    case 'filedRate':
      return share(facts.filed, facts.stages.installed, ...NONE_INSTALLED);
    case 'onlineRate':
    case 'intactRate':
      return rate(metric, facts.times);
    case 'villagesAtTarget':
      return villages(measure, facts);
  }
};

const NONE_INSTALLED = ['not applicable: no camera is installed', '不适用：没有已安装的点位'] as const;

const counted = (n: number): MetricValue => ({
  value: n,
  numerator: n,
  denominator: null,
  reason: null,
  reasonZh: null,
});
const none = (reason: string, reasonZh: string): MetricValue => ({
  value: null,
  numerator: null,
  denominator: null,
  reason,
  reasonZh,
});
const share = (numerator: number, denominator: number, reason: string, reasonZh: string): MetricValue =>
  denominator > 0
    ? { value: numerator / denominator, numerator, denominator, reason: null, reasonZh: null }
    : none(reason, reasonZh);

/** Why a figure cannot be judged; null = it can. */
function unjudged(figure: Figure | null): MetricValue | null {
  if (figure === null || figure.leavesMeasured === 0) return none('not computed: not measured yet', '未计算：尚未测算');
  if (figure.leavesMeasured < figure.leaves)
    return none(
      `not computed: ${figure.leavesMeasured} of ${figure.leaves} leaf regions are measured`,
      `未计算：${figure.leaves} 个基层区划中只测算了 ${figure.leavesMeasured} 个`,
    );
  return null;
}

function coverage({ k = 1, judgedBy, classes }: Target['measure'], figure: Figure | null): MetricValue {
  const missing = unjudged(figure);
  if (missing !== null || figure === null) return missing!;
  if (figure.basis === 'mixed')
    return none(
      'not computed: part of it is measured by whole area, part by public space',
      '未计算：部分按全域、部分按公共区域测算，口径不一',
    );
  const isLow = judgedBy === 'low';
  if (classes !== undefined) {
    const own = figure.classes.filter((one) => classes.includes(one.class));
    const seen = own.reduce((sum, one) => sum + (isLow ? one.coveredM2 : one.likelyM2), 0);
    const demand = own.reduce((sum, one) => sum + one.demandM2, 0);
    return share(
      seen,
      demand,
      'not applicable: no public space of these classes in it',
      '不适用：区内没有这些类别的公共区域',
    );
  }
  if (figure.basis === 'not-applicable' || !figure.demandM2)
    return none('not applicable: no public space in it', '不适用：区内没有公共区域');
  const seen =
    k === 1 ? (isLow ? figure.coveredM2 : figure.likelyM2) : (isLow ? figure.depthM2 : figure.likelyDepthM2)?.[k - 1];
  return share(seen ?? 0, figure.demandM2, '', '');
}

function keyPlaces({ judgedBy }: Target['measure'], figure: Figure | null): MetricValue {
  const missing = unjudged(figure);
  if (missing !== null || figure === null) return missing!;
  const { total, covered, coveredLow } = figure.keyPlaces;
  return share(
    judgedBy === 'low' ? coveredLow : covered,
    total,
    'not applicable: no key place in it',
    '不适用：区内没有重点场所',
  );
}

function rate(metric: 'onlineRate' | 'intactRate', times: StatusTimes | null): MetricValue {
  if (times === null) return none('not computed: no states were reported', '未计算：没有上报的点位状态');
  const value = times[metric];
  if (value === null) return none(times.reason ?? 'not computed', times.reasonZh ?? '未计算');
  const known = times.onlineS + times.offlineS;
  return {
    value,
    numerator: times.onlineS,
    denominator: metric === 'onlineRate' ? known : known + times.unknownS,
    reason: null,
    reasonZh: null,
  };
}

/** Leaves that reach the minimum of a metric, of those that can be judged. */
function villages({ of = 'coverage', ofMinimum = 0, ...measure }: Target['measure'], facts: RegionFacts): MetricValue {
  const leaves = facts.leaves ?? [];
  let reached = 0;
  let judged = 0;
  for (const leaf of leaves) {
    const { value } = metricOf({ metric: of, measure }, leaf);
    if (value === null) continue;
    judged += 1;
    if (value >= ofMinimum) reached += 1;
  }
  return share(
    reached,
    judged,
    `not computed: none of ${leaves.length} leaf regions can be judged`,
    `未计算：${leaves.length} 个基层区划均无法评判`,
  );
}
