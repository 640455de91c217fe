// How long does a tile take that nobody asked for before? Tiles of cameras at every zoom, and of the other layers.
import { CAMERA_POINT_ZOOM, TILE_ZOOM, type TileSource } from '#contract/tile';
import { type Random, stream } from '#sample/random';
import type { Ctx } from '#services/ctx';
import { tile } from '#services/tiles';
import { worldX, worldY } from '#tiles/mercator';
import { measured, withDatabase } from './database.ts';
import { emptyResult, measurement, type SectionInput, type SectionResult } from './facts.ts';
import { readLeaves } from './leaf-file.ts';
import { meter, peakMb, quantile } from './meter.ts';
import { benchInput } from './province.ts';

const ZOOMS: Record<'cameras' | 'regions' | 'footprints' | 'gaps', number[]> = {
  cameras: [6, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  regions: [6, 8, 10, 12, 14],
  footprints: [13, 14, 15, 16],
  gaps: [9, 10, 12, 14, 16],
};
/** Tiles asked for at one zoom, chosen by the cameras in them. */
const MOST_TILES = 100;
/** Other tiles of cameras that are asked for before, until the compiler has done its part: a server draws a tile cold once. */
const WARM_UP_TILES = 30;
/** Places from which tiles are chosen. */
const PLACES = 4_000;

export async function tilesSection(input: SectionInput): Promise<SectionResult> {
  const { scale, seed } = input;
  const places = somePlaces(input, stream(seed, 8));
  return withDatabase(input, async (ctx) => {
    const out = emptyResult();
    await measured(ctx);
    let [middleMs, deepP95Ms] = [0, 0];
    for (const [source, zooms] of Object.entries(ZOOMS) as [TileSource, number[]][])
      for (const z of zooms.filter((zoom) => zoom >= TILE_ZOOM[source].min)) {
        const { tookMs, spent, largestKb } = await firstHits(ctx, source, z, places);
        const [p50, p95, most] = [quantile(tookMs, 0.5), quantile(tookMs, 0.95), Math.max(...tookMs)];
        out.measurements.push(
          measurement(`tiles of ${source} at z${z}, first hit`, {
            scale,
            cpuS: spent.cpuS,
            wallS: spent.wallS,
            peakMb: peakMb(),
            note: `${tookMs.length} tiles: p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, slowest ${most.toFixed(1)} ms; at most ${largestKb.toFixed(0)} kB gzipped`,
          }),
        );
        if (source !== 'cameras') continue;
        if (z === 6) out.facts['tiles.z6Ms'] = most;
        else if (z <= 10) middleMs = Math.max(middleMs, most);
        else if (z >= CAMERA_POINT_ZOOM) deepP95Ms = Math.max(deepP95Ms, p95);
      }
    out.facts['tiles.middleMs'] = middleMs;
    out.facts['tiles.deepP95Ms'] = deepP95Ms;
    out.facts['tiles.scale'] = scale;
    return out;
  });
}

/** Positions of cameras, each as likely as the next, so that a busy tile is asked for as often as people look at it. */
function somePlaces({ scale, seed }: SectionInput, r: Random): [number, number][] {
  const kept: [number, number][] = [];
  let seen = 0;
  for (const { input } of readLeaves(benchInput(scale, seed).path))
    for (let i = 0; i < input.cameras.n; i++) {
      const at = seen < PLACES ? seen : Math.floor(r() * (seen + 1));
      seen++;
      if (at < PLACES) kept[at] = [input.cameras.lon[i], input.cameras.lat[i]];
    }
  return kept;
}

async function firstHits(ctx: Ctx, source: TileSource, z: number, places: [number, number][]) {
  const ids = new Map<string, [number, number]>();
  for (const [lon, lat] of places) {
    const [x, y] = [Math.floor(worldX(lon) * 2 ** z), Math.floor(worldY(lat) * 2 ** z)];
    ids.set(`${x}/${y}`, [x, y]);
    if (ids.size === MOST_TILES + WARM_UP_TILES) break;
  }
  const all = [...ids.values()];
  const asked = all.slice(0, MOST_TILES);
  // of regions nothing is asked before: their first tile builds the index, and that is to be seen
  if (source === 'cameras')
    for (const [x, y] of all.slice(MOST_TILES)) await tile(ctx, { source, z, x, y, known: () => false });
  const m = meter();
  const tookMs: number[] = [];
  let largestKb = 0;
  for (const [x, y] of asked) {
    const at = performance.now();
    m.start();
    const answer = await tile(ctx, { source, z, x, y, known: () => false });
    m.stop();
    tookMs.push(performance.now() - at);
    if (!answer.same) largestKb = Math.max(largestKb, (answer.gzip?.length ?? 0) / 1e3);
  }
  return { tookMs, spent: m.spent, largestKb };
}
