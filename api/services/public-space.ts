// Which public space lies in a box?
import type { PublicSpaceClass } from '#contract/gap';
import { decodeSoup, polygonsOf } from '#storage/geometry-blob';
import { publicSpaceRecords } from '#storage/public-space.repository';
import type { Ctx } from './ctx.ts';

const MAX_FEATURES = 5_000;

export interface PublicSpaceCollection {
  type: 'FeatureCollection';
  /** true: there are more than these; ask for a smaller box */
  truncated: boolean;
  features: {
    type: 'Feature';
    id: string;
    properties: { class: PublicSpaceClass; weight: number; name: string | null };
    geometry: { type: 'MultiPolygon'; coordinates: [number, number][][][] };
  }[];
}

/** Whole features, not cut at the box; in id order. */
export async function publicSpaceGeojson(
  ctx: Ctx,
  input: { bbox: [west: number, south: number, east: number, north: number] },
): Promise<PublicSpaceCollection> {
  const rows = await publicSpaceRecords(ctx.storage.reader, ctx.scope, input.bbox);
  return {
    type: 'FeatureCollection',
    truncated: rows.length > MAX_FEATURES,
    features: rows.slice(0, MAX_FEATURES).map((row) => ({
      type: 'Feature',
      id: row.id,
      properties: { class: row.class as PublicSpaceClass, weight: row.weight, name: row.name },
      geometry: { type: 'MultiPolygon', coordinates: polygonsOf(decodeSoup(row.geometry)) },
    })),
  };
}
