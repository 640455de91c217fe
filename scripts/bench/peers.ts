// A peer beside the engine: the same villages, its union and clipping on the clock, ours in the same process.
import { measureLeaf } from '#engine';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { type BenchLeaf, readLeaves } from './leaf-file.ts';
import { meter, peakMb, steady, WARM_UP_VILLAGES } from './meter.ts';
import { planeVillage, polygonOf, SEGMENTS } from './polygons.ts';
import { benchInput } from './province.ts';

export interface PreparedVillage {
  ring: Float64Array;
  polygons: Float64Array[];
}

export interface Peer<T> {
  /** Not on the clock: turning plane coordinates into the peer's own objects is not its union. */
  prepare(village: PreparedVillage): T;
  /** Union of the footprints, clipped to the village: on the clock. */
  areaM2(prepared: T): number;
  free(prepared: T): void;
}

const K1 = { k: 1, ceiling: 0 };

/** Villages that a peer can be asked for: all, or the first in file order of a bearable size. */
export function subsetFor(
  { scale, seed }: SectionInput,
  { villages = Number.POSITIVE_INFINITY, mostCameras = Number.POSITIVE_INFINITY } = {},
): BenchLeaf[] {
  const out: BenchLeaf[] = [];
  for (const leaf of readLeaves(benchInput(scale, seed).path)) {
    if (out.length >= villages) break;
    if (mostCameras < Number.POSITIVE_INFINITY && (leaf.standing < 4 || leaf.standing > mostCameras)) continue;
    out.push(leaf);
  }
  return out;
}

export const prepared = (leaf: BenchLeaf, fineness: number): PreparedVillage => {
  const { ring, footprints } = planeVillage(leaf.input);
  return { ring, polygons: footprints.map((f) => polygonOf(f, fineness)) };
};

/** The area between an inscribed polygon and its arc shrinks with the square of the segments' number. */
export const extrapolated = (coarse: number, fine: number, times = 2): number =>
  fine + (fine - coarse) / (times * times - 1);

export const relative = (a: number, b: number): number => (b > 0 ? Math.abs(a / b - 1) : Math.abs(a - b));

export async function peerSection<T>(
  name: string,
  title: string,
  peer: Peer<T>,
  leaves: BenchLeaf[],
  input: SectionInput,
  { extrapolate }: { extrapolate: number },
): Promise<SectionResult> {
  const { scale } = input;
  const out = emptyResult();
  const cameras = leaves.reduce((sum, leaf) => sum + leaf.standing, 0);
  const ours = await ownAreas(input, leaves);
  const m = meter();
  const areas: number[] = [];
  let failed = 0;
  for (const leaf of leaves) {
    const ready = peer.prepare(prepared(leaf, 1));
    m.start();
    let area = Number.NaN;
    try {
      area = peer.areaM2(ready);
    } catch {
      failed++;
    }
    m.stop();
    peer.free(ready);
    areas.push(area);
  }
  const { cpuS, wallS } = m.spent;
  let coarse = 0;
  leaves.forEach((_, i) => {
    if (Number.isFinite(areas[i])) coarse = Math.max(coarse, relative(areas[i], ours.areas[i]));
  });
  // with segments halved and the error ∝ 1/n² taken away, what is left is the two libraries' own difference
  let fine = 0;
  let compared = 0;
  for (let i = 0; i < leaves.length && compared < extrapolate; i++) {
    if (!Number.isFinite(areas[i])) continue;
    const ready = peer.prepare(prepared(leaves[i], 2));
    try {
      fine = Math.max(fine, relative(extrapolated(areas[i], peer.areaM2(ready)), ours.areas[i]));
      compared++;
    } catch {
      // counted where it was on the clock
    }
    peer.free(ready);
  }
  const ratio = cpuS / ours.cpuS;
  const villages = leaves.length;
  out.measurements.push(
    measurement(`${title}, ${SEGMENTS} segments a circle`, {
      scale,
      villages,
      cameras,
      cpuS,
      wallS,
      peakMb: peakMb(),
      note:
        `${failed > 0 ? `${failed} villages thrown; ` : ''}off by ≤ ${coarse.toExponential(1)}, extrapolated ≤ ${fine.toExponential(1)} ` +
        `(first ${compared}); ours is ${ratio.toFixed(1)} × faster`,
    }),
    measurement('our engine, the same villages, k = 1', {
      scale,
      villages,
      cameras,
      cpuS: ours.cpuS,
      wallS: ours.wallS,
      note: ours.passes > 1 ? `mean of ${ours.passes} passes` : '',
    }),
  );
  out.facts[`${name}.ratio`] = ratio;
  out.facts[`${name}.failed`] = failed;
  out.facts[`${name}.offExtrapolated`] = fine;
  return out;
}

/** Our engine on the same villages at its pace: warmed up on others, then the mean of as many passes as make two seconds. */
async function ownAreas(
  { scale, seed }: SectionInput,
  leaves: BenchLeaf[],
): Promise<{ areas: number[]; cpuS: number; wallS: number; passes: number }> {
  for (const { input } of readLeaves(benchInput(scale, seed).path, WARM_UP_VILLAGES)) measureLeaf(input, K1);
  const { last, ...rest } = await steady(async () => {
    const m = meter();
    m.start();
    const areas = leaves.map(({ input }) => measureLeaf(input, K1).depthM2[0]);
    m.stop();
    return { areas, spent: m.spent };
  });
  return { areas: last.areas, ...rest };
}
