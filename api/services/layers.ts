// Which public space, which obstacles and which privacy zones lie in a box?
import type { PrivacyRule, PublicSpaceClass } from '#contract/layers';
import { decodeSoup, linesOf, polygonsOf } from '#storage/geometry-blob';
import { obstaclesIn } from '#storage/obstacles.repository';
import { zoneRecords } from '#storage/privacy-zones.repository';
import { publicSpaceRecords } from '#storage/public-space.repository';
import type { Ctx } from './ctx.ts';

const MAX_FEATURES = 5_000;

type Geometry =
  | { type: 'MultiPolygon'; coordinates: [number, number][][][] }
  | { type: 'MultiLineString'; coordinates: [number, number][][] }
  | { type: 'MultiPoint'; coordinates: [number, number][] };
export interface LayerCollection<P> {
  type: 'FeatureCollection';
  /** true: there are more than these; ask for a smaller box */
  truncated: boolean;
  features: { type: 'Feature'; id: string | number; properties: P; geometry: Geometry }[];
}
interface InBox {
  bbox: [west: number, south: number, east: number, north: number];
}

function geometryOf(shape: 'area' | 'line' | 'point' | 'building' | 'wall', blob: Uint8Array): Geometry {
  const soup = decodeSoup(blob);
  if (shape === 'area' || shape === 'building') return { type: 'MultiPolygon', coordinates: polygonsOf(soup) };
  const lines = linesOf(soup);
  if (shape === 'point') return { type: 'MultiPoint', coordinates: lines.map((line) => line[0]) };
  return { type: 'MultiLineString', coordinates: lines };
}

/** Whole features, not cut at the box; in id order. */
export async function publicSpaceGeojson(
  ctx: Ctx,
  { bbox }: InBox,
): Promise<
  LayerCollection<{
    class: PublicSpaceClass;
    weight: number;
    name: string | null;
    widthM: number | null;
    radiusM: number | null;
  }>
> {
  const rows = await publicSpaceRecords(ctx.storage.reader, ctx.scope, bbox);
  return {
    type: 'FeatureCollection',
    truncated: rows.length > MAX_FEATURES,
    features: rows.slice(0, MAX_FEATURES).map((row) => ({
      type: 'Feature',
      id: row.id,
      properties: {
        class: row.class as PublicSpaceClass,
        weight: row.weight,
        name: row.name,
        widthM: row.shape === 'line' ? 2 * row.radiusM! : null,
        radiusM: row.shape === 'point' ? row.radiusM : null,
      },
      geometry: geometryOf(row.shape, row.geometry),
    })),
  };
}

/** Whole features, not cut at the box; in id order. */
export async function obstaclesGeojson(
  ctx: Ctx,
  { bbox }: InBox,
): Promise<LayerCollection<{ shape: 'building' | 'wall'; heightM: number | null }>> {
  const rows = await obstaclesIn(ctx.storage.reader, ctx.scope, bbox, MAX_FEATURES + 1);
  return {
    type: 'FeatureCollection',
    truncated: rows.length > MAX_FEATURES,
    features: rows.slice(0, MAX_FEATURES).map(({ id, shape, heightM, geometry }) => ({
      type: 'Feature',
      id,
      properties: { shape, heightM },
      geometry: geometryOf(shape, geometry),
    })),
  };
}

/** Whole features, not cut at the box; in id order. */
export async function privacyZonesGeojson(
  ctx: Ctx,
  { bbox }: InBox,
): Promise<LayerCollection<{ rule: PrivacyRule; name: string | null; nameEn: string | null }>> {
  const rows = await zoneRecords(ctx.storage.reader, ctx.scope, bbox);
  return {
    type: 'FeatureCollection',
    truncated: rows.length > MAX_FEATURES,
    features: rows.slice(0, MAX_FEATURES).map(({ id, rule, name, nameEn, geometry }) => ({
      type: 'Feature',
      id,
      properties: { rule, name, nameEn },
      geometry: geometryOf('area', geometry),
    })),
  };
}
