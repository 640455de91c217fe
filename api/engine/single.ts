// Area of ONE footprint inside the demand, computed apart from the sweep: the second opinion of check 2.
//
// Fan from the apex: along a ray at angle θ the signed crossings of the demand's border add up to w(θ), 1 where the
// ground next to the apex is demand and 0 where it is not. Border beyond the reach then counts w − (near crossings),
// so only the border edges inside the reach are needed:
//   area = ∫ w(θ) (R² − N²)/2 dθ + Σ over border pieces within R of (½ p×q − R²/2 ∠pq) − the same within N.
import type { BoxGrid } from './boxgrid.ts';
import type { Demand } from './demand.ts';
import type { Footprints } from './footprint.ts';

const TAU = 2 * Math.PI;
/** An apex nearer than this (m) to the border stands on it: which side is demand then depends on the direction. */
const ON_BORDER_M = 1e-8;
/** Where (m) beside an apex on the border the ground is asked for, at most; nearer where the border turns nearer. */
const BESIDE_M = 1e-4;

/** m² of footprint i inside the demand. `scratch` is overwritten. */
export function singleAreaIn(
  o: Footprints,
  i: number,
  d: Demand,
  edgeGrid: BoxGrid,
  scratch: { list: Int32Array },
): number {
  // The fan starts at the apex, so the border between apex and near edge takes part too.
  const [x, y] = [o.X[i], o.Y[i]];
  const m = edgeGrid.query(
    Math.min(o.x0[i], x - ON_BORDER_M),
    Math.min(o.y0[i], y - ON_BORDER_M),
    Math.max(o.x1[i], x + ON_BORDER_M),
    Math.max(o.y1[i], y + ON_BORDER_M),
    scratch,
  );
  return singleArea(o, i, d, scratch.list, m);
}

/** `edges[0…m)`: the demand edges whose boxes meet the box of footprint and apex. */
function singleArea(o: Footprints, i: number, d: Demand, edges: Int32Array, m: number): number {
  const cx = o.X[i];
  const cy = o.Y[i];
  const incident: number[] = [];
  let beside = BESIDE_M;
  let sum = 0;
  for (let q = 0; q < m; q++) {
    const e = edges[q];
    const inL = d.left[e] >= 0;
    if (inL === d.right[e] >= 0) continue;
    const ax = (inL ? d.ax[e] : d.bx[e]) - cx;
    const ay = (inL ? d.ay[e] : d.by[e]) - cy;
    const bx = (inL ? d.bx[e] : d.ax[e]) - cx;
    const by = (inL ? d.by[e] : d.ay[e]) - cy;
    const dx = bx - ax;
    const dy = by - ay;
    const l2 = dx * dx + dy * dy;
    const t = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / l2));
    const off = Math.hypot(ax + t * dx, ay + t * dy);
    if (off < ON_BORDER_M) {
      // Both ends as directions, unless that end is the apex itself.
      for (const [x, y] of [
        [ax, ay],
        [bx, by],
      ]) {
        const far = Math.hypot(x, y);
        if (far <= ON_BORDER_M) continue;
        incident.push(Math.atan2(y, x));
        beside = Math.min(beside, far / 2);
      }
      continue;
    }
    beside = Math.min(beside, off / 2);
    sum += fan(o, i, ax, ay, dx, dy, o.R[i]);
    if (o.N[i] > 0) sum -= fan(o, i, ax, ay, dx, dy, o.N[i]);
  }
  const ring = ((o.R[i] - o.N[i]) * (o.R[i] + o.N[i])) / 2;
  if (incident.length === 0) return sum + (d.locate(cx, cy) >= 0 ? o.width[i] * ring : 0);
  // Apex on the border: ask the ground between every two neighbouring directions.
  const a0 = o.full[i] ? 0 : o.A[i];
  const width = o.width[i];
  const cuts = [0, width];
  for (const a of incident) {
    const t = a - a0 - TAU * Math.floor((a - a0) / TAU);
    if (t > 0 && t < width) cuts.push(t);
  }
  cuts.sort((p, q) => p - q);
  for (let k = 0; k + 1 < cuts.length; k++) {
    const t = a0 + (cuts[k] + cuts[k + 1]) / 2;
    if (d.locate(cx + beside * Math.cos(t), cy + beside * Math.sin(t)) >= 0) sum += (cuts[k + 1] - cuts[k]) * ring;
  }
  return sum;
}

/** Σ ½ p×q − ρ²/2 ∠pq over the parts of the segment a + t·(dx, dy), 0 ≤ t ≤ 1, inside the disc ρ and the wedge of i. */
function fan(o: Footprints, i: number, ax: number, ay: number, dx: number, dy: number, rho: number): number {
  const l2 = dx * dx + dy * dy;
  const b = ax * dx + ay * dy;
  const q = b * b - l2 * (ax * ax + ay * ay - rho * rho);
  if (q <= 0) return 0;
  const s = Math.sqrt(q);
  let lo = Math.max(0, (-b - s) / l2);
  let hi = Math.min(1, (-b + s) / l2);
  if (hi <= lo) return 0;
  const part = (t: number, u: number): number => {
    if (u <= t) return 0;
    const px = ax + t * dx;
    const py = ay + t * dy;
    const qx = ax + u * dx;
    const qy = ay + u * dy;
    const cross = px * qy - py * qx;
    return (cross - rho * rho * Math.atan2(cross, px * qx + py * qy)) / 2;
  };
  if (o.full[i]) return part(lo, hi);
  // cross(U, a + t d) > 0 and cross(V, a + t d) < 0, both linear in t
  const half = (f: number, g: number): [number, number] =>
    g === 0 ? (f > 0 ? [-Infinity, Infinity] : [1, 0]) : g > 0 ? [-f / g, Infinity] : [-Infinity, -f / g];
  const [l0, h0] = half(o.UX[i] * ay - o.UY[i] * ax, o.UX[i] * dy - o.UY[i] * dx);
  const [l1, h1] = half(o.VY[i] * ax - o.VX[i] * ay, o.VY[i] * dx - o.VX[i] * dy);
  if (o.width[i] <= Math.PI) {
    lo = Math.max(lo, l0, l1);
    hi = Math.min(hi, h0, h1);
    return part(lo, hi);
  }
  // Wider than 180°: the union of the two half planes.
  const a = [Math.max(lo, l0), Math.min(hi, h0)];
  const c = [Math.max(lo, l1), Math.min(hi, h1)];
  if (a[1] <= a[0]) return part(c[0], c[1]);
  if (c[1] <= c[0]) return part(a[0], a[1]);
  if (c[0] > a[1] || a[0] > c[1]) return part(a[0], a[1]) + part(c[0], c[1]);
  return part(Math.min(a[0], c[0]), Math.max(a[1], c[1]));
}
