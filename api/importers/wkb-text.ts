// Which geometry do hexadecimal bytes hold, as PostGIS shows its columns and many exports keep them?
import { readGeoPackageGeometry } from './wkb.ts';

interface Named {
  type: string;
  coordinates: unknown;
  /** of EWKB: `epsg:N` */
  crs: string | null;
}
/** Byte order, type: the least that a geometry begins with, and a point's two numbers. */
const HEX = /^\s*0[01](?:[0-9a-f]{2}){20,}\s*$/i;
const HAS_SRID = 0x20000000;

/** null = no such bytes, or a kind of geometry that has no coordinates of its own. */
export function readHexWkb(text: string): Named | null {
  if (!HEX.test(text)) return null;
  const bytes = Buffer.from(text.trim(), 'hex');
  const read = readGeoPackageGeometry(bytes);
  if (!('geometry' in read)) return null;
  const geometry = read.geometry as { type: string; coordinates?: unknown } | null;
  if (geometry?.coordinates === undefined) return null;
  return { type: geometry.type, coordinates: geometry.coordinates, crs: sridOf(bytes) };
}

function sridOf(bytes: Buffer): string | null {
  const word = (at: number): number => (bytes[0] === 1 ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const srid = (word(1) & HAS_SRID) !== 0 ? word(5) : 0;
  return srid > 0 ? `epsg:${srid}` : null;
}
