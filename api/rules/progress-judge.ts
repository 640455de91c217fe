// How does a sum of leaves stand to a target on a day? The same rule as for any value (targets.ts).
import type { Attainment, MetricValue, Target } from '#contract/target';
import type { PlanCorner } from './progress.ts';
import type { NodeValue, NoValue } from './region-sums.ts';
import { type GradeBands, attainmentOfValue as judge } from './targets.ts';

const WHY: Readonly<Record<NoValue, readonly [en: string, zh: string]>> = {
  'not-measured': ['not computed: not everything in it is measured', '未计算：尚未全部测算'],
  mixed: [
    'not computed: part of it is measured by whole area, part by public space',
    '未计算：部分按全域、部分按公共区域测算，口径不一',
  ],
  nothing: ['not applicable: there is nothing to be judged in it', '不适用：区内没有可评判的对象'],
};

const asMetric = ({ value, numerator, denominator, why }: NodeValue): MetricValue => {
  const [reason, reasonZh] = value === null ? WHY[why ?? 'not-measured'] : [null, null];
  return { value, numerator, denominator, reason, reasonZh };
};

export const attainmentOfValue = (
  target: Target,
  value: NodeValue,
  plan: readonly PlanCorner[],
  today: string,
  bands?: GradeBands,
): Attainment => judge(asMetric(value), target, today, { plan, bands });
