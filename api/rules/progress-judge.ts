// A value that was summed over a tree, judged by a target: what is missing said in words. The rules are those of targets.ts.
import type { Attainment, Target } from '#contract/target';
import type { NodeValue, NoValue } from './region-sums.ts';
import { attainmentOfValue, type JudgeFacts } from './targets.ts';

const WHY: Readonly<Record<NoValue, readonly [en: string, zh: string]>> = {
  'not-measured': ['not computed: not everything in it is measured', '未计算：尚未全部测算'],
  mixed: [
    'not computed: part of it is measured by whole area, part by public space',
    '未计算：部分按全域、部分按公共区域测算，口径不一',
  ],
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
