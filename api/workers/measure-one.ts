// One leaf through the engine. The same code in a worker and inline: same bytes.
import { type LeafResult, measureLeaf } from '#engine';
import type { MeasureReply, MeasureRequest, PackedGap } from './messages.ts';

/** docs/model.md §3: lists and gapCount hold pieces of 25 m² or more. */
export const SMALL_GAP_M2 = 25;

export function measureOne({ key, input, options }: MeasureRequest): MeasureReply {
  return replyOf(key, measureLeaf(input, options));
}

/** A result as it is handed on: its pieces told apart by size. */
export const replyOf = (key: string, result: LeafResult): MeasureReply => ({
  key,
  ...numbersOf(result),
  ...gapsOf(result),
});

const numbersOf = (result: LeafResult) => ({
  regionM2: result.regionM2,
  demandM2: result.demandM2,
  depthM2: result.depthM2,
  likelyM2: result.likelyM2,
  highM2: result.highM2,
  overM2: result.overM2,
  residualM: result.residualM,
  failedChecks: result.failedChecks,
  slow: result.slow,
  seeing: result.seeing,
  labels: result.labels,
  privateM2: result.privateM2,
  privateOf: result.privateOf,
  uniqueM2: result.uniqueM2,
  hiddenOf: result.hiddenOf,
  places: result.places,
});

function gapsOf(result: LeafResult): Pick<MeasureReply, 'gaps' | 'scraps' | 'components' | 'smallGapsM2'> {
  const gaps: PackedGap[] = [];
  const drawn = new Set<number>();
  for (const piece of result.gaps)
    if (piece.areaM2 >= SMALL_GAP_M2) {
      gaps.push(piece);
      drawn.add(piece.component);
    }
  const scraps: PackedGap[] = [];
  let smallGapsM2 = 0;
  for (const piece of result.gaps) {
    if (piece.areaM2 >= SMALL_GAP_M2) continue;
    smallGapsM2 += piece.areaM2;
    if (drawn.has(piece.component) && piece.outline.length > 0) scraps.push(piece);
  }
  return { gaps, scraps, components: result.components, smallGapsM2 };
}
