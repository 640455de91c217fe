// How far does a lens put L pixels on every metre, and which strip of ground does it have in view?
//
// Conventions: T = tilt of the axis below the horizon, H = height of the lens, t = height of the target plane,
// h and v = the lens's horizontal and vertical angle, R = pixels across. The horizontal pixel density at a depth z along
// the axis is R / (2·z·tan(h/2)) (the image is R pixels wide and 2·z·tan(h/2) metres of the plane at z fit into it),
// so L px/m are there up to z = R / (2·L·tan(h/2)). IEC 62676-4 states its levels in px/m of that kind.
//
// The sector is conservative. A point of the ground at distance r and an angle θ off the axis lies at the depth
// r·cosθ·cosT + (H−t)·sinT, which is greatest for θ = 0: the true line of equal density is the chord at one depth, and the
// sector whose radius is the distance on the axis stays inside it.
import { cosSinDeg, RAD } from './plane.ts';

/** From this lens angle on (degrees) a plane image would be infinitely wide: fisheye, pixels shared evenly over the angle. */
const FISHEYE_DEG = 180;

/** Height, tilt and vertical angle of one camera; null = not known. */
export interface Stance {
  /** lens above the ground */
  heightM: number | null;
  /** of the axis below the horizon, −90…90 */
  tiltDeg: number | null;
  vfovDeg: number | null;
}

/** Depth along the axis up to which an object gets `pxPerM`, metres. The three arguments are above 0. */
export function depthAtDensityM(resolutionH: number, lensHfovDeg: number, pxPerM: number): number {
  if (lensHfovDeg >= FISHEYE_DEG) return resolutionH / (pxPerM * lensHfovDeg * RAD);
  const [cos, sin] = cosSinDeg(lensHfovDeg / 2);
  return (resolutionH * cos) / (2 * pxPerM * sin);
}

/** Distance on the ground (m) of the depth `depthM` straight ahead: the plane at that depth, square to the axis, meets
 * the target plane at d = (z − (H−t)·sinT) / cosT. Without height or tilt d = z. Negative: the depth ends in the air in
 * front of the ground; Infinity: it reaches all ground that a lens which looks straight down has in view. */
export function groundDistanceM(depthM: number, stance: Stance, targetM = 0): number {
  const { heightM, tiltDeg } = stance;
  if (heightM === null || tiltDeg === null) return depthM;
  const [cos, sin] = cosSinDeg(tiltDeg);
  const left = depthM - (heightM - targetM) * sin;
  // straight down all ground is at one depth, H − t
  if (cos <= 0) return left >= 0 ? Infinity : -Infinity;
  return left / cos;
}

/** Nearest and farthest ground (m) between the lower and the upper edge of the image; null unless height, tilt and vertical
 * angle are all known. The lower edge looks down by T + v/2 and meets the target plane at (H−t)/tan(T+v/2): 0 where that
 * is straight down or beyond, or where the lens is not above the plane. The upper edge does so at (H−t)/tan(T−v/2): never
 * (Infinity) where it looks at the horizon or above it. A lens whose lower edge does not look down sees no ground:
 * its near edge is Infinity. */
export function groundStripM(stance: Stance, targetM = 0): { nearM: number; farM: number } | null {
  const { heightM, tiltDeg, vfovDeg } = stance;
  if (heightM === null || tiltDeg === null || vfovDeg === null) return null;
  const above = heightM - targetM;
  const lowerDeg = tiltDeg + vfovDeg / 2;
  const upperDeg = tiltDeg - vfovDeg / 2;
  return { nearM: nearEdgeM(above, lowerDeg), farM: upperDeg <= 0 ? Infinity : Math.max(0, above * cotDeg(upperDeg)) };
}

function nearEdgeM(aboveM: number, lowerDeg: number): number {
  if (aboveM <= 0 || lowerDeg >= 90) return 0;
  return lowerDeg <= 0 ? Infinity : aboveM * cotDeg(lowerDeg);
}

/** Exact at 90°; the angle is above 0. */
function cotDeg(deg: number): number {
  const [cos, sin] = cosSinDeg(deg);
  return cos / sin;
}
