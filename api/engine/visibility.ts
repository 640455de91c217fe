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

/** Appends what the camera sees as one footprint: its cells, or none where nothing or everything is hidden. `behindWalls`
 * hears when obstacles have cut the fan and terrain has not yet. */
export function visibleCells(
  look: Look,
  walls: Walls | null,
  fan: Fan,
  out: SightBuilder,
  quads?: Quads | null,
  behindWalls?: () => void,
): Sight {
  fan.start(look);
  if (walls) hideObstacles(look, walls, fan);
  behindWalls?.();
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
  const byDistance = keys.subarray(0, opaque).sort();
  for (let i = 0; i < opaque; i++) hideEdge(look, walls, byDistance[i] % walls.n, Infinity, fan);
  low.sort((a, b) => boxDistance(walls, a, x, y) - boxDistance(walls, b, x, y) || a - b);
  for (const unit of low) {
    if (inShadow(look, walls, unit, fan)) continue;
    const k = hidesUpTo(look.heightM, walls.topM[unit]);
    const edge = walls.from[unit];
    if (unit < walls.buildings) hideBuilding(look, walls, unit, k, fan);
    else if (edgeDistance(walls, edge, x, y) > ON_WALL_M) hideEdge(look, walls, edge, k, fan);
  }
}

function boxDistance(walls: Walls, unit: number, x: number, y: number): number {
  const dx = Math.max(walls.x0[unit] - x, 0, x - walls.x1[unit]);
  const dy = Math.max(walls.y0[unit] - y, 0, y - walls.y1[unit]);
  return Math.sqrt(dx * dx + dy * dy);
}

/** Is nothing seen from the nearest point of the unit's box on, over the whole angle of the box? Then it hides nothing more. */
function inShadow(look: Look, walls: Walls, unit: number, fan: Fan): boolean {
  const d = boxDistance(walls, unit, look.x, look.y);
  if (d >= look.reachM) return true;
  if (d <= ON_WALL_M) return false;
  const x0 = walls.x0[unit] - look.x;
  const y0 = walls.y0[unit] - look.y;
  const x1 = walls.x1[unit] - look.x;
  const y1 = walls.y1[unit] - look.y;
  // The corners that come first and last counter-clockwise, by where the box is from the apex.
  const up = y0 > 0;
  const down = y1 < 0;
  const right = x0 > 0;
  const left = x1 < 0;
  return !fan.seesBeyond(
    up || (!down && left) ? x1 : x0,
    right || (!left && up) ? y0 : y1,
    down || (!up && left) ? x1 : x0,
    right || (!left && down) ? y1 : y0,
    d,
  );
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

// ---- buildings ray by ray: those the lens looks over, and the one it hangs on

/** Takes away, on every ray, from each edge where it enters the building to k times the edge where it leaves.
 * Edges within ON_WALL_M of the apex count as running through it: they are left out, and a ray that then crosses an odd number
 * of edges starts inside the building. */
function hideBuilding(look: Look, walls: Walls, unit: number, k: number, fan: Fan): void {
  const { x, y, reachM: R } = look;
  const onWall = standing(walls, unit, x, y) === ON_WALL;
  let spans = 0;
  let rays = 0;
  const ray = (px: number, py: number, t: number): number => {
    const len = Math.sqrt(px * px + py * py);
    rayT[rays] = t;
    rayX[rays] = px / len;
    rayY[rays++] = py / len;
    return t;
  };
  const span = (from: number, to: number): void => {
    spanFrom[spans] = from;
    spanTo[spans] = to;
    spanX[spans] = seen.nx;
    spanY[spans] = seen.ny;
    spanH[spans++] = seen.h;
  };
  // Edges as spans of angle about the plane's x axis; one over the axis is two.
  for (let e = walls.from[unit]; e < walls.from[unit + 1]; e++) {
    const d = edgeDistance(walls, e, x, y);
    // From outside, a ray is outside until its first edge: what lies beyond the reach is not needed to tell.
    if (onWall ? d <= ON_WALL_M : d >= R) continue;
    if (!lookAt(look, walls, e)) continue;
    const from = ray(seen.ax, seen.ay, Math.atan2(seen.ay, seen.ax));
    const to = ray(seen.bx, seen.by, Math.atan2(seen.by, seen.bx));
    if (to >= from) span(from, to);
    else {
      span(from, Math.PI);
      span(-Math.PI, to);
    }
  }
  if (spans === 0) return;
  ray(-1, 0, -Math.PI);
  ray(-1, 0, Math.PI);
  const raysInOrder = sorted(rays, rayT);
  const spansInOrder = sorted(spans, spanFrom);
  const active: number[] = [];
  let next = 0;
  let u = raysInOrder[0];
  for (let r = 1; r < rays; r++) {
    const v = raysInOrder[r];
    if (rayT[v] - rayT[u] <= EDGE_ON) continue;
    const mid = (rayT[u] + rayT[v]) / 2;
    while (next < spans && spanFrom[spansInOrder[next]] < mid) active.push(spansInOrder[next++]);
    let kept = 0;
    for (let i = 0; i < active.length; i++) if (spanTo[active[i]] > mid) active[kept++] = active[i];
    active.length = kept;
    if (kept > 0) hideWedge(rayX[u], rayY[u], rayX[v], rayY[v], active, onWall, k, R, fan, 0);
    u = v;
  }
}

// The edges of the building at hand, and the rays through their ends.
const spanFrom: number[] = [];
const spanTo: number[] = [];
const spanX: number[] = [];
const spanY: number[] = [];
const spanH: number[] = [];
const rayT: number[] = [];
const rayX: number[] = [];
const rayY: number[] = [];

const FEW = 40;
/** The numbers 0 … n − 1 by ascending key; few of them by insertion, which is fastest for the outline of a house. */
function sorted(n: number, key: number[]): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  if (n > FEW) return order.sort((a, b) => key[a] - key[b]);
  for (let i = 1; i < n; i++) {
    const v = order[i];
    let j = i - 1;
    for (; j >= 0 && key[order[j]] > key[v]; j--) order[j + 1] = order[j];
    order[j + 1] = v;
  }
  return order;
}

function spanAt(s: number, x: number, y: number): number {
  const c = spanX[s] * x + spanY[s] * y;
  return c > 0 ? spanH[s] / c : Infinity;
}

/** Between the rays u and v no edge ends; edges that cross each other there split the wedge at the crossing. */
function hideWedge(
  ux: number,
  uy: number,
  vx: number,
  vy: number,
  active: number[],
  onWall: boolean,
  k: number,
  reachM: number,
  fan: Fan,
  depth: number,
): void {
  let mx = ux + vx;
  let my = uy + vy;
  const len = Math.sqrt(mx * mx + my * my);
  mx /= len;
  my /= len;
  const m = active.length;
  for (let i = 1; i < m; i++) {
    const s = active[i];
    const d = spanAt(s, mx, my);
    let j = i - 1;
    for (; j >= 0 && spanAt(active[j], mx, my) > d; j--) active[j + 1] = active[j];
    active[j + 1] = s;
  }
  for (let i = 0; i + 1 < m && depth < MAX_SPLITS; i++) {
    const a = active[i];
    const b = active[i + 1];
    if (spanAt(a, ux, uy) <= spanAt(b, ux, uy) + AT_REACH_M && spanAt(a, vx, vy) <= spanAt(b, vx, vy) + AT_REACH_M)
      continue;
    // The crossing lies on the ray at right angles to h₁ n₂ − h₂ n₁.
    const wx = spanH[a] * spanX[b] - spanH[b] * spanX[a];
    const wy = spanH[a] * spanY[b] - spanH[b] * spanY[a];
    const size = Math.sqrt(wx * wx + wy * wy);
    const side = mx * -wy + my * wx < 0 ? -1 : 1;
    const cx = (-side * wy) / size;
    const cy = (side * wx) / size;
    if (!(ux * cy - uy * cx > EDGE_ON && cx * vy - cy * vx > EDGE_ON)) continue;
    hideWedge(ux, uy, cx, cy, active, onWall, k, reachM, fan, depth + 1);
    hideWedge(cx, cy, vx, vy, active, onWall, k, reachM, fan, depth + 1);
    return;
  }
  // From the wall it hangs on, an odd number of edges ahead says that the ray starts inside.
  for (let i = onWall && m % 2 === 1 ? -1 : 0; i < m; i += 2) {
    if (i >= 0 && spanH[active[i]] >= reachM) return;
    const near = i < 0 ? NO_LIMIT : fan.limit(spanX[active[i]], spanY[active[i]], spanH[active[i]]);
    const out = active[i + 1];
    const far = i + 1 < m && k * spanH[out] < reachM ? fan.limit(spanX[out], spanY[out], k * spanH[out]) : NO_LIMIT;
    fan.hide(ux, uy, vx, vy, near, far);
    if (far === NO_LIMIT) return;
  }
}

/** Crossings of edges inside one wedge that are followed before the order in its middle has to do. */
const MAX_SPLITS = 40;

// ---- terrain

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
