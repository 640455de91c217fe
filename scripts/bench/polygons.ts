// The same villages for tools that know no arcs: footprints as polygons, in the plane the engine measures in.

import type { LeafInput } from '#engine';
import { demandsOf } from '../../api/engine/ground.ts';
import { type Plane, projectRing } from '../../api/engine/plane.ts';

/** Segments of a full circle unless told otherwise: what PostGIS users write as ST_Buffer(…, 16). */
export const SEGMENTS = 64;
const RAD = Math.PI / 180;

/** A footprint in the plane: apex, radii and the counter-clockwise run of its arc, in metres and radians. */
export interface PlaneFootprint {
  x: number;
  y: number;
  nearM: number;
  reachM: number;
  from: number;
  width: number;
  full: boolean;
}

export interface PlaneVillage {
  plane: Plane;
  /** x, y, x, y … not closed */
  ring: Float64Array;
  footprints: PlaneFootprint[];
}

/** Only union and clipping are to be compared, so the peers get the engine's own plane and its densified border. */
export function planeVillage(leaf: LeafInput): PlaneVillage {
  const parts = demandsOf(leaf);
  if (parts.length !== 1) throw new Error(`expected a village in one plane, got ${parts.length}`);
  const { plane } = parts[0];
  const { coords, ringEnd } = leaf.region;
  const ring = projectRing(plane, coords, 0, ringEnd[0]);
  const footprints: PlaneFootprint[] = [];
  const k = leaf.cameras;
  const xy = [0, 0];
  for (let i = 0; i < k.n; i++) {
    plane.toPlane(k.lon[i], k.lat[i], xy, 0);
    const full = k.hfovDeg[i] >= 360;
    if (full && k.nearM[i] > 0) throw new Error(`expected discs without a near edge, got camera ${i}`);
    const [nx, ny] = plane.north(k.lon[i], k.lat[i]);
    const width = (full ? 360 : k.hfovDeg[i]) * RAD;
    const axis = Math.atan2(ny, nx) - k.azimuthDeg[i] * RAD;
    footprints.push({
      x: xy[0],
      y: xy[1],
      nearM: k.nearM[i],
      reachM: k.reachM[i],
      from: full ? 0 : axis - width / 2,
      width,
      full,
    });
  }
  return { plane, ring, footprints };
}

/** Inscribed polygon, counter-clockwise, x, y … not closed. `fineness` 2 halves every segment exactly, so that the two
 * areas can be extrapolated. */
export function polygonOf(f: PlaneFootprint, fineness = 1, segments = SEGMENTS): Float64Array {
  const n = Math.max(1, Math.ceil((segments * f.width) / (2 * Math.PI) - 1e-9)) * fineness;
  const out: number[] = [];
  const put = (r: number, s: number): void => {
    const a = f.from + (f.width * s) / n;
    out.push(f.x + r * Math.cos(a), f.y + r * Math.sin(a));
  };
  for (let s = 0; s < n + (f.full ? 0 : 1); s++) put(f.reachM, s);
  if (!f.full) {
    if (f.nearM > 0) for (let s = n; s >= 0; s--) put(f.nearM, s);
    else out.push(f.x, f.y);
  }
  return Float64Array.from(out);
}
