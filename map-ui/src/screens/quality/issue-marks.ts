// How are issues marked on a small map, and which mark is meant by a click? Pure.
import type { QualityPositions } from '#contract/quality';
import { dotsPath, type Frame, type LonLat } from '../../ui/mini-map.ts';

/** Sizes of a mark, smallest first: by the ground that hangs on it. */
export const SIZES = 4;

/** 0 = no ground hangs on it, or little; by the square root, so that areas compare. */
export const sizeOf = (effectM2: number, greatestM2: number): number =>
  greatestM2 > 0 ? Math.min(SIZES - 1, Math.floor(Math.sqrt(Math.max(0, effectM2) / greatestM2) * SIZES)) : 1;

/** One path of dots per size. */
export function markPaths({ positions, effectM2 }: QualityPositions, frame: Frame): string[] {
  const greatestM2 = Math.max(0, ...effectM2);
  const bySize: LonLat[][] = Array.from({ length: SIZES }, () => []);
  positions.forEach((at, i) => {
    bySize[sizeOf(effectM2[i], greatestM2)].push(at);
  });
  return bySize.map((points) => dotsPath(points, frame));
}

/** The mark nearest to a point of the frame, within `reach` of it; of two equally near the one of greater effect, which
 * comes first. −1 = none. */
export function nearestMark(
  places: readonly (readonly [number, number])[],
  [x, y]: readonly [number, number],
  reach: number,
): number {
  let [best, least] = [-1, reach * reach];
  places.forEach(([px, py], i) => {
    const d2 = (px - x) ** 2 + (py - y) ** 2;
    if (d2 < least || (best < 0 && d2 === least)) [best, least] = [i, d2];
  });
  return best;
}
