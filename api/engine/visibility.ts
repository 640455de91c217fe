// What obstacles and terrain leave of one camera's sector.
//
// Every obstacle takes bands out of the sector's fan (fan.ts). Per ray, with the lens at H, an obstacle of top h between the
// distances a and b, and a target at t = TARGET_M: the line of sight over the far edge comes down to t at
// b · (H − t) / (H − h), so the obstacle hides [a, k·b] with k = (H − t) / (H − h) where H > h > t, nothing where
// h ≤ t < H, and everything from a on where the lens is not above it or one of the heights is not known.
import type { Fan, Sector, SightBuilder } from './fan.ts';
import { AXES, NO_LIMIT } from './fan.ts';
import type { Walls } from './walls.ts';

/** Height above the ground (m) of what has to be seen over walls and terrain (docs/model.md §2). */
export const TARGET_M = 1.7;
/** A camera this near (m) to an edge of a building hangs on that wall; this near to a wall, it stands on it. A bracket is
 * longer, but its camera is outside anyway: this covers positions that were drawn onto the outline. */
export const ON_WALL_M = 0.05;
/** Edges seen under less than this (rad) run along the line of sight and hide nothing by themselves. */
const EDGE_ON = 1e-12;
/** So do edges whose line passes the apex nearer than this (m): a limit that leaves the ray by less than two boundaries must
 * differ has no reliable end. What shows past them is narrower than this. */
const EDGE_ON_M = 1e-6;
/** What begins closer than this (m) to the reach hides nothing of the sector. */
const AT_REACH_M = 1e-9;

/** One camera: its sector and its lens above the ground (m, NaN = not known). */
export interface Look extends Sector {
  heightM: number;
}

/** What terrain leaves of a sector, in the plane's directions. A quad lies counter-clockwise from the ray U to the ray V (unit
 * vectors, a few degrees apart) between an inner edge at the distances inU and inV and an outer edge at outU and outV (m).
 * An outer edge at or beyond the reach at both ends is the reach; an inner edge at 0 begins at the apex. Quads do not overlap. */
export interface Quads {
  n: number;
  ux: ArrayLike<number>;
  uy: ArrayLike<number>;
  vx: ArrayLike<number>;
  vy: ArrayLike<number>;
  inU: ArrayLike<number>;
  inV: ArrayLike<number>;
  outU: ArrayLike<number>;
  outV: ArrayLike<number>;
}

export type Sight = 'whole' | 'cells' | 'blind';

/** Up to how many times its far edge an obstacle hides: 0 = it hides nothing, Infinity = everything beyond. */
export function hidesUpTo(lensM: number, topM: number): number {
  if (!(lensM > topM)) return Infinity;
  return topM > TARGET_M ? (lensM - TARGET_M) / (lensM - topM) : 0;
}

/** Appends what the camera sees as one footprint: its cells, or none where nothing or everything is hidden. */
export function visibleCells(
  look: Look,
  walls: Walls | null,
  fan: Fan,
  out: SightBuilder,
  quads?: Quads | null,
): Sight {
  fan.start(look);
  if (walls) hideObstacles(look, walls, fan);
  if (quads) keepQuads(look, quads, fan);
  const cells = fan.cut ? fan.write(out) : 0;
  out.close(fan.cut && cells === 0);
  return !fan.cut ? 'whole' : cells > 0 ? 'cells' : 'blind';
}

// ---- obstacles

const found = { list: new Int32Array(256) };
/** Edges that hide everything beyond them, as keys that sort by distance. */
let keys = new Float64Array(256);
const CM_PER_M = 100;

/** Where the apex is to a building. */
const OUTSIDE = 0;
const INSIDE = 1;
const ON_WALL = 2;

function hideObstacles(look: Look, walls: Walls, fan: Fan): void {
  const { x, y, reachM } = look;
  const m = walls.grid.query(x - reachM, y - reachM, x + reachM, y + reachM, found);
  const low: number[] = [];
  // A key is the distance in centimetres and the edge, in one number that is still exact.
  const far = Math.floor(Number.MAX_SAFE_INTEGER / (walls.n + 1)) - 1;
  let opaque = 0;
  for (let q = 0; q < m; q++) {
    const unit = found.list[q];
    const k = hidesUpTo(look.heightM, walls.topM[unit]);
    if (k === 0) continue;
    const building = unit < walls.buildings;
    const place = building ? standing(walls, unit, x, y) : OUTSIDE;
    // A camera in a building or on its roof looks out of it.
    if (place === INSIDE) continue;
    if (k < Infinity || place === ON_WALL) {
      low.push(unit);
      continue;
    }
    for (let e = walls.from[unit]; e < walls.from[unit + 1]; e++) {
      const d = edgeDistance(walls, e, x, y);
      if (!(d < reachM && (building || d > ON_WALL_M))) continue;
      if (opaque === keys.length) {
        const bigger = new Float64Array(2 * opaque);
        bigger.set(keys);
        keys = bigger;
      }
      keys[opaque++] = Math.min(far, Math.floor(d * CM_PER_M)) * walls.n + e;
    }
  }
  // Near edges first: most of the others then lie wholly in shadow, which one comparison per slot finds out.
  const sorted = keys.subarray(0, opaque).sort();
  for (let i = 0; i < opaque; i++) hideEdge(look, walls, sorted[i] % walls.n, Infinity, fan);
  low.sort((a, b) => a - b);
  for (const unit of low) {
    const k = hidesUpTo(look.heightM, walls.topM[unit]);
    const edge = walls.from[unit];
    if (unit < walls.buildings) hideBuilding(look, walls, unit, k, fan);
    else if (edgeDistance(walls, edge, x, y) > ON_WALL_M) hideEdge(look, walls, edge, k, fan);
  }
}

function edgeDistance(walls: Walls, e: number, x: number, y: number): number {
  const ax = walls.ax[e] - x;
  const ay = walls.ay[e] - y;
  const dx = walls.bx[e] - walls.ax[e];
  const dy = walls.by[e] - walls.ay[e];
  const t = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));
  const px = ax + t * dx;
  const py = ay + t * dy;
  return Math.sqrt(px * px + py * py);
}

function standing(walls: Walls, unit: number, x: number, y: number): number {
  if (
    x < walls.x0[unit] - ON_WALL_M ||
    x > walls.x1[unit] + ON_WALL_M ||
    y < walls.y0[unit] - ON_WALL_M ||
    y > walls.y1[unit] + ON_WALL_M
  )
    return OUTSIDE;
  let inside = false;
  for (let e = walls.from[unit]; e < walls.from[unit + 1]; e++) {
    if (edgeDistance(walls, e, x, y) <= ON_WALL_M) return ON_WALL;
    const { ax, ay, bx, by } = walls;
    if (ay[e] > y !== by[e] > y && x < ax[e] + ((y - ay[e]) * (bx[e] - ax[e])) / (by[e] - ay[e])) inside = !inside;
  }
  return inside ? INSIDE : OUTSIDE;
}

/** An edge as the apex sees it: ends relative to the apex, counter-clockwise, and the line n·p = h through them. The normal
 * comes from the edge alone, so that every camera on the same side has the same one. */
const seen = { ax: 0, ay: 0, bx: 0, by: 0, nx: 0, ny: 0, h: 0, dx: 0, dy: 0 };

/** Fills `seen`; false where the edge runs along the line of sight. */
function lookAt(look: Look, walls: Walls, e: number): boolean {
  let ax = walls.ax[e] - look.x;
  let ay = walls.ay[e] - look.y;
  let bx = walls.bx[e] - look.x;
  let by = walls.by[e] - look.y;
  let dx = walls.bx[e] - walls.ax[e];
  let dy = walls.by[e] - walls.ay[e];
  const len = Math.sqrt(dx * dx + dy * dy);
  let turn = ax * by - ay * bx;
  if (turn < 0) {
    [ax, ay, bx, by] = [bx, by, ax, ay];
    dx = -dx;
    dy = -dy;
    turn = -turn;
  }
  if (turn <= EDGE_ON * Math.sqrt((ax * ax + ay * ay) * (bx * bx + by * by))) return false;
  if (turn <= EDGE_ON_M * len) return false;
  seen.ax = ax;
  seen.ay = ay;
  seen.bx = bx;
  seen.by = by;
  seen.dx = dx / len;
  seen.dy = dy / len;
  seen.nx = seen.dy;
  seen.ny = -seen.dx;
  seen.h = turn / len;
  return true;
}

/** One edge as a wall: hides from itself to k times itself. */
function hideEdge(look: Look, walls: Walls, e: number, k: number, fan: Fan): void {
  const R = look.reachM;
  if (!lookAt(look, walls, e) || seen.h >= R - AT_REACH_M) return;
  const { ax, ay, bx, by, nx, ny, h, dx, dy } = seen;
  // Rays through the ends, or where the line leaves the reach.
  const c = h / R;
  const s = Math.sqrt(1 - c * c);
  let la = Math.sqrt(ax * ax + ay * ay);
  let lb = Math.sqrt(bx * bx + by * by);
  let px = ax;
  let py = ay;
  let qx = bx;
  let qy = by;
  if (la > R) {
    if (ax * dx + ay * dy > 0) return;
    px = c * nx - s * dx;
    py = c * ny - s * dy;
    la = 1;
  }
  if (lb > R) {
    if (bx * dx + by * dy < 0) return;
    qx = c * nx + s * dx;
    qy = c * ny + s * dy;
    lb = 1;
  }
  const near = fan.limit(nx, ny, h);
  const far = k * h < R ? fan.limit(nx, ny, k * h) : NO_LIMIT;
  fan.hide(px / la, py / la, qx / lb, qy / lb, near, far);
}

interface Ray {
  t: number;
  x: number;
  y: number;
}

/** Calls back for every pair of neighbouring rays that are not the same, in order. */
function betweenRays(rays: Ray[], visit: (u: Ray, v: Ray, mid: number) => void): void {
  rays.sort((a, b) => a.t - b.t);
  let u = rays[0];
  for (const v of rays) {
    if (v.t - u.t <= EDGE_ON) continue;
    visit(u, v, (u.t + v.t) / 2);
    u = v;
  }
}

// ---- buildings ray by ray: those the lens looks over, and the one it hangs on

/** Takes away, on every ray, from each edge where it enters the building to k times the edge where it leaves.
 * Edges within ON_WALL_M of the apex count as running through it: they are left out, and a ray that then crosses an odd number
 * of edges starts inside the building. */
function hideBuilding(look: Look, walls: Walls, unit: number, k: number, fan: Fan): void {
  const { x, y, reachM: R } = look;
  const onWall = standing(walls, unit, x, y) === ON_WALL;
  // Edges as spans of angle about the plane's x axis; one over the axis is two.
  const spans: { from: number; to: number; nx: number; ny: number; h: number; near: number; far: number }[] = [];
  const rays: Ray[] = [];
  const ray = (px: number, py: number): number => {
    const len = Math.sqrt(px * px + py * py);
    const t = Math.atan2(py, px);
    rays.push({ t, x: px / len, y: py / len });
    return t;
  };
  for (let e = walls.from[unit]; e < walls.from[unit + 1]; e++) {
    if (onWall && edgeDistance(walls, e, x, y) <= ON_WALL_M) continue;
    if (!lookAt(look, walls, e)) continue;
    const { nx, ny, h } = seen;
    const from = ray(seen.ax, seen.ay);
    const to = ray(seen.bx, seen.by);
    const line = {
      nx,
      ny,
      h,
      near: h < R ? fan.limit(nx, ny, h) : NO_LIMIT,
      far: k * h < R ? fan.limit(nx, ny, k * h) : NO_LIMIT,
    };
    if (to >= from) spans.push({ ...line, from, to });
    else spans.push({ ...line, from, to: Math.PI }, { ...line, from: -Math.PI, to });
  }
  if (spans.length === 0) return;
  rays.push({ t: -Math.PI, x: -1, y: 0 }, { t: Math.PI, x: -1, y: 0 });
  spans.sort((a, b) => a.from - b.from);
  const at = (s: { nx: number; ny: number; h: number }, px: number, py: number): number => {
    const c = s.nx * px + s.ny * py;
    return c > 0 ? s.h / c : Infinity;
  };
  let active: typeof spans = [];
  let next = 0;

  /** Between two rays no edge ends; edges that cross each other there split the wedge at the crossing. */
  const wedge = (ux: number, uy: number, vx: number, vy: number, depth: number): void => {
    let mx = ux + vx;
    let my = uy + vy;
    const len = Math.sqrt(mx * mx + my * my);
    mx /= len;
    my /= len;
    active.sort((a, b) => at(a, mx, my) - at(b, mx, my));
    if (depth < MAX_SPLITS)
      for (let i = 0; i + 1 < active.length; i++) {
        const a = active[i];
        const b = active[i + 1];
        if (at(a, ux, uy) <= at(b, ux, uy) + AT_REACH_M && at(a, vx, vy) <= at(b, vx, vy) + AT_REACH_M) continue;
        // The crossing lies on the ray at right angles to h₁ n₂ − h₂ n₁.
        const wx = a.h * b.nx - b.h * a.nx;
        const wy = a.h * b.ny - b.h * a.ny;
        const size = Math.sqrt(wx * wx + wy * wy);
        const side = mx * -wy + my * wx < 0 ? -1 : 1;
        const cx = (-side * wy) / size;
        const cy = (side * wx) / size;
        if (!(ux * cy - uy * cx > EDGE_ON && cx * vy - cy * vx > EDGE_ON)) continue;
        wedge(ux, uy, cx, cy, depth + 1);
        wedge(cx, cy, vx, vy, depth + 1);
        return;
      }
    // An odd number of edges ahead: the ray starts inside.
    const order = active.slice();
    for (let i = order.length % 2 === 1 ? -1 : 0; i + 1 < order.length; i += 2) {
      const near = i < 0 ? NO_LIMIT : order[i].near;
      if (i >= 0 && near === NO_LIMIT) break;
      fan.hide(ux, uy, vx, vy, near, order[i + 1].far);
    }
  };

  betweenRays(rays, (u, v, mid) => {
    while (next < spans.length && spans[next].from < mid) active.push(spans[next++]);
    active = active.filter((s) => s.to > mid);
    if (active.length > 0) wedge(u.x, u.y, v.x, v.y, 0);
  });
}
/** Crossings of edges inside one wedge that are followed before the order in its middle has to do. */
const MAX_SPLITS = 40;

// ---- terrain

/** Leaves only what lies in the quads: between neighbouring rays takes away what is before, between and behind them. */
function keepQuads(look: Look, quads: Quads, fan: Fan): void {
  const rays: Ray[] = [
    { t: 0, x: look.full ? 1 : look.ux, y: look.full ? 0 : look.uy },
    { t: 2 * Math.PI, x: look.full ? 1 : look.ux, y: look.full ? 0 : look.uy },
  ];
  // Rays at the axes, so that a span without any quad is never half a turn.
  for (const [x, y] of AXES) rays.push({ t: fan.angleOf(x, y), x, y });
  const spans: { from: number; to: number; near: number; far: number }[] = [];
  for (let i = 0; i < quads.n; i++) {
    const ux = quads.ux[i];
    const uy = quads.uy[i];
    const vx = quads.vx[i];
    const vy = quads.vy[i];
    const from = fan.angleOf(ux, uy);
    const to = fan.angleOf(vx, vy);
    rays.push({ t: from, x: ux, y: uy }, { t: to, x: vx, y: vy });
    /** The line through the points at a on U and b on V. */
    const line = (a: number, b: number): number => {
      const dx = b * vx - a * ux;
      const dy = b * vy - a * uy;
      const len = Math.sqrt(dx * dx + dy * dy);
      return fan.limit(dy / len, -dx / len, (a * b * (ux * vy - uy * vx)) / len);
    };
    const { inU, inV, outU, outV } = quads;
    if (!(outU[i] > 0 && outV[i] > 0)) continue;
    const span = {
      near: inU[i] > 0 && inV[i] > 0 ? line(inU[i], inV[i]) : NO_LIMIT,
      far: outU[i] >= look.reachM && outV[i] >= look.reachM ? NO_LIMIT : line(outU[i], outV[i]),
    };
    if (to >= from) spans.push({ ...span, from, to });
    else spans.push({ ...span, from, to: 2 * Math.PI }, { ...span, from: 0, to });
  }
  spans.sort((a, b) => a.from - b.from);
  let active: typeof spans = [];
  let next = 0;
  betweenRays(rays, (u, v, mid) => {
    if (!look.full && u.t > look.width) return;
    while (next < spans.length && spans[next].from < mid) active.push(spans[next++]);
    active = active.filter((s) => s.to > mid);
    const mx = u.x + v.x;
    const my = u.y + v.y;
    active.sort((a, b) => farAlong(fan, a.far, mx, my) - farAlong(fan, b.far, mx, my));
    let last = NO_LIMIT;
    for (const s of active) {
      if (s.near !== NO_LIMIT) fan.hide(u.x, u.y, v.x, v.y, last, s.near);
      last = s.far;
      if (last === NO_LIMIT) return;
    }
    fan.hide(u.x, u.y, v.x, v.y, last, NO_LIMIT);
  });
}

const farAlong = (fan: Fan, limit: number, x: number, y: number): number =>
  limit === NO_LIMIT ? Number.MAX_VALUE : fan.along(limit, x, y);
