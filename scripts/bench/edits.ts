// One camera changed: how long until its figures and gaps are exact and durable, in small villages and in large towns?
import type { Camera, CameraPatch } from '#contract/camera';
import { type Random, stream } from '#sample/random';
import { createCamera, deleteCamera, listCameras, patchCamera } from '#services/cameras';
import type { Ctx } from '#services/ctx';
import { measured, withDatabase } from './database.ts';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { meter, peakMb, quantile } from './meter.ts';

/** For each kind of place. */
const EDITS = 1_000;
/** A server that has run for a while: its code is compiled and the places are open. */
const WARM_UP = 300;
/** Places looked at: the villages nearest to 40 cameras, the towns nearest to 3,000. */
const PLACES = { village: { cameras: 40, count: 25 }, town: { cameras: 3_000, count: 3 } } as const;
/** A camera moves by up to this much in each direction (degrees, about 20 m). */
const MOVE_DEG = 2e-4;

export async function editsSection(input: SectionInput): Promise<SectionResult> {
  const { scale, seed } = input;
  return withDatabase(input, async (ctx) => {
    const out = emptyResult();
    const columns = await measured(ctx);
    const leaves = columns.codes
      .map((code, i) => ({ code, cameras: columns.cameras[i], leaves: columns.leaves[i] }))
      .filter((leaf) => leaf.leaves === 1 && leaf.cameras > 0);
    for (const place of ['village', 'town'] as const) {
      const { cameras, count } = PLACES[place];
      const off = (leaf: { cameras: number }): number => Math.abs(leaf.cameras - cameras);
      const chosen = [...leaves].sort((a, b) => off(a) - off(b) || (a.code < b.code ? -1 : 1)).slice(0, count);
      const pools = await Promise.all(chosen.map((leaf) => camerasOf(ctx, leaf.code)));
      const r = stream(seed, 7, place === 'town' ? 1 : 0);
      for (let i = 0; i < WARM_UP; i++) await edit(ctx, r, pools);
      const m = meter();
      const tookMs: number[] = [];
      for (let i = 0; i < EDITS; i++) {
        const at = performance.now();
        m.start();
        await edit(ctx, r, pools);
        m.stop();
        tookMs.push(performance.now() - at);
      }
      const [p50, p99] = [quantile(tookMs, 0.5), quantile(tookMs, 0.99)];
      const counts = chosen.map((leaf) => leaf.cameras).sort((a, b) => a - b);
      out.facts[`edits.${place}.p50Ms`] = p50;
      out.facts[`edits.${place}.p99Ms`] = p99;
      out.measurements.push(
        measurement(`${EDITS} edits in ${place}s (turn, move, reach, add, remove), each awaited until durable`, {
          scale,
          villages: chosen.length,
          cpuS: m.spent.cpuS,
          wallS: m.spent.wallS,
          peakMb: peakMb(),
          note: `of ${counts[0]}–${counts[counts.length - 1]} cameras: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, slowest ${Math.max(...tookMs).toFixed(1)} ms`,
        }),
      );
    }
    return out;
  });
}

async function camerasOf(ctx: Ctx, region: string): Promise<Camera[]> {
  const all: Camera[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listCameras(ctx, { region, limit: 500, cursor });
    all.push(...page.items);
    if (page.nextCursor === null) return all;
    cursor = page.nextCursor;
  }
}

/** Four of five edits change a camera; the others take one away or put it back somewhere near. */
async function edit(ctx: Ctx, r: Random, pools: Camera[][]): Promise<void> {
  const pool = pools[Math.floor(r() * pools.length)];
  const at = Math.floor(r() * pool.length);
  const camera = pool[at];
  const near = (v: number): number => v + (r() - 0.5) * 2 * MOVE_DEG;
  const what = r();
  if (what < 0.1 && pool.length > 2) {
    await deleteCamera(ctx, { id: camera.id });
    pool.splice(at, 1);
    return;
  }
  if (what < 0.2) {
    const { longitude, latitude, type, stage } = camera;
    const made = await createCamera(ctx, {
      camera: {
        longitude: near(longitude),
        latitude: near(latitude),
        type,
        stage,
        azimuthDeg: Math.floor(360 * r()),
        hfovDeg: 60,
        rangeM: 40,
      },
    });
    pool.push(made);
    return;
  }
  const patch: CameraPatch =
    what < 0.5
      ? { azimuthDeg: Math.floor(360 * r()) }
      : what < 0.8
        ? { longitude: near(camera.longitude), latitude: near(camera.latitude) }
        : { rangeM: 15 + Math.floor(65 * r()) };
  pool[at] = await patchCamera(ctx, { id: camera.id, patch });
}
