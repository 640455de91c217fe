// Camera time by state of leaves over days and months: sums of the days that are kept.
import { and, asc, gte, lte, type SQL, sql } from 'drizzle-orm';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader } from './storage.ts';
import { statusDays } from './tables.sqlite.ts';

export interface TimesRow {
  regionCode: string;
  onlineS: number;
  offlineS: number;
  unknownS: number;
  plannedS: number;
  ownS: number;
}
const sums = {
  regionCode: statusDays.regionCode,
  onlineS: sql<number>`sum(${statusDays.onlineS})`,
  offlineS: sql<number>`sum(${statusDays.offlineS})`,
  unknownS: sql<number>`sum(${statusDays.unknownS})`,
  plannedS: sql<number>`sum(${statusDays.plannedS})`,
  ownS: sql<number>`sum(${statusDays.ownS})`,
};
const month = sql<string>`substr(${statusDays.day}, 1, 7)`;

const within = async (reader: Reader, scope: Scope, from: string, to: string): Promise<SQL | undefined> =>
  and(await codesWithin(reader, scope, statusDays.regionCode), gte(statusDays.day, from), lte(statusDays.day, to));

/** Of each leaf over the days [from, to], in code order. */
export async function leafTimes(reader: Reader, scope: Scope, from: string, to: string): Promise<TimesRow[]> {
  const query = reader
    .select(sums)
    .from(statusDays)
    .where(await within(reader, scope, from, to))
    .groupBy(statusDays.regionCode)
    .orderBy(asc(statusDays.regionCode));
  return (await reader.rawRows(query, {})).map(([regionCode, onlineS, offlineS, unknownS, plannedS, ownS]) => {
    return { regionCode, onlineS, offlineS, unknownS, plannedS, ownS } as TimesRow;
  });
}

/** As `leafTimes`, each month (YYYY-MM) by itself. */
export async function leafTimesByMonth(
  reader: Reader,
  scope: Scope,
  from: string,
  to: string,
): Promise<(TimesRow & { month: string })[]> {
  const query = reader
    .select({ ...sums, month })
    .from(statusDays)
    .where(await within(reader, scope, from, to))
    .groupBy(statusDays.regionCode, month)
    .orderBy(asc(statusDays.regionCode), asc(month));
  return (await reader.rawRows(query, {})).map(([regionCode, onlineS, offlineS, unknownS, plannedS, ownS, of]) => {
    return { regionCode, onlineS, offlineS, unknownS, plannedS, ownS, month: of } as TimesRow & { month: string };
  });
}
