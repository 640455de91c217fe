// Is a nasty layout measured right? The engine beside the exact oracle, for tests and `npm run fuzz`.
import { footprintsIn } from './footprint.ts';
import { demandsOf } from './ground.ts';
import { measureLeaf } from './leaf.ts';
import { nastyLayout } from './nasty.ts';
import { scanline } from './scanline.ts';

/** The engine and the oracle may differ by this (m²), and by this share of what is measured: the tolerances of
 * coincidence times the length of the boundaries. */
const RIGHT_M2 = 1e-4;
/** A figure that failed a check comes from lines 0.25 m apart: this (m²) per square root of the demand. */
const SLOW_M2 = 2;

export interface Verdict {
  wrong: boolean;
  slow: boolean;
  offM2: number;
  checks: string;
}

export function judge(seed: number): Verdict {
  const layout = nastyLayout(seed);
  const got = measureLeaf(layout, { gaps: true });
  const K = got.depthM2.length;
  const want = { demandM2: 0, depth: new Float64Array(K), likely: new Float64Array(K), high: new Float64Array(K) };
  for (const { plane, demand } of demandsOf(layout)) {
    const part = scanline(footprintsIn(plane, layout.cameras, demand.box), demand, K, { exact: true });
    want.demandM2 += part.demandM2;
    for (let k = 0; k < K; k++) {
      want.depth[k] += part.depth[k];
      want.likely[k] += part.likely[k];
      want.high[k] += part.high[k];
    }
  }
  let offM2 = Math.abs(got.demandM2 - want.demandM2);
  for (let k = 0; k < K; k++)
    offM2 = Math.max(
      offM2,
      Math.abs(got.depthM2[k] - want.depth[k]),
      Math.abs(got.likelyM2[k] - want.likely[k]),
      Math.abs(got.highM2[k] - want.high[k]),
    );
  const gapsM2 = got.gaps.reduce((sum, gap) => sum + gap.areaM2, 0);
  if (!got.slow) offM2 = Math.max(offM2, Math.abs(got.demandM2 - got.highM2[0] - gapsM2));
  const allowed = got.slow ? SLOW_M2 * (1 + Math.sqrt(got.demandM2)) : RIGHT_M2;
  return { wrong: !(offM2 <= allowed), slow: got.slow, offM2, checks: got.failedChecks.join(', ') };
}
