// Where do the edges of rings cross or touch each other? Fast enough for 100,000 corners.
import Flatbush from 'flatbush';
import type { LonLat } from './types.ts';

/** Edges i and j meet at `at` (up to two points where they lie on each other). */
export interface Kink {
  i: number;
  j: number;
  at: LonLat[];
  /** the edges pass through each other, not only touch */
  crosses: boolean;
}

/** Edges of several rings, numbered through. */
export interface Edges {
  n: number;
  ax: Float64Array;
  ay: Float64Array;
  bx: Float64Array;
  by: Float64Array;
  ring: Int32Array;
  /** next edge of the same ring */
  next: Int32Array;
}

export function edgesOf(rings: LonLat[][]): Edges {
  const n = rings.reduce((sum, ring) => sum + ring.length - 1, 0);
  const edges: Edges = {
    n,
    ax: new Float64Array(n),
    ay: new Float64Array(n),
    bx: new Float64Array(n),
    by: new Float64Array(n),
    ring: new Int32Array(n),
    next: new Int32Array(n),
  };
  let e = 0;
  rings.forEach((ring, r) => {
    const first = e;
    for (let k = 0; k + 1 < ring.length; k++, e++) {
      [edges.ax[e], edges.ay[e]] = ring[k]!;
      [edges.bx[e], edges.by[e]] = ring[k + 1]!;
      edges.ring[e] = r;
      edges.next[e] = k + 2 < ring.length ? e + 1 : first;
    }
  });
  return edges;
}

/** Pairs looked at before the outline is called too tangled to check. */
const MAX_PAIRS = 30_000_000;
/** Meetings kept before it is called too tangled to repair. */
const MAX_KINKS = 5_000;

/** All meetings of edges that are not neighbours; null when there are too many to look at. */
export function findKinks(edges: Edges): Kink[] | null {
  const { n, ax, ay, bx, by } = edges;
  if (n < 3) return [];
  const index = new Flatbush(n, 16);
  for (let e = 0; e < n; e++)
    index.add(Math.min(ax[e]!, bx[e]!), Math.min(ay[e]!, by[e]!), Math.max(ax[e]!, bx[e]!), Math.max(ay[e]!, by[e]!));
  index.finish();
  const kinks: Kink[] = [];
  let pairs = 0;
  for (let i = 0; i < n; i++) {
    const others = index.search(
      Math.min(ax[i]!, bx[i]!),
      Math.min(ay[i]!, by[i]!),
      Math.max(ax[i]!, bx[i]!),
      Math.max(ay[i]!, by[i]!),
      (j) => j > i,
    );
    pairs += others.length;
    if (pairs > MAX_PAIRS) return null;
    for (const j of others) {
      const kink = meet(edges, i, j);
      if (!kink) continue;
      kinks.push(kink);
      if (kinks.length > MAX_KINKS) return null;
    }
  }
  return kinks;
}

/** Twice the signed area of a, b, c, taken relative to c so that small differences keep their digits. */
const turn = (ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number =>
  (ax - cx) * (by - cy) - (ay - cy) * (bx - cx);

function meet(e: Edges, i: number, j: number): Kink | null {
  const [ax, ay, bx, by] = [e.ax[i]!, e.ay[i]!, e.bx[i]!, e.by[i]!];
  const [cx, cy, dx, dy] = [e.ax[j]!, e.ay[j]!, e.bx[j]!, e.by[j]!];
  const follows = e.next[i] === j;
  const precedes = e.next[j] === i;
  const d1 = turn(ax, ay, bx, by, cx, cy);
  const d2 = turn(ax, ay, bx, by, dx, dy);
  const d3 = turn(cx, cy, dx, dy, ax, ay);
  const d4 = turn(cx, cy, dx, dy, bx, by);
  if (follows || precedes) return null;
  if (((d1 > 0 && d2 < 0) || (d1 < 0 && d2 > 0)) && ((d3 > 0 && d4 < 0) || (d3 < 0 && d4 > 0))) {
    const t = d3 / (d3 - d4);
    return { i, j, at: [[ax + t * (bx - ax), ay + t * (by - ay)]], crosses: true };
  }
  const at: LonLat[] = [];
  const add = (x: number, y: number): void => {
    if (!at.some((p) => p[0] === x && p[1] === y)) at.push([x, y]);
  };
  if (d1 === 0 && between(ax, ay, bx, by, cx, cy)) add(cx, cy);
  if (d2 === 0 && between(ax, ay, bx, by, dx, dy)) add(dx, dy);
  if (d3 === 0 && between(cx, cy, dx, dy, ax, ay)) add(ax, ay);
  if (d4 === 0 && between(cx, cy, dx, dy, bx, by)) add(bx, by);
  return at.length === 0 ? null : { i, j, at, crosses: false };
}

const between = (ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean =>
  x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
