// The ends of months as they are known today, computed as a job: what changes only by looking back is measured once and kept.
import { lastDayOf, monthOf, nextMonth } from '#rules/months';
import { type JobRecord, jobPage } from '#storage/jobs.repository';
import { readMeta } from '#storage/meta.repository';
import { regionTotals } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { type SnapshotRow, snapshotRows } from '#storage/snapshots.repository';
import { firstStepDay } from '#storage/stage-steps.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { MOST_MONTHS, SHOWN_MONTHS, spanOf } from './history.ts';
import { newJob, runJob, toJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import { contentOfMonth, emptyContent, todayOf } from './month-content.ts';
import { keepSnapshot, thinSnapshots } from './snapshot.ts';
import { keepStepsTrue } from './stage-build.ts';

const MANY = 1_000;
const idOf = (month: string): string => `known-${month}`;

export interface HistoryAsked {
  from?: string;
  to?: string;
}

/** Months that have ended, within a span, whose end is not kept as it is known today: everything that was changed since may
 * have changed it. */
export async function staleMonths(ctx: Ctx, asked: HistoryAsked = {}): Promise<string[]> {
  const last = nextMonth(monthOf(todayOf(ctx)), -1);
  if ((await regionTotals(ctx.storage.reader, EVERYTHING)).leaves === 0) return [];
  const { months } = spanOf(ctx, { from: asked.from ?? (await firstMonth(ctx, last)), to: asked.to ?? last });
  const version = await readMeta(ctx.storage.reader, 'dataVersion');
  const kept = new Map(
    (await snapshotRows(ctx.storage.reader, EVERYTHING, { kind: 'known' })).map((row) => [row.month!, row]),
  );
  return months.filter((month) => month <= last && !isFresh(kept.get(month), version));
}
const isFresh = (row: SnapshotRow | undefined, version: number): boolean => row?.dataVersion === version;

/** The month of the first camera, or where none is known the first that is shown. */
async function firstMonth(ctx: Ctx, last: string): Promise<string> {
  await keepStepsTrue(ctx, EVERYTHING);
  const first = monthOf((await firstStepDay(ctx.storage.reader, EVERYTHING, 'installed')) ?? lastDayOf(last));
  const [shown, most] = [nextMonth(last, 1 - SHOWN_MONTHS), nextMonth(last, 1 - MOST_MONTHS)];
  const from = first < shown ? shown : first;
  return from > last ? last : from < most ? most : from;
}

/** A job that is under way for the same months is the answer. Errors: progress.span. */
export async function recomputeMonths(ctx: Ctx, asked: HistoryAsked = {}): Promise<Job> {
  const months = await staleMonths(ctx, asked);
  const open = (await jobPage(ctx.storage.reader, EVERYTHING, ['queued', 'running'], null, MANY)).find(
    (row) => isHistoryJob(row) && months.every((month) => (row.input.months as string[]).includes(month)),
  );
  return open !== undefined ? toJob(open) : runMonths(ctx, newJob(ctx, 'history', { months }), true);
}

export const isHistoryJob = (row: JobRecord): boolean => row.kind === 'history' && Array.isArray(row.input.months);
/** Takes up a job that a stop cut: months that are kept are not measured again. */
export const resumeMonths = (ctx: Ctx, row: JobRecord): Promise<Job> => runMonths(ctx, row, false);

function runMonths(ctx: Ctx, row: JobRecord, isNew: boolean): Promise<Job> {
  const months = row.input.months as string[];
  return runJob(
    ctx,
    row,
    'measure',
    async (job, signal) => {
      let done = 0;
      await job.say({ phase: 'months', total: months.length, done });
      // the latest first: it is what people look at
      for (const month of months.toReversed()) {
        signal.throwIfAborted();
        const version = await readMeta(ctx.storage.reader, 'dataVersion');
        const [kept] = await snapshotRows(ctx.storage.reader, EVERYTHING, { kind: 'known', month });
        if (!isFresh(kept, version)) await keepMonth(ctx, month, signal);
        done += 1;
        await job.say({ phase: 'months', done });
      }
      await thinSnapshots(ctx);
      return { months: months.length };
    },
    isNew,
  );
}

async function keepMonth(ctx: Ctx, month: string, signal: AbortSignal): Promise<void> {
  const content = await contentOfMonth(ctx, month, { signal }).catch((error) => {
    // of a month before the first data it is kept that nothing is known
    if (error instanceof ServiceError && error.code === 'point.nothing') return emptyContent(ctx, month);
    throw error;
  });
  signal.throwIfAborted();
  await keepSnapshot(
    ctx,
    {
      id: idOf(month),
      dataVersion: content.head.dataVersion,
      kind: 'known',
      month,
      asOf: content.head.asOf,
      takenAt: nowIso(ctx),
      actor: ctx.actor,
      reason: null,
      correctionOf: null,
    },
    content,
  );
}
