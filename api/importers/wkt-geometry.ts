// How does well-known text become a GeoJSON geometry? POINT (x y), POLYGON ((…)), also with Z, M, an SRID or EMPTY.
import { readNumber } from './values.ts';

const NAMES: Record<string, string> = {
  POINT: 'Point',
  LINESTRING: 'LineString',
  POLYGON: 'Polygon',
  MULTIPOINT: 'MultiPoint',
  MULTILINESTRING: 'MultiLineString',
  MULTIPOLYGON: 'MultiPolygon',
};
/** How deep lists nest in each: a point is one position. */
const DEPTH: Record<string, number> = {
  Point: 0,
  LineString: 1,
  MultiPoint: 1,
  Polygon: 2,
  MultiLineString: 2,
  MultiPolygon: 3,
};
const HEAD =
  /^\s*(?:SRID=(\d+);)?\s*(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON)\s*(?:Z|M|ZM)?\s*(EMPTY$|\()/i;

export interface WktGeometry {
  type: string;
  coordinates: unknown;
  /** of EWKT: `epsg:N` */
  crs: string | null;
}

export const looksLikeWkt = (text: string): boolean => HEAD.test(text);

/** null = no geometry that is read here (a GEOMETRYCOLLECTION, a curve), or broken. */
export function readWkt(text: string): WktGeometry | null {
  const m = HEAD.exec(text);
  if (!m) return null;
  const type = NAMES[m[2]!.toUpperCase()]!;
  const crs = m[1] === undefined ? null : `epsg:${m[1]}`;
  if (m[3]!.toUpperCase().startsWith('EMPTY')) return { type, coordinates: [], crs };
  const reader = createReader(text, m[0].length - 1);
  const list = reader.list(type === 'Point' ? 1 : DEPTH[type]!, type === 'MultiPoint');
  if (list === null || !reader.atEnd()) return null;
  return { type, coordinates: type === 'Point' ? (list as unknown[])[0] : list, crs };
}

function createReader(text: string, from: number) {
  let at = from;
  const skip = (): void => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  function position(): number[] | null {
    const start = at;
    while (at < text.length && text[at] !== ',' && text[at] !== ')') at++;
    const numbers = text
      .slice(start, at)
      .replace(/[()]/g, ' ')
      .trim()
      .split(/\s+/)
      .map((part) => readNumber(part));
    return numbers.length >= 2 && numbers.length <= 4 && numbers.every((n) => n !== null)
      ? (numbers as number[])
      : null;
  }
  /** `( item, item … )`; items are positions at depth 1. Points of a MULTIPOINT may stand in brackets of their own. */
  function list(depth: number, bracketed = false): unknown[] | null {
    skip();
    if (text[at] !== '(') return null;
    at++;
    const items: unknown[] = [];
    for (;;) {
      skip();
      let item: unknown;
      if (depth > 1) item = list(depth - 1);
      else if (bracketed && text[at] === '(') item = (list(1) ?? [null])[0];
      else item = position();
      if (item === null || item === undefined) return null;
      items.push(item);
      skip();
      const c = text[at++];
      if (c === ')') return items;
      if (c !== ',') return null;
    }
  }
  return {
    list,
    atEnd: (): boolean => {
      skip();
      return at >= text.length;
    },
  };
}
