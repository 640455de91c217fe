// In which leaf does each of many cameras stand, and which leaves do they touch? Neighbours in a list are neighbours on the
// ground: one search of the index serves a run of them. The answers are those of LeafIndex.at and leavesTouched.
import { reachBox } from '#engine';
import type { Look } from '#rules/assumptions';
import { standsIn } from '#rules/standing';
import type { Box } from '#storage/geometry-blob';
import { greatestReachM, leavesTouched, type Touching } from './camera-touch.ts';
import type { LeafIndex } from './spatial-cache.ts';

/** Cameras that share a search. */
const RUN = 64;
/** A run whose box meets more leaves than this is spread out: its cameras are looked up one by one. */
const MOST_LEAVES = 24;

const emptyBox = (): Box => [Infinity, Infinity, -Infinity, -Infinity];
function widen(box: Box, [west, south, east, north]: readonly [number, number, number, number]): void {
  if (west < box[0]) box[0] = west;
  if (south < box[1]) box[1] = south;
  if (east > box[2]) box[2] = east;
  if (north > box[3]) box[3] = north;
}

/** The leaf each point stands in, as LeafIndex.at answers. */
export function placeAll(
  index: LeafIndex,
  longitudes: ArrayLike<number>,
  latitudes: ArrayLike<number>,
): (string | null)[] {
  const codes: (string | null)[] = new Array(longitudes.length);
  for (let from = 0; from < longitudes.length; from += RUN) {
    const to = Math.min(from + RUN, longitudes.length);
    const box = emptyBox();
    for (let i = from; i < to; i += 1) widen(box, [longitudes[i], latitudes[i], longitudes[i], latitudes[i]]);
    const leaves = index.near(box);
    const isSpread = leaves.length > MOST_LEAVES;
    for (let i = from; i < to; i += 1) {
      const [lon, lat] = [longitudes[i], latitudes[i]];
      if (isSpread) {
        codes[i] = index.at(lon, lat);
        continue;
      }
      codes[i] = null;
      for (const leaf of leaves) {
        const [west, south, east, north] = leaf.box;
        if (lon < west || lon > east || lat < south || lat > north || !standsIn(leaf.soup, lon, lat)) continue;
        codes[i] = leaf.code;
        break;
      }
    }
  }
  return codes;
}

/** Adds the leaves that any of the cameras touches, at any of the looks. */
export function touchAll(
  index: LeafIndex,
  cameras: readonly Touching[],
  looks: readonly Look[],
  touched: Set<string>,
): void {
  for (let from = 0; from < cameras.length; from += RUN) {
    const run = cameras.slice(from, from + RUN);
    const box = emptyBox();
    for (const camera of run) {
      widen(box, reachBox(camera.longitude, camera.latitude, greatestReachM(camera, looks)));
      if (camera.regionCode !== null) touched.add(camera.regionCode);
    }
    // a box over ±180° goes on at the other side; the one of each camera knows that
    const isPlain = box[0] >= -180 && box[2] <= 180;
    if (isPlain && index.meeting(box).every((code) => touched.has(code))) continue;
    for (const camera of run) for (const code of leavesTouched(index, camera, looks)) touched.add(code);
  }
}
