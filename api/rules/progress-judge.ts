// A value that was summed over a tree, judged by a target: what is missing said in words. The rules are those of targets.ts.
import type { Attainment, Target } from '#contract/target';
import { MIXED } from './metrics.ts';
import type { NodeValue, NoValue } from './region-sums.ts';
import { attainmentOfValue, type JudgeFacts } from './targets.ts';

const WHY: Readonly<Record<NoValue, readonly [en: string, zh: string]>> = {
  'not-measured': ['not computed: not everything in it is measured', '未计算：尚未全部测算'],
  mixed: MIXED,
  nothing: ['not applicable: there is nothing to be judged in it', '不适用：区内没有可评判的对象'],
};

export function attainmentOfNode(
  target: Target,
  { value, numerator, denominator, why }: NodeValue,
  today: string,
  facts: JudgeFacts,
): Attainment {
  const [reason, reasonZh] = value === null ? WHY[why ?? 'not-measured'] : [null, null];
  return attainmentOfValue({ value, numerator, denominator, reason, reasonZh }, target, today, facts);
}
