// What is known today of the end of a month, as the content of a snapshot.
import { lastDayOf } from '#rules/months';
import type { Ctx } from './ctx.ts';
import { contentNow, type SnapshotContent } from './snapshot-content.ts';

/** Days are those of the workspace's zone, which is so far ahead of UTC. */
const ZONE_MS = 8 * 3_600_000;
/** The instant at which a month is over. */
export const endOfMonth = (month: string): string =>
  new Date(Date.parse(`${lastDayOf(month)}T23:59:59.999Z`) - ZONE_MS).toISOString();
/** The day (YYYY-MM-DD) that it is now. */
export const todayOf = (ctx: Pick<Ctx, 'clock'>): string => new Date(ctx.clock() + ZONE_MS).toISOString().slice(0, 10);

export async function contentOfMonth(
  ctx: Ctx,
  month: string,
  _options: { signal?: AbortSignal } = {},
): Promise<SnapshotContent> {
  return contentNow(ctx, endOfMonth(month), lastDayOf(month));
}
