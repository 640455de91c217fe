// The life of a job's row: queued, running with progress, ended with a result or a reason.

import { sentencesOf } from '#rules/messages';
import { addJob, changeJob, findJob, type JobRecord } from '#storage/jobs.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { STOPPING } from './background.ts';
import { type Ctx, nowIso } from './ctx.ts';
import type { Job } from './jobs.ts';
import { breathe } from './region-refresh.ts';

export function toJob(row: JobRecord): Job {
  const { input: _input, position: _position, ...job } = row;
  return { ...job, result: row.result ?? null };
}

export function newJob(ctx: Ctx, kind: Job['kind'], input: Record<string, unknown>): JobRecord {
  return {
    id: ctx.ids(),
    kind,
    state: 'queued',
    phase: 'queued',
    done: 0,
    total: null,
    rate: null,
    secondsLeft: null,
    input,
    position: null,
    reason: null,
    reasonZh: null,
    result: null,
    actor: ctx.actor,
    createdAt: nowIso(ctx),
    startedAt: null,
    endedAt: null,
  };
}

/** Handle that the work of a job writes its progress through. */
export interface JobHandle {
  readonly id: string;
  /** Inside a transaction of the work, so that progress and results become true together. */
  progress(writer: Writer, change: Partial<Pick<JobRecord, 'phase' | 'done' | 'total' | 'position'>>): Promise<void>;
  /** On its own. */
  say(change: Partial<Pick<JobRecord, 'phase' | 'done' | 'total' | 'position'>>): Promise<void>;
}

/** Rate over the last seconds of work, not since the start. */
const RATE_WINDOW_MS = 5_000;

/** Adds the row (or takes an interrupted one up again) and runs the work in a lane. `work` answers the result. */
export async function runJob(
  ctx: Ctx,
  row: JobRecord,
  lane: string,
  work: (job: JobHandle, signal: AbortSignal) => Promise<unknown>,
  isNew = true,
): Promise<Job> {
  await ctx.storage.transaction((writer) =>
    isNew ? addJob(writer, row) : changeJob(writer, row.id, { state: 'queued', endedAt: null }),
  );
  const publish = async (): Promise<void> => {
    const now = await findJob(ctx.storage.reader, EVERYTHING, row.id);
    if (now !== null) ctx.events.publish({ type: 'job', job: toJob(now) });
  };
  let told: Promise<void> = Promise.resolve();
  const marks: { atMs: number; done: number }[] = [];
  const withRate = (change: Partial<JobRecord>): Partial<JobRecord> => {
    if (change.total !== undefined) row.total = change.total;
    if (change.done === undefined) return change;
    // a new phase counts from its own beginning
    if (marks.length > 0 && change.done < marks[marks.length - 1].done) marks.length = 0;
    marks.push({ atMs: ctx.clock(), done: change.done });
    while (marks.length > 2 && marks[0].atMs < ctx.clock() - RATE_WINDOW_MS) marks.shift();
    const seconds = (marks[marks.length - 1].atMs - marks[0].atMs) / 1000;
    const rate = seconds > 0 ? (change.done - marks[0].done) / seconds : null;
    const left = rate && row.total !== null ? (row.total - change.done) / rate : null;
    return { ...change, rate, secondsLeft: left };
  };
  const handle: JobHandle = {
    id: row.id,
    async progress(writer, change) {
      await changeJob(writer, row.id, withRate(change));
      // a turn later the transaction that this is part of has been committed
      told = told.then(breathe).then(publish);
    },
    async say(change) {
      await ctx.storage.transaction((writer) => changeJob(writer, row.id, withRate(change)));
      await publish();
    },
  };
  ctx.background.start(row.id, lane, async (signal) => {
    try {
      signal.throwIfAborted();
      await ctx.storage.transaction((writer) =>
        changeJob(writer, row.id, { state: 'running', startedAt: row.startedAt ?? nowIso(ctx) }),
      );
      await publish();
      const result = await work(handle, signal);
      await end(ctx, row.id, { state: 'done', phase: 'done', result: result ?? null, secondsLeft: null });
    } catch (error) {
      await endBadly(ctx, row.id, signal, error);
    }
    await told.then(publish).catch((error) => ctx.log.error({ error: String(error) }, 'job event lost'));
  });
  return toJob(row);
}

const end = (ctx: Ctx, id: string, change: Partial<JobRecord>): Promise<void> =>
  ctx.storage.transaction((writer) => changeJob(writer, id, { ...change, endedAt: nowIso(ctx) }));

async function endBadly(ctx: Ctx, id: string, signal: AbortSignal, error: unknown): Promise<void> {
  try {
    // a stop of the whole program leaves the row as it is: the next start resumes or fails it
    if (signal.aborted && signal.reason === STOPPING) return;
    if (signal.aborted) return await end(ctx, id, { state: 'cancelled', phase: 'cancelled', secondsLeft: null });
    const reason = error instanceof Error ? error.message : String(error);
    ctx.log.error({ job: id, error: error instanceof Error ? (error.stack ?? reason) : reason }, 'job failed');
    const said = sentencesOf('job.failed', { id, reason });
    await end(ctx, id, {
      state: 'failed',
      phase: 'failed',
      secondsLeft: null,
      reason: said.en.message,
      reasonZh: said.zh.message,
    });
  } catch (second) {
    ctx.log.error({ job: id, error: String(second) }, 'the end of a job could not be written');
  }
}
