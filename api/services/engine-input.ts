// What goes into the measuring of one leaf, for whoever measures it elsewhere: the browser that shows an edit before it is made.
import type { EngineInput } from '#contract/engine-input';
import type { StoredSet } from '#contract/figure';
import { toArrayJson } from '#rules/array-json';
import { camerasAt } from '#rules/live-leaf';
import { findRegion, regionRows } from '#storage/regions.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { type AskedDetail, detailAsked } from './look.ts';
import { type LeafTask, OPEN_MARGIN_M, readBatch, taskKey } from './measure-input.ts';
import { regionMissing } from './regions.ts';

/** Errors: region.not_found, region.not_a_leaf, detail.unknown, detail.profile_unknown, detail.needed. */
export async function engineInput(
  ctx: Ctx,
  input: { code: string; set?: StoredSet } & AskedDetail,
): Promise<EngineInput> {
  const { code, set = 'installed' } = input;
  const answer = await ctx.storage.read(async (reader) => {
    const region = await findRegion(reader, ctx.scope, code);
    if (region === null) throw regionMissing(code);
    if (!region.isLeaf) throw new ServiceError('region.not_a_leaf', 'invalid', { code });
    const detail = await detailAsked(reader, input);
    const batch = await readBatch(reader, ctx.spatial, [code], detail, OPEN_MARGIN_M);
    // where nothing is planned the planned set is the installed one
    const key = batch.tasks.has(taskKey(code, set)) ? taskKey(code, set) : taskKey(code, 'installed');
    const task = batch.tasks.get(key)!;
    const whole = batch.requests.find((request) => request.key === key)!.input;
    const visible = await visibleCameras(ctx, task);
    const hiddenCameras = whole.cameras.n - visible.length;
    return {
      regionCode: code,
      set,
      detail: detail.name,
      profile: detail.profile,
      pxPerM: detail.pxPerM,
      assumptions: task.look.table,
      publicSpace: task.publicSpace,
      dataVersion: batch.version,
      cameraIds: visible.map((at) => task.cameras.ids[task.rows[at]]),
      hiddenCameras,
      input: toArrayJson(
        hiddenCameras === 0 ? whole : { ...whole, cameras: camerasAt(whole.cameras, Int32Array.from(visible)) },
      ) as Record<string, unknown>,
    };
  });
  // whoever asks is about to edit: the drop will find the leaf open
  ctx.live
    .open(ctx, code)
    .catch((error: unknown) => ctx.log.warn({ err: error, region: code }, 'a leaf could not be opened'));
  return answer;
}

/** Cameras of the input that the camera API would show to the caller, too. */
async function visibleCameras(ctx: Ctx, task: LeafTask): Promise<number[]> {
  const all = [...task.rows.keys()];
  if (ctx.scope.kind === 'everything') return all;
  const homes = [...new Set(task.homes.filter((home) => home !== null))];
  const mine = new Set((await regionRows(ctx.storage.reader, ctx.scope, homes)).map((row) => row.code));
  return all.filter((at) => {
    const home = task.homes[task.rows[at]];
    return home !== null && mine.has(home);
  });
}
