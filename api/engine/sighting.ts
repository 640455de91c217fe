// Cuts all footprints of a plane by obstacles and terrain: the way from camera records to sight cells.
import { Fan, SightBuilder } from './fan.ts';
import { type Footprints, footprintArea } from './footprint.ts';
import type { Plane } from './plane.ts';
import { cosSinDeg } from './plane.ts';
import type { SightTable } from './sight.ts';
import type { CameraArrays, TerrainInput } from './types.ts';
import type { Look, Quads } from './visibility.ts';
import { visibleCells } from './visibility.ts';
import type { Walls } from './walls.ts';

/** Footprint j as the fan wants it. */
export function lookOf(o: Footprints, j: number, heightM: number): Look {
  return {
    x: o.X[j],
    y: o.Y[j],
    ux: o.UX[j],
    uy: o.UY[j],
    vx: o.VX[j],
    vy: o.VY[j],
    width: o.width[j],
    full: o.full[j] === 1,
    nearM: o.N[j],
    reachM: o.R[j],
    heightM,
  };
}

/** Terrain of camera i in the plane's directions; null = terrain hides nothing of it. */
export function terrainQuads(plane: Plane, lon: number, lat: number, terrain: TerrainInput, i: number): Quads | null {
  const from = terrain.from[i];
  const n = terrain.blind[i] ? 0 : terrain.from[i + 1] - from;
  if (n === 0 && !terrain.blind[i]) return null;
  const [nx, ny] = plane.north(lon, lat);
  const f = (): Float64Array => new Float64Array(n);
  const q = { n, ux: f(), uy: f(), vx: f(), vy: f() };
  for (let k = 0; k < n; k++) {
    // Clockwise from az0 to az1 is counter-clockwise from az1 to az0.
    const [cu, su] = cosSinDeg(terrain.az1Deg[from + k]);
    const [cv, sv] = cosSinDeg(terrain.az0Deg[from + k]);
    q.ux[k] = cu * nx + su * ny;
    q.uy[k] = cu * ny - su * nx;
    q.vx[k] = cv * nx + sv * ny;
    q.vy[k] = cv * ny - sv * nx;
  }
  const part = (a: Float64Array): Float64Array => a.subarray(from, from + n);
  return {
    ...q,
    inU: part(terrain.in1M),
    inV: part(terrain.in0M),
    outU: part(terrain.out1M),
    outV: part(terrain.out0M),
  };
}

/** What each footprint sees, in the footprints' order. `c` is what they came from. `hidden[j]` becomes the share of
 * footprint j that the walls hide. */
export function sightOf(
  plane: Plane,
  o: Footprints,
  c: CameraArrays,
  walls: Walls | null,
  hidden: Float64Array | null = null,
): SightTable {
  const fan = new Fan();
  const out = new SightBuilder();
  for (let j = 0; j < o.n; j++) {
    const i = o.source[j];
    const look = lookOf(o, j, c.heightM ? c.heightM[i] : Number.NaN);
    const quads = c.terrain ? terrainQuads(plane, c.lon[i], c.lat[i], c.terrain, i) : null;
    visibleCells(look, walls, fan, out, quads, hidden ? noteHidden : undefined);
    function noteHidden(): void {
      // rounding may leave a hair outside 0 … 1
      hidden![j] = fan.cut ? Math.max(0, Math.min(1, 1 - fan.areaM2() / footprintArea(o, j))) : 0;
    }
  }
  return out.table();
}
