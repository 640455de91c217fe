// What a camera sees where nothing stands in the way, as rings in the square world. Pictures only.
import { metresPerDegree } from '#engine';
import { worldPerDegree, worldX, worldY } from './mercator.ts';

/** Up to here (m) a footprint is as flat as the map at its apex: reach² · tan(latitude) / 2R is under 0.02 m at 70°. */
export const FLAT_M = 300;

export interface Sector {
  longitude: number;
  latitude: number;
  /** clockwise from true north */
  azimuthDeg: number;
  /** 360 and more = a disc */
  hfovDeg: number;
  nearM: number;
  reachM: number;
}

/** Flat x, y, x, y …, not closed: the outline, then the hole of a ring-shaped one; none without ground. No chord leaves its
 * arc by more than `sagM`. For reaches up to FLAT_M. */
export function sectorRings(sector: Sector, sagM: number): number[][] {
  const { longitude, latitude, azimuthDeg, hfovDeg, nearM, reachM } = sector;
  if (!(reachM > nearM && hfovDeg > 0)) return [];
  const [perLon, perLat] = metresPerDegree(latitude);
  const [perDegreeX, perDegreeY] = worldPerDegree(latitude);
  const [x0, y0] = [worldX(longitude), worldY(latitude)];
  const [scaleX, scaleY] = [perDegreeX / perLon, perDegreeY / perLat];
  const isDisc = hfovDeg >= 360;
  const turn = isDisc ? TURN : (hfovDeg / 360) * TURN;
  const from = (azimuthDeg / 360) * TURN - turn / 2;
  const arc = (ring: number[], radiusM: number, start: number, sweep: number): void => {
    const pieces = Math.max(
      LEAST_PIECES,
      Math.ceil(Math.abs(sweep) / (2 * Math.acos(Math.max(0, 1 - sagM / radiusM)))),
    );
    // the end of a full circle is its start
    for (let k = 0; k < (isDisc ? pieces : pieces + 1); k++) {
      const angle = start + (sweep * k) / pieces;
      ring.push(x0 + radiusM * Math.sin(angle) * scaleX, y0 - radiusM * Math.cos(angle) * scaleY);
    }
  };
  const outline: number[] = [];
  arc(outline, reachM, from, turn);
  if (isDisc) {
    if (!(nearM > 0)) return [outline];
    const hole: number[] = [];
    arc(hole, nearM, from, turn);
    return [outline, hole];
  }
  if (nearM > 0) arc(outline, nearM, from + turn, -turn);
  else outline.push(x0, y0);
  return [outline];
}
const TURN = 2 * Math.PI;
/** A disc of less would be no polygon. */
const LEAST_PIECES = 3;
