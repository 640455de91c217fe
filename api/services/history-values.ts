// Shares as values, with what they are made of.
import type { StatusTimes } from '#contract/status';
import type { TargetMetric } from '#contract/target';
import { NO_VALUE, type NodeValue } from '#rules/region-sums';

export const ratio = (numerator: number, denominator: number): NodeValue =>
  denominator === 0
    ? { ...NO_VALUE, why: 'nothing' }
    : { value: numerator / denominator, numerator, denominator, why: null };

export const counted = (count: number): NodeValue => ({ value: count, numerator: count, denominator: null, why: null });

/** Unknown is not intact; the other rate leaves it out. Where nothing was said of any camera there is neither
 * (rules/status-times.ts). */
export const rateOf = (
  metric: TargetMetric,
  { onlineS, offlineS, unknownS }: Pick<StatusTimes, 'onlineS' | 'offlineS' | 'unknownS'>,
): NodeValue =>
  onlineS + offlineS === 0
    ? ratio(0, 0)
    : ratio(onlineS, onlineS + offlineS + (metric === 'intactRate' ? unknownS : 0));
