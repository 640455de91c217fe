// Where the handles of a camera stand, and what moving one of them by hand or key changes.
import type { Camera } from '#contract/camera';
import {
  aimAt,
  type Change,
  moveBy,
  moveTo,
  open,
  openTo,
  placeAt,
  reach,
  reachTo,
  type Sight,
  turnBy,
} from './camera-edit.ts';

export type HandleId = 'move' | 'azimuth' | 'range' | 'fov-left' | 'fov-right';
export interface Handle {
  id: HandleId;
  lon: number;
  lat: number;
}
/** How far (px) the azimuth handle stands beyond the reach. */
const TIP_PX = 30;
/** A footprint smaller than this (px) on screen has no room for handles but its own place. */
export const LEAST_REACH_PX = 34;
/** Where a camera without an axis is pulled wider: to the east. */
const EAST_DEG = 90;

export function handlesOf(camera: Camera, sight: Sight, metresPerPx: number): Handle[] {
  const at = (id: HandleId, azimuthDeg: number, distanceM: number): Handle => {
    const [lon, lat] = placeAt(camera, azimuthDeg, distanceM);
    return { id, lon, lat };
  };
  const { azimuthDeg, hfovDeg, reachM, disc } = sight;
  const handles: Handle[] = [{ id: 'move', lon: camera.longitude, lat: camera.latitude }];
  if (reachM / metresPerPx < LEAST_REACH_PX) return handles;
  if (!disc) handles.push(at('azimuth', azimuthDeg ?? 0, reachM + TIP_PX * metresPerPx));
  handles.push(at('range', disc || azimuthDeg === null ? EAST_DEG : azimuthDeg, reachM));
  if (!disc && azimuthDeg !== null)
    handles.push(at('fov-left', azimuthDeg - hfovDeg / 2, reachM), at('fov-right', azimuthDeg + hfovDeg / 2, reachM));
  return handles;
}

/** The handle was pulled to a place. */
export function pulled(id: HandleId, camera: Camera, lon: number, lat: number): Change {
  if (id === 'move') return moveTo(lon, lat);
  if (id === 'azimuth') return aimAt(camera, lon, lat);
  if (id === 'range') return reachTo(camera, lon, lat);
  return openTo(camera, lon, lat);
}

const ARROWS: Readonly<Record<string, readonly [east: number, north: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** Steps of the keys: 1 m and 1°; with Shift 10 m and 15°; with Alt a tenth. */
const STEP = { plain: { m: 1, deg: 1 }, shift: { m: 10, deg: 15 }, alt: { m: 0.1, deg: 0.1 } };

/** What an arrow key does to a handle that has the focus; null for any other key. */
export function nudged(
  id: HandleId,
  camera: Camera,
  sight: Sight,
  press: { key: string; shiftKey: boolean; altKey: boolean },
): Change | null {
  const arrow = ARROWS[press.key];
  if (arrow === undefined) return null;
  const step = press.shiftKey ? STEP.shift : press.altKey ? STEP.alt : STEP.plain;
  const [east, north] = arrow;
  const more = east + north;
  if (id === 'move') return moveBy(camera, east * step.m, north * step.m);
  if (id === 'azimuth') return turnBy(camera, more * step.deg);
  if (id === 'range') return reach(sight.reachM + more * step.m);
  return open(sight.hfovDeg + more * step.deg);
}
