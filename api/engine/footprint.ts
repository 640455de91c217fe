// Footprints in a plane: the annular sectors and discs that cameras see, as parallel arrays.
import type { Plane } from './plane.ts';
import { cosSinDeg, RAD } from './plane.ts';
import type { SightTable } from './sight.ts';
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
  /** what obstacles and terrain leave of them; absent or null where nothing cuts a view */
  cells?: SightTable | null;
}

const TAU = 2 * Math.PI;
/** Boxes are this much (m) wider than their shape, so that a touch counts as meeting. */
const SLACK_M = 1e-6;

/** Projects the cameras and keeps those whose box meets `box` (x0, y0, x1, y1 in the plane), in their order.
 * Cameras with reach ≤ near, hfov ≤ 0, p ≤ 0 or anything not finite have an empty footprint and are left out. */
export function footprintsIn(plane: Plane, c: CameraArrays, box: ArrayLike<number>): Footprints {
  const f = () => new Float64Array(c.n);
  const o: Footprints = {
    n: 0,
    source: new Int32Array(c.n),
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
    full: new Uint8Array(c.n),
    P: f(),
    x0: f(),
    y0: f(),
    x1: f(),
    y1: f(),
  };
  const xy = [0, 0];
  for (let i = 0; i < c.n; i++) {
    const r = c.reachM[i];
    const near = Math.max(0, c.nearM[i]);
    const h = c.hfovDeg[i];
    if (!(r > near && h > 0 && c.p[i] > 0 && Number.isFinite(r))) continue;
    plane.toPlane(c.lon[i], c.lat[i], xy, 0);
    const x = xy[0];
    const y = xy[1];
    if (!Number.isFinite(x + y)) continue;
    if (x - r > box[2] || x + r < box[0] || y - r > box[3] || y + r < box[1]) continue;
    const k = o.n;
    o.source[k] = i;
    o.X[k] = x;
    o.Y[k] = y;
    o.R[k] = r;
    o.N[k] = near;
    o.P[k] = Math.min(1, c.p[i]);
    // A camera that is not certain looks somewhere within its disc.
    if (h >= 360 || o.P[k] < 1) {
      o.full[k] = 1;
      o.width[k] = TAU;
      o.x0[k] = x - r - SLACK_M;
      o.y0[k] = y - r - SLACK_M;
      o.x1[k] = x + r + SLACK_M;
      o.y1[k] = y + r + SLACK_M;
    } else {
      if (!Number.isFinite(c.azimuthDeg[i])) continue;
      const [nx, ny] = plane.north(c.lon[i], c.lat[i]);
      // Compass direction a in the plane: north turned clockwise by a.
      const along = (deg: number): [number, number] => {
        const [ca, sa] = cosSinDeg(deg);
        return [ca * nx + sa * ny, ca * ny - sa * nx];
      };
      const [ux, uy] = along(c.azimuthDeg[i] + h / 2);
      const [vx, vy] = along(c.azimuthDeg[i] - h / 2);
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
      for (let q = 0; q < 4; q++) {
        let t = (q * Math.PI) / 2 - o.A[k];
        t -= TAU * Math.floor(t / TAU);
        if (t > o.width[k]) continue;
        if (q === 0) bx = 1;
        else if (q === 1) by = 1;
        else if (q === 2) ax = -1;
        else ay = -1;
      }
      o.x0[k] = x + r * ax - SLACK_M;
      o.y0[k] = y + r * ay - SLACK_M;
      o.x1[k] = x + r * bx + SLACK_M;
      o.y1[k] = y + r * by + SLACK_M;
      if (o.x0[k] > box[2] || o.x1[k] < box[0] || o.y0[k] > box[3] || o.y1[k] < box[1]) continue;
    }
    o.n++;
  }
  return o;
}

/** Is a point inside footprint j? Plain membership; knows nothing of ties. */
export function contains(o: Footprints, j: number, x: number, y: number): boolean {
  const dx = x - o.X[j];
  const dy = y - o.Y[j];
  const d2 = dx * dx + dy * dy;
  if (d2 > o.R[j] * o.R[j] || d2 < o.N[j] * o.N[j]) return false;
  if (o.full[j]) return true;
  const left = o.UX[j] * dy - o.UY[j] * dx > 0;
  const right = o.VX[j] * dy - o.VY[j] * dx < 0;
  return o.width[j] <= Math.PI ? left && right : left || right;
}

/** Area of the whole footprint in m². */
export const footprintArea = (o: Footprints, j: number): number =>
  (o.width[j] * (o.R[j] - o.N[j]) * (o.R[j] + o.N[j])) / 2;
