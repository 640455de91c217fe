// A line with a width as outlines of the overlay: all ground within a radius of it.
//
// That ground is the union of a rectangle along every segment, a sector of a disc in the outer angle of every joint, and
// a half disc at both ends. All go into one polygon that counts windings: as every part runs counter-clockwise, ground
// under any of them has a winding above 0, and the overlay makes the union. Where a sector or half disc meets half of a
// rectangle's end the two run against each other and cancel, so those halves are not even written: of a rectangle's end
// only the half in the inner angle remains.
import { addArc, addDisc, addEdge, type Shapes } from './shapes.ts';

/** A stroke thinner than this (m) has no ground. */
const LEAST_RADIUS_M = 1e-3;
/** Vertices nearer than this (m) to the last one are left out; a joint that opens less than this needs no sector, because
 * the overlay takes the corners of both rectangles for one place. */
const SAME_M = 5e-7;

/** Adds the ground within `radiusM` of a polyline (x, y pairs; one pair = a point) that belongs to `polygon`. Segments whose
 * ground misses `box` are left out: what remains are lines of their own. */
export function addStroke(s: Shapes, xy: Float64Array, radiusM: number, polygon: number, box: ArrayLike<number>): void {
  if (!(radiusM >= LEAST_RADIUS_M && Number.isFinite(radiusM))) return;
  // Vertices that differ, in place of the given ones.
  let n = 2;
  for (let i = 2; i < xy.length; i += 2) {
    if (Math.hypot(xy[i] - xy[n - 2], xy[i + 1] - xy[n - 1]) < SAME_M) continue;
    xy[n] = xy[i];
    xy[n + 1] = xy[i + 1];
    n += 2;
  }
  const r = radiusM;
  const meets = (i: number, j: number): boolean =>
    Math.min(xy[i], xy[j]) - r <= box[2] &&
    Math.max(xy[i], xy[j]) + r >= box[0] &&
    Math.min(xy[i + 1], xy[j + 1]) - r <= box[3] &&
    Math.max(xy[i + 1], xy[j + 1]) + r >= box[1];
  if (n === 2) {
    if (meets(0, 0)) addDisc(s, xy[0], xy[1], r, polygon);
    return;
  }
  for (let i = 0; i + 2 < n; i += 2) {
    if (!meets(i, i + 2)) continue;
    let end = i + 2;
    while (end + 2 < n && meets(end, end + 2)) end += 2;
    addLine(s, xy, i, end, r, polygon);
    i = end;
  }
}

/** The outline of the vertices xy[begin] … xy[end]. */
function addLine(s: Shapes, xy: Float64Array, begin: number, end: number, r: number, polygon: number): void {
  // Left normal of the segment before, times r.
  let mx = 0;
  let my = 0;
  for (let i = begin; i < end; i += 2) {
    const ax = xy[i];
    const ay = xy[i + 1];
    const bx = xy[i + 2];
    const by = xy[i + 3];
    const l = Math.hypot(bx - ax, by - ay);
    const nx = (-r * (by - ay)) / l;
    const ny = (r * (bx - ax)) / l;
    if (i === begin) addArc(s, ax, ay, r, ax + nx, ay + ny, ax - nx, ay - ny, polygon);
    else if (Math.hypot(nx - mx, ny - my) >= SAME_M) {
      if (mx * ny - my * nx >= 0) {
        // A turn to the left: its outer angle is on the right.
        addArc(s, ax, ay, r, ax - mx, ay - my, ax - nx, ay - ny, polygon);
        addEdge(s, ax, ay, ax + mx, ay + my, polygon);
        addEdge(s, ax + nx, ay + ny, ax, ay, polygon);
      } else {
        addArc(s, ax, ay, r, ax + nx, ay + ny, ax + mx, ay + my, polygon);
        addEdge(s, ax - mx, ay - my, ax, ay, polygon);
        addEdge(s, ax, ay, ax - nx, ay - ny, polygon);
      }
    }
    addEdge(s, ax - nx, ay - ny, bx - nx, by - ny, polygon);
    addEdge(s, bx + nx, by + ny, ax + nx, ay + ny, polygon);
    mx = nx;
    my = ny;
  }
  addArc(s, xy[end], xy[end + 1], r, xy[end] - mx, xy[end + 1] - my, xy[end] + mx, xy[end + 1] + my, polygon);
}
