// How far are two places apart? For places near each other: telling whether something moved, or in which order to walk.
import { metresPerDegree } from '#engine';

type LonLat = readonly [longitude: number, latitude: number];

/** Metres, on the plane that touches the ellipsoid between them; the short way round over ±180°. */
export function metresBetween(a: LonLat, b: LonLat): number {
  const [perLon, perLat] = metresPerDegree((a[1] + b[1]) / 2);
  const east = a[0] - b[0];
  return Math.hypot((east - 360 * Math.round(east / 360)) * perLon, (a[1] - b[1]) * perLat);
}
