// Where are the gaps, greatest need first?
import type { z } from 'zod';
import type { GapItem as GapItemSchema } from '#contract/gap';
import { footprintOf, greatestAssumedRangeM, type Look, MAX_REACH_M } from '#rules/assumptions';
import { gapReason, mayReach, standsTo } from '#rules/gap-reason';
import { camerasByRange, greatestRangeM } from '#storage/cameras.repository';
import { findGap, type GapRecord, gapPage, packedGaps, successorsOf } from '#storage/gaps.repository';
import { regionRows } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import type { Reader } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { camerasNear, GapWriter, type Seeing } from './gap-geojson.ts';
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

async function seeing(reader: Reader, look: Look, ids: string[]): Promise<Nearest> {
  const seen = new Map<string, Seeing>();
  for (const camera of await camerasByRange(reader, EVERYTHING, ids)) {
    const footprint = footprintOf(camera, look);
    if (!('empty' in footprint)) seen.set(camera.id, { ...footprint, ...placeOf(camera) });
  }
  return seen;
}
const placeOf = ({ longitude, latitude }: { longitude: number; latitude: number }) => ({ longitude, latitude });

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

/** One gap. Errors: gap.not_found, with the gaps in its place where it is known what became of it. */
export async function getGap(ctx: Ctx, input: { id: string }): Promise<GapItem> {
  const { reader } = ctx.storage;
  const row = await findGap(reader, ctx.scope, input.id);
  const region = row === null ? undefined : (await regionRows(reader, ctx.scope, [row.regionCode]))[0];
  if (row !== null && region !== undefined) return gapItem(row, region, await nearestOf(ctx, [row]));
  const links = await successorsOf(reader, ctx.scope, input.id);
  throw new ServiceError('gap.not_found', 'not-found', { id: input.id }, [], links);
}

/** Every part costs its reader a turn, and the server's loop may be held for some ten milliseconds. */
const PART_BYTES = 512 * 1024;

/** The same pieces as one GeoJSON text, in parts, for streaming: leaf by leaf and cell by cell, so that neither memory nor
 * the wait for the first part grows with their number. Errors (at the first part): region.not_found. */
export async function* gapsGeojson(ctx: Ctx, input: { region?: string; class?: string }): AsyncGenerator<Uint8Array> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region!);
  const [look, reachM] = [await lookAt(reader), await mostReachM(reader)];
  const writer = new GapWriter();
  const { out } = writer;
  out.text('{"type":"FeatureCollection","features":[');
  for await (const { cells, leaves } of packedGaps(reader, scope)) {
    const codes = [...new Set(cells.map(([code]) => code))];
    const regionOf = new Map((await regionRows(reader, scope, codes)).map((row) => [row.code, row]));
    const nearest = await seeing(reader, look, camerasNear(cells, reachM));
    const page = { cells, leaves, regionOf, nearest, reachM };
    for (const row of cells) {
      writer.cell(page, row, input.class);
      if (out.n >= PART_BYTES) yield out.take();
    }
  }
  out.text(']}\n');
  yield out.take();
}
