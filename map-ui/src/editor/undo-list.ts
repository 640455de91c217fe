// Which changes can be taken back: a plain list, newest last.
import type { Change } from './camera-edit.ts';

export interface Step {
  cameraId: string;
  before: Change;
  after: Change;
  /** revision of the record after the step: another one means that somebody changed it since */
  revision: number;
}

/** Older steps than these are forgotten. */
const KEPT = 100;

export const withStep = (steps: readonly Step[], step: Step): Step[] => [...steps.slice(1 - KEPT), step];

/** The newest step and what is left. After it is undone the record has a new revision: earlier steps of the same camera
 * were made against the state that comes back, so they follow it. */
export function takeStep(steps: readonly Step[]): { step: Step; rest: Step[] } | null {
  const step = steps.at(-1);
  return step === undefined ? null : { step, rest: steps.slice(0, -1) };
}
export const followRevision = (steps: readonly Step[], cameraId: string, revision: number): Step[] =>
  steps.map((step) => (step.cameraId === cameraId ? { ...step, revision } : step));
