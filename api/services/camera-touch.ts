// Which leaves does a camera's figure-relevant state touch? Those its reach may meet, and the one it stands in.

import { reachBox } from '#engine';
import { footprintOf } from '#rules/assumptions';
import type { CameraRecord } from '#storage/cameras.repository';
import type { LeafIndex } from './spatial-cache.ts';

export type Sighted = Pick<
  CameraRecord,
  | 'longitude'
  | 'latitude'
  | 'type'
  | 'azimuthDeg'
  | 'hfovDeg'
  | 'rangeM'
  | 'nearM'
  | 'stage'
  | 'count'
  | 'regionCode'
  | 'heightM'
>;

export function leavesTouched(index: LeafIndex, camera: Sighted): string[] {
  const { reachM } = footprintOf(camera);
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
] as const satisfies (keyof Sighted)[];

/** Does a change of the record change any figure? */
export const changesFigures = (before: Sighted, after: Sighted): boolean =>
  RELEVANT.some((field) => before[field] !== after[field]);
