// What one gesture does to a camera's record: feature in, change out. Nothing here knows the map, the server or the engine's thread.
import type { Camera } from '#contract/camera';
import type { StoredSet } from '#contract/figure';
import { type CameraRow, planeAt } from '#engine';
import { footprintOf, type Look } from '#rules/assumptions';
import { inSet } from '#rules/leaf-input';

export const EDITED = ['longitude', 'latitude', 'azimuthDeg', 'hfovDeg', 'rangeM'] as const;
export type EditFields = Pick<Camera, (typeof EDITED)[number]>;
export type Change = Partial<EditFields>;

/** Seven decimals of a degree are about a centimetre; a tenth of a degree or metre is finer than anybody mounts. */
const placed = (deg: number) => Number(deg.toFixed(7));
const tenth = (value: number) => Number(value.toFixed(1));
export const LEAST_RANGE_M = 1;
export const MOST_RANGE_M = 20_000;
export const LEAST_HFOV_DEG = 1;

/** What handles need to know of a footprint: the record's own values, or what is assumed for it. */
export interface Sight {
  azimuthDeg: number | null;
  hfovDeg: number;
  reachM: number;
  nearM: number;
  /** sees all around, so it has no axis */
  disc: boolean;
}
export function sightOf(camera: Camera, look: Look): Sight {
  const f = footprintOf(camera, look);
  const row = look.table.byType[camera.type ?? 'fixed'];
  const hfovDeg = camera.hfovDeg ?? row.hfovDeg;
  return {
    azimuthDeg: camera.azimuthDeg,
    hfovDeg,
    reachM: f.reachM > 0 ? f.reachM : (camera.rangeM ?? row.rangeM),
    nearM: f.nearM,
    disc: hfovDeg >= 360,
  };
}

/** The camera as the engine takes it; null where it does not count: not of this set, or nothing in view. */
export function engineRow(camera: Camera, look: Look, set: StoredSet): CameraRow | null {
  const f = footprintOf(camera, look);
  if (!inSet(camera.stage, set) || 'empty' in f) return null;
  const { azimuthDeg, hfovDeg, nearM, reachM, p } = f;
  const { longitude: lon, latitude: lat } = camera;
  return { lon, lat, azimuthDeg, hfovDeg, nearM, reachM, p, heightM: camera.heightM ?? Number.NaN };
}

/** East and north (m) of a place as the camera sees it. */
function offsetM({ longitude, latitude }: EditFields, lon: number, lat: number): [number, number] {
  const xy = new Float64Array(2);
  planeAt(longitude, latitude).toPlane(lon, lat, xy, 0);
  return [xy[0], xy[1]];
}
const azimuthTo = (camera: EditFields, lon: number, lat: number): number => {
  const [east, north] = offsetM(camera, lon, lat);
  return (Math.atan2(east, north) * 180) / Math.PI;
};
/** A compass direction, 0 to 359.9. */
export const compass = (deg: number): number => tenth((((deg % 360) + 360) % 360) % 360) % 360;

/** The place so many metres from the camera in a compass direction. */
export function placeAt(camera: EditFields, azimuthDeg: number, distanceM: number): [lon: number, lat: number] {
  const turn = (azimuthDeg * Math.PI) / 180;
  const plane = planeAt(camera.longitude, camera.latitude);
  return plane.fromPlane(distanceM * Math.sin(turn), distanceM * Math.cos(turn));
}

export const moveTo = (lon: number, lat: number): Change => ({ longitude: placed(lon), latitude: placed(lat) });
export function moveBy(camera: EditFields, eastM: number, northM: number): Change {
  return moveTo(...planeAt(camera.longitude, camera.latitude).fromPlane(eastM, northM));
}
/** Looks at a place. */
export const aimAt = (camera: EditFields, lon: number, lat: number): Change => ({
  azimuthDeg: compass(azimuthTo(camera, lon, lat)),
});
/** From north, where no azimuth is known. */
export const turnBy = (camera: EditFields, deg: number): Change => ({
  azimuthDeg: compass((camera.azimuthDeg ?? 0) + deg),
});
export const reachTo = (camera: EditFields, lon: number, lat: number): Change =>
  reach(Math.hypot(...offsetM(camera, lon, lat)));
export const reach = (rangeM: number): Change => ({
  rangeM: tenth(Math.min(MOST_RANGE_M, Math.max(LEAST_RANGE_M, rangeM))),
});
/** Opens the view until its edge runs through a place. */
export function openTo(camera: EditFields, lon: number, lat: number): Change {
  const off = azimuthTo(camera, lon, lat) - (camera.azimuthDeg ?? 0);
  return open(2 * Math.abs(off - 360 * Math.round(off / 360)));
}
export const open = (hfovDeg: number): Change => ({
  hfovDeg: tenth(Math.min(360, Math.max(LEAST_HFOV_DEG, hfovDeg))),
});

/** The fields that differ, as the first and as the second says them; null where none does. */
export function changeBetween(before: EditFields, after: EditFields): { before: Change; after: Change } | null {
  const names = EDITED.filter((name) => before[name] !== after[name]);
  if (names.length === 0) return null;
  const pick = (from: EditFields): Change => Object.fromEntries(names.map((name) => [name, from[name]]));
  return { before: pick(before), after: pick(after) };
}
