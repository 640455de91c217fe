// How does long work of this process let requests in between?
import type { Steps } from '#tiles/steps';

/** Milliseconds of work between two turns of others. */
const TURN_MS = 12;

export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Asked again and again by long work: others get their turn once it has run long enough. */
export function takingTurns(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < TURN_MS) return undefined;
    return breathe().then(() => {
      since = performance.now();
    });
  };
}

export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (let since = performance.now(); ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < TURN_MS) continue;
    await breathe();
    since = performance.now();
  }
}
