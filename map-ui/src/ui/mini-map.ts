// How are positions laid out on a small map without tiles, and how is it moved and zoomed? Pure; units are 1/1000 of its width.
export type LonLat = readonly [number, number];
/** west, south, east, north */
export type Box = readonly [number, number, number, number];
/** Part of the frame that is shown: left, top, width, height. */
export type View = readonly [number, number, number, number];
export interface Frame {
  width: number;
  height: number;
  project: (at: LonLat) => [number, number];
}
export const WIDTH = 1_000;

/** The box in the middle of a frame of this shape (width / height), true to length at its middle. */
export function frameOf(box: Box, shape: number): Frame {
  const [west, south, east, north] = box;
  const shrink = Math.max(0.05, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const [w, h] = [Math.max((east - west) * shrink, 1e-6), Math.max(north - south, 1e-6)];
  const height = WIDTH / shape;
  const scale = Math.min(WIDTH / w, height / h);
  const [left, top] = [(WIDTH - w * scale) / 2, (height - h * scale) / 2];
  return {
    width: WIDTH,
    height,
    project: ([lon, lat]) => [left + (lon - west) * shrink * scale, top + (north - lat) * scale],
  };
}

/** A little air around the box, as a part of its larger side. */
export function widened([west, south, east, north]: Box, part: number, leastDegrees = 1e-3): Box {
  const by = Math.max(Math.max(east - west, north - south) * part, leastDegrees);
  return [west - by, south - by, east + by, north + by];
}
export function boxOf(points: Iterable<LonLat>): Box | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    west = Math.min(west, x);
    south = Math.min(south, y);
    east = Math.max(east, x);
    north = Math.max(north, y);
  }
  return west > east ? null : [west, south, east, north];
}
export const union = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

const n = (value: number) => Math.round(value * 10) / 10;
/** Rings as one path. Corners that fall on the last one are left out. */
export function ringsPath(rings: Iterable<readonly LonLat[]>, { project }: Frame): string {
  let path = '';
  for (const ring of rings) {
    let [lastX, lastY] = [Number.NaN, Number.NaN];
    let part = '';
    for (const at of ring) {
      const [x, y] = project(at).map(n) as [number, number];
      if (Math.abs(x - lastX) < 1 && Math.abs(y - lastY) < 1) continue;
      part += `${part === '' ? 'M' : 'L'}${x} ${y}`;
      [lastX, lastY] = [x, y];
    }
    if (part !== '') path += `${part}Z`;
  }
  return path;
}
/** Ends as it began. */
export const isRing = (part: readonly LonLat[]): boolean =>
  part.length > 3 && part[0][0] === part.at(-1)?.[0] && part[0][1] === part.at(-1)?.[1];
/** Corner after corner, all of them; single positions as dots. */
export const partsPath = (parts: readonly (readonly LonLat[])[], frame: Frame): string =>
  parts
    .map((part) =>
      part.length === 1 ? dotsPath(part, frame) : `M${part.map((at) => frame.project(at).map(n).join(' ')).join('L')}`,
    )
    .join('');
/** Points as one path of dots: lines without length, drawn with round ends. */
export function dotsPath(points: Iterable<LonLat>, { project }: Frame): string {
  let path = '';
  for (const at of points) {
    const [x, y] = project(at);
    path += `M${n(x)} ${n(y)}h0`;
  }
  return path;
}
export function linesPath(lines: Iterable<readonly [LonLat, LonLat]>, { project }: Frame): string {
  let path = '';
  for (const [from, to] of lines) {
    const [[a, b], [x, y]] = [project(from), project(to)];
    path += `M${n(a)} ${n(b)}L${n(x)} ${n(y)}`;
  }
  return path;
}

export const wholeOf = ({ width, height }: Frame): View => [0, 0, width, height];
export const MOST_ZOOM = 64;
/** `factor` > 1 comes closer; `at` (frame units) stays where it is. */
export function zoomed(view: View, frame: Frame, factor: number, at?: readonly [number, number]): View {
  const [left, top, width, height] = view;
  const w = Math.min(frame.width, Math.max(frame.width / MOST_ZOOM, width / factor));
  const k = w / width;
  const [x, y] = at ?? [left + width / 2, top + height / 2];
  return held([x - (x - left) * k, y - (y - top) * k, w, height * k], frame);
}
export const moved = ([left, top, width, height]: View, frame: Frame, dx: number, dy: number): View =>
  held([left + dx, top + dy, width, height], frame);
/** Never beyond the frame. */
function held([left, top, width, height]: View, frame: Frame): View {
  const x = Math.min(Math.max(0, left), frame.width - width);
  const y = Math.min(Math.max(0, top), frame.height - height);
  return [x, y, width, height];
}

const STEPS = [1, 2, 5];
/** A round length that is drawn at most `part` of the view wide: metres, and its share of the view. */
export function scaleBar(view: View, metresPerUnit: number, part = 0.25): { lengthM: number; share: number } {
  const most = view[2] * part * metresPerUnit;
  const power = 10 ** Math.floor(Math.log10(most));
  const lengthM = power * (STEPS.filter((step) => step * power <= most).at(-1) ?? 1);
  return { lengthM, share: lengthM / metresPerUnit / view[2] };
}
const M_PER_DEGREE = 111_320;
export function metresPerUnit(box: Box, frame: Frame): number {
  const [, south, , north] = box;
  const [[, a], [, b]] = [frame.project([box[0], south]), frame.project([box[0], north])];
  return ((north - south) * M_PER_DEGREE) / Math.max(1e-9, Math.abs(a - b));
}
