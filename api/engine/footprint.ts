// Footprints in a plane: the annular sectors and discs that cameras see, as parallel arrays.
import type { Plane } from './plane.ts';
import { cosSinDeg, RAD } from './plane.ts';
import { pickCells, type SightTable } from './sight.ts';
import type { CameraArrays } from './types.ts';

/** Footprint i: apex X, Y; from near N to reach R (m); a sector runs counter-clockwise from the unit vector U over
 * `width` radians to the unit vector V (A = angle of U); `full` = disc or annulus. P = 1 for certain cameras. */
export interface Footprints {
  n: number;
  /** index in the CameraArrays this came from, ascending */
  source: Int32Array;
  X: Float64Array;
  Y: Float64Array;
  R: Float64Array;
  N: Float64Array;
  A: Float64Array;
  width: Float64Array;
  UX: Float64Array;
  UY: Float64Array;
  VX: Float64Array;
  VY: Float64Array;
  full: Uint8Array;
  P: Float64Array;
  x0: Float64Array;
  y0: Float64Array;
  x1: Float64Array;
  y1: Float64Array;
  /** what obstacles and terrain leave of the sectors; null = nothing is cut */
  cells: SightTable | null;
}

const TAU = 2 * Math.PI;
/** Boxes are this much (m) wider than their shape, so that a touch counts as meeting. */
const SLACK_M = 1e-6;

/** Room for n footprints, none of them filled in. */
export function emptyFootprints(n: number): Footprints {
  const f = () => new Float64Array(n);
  return {
    n: 0,
    source: new Int32Array(n),
    X: f(),
    Y: f(),
    R: f(),
    N: f(),
    A: f(),
    width: f(),
    UX: f(),
    UY: f(),
    VX: f(),
    VY: f(),
    full: new Uint8Array(n),
    P: f(),
    x0: f(),
    y0: f(),
    x1: f(),
    y1: f(),
    cells: null,
  };
}

/** Projects the cameras and keeps those whose box meets `box` (x0, y0, x1, y1 in the plane), in their order.
 * Cameras with reach ≤ near, hfov ≤ 0, p ≤ 0 or anything not finite have an empty footprint and are left out.
 * `into` is overwritten and answered when it has the room. */
export function footprintsIn(plane: Plane, c: CameraArrays, box: ArrayLike<number>, into?: Footprints): Footprints {
  const o = into && into.X.length >= c.n ? into : emptyFootprints(c.n);
  o.n = 0;
  o.cells = null;
  for (let i = 0; i < c.n; i++) if (setFootprint(plane, c, i, box, o, o.n)) o.n++;
  return o;
}

const xyNorth = new Float64Array(4);

/** Fills in place k of `o` from camera i; false where it has no footprint or none that meets the box. */
export function setFootprint(
  plane: Plane,
  c: CameraArrays,
  i: number,
  box: ArrayLike<number>,
  o: Footprints,
  k: number,
): boolean {
  const r = c.reachM[i];
  const near = Math.max(0, c.nearM[i]);
  const h = c.hfovDeg[i];
  const p = c.p[i];
  if (!(r > near && h > 0 && p > 0 && r < Infinity)) return false;
  plane.toPlaneNorth(c.lon[i], c.lat[i], xyNorth);
  const x = xyNorth[0];
  const y = xyNorth[1];
  if (!Number.isFinite(x + y)) return false;
  if (x - r > box[2] || x + r < box[0] || y - r > box[3] || y + r < box[1]) return false;
  o.source[k] = i;
  o.X[k] = x;
  o.Y[k] = y;
  o.R[k] = r;
  o.N[k] = near;
  o.P[k] = p < 1 ? p : 1;
  // Whoever is not certain of the direction gives 360°: p < 1 on a sector is a camera that may not work.
  if (h >= 360) {
    o.full[k] = 1;
    o.A[k] = 0;
    o.width[k] = TAU;
    o.UX[k] = o.VX[k] = 1;
    o.UY[k] = o.VY[k] = 0;
    o.x0[k] = x - r - SLACK_M;
    o.y0[k] = y - r - SLACK_M;
    o.x1[k] = x + r + SLACK_M;
    o.y1[k] = y + r + SLACK_M;
    return true;
  }
  const azimuth = c.azimuthDeg[i];
  if (!Number.isFinite(azimuth)) return false;
  const nx = xyNorth[2];
  const ny = xyNorth[3];
  // Compass direction a in the plane: north turned clockwise by a.
  const [cu, su] = cosSinDeg(azimuth + h / 2);
  const ux = cu * nx + su * ny;
  const uy = cu * ny - su * nx;
  const [cv, sv] = cosSinDeg(azimuth - h / 2);
  const vx = cv * nx + sv * ny;
  const vy = cv * ny - sv * nx;
  o.full[k] = 0;
  o.UX[k] = ux;
  o.UY[k] = uy;
  o.VX[k] = vx;
  o.VY[k] = vy;
  o.A[k] = Math.atan2(uy, ux);
  o.width[k] = h * RAD;
  // Box: apex or near points, both ends, and the axis directions the arc passes.
  const lo = near / r;
  let ax = Math.min(ux, vx, lo * ux, lo * vx);
  let bx = Math.max(ux, vx, lo * ux, lo * vx);
  let ay = Math.min(uy, vy, lo * uy, lo * vy);
  let by = Math.max(uy, vy, lo * uy, lo * vy);
  // An axis direction d lies in the sector where it is left of U and right of V; for a wide one either is enough.
  const narrow = o.width[k] <= Math.PI;
  if (narrow ? uy <= 0 && vy >= 0 : uy <= 0 || vy >= 0) bx = 1;
  if (narrow ? ux >= 0 && vx <= 0 : ux >= 0 || vx <= 0) by = 1;
  if (narrow ? uy >= 0 && vy <= 0 : uy >= 0 || vy <= 0) ax = -1;
  if (narrow ? ux <= 0 && vx >= 0 : ux <= 0 || vx >= 0) ay = -1;
  o.x0[k] = x + r * ax - SLACK_M;
  o.y0[k] = y + r * ay - SLACK_M;
  o.x1[k] = x + r * bx + SLACK_M;
  o.y1[k] = y + r * by + SLACK_M;
  return !(o.x0[k] > box[2] || o.x1[k] < box[0] || o.y0[k] > box[3] || o.y1[k] < box[1]);
}

const COLUMNS = ['X', 'Y', 'R', 'N', 'A', 'width', 'UX', 'UY', 'VX', 'VY', 'P', 'x0', 'y0', 'x1', 'y1'] as const;

/** Makes room for a footprint at place k (+1) or closes the gap that one leaves there (−1). */
export function shiftFootprints(o: Footprints, k: number, by: 1 | -1): void {
  if (by === 1 && o.n === o.X.length) {
    const bigger = emptyFootprints(2 * o.n + 8);
    for (const name of COLUMNS) bigger[name].set(o[name]);
    bigger.full.set(o.full);
    bigger.source.set(o.source);
    Object.assign(o, { ...bigger, n: o.n, cells: o.cells });
  }
  const [to, from] = by === 1 ? [k + 1, k] : [k, k + 1];
  for (const name of COLUMNS) o[name].copyWithin(to, from, o.n);
  o.full.copyWithin(to, from, o.n);
  o.source.copyWithin(to, from, o.n);
  o.n += by;
}

/** Puts footprint 0 of `one` in place k. */
export function putFootprint(o: Footprints, k: number, one: Footprints): void {
  for (const name of COLUMNS) o[name][k] = one[name][0];
  o.full[k] = one.full[0];
  o.source[k] = one.source[0];
}

/** Some of the footprints, as a list of their own. `which` ascends. */
export function pickFootprints(o: Footprints, which: readonly number[]): Footprints {
  const made = emptyFootprints(which.length);
  made.n = which.length;
  which.forEach((i, k) => {
    for (const name of COLUMNS) made[name][k] = o[name][i];
    made.full[k] = o.full[i];
    made.source[k] = o.source[i];
  });
  if (o.cells) made.cells = pickCells(o.cells, which);
  return made;
}

/** Is footprint j cut by obstacles or terrain? */
export const isCut = (o: Footprints, j: number): boolean =>
  o.cells !== null && (o.cells.from[j + 1] > o.cells.from[j] || o.cells.blind[j] === 1);

/** Is a point inside footprint j? Plain membership; knows nothing of ties. */
export function contains(o: Footprints, j: number, x: number, y: number): boolean {
  const dx = x - o.X[j];
  const dy = y - o.Y[j];
  const d2 = dx * dx + dy * dy;
  if (d2 > o.R[j] * o.R[j] || d2 < o.N[j] * o.N[j]) return false;
  if (o.cells !== null && (o.cells.from[j + 1] > o.cells.from[j] || o.cells.blind[j] === 1))
    return inCells(o.cells, j, dx, dy, d2);
  if (o.full[j]) return true;
  const left = o.UX[j] * dy - o.UY[j] * dx > 0;
  const right = o.VX[j] * dy - o.VY[j] * dx < 0;
  return o.width[j] <= Math.PI ? left && right : left || right;
}

/** (dx, dy) from the apex. A place on a ray that two cells share lies in the cell to its left. */
function inCells(c: SightTable, j: number, dx: number, dy: number, d2: number): boolean {
  for (let k = c.from[j]; k < c.from[j + 1]; k++) {
    if (c.ux[k] * dy - c.uy[k] * dx < 0 || c.vx[k] * dy - c.vy[k] * dx >= 0) continue;
    const straightIn = c.inX[k] !== 0 || c.inY[k] !== 0;
    if (straightIn ? c.inX[k] * dx + c.inY[k] * dy < c.inH[k] : d2 < c.inH[k] * c.inH[k]) continue;
    const straightOut = c.outX[k] !== 0 || c.outY[k] !== 0;
    if (straightOut ? c.outX[k] * dx + c.outY[k] * dy > c.outH[k] : d2 > c.outH[k] * c.outH[k]) continue;
    return true;
  }
  return false;
}

/** Area of the whole sector in m²; of a cut one see single.ts. */
export const footprintArea = (o: Footprints, j: number): number =>
  (o.width[j] * (o.R[j] - o.N[j]) * (o.R[j] + o.N[j])) / 2;
