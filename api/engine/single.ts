// Area of ONE footprint inside the demand, computed apart from the sweep: the second opinion of check 2.
//
// Fan from the apex: along a ray at angle θ the signed crossings of the demand's border add up to w(θ), 1 where the
// ground next to the apex is demand and 0 where it is not. Let a wedge end at a limit, a circle ρ or a straight line, and
// let B(θ₁, θ₂) be the area between apex and limit from θ₁ to θ₂: ρ²/2 ∠, or the triangle ½ P×Q of the rays' hits on the
// line. Border beyond the limit counts w − (near crossings), so only the border nearer than the limit is needed:
//   area up to the limit = ∫ w(θ) dB + Σ over border pieces nearer than it of (½∮(x dy − y dx) − B of the piece's angle).
// A footprint is its wedge up to the reach, less the wedge up to the near edge; one cut by sight is the same for each of
// its cells, whose limits may be lines. Pieces are cut where they cross a ray or the limit, and each part is asked by its
// middle whether it lies inside.
import type { BoxGrid } from './boxgrid.ts';
import type { Demand } from './demand.ts';
import { type Footprints, footprintArea } from './footprint.ts';
import type { SightTable } from './sight.ts';

const TAU = 2 * Math.PI;
/** An apex nearer than this (m) to the border stands on it: which side is demand then depends on the direction. Just above
 * rounding in a 30 km plane (1e-12 m): what is farther has a side, and the fan is exact for it. */
const ON_BORDER_M = 1e-10;
/** Where (m) beside an apex on the border the ground is asked for, at most; nearer where the border turns nearer. Far from
 * the apex a direction close to the border's is told from it; but an arc leaves its tangent, so there it is near. */
const BESIDE_M = 0.1;
const BESIDE_ARC_M = 1e-4;

/** A border piece relative to the apex, demand on its left, and what of it is cut where. r = 0: straight; else an arc about
 * (mx, my) with radius r from angle `start` over `turn` (signed). */
interface Piece {
  ax: number;
  ay: number;
  bx: number;
  by: number;
  r: number;
  mx: number;
  my: number;
  start: number;
  turn: number;
  /** parameters in (0, 1), and what cuts there: 1 = the ray U, 2 = the ray V, 0 = anything else */
  cuts: Float64Array;
  ray: Uint8Array;
  n: number;
  x: number;
  y: number;
}

/** Everything counter-clockwise from U to V: all directions (ALL), more than 180° (WIDE), or less (NARROW). */
interface Wedge {
  kind: typeof ALL | typeof WIDE | typeof NARROW;
  ux: number;
  uy: number;
  vx: number;
  vy: number;
}
const ALL = 0;
const WIDE = 1;
const NARROW = 2;

/** m² of footprint i inside the demand. `scratch` is overwritten. */
export function singleAreaIn(
  o: Footprints,
  i: number,
  d: Demand,
  edgeGrid: BoxGrid,
  scratch: { list: Int32Array },
): number {
  if (o.cells && o.cells.blind[i] === 1) return 0;
  // The fan starts at the apex, so the border between apex and near edge takes part too.
  const x = o.X[i];
  const y = o.Y[i];
  const m = edgeGrid.query(
    Math.min(o.x0[i], x - ON_BORDER_M),
    Math.min(o.y0[i], y - ON_BORDER_M),
    Math.max(o.x1[i], x + ON_BORDER_M),
    Math.max(o.y1[i], y + ON_BORDER_M),
    scratch,
  );
  return singleArea(o, i, d, scratch.list, m);
}

/** m² of all cells of footprint i; 0 where it has none. */
export function cellArea(cells: SightTable, i: number): number {
  let sum = 0;
  for (let c = cells.from[i]; c < cells.from[i + 1]; c++)
    sum += cellBetween(cells, c, cells.ux[c], cells.uy[c], cells.vx[c], cells.vy[c]);
  return sum;
}

/** m² of cell c between two rays inside its wedge. */
const cellBetween = (t: SightTable, c: number, ux: number, uy: number, vx: number, vy: number): number =>
  upTo(t.outX[c], t.outY[c], t.outH[c], ux, uy, vx, vy) - upTo(t.inX[c], t.inY[c], t.inH[c], ux, uy, vx, vy);

/** B: m² between apex and limit from direction p to q, less than 180° apart. */
function upTo(nx: number, ny: number, h: number, px: number, py: number, qx: number, qy: number): number {
  const cross = px * qy - py * qx;
  if (nx === 0 && ny === 0) return (h * h * Math.atan2(cross, px * qx + py * qy)) / 2;
  return (h * h * cross) / (2 * (nx * px + ny * py) * (nx * qx + ny * qy));
}

/** `edges[0…m)`: the demand edges whose boxes meet the box of footprint and apex. */
function singleArea(o: Footprints, i: number, d: Demand, edges: Int32Array, m: number): number {
  const x = o.X[i];
  const y = o.Y[i];
  const cells = o.cells && o.cells.from[i + 1] > o.cells.from[i] ? o.cells : null;
  const wedge: Wedge = {
    kind: o.full[i] ? ALL : o.width[i] <= Math.PI ? NARROW : WIDE,
    ux: o.UX[i],
    uy: o.UY[i],
    vx: o.VX[i],
    vy: o.VY[i],
  };
  const p: Piece = {
    ax: 0,
    ay: 0,
    bx: 0,
    by: 0,
    r: 0,
    mx: 0,
    my: 0,
    start: 0,
    turn: 0,
    cuts: new Float64Array(8),
    ray: new Uint8Array(8),
    n: 0,
    x: 0,
    y: 0,
  }; // prettier-ignore
  const incident: number[] = [];
  let beside = BESIDE_M;
  let sum = 0;
  for (let q = 0; q < m; q++) {
    const e = edges[q];
    const inL = d.left[e] >= 0;
    if (inL === d.right[e] >= 0) continue;
    p.ax = (inL ? d.ax[e] : d.bx[e]) - x;
    p.ay = (inL ? d.ay[e] : d.by[e]) - y;
    p.bx = (inL ? d.bx[e] : d.ax[e]) - x;
    p.by = (inL ? d.by[e] : d.ay[e]) - y;
    p.r = 0;
    if (d.r && d.r[e] !== 0) curve(p, Math.abs(d.r[e]), d.cx![e] - x, d.cy![e] - y);
    const off = distance(p);
    if (off < ON_BORDER_M) {
      beside = Math.min(beside, leave(p, incident));
      // A straight piece through the apex spans neither angle nor area.
      if (p.r === 0) continue;
    } else beside = Math.min(beside, off / 2);
    if (off >= o.R[i]) continue;
    if (!cells) {
      sum += fan(p, wedge, 0, 0, o.R[i]);
      if (o.N[i] > off) sum -= fan(p, wedge, 0, 0, o.N[i]);
      continue;
    }
    wedge.kind = NARROW;
    for (let c = cells.from[i]; c < cells.from[i + 1]; c++) {
      wedge.ux = cells.ux[c];
      wedge.uy = cells.uy[c];
      wedge.vx = cells.vx[c];
      wedge.vy = cells.vy[c];
      if (beyond(p, wedge)) continue;
      sum += fan(p, wedge, cells.outX[c], cells.outY[c], cells.outH[c]);
      if (cells.inH[c] > 0) sum -= fan(p, wedge, cells.inX[c], cells.inY[c], cells.inH[c]);
    }
  }
  if (incident.length === 0) {
    if (d.locate(x, y) < 0) return sum;
    return sum + (cells ? cellArea(cells, i) : footprintArea(o, i));
  }
  // Apex on the border: ask the ground between every two neighbouring directions.
  const isDemand = (angle: number): boolean =>
    d.locate(x + beside * Math.cos(angle), y + beside * Math.sin(angle)) >= 0;
  if (!cells) {
    const ring = ((o.R[i] - o.N[i]) * (o.R[i] + o.N[i])) / 2;
    return sum + between(o.full[i] ? 0 : o.A[i], o.width[i], incident, isDemand, (_, width) => width * ring);
  }
  for (let c = cells.from[i]; c < cells.from[i + 1]; c++) {
    const [ux, uy, vx, vy] = [cells.ux[c], cells.uy[c], cells.vx[c], cells.vy[c]];
    const width = Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy);
    sum += between(Math.atan2(uy, ux), width, incident, isDemand, (from, part) =>
      cellBetween(cells, c, Math.cos(from), Math.sin(from), Math.cos(from + part), Math.sin(from + part)),
    );
  }
  return sum;
}

/** Σ of `area` over the parts of the angles from…from + width between the incident directions that are demand. */
function between(
  from: number,
  width: number,
  incident: number[],
  isDemand: (angle: number) => boolean,
  area: (from: number, width: number) => number,
): number {
  const cuts = [0, width];
  for (const a of incident) {
    const t = a - from - TAU * Math.floor((a - from) / TAU);
    if (t > 0 && t < width) cuts.push(t);
  }
  cuts.sort((p, q) => p - q);
  let sum = 0;
  for (let k = 0; k + 1 < cuts.length; k++)
    if (isDemand(from + (cuts[k] + cuts[k + 1]) / 2)) sum += area(from + cuts[k], cuts[k + 1] - cuts[k]);
  return sum;
}

/** Makes the piece an arc about (mx, my). It is within one quadrant, so its turn is the short one. */
function curve(p: Piece, r: number, mx: number, my: number): void {
  const [ax, ay, bx, by] = [p.ax - mx, p.ay - my, p.bx - mx, p.by - my];
  p.r = r;
  p.mx = mx;
  p.my = my;
  p.start = Math.atan2(ay, ax);
  p.turn = Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
}

/** Parameter of the direction `angle` from an arc's centre: within [0, 1] on the arc. */
function parameter(p: Piece, angle: number): number {
  const t = p.turn > 0 ? angle - p.start : p.start - angle;
  return (t - TAU * Math.floor(t / TAU)) / Math.abs(p.turn);
}

/** Sets x, y to the piece's place at parameter t. */
function place(p: Piece, t: number): void {
  if (p.r === 0) {
    p.x = p.ax + t * (p.bx - p.ax);
    p.y = p.ay + t * (p.by - p.ay);
  } else {
    p.x = p.mx + p.r * Math.cos(p.start + t * p.turn);
    p.y = p.my + p.r * Math.sin(p.start + t * p.turn);
  }
}

/** How far (m) the apex is from the piece. */
function distance(p: Piece): number {
  if (p.r !== 0) {
    if (parameter(p, Math.atan2(-p.my, -p.mx)) <= 1) return Math.abs(Math.hypot(p.mx, p.my) - p.r);
    return Math.min(Math.hypot(p.ax, p.ay), Math.hypot(p.bx, p.by));
  }
  const dx = p.bx - p.ax;
  const dy = p.by - p.ay;
  const t = Math.max(0, Math.min(1, -(p.ax * dx + p.ay * dy) / (dx * dx + dy * dy)));
  return Math.hypot(p.ax + t * dx, p.ay + t * dy);
}

/** Notes the directions in which a piece through the apex leaves it; returns how far (m) it keeps them. */
function leave(p: Piece, incident: number[]): number {
  let near = p.r === 0 ? Infinity : BESIDE_ARC_M;
  for (let end = 0; end < 2; end++) {
    const x = end === 0 ? p.ax : p.bx;
    const y = end === 0 ? p.ay : p.by;
    const far = Math.hypot(x, y);
    if (far <= ON_BORDER_M) continue;
    near = Math.min(near, far / 2);
    if (p.r === 0) incident.push(Math.atan2(y, x));
    else {
      // The tangent at the apex, towards that end.
      const side = (end === 0 ? -1 : 1) * Math.sign(p.turn);
      incident.push(Math.atan2(-side * p.mx, side * p.my));
    }
  }
  return near;
}

/** Does the piece surely stay out of a narrow wedge? An arc lies in the triangle of its ends and its box's far corner. */
function beyond(p: Piece, w: Wedge): boolean {
  let outU = w.ux * p.ay - w.uy * p.ax <= 0 && w.ux * p.by - w.uy * p.bx <= 0;
  let outV = w.vx * p.ay - w.vy * p.ax >= 0 && w.vx * p.by - w.vy * p.bx >= 0;
  if (p.r !== 0 && (outU || outV)) {
    const x = Math.abs(p.ax - p.mx) > Math.abs(p.bx - p.mx) ? p.ax : p.bx;
    const y = Math.abs(p.ay - p.my) > Math.abs(p.by - p.my) ? p.ay : p.by;
    outU &&= w.ux * y - w.uy * x <= 0;
    outV &&= w.vx * y - w.vy * x >= 0;
  }
  return outU || outV;
}

function cutAt(p: Piece, t: number, ray = 0): void {
  if (!(t > 0 && t < 1)) return;
  let k = p.n++;
  for (; k > 0 && p.cuts[k - 1] > t; k--) {
    p.cuts[k] = p.cuts[k - 1];
    p.ray[k] = p.ray[k - 1];
  }
  p.cuts[k] = t;
  p.ray[k] = ray;
}

/** Cuts the piece where n·(x, y) = h. */
function cutAtLine(p: Piece, nx: number, ny: number, h: number, ray = 0): void {
  if (p.r === 0) {
    const from = nx * p.ax + ny * p.ay - h;
    const to = nx * p.bx + ny * p.by - h;
    if (from > 0 !== to > 0) cutAt(p, from / (from - to), ray);
    return;
  }
  const q = (h - nx * p.mx - ny * p.my) / p.r;
  if (!(q > -1 && q < 1)) return;
  const n = Math.atan2(ny, nx);
  cutAt(p, parameter(p, n + Math.acos(q)), ray);
  cutAt(p, parameter(p, n - Math.acos(q)), ray);
}

/** Cuts the piece where it crosses the circle ρ about the apex. */
function cutAtCircle(p: Piece, rho: number): void {
  if (p.r === 0) {
    const dx = p.bx - p.ax;
    const dy = p.by - p.ay;
    const l2 = dx * dx + dy * dy;
    const b = p.ax * dx + p.ay * dy;
    const h = (p.ax * dy - p.ay * dx) / Math.sqrt(l2);
    const q = (rho - h) * (rho + h) * l2;
    if (q <= 0) return;
    const s = Math.sqrt(q);
    cutAt(p, (-b - s) / l2);
    cutAt(p, (-b + s) / l2);
    return;
  }
  const dist = Math.hypot(p.mx, p.my);
  const q = ((rho - p.r) * (rho + p.r) - dist * dist) / (2 * p.r * dist);
  if (!(q > -1 && q < 1)) return;
  const n = Math.atan2(p.my, p.mx);
  cutAt(p, parameter(p, n + Math.acos(q)));
  cutAt(p, parameter(p, n - Math.acos(q)));
}

/** Σ ½∮(x dy − y dx) − B over the parts of the piece in the wedge and nearer than the limit (a circle where n = 0). */
function fan(p: Piece, w: Wedge, nx: number, ny: number, h: number): number {
  const round = nx === 0 && ny === 0;
  p.n = 0;
  if (round) cutAtCircle(p, h);
  else cutAtLine(p, nx, ny, h);
  if (w.kind !== ALL) {
    cutAtLine(p, -w.uy, w.ux, 0, 1);
    cutAtLine(p, -w.vy, w.vx, 0, 2);
  }
  // An arc through the apex turns by 180° there.
  if (p.r !== 0 && Math.abs(Math.hypot(p.mx, p.my) - p.r) < ON_BORDER_M)
    cutAt(p, parameter(p, Math.atan2(-p.my, -p.mx)));
  let sum = 0;
  let t = 0;
  let px = p.ax;
  let py = p.ay;
  for (let k = 0; k <= p.n; k++) {
    const u = k < p.n ? p.cuts[k] : 1;
    place(p, (t + u) / 2);
    const { x, y } = p;
    let qx = p.bx;
    let qy = p.by;
    if (k < p.n) {
      place(p, u);
      qx = p.x;
      qy = p.y;
    }
    if (u > t && (round ? x * x + y * y < h * h : nx * x + ny * y < h) && inWedge(w, x, y))
      sum += part(p, w, px, py, qx, qy, k > 0 ? p.ray[k - 1] : 0, k < p.n ? p.ray[k] : 0, t, u, nx, ny, h);
    t = u;
    px = qx;
    py = qy;
  }
  return sum;
}

function inWedge(w: Wedge, x: number, y: number): boolean {
  if (w.kind === ALL) return true;
  const left = w.ux * y - w.uy * x > 0;
  const right = w.vx * y - w.vy * x < 0;
  return w.kind === NARROW ? left && right : left || right;
}

/** ½∮(x dy − y dx) − B over one part from (px, py) to (qx, qy), parameters t…u. `pRay`, `qRay`: the ray it begins or ends
 * on; that ray is its direction there, exactly, where a place near the apex would tell it badly. */
function part(
  p: Piece,
  w: Wedge,
  px: number,
  py: number,
  qx: number,
  qy: number,
  pRay: number,
  qRay: number,
  t: number,
  u: number,
  nx: number,
  ny: number,
  h: number,
): number {
  const cross = px * qy - py * qx;
  let [dx, dy] = pRay === 0 ? [px, py] : towards(w, pRay, px, py);
  let [ex, ey] = qRay === 0 ? [qx, qy] : towards(w, qRay, qx, qy);
  if (p.r === 0) return cross / 2 - upTo(nx, ny, h, dx, dy, ex, ey);
  const turn = (u - t) * p.turn;
  const green = (cross + p.r * p.r * (turn - Math.sin(turn))) / 2;
  // At the apex itself the direction is the tangent's.
  const side = Math.sign(turn);
  if (Math.hypot(px, py) < ON_BORDER_M)
    [dx, dy] = [-side * Math.sin(p.start + t * p.turn), side * Math.cos(p.start + t * p.turn)];
  if (Math.hypot(qx, qy) < ON_BORDER_M)
    [ex, ey] = [side * Math.sin(p.start + u * p.turn), -side * Math.cos(p.start + u * p.turn)];
  if (nx !== 0 || ny !== 0) return green - upTo(nx, ny, h, dx, dy, ex, ey);
  let angle = Math.atan2(dx * ey - dy * ex, dx * ex + dy * ey);
  // Between chord and arc the apex sees the arc under more than 180°.
  if (angle * side < 0 && Math.hypot(p.mx, p.my) < p.r) angle += side * TAU;
  return green - (h * h * angle) / 2;
}

/** The ray's direction, or the opposite one where the place lies there. */
function towards(w: Wedge, ray: number, x: number, y: number): [number, number] {
  const [rx, ry] = ray === 1 ? [w.ux, w.uy] : [w.vx, w.vy];
  return rx * x + ry * y >= 0 ? [rx, ry] : [-rx, -ry];
}
