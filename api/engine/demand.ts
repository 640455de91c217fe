// What has to be seen, as clean border edges: a planar partition of the demand by label.
//
// Region rings and public-space rings may overlap, touch, repeat or cross themselves. They are cut where they meet,
// every piece is asked what lies left and right of it, and the pieces where that differs are kept. So the measuring
// needs no polygon library, and ground under two polygons counts once.
import { boxGrid } from './boxgrid.ts';
import { snapper } from './snapper.ts';

/** Edge e runs from (ax, ay) to (bx, by) with `left` on its left and `right` on its right; −1 = not demand. */
export interface Demand {
  n: number;
  ax: Float64Array;
  ay: Float64Array;
  bx: Float64Array;
  by: Float64Array;
  /** null where every edge is straight. Else per edge: 0 = straight; r > 0 = an arc of radius r that turns
   * counter-clockwise from a to b about (cx, cy), r < 0 = clockwise with radius −r. Arcs stay within one quadrant of
   * their circle, so that x and y are monotone along them. */
  r: Float64Array | null;
  cx: Float64Array | null;
  cy: Float64Array | null;
  left: Int16Array;
  right: Int16Array;
  /** bounding box of all edges: x0, y0, x1, y1; x0 > x1 when there is no demand */
  box: [number, number, number, number];
  /** label of the demand at a place, −1 outside */
  locate(x: number, y: number): number;
}

/** A ring in the plane and what it belongs to. */
export interface LabelledRing {
  /** x, y pairs, not closed */
  xy: Float64Array;
  /** polygons with the same number share their even-odd inside */
  polygon: number;
}
export interface LabelledPolygon {
  /** −1 = part of the region; −2 = no demand inside it, whatever else lies there; else the label of a public-space polygon */
  label: number;
  /** lower wins; ties go to the lower polygon number */
  rank: number;
}

/** Vertices nearer than this (m) become one: the resolution of the overlay. */
const SNAP_M = 1e-6;
/** Rows of edges for horizontal ray casts. */
function rowIndex(
  n: number,
  ay: Float64Array,
  by: Float64Array,
): { y0: number; height: number; rows: number; start: Int32Array; items: Int32Array } {
  let lo = Infinity;
  let hi = -Infinity;
  for (let e = 0; e < n; e++) {
    lo = Math.min(lo, ay[e], by[e]);
    hi = Math.max(hi, ay[e], by[e]);
  }
  const rows = Math.max(1, Math.min(65_536, n >> 1));
  const height = n === 0 ? 1 : Math.max((hi - lo) / rows, 1e-9);
  const row = (y: number): number => Math.max(0, Math.min(rows - 1, Math.floor((y - lo) / height)));
  const start = new Int32Array(rows + 1);
  for (let e = 0; e < n; e++)
    for (let r = row(Math.min(ay[e], by[e])), s = row(Math.max(ay[e], by[e])); r <= s; r++) start[r + 1]++;
  for (let r = 0; r < rows; r++) start[r + 1] += start[r];
  const next = start.slice();
  const items = new Int32Array(start[rows]);
  for (let e = 0; e < n; e++)
    for (let r = row(Math.min(ay[e], by[e])), s = row(Math.max(ay[e], by[e])); r <= s; r++) items[next[r]++] = e;
  return { y0: lo, height, rows, start, items };
}

/** Edges seen along one axis: rays run towards growing u at constant v. */
interface Rays {
  au: Float64Array;
  av: Float64Array;
  bu: Float64Array;
  bv: Float64Array;
  rows: ReturnType<typeof rowIndex>;
}

/** Overlays the rings. `polygons` tells label and rank of each polygon number; region polygons have label −1.
 * Without any public-space polygon the whole region is demand with label 0. */
export function overlay(rings: LabelledRing[], polygons: LabelledPolygon[]): Demand {
  const whole = polygons.every((p) => p.label < 0);
  // 1. Vertices, snapped to each other.
  let room = 0;
  for (const ring of rings) room += ring.xy.length / 2;
  const places = snapper(SNAP_M, room + 16);
  const from = new Int32Array(room);
  const to = new Int32Array(room);
  const owner = new Int32Array(room);
  let ne = 0;
  for (const ring of rings) {
    const m = ring.xy.length / 2;
    if (m < 3) continue;
    const first = places.at(ring.xy[0], ring.xy[1]);
    let a = first;
    for (let i = 1; i <= m; i++) {
      const b = i === m ? first : places.at(ring.xy[2 * i], ring.xy[2 * i + 1]);
      if (a === b) continue;
      from[ne] = a;
      to[ne] = b;
      owner[ne++] = ring.polygon;
      a = b;
    }
  }
  // 2. Cut the edges where they cross, touch or run along each other.
  let { x: vx, y: vy } = places;
  const cuts = new Map<number, number[]>();
  const lox = new Float64Array(ne);
  const loy = new Float64Array(ne);
  const hix = new Float64Array(ne);
  const hiy = new Float64Array(ne);
  for (let e = 0; e < ne; e++) {
    lox[e] = Math.min(vx[from[e]], vx[to[e]]) - SNAP_M;
    hix[e] = Math.max(vx[from[e]], vx[to[e]]) + SNAP_M;
    loy[e] = Math.min(vy[from[e]], vy[to[e]]) - SNAP_M;
    hiy[e] = Math.max(vy[from[e]], vy[to[e]]) + SNAP_M;
  }
  const grid = boxGrid(ne, lox, loy, hix, hiy);
  const near = { list: new Int32Array(256) };
  const cut = (e: number, v: number): void => {
    if (v === from[e] || v === to[e]) return;
    const list = cuts.get(e);
    if (list) list.push(v);
    else cuts.set(e, [v]);
  };
  /** Does vertex v lie on edge e (within SNAP_M of its inside)? */
  const on = (v: number, e: number): boolean => {
    if (v === from[e] || v === to[e]) return false;
    const dx = vx[to[e]] - vx[from[e]];
    const dy = vy[to[e]] - vy[from[e]];
    const l2 = dx * dx + dy * dy;
    const px = vx[v] - vx[from[e]];
    const py = vy[v] - vy[from[e]];
    const along = px * dx + py * dy;
    if (along <= 0 || along >= l2) return false;
    const off = dx * py - dy * px;
    return off * off < SNAP_M * SNAP_M * l2;
  };
  for (let e = 0; e < ne; e++) {
    const m = grid.query(lox[e], loy[e], hix[e], hiy[e], near);
    for (let q = 0; q < m; q++) {
      const g = near.list[q];
      if (g <= e) continue;
      const a = from[e];
      const b = to[e];
      const c = from[g];
      const d = to[g];
      let touched = false;
      if (on(a, g)) {
        cut(g, a);
        touched = true;
      }
      if (on(b, g)) {
        cut(g, b);
        touched = true;
      }
      if (on(c, e)) {
        cut(e, c);
        touched = true;
      }
      if (on(d, e)) {
        cut(e, d);
        touched = true;
      }
      if (touched || a === c || a === d || b === c || b === d) continue;
      const rx = vx[b] - vx[a];
      const ry = vy[b] - vy[a];
      const sx = vx[d] - vx[c];
      const sy = vy[d] - vy[c];
      const den = rx * sy - ry * sx;
      if (den === 0) continue;
      const wx = vx[c] - vx[a];
      const wy = vy[c] - vy[a];
      const t = (wx * sy - wy * sx) / den;
      const u = (wx * ry - wy * rx) / den;
      if (t <= 0 || t >= 1 || u <= 0 || u >= 1) continue;
      const v = places.at(vx[a] + t * rx, vy[a] + t * ry);
      ({ x: vx, y: vy } = places);
      cut(e, v);
      cut(g, v);
    }
  }
  // 3. Pieces, each once; where several edges share a piece, all their polygons toggle on it.
  const pa: number[] = [];
  const pb: number[] = [];
  const known = new Map<number, number>();
  const pieceOf: number[] = [];
  const sa: number[] = []; // every piece with its owner, for the ray casts
  const sb: number[] = [];
  const so: number[] = [];
  const chain: number[] = [];
  for (let e = 0; e < ne; e++) {
    const list = cuts.get(e);
    chain.length = 0;
    chain.push(from[e]);
    if (list) {
      const ox = vx[from[e]];
      const oy = vy[from[e]];
      const dx = vx[to[e]] - ox;
      const dy = vy[to[e]] - oy;
      const at = (v: number): number => (vx[v] - ox) * dx + (vy[v] - oy) * dy;
      list.sort((p, q) => at(p) - at(q) || p - q);
      for (const v of list) if (v !== chain[chain.length - 1]) chain.push(v);
    }
    if (to[e] !== chain[chain.length - 1]) chain.push(to[e]);
    for (let k = 0; k + 1 < chain.length; k++) {
      sa.push(chain[k]);
      sb.push(chain[k + 1]);
      so.push(owner[e]);
      const id = Math.min(chain[k], chain[k + 1]) * 67_108_864 + Math.max(chain[k], chain[k + 1]);
      let piece = known.get(id);
      if (piece === undefined) {
        piece = pa.length;
        known.set(id, piece);
        pa.push(chain[k]);
        pb.push(chain[k + 1]);
      }
      pieceOf.push(piece);
    }
  }
  /** How many pieces end at a vertex. */
  const degree = new Uint8Array(places.count);
  for (let k = 0; k < pa.length; k++) {
    if (degree[pa[k]] < 3) degree[pa[k]]++;
    if (degree[pb[k]] < 3) degree[pb[k]]++;
  }
  /** Owners of piece k: the edges firstOf[k], nextOf[firstOf[k]] … */
  const firstOf = new Int32Array(pa.length).fill(-1);
  const nextOf = new Int32Array(sa.length);
  for (let e = 0; e < sa.length; e++) {
    nextOf[e] = firstOf[pieceOf[e]];
    firstOf[pieceOf[e]] = e;
  }
  const ns = sa.length;
  const ax = Float64Array.from(sa, (v) => vx[v]);
  const ay = Float64Array.from(sa, (v) => vy[v]);
  const bx = Float64Array.from(sb, (v) => vx[v]);
  const by = Float64Array.from(sb, (v) => vy[v]);
  // Flat pieces are asked by rays upwards, steep ones by rays to the right, so that a ray never runs along its piece.
  const rightwards: Rays = { au: ax, av: ay, bu: bx, bv: by, rows: rowIndex(ns, ay, by) };
  const upwards: Rays = { au: ay, av: ax, bu: by, bv: bx, rows: rowIndex(ns, ax, bx) };
  const odd = new Uint8Array(polygons.length);
  const touchedPolygons: number[] = [];
  let inRegion = false;
  const inside: number[] = [];
  /** Parities of the polygons that hold the ground beside (u, v), by a ray towards growing u, leaving out the piece `own`.
   * The ray runs at v + 0, so vertices on it are no trouble. */
  const cast = (rays: Rays, u: number, v: number, own: number): void => {
    touchedPolygons.length = 0;
    const { au, av, bu, bv, rows } = rays;
    const r = Math.max(0, Math.min(rows.rows - 1, Math.floor((v - rows.y0) / rows.height)));
    for (let q = rows.start[r]; q < rows.start[r + 1]; q++) {
      const e = rows.items[q];
      if (av[e] > v === bv[e] > v || pieceOf[e] === own) continue;
      if (au[e] + ((v - av[e]) * (bu[e] - au[e])) / (bv[e] - av[e]) <= u) continue;
      odd[so[e]] ^= 1;
      touchedPolygons.push(so[e]);
    }
  };
  const toggleOwn = (piece: number): void => {
    for (let e = firstOf[piece]; e >= 0; e = nextOf[e]) {
      odd[so[e]] ^= 1;
      touchedPolygons.push(so[e]);
    }
  };
  /** Label of the ground the parities stand for. */
  const label = (): number => {
    inRegion = false;
    inside.length = 0;
    for (const p of touchedPolygons) if (odd[p]) inside.push(p);
    let best = Infinity;
    let bestPolygon = -1;
    let found = -1;
    for (const p of inside) {
      if (polygons[p].label === -2) return -1;
      if (polygons[p].label < 0) inRegion = true;
      else if (polygons[p].rank < best || (polygons[p].rank === best && p < bestPolygon)) {
        best = polygons[p].rank;
        bestPolygon = p;
        found = polygons[p].label;
      }
    }
    return inRegion ? (whole ? 0 : found) : -1;
  };
  // 4. Keep the pieces that separate different ground. One side is asked by a ray; the other differs by exactly the
  // polygons that own the piece, so the partition closes however thin a sliver is.
  const keep: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  let ownLeft = -1;
  let ownRight = -1;
  for (let k = 0; k < pa.length; k++) {
    // Where only two pieces meet, the ground beside them is the same.
    if (k === 0 || pa[k] !== pb[k - 1] || degree[pa[k]] !== 2) {
      const dx = vx[pb[k]] - vx[pa[k]];
      const dy = vy[pb[k]] - vy[pa[k]];
      const flat = Math.abs(dx) > Math.abs(dy);
      const mx = (vx[pa[k]] + vx[pb[k]]) / 2;
      const my = (vy[pa[k]] + vy[pb[k]]) / 2;
      if (flat) cast(upwards, my, mx, k);
      else cast(rightwards, mx, my, k);
      const near = label(); // above a flat piece, right of a steep one
      toggleOwn(k);
      const far = label();
      for (const p of touchedPolygons) odd[p] = 0;
      const nearIsLeft = flat ? dx > 0 : dy < 0;
      ownLeft = nearIsLeft ? near : far;
      ownRight = nearIsLeft ? far : near;
    }
    if (ownLeft === ownRight) continue;
    keep.push(k);
    left.push(ownLeft);
    right.push(ownRight);
  }
  return demandOf(
    Float64Array.from(keep, (k) => vx[pa[k]]),
    Float64Array.from(keep, (k) => vy[pa[k]]),
    Float64Array.from(keep, (k) => vx[pb[k]]),
    Float64Array.from(keep, (k) => vy[pb[k]]),
    Int16Array.from(left),
    Int16Array.from(right),
  );
}

/** A Demand from clean labelled edges. */
export function demandOf(
  ax: Float64Array,
  ay: Float64Array,
  bx: Float64Array,
  by: Float64Array,
  left: Int16Array,
  right: Int16Array,
): Demand {
  const n = ax.length;
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let e = 0; e < n; e++) {
    box[0] = Math.min(box[0], ax[e], bx[e]);
    box[1] = Math.min(box[1], ay[e], by[e]);
    box[2] = Math.max(box[2], ax[e], bx[e]);
    box[3] = Math.max(box[3], ay[e], by[e]);
  }
  const rows = rowIndex(n, ay, by);
  return {
    n,
    ax,
    ay,
    bx,
    by,
    r: null,
    cx: null,
    cy: null,
    left,
    right,
    box,
    locate(x, y) {
      // The first edge to the right names the ground: the side that faces the point.
      if (!(y >= box[1] && y <= box[3] && x >= box[0] && x <= box[2])) return -1;
      const r = Math.min(rows.rows - 1, Math.floor((y - rows.y0) / rows.height));
      let best = Infinity;
      let bestSlope = 0;
      let label = -1;
      for (let q = rows.start[r]; q < rows.start[r + 1]; q++) {
        const e = rows.items[q];
        if (ay[e] > y === by[e] > y) continue;
        const slope = (bx[e] - ax[e]) / (by[e] - ay[e]);
        const at = y === ay[e] ? ax[e] : y === by[e] ? bx[e] : ax[e] + (y - ay[e]) * slope;
        if (at <= x || at > best) continue;
        // Two edges that meet at this very height: the ray runs at y + 0, so the one that leans left comes first.
        if (at === best && slope >= bestSlope) continue;
        best = at;
        bestSlope = slope;
        label = by[e] > ay[e] ? left[e] : right[e];
      }
      return label;
    },
  };
}

/** Area of the demand in m², and of one label when given. */
export function demandArea(d: Demand, label = -2): number {
  let sum = 0;
  for (let e = 0; e < d.n; e++) {
    const g = (d.ax[e] * d.by[e] - d.ay[e] * d.bx[e]) / 2;
    if (label === -2 ? d.left[e] >= 0 : d.left[e] === label) sum += g;
    if (label === -2 ? d.right[e] >= 0 : d.right[e] === label) sum -= g;
  }
  return sum;
}
