// Where are the gaps, greatest need first?
import type { z } from 'zod';
import type { GapItem as GapItemSchema } from '#contract/gap';
import { footprintOf } from '#rules/assumptions';
import { gapReason, standsTo } from '#rules/gap-reason';
import { findCameras } from '#storage/cameras.repository';
import { findGap, type GapRecord, gapPage, gapsByCell, successorsOf } from '#storage/gaps.repository';
import { regionRows } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { outlineText } from './gap-geojson.ts';
import { lookAt } from './look.ts';
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

type Nearest = ReadonlyMap<string, Parameters<typeof standsTo>[0]>;

/** What the nearest cameras of some gaps see; one that is gone since is missing. */
async function nearestOf(ctx: Ctx, rows: readonly GapRecord[]): Promise<Nearest> {
  const { reader } = ctx.storage;
  const ids = [...new Set(rows.flatMap((row) => row.nearestCameraId ?? []))];
  const look = await lookAt(reader);
  const seen = new Map<string, Parameters<typeof standsTo>[0]>();
  for (const camera of await findCameras(reader, EVERYTHING, ids)) {
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

const PART_CHARS = 65_536;

/** The same pieces as one GeoJSON text, in parts, for streaming: leaf by leaf and cell by cell, so that neither memory nor
 * the wait for the first part grows with their number. Errors (at the first part): region.not_found. */
export async function* gapsGeojson(ctx: Ctx, input: { region?: string; class?: string }): AsyncGenerator<string> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region!);
  let text = '{"type":"FeatureCollection","features":[';
  let first = true;
  for await (const rows of gapsByCell(reader, scope, input)) {
    const codes = [...new Set(rows.map((row) => row.regionCode))];
    const regionOf = new Map((await regionRows(reader, scope, codes)).map((row) => [row.code, row]));
    const nearest = await nearestOf(ctx, rows);
    for (const row of rows) {
      const region = regionOf.get(row.regionCode);
      // the region went between the two reads
      if (region === undefined) continue;
      const { id, labelPoint: _label, bbox, ...properties } = gapItem(row, region, nearest);
      const head = JSON.stringify({ type: 'Feature', id, bbox, properties });
      text += `${first ? '' : ',\n'}${head.slice(0, -1)},"geometry":{"type":"MultiPolygon","coordinates":${outlineText(row.outline)}}}`;
      first = false;
      if (text.length < PART_CHARS) continue;
      yield text;
      text = '';
    }
  }
  yield `${text}]}\n`;
}
