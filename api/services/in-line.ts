// Work of one kind, one piece after another, for as long as its keeper lives.
import type { Ctx } from './ctx.ts';

export interface Line {
  /** Ends when this piece has, whatever became of it; a failure is in the log. */
  do(work: () => Promise<void>): Promise<void>;
  readonly isClosed: boolean;
  /** Nothing new begins; ends when the last piece has. */
  close(): Promise<void>;
}

/** `failed`: what the log says of a piece that fails. */
export function inLine(log: Ctx['log'], failed: string): Line {
  let isClosed = false;
  let last: Promise<void> = Promise.resolve();
  return {
    do(work) {
      last = last.then(async () => {
        if (isClosed) return;
        try {
          await work();
        } catch (error) {
          if (!isClosed) log.error({ error: String(error) }, failed);
        }
      });
      return last;
    },
    get isClosed() {
      return isClosed;
    },
    async close() {
      isClosed = true;
      await last;
    },
  };
}
