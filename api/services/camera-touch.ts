// Which leaves does a camera's figure-relevant state touch? Those its reach may meet, and the one it stands in.

import { reachBox } from '#engine';
import { type FootprintFields, footprintOf, type Look } from '#rules/assumptions';
import type { CameraRecord } from '#storage/cameras.repository';
import type { LeafIndex } from './spatial-cache.ts';

/** Fields that say which leaves a camera touches. */
export type Touching = FootprintFields & Pick<CameraRecord, 'longitude' | 'latitude' | 'regionCode'>;

/** How far a camera sees at the look that lets it see farthest, metres. */
export function greatestReachM(camera: FootprintFields, looks: readonly Look[]): number {
  let reachM = 0;
  for (const look of looks) reachM = Math.max(reachM, footprintOf(camera, look).reachM);
  return reachM;
}

/** `looks`: every detail for which figures are kept. */
export function leavesTouched(index: LeafIndex, camera: Touching, looks: readonly Look[]): string[] {
  const reachM = greatestReachM(camera, looks);
  const [west, south, east, north] = reachBox(camera.longitude, camera.latitude, reachM);
  const found = new Set(index.meeting([west, south, east, north]));
  if (west < -180) for (const code of index.meeting([west + 360, south, 180, north])) found.add(code);
  if (east > 180) for (const code of index.meeting([-180, south, east - 360, north])) found.add(code);
  if (camera.regionCode !== null) found.add(camera.regionCode);
  return [...found];
}

const RELEVANT = [
  'longitude',
  'latitude',
  'type',
  'azimuthDeg',
  'hfovDeg',
  'rangeM',
  'nearM',
  'stage',
  'count',
  'regionCode',
  'heightM',
  'tiltDeg',
  'vfovDeg',
  'lensHfovDeg',
  'resolutionH',
] as const satisfies (keyof CameraRecord)[];
export type Sighted = Pick<CameraRecord, (typeof RELEVANT)[number]>;

/** Does a change of the record change any figure? */
export const changesFigures = (before: Sighted, after: Sighted): boolean =>
  RELEVANT.some((field) => before[field] !== after[field]);
