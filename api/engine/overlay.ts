// Where does which label lie? Overlapping outlines become one planar partition of the demand.
//
// Region rings, public space, strokes and excluded ground may overlap, touch, repeat or cross themselves. They are cut
// where they meet, every piece is asked what lies left and right of it, and the pieces where that differs are kept. So the
// measuring needs no polygon library, and ground under two polygons counts once.
import { arcAt, type Demand, demandOf, type Rows, rowIndex, rowOf } from './demand.ts';
import { type Net, type Pieces, piecesOf } from './pieces.ts';
import type { Shapes } from './shapes.ts';

/** Overlays the outlines. Region polygons have label −1; with `everywhere` there need be none, and all ground counts as
 * region. Without any public-space polygon the whole region is demand with label 0. */
export function overlay(s: Shapes, everywhere = false): Demand {
  const { pieces, net } = piecesOf(s);
  return partition(pieces, net, s, everywhere);
}

/** Sine of the least angle at which it is plain on which side a piece leaves a vertex. */
const PLAIN = 1e-3;
/** At a vertex with more ends than this a ray is cheaper. */
const MOST_ENDS = 24;

/** Which pieces end at a vertex: piece[start[v]] … piece[start[v + 1] − 1]. */
function endsByVertex(
  n: number,
  a: Int32Array,
  b: Int32Array,
  vertices: number,
): { start: Int32Array; piece: Int32Array } {
  const start = new Int32Array(vertices + 2);
  for (let k = 0; k < n; k++) {
    start[a[k] + 2]++;
    start[b[k] + 2]++;
  }
  for (let v = 0; v < vertices; v++) start[v + 2] += start[v + 1];
  const piece = new Int32Array(2 * n);
  for (let k = 0; k < n; k++) {
    piece[start[a[k] + 1]++] = k;
    piece[start[b[k] + 1]++] = k;
  }
  return { start, piece };
}

/** Asks for the ground on both sides of every piece and keeps those that separate different ground. The left side is asked
 * by a ray, or follows from the piece before where it is plain which pieces leave to the left between the two. The right
 * side differs by exactly the polygons that own the piece, so the partition closes however thin a sliver is. */
function partition(p: Pieces, net: Net, s: Shapes, everywhere: boolean): Demand {
  const whole = s.label.every((l) => l < 0);
  const { x, y } = net.places;
  const room = new Float64Array(4 * p.n);
  const ax = room.subarray(0, p.n);
  const ay = room.subarray(p.n, 2 * p.n);
  const bx = room.subarray(2 * p.n, 3 * p.n);
  const by = room.subarray(3 * p.n);
  const pa = new Int32Array(p.n);
  const pb = new Int32Array(p.n);
  const first = new Int32Array(p.n);
  let pr: Float64Array | null = null;
  let pcx: Float64Array | null = null;
  let pcy: Float64Array | null = null;
  let n = 0;
  for (let k = 0; k < p.n; k++) {
    // A piece that every owner runs along as often one way as the other separates nothing.
    let alive = false;
    for (let z = p.first[k]; z >= 0; z = p.next[z])
      if (s.winds[p.polygon[z]] ? p.times[z] !== 0 : (p.times[z] & 1) !== 0) alive = true;
    if (!alive) continue;
    ax[n] = x[p.a[k]];
    ay[n] = y[p.a[k]];
    bx[n] = x[p.b[k]];
    by[n] = y[p.b[k]];
    pa[n] = p.a[k];
    pb[n] = p.b[k];
    first[n] = p.first[k];
    if (p.circle[k] >= 0) {
      pr ??= new Float64Array(p.n);
      pcx ??= new Float64Array(p.n);
      pcy ??= new Float64Array(p.n);
      pr[n] = net.r[p.circle[k]];
      pcx[n] = net.cx[p.circle[k]];
      pcy[n] = net.cy[p.circle[k]];
    }
    n++;
  }
  const ends = endsByVertex(n, pa, pb, net.places.count);
  // Windings of the polygons around one place; those with no entry in `met` have 0.
  const winding = new Int32Array(s.label.length);
  const stamp = new Int32Array(s.label.length);
  const met = new Int32Array(s.label.length);
  let nMet = 0;
  let ray = 0;
  /** Steps over piece k: from its right side to its left one (step 1), or back (step −1). */
  const stepOver = (k: number, step: number): void => {
    for (let z = first[k]; z >= 0; z = p.next[z]) {
      const polygon = p.polygon[z];
      if (stamp[polygon] !== ray) {
        stamp[polygon] = ray;
        winding[polygon] = 0;
        met[nMet++] = polygon;
      }
      winding[polygon] += step * p.times[z];
    }
  };
  /** Finds the windings beside (u, v) by a ray towards growing u, leaving out the piece `own`. The ray runs at v + 0, so
   * vertices on it are no trouble. `sense`: 1 where (u, v) are (x, y), −1 where they are (y, x). */
  const cast = (
    rows: Rows,
    au: Float64Array,
    av: Float64Array,
    bu: Float64Array,
    bv: Float64Array,
    cu: Float64Array | null,
    cv: Float64Array | null,
    u: number,
    v: number,
    own: number,
    sense: number,
  ): void => {
    nMet = 0;
    ray++;
    const row = rowOf(rows, v);
    for (let q = rows.start[row], end = rows.start[row + 1]; q < end; q++) {
      const k = rows.items[q];
      if (av[k] > v === bv[k] > v || k === own) continue;
      if (au[k] <= u && bu[k] <= u) continue;
      if (au[k] <= u || bu[k] <= u) {
        const at =
          pr && pr[k] !== 0
            ? arcAt(v, au[k], av[k], bu[k], bv[k], pr[k], cu![k], cv![k])
            : au[k] + ((v - av[k]) * (bu[k] - au[k])) / (bv[k] - av[k]);
        if (at <= u) continue;
      }
      stepOver(k, bv[k] > av[k] ? sense : -sense);
    }
  };
  /** Label of the ground the windings stand for. */
  const label = (): number => {
    let inRegion = everywhere;
    let best = Infinity;
    let bestPolygon = -1;
    let found = -1;
    for (let q = 0; q < nMet; q++) {
      const polygon = met[q];
      const w = winding[polygon];
      if (s.winds[polygon] ? w === 0 : (w & 1) === 0) continue;
      const l = s.label[polygon];
      if (l === -2) return -1;
      if (l === -1) inRegion = true;
      else if (s.rank[polygon] < best || (s.rank[polygon] === best && polygon < bestPolygon)) {
        best = s.rank[polygon];
        bestPolygon = polygon;
        found = l;
      }
    }
    return inRegion ? (whole ? 0 : found) : -1;
  };
  // Flat pieces are asked by rays upwards, steep ones by rays to the right, so that a ray never runs along its piece.
  let rightRows: Rows | null = null;
  let upRows: Rows | null = null;
  /** Windings left of piece k, by a ray from its middle. */
  const ask = (k: number): void => {
    const dx = bx[k] - ax[k];
    const dy = by[k] - ay[k];
    let mx = (ax[k] + bx[k]) / 2;
    let my = (ay[k] + by[k]) / 2;
    if (pr && pr[k] !== 0) {
      const ux = mx - pcx![k];
      const uy = my - pcy![k];
      const scale = pr[k] / Math.hypot(ux, uy);
      mx = pcx![k] + scale * ux;
      my = pcy![k] + scale * uy;
    }
    // The ray gives the ground above a flat piece, right of a steep one.
    if (Math.abs(dx) > Math.abs(dy)) {
      upRows ??= rowIndex(n, ax, bx);
      cast(upRows, ay, ax, by, bx, pcy, pcx, my, mx, k, -1);
      if (dx < 0) stepOver(k, 1);
    } else {
      rightRows ??= rowIndex(n, ay, by);
      cast(rightRows, ax, ay, bx, by, pcx, pcy, mx, my, k, 1);
      if (dy > 0) stepOver(k, 1);
    }
  };
  const way = { x: 0, y: 0 };
  /** Sets `way` to the direction in which piece k leaves its end a, or its end b. */
  const leaves = (k: number, atA: boolean): void => {
    const side = atA ? 1 : -1;
    if (pr && pr[k] !== 0) {
      way.x = (-side * ((atA ? ay[k] : by[k]) - pcy![k])) / pr[k];
      way.y = (side * ((atA ? ax[k] : bx[k]) - pcx![k])) / pr[k];
    } else {
      const l = Math.sqrt((bx[k] - ax[k]) ** 2 + (by[k] - ay[k]) ** 2);
      way.x = (side * (bx[k] - ax[k])) / l;
      way.y = (side * (by[k] - ay[k])) / l;
    }
  };
  /** From the windings left of piece k − 1 to those left of piece k that goes on where it ends: steps over the pieces that
   * leave to the left there. False where it is not plain on which side one leaves. */
  const follow = (k: number): boolean => {
    const v = pa[k];
    const begin = ends.start[v];
    const end = ends.start[v + 1];
    if (end - begin === 2) return true;
    if (end - begin > MOST_ENDS) return false;
    leaves(k - 1, false);
    const px = -way.x;
    const py = -way.y;
    leaves(k, true);
    const qx = way.x;
    const qy = way.y;
    const turnsLeft = px * qy - py * qx > 0;
    for (let z = begin; z < end; z++) {
      const h = ends.piece[z];
      if (h === k || h === k - 1) continue;
      const atA = pa[h] === v;
      leaves(h, atA);
      const s0 = px * way.y - py * way.x;
      const s1 = qx * way.y - qy * way.x;
      if (Math.abs(s0) < PLAIN || Math.abs(s1) < PLAIN) return false;
      if (turnsLeft ? s0 > 0 && s1 > 0 : s0 > 0 || s1 > 0) stepOver(h, atA ? -1 : 1);
    }
    return true;
  };
  const keep = new Int32Array(n);
  const left = new Int16Array(n);
  const right = new Int16Array(n);
  let kept = 0;
  let ownLeft = -1;
  let ownRight = -1;
  let anyArc = false;
  for (let k = 0; k < n; k++) {
    const goesOn = k > 0 && pa[k] === pb[k - 1];
    // Where only two pieces meet, the ground beside them is the same.
    if (!goesOn || ends.start[pa[k] + 1] - ends.start[pa[k]] !== 2) {
      if (!goesOn || !follow(k)) ask(k);
      ownLeft = label();
      stepOver(k, -1);
      ownRight = label();
      stepOver(k, 1);
    }
    if (ownLeft === ownRight) continue;
    if (pr && pr[k] !== 0) anyArc = true;
    keep[kept] = k;
    left[kept] = ownLeft;
    right[kept++] = ownRight;
  }
  const pick = (f: Float64Array): Float64Array => {
    const out = new Float64Array(kept);
    for (let k = 0; k < kept; k++) out[k] = f[keep[k]];
    return out;
  };
  return demandOf(
    pick(ax),
    pick(ay),
    pick(bx),
    pick(by),
    left.slice(0, kept),
    right.slice(0, kept),
    anyArc ? { r: pick(pr!), cx: pick(pcx!), cy: pick(pcy!) } : null,
  );
}
