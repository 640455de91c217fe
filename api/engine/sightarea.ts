// How much ground do sight cells hold, and is a point in them?
import type { SightCells } from './sight.ts';

/** Area (m²) between the apex and a limit, from the ray u to the ray v. */
export function fanArea(nx: number, ny: number, h: number, ux: number, uy: number, vx: number, vy: number): number {
  const turn = ux * vy - uy * vx;
  if (nx === 0 && ny === 0) return (h * h * Math.atan2(turn, ux * vx + uy * vy)) / 2;
  return (h * h * turn) / (2 * (nx * ux + ny * uy) * (nx * vx + ny * vy));
}

/** Area of cell i (m²). */
export function cellArea(c: SightCells, i: number): number {
  return (
    fanArea(c.outX[i], c.outY[i], c.outH[i], c.ux[i], c.uy[i], c.vx[i], c.vy[i]) -
    fanArea(c.inX[i], c.inY[i], c.inH[i], c.ux[i], c.uy[i], c.vx[i], c.vy[i])
  );
}

/** Area of the cells from … to − 1 (m²). */
export function cellsArea(c: SightCells, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += cellArea(c, i);
  return sum;
}

/** Is the point (dx, dy), relative to the apex, in cell i? Plain membership, borders in; knows nothing of ties. */
export function inCell(c: SightCells, i: number, dx: number, dy: number): boolean {
  if (c.ux[i] * dy - c.uy[i] * dx < 0 || dx * c.vy[i] - dy * c.vx[i] < 0) return false;
  // Cells are narrower than half a turn: a point behind the apex fails one of the two above.
  const beyond = (nx: number, ny: number, h: number): number =>
    nx === 0 && ny === 0 ? dx * dx + dy * dy - h * h : nx * dx + ny * dy - h;
  return beyond(c.inX[i], c.inY[i], c.inH[i]) >= 0 && beyond(c.outX[i], c.outY[i], c.outH[i]) <= 0;
}

/** The first of the cells from … to − 1 that holds the point (relative to the apex), or −1. */
export function cellAt(c: SightCells, from: number, to: number, dx: number, dy: number): number {
  for (let i = from; i < to; i++) if (inCell(c, i, dx, dy)) return i;
  return -1;
}
