// How many cameras were online on average in each month: camera time online over the time that passed.
import { lastDayOf } from '#rules/months';
import type { Ctx } from './ctx.ts';
import { todayOf } from './month-content.ts';
import { monthlyTimes } from './status-days.ts';

const S_A_DAY = 86_400;

/** Month → cameras; a month without any word about states is left out. */
export async function onlineByMonth(
  ctx: Ctx,
  region: string | null,
  months: readonly string[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  if (months.length === 0) return found;
  const span = { from: `${months[0]}-01`, to: lastDayOf(months.at(-1)!) };
  for (const [month, { onlineS }] of await monthlyTimes(ctx, { region: region ?? undefined, ...span }))
    found.set(month, onlineS);
  const today = todayOf(ctx);
  for (const [month, onlineS] of found) {
    const days = today.startsWith(month) ? Number(today.slice(8)) : Number(lastDayOf(month).slice(8));
    found.set(month, onlineS / (days * S_A_DAY));
  }
  return found;
}
