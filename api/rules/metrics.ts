// What is a metric's value for a region: the facts it is made of. docs/model.md §5.
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

export type MetricOf = (target: Pick<Target, 'metric' | 'measure'>, facts: RegionFacts) => MetricValue;
