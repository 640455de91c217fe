// Does it work, all in all: states now, time by day, what is seen of what should be.
import type { StatusSummary } from '#contract/status';
import { allRegionRows } from '#storage/regions.repository';
import { narrow } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { effectiveOf } from './effective.ts';
import { regionMissing } from './regions.ts';
import { dailyTimes } from './status-days.ts';
import { listFeeds } from './status-feeds.ts';

/** Errors: region.not_found. */
export async function statusSummary(
  ctx: Ctx,
  { region, days = 30 }: { region?: string; days?: number },
): Promise<StatusSummary> {
  const scope = await narrow(ctx.storage.reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region!);
  await ctx.status.ready();
  const leaves = (await allRegionRows(ctx.storage.reader, scope)).filter((row) => row.isLeaf).map((row) => row.code);
  const counts = ctx.status.countsOf(leaves);
  return {
    region: region ?? null,
    asOf: new Date(ctx.status.asOf()).toISOString(),
    ...counts,
    ...(await effectiveOf(ctx, region)),
    feeds: await listFeeds(ctx),
    days: await dailyTimes(ctx, { region, days }),
  };
}
