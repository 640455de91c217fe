// Which GeoJSON geometry do the bytes of a GeoPackage (or plain WKB) hold? Counts and nesting are bounded by the bytes.
import type { ProblemCode } from './messages.ts';
import type { LonLat } from './types.ts';

export type WkbReading =
  | { geometry: unknown }
  | { fault: { code: ProblemCode; params: Record<string, string | number> } };

const MAX_DEPTH = 8;
const EWKB_Z = 0x80000000;
const EWKB_M = 0x40000000;
const EWKB_SRID = 0x20000000;
const CURVES: Record<number, string> = {
  8: 'CircularString',
  9: 'CompoundCurve',
  10: 'CurvePolygon',
  11: 'MultiCurve',
  12: 'MultiSurface',
  13: 'Curve',
  14: 'Surface',
};
/** What may stand inside: 0 = anything. */
const MEMBER: Record<number, number> = { 4: 1, 5: 2, 6: 3, 7: 0, 15: 3, 16: 17 };
const ENVELOPE_BYTES = [0, 32, 48, 48, 64];

class WkbFault extends Error {
  readonly code: ProblemCode;
  readonly params: Record<string, string | number>;
  constructor(code: ProblemCode, params: Record<string, string | number>) {
    super(code);
    this.code = code;
    this.params = params;
  }
}
const broken = (why: string): WkbFault => new WkbFault('wkb.broken', { why });

/** null geometry = an empty one. */
export function readGeoPackageGeometry(bytes: Uint8Array): WkbReading {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return { geometry: readWkb(view, wkbStart(view)) };
  } catch (error) {
    if (error instanceof WkbFault) return { fault: { code: error.code, params: error.params } };
    if (error instanceof RangeError) return { fault: { code: 'wkb.broken', params: { why: 'it ends too early' } } };
    throw error;
  }
}

/** Behind the header `GP`; some writers leave it out. */
function wkbStart(view: DataView): number {
  if (view.byteLength < 5) throw broken(`${view.byteLength} bytes`);
  if (view.getUint16(0) !== 0x4750) return 0;
  const flags = view.getUint8(3);
  if ((flags & 0x20) !== 0) throw broken('a private kind of geometry');
  const envelope = ENVELOPE_BYTES[(flags >> 1) & 7];
  if (envelope === undefined) throw broken('an envelope of a kind that is not defined');
  return 8 + envelope;
}

function readWkb(view: DataView, start: number): unknown {
  let at = start;
  const reader = { little: true, dims: 2 };
  const need = (bytes: number): void => {
    if (at + bytes > view.byteLength) throw broken('it ends too early');
  };
  const uint32 = (): number => {
    need(4);
    at += 4;
    return view.getUint32(at - 4, reader.little);
  };
  /** `bytesEach` = the least that one of them takes: a count beyond that is a lie */
  const count = (bytesEach: number): number => {
    const n = uint32();
    if (n * bytesEach > view.byteLength - at) throw new WkbFault('wkb.counts', { n, bytes: view.byteLength - at });
    return n;
  };
  const position = (): LonLat => {
    need(reader.dims * 8);
    const x = view.getFloat64(at, reader.little);
    const y = view.getFloat64(at + 8, reader.little);
    at += reader.dims * 8;
    return [x, y];
  };
  const positions = (): LonLat[] => {
    const n = count(reader.dims * 8);
    const line: LonLat[] = new Array(n);
    for (let k = 0; k < n; k++) line[k] = position();
    return line;
  };
  const rings = (): LonLat[][] => Array.from({ length: count(4) }, positions);

  const geometry = (
    depth: number,
    wanted: number,
  ): { type: string; coordinates?: unknown; geometries?: unknown } | null => {
    if (depth > MAX_DEPTH) throw new WkbFault('wkb.too_deep', { limit: MAX_DEPTH });
    need(5);
    const order = view.getUint8(at++);
    if (order > 1) throw broken(`byte order ${order}`);
    reader.little = order === 1;
    const word = uint32();
    const extended = (word & (EWKB_Z | EWKB_M | EWKB_SRID)) !== 0;
    const low = word & 0x1fffffff;
    const type = low % 1_000;
    const kind = extended ? 0 : Math.floor(low / 1_000);
    if (kind > 3) throw broken(`type ${word}`);
    const z = extended ? (word & EWKB_Z) !== 0 : kind === 1 || kind === 3;
    const m = extended ? (word & EWKB_M) !== 0 : kind >= 2;
    reader.dims = 2 + (z ? 1 : 0) + (m ? 1 : 0);
    if ((word & EWKB_SRID) !== 0) uint32();
    if (CURVES[type] !== undefined) throw new WkbFault('wkb.curve', { type: CURVES[type] });
    if (wanted !== 0 && type !== wanted) throw broken(`type ${type} inside another that cannot hold it`);
    return body(type, depth);
  };
  const body = (type: number, depth: number): ReturnType<typeof geometry> => {
    switch (type) {
      case 1: {
        const [x, y] = position();
        return Number.isNaN(x) && Number.isNaN(y) ? null : { type: 'Point', coordinates: [x, y] };
      }
      case 2: {
        const line = positions();
        return line.length === 0 ? null : { type: 'LineString', coordinates: line };
      }
      case 3:
      case 17: {
        const found = rings();
        return found.length === 0 ? null : { type: 'Polygon', coordinates: found };
      }
      case 4:
      case 5:
      case 6:
      case 7:
      case 15:
      case 16: {
        const n = count(5);
        const members: NonNullable<ReturnType<typeof geometry>>[] = [];
        for (let k = 0; k < n; k++) {
          const member = geometry(depth + 1, MEMBER[type]!);
          if (member !== null) members.push(member);
        }
        if (members.length === 0) return null;
        if (type === 7) return { type: 'GeometryCollection', geometries: members };
        const name = type === 4 ? 'MultiPoint' : type === 5 ? 'MultiLineString' : 'MultiPolygon';
        return { type: name, coordinates: members.map(({ coordinates }) => coordinates) };
      }
      default:
        throw broken(`type ${type}`);
    }
  };
  return geometry(0, 0);
}
