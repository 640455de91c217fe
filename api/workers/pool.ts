// The pool of compute workers behind Runner. Started when first used; a crashed worker fails its own batch only.
import { Piscina } from 'piscina';
import { ensureMeasureWorker } from './bundle.mjs';
import { buffersOf } from './measure-one.ts';
import type { MeasureReply } from './messages.ts';
import type { Runner } from './runner.ts';

/** Heap of one worker; the largest villages need a tenth of it. */
const WORKER_HEAP_MB = 512;
const IDLE_MS = 30_000;

export function createPool(threads: number): Runner {
  let started: Promise<Piscina> | null = null;
  const start = async (): Promise<Piscina> =>
    new Piscina({
      filename: await ensureMeasureWorker(),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    });
  return {
    width: threads,
    async measure(batch, signal) {
      signal?.throwIfAborted();
      started ??= start();
      const pool = await started;
      const options = { transferList: buffersOf(batch), ...(signal ? { signal } : {}) };
      try {
        return (await pool.run(batch, options)) as MeasureReply[];
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
    async close() {
      if (started !== null) await (await started).destroy();
    },
  };
}
