// Which jobs run in this process right now, and how to cancel or await one.

export interface Background {
  /** Starts the work of a job; jobs of one lane run one after the other. Its promise must not reject: failures are
   * written to the job's row. */
  start(jobId: string, lane: string, work: (signal: AbortSignal) => Promise<void>): void;
  /** Asks a job to stop; false when it does not run here. */
  cancel(jobId: string): boolean;
  /** Resolves when the job (or, without an id, every job) has settled. */
  settled(jobId?: string): Promise<void>;
  /** Stops everything and waits; interrupted jobs stay resumable. */
  stop(): Promise<void>;
}

/** The reason a job is given when the whole process stops, not just the job. */
export const STOPPING = new Error('the program is stopping');

export function createBackground(): Background {
  const running = new Map<string, { abort: AbortController; done: Promise<void> }>();
  const lanes = new Map<string, Promise<void>>();
  return {
    start(jobId, lane, work) {
      const abort = new AbortController();
      const turn = lanes.get(lane) ?? Promise.resolve();
      const done = turn.then(() => work(abort.signal)).finally(() => running.delete(jobId));
      lanes.set(
        lane,
        done.catch(() => {}),
      );
      running.set(jobId, { abort, done });
    },
    cancel(jobId) {
      const job = running.get(jobId);
      job?.abort.abort(new Error('cancelled'));
      return job !== undefined;
    },
    async settled(jobId) {
      if (jobId !== undefined) return running.get(jobId)?.done;
      while (running.size > 0) await Promise.all([...running.values()].map((job) => job.done));
    },
    async stop() {
      for (const job of running.values()) job.abort.abort(STOPPING);
      await Promise.all([...running.values()].map((job) => job.done));
    },
  };
}
