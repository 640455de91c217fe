// What do the small maps of the truth test draw? The positions of a file under every reading, over the regions around them.
import { readFile } from 'node:fs/promises';
import type { TruthMaps } from '#contract/import';
import { findImport } from '#storage/imports.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { truthFileOf } from './import-receipt.ts';
import type { TruthMap } from './truth-test.ts';

const MOST_LEAVES = 600;
/** Corners closer than this part of the map's side are one. */
const GRAIN = 1 / 300;
/** Share of positions left out on each side before the box is taken: single ones far away would shrink the map. */
const TAIL = 0.02;

/** Errors: import.not_found, import.no_truth_test. */
export async function getTruthMaps(ctx: Ctx, input: { id: string }): Promise<TruthMaps> {
  const row = await findImport(ctx.storage.reader, ctx.scope, input.id);
  if (row === null) throw new ServiceError('import.not_found', 'not-found', { id: input.id });
  if (!row.findings?.truth) throw new ServiceError('import.no_truth_test', 'not-found', { id: input.id });
  const maps = JSON.parse(await readFile(truthFileOf(row.filePath), 'utf8')) as TruthMap[];
  const { current, likely } = row.findings.truth;
  const shown = [maps[current], ...(likely === null ? [] : [maps[likely]])];
  const box = boxOf(shown.flatMap(({ points }) => points));
  const index = await ctx.spatial.leaves(ctx.storage.reader);
  const grain = Math.max(box[2] - box[0], box[3] - box[1]) * GRAIN;
  const outlines = index
    .near(box)
    .slice(0, MOST_LEAVES)
    .flatMap(({ soup }) => ringsOf(soup, grain));
  return { box, outlines, maps };
}

type Box = [number, number, number, number];
function boxOf(points: readonly (readonly number[])[]): Box {
  const side = (axis: 0 | 1): [number, number] => {
    const values = points.map((point) => point[axis]).sort((a, b) => a - b);
    const cut = Math.floor(values.length * TAIL);
    return [values[cut], values[values.length - 1 - cut]];
  };
  const [west, east] = side(0);
  const [south, north] = side(1);
  const [x, y] = [Math.max((east - west) * 0.1, 1e-3), Math.max((north - south) * 0.1, 1e-3)];
  return [west - x, south - y, east + x, north + y];
}

function ringsOf(
  { coords, ringEnd }: { coords: Float64Array; ringEnd: Int32Array },
  grain: number,
): [number, number][][] {
  const rings: [number, number][][] = [];
  let from = 0;
  for (const end of ringEnd) {
    const ring: [number, number][] = [];
    let [x, y] = [Infinity, Infinity];
    for (let i = from; i < end; i += 1) {
      const [a, b] = [coords[2 * i], coords[2 * i + 1]];
      if (Math.abs(a - x) < grain && Math.abs(b - y) < grain) continue;
      ring.push([a, b]);
      [x, y] = [a, b];
    }
    if (ring.length > 2) rings.push(ring);
    from = end;
  }
  return rings;
}
