// How is a shape written as well-known text, and as well-known bytes?
import type { Geometry } from './model.ts';

const pair = (p: readonly number[]): string => `${p[0]} ${p[1]}`;
const ring = (points: readonly (readonly number[])[]): string => `(${points.map(pair).join(',')})`;

/** Numbers as short as they can be and still be the same. */
export function wktOf(geometry: Geometry): string {
  if (geometry.type === 'Point') return `POINT (${pair(geometry.coordinates)})`;
  const polygons = geometry.coordinates.map((rings) => `(${rings.map(ring).join(',')})`);
  return `MULTIPOLYGON (${polygons.join(',')})`;
}

const POINT = 1;
const POLYGON = 3;
const MULTI_POLYGON = 6;

/** Little-endian, two coordinates a position. */
export function wkbInto(geometry: Geometry, out: Buffer, start: number): number {
  let at = start;
  const head = (type: number): void => {
    at = out.writeUInt8(1, at);
    at = out.writeUInt32LE(type, at);
  };
  if (geometry.type === 'Point') {
    head(POINT);
    for (const v of geometry.coordinates) at = out.writeDoubleLE(v, at);
    return at;
  }
  head(MULTI_POLYGON);
  at = out.writeUInt32LE(geometry.coordinates.length, at);
  for (const rings of geometry.coordinates) {
    head(POLYGON);
    at = out.writeUInt32LE(rings.length, at);
    for (const points of rings) {
      at = out.writeUInt32LE(points.length, at);
      for (const p of points) {
        at = out.writeDoubleLE(p[0], at);
        at = out.writeDoubleLE(p[1], at);
      }
    }
  }
  return at;
}

export function wkbBytes(geometry: Geometry): number {
  if (geometry.type === 'Point') return 21;
  let n = 9;
  for (const rings of geometry.coordinates) {
    n += 9;
    for (const points of rings) n += 4 + 16 * points.length;
  }
  return n;
}

export type Extent = [west: number, south: number, east: number, north: number];
export const noExtent = (): Extent => [Infinity, Infinity, -Infinity, -Infinity];
export function widen(extent: Extent, geometry: Geometry): void {
  const add = (x: number, y: number): void => {
    if (x < extent[0]) extent[0] = x;
    if (y < extent[1]) extent[1] = y;
    if (x > extent[2]) extent[2] = x;
    if (y > extent[3]) extent[3] = y;
  };
  if (geometry.type === 'Point') add(geometry.coordinates[0], geometry.coordinates[1]);
  else for (const [outer] of geometry.coordinates) for (const p of outer ?? []) add(p[0], p[1]);
}
export function extentOf(geometry: Geometry): Extent {
  const extent = noExtent();
  widen(extent, geometry);
  return extent;
}
export function spread(extent: Extent, [west, south, east, north]: Extent): void {
  if (west < extent[0]) extent[0] = west;
  if (south < extent[1]) extent[1] = south;
  if (east > extent[2]) extent[2] = east;
  if (north > extent[3]) extent[3] = north;
}
export const isEmpty = (extent: Extent): boolean => extent[0] > extent[2];
