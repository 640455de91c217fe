// Where are the gaps, greatest need first?
import type { z } from 'zod';
import type { GapItem as GapItemSchema } from '#contract/gap';
import { greatestAssumedRangeM, MAX_REACH_M } from '#rules/assumptions';
import { gapReason, mayReach, standsTo } from '#rules/gap-reason';
import { greatestRangeM } from '#storage/camera-sight.repository';
import { findGap, type GapRecord, gapPage, successorsOf } from '#storage/gaps.repository';
import { gapRanges, type LeafRange } from '#storage/packed-gaps.repository';
import { regionRows } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import type { Reader } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { BETWEEN, type Seeing } from './gap-geojson.ts';
import { type AskedGaps, gapTexts, seeing } from './gap-text.ts';
import { textByThreads } from './gap-threads.ts';
import { assumptionTable, lookAt } from './look.ts';
import { type Page, regionMissing } from './regions.ts';

export type GapItem = z.infer<typeof GapItemSchema>;

export interface ListGaps {
  /** its subtree; absent = everything the caller may see */
  region?: string;
  class?: string;
  limit?: number;
  cursor?: string;
}

/** Pieces of 25 m² or more, ranked by need, then id. Errors: region.not_found. */
export async function listGaps(ctx: Ctx, input: ListGaps): Promise<Page<GapItem>> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region!);
  const limit = input.limit ?? 100;
  const cursor = fromCursor(input.cursor, 2);
  const after = cursor === null ? null : { need: Number(cursor[0]), id: String(cursor[1]) };
  const rows = await gapPage(reader, scope, { class: input.class }, after, limit + 1);
  const shown = rows.slice(0, limit);
  const codes = [...new Set(shown.map((row) => row.regionCode))];
  const regionOf = new Map((await regionRows(reader, scope, codes)).map((row) => [row.code, row]));
  const nearest = await nearestOf(ctx, shown);
  const items = shown.map((row) => gapItem(row, regionOf.get(row.regionCode)!, nearest));
  const last = shown.at(-1);
  return { items, nextCursor: rows.length > limit && last ? toCursor([last.need, last.id]) : null };
}

type Nearest = ReadonlyMap<string, Seeing>;

/** What the nearest cameras of some gaps see; one that is gone since, or too far away to see any of them, is missing. */
async function nearestOf(ctx: Ctx, rows: readonly GapRecord[]): Promise<Nearest> {
  const { reader } = ctx.storage;
  const reachM = await mostReachM(reader);
  const near = rows.filter(({ nearestCameraId, nearestM }) => nearestCameraId !== null && mayReach(nearestM!, reachM));
  return seeing(reader, await lookAt(reader), [...new Set(near.map((row) => row.nearestCameraId!))]);
}

/** No camera sees farther. */
async function mostReachM(reader: Reader): Promise<number> {
  const statedM = Math.min(MAX_REACH_M, await greatestRangeM(reader, EVERYTHING));
  return Math.max(statedM, greatestAssumedRangeM(await assumptionTable(reader)));
}

function gapItem(row: GapRecord, region: { name: string; nameEn: string | null }, nearest: Nearest): GapItem {
  const nearestCamera = row.nearestCameraId === null ? null : { id: row.nearestCameraId, distanceM: row.nearestM! };
  const seen = nearestCamera && nearest.get(nearestCamera.id);
  const facts = {
    class: row.class,
    areaM2: row.areaM2,
    nearestCamera: nearestCamera && { ...nearestCamera, ...(seen ? { stands: standsTo(seen, row.labelPoint) } : {}) },
    places: row.places,
    placesEn: row.placesEn,
  };
  return {
    id: row.id,
    regionCode: row.regionCode,
    regionName: region.name,
    regionNameEn: region.nameEn,
    cell: row.cell,
    class: facts.class,
    areaM2: row.areaM2,
    need: row.need,
    componentId: row.componentId,
    componentM2: row.componentM2,
    labelPoint: row.labelPoint,
    bbox: row.bbox,
    nearestCamera,
    places: row.places,
    placesEn: row.placesEn,
    ...gapReason(facts),
  };
}

/** Kept pieces as the API shows them, in their order; without those whose region is gone. */
export async function gapItems(ctx: Ctx, rows: readonly GapRecord[]): Promise<GapItem[]> {
  const codes = [...new Set(rows.map((row) => row.regionCode))];
  const regionOf = new Map((await regionRows(ctx.storage.reader, ctx.scope, codes)).map((row) => [row.code, row]));
  const nearest = await nearestOf(ctx, rows);
  return rows.flatMap((row) => {
    const region = regionOf.get(row.regionCode);
    return region === undefined ? [] : [gapItem(row, region, nearest)];
  });
}

/** One gap. Errors: gap.not_found, with the gaps in its place where it is known what became of it. */
export async function getGap(ctx: Ctx, input: { id: string }): Promise<GapItem> {
  const { reader } = ctx.storage;
  const row = await findGap(reader, ctx.scope, input.id);
  const region = row === null ? undefined : (await regionRows(reader, ctx.scope, [row.regionCode]))[0];
  if (row !== null && region !== undefined) return gapItem(row, region, await nearestOf(ctx, [row]));
  const links = await successorsOf(reader, ctx.scope, input.id);
  throw new ServiceError('gap.not_found', 'not-found', { id: input.id }, [], links);
}

/** Leaves that are read together: a text of some megabytes. */
const LEAVES_TOGETHER = 32;
/** Fewer ranges of them are written before a thread has got going. */
const RANGES_FOR_THREADS = 64;

/** The same pieces as one GeoJSON text, in parts, for streaming: leaf by leaf and cell by cell, so that neither memory nor
 * the wait for the first part grows with their number. What an edit changes meanwhile is in it where its leaf comes after.
 * Errors (at the first part): region.not_found. */
export async function* gapsGeojson(ctx: Ctx, input: { region?: string; class?: string }): AsyncGenerator<Uint8Array> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region!);
  const asked = { scope, class: input.class, look: await lookAt(reader), reachM: await mostReachM(reader) };
  const ranges = await gapRanges(reader, scope, LEAVES_TOGETHER);
  yield Buffer.from('{"type":"FeatureCollection","features":[');
  let isFirst = true;
  for await (const part of inOrder(ctx, asked, ranges)) {
    yield isFirst ? part.subarray(BETWEEN.length) : part;
    isFirst = false;
  }
  yield Buffer.from(']}\n');
}

async function* inOrder(ctx: Ctx, asked: AskedGaps, ranges: LeafRange[]): AsyncGenerator<Uint8Array> {
  const threads = ranges.length < RANGES_FOR_THREADS ? 1 : ctx.runner.width;
  if (threads > 1) return yield* textByThreads(ctx.storage.path, asked, ranges, threads);
  const textOf = gapTexts(ctx.storage.read, asked);
  for (const range of ranges) yield* textOf(range);
}
