// Measuring as a job and right after an edit: which leaves, in which order, and what is written when.
import { changeSees, deleteFigures, pairChanges, putFigures, type SeesRow } from '#storage/figures.repository';
import { replaceGaps } from '#storage/gaps.repository';
import type { JobRecord } from '#storage/jobs.repository';
import { raise, readMeta } from '#storage/meta.repository';
import { replacePlaces } from '#storage/place-figures.repository';
import { leafCodes, touchLeaves } from '#storage/regions.repository';
import type { Writer } from '#storage/storage';
import type { MeasureReply } from '#workers/messages';
import { inlineRunner, type Runner } from '#workers/runner';
import { type Ctx, nowIso } from './ctx.ts';
import { keepDetails } from './detail-measure.ts';
import { rollUpParents } from './figure-rollup.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import type { CameraChange } from './live-leaves.ts';
import { keptDetails } from './look.ts';
import { type Batch, type LeafTask, readBatch, taskKey } from './measure-input.ts';
import { type LeafRows, leafRows, type Untouched } from './measure-rows.ts';
import { applyWritten, isStored, type LeafState } from './rollup-cache.ts';
import { takeSnapshot } from './snapshot.ts';

/** Leaves that are read and measured together. A job begins with few, so that there is soon something to show, and goes
 * on with many: neighbours are read once, and the database is asked less often. */
const BATCH_LEAVES = 32;
const MOST_BATCH_LEAVES = 128;
/** Batches per worker that are read, measured or waiting for those before them: what memory has to hold. */
const FLYING = 2;
/** Batches are written together until they hold so many leaves or the last writing is so long ago (ms): every commit
 * waits for the disk. */
const WRITE_LEAVES = 256;
const WRITE_MS = 400;
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
  type Measured = { batch: Batch; replies: MeasureReply[] };
  const inFlight: Promise<Measured>[] = [];
  let toWrite: Measured[] = [];
  let toWriteLeaves = 0;
  let writtenAt = Number.NEGATIVE_INFINITY;
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
  const write = async (): Promise<void> => {
    const some = toWrite;
    if (some.length === 0) return;
    toWrite = [];
    done += toWriteLeaves;
    toWriteLeaves = 0;
    await withLeafState(ctx, async (writer, leafState) => {
      const state = await leafState();
      for (const { batch, replies } of some) await writeBatch(ctx, writer, batch, replies, state);
      await job.progress(writer, { done, position: some.at(-1)!.batch.codes.at(-1) });
      return done;
    });
    writtenAt = ctx.clock();
    for (const { batch } of some) unsummed.push(...batch.codes);
    await sumSoFar();
  };
  const takeFirst = async (): Promise<void> => {
    const measured = await inFlight.shift()!;
    signal.throwIfAborted();
    toWrite.push(measured);
    toWriteLeaves += measured.batch.codes.length;
    if (toWriteLeaves >= WRITE_LEAVES || ctx.clock() - writtenAt >= WRITE_MS) await write();
  };
  try {
    let size = BATCH_LEAVES;
    for (let i = 0; i < codes.length; ) {
      signal.throwIfAborted();
      const some = codes.slice(i, i + size);
      i += some.length;
      size = Math.min(MOST_BATCH_LEAVES, 2 * size);
      const batch = await ctx.storage.read((reader) => readBatch(reader, ctx.spatial, some));
      const measured = ctx.runner.measure(batch.requests, signal).then((replies) => ({ batch, replies }));
      measured.catch(() => {}); // awaited in takeFirst; an earlier batch may fail before
      inFlight.push(measured);
      if (inFlight.length > FLYING * ctx.runner.width) await takeFirst();
    }
    while (inFlight.length > 0) await takeFirst();
    await write();
  } finally {
    await Promise.allSettled(inFlight);
  }
}

/** No cell of an edited leaf can differ from what was written of it last; leaves with places are not told apart. */
const isLikeBefore = ({ gaps, places }: LeafRows): boolean =>
  places.length === 0 && (gaps === null || gaps.changed?.size === 0);

/** A transaction that writes figures, with what summing parents needs of all leaves, kept true to what is written. `body`
 * asks for it when it is about to write, and answers null when it wrote nothing. */
async function withLeafState<T>(
  ctx: Ctx,
  body: (writer: Writer, leafState: () => Promise<LeafState>) => Promise<T | null>,
): Promise<T | null> {
  let isAsked = false;
  try {
    return await ctx.storage.transaction(async (writer) => {
      const done = await body(writer, () => {
        isAsked = true;
        return ctx.rollups.at(writer);
      });
      if (done !== null) ctx.rollups.moved(await raise(writer, 'figuresVersion'));
      return done;
    });
  } catch (error) {
    if (isAsked) ctx.rollups.forget();
    throw error;
  }
}

/** Figures, gaps and border cameras of a batch. A leaf that something newer was written for, or that is none any more,
 * is left alone, and so is one that an edit left as it was written. Answers the leaves that were written. */
async function writeBatch(
  ctx: Ctx,
  writer: Writer,
  batch: Pick<Batch, 'codes' | 'version'> & { tasks: Map<string, LeafTask> },
  replies: MeasureReply[],
  state: LeafState,
  untouched?: ReadonlyMap<string, Untouched>,
): Promise<string[]> {
  const { installed, planned } = state.figures;
  const open = new Set(
    batch.codes.filter(
      (code) => state.pathOf.has(code) && (installed.get(code)?.measuredVersion ?? 0) <= batch.version,
    ),
  );
  const computedAt = nowIso(ctx);
  const made = replies
    .filter((reply) => open.has(batch.tasks.get(reply.key)!.code))
    .map((reply) => leafRows(batch.tasks.get(reply.key)!, reply, batch.version, computedAt, untouched?.get(reply.key)));
  const codes = batch.codes.filter((code) => open.has(code) && !isAsWritten(code));
  const written = new Set(codes);
  const rows = made.filter((row) => written.has(row.figure.regionCode));
  for (const row of rows) {
    if (row.figure.figure.failedChecks.length > 0)
      ctx.log.warn(
        { region: row.figure.regionCode, checks: row.figure.figure.failedChecks },
        'a figure failed a check',
      );
  }
  await deleteFigures(
    writer,
    codes.filter((code) => planned.has(code) && !batch.tasks.has(taskKey(code, 'planned'))),
    'planned',
  );
  const figures = rows.map((row) => row.figure);
  const pairs = rows.flatMap((row) => row.sees);
  await putFigures(writer, figures);
  await changeSees(writer, codes.flatMap(storedPairs), pairs);
  await replaceGaps(
    writer,
    codes,
    rows.flatMap((row) => row.gaps ?? []),
    batch.version,
  );
  await replacePlaces(
    writer,
    codes.filter((code) => !hasNoPlaces(code)),
    rows.flatMap((row) => row.places),
  );
  applyWritten(state, codes, figures, pairs);
  return codes;

  function storedPairs(code: string): SeesRow[] {
    return [...(state.pairs.installed.get(code) ?? []), ...(state.pairs.planned.get(code) ?? [])];
  }

  /** Leaves near a camera that has no part in them. */
  function isAsWritten(code: string): boolean {
    if (untouched === undefined || planned.has(code) !== batch.tasks.has(taskKey(code, 'planned'))) return false;
    const own = made.filter((row) => row.figure.regionCode === code);
    if (!own.every((row) => isLikeBefore(row) && isStored(state, row.figure))) return false;
    const { gone, come } = pairChanges(
      storedPairs(code),
      own.flatMap((row) => row.sees),
    );
    return gone.length + come.length === 0;
  }

  /** A leaf without places that was written as it is now, but for some cells, has none to take back. */
  function hasNoPlaces(code: string): boolean {
    const key = taskKey(code, 'installed');
    return batch.tasks.get(key)?.places.length === 0 && untouched?.get(key)?.changed !== undefined;
  }
}

const sumAll = (ctx: Ctx, codes: string[]): Promise<unknown> =>
  withLeafState(ctx, async (writer, leafState) => {
    await rollUpParents(writer, codes, await leafState(), nowIso(ctx));
    return codes;
  });

/** Measures the leaves an edit touched and everything above them; the figures are true when it returns. */
export async function measureNow(ctx: Ctx, codes: string[]): Promise<void> {
  for (let i = 0; i < codes.length; i += BATCH_LEAVES) {
    const batch = await ctx.storage.read((reader) => readBatch(reader, ctx.spatial, codes.slice(i, i + BATCH_LEAVES)));
    const cameras = batch.requests.reduce((sum, request) => sum + request.input.cameras.n, 0);
    const runner: Runner = cameras <= INLINE_CAMERAS ? inlineRunner : ctx.runner;
    const replies = await runner.measure(batch.requests);
    await withLeafState(ctx, async (writer, leafState) => {
      const state = await leafState();
      const done = await writeBatch(ctx, writer, batch, replies, state);
      await rollUpParents(writer, done, state, nowIso(ctx));
      return done;
    });
  }
  await keepDetails(ctx);
}

/** The figures and gaps of the leaves that one change of a camera touched, and of everything above them, are true when it
 * returns. Leaves that are open are measured around the camera only. */
export async function measureEdit(ctx: Ctx, codes: string[], change: CameraChange): Promise<void> {
  const done = await editInOne(ctx, async () => ({ codes, change, write: async () => {} }));
  if (done === null) await measureNow(ctx, codes);
}

/** An edit that is about to be written. */
export interface PendingEdit {
  codes: string[];
  change: CameraChange;
  /** writes the edit, but for which leaves it touched */
  write(writer: Writer): Promise<void>;
}

/** Measures an edit and writes it with all its figures in one transaction: half the waiting for the disk, and what it read
 * cannot become untrue meanwhile. `prepare` reads what the edit is about; null = there is nothing to measure. Answers the
 * edit; null = nothing was written: it has to be written and then measured. */
export async function editInOne<E extends PendingEdit>(
  ctx: Ctx,
  prepare: (writer: Writer) => Promise<E | null>,
): Promise<E | null> {
  let keepsDetails = false;
  let measured: string[] = [];
  const body = async (writer: Writer, leafState: () => Promise<LeafState>): Promise<E | null> => {
    const edit = await prepare(writer);
    if (edit === null) return null;
    const { codes, change } = edit;
    measured = codes;
    const live = await ctx.live.measure(ctx, writer, codes, change);
    if (live === null) return null;
    const tasks = new Map(live.map(({ task, reply }) => [reply.key, task]));
    const untouched = new Map(live.map(({ reply, changed, known }) => [reply.key, { changed, known }]));
    const batch = { version: change.version, codes, tasks };
    const replies = live.map(({ reply }) => reply);
    const state = await leafState();
    await edit.write(writer);
    const written = await writeBatch(ctx, writer, batch, replies, state, untouched);
    await touchLeaves(writer, written, change.version);
    await rollUpParents(writer, written, state, nowIso(ctx));
    keepsDetails = (await keptDetails(writer)).length > 0;
    return edit;
  };
  const done = await ctx.live.inTurn(() =>
    withLeafState(ctx, body).catch((error) => {
      // the open leaves hold what was not written
      ctx.live.forget(measured);
      throw error;
    }),
  );
  if (keepsDetails) await keepDetails(ctx);
  return done;
}

export async function announce(ctx: Ctx, regions: string[] | null, dataVersion?: number): Promise<void> {
  const version = dataVersion ?? (await readMeta(ctx.storage.reader, 'dataVersion'));
  ctx.events.publish({ type: 'data', dataVersion: version, regions });
}
