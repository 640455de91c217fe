// What becomes of a camera that is set to a stage on a day? Its new stage and days, or why that cannot be.
import { Stage } from '#contract/camera';
import type { StageReached } from '#contract/target';
import { inSet } from './leaf-input.ts';
import { DATE_OF, STAGE_DATES, type StageDate } from './stage-steps.ts';

export type StagedDays = Readonly<Record<StageDate | 'retiredOn', string | null>> & { readonly stage: Stage };
export type StageChange =
  | { kind: 'unchanged' }
  | { kind: 'problem'; code: 'stage.date_before'; params: { stage: string; day: string; on: string } }
  | {
      kind: 'change';
      set: Partial<Record<StageDate | 'retiredOn', string | null>> & { stage: Stage };
      backwards: boolean;
    };

const rankOf = (stage: Stage): number => Stage.options.indexOf(stage);
const dateOf = (stage: Stage): StageDate | 'retiredOn' =>
  stage === 'retired' ? 'retiredOn' : DATE_OF[stage as StageReached];

/** Forwards, the new stage gets its day, which may not lie before the day of an earlier stage. Backwards, days of stages
 * that are taken back go, and a day that the stage had stays. */
export function stageChange(before: StagedDays, to: Stage, on: string): StageChange {
  const backwards = rankOf(to) < rankOf(before.stage);
  for (const field of STAGE_DATES.slice(0, Math.min(rankOf(to), STAGE_DATES.length))) {
    const day = before[field];
    if (day !== null && day > on)
      return { kind: 'problem', code: 'stage.date_before', params: { stage: stageOfDate(field), day, on } };
  }
  if (!backwards) {
    if (before.stage === to && before[dateOf(to)] === on) return { kind: 'unchanged' };
    return { kind: 'change', set: { stage: to, [dateOf(to)]: on }, backwards };
  }
  const taken = Stage.options.slice(rankOf(to) + 1, rankOf(before.stage) + 1).map(dateOf);
  const own = before[dateOf(to)];
  const kept = own !== null && own <= on ? own : on;
  const cleared = Object.fromEntries(taken.map((field) => [field, null]));
  return { kind: 'change', set: { stage: to, ...cleared, [dateOf(to)]: kept }, backwards };
}

const stageOfDate = (field: StageDate): string => field.slice(0, -2);

/** Does the camera come into the sets that are measured, change between them, or leave them? */
export const changesSet = (before: Stage, after: Stage): boolean =>
  (['installed', 'planned'] as const).some((set) => inSet(before, set) !== inSet(after, set));
