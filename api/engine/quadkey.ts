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

/** So many digits at once, by as many bits of the column and, four bits higher, of the row. */
const digitsAtOnce = (many: number): readonly string[] =>
  Array.from({ length: 256 }, (_, k) =>
    Array.from({ length: many }, (_, q) => many - 1 - q)
      .map((bit) => ((k >> bit) & 1) + 2 * ((k >> (bit + 4)) & 1))
      .join(''),
  );
const FOUR = digitsAtOnce(4);
const FEWER = [0, 1, 2, 3].map(digitsAtOnce);

/** The last `depth` digits of the cell at a column and row. */
export function quadkeyDigits(x: number, y: number, depth: number): string {
  const first = depth & 3;
  let left = depth - first;
  const mask = (1 << first) - 1;
  let text = FEWER[first][((x >> left) & mask) + 16 * ((y >> left) & mask)];
  for (left -= 4; left >= 0; left -= 4) text += FOUR[((x >> left) & 15) + 16 * ((y >> left) & 15)];
  return text;
}

/** Quadkey of the cell that holds a place. */
export const quadkeyAt = (lon: number, lat: number, zoom: number): string =>
  quadkey(Math.floor(columnOf(lon, zoom)), Math.floor(rowOf(lat, zoom)), zoom);
