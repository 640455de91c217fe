// Obstacles in a plane: the edges of buildings and the segments of walls, and which of them stand near a camera.
import type { BoxGrid } from './boxgrid.ts';
import { boxGrid } from './boxgrid.ts';
import type { Plane } from './plane.ts';
import { projectRing, reachBox } from './plane.ts';
import type { ObstacleInput } from './types.ts';

/** Boxes within this (m) of the plane's centre are also tested in longitude and latitude, before anything is projected: up
 * to here lengths in the plane are within WIDEN of true ones. */
const NEAR_CENTRE_M = 200_000;
const WIDEN = 1.001;

/** Vertices of one obstacle nearer than this (m) are one vertex. */
const SAME_VERTEX_M = 1e-9;

/** Units are what hides sight as one: a building (a unit of all its edges, even-odd inside) or one segment of a wall (a unit of
 * one edge). Buildings come first. Coordinates are plane metres. */
export interface Walls {
  /** number of edges, and their ends */
  n: number;
  ax: Float64Array;
  ay: Float64Array;
  bx: Float64Array;
  by: Float64Array;
  units: number;
  /** the first `buildings` units are buildings */
  buildings: number;
  /** unit i owns the edges from[i] … from[i + 1] − 1 */
  from: Int32Array;
  /** per unit: index in the input of the building or wall line it came from */
  source: Int32Array;
  /** per unit: its top above the ground (m), NaN = not known */
  topM: Float64Array;
  x0: Float64Array;
  y0: Float64Array;
  x1: Float64Array;
  y1: Float64Array;
  grid: BoxGrid;
  /** vertices of obstacles near the box that were left out because a coordinate is not a finite number */
  leftOut: number;
}

/** Projects the obstacles whose boxes meet `box` (x0, y0, x1, y1 in the plane). Vertices that are not finite or repeat the
 * one before are left out; an obstacle of one place has no edge and hides nothing. */
export function wallsIn(plane: Plane, obstacles: ObstacleInput, box: ArrayLike<number>): Walls {
  const edges: number[] = [];
  const from = [0];
  const source: number[] = [];
  const topM: number[] = [];
  const boxes: number[] = [];
  let leftOut = 0;

  const finite = (coords: Float64Array, start: number, end: number): Float64Array => {
    let whole = true;
    for (let i = 2 * start; i < 2 * end; i++) if (!Number.isFinite(coords[i])) whole = false;
    if (whole) return coords.subarray(2 * start, 2 * end);
    const kept: number[] = [];
    for (let i = start; i < end; i++)
      if (Number.isFinite(coords[2 * i] + coords[2 * i + 1])) kept.push(coords[2 * i], coords[2 * i + 1]);
      else leftOut++;
    return Float64Array.from(kept);
  };
  /** Appends the edges of a projected chain; `closed` adds the one from its end to its start. */
  const chain = (p: ArrayLike<number>, n: number, closed: boolean): void => {
    let last = 0;
    const edge = (i: number, j: number): boolean => {
      if (Math.hypot(p[2 * j] - p[2 * i], p[2 * j + 1] - p[2 * i + 1]) <= SAME_VERTEX_M) return false;
      edges.push(p[2 * i], p[2 * i + 1], p[2 * j], p[2 * j + 1]);
      return true;
    };
    for (let i = 1; i < n; i++) if (edge(last, i)) last = i;
    if (closed && last > 0) edge(last, 0);
  };
  /** Makes the edges since the last unit a unit, unless it stands outside the box. */
  const unit = (input: number, top: number): void => {
    const start = from[from.length - 1];
    if (edges.length / 4 === start) return;
    let x0 = Infinity;
    let y0 = Infinity;
    let x1 = -Infinity;
    let y1 = -Infinity;
    for (let i = 4 * start; i < edges.length; i += 2) {
      x0 = Math.min(x0, edges[i]);
      x1 = Math.max(x1, edges[i]);
      y0 = Math.min(y0, edges[i + 1]);
      y1 = Math.max(y1, edges[i + 1]);
    }
    if (x0 > box[2] || x1 < box[0] || y0 > box[3] || y1 < box[1]) {
      edges.length = 4 * start;
      return;
    }
    from.push(edges.length / 4);
    source.push(input);
    topM.push(top);
    boxes.push(x0, y0, x1, y1);
  };

  const reachM = Math.hypot(Math.max(-box[0], box[2]), Math.max(-box[1], box[3]));
  const [west, south, east, north] =
    reachM < NEAR_CENTRE_M
      ? reachBox(plane.lon0, plane.lat0, reachM * WIDEN)
      : [-Infinity, -Infinity, Infinity, Infinity];
  /** Can the vertices start … end − 1 and what lies between them not meet the box? */
  const faraway = (coords: Float64Array, start: number, end: number): boolean => {
    let x0 = Infinity;
    let y0 = Infinity;
    let x1 = -Infinity;
    let y1 = -Infinity;
    for (let i = 2 * start; i < 2 * end; i += 2) {
      // The short way round from the centre, as the plane does.
      let x = coords[i];
      if (x - plane.lon0 > 180) x -= 360;
      else if (x - plane.lon0 < -180) x += 360;
      const y = coords[i + 1];
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
    }
    return x0 > east || x1 < west || y0 > north || y1 < south;
  };

  const { buildings, walls } = obstacles;
  for (let p = 0; p < buildings.polyEnd.length; p++) {
    const first = p > 0 ? buildings.polyEnd[p - 1] : 0;
    const end = buildings.polyEnd[p];
    if (end === first) continue;
    if (faraway(buildings.coords, first > 0 ? buildings.ringEnd[first - 1] : 0, buildings.ringEnd[end - 1])) continue;
    for (let r = first; r < end; r++) {
      const ring = finite(buildings.coords, r > 0 ? buildings.ringEnd[r - 1] : 0, buildings.ringEnd[r]);
      if (ring.length === 0) continue;
      const projected = projectRing(plane, ring, 0, ring.length / 2);
      chain(projected, projected.length / 2, true);
    }
    unit(p, obstacles.buildingTopM[p]);
  }
  const buildingUnits = source.length;
  for (let w = 0; w < walls.end.length; w++) {
    if (faraway(walls.coords, w > 0 ? walls.end[w - 1] : 0, walls.end[w])) continue;
    const line = finite(walls.coords, w > 0 ? walls.end[w - 1] : 0, walls.end[w]);
    for (let i = 0; i + 1 < line.length / 2; i++) {
      // Two vertices as a ring go there and back in equally many pieces: the first half is the segment.
      const there = projectRing(plane, line, i, i + 2);
      const pieces = there.length / 4;
      for (let k = 0; k < pieces; k++) {
        chain(there.subarray(2 * k, 2 * k + 4), 2, false);
        unit(w, obstacles.wallTopM[w]);
      }
    }
  }

  const n = edges.length / 4;
  const ax = new Float64Array(n);
  const ay = new Float64Array(n);
  const bx = new Float64Array(n);
  const by = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    ax[i] = edges[4 * i];
    ay[i] = edges[4 * i + 1];
    bx[i] = edges[4 * i + 2];
    by[i] = edges[4 * i + 3];
  }
  const units = source.length;
  const x0 = new Float64Array(units);
  const y0 = new Float64Array(units);
  const x1 = new Float64Array(units);
  const y1 = new Float64Array(units);
  for (let i = 0; i < units; i++) {
    x0[i] = boxes[4 * i];
    y0[i] = boxes[4 * i + 1];
    x1[i] = boxes[4 * i + 2];
    y1[i] = boxes[4 * i + 3];
  }
  return {
    n,
    ax,
    ay,
    bx,
    by,
    units,
    buildings: buildingUnits,
    from: Int32Array.from(from),
    source: Int32Array.from(source),
    topM: Float64Array.from(topM),
    x0,
    y0,
    x1,
    y1,
    grid: boxGrid(units, x0, y0, x1, y1),
    leftOut,
  };
}
