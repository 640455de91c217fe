// How are cameras and what they saw drawn on the small map of monitoring? Pure; lengths in units of the frame.
import type { OutageDetail, StatusPositions } from '#contract/status';
import type { Frame, LonLat } from '../../ui/mini-map.ts';
import { MARKS, type Mark, markOf, markOutline } from '../../ui/StateMark.tsx';

type CameraOfOutage = OutageDetail['cameraList'][number];
export interface Placed {
  id: string;
  mark: Mark;
  at: LonLat;
}
export const placedOf = (outage: Pick<OutageDetail, 'cameraList'>): Placed[] =>
  outage.cameraList.map(({ id, state, reason, longitude, latitude }) => ({
    id,
    mark: markOf(state, reason),
    at: [longitude, latitude],
  }));

/** The cameras of the scope that do not work. */
export const placedAll = ({ cameras, positions, states, reasons }: StatusPositions): Placed[] =>
  cameras.map((id, i) => ({ id, mark: markOf(states[i], reasons[i]), at: positions[i] }));

const n = (value: number) => Math.round(value * 10) / 10;
/** One path a shape, what works first, so that what is out lies on top. `unit` = units a pixel. */
export function markPaths(placed: readonly Placed[], { project }: Frame, unit: number): [Mark, string][] {
  return MARKS.map((mark): [Mark, string] => {
    const outline = markOutline(mark, unit);
    const of = placed.filter((camera) => camera.mark === mark);
    return [
      mark,
      of
        .map(({ at }) => {
          const [x, y] = project(at);
          return `M${n(x)} ${n(y)}${outline}`;
        })
        .join(''),
    ];
  }).filter(([, path]) => path !== '');
}

/** The camera nearest to a point of the frame, within `reach` of it. */
export function nearestOf(
  placed: readonly Placed[],
  { project }: Frame,
  [x, y]: readonly [number, number],
  reach: number,
): Placed | null {
  let best: Placed | null = null;
  let least = reach;
  for (const camera of placed) {
    const [px, py] = project(camera.at);
    const distance = Math.hypot(px - x, py - y);
    if (distance > least) continue;
    [best, least] = [camera, distance];
  }
  return best;
}

const RADIANS = Math.PI / 180;
/** The sector of one camera, without what stands in the way: a picture, no figure. null = nothing is known of it. */
export function sightPath({ sight, longitude, latitude }: CameraOfOutage, { project }: Frame, metres: number): string {
  if (sight == null || sight.reachM <= sight.nearM) return '';
  const [x, y] = project([longitude, latitude]);
  const { azimuthDeg, hfovDeg, nearM, reachM } = sight;
  const [near, far] = [nearM / metres, reachM / metres];
  const disc = (r: number) =>
    `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0Z`;
  if (azimuthDeg === null || hfovDeg >= 360) return disc(far) + (near > 0 ? disc(near) : '');
  const at = (deg: number, r: number) => `${n(x + Math.sin(deg * RADIANS) * r)} ${n(y - Math.cos(deg * RADIANS) * r)}`;
  const [from, to] = [azimuthDeg - hfovDeg / 2, azimuthDeg + hfovDeg / 2];
  const large = hfovDeg > 180 ? 1 : 0;
  const back = near > 0 ? `L${at(to, near)}A${n(near)} ${n(near)} 0 ${large} 0 ${at(from, near)}` : `L${n(x)} ${n(y)}`;
  return `M${at(from, far)}A${n(far)} ${n(far)} 0 ${large} 1 ${at(to, far)}${back}Z`;
}
