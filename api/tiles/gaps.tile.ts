// The `gaps` tile: connected gaps as polygons, and one numbered point per piece of the ranked list.
import type { GapClass } from '#contract/gap';
import type { GapSumTileProps } from '#contract/tile';
import type { PolygonSoup } from '#engine';
import { encodeTile, type TileFeature } from './encode.ts';
import { latOfWorld, pixelSize, type TileId } from './mercator.ts';
import { indexPolygons, type PolygonIndex } from './polygon-index.ts';
import { pointInTile } from './regions.tile.ts';

export interface GapShape {
  id: string;
  areaM2: number;
  geometry: PolygonSoup;
}
export interface GapPoint {
  id: string;
  componentId: string;
  class: GapClass;
  areaM2: number;
  need: number;
  /** 1 = the greatest need of the leaf */
  rank: number;
  labelPoint: readonly [number, number];
}

/** The gaps of one leaf region, indexed once and kept as long as they do not change. */
export interface LeafGaps {
  regionCode: string;
  index: PolygonIndex;
  shapes: GapShape[];
  points: GapPoint[];
}

/** Most numbered points of one tile; the greatest needs are kept. A tile is a walk across a village. */
const MAX_POINTS = 2_000;
/** A gap smaller than this share of a pixel cannot be seen. */
const SMALLEST_SHOWN_PX2 = 0.5;
const EQUATOR_M = 40_075_017;

export function indexGaps(regionCode: string, shapes: GapShape[], points: GapPoint[]): LeafGaps {
  return { regionCode, shapes, points, index: indexPolygons(shapes.map((shape) => shape.geometry)) };
}

/** All gaps of one leaf region. */
export interface GapSum {
  regionCode: string;
  /** [lon, lat] of the region's label */
  labelPoint: readonly [number, number];
  areaM2: number;
  need: number;
  /** pieces of the ranked list */
  count: number;
}

/** Far away: one point per leaf region, without outlines. */
export function gapSumsTile(tile: TileId, sums: GapSum[]): Uint8Array {
  const features: TileFeature[] = [];
  for (const { regionCode, labelPoint, areaM2, need, count } of sums) {
    const point = pointInTile(tile, labelPoint);
    if (!point) continue;
    const tags: GapSumTileProps = { regionCode, areaM2: Math.round(areaM2), need: Math.round(need), count };
    features.push({ type: 1, geometry: [point], tags: { ...tags } });
  }
  return encodeTile({ 'gap-sums': features });
}

/** Outlines. `coarser`: gaps are left out below this many times the size that can be seen. */
export function gapsTile(tile: TileId, leaves: LeafGaps[], coarser = 1): Uint8Array {
  const metresPerPixel =
    EQUATOR_M * pixelSize(tile.z) * Math.cos((latOfWorld((tile.y + 0.5) / 2 ** tile.z) * Math.PI) / 180);
  const smallestM2 = coarser * SMALLEST_SHOWN_PX2 * metresPerPixel ** 2;
  const polygons: TileFeature[] = [];
  const labelled: { need: number; id: string; feature: TileFeature }[] = [];
  for (const { regionCode, index, shapes, points } of leaves) {
    for (const { item, rings } of index.query(tile, (i) => shapes[i].areaM2 >= smallestM2)) {
      const { id, areaM2 } = shapes[item];
      polygons.push({ type: 3, geometry: rings, tags: { id, regionCode, areaM2: Math.round(areaM2) } });
    }
    for (const { labelPoint, ...piece } of points) {
      const point = pointInTile(tile, labelPoint);
      if (!point) continue;
      const tags = { ...piece, regionCode, areaM2: Math.round(piece.areaM2), need: Math.round(piece.need) };
      labelled.push({ need: piece.need, id: piece.id, feature: { type: 1, geometry: [point], tags } });
    }
  }
  labelled.sort((a, b) => b.need - a.need || (a.id < b.id ? -1 : 1));
  return encodeTile({ gaps: polygons, 'gap-labels': labelled.slice(0, MAX_POINTS).map(({ feature }) => feature) });
}
