// Where a place lies in the square Web-Mercator world (0..1, y down) that tiles are cut from. Pictures only: no figure passes here.

export const TILE_EXTENT = 4096;
/** Screen pixels of one tile: the zoom ladder of the map counts in 512 px tiles. */
export const TILE_PIXELS = 512;
/** Geometry kept around a tile so that strokes do not show its edge, in tile units (16 px). */
export const TILE_BUFFER = 128;

const RADIANS_PER_DEGREE = Math.PI / 180;
/** Latitude where the square world ends. */
const MAX_LATITUDE = 85.0511287798066;

export const worldX = (lon: number): number => lon / 360 + 0.5;

export function worldY(lat: number): number {
  const clamped = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat));
  const sin = Math.sin(clamped * RADIANS_PER_DEGREE);
  return 0.5 - (0.25 * Math.log((1 + sin) / (1 - sin))) / Math.PI;
}

/** How far a degree of longitude goes in the world, and one of latitude (downwards) at `lat`. */
export const worldPerDegree = (lat: number): [x: number, y: number] => [
  1 / 360,
  1 / (360 * Math.cos(lat * RADIANS_PER_DEGREE)),
];

export const lonOfWorld = (x: number): number => (x - 0.5) * 360;
export const latOfWorld = (y: number): number => Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / RADIANS_PER_DEGREE;

export interface TileId {
  z: number;
  x: number;
  y: number;
}
/** minX, minY, maxX, maxY */
export type Box = [number, number, number, number];

/** The tile's square in the world, grown by `bufferUnits` tile units on every side. */
export function tileBox({ z, x, y }: TileId, bufferUnits = 0): Box {
  const size = 2 ** -z;
  const pad = (bufferUnits / TILE_EXTENT) * size;
  return [x * size - pad, y * size - pad, (x + 1) * size + pad, (y + 1) * size + pad];
}

/** The tile's square as west, south, east, north in degrees, grown by `bufferUnits`. */
export function tileDegrees(tile: TileId, bufferUnits = 0): Box {
  const [minX, minY, maxX, maxY] = tileBox(tile, bufferUnits);
  return [lonOfWorld(minX), latOfWorld(maxY), lonOfWorld(maxX), latOfWorld(minY)];
}

/** One screen pixel at zoom z, as a share of the world's width. */
export const pixelSize = (z: number): number => 1 / (TILE_PIXELS * 2 ** z);

export const toTileX = (tile: TileId, x: number): number => Math.round((x * 2 ** tile.z - tile.x) * TILE_EXTENT);
export const toTileY = (tile: TileId, y: number): number => Math.round((y * 2 ** tile.z - tile.y) * TILE_EXTENT);
