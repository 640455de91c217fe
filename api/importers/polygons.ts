// How does a GeoJSON area become clean polygons in WGS-84, and what is said when it needed repair?

import { featureCollection, polygon as turfPolygon } from '@turf/helpers';
import { union } from '@turf/union';
import { cutAntimeridian } from './antimeridian.ts';
import type { Params, ProblemCode } from './messages.ts';
import { edgesOf, findKinks, type Kink } from './ring-kinks.ts';
import { cutAtKinks, isInside, nestRings, pointInside, signedArea, tidyRing } from './ring-repair.ts';
import type { BboxDeg, LonLat, MultiPolygonCoordinates } from './types.ts';

export interface AreaFinding {
  code: ProblemCode;
  value?: string;
  params?: Params;
}
export type AreaResult =
  | { ok: true; geometry: MultiPolygonCoordinates; bbox: BboxDeg; findings: AreaFinding[] }
  | { ok: false; findings: AreaFinding[] };

type ToWgs84 = (x: number, y: number) => LonLat | null;

/** Smaller outlines (square degrees, about 0.01 m²) are collapsed ones. */
const MIN_AREA_DEG2 = 1e-12;
/** Wider outlines are a wrong coordinate system. */
const MAX_WIDTH_DEG = 60;
const ROUND_EDGES = 6;

/** Takes a Polygon or MultiPolygon (any winding, open rings, Z values, holes) to what `RegionRow.geometry` promises. */
export function readArea(geometry: { type: string; coordinates: unknown }, toWgs84: ToWgs84): AreaResult {
  const findings: AreaFinding[] = [];
  const refuse = (code: ProblemCode, value?: string, params?: Params): AreaResult => ({
    ok: false,
    findings: [...findings, { code, value, params }],
  });
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  if (!Array.isArray(parts) || parts.length === 0) return refuse('polygon.collapsed');

  const read: LonLat[][][] = [];
  for (const part of parts as unknown[]) {
    if (!Array.isArray(part)) return refuse('polygon.position', shown(part));
    const rings: LonLat[][] = [];
    for (const ring of part as unknown[]) {
      const result = readRing(ring, toWgs84);
      if ('bad' in result) return refuse('polygon.position', result.bad);
      rings.push(result.ring);
    }
    if (rings.length > 0) read.push(rings);
  }
  const cut = cutAntimeridian(read);
  if (cut.crossed) findings.push({ code: 'polygon.antimeridian' });

  let collapsed = 0;
  const said: { en: string[]; zh: string[] } = { en: [], zh: [] };
  const repaired = (en: string, zh: string): void => {
    if (!said.en.includes(en)) {
      said.en.push(en);
      said.zh.push(zh);
    }
  };
  const polygons: LonLat[][][] = [];
  for (const rings of cut.polygons) {
    const tidy = rings.map(tidyRing);
    const outer = tidy[0];
    if (!outer) {
      collapsed++;
      continue;
    }
    const simple: LonLat[][] = [];
    for (const [r, ring] of tidy.entries()) {
      if (!ring) {
        if (r > 0) repaired('a hole without area was left out', '去除了没有面积的洞');
        continue;
      }
      simple.push(ring);
    }
    const cutApart = untangle(simple, repaired);
    const untangled =
      cutApart === 'tangled' ? 'tangled' : (sound(cutApart) ?? sound(clipTogether([simple])) ?? 'tangled');
    if (untangled === 'tangled') return refuse('polygon.unrepairable', undefined, { why: 'too many crossings' });
    const solid = untangled.filter(([ring]) => Math.abs(signedArea(ring!)) > MIN_AREA_DEG2);
    if (solid.length === 0) collapsed++;
    polygons.push(...solid);
  }
  if (polygons.length === 0) return refuse('polygon.collapsed', shown((parts as unknown[])[0]));
  if (collapsed > 0) findings.push({ code: 'polygon.part_dropped', params: { n: collapsed } });

  const joined = polygons.length > 1 ? joinOverlapping(polygons, repaired) : polygons;
  if (joined === null)
    return refuse('polygon.unrepairable', undefined, { why: 'its parts overlap in too many places' });
  if (said.en.length > 0)
    findings.push({ code: 'polygon.repaired', params: { what: said.en.join('; '), whatZh: said.zh.join('；') } });
  const wound = joined.map((rings) =>
    rings.map((ring, r) => (signedArea(ring) > 0 === (r === 0) ? ring : ring.slice().reverse())),
  );
  const bbox = bboxOf(wound);
  const widest = Math.max(...wound.map((rings) => widthOf(rings[0]!)));
  if (widest > MAX_WIDTH_DEG) findings.push({ code: 'polygon.too_large', params: { degrees: widest.toFixed(0) } });
  return { ok: true, geometry: wound, bbox, findings };
}

function readRing(raw: unknown, toWgs84: ToWgs84): { ring: LonLat[] } | { bad: string } {
  if (!Array.isArray(raw)) return { bad: shown(raw) };
  const ring: LonLat[] = [];
  for (const position of raw as unknown[]) {
    const [x, y] = Array.isArray(position) ? (position as unknown[]) : [];
    const lonLat =
      typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y) ? toWgs84(x, y) : null;
    if (!lonLat) return { bad: shown(position) };
    // −0 would be another key than 0 for the same place.
    ring.push([lonLat[0] + 0, lonLat[1] + 0]);
  }
  return { ring };
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 100);

/** The polygons, if they hold what is promised: holes inside and smaller than their outline, nothing crossing in the open.
 * Where many lines meet almost in one point, rounding can defeat the cutting; that must be noticed, not passed on. */
function sound(polygons: LonLat[][][] | 'tangled' | null): LonLat[][][] | null {
  if (polygons === null || polygons === 'tangled') return null;
  const ok = polygons.every(([outer, ...holes]) => {
    const ground = Math.abs(signedArea(outer!));
    if (holes.length === 0) return true;
    return (
      holes.every((hole) => isInside(outer!, ...pointInside(hole))) &&
      holes.reduce((sum, hole) => sum + Math.abs(signedArea(hole)), 0) < ground
    );
  });
  return ok && !crossesInTheOpen(polygons.flat()) ? polygons : null;
}

/** A crossing point rounded to doubles may lie a hair beside its edge (degrees). */
const HAIR_DEG = 1e-9;
function crossesInTheOpen(rings: LonLat[][]): boolean {
  const edges = edgesOf(rings);
  const { ax, ay, bx, by } = edges;
  const isEnd = (e: number, [x, y]: LonLat): boolean =>
    Math.hypot(ax[e]! - x, ay[e]! - y) <= HAIR_DEG || Math.hypot(bx[e]! - x, by[e]! - y) <= HAIR_DEG;
  return findKinks(edges)?.some(({ i, j, at, crosses }) => crosses && !isEnd(i, at[0]!) && !isEnd(j, at[0]!)) ?? true;
}

/** Rings of one polygon → polygons whose rings neither cross themselves nor each other. */
function untangle(rings: LonLat[][], repaired: (en: string, zh: string) => void): LonLat[][][] | 'tangled' {
  let current = rings;
  for (let round = 0; round < ROUND_EDGES; round++) {
    const edges = edgesOf(current);
    const kinks = findKinks(edges);
    if (kinks === null) return 'tangled';
    const own = kinks.filter((kink) => edges.ring[kink.i] === edges.ring[kink.j]);
    const between = kinks.filter((kink) => edges.ring[kink.i] !== edges.ring[kink.j]);
    if (own.length === 0) {
      if (between.some((kink) => kink.crosses) || sharesEdge(between))
        return crossRings(round === 0 ? oriented(current) : current, repaired);
      return round === 0 ? checkHoles(current, repaired) : withHoles(current, repaired);
    }
    if (own.some((kink) => kink.crosses)) repaired('it crossed itself', '边界自相交');
    else repaired('it touched itself', '边界自接触');
    const offsets: number[] = [];
    let offset = 0;
    for (const ring of current) {
      offsets.push(offset);
      offset += ring.length - 1;
    }
    const byRing = new Map<number, Kink[]>();
    for (const kink of own) {
      const r = edges.ring[kink.i]!;
      const list = byRing.get(r) ?? [];
      list.push({ ...kink, i: kink.i - offsets[r]!, j: kink.j - offsets[r]! });
      byRing.set(r, list);
    }
    const next: LonLat[][] = [];
    for (const [r, ring] of current.entries()) {
      const mine = byRing.get(r);
      if (!mine) next.push(ring);
      // Holes are turned against the outer ring first, so that nesting can tell them from islands.
      else next.push(...(r === 0 && round === 0 ? asOuter(cutAtKinks(ring, mine)) : cutAtKinks(ring, mine)));
    }
    if (round === 0) {
      const outerCount = next.length - (current.length - 1);
      current = [
        ...next.slice(0, outerCount),
        ...next.slice(outerCount).map((ring) => (signedArea(ring) > 0 ? ring.slice().reverse() : ring)),
      ];
    } else current = next;
  }
  return 'tangled';
}

/** A bow-tie has loops of both windings side by side: those that lie outside the others all count as ground. */
function asOuter(loops: LonLat[][]): LonLat[][] {
  const polygons = nestRings(loops);
  const out: LonLat[][] = [];
  for (const [outer, ...holes] of polygons) {
    out.push(signedArea(outer!) > 0 ? outer! : outer!.slice().reverse());
    for (const hole of holes) out.push(signedArea(hole) < 0 ? hole : hole.slice().reverse());
  }
  return out;
}

const sharesEdge = (kinks: Kink[]): boolean => kinks.some((kink) => kink.at.length > 1);

function withHoles(rings: LonLat[][], repaired: (en: string, zh: string) => void): LonLat[][][] {
  const polygons = nestRings(rings);
  if (polygons.reduce((n, p) => n + p.length, 0) < rings.length)
    repaired('a ring that added no ground was left out', '去除了不增加面积的环');
  return polygons;
}

/** The first ring is the outline, the rest are holes, whatever their winding: a hole outside it is dropped. */
function checkHoles(rings: LonLat[][], repaired: (en: string, zh: string) => void): LonLat[][][] {
  const [outer, ...holes] = rings;
  if (holes.length === 0) return [[outer!]];
  const kept: LonLat[][] = [];
  for (const hole of holes) {
    const [x, y] = pointInside(hole);
    if (!isInside(outer!, x, y)) repaired('a hole outside the outline was left out', '去除了边界之外的洞');
    else if (kept.some((other) => isInside(other, x, y)))
      repaired('a hole inside another hole was left out', '去除了洞中的洞');
    else kept.push(hole);
  }
  return [[outer!, ...kept]];
}

/** Above this the clipping library takes too long. */
const MAX_CLIP_CORNERS = 20_000;
const MAX_CLIP_KINKS = 500;

/** Rings that cross one another: what lies in a counter-clockwise ring and in no clockwise one, by polygon clipping. */
function crossRings(rings: LonLat[][], repaired: (en: string, zh: string) => void): LonLat[][][] | 'tangled' {
  const holes = rings.filter((ring) => signedArea(ring) < 0);
  const result = clipTogether(rings.filter((ring) => signedArea(ring) > 0).map((outer) => [outer, ...holes]));
  if (result === null) return 'tangled';
  repaired('its rings crossed each other', '边界的环互相交叉');
  return result;
}

const oriented = (rings: LonLat[][]): LonLat[][] =>
  rings.map((ring, r) => (signedArea(ring) > 0 === (r === 0) ? ring : ring.slice().reverse()));

/** Union; a single polygon is united with itself, which cleans it. null when it is too large or the library gives up. */
function clipTogether(polygons: LonLat[][][]): LonLat[][][] | null {
  const corners = polygons.reduce((sum, rings) => sum + rings.reduce((n, ring) => n + ring.length, 0), 0);
  if (corners > MAX_CLIP_CORNERS) return null;
  const kinks = findKinks(edgesOf(polygons.flat()));
  if (kinks === null || kinks.length > MAX_CLIP_KINKS) return null;
  const list = polygons.length === 1 ? [polygons[0]!, polygons[0]!] : polygons;
  try {
    const joined = union(featureCollection(list.map((rings) => turfPolygon(rings))));
    if (!joined) return [];
    const { geometry } = joined;
    return (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as LonLat[][][];
  } catch {
    return null;
  }
}

/** Parts of one outline that overlap would count their ground twice: they are united. */
function joinOverlapping(polygons: LonLat[][][], repaired: (en: string, zh: string) => void): LonLat[][][] | null {
  const boxes = polygons.map((rings) => bboxOf([rings]));
  const meets = (a: BboxDeg, b: BboxDeg): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  const overlapping = new Set<number>();
  const inside = polygons.map((rings) => pointInside(rings[0]!));
  for (let i = 0; i < polygons.length; i++)
    for (let j = i + 1; j < polygons.length; j++) {
      if (!meets(boxes[i]!, boxes[j]!)) continue;
      if (
        covers(polygons[i]!, inside[j]!) ||
        covers(polygons[j]!, inside[i]!) ||
        crossing(polygons[i]!, polygons[j]!)
      ) {
        overlapping.add(i);
        overlapping.add(j);
      }
    }
  if (overlapping.size === 0) return polygons;
  const joined = clipTogether([...overlapping].map((i) => polygons[i]!));
  if (!joined) return null;
  repaired('its parts overlapped', '边界的各部分互相重叠');
  return [...polygons.filter((_, i) => !overlapping.has(i)), ...joined];
}

const covers = ([outer, ...holes]: LonLat[][], [x, y]: LonLat): boolean =>
  isInside(outer!, x, y) && !holes.some((hole) => isInside(hole, x, y));

function crossing(a: LonLat[][], b: LonLat[][]): boolean {
  const edges = edgesOf([...a, ...b]);
  const kinks = findKinks(edges);
  return (
    kinks?.some((kink) => kink.crosses && edges.ring[kink.i]! < a.length !== edges.ring[kink.j]! < a.length) ?? false
  );
}

function widthOf(ring: LonLat[]): number {
  const [west, , east] = bboxOf([[ring]]);
  return east - west;
}

export function bboxOf(polygons: MultiPolygonCoordinates): BboxDeg {
  const box: BboxDeg = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const rings of polygons)
    for (const [x, y] of rings[0]!) {
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
  return box;
}
