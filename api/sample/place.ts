// Where on earth is the sample? A fixed linear frame, so that straight stays straight and shared stays shared.
import type { Bbox } from '#contract/region';
import type { LonLat, MultiPolygonCoordinates } from './types.ts';

const LON0 = 111.5;
const LAT0 = 27.5;
/** Metres per degree at the centre (WGS-84, 27.5° N). */
const KX = 98_838;
const KY = 110_790;

/** A point in metres east and north of the centre. */
export type Point = [number, number];

const round7 = (v: number): number => Math.round(v * 1e7) / 1e7;
export const toLonLat = (x: number, y: number): LonLat => [round7(LON0 + x / KX), round7(LAT0 + y / KY)];

export function ringToLonLat(ring: readonly Point[]): LonLat[] {
  const out = ring.map(([x, y]) => toLonLat(x, y));
  out.push(out[0]);
  return out;
}

/** Twice the area, positive when counter-clockwise; in the units of the points, squared. */
export function twiceArea(ring: readonly (readonly [number, number])[]): number {
  let sum = 0;
  const [ox, oy] = ring[0];
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    sum += (ring[j][0] - ox) * (ring[i][1] - oy) - (ring[i][0] - ox) * (ring[j][1] - oy);
  return sum;
}

export function bboxOf(geometry: MultiPolygonCoordinates): Bbox {
  const box: Bbox = [180, 90, -180, -90];
  for (const polygon of geometry)
    for (const [lon, lat] of polygon[0]) {
      if (lon < box[0]) box[0] = lon;
      if (lat < box[1]) box[1] = lat;
      if (lon > box[2]) box[2] = lon;
      if (lat > box[3]) box[3] = lat;
    }
  return box;
}

/** Even-odd test in the plane. */
export function inRing(ring: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
