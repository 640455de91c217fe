// Is a ring clean as it stands? Then it is the demand already and needs no overlay: what nearly every leaf is.
import { type Demand, demandOf, rowIndex } from './demand.ts';
import { SNAP_M } from './pieces.ts';
import { freshRoom, type Room } from './room.ts';

/** Pairs of edges compared per edge, at most, and some: beyond that the overlay is the cheaper way. */
const PAIRS_PER_EDGE = 40;
const PAIRS_MORE = 2_000;

/** The inside of a ring (x, y pairs, not closed) as demand with label 0; null unless no two of its edges come nearer than
 * SNAP_M to each other except neighbours at their common vertex. */
export function simpleRing(xy: Float64Array, room: Room = freshRoom): Demand | null {
  const n = xy.length / 2;
  const ax = room.f64(n);
  const ay = room.f64(n);
  const bx = room.f64(n);
  const by = room.f64(n);
  // Edge e ends at vertex e. Areas about the first vertex, so that nothing large cancels.
  let area = 0;
  let px = xy[2 * n - 2];
  let py = xy[2 * n - 1];
  for (let e = 0; e < n; e++) {
    const x = xy[2 * e];
    const y = xy[2 * e + 1];
    ax[e] = px;
    ay[e] = py;
    bx[e] = x;
    by[e] = y;
    if (Math.abs(x - px) < SNAP_M && Math.abs(y - py) < SNAP_M) return null;
    area += (px - xy[0]) * (y - xy[1]) - (py - xy[1]) * (x - xy[0]);
    px = x;
    py = y;
  }
  if (!(Math.abs(area) > 0)) return null;
  const rows = rowIndex(n, ay, by, SNAP_M, room);
  const { start, items } = rows;
  let left = PAIRS_PER_EDGE * n + PAIRS_MORE;
  for (let r = 0; r < rows.rows; r++) {
    const m = start[r + 1] - start[r];
    left -= (m * (m - 1)) / 2;
  }
  if (left < 0) return null;
  for (let r = 0; r < rows.rows; r++) {
    const end = start[r + 1];
    for (let p = start[r]; p + 1 < end; p++) {
      const e = items[p];
      const e0 = (ax[e] < bx[e] ? ax[e] : bx[e]) - SNAP_M;
      const e1 = (ax[e] < bx[e] ? bx[e] : ax[e]) + SNAP_M;
      for (let q = p + 1; q < end; q++) {
        const g = items[q];
        if (ax[g] < e0 ? bx[g] < e0 : ax[g] > e1 && bx[g] > e1) continue;
        if (g === e + 1 ? opens(ax, ay, bx, by, e, g) : apart(ax, ay, bx, by, e, g)) continue;
        if (e === 0 && g === n - 1 && opens(ax, ay, bx, by, g, e)) continue;
        return null;
      }
    }
  }
  const inside = room.i16(n);
  const outside = room.i16(n).fill(-1);
  return area > 0
    ? demandOf(ax, ay, bx, by, inside, outside, null, rows, true)
    : demandOf(ax, ay, bx, by, outside, inside, null, rows, true);
}

/** Is one of two edges wholly on one side of the other one's line, farther than SNAP_M from it, or beside it in height? */
function apart(ax: Float64Array, ay: Float64Array, bx: Float64Array, by: Float64Array, e: number, g: number): boolean {
  if (Math.max(ay[e], by[e]) + SNAP_M < Math.min(ay[g], by[g])) return true;
  if (Math.max(ay[g], by[g]) + SNAP_M < Math.min(ay[e], by[e])) return true;
  return aside(ax, ay, bx, by, e, g) || aside(ax, ay, bx, by, g, e);
}

/** Are both ends of g on the same side of e's line and farther than SNAP_M from it? */
function aside(ax: Float64Array, ay: Float64Array, bx: Float64Array, by: Float64Array, e: number, g: number): boolean {
  const dx = bx[e] - ax[e];
  const dy = by[e] - ay[e];
  const s = dx * (ay[g] - ay[e]) - dy * (ax[g] - ax[e]);
  const t = dx * (by[g] - ay[e]) - dy * (bx[g] - ax[e]);
  if (s > 0 !== t > 0) return false;
  const l2 = SNAP_M * SNAP_M * (dx * dx + dy * dy);
  return s * s > l2 && t * t > l2;
}

/** Edge g begins where e ends: does it not fold back onto it? */
function opens(ax: Float64Array, ay: Float64Array, bx: Float64Array, by: Float64Array, e: number, g: number): boolean {
  const ex = bx[e] - ax[e];
  const ey = by[e] - ay[e];
  const gx = bx[g] - ax[g];
  const gy = by[g] - ay[g];
  if (ex * gx + ey * gy > 0) return true;
  const cross = ex * gy - ey * gx;
  const l2 = SNAP_M * SNAP_M * Math.max(ex * ex + ey * ey, gx * gx + gy * gy);
  return cross * cross > l2;
}
