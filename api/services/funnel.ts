// The funnel of a region, of everything, and of the children of a region at once: cameras by stage on a day.
import type { Funnel, Funnels } from '#contract/progress';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, findRegion } from '#storage/regions.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { EVERYWHERE, type StageSums, stageSumsOn, stagesOf } from './stage-ledger.ts';

export const todayOf = (ctx: Ctx): string => nowIso(ctx).slice(0, 10);

const partsOf = (sums: StageSums) => ({
  cameras: stagesOf(sums),
  devices: stagesOf(sums, 'devices'),
  retired: sums.cameras.retired,
  filed: sums.cameras.filed,
});

/** Absent region = everything. Errors: region.not_found. */
export async function funnelOf(ctx: Ctx, input: { region?: string; on?: string }): Promise<Funnel> {
  const on = input.on ?? todayOf(ctx);
  const { byRegion, outside } = await stageSumsOn(ctx, { scope: input.region, on });
  return {
    region: input.region ?? null,
    on,
    ...partsOf(byRegion.get(input.region ?? EVERYWHERE)!),
    ...(outside === null ? {} : { outside: partsOf(outside) }),
    dataVersion: await readMeta(ctx.storage.reader, 'dataVersion'),
  };
}

/** With the children of the region, or the topmost regions. Errors: region.not_found. */
export async function funnelsBelow(ctx: Ctx, input: { parent?: string; on?: string }): Promise<Funnels> {
  const whole = await funnelOf(ctx, { region: input.parent, on: input.on });
  const rows = await childrenOrRoots(ctx, input.parent);
  const { byRegion } = await stageSumsOn(ctx, { codes: rows.map((row) => row.code), on: whole.on });
  const children = rows.flatMap(({ code, name, nameEn, level }) => {
    const sums = byRegion.get(code);
    return sums === undefined ? [] : [{ region: code, name, nameEn, level, ...partsOf(sums) }];
  });
  return { ...whole, children };
}

/** The topmost regions that the caller may see, where no parent is named. */
async function childrenOrRoots(ctx: Ctx, parent: string | undefined) {
  const { reader } = ctx.storage;
  if (parent !== undefined) return allRegionRows(reader, ctx.scope, { parent });
  if (ctx.scope.kind === 'everything') return allRegionRows(reader, ctx.scope, { parent: '' });
  const top = await findRegion(reader, ctx.scope, ctx.scope.code);
  return top === null ? [] : [top];
}
