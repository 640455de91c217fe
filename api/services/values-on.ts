// Values of a metric on a day of the past, of many regions: from the ledger and the days of status, or from a kept month end.
import { lastDayOf, monthOf, nextMonth } from '#rules/months';
import { NO_VALUE, type NodeValue, valueAt } from '#rules/region-sums';
import { EVERYTHING } from '#storage/scope';
import { snapshotRows } from '#storage/snapshots.repository';
import type { Ctx } from './ctx.ts';
import { counted, rateOf, ratio } from './history-values.ts';
import { openById } from './snapshot.ts';
import { type Measured, valuesOf } from './snapshot-metrics.ts';
import { EVERYWHERE, stageSumsOn } from './stage-ledger.ts';
import { monthlyTimes, regionTimes } from './status-days.ts';

/** What needs no measuring is read anew each time. */
const CHEAP: ReadonlySet<string> = new Set(['cameras', 'networkedRate', 'filedRate', 'onlineRate', 'intactRate']);
export const isCheap = ({ metric }: Pick<Measured, 'metric'>): boolean => CHEAP.has(metric);

/** `codes` null: of everything, under the key null. Rates are those of the day's month up to it. */
export async function cheapValuesOn(
  ctx: Ctx,
  { metric, measure }: Measured,
  codes: readonly string[] | null,
  day: string,
): Promise<Map<string | null, NodeValue>> {
  if (metric === 'onlineRate' || metric === 'intactRate') {
    const span = { from: `${monthOf(day)}-01`, to: day };
    if (codes === null) {
      const times = (await monthlyTimes(ctx, span)).get(monthOf(day));
      return new Map([[null, times === undefined ? ratio(0, 0) : rateOf(metric, times)]]);
    }
    const times = await regionTimes(ctx, { scope: ctx.scope, ...span });
    return new Map(
      codes.map((code) => {
        const own = times.get(code);
        return [code, own === undefined ? ratio(0, 0) : rateOf(metric, own)];
      }),
    );
  }
  const { byRegion } = await stageSumsOn(ctx, codes === null ? { on: day } : { codes, on: day });
  const valueOf = (key: string): NodeValue => {
    const sums = byRegion.get(key)?.cameras;
    if (sums === undefined) return NO_VALUE;
    if (metric === 'cameras') return counted(sums[measure.stage ?? 'installed']);
    return ratio(sums[metric === 'filedRate' ? 'filed' : 'networked'], sums.installed);
  };
  return codes === null ? new Map([[null, valueOf(EVERYWHERE)]]) : new Map(codes.map((code) => [code, valueOf(code)]));
}

/** The last month end up to a day that is kept, not older than a month: its values, or none. */
export async function valuesOn(
  ctx: Ctx,
  measured: Measured,
  codes: readonly string[],
  day: string,
): Promise<Map<string | null, NodeValue>> {
  if (isCheap(measured)) return cheapValuesOn(ctx, measured, codes, day);
  const month = day === lastDayOf(monthOf(day)) ? monthOf(day) : nextMonth(monthOf(day), -1);
  return valuesOfMonth(ctx, measured, codes, month);
}

/** As kept of the end of a month, known as of when it was computed; none where it is not kept. */
export async function valuesOfMonth(
  ctx: Ctx,
  measured: Measured,
  codes: readonly string[],
  month: string,
): Promise<Map<string | null, NodeValue>> {
  const [row] = await snapshotRows(ctx.storage.reader, EVERYTHING, { kind: 'known', month });
  const open = row === undefined ? null : await openById(ctx, row.id);
  if (open === null) return new Map();
  const values = await valuesOf(ctx.storage, open, measured);
  return new Map(
    codes.map((code) => {
      const node = open.tree.nodeOf.get(code);
      return [code, node === undefined ? NO_VALUE : valueAt(values, node)];
    }),
  );
}
