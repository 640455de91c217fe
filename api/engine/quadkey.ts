// Web-Mercator cells: the grid that cuts gaps into camera-sized pieces, and the keys that name them.
import { RAD } from './plane.ts';

/** Latitude beyond which Web Mercator has no cells. */
const MAX_LAT = 85.05112877980659;

/** Fractional column of a longitude at a zoom; wraps nothing. */
export const columnOf = (lon: number, zoom: number): number => ((lon + 180) / 360) * 2 ** zoom;

/** Fractional row of a latitude at a zoom; rows grow southwards. */
export function rowOf(lat: number, zoom: number): number {
  const s = Math.sin(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * RAD);
  return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * 2 ** zoom;
}

/** Longitude of a column's west edge. */
export const lonOfColumn = (x: number, zoom: number): number => (x / 2 ** zoom) * 360 - 180;

/** Latitude of a row's north edge. */
export const latOfRow = (y: number, zoom: number): number =>
  Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** zoom))) / RAD;

/** Quadkey string of a cell; `x` is taken modulo the world. */
export function quadkey(x: number, y: number, zoom: number): string {
  const side = 2 ** zoom;
  let cx = ((x % side) + side) % side;
  let cy = Math.max(0, Math.min(side - 1, y));
  const out = new Array<string>(zoom);
  for (let i = zoom - 1; i >= 0; i--) {
    out[i] = String((cx & 1) + 2 * (cy & 1));
    cx = Math.floor(cx / 2);
    cy = Math.floor(cy / 2);
  }
  return out.join('');
}

/** Quadkey of the cell that holds a place. */
export const quadkeyAt = (lon: number, lat: number, zoom: number): string =>
  quadkey(Math.floor(columnOf(lon, zoom)), Math.floor(rowOf(lat, zoom)), zoom);
