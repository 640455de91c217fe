// The `regions` tile: every administrative level that is not too fine for the zoom, with figures, and label points.
import type { RegionTileProps } from '#contract/tile';
import type { PolygonSoup } from '#engine';
import { encodeTile, type TileFeature, type TileTags } from './encode.ts';
import { pixelSize, TILE_EXTENT, type TileId, toTileX, toTileY, worldX, worldY } from './mercator.ts';
import { indexPolygonsInSteps, type PolygonIndex } from './polygon-index.ts';
import { atOnce, type Steps } from './steps.ts';

export interface RegionShape {
  code: string;
  level: string;
  /** 0 for a root */
  depth: number;
  geometry: PolygonSoup;
  /** [lon, lat] */
  labelPoint: readonly [number, number];
}

interface LevelShapes {
  level: string;
  shapes: Pick<RegionShape, 'code' | 'labelPoint'>[];
  index: PolygonIndex;
}
/** Levels from coarse to fine. Depends on geometry only: it outlives changes of the figures. */
export interface RegionLevels {
  levels: LevelShapes[];
}

/** A level with more regions than this is shown only where they are large enough to tell apart. */
const ALWAYS_SHOWN = 1_500;
const SMALLEST_SHOWN_PX = 12;

export const indexRegions = (shapes: RegionShape[]): RegionLevels => atOnce(indexRegionsInSteps(shapes));

export function* indexRegionsInSteps(shapes: RegionShape[]): Steps<RegionLevels> {
  const byLevel = new Map<string, RegionShape[]>();
  for (const shape of shapes) {
    const list = byLevel.get(shape.level);
    if (list) list.push(shape);
    else byLevel.set(shape.level, [shape]);
  }
  const levels: LevelShapes[] = [];
  for (const [level, list] of byLevel) {
    const index = yield* indexPolygonsInSteps(list.map((shape) => shape.geometry));
    // the index has its own coordinates
    levels.push({ level, shapes: list.map(({ code, labelPoint }) => ({ code, labelPoint })), index });
  }
  return { levels: levels.sort((a, b) => b.index.meanSize - a.index.meanSize || (a.level < b.level ? -1 : 1)) };
}

/** The levels a tile of zoom z holds: the same for all tiles of a zoom, so that no seam shows. */
export function levelsAt({ levels }: RegionLevels, z: number): LevelShapes[] {
  return levels.filter(
    ({ index }, i) => i === 0 || index.count <= ALWAYS_SHOWN || index.meanSize / pixelSize(z) >= SMALLEST_SHOWN_PX,
  );
}

interface RegionHit {
  code: string;
  labelPoint: readonly [number, number];
  rings: [number, number][][];
}

/** What of each level a tile shows, from coarse to fine. `without` drops that many of the finest levels. */
export function regionsIn(regions: RegionLevels, tile: TileId, without = 0): RegionHit[] {
  const shown = levelsAt(regions, tile.z);
  return shown
    .slice(0, Math.max(1, shown.length - without))
    .flatMap(({ shapes, index }) => index.query(tile).map(({ item, rings }) => ({ ...shapes[item], rings })));
}

/** `propsOf` answers null for a region that is not to be shown. */
export function regionsTile(
  tile: TileId,
  hits: RegionHit[],
  propsOf: (code: string) => RegionTileProps | null,
): Uint8Array {
  const polygons: TileFeature[] = [];
  const labels: TileFeature[] = [];
  for (const { code, labelPoint, rings } of hits) {
    const props = propsOf(code);
    if (!props) continue;
    const tags: TileTags = { ...props };
    polygons.push({ type: 3, geometry: rings, tags });
    const point = pointInTile(tile, labelPoint);
    if (point) labels.push({ type: 1, geometry: [point], tags });
  }
  return encodeTile({ regions: polygons, 'region-labels': labels });
}

/** The point in tile units if the tile owns it (its west and north edge belong to it), else null. */
export function pointInTile(tile: TileId, [lon, lat]: readonly [number, number]): [number, number] | null {
  const scale = 2 ** tile.z;
  const x = worldX(lon);
  const y = worldY(lat);
  if (Math.floor(x * scale) !== tile.x || Math.floor(y * scale) !== tile.y) return null;
  const units = [toTileX(tile, x), toTileY(tile, y)];
  return [Math.min(TILE_EXTENT - 1, units[0]), Math.min(TILE_EXTENT - 1, units[1])];
}
