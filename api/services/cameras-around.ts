// Which cameras may see into some boxes? They are looked for in rings, by how far they may see: most are near, a few see far.
import { reachBox } from '#engine';
import type { Look } from '#rules/assumptions';
import type { BboxDeg } from '#rules/leaf-input';
import { greatestRangeM, type SightRow, sightRows } from '#storage/camera-sight.repository';
import type { Box } from '#storage/geometry-blob';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { boxRanges, mergeRanges, type ZRange } from '#storage/zkey';
import { greatestUnstatedM } from './look.ts';
import type { SpatialCache } from './spatial-cache.ts';

/** Metres. */
const REACH_STEPS_M = [150, 300, 1_000, 5_000, 20_000];

/** Every camera that may see into one of the boxes, whatever its stage; some that do not. */
export async function camerasAround(
  reader: Reader,
  spatial: SpatialCache,
  boxes: readonly BboxDeg[],
  look: Look,
): Promise<SightRow[]> {
  const withOptics = look.detail.pxPerM !== null;
  const reach = {
    greatestM: await greatestRangeM(reader, EVERYTHING),
    unstatedM: await greatestUnstatedM(reader, spatial, look),
  };
  return inRings(boxes, reach, (ranges, ring) => sightRows(reader, EVERYTHING, ranges, ring, withOptics));
}

export interface Ring {
  /** ranges stated above this, metres; null: also what states none */
  overM: number | null;
  uptoM: number;
}

/** What `find` finds in the rings around the boxes. `greatestM`: the greatest range that is stated; `unstatedM`: the
 * greatest reach of what states none. */
export async function inRings<T>(
  boxes: readonly BboxDeg[],
  { greatestM, unstatedM }: { greatestM: number; unstatedM: number },
  find: (ranges: ZRange[], ring: Ring) => Promise<T[]>,
): Promise<T[]> {
  // the first ring also holds all that state no range; none is wider than the farthest camera sees
  const firstM = Math.max(Math.min(REACH_STEPS_M[0], greatestM), unstatedM);
  const found: T[] = [];
  let overM: number | null = null;
  for (const uptoM of [firstM, ...REACH_STEPS_M.filter((m) => m > firstM)]) {
    if (overM !== null && overM >= greatestM) break;
    const ranges: ZRange[] = boxes.flatMap((box) => paddedRanges(box, uptoM));
    for (const row of await find(mergeRanges(ranges), { overM, uptoM })) found.push(row);
    overM = uptoM;
  }
  return found;
}

/** A box widened by some metres; it may go past ±180. */
export function paddedBox(box: BboxDeg, marginM: number): Box {
  const [west, south] = reachBox(box[0], box[1], marginM);
  const [, , east, north] = reachBox(box[2], box[3], marginM);
  const [westN] = reachBox(box[0], box[3], marginM);
  const [, , eastS] = reachBox(box[2], box[1], marginM);
  return [Math.min(west, westN), south, Math.max(east, eastS), north];
}

/** Ranges of the Z-order curve that a box is cut into, about: more cost queries, fewer cost rows that lie beside it. */
const BOX_RANGES = 16;

/** Ranges of a box widened by some metres; over ±180° it goes on at the other side. */
function paddedRanges(box: BboxDeg, marginM: number): ZRange[] {
  const [west, south, east, north] = paddedBox(box, marginM);
  const ranges = (from: number, to: number): ZRange[] => boxRanges([from, south, to, north], BOX_RANGES);
  if (west < -180) return [...ranges(-180, east), ...ranges(west + 360, 180)];
  if (east > 180) return [...ranges(west, 180), ...ranges(-180, east - 360)];
  return ranges(west, east);
}
