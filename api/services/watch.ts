// What follows the states of cameras by itself: live figures.
import type { Ctx } from './ctx.ts';
import { keepLiveFigures } from './live-figures-keeper.ts';

export interface Watch {
  /** Resolves when everything that is known now was worked on, sparing nobody: for tests. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Where nothing is written. */
export const NO_WATCH: Watch = { settled: async () => {}, close: async () => {} };

export function watch(ctx: Ctx): Watch {
  const figures = keepLiveFigures(ctx);
  return {
    settled: () => figures.settled(),
    close: () => figures.close(),
  };
}
