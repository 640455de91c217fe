// Thousands of footprints around one apex: every one meets every other, in every tool.
import { type LeafInput, measureLeaf } from '#engine';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { peakMb, timed } from './meter.ts';

const CAMERAS = 3_000;
/** A square of about two kilometres around the apex, in degrees at 27.5° N. */
const HALF_DEG = 0.01;
const APEX: [number, number] = [111.5, 27.5];

export async function quadraticSection(_: SectionInput): Promise<SectionResult> {
  const input = village(CAMERAS);
  measureLeaf(village(300), { k: 4 });
  const { value, cpuS, wallS } = await timed(() => measureLeaf(input, { k: 4, gaps: true }));
  const note = `residual ${value.residualM.toExponential(1)} m, failed checks: ${value.failedChecks.join(', ') || 'none'}${value.slow ? ', measured the slower way' : ''}`;
  return {
    ...emptyResult(),
    measurements: [
      measurement('our engine, one village, all footprints on one apex, k = 1…4 and gap outlines', {
        villages: 1,
        cameras: CAMERAS,
        cpuS,
        wallS,
        peakMb: peakMb(),
        note,
      }),
    ],
    facts: { 'quadratic.wallS': wallS, 'quadratic.failed': value.failedChecks.length },
  };
}

/** Directions and widths by the golden ratio: no two alike, none by chance. */
function village(n: number): LeafInput {
  const turn = (k: number, step: number): number => (k * step) % 1;
  const [lon, lat] = APEX;
  const box = [-HALF_DEG, -HALF_DEG, HALF_DEG, -HALF_DEG, HALF_DEG, HALF_DEG, -HALF_DEG, HALF_DEG];
  const column = (of: (k: number) => number): Float64Array => Float64Array.from({ length: n }, (_, k) => of(k));
  return {
    region: {
      coords: Float64Array.from(box, (v, i) => v + APEX[i % 2]),
      ringEnd: Int32Array.of(4),
      polyEnd: Int32Array.of(1),
    },
    demand: null,
    cameras: {
      n,
      lon: column(() => lon),
      lat: column(() => lat),
      azimuthDeg: column((k) => 360 * turn(k, 0.6180339887)),
      hfovDeg: column((k) => 30 + 80 * turn(k, 0.7548776662)),
      nearM: column((k) => (k % 3 === 0 ? 2 + (k % 4) : 0)),
      reachM: column((k) => 15 + 65 * turn(k, 0.569840291)),
      p: column(() => 1),
    },
  };
}
