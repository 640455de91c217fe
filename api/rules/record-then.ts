// What is known today of a camera at an instant of the past? Its latest record speaks, as far as it reaches back.
import type { Stage } from '#contract/camera';
import { STAGES_REACHED } from '#contract/target';
import { type Staged, stageSteps } from './stage-steps.ts';

/** The state that was true at an instant: today's record from its `validFrom` on, before that the former state that had
 * become true last, and before all of them the earliest. `former` in the order in which they were recorded. */
export function stateTrueAt<T extends { validFrom: string }>(present: T, former: readonly T[], at: string): T {
  if (present.validFrom <= at) return present;
  let last: T | null = null;
  let earliest = present;
  for (const state of former) {
    if (state.validFrom <= at && (last === null || state.validFrom >= last.validFrom)) last = state;
    if (state.validFrom < earliest.validFrom) earliest = state;
  }
  return last ?? earliest;
}

/** The stage that a camera had reached by the end of a day, as today's record says; null = none yet, or retired by then. */
export function stageBy(record: Staged, day: string): Stage | null {
  const standing = new Map<string, number>();
  for (const step of stageSteps(record))
    if (step.day <= day) standing.set(step.counted, (standing.get(step.counted) ?? 0) + step.sign);
  return STAGES_REACHED.findLast((stage) => (standing.get(stage) ?? 0) > 0) ?? null;
}
