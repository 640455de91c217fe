// The boundary of a footprint that obstacles or terrain have cut, as the arcs and segments that the sweep walks.
import type { Footprints } from './footprint.ts';
import type { SightTable } from './sight.ts';

/** Takes the elements of one footprint, each with the footprint on its left. */
export interface ElementWalker {
  segment(x: number, y: number, ux: number, uy: number, length: number): void;
  arc(radius: number, from: number, width: number, inner: boolean): void;
}

/** Two distances on one ray nearer than this (m) are one: limits that meet there end in the same corner. */
const SAME_M = 1e-7;

/** Limits of the cells between one pair of rays, by distance along a ray: [in, out, in, out …] ascending. */
function distances(c: SightTable, from: number, to: number, ux: number, uy: number, out: number[]): void {
  out.length = 0;
  for (let k = from; k < to; k++) {
    const a = along(c.inX[k], c.inY[k], c.inH[k], ux, uy);
    const b = along(c.outX[k], c.outY[k], c.outH[k], ux, uy);
    if (b - a > SAME_M) out.push(a, b);
  }
}
/** Distance at which a ray meets a limit. */
const along = (nx: number, ny: number, h: number, ux: number, uy: number): number =>
  nx === 0 && ny === 0 ? h : h / (nx * ux + ny * uy);

const left: number[] = [];
const right: number[] = [];

/** Hands the outline of footprint i, cell by cell, to the walker. Inner rays between two cells are no boundary where both
 * see the ground beside them. */
export function cellElements(o: Footprints, i: number, to: ElementWalker): void {
  const c = o.cells!;
  const first = c.from[i];
  const end = c.from[i + 1];
  if (end === first) return;
  const x = o.X[i];
  const y = o.Y[i];
  const sameRay = (a: number, b: number): boolean => c.vx[a] === c.ux[b] && c.vy[a] === c.uy[b];
  // Slots: runs of cells between the same two rays.
  const slotEnd = (k: number): number => {
    let e = k + 1;
    while (e < end && c.ux[e] === c.ux[k] && c.uy[e] === c.uy[k] && c.vx[e] === c.vx[k] && c.vy[e] === c.vy[k]) e++;
    return e;
  };
  let lastFrom = first;
  for (let k = first; k < end; k = slotEnd(k)) lastFrom = k;
  let before = lastFrom;
  let beforeEnd = end;
  for (let k = first; k < end; ) {
    const e = slotEnd(k);
    // The ray U of this slot: on its right lies the slot before it, where the two meet.
    right.length = 0;
    const meets = sameRay(before, k) && (before !== k || e - k < end - first);
    if (meets) distances(c, before, beforeEnd, c.ux[k], c.uy[k], right);
    distances(c, k, e, c.ux[k], c.uy[k], left);
    ray(x, y, c.ux[k], c.uy[k], left, right, to);
    for (let q = k; q < e; q++) {
      limit(x, y, c, q, c.outX[q], c.outY[q], c.outH[q], false, to);
      if (c.inX[q] !== 0 || c.inY[q] !== 0 || c.inH[q] > 0) limit(x, y, c, q, c.inX[q], c.inY[q], c.inH[q], true, to);
    }
    // The ray V, unless the next slot speaks of it.
    const next = e < end ? e : first;
    if (!sameRay(k, next) || (next === first && first === k)) {
      distances(c, k, e, c.vx[k], c.vy[k], right);
      ray(x, y, c.vx[k], c.vy[k], NONE, right, to);
    }
    before = k;
    beforeEnd = e;
    k = e;
  }
}
const NONE: number[] = [];

/** Stretches of a ray with ground on one side only: outwards where it is on the left, inwards where on the right. */
function ray(x: number, y: number, ux: number, uy: number, l: number[], r: number[], to: ElementWalker): void {
  let a = 0;
  let b = 0;
  let at = 0;
  while (a < l.length || b < r.length) {
    const nl = a < l.length ? l[a] : Infinity;
    const nr = b < r.length ? r[b] : Infinity;
    const next = Math.min(nl, nr);
    const inL = a % 2 === 1;
    const inR = b % 2 === 1;
    if (inL !== inR && next - at > 0) {
      if (inL) to.segment(x + at * ux, y + at * uy, ux, uy, next - at);
      else to.segment(x + next * ux, y + next * uy, -ux, -uy, next - at);
    }
    at = next;
    if (nl <= next + SAME_M) a++;
    if (nr <= next + SAME_M) b++;
  }
}

/** The limit of cell q: counter-clockwise where it is the outer one, clockwise where the inner. */
function limit(
  x: number,
  y: number,
  c: SightTable,
  q: number,
  nx: number,
  ny: number,
  h: number,
  inner: boolean,
  to: ElementWalker,
): void {
  const ux = c.ux[q];
  const uy = c.uy[q];
  const vx = c.vx[q];
  const vy = c.vy[q];
  if (nx === 0 && ny === 0) {
    to.arc(h, Math.atan2(uy, ux), Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy), inner);
    return;
  }
  const ru = h / (nx * ux + ny * uy);
  const rv = h / (nx * vx + ny * vy);
  const px = ru * ux;
  const py = ru * uy;
  const qx = rv * vx;
  const qy = rv * vy;
  // (−ny, nx) runs counter-clockwise about the apex along the limit
  const length = (qx - px) * -ny + (qy - py) * nx;
  if (inner) to.segment(x + qx, y + qy, ny, -nx, length);
  else to.segment(x + px, y + py, -ny, nx, length);
}
