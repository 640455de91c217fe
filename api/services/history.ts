// A region's metric month by month: as known today, as it was reported, and what was reported first. Nothing is interpolated.
import type { History, MonthPoint } from '#contract/progress';
import { lastDayOf, monthOf, monthsBetween, nextMonth } from '#rules/months';
import { NO_VALUE, type NodeValue, valueAt } from '#rules/region-sums';
import { readMeta } from '#storage/meta.repository';
import { findRegion } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { type SnapshotRow, snapshotRows } from '#storage/snapshots.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { counted, rateOf, ratio } from './history-values.ts';
import { todayOf } from './month-content.ts';
import { regionMissing } from './regions.ts';
import { openById } from './snapshot.ts';
import { type Measured, valuesOf } from './snapshot-metrics.ts';
import { EVERYWHERE, stageSumsByMonth } from './stage-ledger.ts';
import { monthlyTimes } from './status-days.ts';
import { valueNow } from './value-now.ts';
import { isCheap } from './values-on.ts';

/** Months that are shown when none are asked for, and the most that can be. */
export const SHOWN_MONTHS = 24;
export const MOST_MONTHS = 240;
const DAY_OR_MONTH = /^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/;

export interface Span {
  from: string;
  to: string;
  months: string[];
}

/** `from`, `to`: days or months. Errors: progress.span. */
export function spanOf(ctx: Ctx, asked: { from?: string; to?: string }): Span {
  const to = asked.to ?? todayOf(ctx);
  const from = asked.from ?? nextMonth(monthOf(to), 1 - SHOWN_MONTHS);
  const isSpan = DAY_OR_MONTH.test(from) && DAY_OR_MONTH.test(to) && monthOf(from) <= monthOf(to);
  const months = isSpan && nextMonth(monthOf(from), MOST_MONTHS) > monthOf(to) ? monthsBetween(from, to) : [];
  if (months.length === 0) throw new ServiceError('progress.span', 'invalid', { from, to, max: MOST_MONTHS });
  return { from, to, months };
}

export interface PointsAsked extends Measured {
  /** null = everything */
  region: string | null;
  months: readonly string[];
  /** expected values are of this plan */
  expected?: (day: string) => number | null;
}

/** One point a month, also where nothing is known. The month that today lies in has what is known now. */
export async function pointsOf(ctx: Ctx, asked: PointsAsked): Promise<MonthPoint[]> {
  const { months } = asked;
  const known = await knownValues(ctx, asked);
  const reported = await reportedValues(ctx, asked);
  const today = todayOf(ctx);
  return months.map((month) => {
    const now = known.get(month) ?? NO_VALUE;
    const said = reported.get(month);
    const day = lastDayOf(month);
    return {
      month,
      known: now.value,
      knownNumerator: now.numerator,
      knownDenominator: now.denominator,
      reported: said?.last.value ?? null,
      first: said?.first.value ?? null,
      reason: said !== undefined && said.last !== said.first ? said.reason : null,
      expected: asked.expected?.(month === monthOf(today) ? today : day) ?? null,
    };
  });
}

interface Reported {
  first: NodeValue;
  last: NodeValue;
  reason: string | null;
}

async function reportedValues(ctx: Ctx, asked: PointsAsked): Promise<Map<string, Reported>> {
  const wanted = new Set(asked.months);
  const rows = (await snapshotRows(ctx.storage.reader, EVERYTHING, { kind: 'frozen' })).filter((row) =>
    wanted.has(row.month!),
  );
  const found = new Map<string, Reported>();
  for (const row of rows) {
    const value = await valueInSnapshot(ctx, row, asked);
    const first = found.get(row.month!)?.first ?? value;
    found.set(row.month!, { first, last: value, reason: row.reason });
  }
  return found;
}

/** The value of a region in a snapshot, in the tree as of then. */
async function valueInSnapshot(
  ctx: Ctx,
  row: SnapshotRow,
  { region, metric, measure }: PointsAsked,
): Promise<NodeValue> {
  const open = await openById(ctx, row.id);
  if (open === null) return NO_VALUE;
  const node = region === null ? open.tree.codes.length : open.tree.nodeOf.get(region);
  return node === undefined ? NO_VALUE : valueAt(await valuesOf(ctx.storage, open, { metric, measure }), node);
}

/** Stages and status are always read anew; what has to be measured comes from the kept month ends. */
async function knownValues(ctx: Ctx, asked: PointsAsked): Promise<Map<string, NodeValue>> {
  const found = isCheap(asked) ? await cheapValues(ctx, asked) : await keptValues(ctx, asked);
  const today = todayOf(ctx);
  for (const month of found.keys()) if (month > monthOf(today)) found.delete(month);
  if (asked.months.includes(monthOf(today)) && !found.has(monthOf(today)))
    found.set(monthOf(today), await valueNow(ctx, asked, asked.region));
  return found;
}

async function keptValues(ctx: Ctx, asked: PointsAsked): Promise<Map<string, NodeValue>> {
  const wanted = new Set(asked.months);
  const found = new Map<string, NodeValue>();
  for (const row of await snapshotRows(ctx.storage.reader, EVERYTHING, { kind: 'known' }))
    if (wanted.has(row.month!)) found.set(row.month!, await valueInSnapshot(ctx, row, asked));
  return found;
}

async function cheapValues(ctx: Ctx, asked: PointsAsked): Promise<Map<string, NodeValue>> {
  const { metric, measure, months } = asked;
  if (metric === 'onlineRate' || metric === 'intactRate') return timeValues(ctx, asked);
  const which = asked.region === null ? {} : { scope: asked.region };
  const { byRegion } = await stageSumsByMonth(ctx, { ...which, months });
  const sums = byRegion.get(asked.region ?? EVERYWHERE) ?? [];
  const of = (i: number, counted: 'installed' | 'networked' | 'filed'): number => sums[i].cameras[counted];
  return new Map(
    months.flatMap((month, i): [string, NodeValue][] => {
      if (sums[i] === undefined) return [];
      if (metric === 'cameras') {
        const count = sums[i].cameras[measure.stage ?? 'installed'];
        return [[month, counted(count)]];
      }
      return [[month, ratio(of(i, metric === 'filedRate' ? 'filed' : 'networked'), of(i, 'installed'))]];
    }),
  );
}

async function timeValues(ctx: Ctx, { region, metric, months }: PointsAsked): Promise<Map<string, NodeValue>> {
  const span = { from: `${months[0]}-01`, to: lastDayOf(months.at(-1)!) };
  const times = await monthlyTimes(ctx, { region: region ?? undefined, ...span });
  return new Map([...times].map(([month, one]) => [month, rateOf(metric, one)]));
}

/** Errors: region.not_found, progress.span, history.metric_unclear. */
export async function regionHistory(
  ctx: Ctx,
  input: { code: string; from?: string; to?: string } & Measured,
): Promise<History> {
  const { code, metric, measure } = input;
  if ((await findRegion(ctx.storage.reader, ctx.scope, code)) === null) throw regionMissing(code);
  if (metric === 'villagesAtTarget' && measure.ofMinimum === undefined)
    throw new ServiceError('history.metric_unclear', 'invalid', { metric });
  const { months } = spanOf(ctx, input);
  return {
    region: code,
    metric,
    points: await pointsOf(ctx, { region: code, metric, measure, months }),
    dataVersion: await readMeta(ctx.storage.reader, 'dataVersion'),
  };
}
