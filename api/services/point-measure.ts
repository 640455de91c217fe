// Measuring leaves as they were at an instant: a few before the reply, many as a job that can be stopped and taken up again.
import type { CameraSet } from '#contract/figure';
import type { FigureRecord, FigureSet, SeesRow } from '#storage/figures.repository';
import { type JobRecord, jobPage } from '#storage/jobs.repository';
import { keepPoint, type PointRecord } from '#storage/point-figures.repository';
import type { Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import { liveInputs, liveRow } from './live-leaf.ts';
import { type Batch, readBatch } from './measure-input.ts';
import { leafRows } from './measure-rows.ts';
import { type Known, type Point, pointOf } from './point.ts';
import { spansOf } from './status-history.ts';

/** Leaves that are read, measured and written together. */
const BATCH_LEAVES = 32;
const MANY = 1_000;

/** A leaf's figure of one set, and its exceptions to "a camera sees the leaf it stands in". */
export interface LeafAt {
  record: FigureRecord;
  sees: SeesRow[];
}
/** Installed and planned figures come out of one measuring; those of the cameras that worked out of another. */
export type Measured = 'stored' | 'live';

interface Measuring {
  /** false: nothing is written, the rows are only answered */
  keep: boolean;
  signal?: AbortSignal;
  /** after each batch, in its transaction where rows are kept */
  onBatch?: (writer: Writer, done: number) => Promise<void>;
}

/** Measures these leaves (ascending codes) at a point; answers what was measured of them. */
export async function measurePoint(
  ctx: Ctx,
  point: Point,
  what: Measured,
  codes: readonly string[],
  { keep, signal, onBatch }: Measuring,
): Promise<PointRecord[]> {
  const all: PointRecord[] = [];
  const measure = what === 'live' ? measuredLive : measuredStored;
  const together = BATCH_LEAVES * Math.max(1, ctx.runner.width);
  for (let from = 0; from < codes.length; from += together) {
    const inFlight: Promise<PointRecord[]>[] = [];
    const until = Math.min(codes.length, from + together);
    for (let i = from; i < until; i += BATCH_LEAVES)
      inFlight.push(measure(ctx, point, codes.slice(i, Math.min(until, i + BATCH_LEAVES)), signal));
    let done = from;
    for (const rows of await Promise.all(inFlight)) {
      signal?.throwIfAborted();
      done = Math.min(until, done + BATCH_LEAVES);
      if (onBatch === undefined) all.push(...rows);
      if (keep)
        await ctx.storage.transaction(async (writer) => {
          for (const key of new Set(rows.map((row) => row.point)))
            await keepPoint(
              writer,
              key,
              rows.filter((row) => row.point === key),
            );
          await onBatch?.(writer, done);
        });
    }
  }
  return all;
}

const batchOf = (ctx: Ctx, { past }: Point, codes: string[]): Promise<Batch> =>
  ctx.storage.read((reader) => readBatch(reader, ctx.spatial, codes, undefined, null, past.ground));

async function measuredStored(
  ctx: Ctx,
  point: Point,
  codes: string[],
  signal: AbortSignal | undefined,
): Promise<PointRecord[]> {
  const batch = await batchOf(ctx, point, codes);
  const replies = await ctx.runner.measure(batch.requests, signal);
  const computedAt = nowIso(ctx);
  return replies.map((reply) => {
    const made = leafRows(batch.tasks.get(reply.key)!, reply, batch.version, computedAt);
    const { regionCode, set, figure, ownSeeing, regionM2, gapNeed } = made.figure;
    const sees = made.sees.map((pair): PointRecord['sees'][number] => [pair.cameraId, pair.homeCode, pair.blind]);
    return { point: keyOf(point, set), regionCode, figure, ownSeeing, regionM2, gapNeed, sees, computedAt };
  });
}

/** With the states that cameras had at the instant, by the words that were known then or are known now. */
async function measuredLive(
  ctx: Ctx,
  point: Point,
  codes: string[],
  signal: AbortSignal | undefined,
): Promise<PointRecord[]> {
  const batch = await batchOf(ctx, point, codes);
  const ids = new Set<string>();
  for (const { set, cameras, rows, standing } of batch.tasks.values())
    if (set === 'installed') for (const row of [...rows, ...standing]) ids.add(cameras.ids[row]);
  const ms = Date.parse(point.at);
  const spans = await spansOf(ctx, {
    cameraIds: [...ids],
    from: ms,
    to: ms,
    ...(point.known === 'then' ? { knownAt: ms } : {}),
  });
  const states = new Map([...spans].map(([id, own]) => [id, { state: own.spans.at(-1)?.state ?? 'unknown' }]));
  const inputs = liveInputs(batch, () => states);
  const requests = [...inputs.values()].flatMap(({ request }) => request ?? []);
  const replies = new Map((await ctx.runner.measure(requests, signal)).map((reply) => [reply.key, reply]));
  const computedAt = nowIso(ctx);
  const meta = { version: batch.version, statusAt: point.at, computedAt, covered: new Set<string>() };
  return [...inputs].map(([key, input]) => {
    const { regionCode, figure, ownSeeing, regionM2, sees } = liveRow(input, replies.get(key) ?? null, meta);
    return { point: keyOf(point, 'live'), regionCode, figure, ownSeeing, regionM2, gapNeed: 0, sees, computedAt };
  });
}

export const keyOf = (point: Point, set: CameraSet): string =>
  set === 'live' ? `${point.liveKey} live` : `${point.key} ${set}`;

/** A kept row as it was measured; null = not computed. */
export function fromPoint(point: Point, row: PointRecord): LeafAt | null {
  if (row.figure === null) return null;
  // the set stands at the end of the key
  const set: FigureSet = row.point.endsWith(' planned') ? 'planned' : 'installed';
  const { basis, demandM2, likelyM2 } = row.figure;
  const judged = basis !== 'not-applicable';
  return {
    record: {
      regionCode: row.regionCode,
      set,
      figure: row.figure,
      demandM2: judged ? demandM2 : null,
      likelyM2: judged ? likelyM2 : null,
      ownSeeing: row.ownSeeing,
      regionM2: row.regionM2,
      gapNeed: row.gapNeed,
      measuredVersion: point.past.version.version,
      computedAt: row.computedAt,
    },
    sees: row.sees.map(([cameraId, homeCode, blind]) => ({ leafCode: row.regionCode, set, cameraId, homeCode, blind })),
  };
}

/** Leaves of a region (null: of everything) that are not known at a point yet, ascending. */
export type Missing = (ctx: Ctx, point: Point, what: Measured, region: string | null) => Promise<string[]>;

interface PointInput {
  at: string;
  known: Known;
  what: Measured;
  region: string | null;
}

/** A waiting or running job for the same point and region, else a new one. */
export async function startPoint(
  ctx: Ctx,
  point: Point,
  what: Measured,
  region: string | null,
  missing: Missing,
): Promise<Job> {
  const own = ctx.scope.kind === 'subtree' ? ctx.scope.code : null;
  const input: PointInput = { at: point.at, known: point.known, what, region: region ?? own };
  const same = (row: JobRecord): boolean =>
    isPointJob(row) && JSON.stringify(inputOf(row)) === JSON.stringify(inputOf({ input: { ...input } }));
  const open = (await jobPage(ctx.storage.reader, ctx.scope, ['queued', 'running'], null, MANY)).find(same);
  if (open !== undefined) {
    const { input: _input, position: _position, ...job } = open;
    return job;
  }
  return runPoint(ctx, newJob(ctx, 'history', { ...input }), missing, true);
}

const inputOf = ({ input }: Pick<JobRecord, 'input'>): PointInput => {
  const { at, known, what, region } = input as unknown as PointInput;
  return { at, known, what, region };
};
/** Is this a job of this file? */
export const isPointJob = (row: JobRecord): boolean => row.kind === 'history' && typeof row.input.at === 'string';

/** Starts the job, or takes one up that a stop cut: what it kept is not measured again. */
export function runPoint(ctx: Ctx, row: JobRecord, missing: Missing, isNew: boolean): Promise<Job> {
  const { at, known, what, region } = inputOf(row);
  return runJob(
    ctx,
    row,
    'measure',
    async (job: JobHandle, signal) => {
      const point = await pointOf(ctx, { at, known });
      const codes = await missing(ctx, point, what, region);
      await job.say({ phase: 'measuring', total: codes.length, done: 0 });
      const onBatch = (writer: Writer, done: number): Promise<void> => job.progress(writer, { done });
      await measurePoint(ctx, point, what, codes, { keep: true, signal, onBatch });
      return { at, known, leaves: codes.length };
    },
    isNew,
  );
}
