// The `cameras` tile: single cameras from CAMERA_POINT_ZOOM on, counts per grid cell below it or where there are too many.
import { CAMERA_POINT_ZOOM, type CameraTileProps } from '#contract/tile';
import { encodeTile, type TileFeature } from './encode.ts';
import { TILE_EXTENT, type TileId, toTileX, toTileY, worldX, worldY } from './mercator.ts';
import { pointInTile } from './regions.tile.ts';

/** UX budget: more symbols than this in a tile and the map stutters. */
export const MAX_SYMBOLS = 20_000;
/** A cell is a tile this many zooms deeper: 32 × 32 cells of 16 px. */
export const CELL_DEPTH = 5;

export interface TileCamera {
  id: string;
  longitude: number;
  latitude: number;
  type: string;
  stage: string;
  azimuthDeg: number | null;
  aimed: boolean;
}

/** `cameras` are those of the tile (others are ignored), in any order. */
export function camerasTile(tile: TileId, cameras: TileCamera[]): Uint8Array {
  const inside = cameras.filter((camera) => pointInTile(tile, [camera.longitude, camera.latitude]));
  if (tile.z < CAMERA_POINT_ZOOM || inside.length > MAX_SYMBOLS) {
    return cellsTile(
      tile,
      inside.map(({ longitude, latitude }) => ({ longitude, latitude, count: 1 })),
    );
  }
  const stacks = new Map<string, TileCamera[]>();
  for (const camera of inside.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const position = `${camera.longitude} ${camera.latitude}`;
    const stack = stacks.get(position);
    if (stack) stack.push(camera);
    else stacks.set(position, [camera]);
  }
  const points: TileFeature[] = [];
  for (const stack of stacks.values()) {
    const point = pointInTile(tile, [stack[0].longitude, stack[0].latitude])!;
    stack.forEach((camera, stackIndex) => {
      const { id, type, stage, azimuthDeg, aimed } = camera;
      const tags: CameraTileProps = { id, type, stage, azimuthDeg, aimed, stack: stack.length, stackIndex };
      points.push({ type: 1, geometry: [point], tags: { ...tags } });
    });
  }
  return encodeTile({ cameras: points });
}

export interface CountedPosition {
  longitude: number;
  latitude: number;
  /** cameras around it */
  count: number;
}

/** Counts per cell, at the mean position of its cameras. */
export function cellsTile(tile: TileId, positions: CountedPosition[]): Uint8Array {
  const scale = 2 ** (tile.z + CELL_DEPTH);
  const cells = new Map<string, { count: number; x: number; y: number }>();
  for (const { longitude, latitude, count } of positions) {
    const x = worldX(longitude);
    const y = worldY(latitude);
    const key = `${tile.z + CELL_DEPTH}/${Math.floor(x * scale)}/${Math.floor(y * scale)}`;
    const cell = cells.get(key) ?? { count: 0, x: 0, y: 0 };
    cells.set(key, { count: cell.count + count, x: cell.x + x * count, y: cell.y + y * count });
  }
  const features: TileFeature[] = [];
  for (const [key, { count, x, y }] of cells) {
    const at = (units: number) => Math.max(0, Math.min(TILE_EXTENT - 1, units));
    const point: [number, number] = [at(toTileX(tile, x / count)), at(toTileY(tile, y / count))];
    features.push({ type: 1, geometry: [point], tags: { cell: key, count } });
  }
  return encodeTile({ 'camera-cells': features });
}
