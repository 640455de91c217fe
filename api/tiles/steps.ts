// How does long work let others have their turn? It is a generator that stops after every small part.

/** Stops now and then, and returns what it made. */
export type Steps<T> = Generator<void, T>;
/** Vertices that are worked on between two stops: some milliseconds. */
export const STEP_VERTICES = 20_000;

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
