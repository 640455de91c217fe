// Where exactly do the borders run? Marching triangles over the lattice, so that regions tile without gap or overlap.
//
// Every triangle of the lattice is crossed by at most one border, or by one meeting point of three. A border enters and
// leaves through points on the triangle's edges, each kept once per edge, and what lies between stays inside the
// triangle, which is convex. So borders cannot cross, and neighbours share their vertices bit by bit.
import { type Lattice, neighbour } from './lattice.ts';
import { inRing, type Point, ringToLonLat, twiceArea } from './place.ts';
import { hash01 } from './random.ts';
import { RIVER_KM2, type Rivers } from './rivers.ts';
import type { LonLat, MultiPolygonCoordinates } from './types.ts';
import type { Villages } from './villages.ts';

export interface Borders {
  lattice: Lattice;
  of: Int32Array;
  /** place of the border on the edge from node i in direction d < 3: share of the way, at 3 i + d */
  share: Float32Array;
  seed: number;
}

/** A border keeps this share of an edge away from its nodes. */
const MARGIN = 0.09;
/** Beside a river node it stays this close to the water. */
const BANK = 0.2;
const SMOOTHING_ROUNDS = 6;

export function drawBorders(l: Lattice, rivers: Rivers, villages: Villages, seed: number): Borders {
  const b: Borders = { lattice: l, of: villages.of, share: new Float32Array(3 * l.n), seed };
  const crossings: number[] = [];
  for (let i = 0; i < l.n; i++)
    for (let d = 0; d < 3; d++) {
      const j = neighbour(l, i, d);
      if (j < 0 || b.of[i] === b.of[j]) continue;
      crossings.push(3 * i + d);
      const lead = (villages.reach[j] - villages.reach[i]) / 6;
      b.share[3 * i + d] = clampShare(rivers, i, j, 0.5 + (Number.isFinite(lead) ? lead : 0));
    }
  for (let round = 0; round < SMOOTHING_ROUNDS; round++)
    for (const key of crossings) {
      const i = Math.floor(key / 3);
      const d = key - 3 * i;
      const j = neighbour(l, i, d);
      const p = next(b, i, j, neighbour(l, i, d + 1));
      const q = next(b, i, j, neighbour(l, i, (d + 5) % 6));
      if (!p || !q) continue;
      const ex = l.x[j] - l.x[i];
      const ey = l.y[j] - l.y[i];
      const along = (((p[0] + q[0]) / 2 - l.x[i]) * ex + ((p[1] + q[1]) / 2 - l.y[i]) * ey) / (ex * ex + ey * ey);
      b.share[key] = clampShare(rivers, i, j, 0.35 * b.share[key] + 0.65 * along);
    }
  for (const key of crossings) {
    const i = Math.floor(key / 3);
    const j = neighbour(l, i, key - 3 * i);
    const wiggle = 0.24 * (hash01(seed + 51, key, 1) - 0.5);
    b.share[key] = clampShare(rivers, i, j, b.share[key] + wiggle);
  }
  return b;
}

function clampShare(rivers: Rivers, i: number, j: number, share: number): number {
  const wetI = rivers.basinKm2[i] >= RIVER_KM2;
  const wetJ = rivers.basinKm2[j] >= RIVER_KM2;
  const from = wetJ && !wetI ? 1 - BANK : MARGIN;
  const to = wetI && !wetJ ? BANK : 1 - MARGIN;
  return Math.min(to, Math.max(from, share));
}

/** The border's point on the edge between two neighbours. */
export function edgePoint(b: Borders, i: number, j: number, d: number): Point {
  const l = b.lattice;
  const [from, to, dir] = d < 3 ? [i, j, d] : [j, i, d - 3];
  const s = b.share[3 * from + dir];
  return [l.x[from] + s * (l.x[to] - l.x[from]), l.y[from] + s * (l.y[to] - l.y[from])];
}

const directionOf = (l: Lattice, i: number, j: number): number => {
  for (let d = 0; d < 6; d++) if (neighbour(l, i, d) === j) return d;
  throw new Error(`expected neighbours, got nodes ${i} and ${j}`);
};
const between = (b: Borders, i: number, j: number): Point => edgePoint(b, i, j, directionOf(b.lattice, i, j));

/** Where three regions meet: the middle of their three border points. Summed in node order: the same bits for all. */
function meetingPoint(b: Borders, i: number, j: number, k: number): Point {
  const [p, q, r] = [i, j, k].sort((m, n) => m - n);
  const points = [between(b, p, q), between(b, q, r), between(b, p, r)];
  return [(points[0][0] + points[1][0] + points[2][0]) / 3, (points[0][1] + points[1][1] + points[2][1]) / 3];
}

/** The border's next point in triangle i j k, coming from edge i j. */
function next(b: Borders, i: number, j: number, k: number): Point | null {
  if (k < 0) return null;
  if (b.of[k] === b.of[i]) return between(b, k, j);
  if (b.of[k] === b.of[j]) return between(b, i, k);
  return meetingPoint(b, i, j, k);
}

/** One more point inside the triangle whose `corner` the border cuts off from nodes m and n; null where it is short. */
function bend(b: Borders, corner: number, m: number, n: number): Point | null {
  const l = b.lattice;
  const p = between(b, corner, m);
  const q = between(b, corner, n);
  if (Math.hypot(p[0] - q[0], p[1] - q[1]) < 0.46 * l.spacingM) return null;
  const x = (p[0] + q[0]) / 2;
  const y = (p[1] + q[1]) / 2;
  const u = hash01(b.seed + 52, corner, m + n) - 0.5;
  // towards the corner, or towards the middle of the far side: inside either way
  const towards = u < 0 ? [l.x[corner], l.y[corner]] : [(l.x[m] + l.x[n]) / 2, (l.y[m] + l.y[n]) / 2];
  const s = 0.55 * Math.abs(u);
  return [x + s * (towards[0] - x), y + s * (towards[1] - y)];
}

/** Outlines of one group of villages as polygons with holes. `seen` is one byte per node, shared by one whole level. */
export function outline(
  b: Borders,
  nodes: Iterable<number>,
  groupOf: (village: number) => number,
  group: number,
  seen: Uint8Array,
): MultiPolygonCoordinates {
  const rings: Point[][] = [];
  const inside = (i: number): boolean => b.of[i] >= 0 && groupOf(b.of[i]) === group;
  for (const i of nodes)
    for (let d = 0; d < 6; d++)
      if (!(seen[i] & (1 << d)) && !inside(neighbour(b.lattice, i, d))) rings.push(walk(b, i, d, inside, seen));
  return polygons(rings);
}

/** Follows the border around node i's group, the group on the left, from its crossing in direction d. */
function walk(b: Borders, i0: number, d0: number, inside: (i: number) => boolean, seen: Uint8Array): Point[] {
  const l = b.lattice;
  const ring: Point[] = [];
  let i = i0;
  let d = d0;
  do {
    seen[i] |= 1 << d;
    const j = neighbour(l, i, d);
    const k = neighbour(l, i, (d + 1) % 6);
    ring.push(edgePoint(b, i, j, d));
    const [vi, vj, vk] = [b.of[i], b.of[j], b.of[k]];
    if (vk !== vi && vk !== vj) ring.push(meetingPoint(b, i, j, k));
    else {
      const extra = vk === vi ? bend(b, j, Math.min(i, k), Math.max(i, k)) : bend(b, i, Math.min(j, k), Math.max(j, k));
      if (extra) ring.push(extra);
    }
    if (inside(k)) {
      i = k;
      d = (d + 5) % 6;
    } else d = (d + 1) % 6;
  } while (i !== i0 || d !== d0);
  return ring;
}

function polygons(rings: readonly Point[][]): MultiPolygonCoordinates {
  const outers = rings.filter((r) => twiceArea(r) > 0).sort((a, b) => twiceArea(b) - twiceArea(a));
  const out: { ring: Point[]; coordinates: LonLat[][] }[] = outers.map((ring) => ({
    ring,
    coordinates: [ringToLonLat(ring)],
  }));
  for (const hole of rings) {
    if (twiceArea(hole) > 0) continue;
    // the smallest outer ring around it
    const home = out.findLast((o) => inRing(o.ring, hole[0][0], hole[0][1]));
    if (!home) throw new Error('expected a ring around every hole');
    home.coordinates.push(ringToLonLat(hole));
  }
  return out.map((o) => o.coordinates);
}
