// Which jobs run in this process right now, and how to cancel or await one.

export interface Background {
  /** Starts the work of a job; its promise must not reject (failures are written to the job's row). */
  start(jobId: string, work: (signal: AbortSignal) => Promise<void>): void;
  /** Asks a running job to stop; false when it does not run here. */
  cancel(jobId: string): boolean;
  isRunning(jobId: string): boolean;
  /** Resolves when the job (or, without an id, every job) has settled. */
  settled(jobId?: string): Promise<void>;
  /** Cancels everything and waits. */
  stop(): Promise<void>;
}

export function createBackground(): Background {
  const running = new Map<string, { abort: AbortController; done: Promise<void> }>();
  return {
    start(jobId, work) {
      const abort = new AbortController();
      const done = work(abort.signal).finally(() => running.delete(jobId));
      running.set(jobId, { abort, done });
    },
    cancel(jobId) {
      const job = running.get(jobId);
      job?.abort.abort(new Error('cancelled'));
      return job !== undefined;
    },
    isRunning: (jobId) => running.has(jobId),
    async settled(jobId) {
      if (jobId !== undefined) return running.get(jobId)?.done;
      while (running.size > 0) await Promise.all([...running.values()].map((job) => job.done));
    },
    async stop() {
      for (const job of running.values()) job.abort.abort(new Error('stopping'));
      await Promise.all([...running.values()].map((job) => job.done));
    },
  };
}
