// One leaf through the engine, its outlines packed. The same code in a worker and inline: same bytes.
import { type LeafResult, measureLeaf } from '#engine';
import { encodeSoup, soupOf } from '#storage/geometry-blob';
import type { MeasureReply, MeasureRequest, PackedComponent, PackedGap } from './messages.ts';

/** docs/model.md §3: lists and gapCount hold pieces of 25 m² or more. */
export const SMALL_GAP_M2 = 25;

export function measureOne({ key, input, options }: MeasureRequest): MeasureReply {
  const result = measureLeaf(input, options);
  return { key, ...numbersOf(result), ...packGaps(result) };
}

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
  places: result.places,
});

function packGaps(result: LeafResult): Pick<MeasureReply, 'gaps' | 'components' | 'smallGapsM2'> {
  const gaps: PackedGap[] = [];
  let smallGapsM2 = 0;
  for (const piece of result.gaps) {
    if (piece.areaM2 < SMALL_GAP_M2) smallGapsM2 += piece.areaM2;
    else {
      const { rings, ...rest } = piece;
      gaps.push({ ...rest, geometry: encodeSoup(soupOf([rings])) });
    }
  }
  const components: PackedComponent[] = result.components.map(({ polygons, ...rest }) => ({
    ...rest,
    geometry: encodeSoup(soupOf(polygons)),
  }));
  return { gaps, components, smallGapsM2 };
}

/** Every buffer of the request or reply, once: what may be moved between threads instead of copied. */
export function buffersOf(value: MeasureRequest[] | MeasureReply[]): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const walk = (node: unknown): void => {
    if (ArrayBuffer.isView(node)) found.add(node.buffer as ArrayBuffer);
    else if (Array.isArray(node)) for (const item of node) walk(item);
    else if (node !== null && typeof node === 'object') for (const item of Object.values(node)) walk(item);
  };
  walk(value);
  return [...found];
}
