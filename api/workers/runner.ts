// How work reaches the engine: in this thread (tests, tiny jobs) or in a pool of workers, behind one interface.
import { measureOne } from './measure-one.ts';
import type { MeasureReply, MeasureRequest } from './messages.ts';

export interface Runner {
  /** number of requests worth having in flight */
  readonly width: number;
  /** Measures a batch of leaves. Arrays of the replies may be parts of one buffer.
   * Rejects with the signal's reason when cancelled, and with the worker's fault when it crashes. */
  measure(batch: MeasureRequest[], signal?: AbortSignal): Promise<MeasureReply[]>;
  close(): Promise<void>;
}

/** Runs in the calling thread. */
export const inlineRunner: Runner = {
  width: 1,
  async measure(batch, signal) {
    const replies: MeasureReply[] = [];
    for (const request of batch) {
      signal?.throwIfAborted();
      replies.push(measureOne(request));
    }
    return replies;
  },
  async close() {},
};
