// Which areas, lines and points does a GeoJSON geometry hold?
import type { AreaFinding } from './polygons.ts';
import type { BboxDeg, LonLat } from './types.ts';

type ToWgs84 = (x: number, y: number) => LonLat | null;

/** Collections inside collections deeper than this are not looked into. */
const MAX_NESTING = 8;
/** A step longer than this in longitude goes round the other way (degrees). */
const HALF_TURN_DEG = 180;

export interface Parts {
  /** Polygon coordinates */
  areas: unknown[];
  /** LineString coordinates */
  lines: unknown[];
  /** Point coordinates */
  points: unknown[];
  /** types that are none of these */
  strange: string[];
}

/** Multi-geometries and collections taken apart. null = the geometry itself is not one. */
export function partsOf(geometry: unknown): Parts | null {
  if (geometry === null || typeof geometry !== 'object') return null;
  const parts: Parts = { areas: [], lines: [], points: [], strange: [] };
  const walk = (node: unknown, depth: number): void => {
    const { type, coordinates, geometries } = (node ?? {}) as Record<string, unknown>;
    const several = Array.isArray(coordinates) ? (coordinates as unknown[]) : [];
    if (type === 'Polygon') parts.areas.push(coordinates);
    else if (type === 'MultiPolygon') parts.areas.push(...several);
    else if (type === 'LineString') parts.lines.push(coordinates);
    else if (type === 'MultiLineString') parts.lines.push(...several);
    else if (type === 'Point') parts.points.push(coordinates);
    else if (type === 'MultiPoint') parts.points.push(...several);
    else if (type === 'GeometryCollection' && Array.isArray(geometries) && depth < MAX_NESTING)
      for (const inner of geometries as unknown[]) walk(inner, depth + 1);
    else parts.strange.push(String(type).slice(0, 40));
  };
  walk(geometry, 0);
  return parts;
}

/** A collection of nothing but polygons as one MultiPolygon; anything else as it is. */
export function joinedAreas(geometry: unknown): unknown {
  if (
    typeof geometry !== 'object' ||
    geometry === null ||
    (geometry as { type?: unknown }).type !== 'GeometryCollection'
  )
    return geometry;
  const { areas, lines, points, strange } = partsOf(geometry)!;
  return areas.length > 0 && lines.length + points.length + strange.length === 0
    ? { type: 'MultiPolygon', coordinates: areas }
    : geometry;
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 100);

export function readPosition(raw: unknown, toWgs84: ToWgs84): LonLat | null {
  const [x, y] = Array.isArray(raw) ? (raw as unknown[]) : [];
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) return null;
  const lonLat = toWgs84(x, y);
  // −0 would be another key than 0 for the same place.
  return lonLat && [lonLat[0] + 0, lonLat[1] + 0];
}

export type LineResult = { ok: true; lines: LonLat[][]; crossed: boolean } | { ok: false; finding: AreaFinding };

/** One line without repeated neighbours, cut in two where it crosses the 180° meridian. */
export function readLine(raw: unknown, toWgs84: ToWgs84): LineResult {
  if (!Array.isArray(raw)) return { ok: false, finding: { code: 'polygon.position', value: shown(raw) } };
  const line: LonLat[] = [];
  for (const position of raw as unknown[]) {
    const at = readPosition(position, toWgs84);
    if (at === null) return { ok: false, finding: { code: 'polygon.position', value: shown(position) } };
    const last = line.at(-1);
    if (last === undefined || last[0] !== at[0] || last[1] !== at[1]) line.push(at);
  }
  if (line.length < 2) return { ok: false, finding: { code: 'line.collapsed', value: shown(raw[0]) } };
  return { ok: true, ...cutAtHalfTurn(line) };
}

function cutAtHalfTurn(line: LonLat[]): { lines: LonLat[][]; crossed: boolean } {
  let current: LonLat[] = [line[0]!];
  const lines = [current];
  for (let v = 1; v < line.length; v++) {
    const [ax, ay] = line[v - 1]!;
    const [bx, by] = line[v]!;
    if (Math.abs(bx - ax) > HALF_TURN_DEG) {
      const side = ax > 0 ? HALF_TURN_DEG : -HALF_TURN_DEG;
      const t = (side - ax) / (bx + 2 * side - ax);
      const lat = ay + (Number.isFinite(t) ? t : 0) * (by - ay);
      if (ax !== side) current.push([side, lat]);
      current = [[-side, lat]];
      lines.push(current);
    }
    const last = current.at(-1)!;
    if (last[0] !== bx || last[1] !== by) current.push([bx, by]);
  }
  const long = lines.filter((part) => part.length > 1);
  return { lines: long, crossed: lines.length > 1 };
}

export function bboxOfPositions(rings: readonly (readonly LonLat[])[]): BboxDeg {
  const box: BboxDeg = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const ring of rings)
    for (const [x, y] of ring) {
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
  return box;
}
