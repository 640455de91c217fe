// Line of sight over relief: one camera on an elevation grid of 5 m, reach 120 m.
import * as engine from '#engine';
import { stream } from '#sample/random';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { peakMb, timed } from './meter.ts';

const [CELL_M, CELLS, REACH_M, CAMERAS, WARM_UP] = [5, 64, 120, 2_000, 200];

/** What is used of the engine's line of sight. */
type View = (
  patch: { width: number; height: number; valuesM: Float32Array } & Record<
    'c0' | 'cx' | 'cy' | 'r0' | 'rx' | 'ry',
    number
  >,
  camera: { heightM: number; azimuthDeg: number; hfovDeg: number; reachM: number },
) => { quads: number[] };

export async function terrainSection({ seed }: SectionInput): Promise<SectionResult> {
  const view = (engine as unknown as { terrainView?: View }).terrainView;
  if (!view) return { ...emptyResult(), notes: ['line of sight was not measured: this engine has no terrainView'] };
  const r = stream(seed, 9);
  // hills of some ten metres within the reach, so that about half of the views are cut
  const valuesM = new Float32Array(CELLS * CELLS);
  const waves = Array.from({ length: 6 }, () => [0.02 + 0.1 * r(), 0.02 + 0.1 * r(), 6.28 * r(), 1 + 4 * r()]);
  for (let row = 0; row < CELLS; row++)
    for (let column = 0; column < CELLS; column++)
      for (const [fx, fy, phase, heightM] of waves)
        valuesM[row * CELLS + column] += heightM * Math.sin(CELL_M * (fx * column + fy * row) + phase);
  const patchOf = () => ({
    width: CELLS,
    height: CELLS,
    valuesM,
    c0: CELLS / 2 + 4 * (r() - 0.5),
    cx: 1 / CELL_M,
    cy: 0,
    r0: CELLS / 2 + 4 * (r() - 0.5),
    rx: 0,
    ry: -1 / CELL_M,
  });
  const look = (discs: boolean) =>
    view(patchOf(), {
      heightM: 4 + 4 * r(),
      azimuthDeg: 360 * r(),
      hfovDeg: discs ? 360 : 30 + 80 * r(),
      reachM: REACH_M,
    });
  for (let i = 0; i < WARM_UP; i++) look(i % 5 === 0);
  let quads = 0;
  const { cpuS, wallS } = await timed(() => {
    for (let i = 0; i < CAMERAS; i++) quads += look(i % 5 === 0).quads.length / 6;
  });
  const perCameraMs = (1e3 * wallS) / CAMERAS;
  return {
    ...emptyResult(),
    measurements: [
      measurement(`line of sight, grid of ${CELL_M} m, reach ${REACH_M} m, every fifth camera a disc`, {
        cameras: CAMERAS,
        cpuS,
        wallS,
        peakMb: peakMb(),
        note: `${perCameraMs.toFixed(3)} ms a camera, ${(quads / CAMERAS).toFixed(0)} quads left of a view`,
      }),
    ],
    facts: { 'terrain.perCameraMs': perCameraMs },
  };
}
