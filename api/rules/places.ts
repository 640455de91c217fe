// When is a key place covered, and whose loss would uncover it? docs/model.md §3.
import { KEY_PLACE_MIN_SHARE } from './public-space.ts';

/** Two sums of the same ground may differ in the last digits: a place seen in full must not fail at a share of 1. */
const SHARE_SLACK = 1e-9;

export const coversPlace = (seenM2: number, demandM2: number, minShare = KEY_PLACE_MIN_SHARE): boolean =>
  demandM2 > 0 && seenM2 >= (minShare - SHARE_SLACK) * demandM2;

/** Cameras without any one of which the place, covered now at k = 1, would not be covered. `seenM2` is its likely area. */
export function singlePoints<T extends { uniqueM2: number }>(
  seeing: readonly T[],
  seenM2: number,
  demandM2: number,
  minShare = KEY_PLACE_MIN_SHARE,
): T[] {
  if (!coversPlace(seenM2, demandM2, minShare)) return [];
  return seeing.filter((camera) => !coversPlace(seenM2 - camera.uniqueM2, demandM2, minShare));
}
