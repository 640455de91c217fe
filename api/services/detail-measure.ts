// Measuring leaves at a detail of a profile: when asked, as a job, or with every change where the setting says so.
import { type Detail, RANGE_DETAIL } from '#rules/profiles';
import {
  type DetailKey,
  type DetailRecord,
  detailVersions,
  replaceDetailRecords,
  staleLeaves,
} from '#storage/detail-figures.repository';
import { type JobRecord, jobPage } from '#storage/jobs.repository';
import { raise, readMeta, writeMeta } from '#storage/meta.repository';
import { regionRows } from '#storage/regions.repository';
import { EVERYTHING, type Scope } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import { detailAsked, keptDetails } from './look.ts';
import { type Batch, readBatch } from './measure-input.ts';
import { leafRows } from './measure-rows.ts';

/** Leaves that are read, measured and written together. */
const BATCH_LEAVES = 32;
const MANY = 1_000;

/** A detail of a profile, as its figures are kept. */
export interface ProfileDetail extends Detail {
  profile: string;
}
export const isOfProfile = (detail: Detail): detail is ProfileDetail => detail.profile !== null;
export const keyOf = ({ name, profile }: ProfileDetail): DetailKey => ({ detail: name, profile });

interface Measuring {
  /** false: nothing is written, the rows are only answered */
  keep: boolean;
  signal?: AbortSignal;
  /** after each batch, in its transaction where rows are kept */
  onBatch?: (writer: Writer, done: number) => Promise<void>;
}

/** Measures these leaves (ascending codes), whatever is kept of them; answers their rows. */
export async function measureLeaves(
  ctx: Ctx,
  codes: string[],
  detail: ProfileDetail,
  { keep, signal, onBatch }: Measuring,
): Promise<DetailRecord[]> {
  const all: DetailRecord[] = [];
  const lanes = Math.max(1, ctx.runner.width);
  for (let from = 0; from < codes.length; from += BATCH_LEAVES * lanes) {
    const inFlight: Promise<{ batch: Batch; rows: DetailRecord[] }>[] = [];
    const until = Math.min(codes.length, from + BATCH_LEAVES * lanes);
    for (let i = from; i < until; i += BATCH_LEAVES)
      inFlight.push(measured(ctx, codes.slice(i, Math.min(until, i + BATCH_LEAVES)), detail, signal));
    let done = from;
    for (const { batch, rows } of await Promise.all(inFlight)) {
      signal?.throwIfAborted();
      done += batch.codes.length;
      if (!keep) all.push(...rows);
      else
        await ctx.storage.transaction(async (writer) => {
          await write(writer, batch, rows, detail);
          await onBatch?.(writer, done);
        });
    }
  }
  return all;
}

async function measured(ctx: Ctx, codes: string[], detail: ProfileDetail, signal: AbortSignal | undefined) {
  const batch = await ctx.storage.read((reader) => readBatch(reader, ctx.spatial, codes, detail));
  const replies = await ctx.runner.measure(batch.requests, signal);
  const computedAt = nowIso(ctx);
  const rows = replies.map((reply): DetailRecord => {
    const { figure, sees } = leafRows(batch.tasks.get(reply.key)!, reply, batch.version, computedAt);
    const { demandM2: _demand, likelyM2: _likely, ...row } = figure;
    const pairs = sees.map((s): DetailRecord['sees'][number] => [s.cameraId, s.homeCode, s.blind]);
    return { ...row, ...keyOf(detail), sees: pairs };
  });
  return { batch, rows };
}

/** A leaf that something newer was written for, or that is none any more, is left alone; and all of them are when the
 * profile changed meanwhile. */
async function write(writer: Writer, batch: Batch, rows: DetailRecord[], detail: ProfileDetail): Promise<void> {
  const now = await detailAsked(writer, keyOf(detail)).catch((error: unknown) => {
    if (error instanceof ServiceError) return null;
    throw error;
  });
  if (now?.pxPerM !== detail.pxPerM) return;
  const used = await readMeta(writer, 'details');
  const { name, profile } = detail;
  const isUsed = used.some((key) => key.detail === name && key.profile === profile);
  // an edit marks leaves for the details that are in use: one that came before the first figures marked none for these
  if (!isUsed && (await readMeta(writer, 'dataVersion')) !== batch.version) return;
  const known = await detailVersions(writer, EVERYTHING, keyOf(detail), batch.codes);
  const leaves = (await regionRows(writer, EVERYTHING, batch.codes)).filter((row) => row.isLeaf);
  const codes = leaves.map((row) => row.code).filter((code) => (known.get(code) ?? 0) <= batch.version);
  const written = new Set(codes);
  await replaceDetailRecords(
    writer,
    keyOf(detail),
    codes,
    rows.filter((row) => written.has(row.regionCode)),
  );
  if (!isUsed) await writeMeta(writer, 'details', [...used, keyOf(detail)]);
  await raise(writer, 'figuresVersion');
}

/** The job that measures what is stale below a region (null: everywhere): a waiting or running one for the same, else a
 * new one. */
export async function startDetail(ctx: Ctx, detail: ProfileDetail, region: string | null): Promise<Job> {
  const input = { ...keyOf(detail), region };
  const same = (row: JobRecord): boolean =>
    row.kind === 'measure' && JSON.stringify(inputOf(row)) === JSON.stringify(input);
  const open = (await jobPage(ctx.storage.reader, ctx.scope, ['queued', 'running'], null, MANY)).find(same);
  if (open !== undefined) {
    const { input: _input, position: _position, ...job } = open;
    return job;
  }
  return runDetail(ctx, newJob(ctx, 'measure', input), true);
}

const inputOf = ({ input }: JobRecord) => ({ detail: input.detail, profile: input.profile, region: input.region });
/** Is this a job of this file? */
export const isDetailJob = (row: JobRecord): boolean => typeof row.input.detail === 'string';
export const resumeDetail = (ctx: Ctx, row: JobRecord): Promise<Job> => runDetail(ctx, row, false);

function runDetail(ctx: Ctx, row: JobRecord, isNew: boolean): Promise<Job> {
  const { detail: name, profile, region } = inputOf(row) as { detail: string; profile: string; region: string | null };
  const scope: Scope = region === null ? ctx.scope : { kind: 'subtree', code: region };
  return runJob(
    ctx,
    row,
    'measure',
    async (job: JobHandle, signal) => {
      const detail = await detailAsked(ctx.storage.reader, { detail: name, profile });
      if (!isOfProfile(detail)) return { leaves: 0 };
      const codes = (await staleLeaves(ctx.storage.reader, scope, keyOf(detail))).map((leaf) => leaf.code);
      await job.say({ phase: 'measuring', total: codes.length, done: 0 });
      const onBatch = (writer: Writer, done: number): Promise<void> => job.progress(writer, { done });
      await measureLeaves(ctx, codes, detail, { keep: true, signal, onBatch });
      ctx.events.publish({
        type: 'data',
        dataVersion: await readMeta(ctx.storage.reader, 'dataVersion'),
        regions: region === null ? null : [region],
      });
      return { leaves: codes.length };
    },
    isNew,
  );
}

/** Starts measuring what a change made stale at the details that are kept up to date. */
export async function keepDetails(ctx: Ctx): Promise<void> {
  for (const key of await keptDetails(ctx.storage.reader)) {
    const detail = await detailAsked(ctx.storage.reader, key).catch(() => RANGE_DETAIL);
    if (!isOfProfile(detail)) continue;
    if ((await staleLeaves(ctx.storage.reader, EVERYTHING, keyOf(detail))).length > 0)
      await startDetail(ctx, detail, null);
  }
}
