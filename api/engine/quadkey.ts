// Web-Mercator cells: the grid that cuts gaps into camera-sized pieces, and the keys that name them.
import { RAD } from './plane.ts';

/** Latitude beyond which Web Mercator has no cells. */
const MAX_LAT = 85.05112877980659;

/** Cells per row by zoom: 2 ** zoom takes as long as all else. */
const SIDE: readonly number[] = Array.from({ length: 33 }, (_, zoom) => 2 ** zoom);

/** Fractional column of a longitude at a zoom; wraps nothing. */
export const columnOf = (lon: number, zoom: number): number => ((lon + 180) / 360) * SIDE[zoom];

/** Fractional row of a latitude at a zoom; rows grow southwards. */
export function rowOf(lat: number, zoom: number): number {
  const s = Math.sin(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * RAD);
  return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * SIDE[zoom];
}

/** Longitude of a column's west edge. */
export const lonOfColumn = (x: number, zoom: number): number => (x / SIDE[zoom]) * 360 - 180;

/** Latitude of a row's north edge. */
export const latOfRow = (y: number, zoom: number): number =>
  Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / SIDE[zoom]))) / RAD;

/** Quadkey string of a cell; `x` is taken modulo the world. */
export function quadkey(x: number, y: number, zoom: number): string {
  const side = SIDE[zoom];
  return quadkeyDigits(((x % side) + side) % side, Math.max(0, Math.min(side - 1, y)), zoom);
}

/** Four digits at once, by four bits of the column and four of the row. */
const FOUR: readonly string[] = Array.from({ length: 256 }, (_, k) =>
  [3, 2, 1, 0].map((bit) => ((k >> bit) & 1) + 2 * ((k >> (bit + 4)) & 1)).join(''),
);

/** The last `depth` digits of the cell at a column and row. */
export function quadkeyDigits(x: number, y: number, depth: number): string {
  let text = '';
  let left = depth;
  for (; left % 4 !== 0; left--) text += ((x >> (left - 1)) & 1) + 2 * ((y >> (left - 1)) & 1);
  for (left -= 4; left >= 0; left -= 4) text += FOUR[((x >> left) & 15) + 16 * ((y >> left) & 15)];
  return text;
}

/** Quadkey of the cell that holds a place. */
export const quadkeyAt = (lon: number, lat: number, zoom: number): string =>
  quadkey(Math.floor(columnOf(lon, zoom)), Math.floor(rowOf(lat, zoom)), zoom);
