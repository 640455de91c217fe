// Measuring as a job and right after an edit: which leaves, in which order, and what is written when.
import {
  deleteFigures,
  type FigureRecord,
  measuredVersions,
  putFigures,
  replaceSees,
  type SeesRow,
} from '#storage/figures.repository';
import { replaceGaps } from '#storage/gaps.repository';
import type { JobRecord } from '#storage/jobs.repository';
import { raise, readMeta } from '#storage/meta.repository';
import { replacePlaces } from '#storage/place-figures.repository';
import { leafCodes, regionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import type { MeasureReply } from '#workers/messages';
import { inlineRunner, type Runner } from '#workers/runner';
import { type Ctx, nowIso } from './ctx.ts';
import { keepDetails } from './detail-measure.ts';
import { rollUpParents } from './figure-rollup.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import type { CameraChange } from './live-leaves.ts';
import { type Batch, readBatch, taskKey } from './measure-input.ts';
import { leafRows, type Untouched } from './measure-rows.ts';
import { applyWritten } from './rollup-cache.ts';
import { takeSnapshot } from './snapshot.ts';

/** Leaves that are read, measured and written together. */
const BATCH_LEAVES = 32;
/** While a long measuring runs, parents are summed anew this often (ms), and never for more than a twentieth of the time. */
const PARTIAL_SUM_MS = 1_500;
const PARTIAL_SUM_SHARE = 20;
/** Up to this many cameras an edit is measured in this thread: handing it to a busy pool would take longer. */
const INLINE_CAMERAS = 6_000;

export type MeasureWhich = string[] | 'all' | 'dirty';

/** `dirty` = leaves whose inputs changed after they were measured; codes stand for their subtrees. Answers the queued
 * job at once. */
export async function startMeasure(ctx: Ctx, input: { regions: MeasureWhich }): Promise<Job> {
  return runMeasure(ctx, newJob(ctx, 'measure', { regions: input.regions }), true);
}

/** Takes up a job that a stop interrupted, behind the last leaf that was written. */
export const resumeMeasure = (ctx: Ctx, row: JobRecord): Promise<Job> => runMeasure(ctx, row, false);

function runMeasure(ctx: Ctx, row: JobRecord, isNew: boolean): Promise<Job> {
  const which = row.input.regions as MeasureWhich;
  return runJob(
    ctx,
    row,
    'measure',
    async (job, signal) => {
      const codes = await leafCodes(ctx.storage.reader, ctx.scope, which);
      const position = row.position ?? '';
      const left = which === 'dirty' ? codes : codes.filter((code) => code > position);
      await job.say({ phase: 'measuring', total: codes.length, done: codes.length - left.length });
      await measureAll(ctx, left, job, codes.length - left.length, signal);
      await job.say({ phase: 'summing' });
      // a job taken up again does not know which leaves it wrote before
      await sumAll(ctx, isNew ? codes : await leafCodes(ctx.storage.reader, ctx.scope, 'all'));
      if (which !== 'dirty' || codes.length > 0) await takeSnapshot(ctx);
      await announce(ctx, null);
      await keepDetails(ctx);
      return { leaves: codes.length };
    },
    isNew,
  );
}

/** Reads ahead while workers measure; writes strictly in code order. */
async function measureAll(
  ctx: Ctx,
  codes: string[],
  job: JobHandle,
  before: number,
  signal: AbortSignal,
): Promise<void> {
  const inFlight: Promise<{ batch: Batch; replies: MeasureReply[] }>[] = [];
  let done = before;
  let unsummed: string[] = [];
  let summedAt = ctx.clock();
  let sumTook = 0;
  /** Parents show what is measured so far, with how many leaves that is. */
  const sumSoFar = async (): Promise<void> => {
    const now = ctx.clock();
    if (now - summedAt < Math.max(PARTIAL_SUM_MS, PARTIAL_SUM_SHARE * sumTook)) return;
    await sumAll(ctx, unsummed);
    unsummed = [];
    summedAt = ctx.clock();
    sumTook = summedAt - now;
  };
  const writeFirst = async (): Promise<void> => {
    const { batch, replies } = await inFlight.shift()!;
    signal.throwIfAborted();
    done += batch.codes.length;
    await ctx.storage.transaction(async (writer) => {
      await writeBatch(ctx, writer, batch, replies);
      await job.progress(writer, { done, position: batch.codes.at(-1) });
    });
    unsummed.push(...batch.codes);
    await sumSoFar();
  };
  try {
    for (let i = 0; i < codes.length; i += BATCH_LEAVES) {
      signal.throwIfAborted();
      const batch = await ctx.storage.read((reader) =>
        readBatch(reader, ctx.spatial, codes.slice(i, i + BATCH_LEAVES)),
      );
      const measured = ctx.runner.measure(batch.requests, signal).then((replies) => ({ batch, replies }));
      measured.catch(() => {}); // awaited in writeFirst; an earlier batch may fail before
      inFlight.push(measured);
      if (inFlight.length > ctx.runner.width + 1) await writeFirst();
    }
    while (inFlight.length > 0) await writeFirst();
  } finally {
    await Promise.allSettled(inFlight);
  }
}

/** Figures, gaps and border cameras of a batch. A leaf that something newer was written for, or that is none any more,
 * is left alone. */
async function writeBatch(
  ctx: Ctx,
  writer: Writer,
  batch: Pick<Batch, 'version' | 'codes' | 'tasks'>,
  replies: MeasureReply[],
  untouched?: ReadonlyMap<string, Untouched>,
): Promise<{ codes: string[]; figures: FigureRecord[]; pairs: SeesRow[] }> {
  const known = await measuredVersions(writer, EVERYTHING, batch.codes);
  const present = new Set(
    (await regionRows(writer, EVERYTHING, batch.codes)).flatMap((row) => (row.isLeaf ? [row.code] : [])),
  );
  const codes = batch.codes.filter((code) => present.has(code) && (known.get(code) ?? 0) <= batch.version);
  const written = new Set(codes);
  const computedAt = nowIso(ctx);
  const rows = replies
    .filter((reply) => written.has(batch.tasks.get(reply.key)!.code))
    .map((reply) => leafRows(batch.tasks.get(reply.key)!, reply, batch.version, computedAt, untouched?.get(reply.key)));
  for (const row of rows) {
    if (row.figure.figure.failedChecks.length > 0)
      ctx.log.warn(
        { region: row.figure.regionCode, checks: row.figure.figure.failedChecks },
        'a figure failed a check',
      );
  }
  await deleteFigures(
    writer,
    codes.filter((code) => !batch.tasks.has(taskKey(code, 'planned'))),
    'planned',
  );
  const figures = rows.map((row) => row.figure);
  const pairs = rows.flatMap((row) => row.sees);
  await putFigures(writer, figures);
  await replaceSees(writer, codes, pairs);
  await replaceGaps(
    writer,
    codes,
    rows.flatMap((row) => row.gaps ?? []),
    batch.version,
  );
  await replacePlaces(
    writer,
    codes,
    rows.flatMap((row) => row.places),
  );
  await raise(writer, 'figuresVersion');
  return { codes, figures, pairs };
}

async function sumAll(ctx: Ctx, codes: string[]): Promise<void> {
  await ctx.storage.transaction(async (writer) => {
    ctx.rollups.forget();
    await rollUpParents(writer, codes, await ctx.rollups.at(writer), nowIso(ctx));
    ctx.rollups.forget();
    await raise(writer, 'figuresVersion');
  });
}

/** Measures the leaves an edit touched and everything above them; the figures are true when it returns. */
export async function measureNow(ctx: Ctx, codes: string[]): Promise<void> {
  for (let i = 0; i < codes.length; i += BATCH_LEAVES) {
    const batch = await ctx.storage.read((reader) => readBatch(reader, ctx.spatial, codes.slice(i, i + BATCH_LEAVES)));
    const cameras = batch.requests.reduce((sum, request) => sum + request.input.cameras.n, 0);
    const runner: Runner = cameras <= INLINE_CAMERAS ? inlineRunner : ctx.runner;
    const replies = await runner.measure(batch.requests);
    try {
      await ctx.storage.transaction(async (writer) => {
        const state = await ctx.rollups.at(writer);
        const { codes: done, figures, pairs } = await writeBatch(ctx, writer, batch, replies);
        applyWritten(state, done, figures, pairs);
        await rollUpParents(writer, done, state, nowIso(ctx));
        ctx.rollups.moved(await readMeta(writer, 'figuresVersion'));
      });
    } catch (error) {
      ctx.rollups.forget();
      throw error;
    }
  }
  await keepDetails(ctx);
}

/** The figures and gaps of the leaves that one change of a camera touched, and of everything above them, are true when it
 * returns. Leaves that are open are measured around the camera only. */
export async function measureEdit(ctx: Ctx, codes: string[], change: CameraChange): Promise<void> {
  const done = await ctx.live.inTurn(async () => {
    const live = await ctx.live.measure(ctx, codes, change);
    if (live === null) return false;
    const tasks = new Map(live.map(({ task, reply }) => [reply.key, task]));
    const untouched = new Map(live.map(({ reply, changed, known }) => [reply.key, { changed, known }]));
    const batch = { version: change.version, codes, tasks };
    try {
      await ctx.storage.transaction(async (writer) => {
        const state = await ctx.rollups.at(writer);
        const replies = live.map(({ reply }) => reply);
        const { codes: written, figures, pairs } = await writeBatch(ctx, writer, batch, replies, untouched);
        applyWritten(state, written, figures, pairs);
        await rollUpParents(writer, written, state, nowIso(ctx));
        ctx.rollups.moved(await readMeta(writer, 'figuresVersion'));
      });
    } catch (error) {
      ctx.live.forget(codes);
      ctx.rollups.forget();
      throw error;
    }
    return true;
  });
  if (done) await keepDetails(ctx);
  else await measureNow(ctx, codes);
}

export async function announce(ctx: Ctx, regions: string[] | null): Promise<void> {
  ctx.events.publish({ type: 'data', dataVersion: await readMeta(ctx.storage.reader, 'dataVersion'), regions });
}
