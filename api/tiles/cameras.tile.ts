// The `cameras` tile: single cameras from CAMERA_POINT_ZOOM on, counts per grid cell below it or where there are too many.
import type { StatusState } from '#contract/status';
import type { CameraCellTileProps, CameraTileProps } from '#contract/tile';
import { encodeTile, type TileFeature } from './encode.ts';
import { pointLayer } from './encode-points.ts';
import { TILE_EXTENT, type TileId, toTileX, toTileY } from './mercator.ts';
import { pointInTile } from './regions.tile.ts';

/** UX budget: more symbols than this in a tile and the map stutters. */
export const MAX_SYMBOLS = 20_000;
/** Where dots would touch: more than this in a tile and its cells say more, and are ready at once. */
const MAX_FAR_SYMBOLS = 1_000;
const NEAR_ZOOM = 15;
export const mostPoints = (z: number): number => (z < NEAR_ZOOM ? MAX_FAR_SYMBOLS : MAX_SYMBOLS);

export interface TileCamera {
  /** its place on the Z-order curve: equal positions have equal ones */
  zkey: number;
  id: string;
  longitude: number;
  latitude: number;
  type: string;
  stage: string;
  azimuthDeg: number | null;
  aimed: boolean;
  /** null = none is known of any camera, or it is not installed */
  state: StatusState | null;
}

const KEYS = [
  'id',
  'type',
  'stage',
  'azimuthDeg',
  'aimed',
  'stack',
  'stackIndex',
  'state',
] as const satisfies (keyof CameraTileProps)[];

/** `cameras` are those of the tile (others are ignored), ascending by zkey, then id; at most MAX_SYMBOLS. */
export function camerasTile(tile: TileId, cameras: TileCamera[]): Uint8Array {
  const layer = pointLayer('cameras', KEYS);
  for (let from = 0, to = 0; from < cameras.length; from = to) {
    while (to < cameras.length && cameras[to].zkey === cameras[from].zkey) to++;
    const places = stacks(cameras, from, to);
    for (let i = from; i < to; i++) {
      const { id, longitude, latitude, type, stage, azimuthDeg, aimed, state } = cameras[i];
      const point = pointInTile(tile, [longitude, latitude]);
      if (!point) continue;
      const stack = places === null ? null : places.get(`${longitude} ${latitude}`)!;
      const [size, index] = stack === null ? [1, 0] : [stack.size, stack.next++];
      layer.point(point[0], point[1], id, [type, stage, azimuthDeg, aimed, size, index, state]);
    }
  }
  return layer.done();
}

/** By position, how many of some cameras stand there; null for a single camera, as most are. */
function stacks(cameras: TileCamera[], from: number, to: number): Map<string, { size: number; next: number }> | null {
  if (to - from === 1) return null;
  const places = new Map<string, { size: number; next: number }>();
  for (let i = from; i < to; i++) {
    const position = `${cameras[i].longitude} ${cameras[i].latitude}`;
    const known = places.get(position);
    if (known) known.size++;
    else places.set(position, { size: 1, next: 0 });
  }
  return places;
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
