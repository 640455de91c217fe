// The `cameras` tile: single cameras from CAMERA_POINT_ZOOM on, counts per grid cell below it or where there are too many.
import type { CameraCellTileProps, CameraTileProps } from '#contract/tile';
import { encodeTile, type TileFeature } from './encode.ts';
import { TILE_EXTENT, type TileId, toTileX, toTileY } from './mercator.ts';
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

/** `cameras` are those of the tile (others are ignored), in any order, at most MAX_SYMBOLS. */
export function camerasTile(tile: TileId, cameras: TileCamera[]): Uint8Array {
  const inside = cameras.filter((camera) => pointInTile(tile, [camera.longitude, camera.latitude]));
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

export interface CountedCell {
  cellZoom: number;
  x: number;
  y: number;
  installed: number;
  planned: number;
  retired: number;
  /** mean position of its cameras in the square world */
  worldX: number;
  worldY: number;
}

/** Counts per cell, at the mean position of its cameras. */
export function cellsTile(tile: TileId, cells: Iterable<CountedCell>): Uint8Array {
  const features: TileFeature[] = [];
  const at = (units: number) => Math.max(0, Math.min(TILE_EXTENT - 1, units));
  for (const { cellZoom, x, y, installed, planned, retired, ...mean } of cells) {
    const point: [number, number] = [at(toTileX(tile, mean.worldX)), at(toTileY(tile, mean.worldY))];
    const count = installed + planned + retired;
    const tags: CameraCellTileProps = { cell: `${cellZoom}/${x}/${y}`, count, installed, planned };
    features.push({ type: 1, geometry: [point], tags: { ...tags } });
  }
  return encodeTile({ 'camera-cells': features });
}
