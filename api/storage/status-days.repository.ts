// Camera seconds of leaves by day. The days of a leaf follow one another: late words cut off the tail, which is then made anew.
import { and, asc, count, eq, gte, inArray, lte, max, min, sql } from 'drizzle-orm';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { statusDays } from './tables.sqlite.ts';

export type DayRecord = typeof statusDays.$inferSelect;
const TOGETHER = 500;

/** First and last day that is there of each leaf. */
export async function daySpans(reader: Reader, scope: Scope): Promise<Map<string, { first: string; last: string }>> {
  const rows = await reader
    .select({ code: statusDays.regionCode, first: min(statusDays.day), last: max(statusDays.day) })
    .from(statusDays)
    .where(await codesWithin(reader, scope, statusDays.regionCode))
    .groupBy(statusDays.regionCode);
  return new Map(rows.map(({ code, first, last }) => [code, { first: first!, last: last! }]));
}
export async function putDays(writer: Writer, rows: Iterable<DayRecord>): Promise<void> {
  writer.insertMany(statusDays, rows, 'replace');
}
/** From that day on the leaves have to be made anew. */
export async function cutDays(writer: Writer, codes: readonly string[], from: string): Promise<void> {
  for (let i = 0; i < codes.length; i += TOGETHER)
    await writer
      .delete(statusDays)
      .where(and(inArray(statusDays.regionCode, codes.slice(i, i + TOGETHER)), gte(statusDays.day, from)));
}

const sums = {
  cameras: sql<number>`sum(${statusDays.cameras})`,
  onlineS: sql<number>`sum(${statusDays.onlineS})`,
  offlineS: sql<number>`sum(${statusDays.offlineS})`,
  unknownS: sql<number>`sum(${statusDays.unknownS})`,
  plannedS: sql<number>`sum(${statusDays.plannedS})`,
  ownS: sql<number>`sum(${statusDays.ownS})`,
};
export interface TimeSums {
  cameras: number;
  onlineS: number;
  offlineS: number;
  unknownS: number;
  plannedS: number;
  ownS: number;
}
/** Of a scope, by day, from … to. */
export async function timesByDay(
  reader: Reader,
  scope: Scope,
  from: string,
  to: string,
): Promise<(TimeSums & { day: string })[]> {
  return reader
    .select({ day: statusDays.day, ...sums })
    .from(statusDays)
    .where(
      and(await codesWithin(reader, scope, statusDays.regionCode), gte(statusDays.day, from), lte(statusDays.day, to)),
    )
    .groupBy(statusDays.day)
    .orderBy(asc(statusDays.day));
}
/** Of a scope, by leaf, over all days from … to; `cameras` is a sum of days. */
export async function timesByLeaf(
  reader: Reader,
  scope: Scope,
  from: string,
  to: string,
): Promise<(TimeSums & { code: string; days: number })[]> {
  return reader
    .select({ code: statusDays.regionCode, days: count(), ...sums })
    .from(statusDays)
    .where(
      and(await codesWithin(reader, scope, statusDays.regionCode), gte(statusDays.day, from), lte(statusDays.day, to)),
    )
    .groupBy(statusDays.regionCode);
}
/** Of a scope, by leaf and month (YYYY-MM). */
export async function timesByMonth(
  reader: Reader,
  scope: Scope,
  from: string,
  to: string,
): Promise<(TimeSums & { month: string })[]> {
  const month = sql<string>`substr(${statusDays.day}, 1, 7)`;
  return reader
    .select({ month, ...sums })
    .from(statusDays)
    .where(
      and(await codesWithin(reader, scope, statusDays.regionCode), gte(statusDays.day, from), lte(statusDays.day, to)),
    )
    .groupBy(month)
    .orderBy(asc(month));
}
export async function dropDaysOf(writer: Writer, code: string): Promise<void> {
  await writer.delete(statusDays).where(eq(statusDays.regionCode, code));
}
