// A line with a width as outlines of the overlay: all ground within a radius of it.
//
// That ground is the union of a disc about every vertex and a rectangle along every segment. They all go into one
// polygon that counts windings: as every part runs counter-clockwise, ground under any of them has a winding above 0, and
// no part needs to know its neighbours. Capsules with round ends come out of the overlay, exactly. Discs are whole circles,
// so lines that meet with one width share their quadrants bit for bit.
import { addDisc, addEdge, type Shapes } from './shapes.ts';

/** A stroke thinner than this (m) has no ground. */
const LEAST_RADIUS_M = 1e-3;
/** Vertices nearer than this (m) to the last one are left out; a joint that opens less than this needs no disc, because
 * the overlay takes the corners of both rectangles for one place. */
const SAME_M = 5e-7;

/** Is there ground at all? */
export const hasGround = (radiusM: number): boolean => radiusM >= LEAST_RADIUS_M && Number.isFinite(radiusM);

/** Adds the ground within `radiusM` of a polyline (x, y pairs; one pair = a point) that belongs to `polygon`. Parts whose
 * box misses `box` are left out. */
export function addStroke(s: Shapes, xy: Float64Array, radiusM: number, polygon: number, box: ArrayLike<number>): void {
  if (!hasGround(radiusM)) return;
  const r = radiusM;
  let x = xy[0];
  let y = xy[1];
  // unit vector of the segment before (x, y); none before the first one
  let ux = 0;
  let uy = 0;
  const misses = (x0: number, y0: number, x1: number, y1: number): boolean =>
    x0 - r > box[2] || x1 + r < box[0] || y0 - r > box[3] || y1 + r < box[1];
  for (let i = 2; i < xy.length; i += 2) {
    const dx = xy[i] - x;
    const dy = xy[i + 1] - y;
    const l = Math.hypot(dx, dy);
    if (l < SAME_M) continue;
    const vx = dx / l;
    const vy = dy / l;
    const opens = r * Math.hypot(vx - ux, vy - uy);
    if (opens >= SAME_M && !misses(x, y, x, y)) addDisc(s, x, y, r, polygon);
    const bx = xy[i];
    const by = xy[i + 1];
    if (!misses(Math.min(x, bx), Math.min(y, by), Math.max(x, bx), Math.max(y, by))) {
      const nx = -r * vy;
      const ny = r * vx;
      addEdge(s, x + nx, y + ny, x - nx, y - ny, polygon);
      addEdge(s, x - nx, y - ny, bx - nx, by - ny, polygon);
      addEdge(s, bx - nx, by - ny, bx + nx, by + ny, polygon);
      addEdge(s, bx + nx, by + ny, x + nx, y + ny, polygon);
    }
    x = bx;
    y = by;
    ux = vx;
    uy = vy;
  }
  if (!misses(x, y, x, y)) addDisc(s, x, y, r, polygon);
}
