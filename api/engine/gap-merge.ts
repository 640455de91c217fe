// The outline of a connected gap from its pieces: what is left when the edges they share have cancelled.
import { E7, type Outline } from './gap-outline.ts';
import { inRing } from './outline.ts';
import type { PolygonSoup } from './types.ts';

const TAU = 2 * Math.PI;
/** Room for one coordinate in the number of a vertex: a component may span 2^26 units, 6.7 degrees. */
const SPAN = 2 ** 26;

/** Polygons (outer rings, each followed by its holes) in longitude and latitude. */
export function mergeOutlines(pieces: readonly Outline[]): PolygonSoup {
  let west = Infinity;
  let south = Infinity;
  for (const { coordsE7 } of pieces)
    for (let v = 0; v < coordsE7.length; v += 2) {
      west = Math.min(west, coordsE7[v]);
      south = Math.min(south, coordsE7[v + 1]);
    }
  // Vertices by number; an edge is a pair of numbers.
  const number = new Map<number, number>();
  const vx: number[] = [];
  const vy: number[] = [];
  const vertex = (x: number, y: number): number => {
    const key = (x - west) * SPAN + (y - south);
    let known = number.get(key);
    if (known === undefined) {
      known = vx.length;
      number.set(key, known);
      vx.push(x);
      vy.push(y);
    }
    return known;
  };
  const from: number[] = [];
  const to: number[] = [];
  const waiting = new Map<number, number>();
  for (const { coordsE7, ringEnd, inner } of pieces)
    for (let r = 0, start = 0; r < ringEnd.length; start = ringEnd[r++])
      for (let v = start; v < ringEnd[r]; v++) {
        const u = v + 1 === ringEnd[r] ? start : v + 1;
        const a = vertex(coordsE7[2 * v], coordsE7[2 * v + 1]);
        const b = vertex(coordsE7[2 * u], coordsE7[2 * u + 1]);
        if (inner[v]) {
          const twin = waiting.get(b * SPAN + a);
          if (twin !== undefined) {
            waiting.delete(b * SPAN + a);
            from[twin] = -1;
            continue;
          }
          waiting.set(a * SPAN + b, from.length);
        }
        from.push(a);
        to.push(b);
      }
  return nested(trace(from, to, vx, vy));
}

/** Rings with the inside on the left; where several edges go on, the sharpest left turn. */
function trace(from: number[], to: number[], vx: number[], vy: number[]): Float64Array[] {
  const first = new Int32Array(vx.length).fill(-1);
  const next = new Int32Array(from.length).fill(-1);
  for (let e = 0; e < from.length; e++) {
    if (from[e] < 0) continue;
    next[e] = first[from[e]];
    first[from[e]] = e;
  }
  const used = new Uint8Array(from.length);
  const angle = (a: number, b: number): number => Math.atan2(vy[b] - vy[a], vx[b] - vx[a]);
  const rings: Float64Array[] = [];
  for (let start = 0; start < from.length; start++) {
    if (from[start] < 0 || used[start]) continue;
    const ring: number[] = [];
    for (let e = start; e >= 0 && !used[e]; ) {
      used[e] = 1;
      ring.push(vx[from[e]] / E7, vy[from[e]] / E7);
      let follow = -1;
      let best = Infinity;
      for (let k = first[to[e]]; k >= 0; k = next[k]) {
        if (used[k]) continue;
        if (first[to[e]] === k && next[k] < 0) {
          follow = k;
          break;
        }
        let turn = angle(to[e], from[e]) - angle(to[e], to[k]);
        turn -= TAU * Math.floor(turn / TAU);
        if (turn === 0) turn = TAU;
        if (turn < best) {
          best = turn;
          follow = k;
        }
      }
      e = follow;
    }
    if (ring.length >= 6) rings.push(Float64Array.from(ring));
  }
  return rings;
}

function areaOf(ring: Float64Array): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    sum += (ring[j] - ring[0]) * (ring[i + 1] - ring[1]) - (ring[i] - ring[0]) * (ring[j + 1] - ring[1]);
  return sum / 2;
}

/** Each hole goes to the smallest outer ring around it. */
function nested(rings: Float64Array[]): PolygonSoup {
  const area = rings.map(areaOf);
  const groups = rings.flatMap((_, i) => (area[i] > 0 ? [[i]] : []));
  for (let i = 0; i < rings.length; i++) {
    if (area[i] >= 0) continue;
    // Rings may touch in a vertex: an edge's middle does not lie on another ring.
    const x = (rings[i][0] + rings[i][2]) / 2;
    const y = (rings[i][1] + rings[i][3]) / 2;
    let best: number[] | null = groups.length === 1 ? groups[0] : null;
    if (groups.length > 1)
      for (const group of groups)
        if (
          area[group[0]] >= -area[i] &&
          (best === null || area[group[0]] < area[best[0]]) &&
          inRing(rings[group[0]], x, y)
        )
          best = group;
    best?.push(i);
  }
  const coords: number[] = [];
  const ringEnd: number[] = [];
  const polyEnd: number[] = [];
  for (const group of groups) {
    for (const i of group) {
      for (const v of rings[i]) coords.push(v);
      ringEnd.push(coords.length / 2);
    }
    polyEnd.push(ringEnd.length);
  }
  return { coords: Float64Array.from(coords), ringEnd: Int32Array.from(ringEnd), polyEnd: Int32Array.from(polyEnd) };
}
