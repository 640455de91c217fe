// What would be lost without each camera of a region, and how much private ground does each see?
import type { Camera } from '#contract/camera';
import { cameraPage } from '#storage/cameras.repository';
import { readMeta } from '#storage/meta.repository';
import { leafCodes } from '#storage/regions.repository';
import { narrow, type Scope } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { toCamera } from './cameras.ts';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { readBatch } from './measure-input.ts';
import { type Page, regionMissing } from './regions.ts';

export interface Worth {
  /** likely area of the region's demand that is lost without it; null = not known */
  uniqueM2: number | null;
  /** private ground inside the region that its own footprint covers; null = no zones are known */
  privateM2: number | null;
}
export type WeighedCamera = Camera & Worth;

export const WORTH_SORTS = ['uniqueM2', '-uniqueM2', '-privateM2'] as const;
export type WorthSort = (typeof WORTH_SORTS)[number];

/** Weighing measures every leaf of the region anew: more than this is a job for a smaller region. */
const MAX_LEAVES = 400;
const MAX_CAMERAS = 20_000;
const BATCH_LEAVES = 32;
const PAGE = 500;
const KEPT = 4;

const kept = new WeakMap<Storage, Map<string, Promise<WeighedCamera[]>>>();

/** The installed cameras that stand in a region: `uniqueM2` = the least missed first.
 * Errors: region.not_found, cameras.too_many_to_weigh, list.cursor_invalid. */
export async function weighedCameras(
  ctx: Ctx,
  input: { region: string; sort: WorthSort; limit?: number; cursor?: string },
): Promise<Page<WeighedCamera>> {
  const limit = input.limit ?? 100;
  const from = Number(fromCursor(input.cursor, 1)?.[0] ?? 0);
  const field = input.sort === '-privateM2' ? 'privateM2' : 'uniqueM2';
  const sign = input.sort.startsWith('-') ? -1 : 1;
  const all = (await weighed(ctx, input.region)).slice();
  all.sort((a, b) => sign * ((a[field] ?? 0) - (b[field] ?? 0)) || (a.id < b.id ? -1 : 1));
  const next = from + limit;
  return { items: all.slice(from, next), nextCursor: next < all.length ? toCursor([next]) : null };
}

async function weighed(ctx: Ctx, region: string): Promise<WeighedCamera[]> {
  const scope = await narrow(ctx.storage.reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region);
  const key = `${await readMeta(ctx.storage.reader, 'dataVersion')} ${region}`;
  const known = kept.get(ctx.storage) ?? new Map<string, Promise<WeighedCamera[]>>();
  kept.set(ctx.storage, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = weigh(ctx, scope, region);
  known.set(key, made);
  made.catch(() => known.delete(key));
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(oldest);
  }
  return made;
}

async function weigh(ctx: Ctx, scope: Scope, region: string): Promise<WeighedCamera[]> {
  const { reader } = ctx.storage;
  const codes = await leafCodes(reader, scope, [region]);
  if (codes.length > MAX_LEAVES)
    throw new ServiceError('cameras.too_many_to_weigh', 'invalid', { what: codes.length, max: MAX_LEAVES });
  const cameras = new Map<string, WeighedCamera>();
  for (const stage of ['installed', 'networked', 'accepted'] as const)
    for (let after = ''; ; ) {
      const page = await cameraPage(reader, scope, { stage }, after, PAGE);
      for (const row of page) cameras.set(row.id, { ...toCamera(row), uniqueM2: 0, privateM2: null });
      if (cameras.size > MAX_CAMERAS)
        throw new ServiceError('cameras.too_many_to_weigh', 'invalid', { what: cameras.size, max: MAX_CAMERAS });
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
  for (let i = 0; i < codes.length; i += BATCH_LEAVES) {
    const batch = await ctx.storage.read((look) => readBatch(look, ctx.spatial, codes.slice(i, i + BATCH_LEAVES)));
    const requests = batch.requests
      .filter(({ key }) => batch.tasks.get(key)!.set === 'installed')
      .map((request) => ({ ...request, options: { ...request.options, gaps: false, unique: true } }));
    for (const reply of await ctx.runner.measure(requests)) {
      const task = batch.tasks.get(reply.key)!;
      task.rows.forEach((row, at) => {
        const camera = cameras.get(task.cameras.ids[row]);
        if (camera === undefined) return;
        camera.uniqueM2 = added(camera.uniqueM2, reply.uniqueM2?.[at] ?? null);
        if (reply.privateOf !== null) camera.privateM2 = (camera.privateM2 ?? 0) + reply.privateOf[at];
      });
    }
  }
  return [...cameras.values()];
}

const added = (sum: number | null, more: number | null): number | null =>
  sum === null || more === null ? null : sum + more;
