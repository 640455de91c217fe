// What has to be seen, as clean border edges: a planar partition of the demand by label.
import { freshRoom, type Room } from './room.ts';

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
  /** all edges are one ring: edge e + 1 begins where e ends, and edge 0 where the last one does */
  ring: boolean;
  /** bounding box of all edges: x0, y0, x1, y1; x0 > x1 when there is no demand */
  box: [number, number, number, number];
  /** label of the demand at a place, −1 outside */
  locate(x: number, y: number): number;
}

/** Edges by the rows of height they pass, for level rays. */
export interface Rows {
  y0: number;
  height: number;
  rows: number;
  start: Int32Array;
  items: Int32Array;
}

const MOST_ROWS = 65_536;
/** Edges per row wanted: rows are not made lower than the mean edge divided by this. */
const ROWS_PER_EDGE = 3;

/** Rows of every edge while an index is built, kept from one to the next: allocating costs more than filling. */
let firstRow = new Uint16Array(1024);
let lastRow = new Uint16Array(1024);

/** Edges that run from height ay to height by, monotone. An edge is in every row it comes nearer to than `slackM`. */
export function rowIndex(n: number, ay: Float64Array, by: Float64Array, slackM = 0, room: Room = freshRoom): Rows {
  let lo = Infinity;
  let hi = -Infinity;
  let spans = 0;
  for (let e = 0; e < n; e++) {
    const a = ay[e];
    const b = by[e];
    if (a < b) {
      if (a < lo) lo = a;
      if (b > hi) hi = b;
      spans += b - a;
    } else {
      if (b < lo) lo = b;
      if (a > hi) hi = a;
      spans += a - b;
    }
  }
  if (n === 0) return { y0: 0, height: 1, rows: 1, start: new Int32Array(2), items: new Int32Array(0) };
  const mean = spans / n;
  const rows = Math.max(1, Math.min(MOST_ROWS, n >> 1, Math.ceil((ROWS_PER_EDGE * (hi - lo)) / mean) || 1));
  const height = Math.max((hi - lo) / rows, 1e-9);
  const scale = 1 / height;
  const last = rows - 1;
  const start = room.i32(rows + 2);
  if (firstRow.length < n) {
    firstRow = new Uint16Array(2 * n);
    lastRow = new Uint16Array(2 * n);
  }
  for (let e = 0; e < n; e++) {
    let r = ((ay[e] - lo) * scale) | 0;
    let s = ((by[e] - lo) * scale) | 0;
    if (r > s) {
      const t = r;
      r = s;
      s = t;
    }
    if (slackM > 0) {
      r = Math.max(0, (Math.min(ay[e], by[e]) - slackM - lo) * scale) | 0;
      s = ((Math.max(ay[e], by[e]) + slackM - lo) * scale) | 0;
    }
    if (s > last) s = last;
    if (r > last) r = last;
    firstRow[e] = r;
    lastRow[e] = s;
    for (; r <= s; r++) start[r + 2]++;
  }
  for (let r = 0; r < rows; r++) start[r + 2] += start[r + 1];
  const items = room.i32(start[rows + 1]);
  // Filling moves start[r + 1] from the begin of row r to its end, which is where row r + 1 begins.
  for (let e = 0; e < n; e++) for (let r = firstRow[e], s = lastRow[e]; r <= s; r++) items[start[r + 1]++] = e;
  return { y0: lo, height, rows, start, items };
}

/** The row of a height; ask only within the rows' range or a hair beside it. */
export const rowOf = (rows: Rows, y: number): number =>
  Math.max(0, Math.min(rows.rows - 1, ((y - rows.y0) * (1 / rows.height)) | 0));

/** Where a monotone arc about (cu, cv) between a and b passes height v: its u. */
export function arcAt(
  v: number,
  au: number,
  av: number,
  bu: number,
  bv: number,
  r: number,
  cu: number,
  cv: number,
): number {
  if (v === av) return au;
  if (v === bv) return bu;
  const h = v - cv;
  const half = Math.sqrt(Math.max(0, (r - h) * (r + h)));
  const u = au + bu >= 2 * cu ? cu + half : cu - half;
  return Math.max(Math.min(au, bu), Math.min(Math.max(au, bu), u));
}

/** Area in m² between an arc and its chord, positive where the arc turns counter-clockwise from a to b. */
export function bulge(ax: number, ay: number, bx: number, by: number, r: number, cx: number, cy: number): number {
  const px = ax - cx;
  const py = ay - cy;
  const qx = bx - cx;
  const qy = by - cy;
  const turn = Math.atan2(px * qy - py * qx, px * qx + py * qy);
  return (r * r * (turn - Math.sin(turn))) / 2;
}

/** A Demand from clean labelled edges; `arcs` as in Demand, null where all are straight. */
export function demandOf(
  ax: Float64Array,
  ay: Float64Array,
  bx: Float64Array,
  by: Float64Array,
  left: Int16Array,
  right: Int16Array,
  arcs: { r: Float64Array; cx: Float64Array; cy: Float64Array } | null = null,
  /** rowIndex of the edges' heights, where it is known already */
  rows: Rows | null = null,
  ring = false,
): Demand {
  const n = ax.length;
  let x0 = Infinity;
  let y0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  // Every vertex of a closed border begins an edge or ends one; arcs are monotone, so vertices give the box.
  for (let e = 0; e < n; e++) {
    x0 = Math.min(x0, ax[e], bx[e]);
    y0 = Math.min(y0, ay[e], by[e]);
    x1 = Math.max(x1, ax[e], bx[e]);
    y1 = Math.max(y1, ay[e], by[e]);
  }
  const box: Demand['box'] = [x0, y0, x1, y1];
  return new Partition(n, ax, ay, bx, by, left, right, ring, box, arcs, rows);
}

/** A class, not an object with a closure of its own: a leaf's closures die with it, and with them what was compiled. */
class Partition implements Demand {
  readonly r: Float64Array | null;
  readonly cx: Float64Array | null;
  readonly cy: Float64Array | null;
  constructor(
    readonly n: number,
    readonly ax: Float64Array,
    readonly ay: Float64Array,
    readonly bx: Float64Array,
    readonly by: Float64Array,
    readonly left: Int16Array,
    readonly right: Int16Array,
    readonly ring: boolean,
    readonly box: Demand['box'],
    arcs: { r: Float64Array; cx: Float64Array; cy: Float64Array } | null,
    private rows: Rows | null,
  ) {
    this.r = arcs ? arcs.r : null;
    this.cx = arcs ? arcs.cx : null;
    this.cy = arcs ? arcs.cy : null;
  }

  locate(x: number, y: number): number {
    const { ax, ay, bx, by, box } = this;
    // The first edge to the right names the ground: the side that faces the point.
    if (!(y >= box[1] && y <= box[3] && x >= box[0] && x <= box[2])) return -1;
    this.rows ??= rowIndex(this.n, ay, by);
    const { start, items } = this.rows;
    const r = rowOf(this.rows, y);
    let best = Infinity;
    let nearest = -1;
    for (let q = start[r], end = start[r + 1]; q < end; q++) {
      const e = items[q];
      if (ay[e] > y === by[e] > y) continue;
      if (ax[e] <= x && bx[e] <= x) continue;
      const at = edgeAt(this, e, y);
      if (at <= x || at > best) continue;
      if (at === best) {
        // Two edges that meet at this very height: the ray runs at y + 0, so the one that is first above it counts.
        const above = (y + Math.min(Math.max(ay[e], by[e]), Math.max(ay[nearest], by[nearest]))) / 2;
        if (edgeAt(this, e, above) >= edgeAt(this, nearest, above)) continue;
      }
      best = at;
      nearest = e;
    }
    return nearest < 0 ? -1 : by[nearest] > ay[nearest] ? this.left[nearest] : this.right[nearest];
  }
}

/** Where edge e passes a height within its own. */
export function edgeAt(d: Demand, e: number, y: number): number {
  const ay = d.ay[e];
  const by = d.by[e];
  if (d.r && d.r[e] !== 0) return arcAt(y, d.ax[e], ay, d.bx[e], by, Math.abs(d.r[e]), d.cx![e], d.cy![e]);
  if (y === ay) return d.ax[e];
  if (y === by) return d.bx[e];
  return d.ax[e] + ((y - ay) * (d.bx[e] - d.ax[e])) / (by - ay);
}

/** ½∮(x dy − y dx) along edge e, in m². */
export function edgeGreen(d: Demand, e: number): number {
  // with the edge itself rather than its far end: products are smaller and round less
  const chord = (d.ax[e] * (d.by[e] - d.ay[e]) - d.ay[e] * (d.bx[e] - d.ax[e])) / 2;
  if (!d.r || d.r[e] === 0) return chord;
  return chord + bulge(d.ax[e], d.ay[e], d.bx[e], d.by[e], d.r[e], d.cx![e], d.cy![e]);
}

/** Area of the demand in m², and of one label when given. */
export function demandArea(d: Demand, label = -2): number {
  let sum = 0;
  for (let e = 0; e < d.n; e++) {
    const g = edgeGreen(d, e);
    if (label === -2 ? d.left[e] >= 0 : d.left[e] === label) sum += g;
    if (label === -2 ? d.right[e] >= 0 : d.right[e] === label) sum -= g;
  }
  return sum;
}
