// A geometry as the bytes of a GeoPackage: its head with the box, then well-known binary, little-endian.
import type { ExportGeometry } from './types.ts';

export type Box = [west: number, south: number, east: number, north: number];
export const emptyBox = (): Box => [Infinity, Infinity, -Infinity, -Infinity];
export function widen(box: Box, [x, y]: readonly [number, number]): void {
  if (x < box[0]) box[0] = x;
  if (y < box[1]) box[1] = y;
  if (x > box[2]) box[2] = x;
  if (y > box[3]) box[3] = y;
}
export function boxOf(geometry: ExportGeometry): Box {
  const box = emptyBox();
  if (geometry.type === 'Point') widen(box, geometry.coordinates);
  else for (const rings of geometry.coordinates) for (const position of rings[0] ?? []) widen(box, position);
  return box;
}

const POINT = 1;
const POLYGON = 3;
const MULTI_POLYGON = 6;
const HEAD_BYTES = 8;
const BOX_BYTES = 32;
/** little-endian, with an envelope of x and y */
const FLAGS = 0b0000_0011;

export function gpkgGeometry(geometry: ExportGeometry, srsId: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES + BOX_BYTES + wkbBytes(geometry));
  bytes.write('GP', 0, 'latin1');
  bytes[3] = FLAGS;
  bytes.writeInt32LE(srsId, 4);
  const [west, south, east, north] = boxOf(geometry);
  let at = HEAD_BYTES;
  const double = (value: number): void => {
    at = bytes.writeDoubleLE(value, at);
  };
  const head = (type: number): void => {
    at = bytes.writeUInt8(1, at);
    at = bytes.writeUInt32LE(type, at);
  };
  for (const side of [west, east, south, north]) double(side);
  if (geometry.type === 'Point') {
    head(POINT);
    for (const value of geometry.coordinates) double(value);
    return bytes;
  }
  head(MULTI_POLYGON);
  at = bytes.writeUInt32LE(geometry.coordinates.length, at);
  for (const rings of geometry.coordinates) {
    head(POLYGON);
    at = bytes.writeUInt32LE(rings.length, at);
    for (const ring of rings) {
      at = bytes.writeUInt32LE(ring.length, at);
      for (const [x, y] of ring) {
        double(x);
        double(y);
      }
    }
  }
  return bytes;
}

const wkbBytes = (geometry: ExportGeometry): number =>
  geometry.type === 'Point'
    ? 21
    : geometry.coordinates.reduce(
        (sum, rings) => sum + 9 + rings.reduce((inner, ring) => inner + 4 + 16 * ring.length, 0),
        9,
      );
