// Cameras that went out together: open ones and what became of the others.
import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { outages } from './tables.sqlite.ts';

export type OutageRecord = typeof outages.$inferSelect;
export type OutageState = 'open' | 'closed' | 'all';
/** The area lost, greatest first (what is not priced yet comes last), or the start. */
export type OutageSort = '-lost' | 'lost' | '-since' | 'since';

const stateIs = (state: OutageState): SQL | undefined => {
  if (state === 'all') return undefined;
  return state === 'open' ? isNull(outages.endedAt) : isNotNull(outages.endedAt);
};
/** Nothing is lost less than what nobody has priced. */
const lost = sql<number>`coalesce(${outages.lostM2}, -1)`;

/** Outages that may touch a region: theirs lies below it, or holds it. Whether those of the second kind do, their leaves
 * say. */
export interface Around {
  subtree: Scope;
  /** codes above the region */
  above: string[];
}
async function touching(reader: Reader, around: Around | null): Promise<SQL | undefined> {
  if (around === null) return undefined;
  return or(await codesWithin(reader, around.subtree, outages.regionCode), inArray(outages.regionCode, around.above));
}

/** Behind [number or instant, id]. */
export async function outagePage(
  reader: Reader,
  scope: Scope,
  filter: { state: OutageState; sort: OutageSort; around: Around | null },
  after: readonly [string | number, string] | null,
  limit: number,
): Promise<OutageRecord[]> {
  const { state, sort, around } = filter;
  const key = sort.endsWith('lost') ? lost : sql<string>`${outages.startedAt}`;
  const isDown = sort.startsWith('-');
  const beyond =
    after === null
      ? undefined
      : or(
          isDown ? lt(key, after[0]) : gt(key, after[0]),
          and(eq(key, after[0]), isDown ? lt(outages.id, after[1]) : gt(outages.id, after[1])),
        );
  return reader
    .select()
    .from(outages)
    .where(
      and(await codesWithin(reader, scope, outages.regionCode), stateIs(state), await touching(reader, around), beyond),
    )
    .orderBy(isDown ? desc(key) : asc(key), isDown ? desc(outages.id) : asc(outages.id))
    .limit(limit);
}
export const lostKey = (row: OutageRecord): number => row.lostM2 ?? -1;

export async function findOutage(reader: Reader, scope: Scope, id: string): Promise<OutageRecord | null> {
  const inside = await codesWithin(reader, scope, outages.regionCode);
  return (
    (
      await reader
        .select()
        .from(outages)
        .where(and(inside, eq(outages.id, id)))
    )[0] ?? null
  );
}

/** Open ones, and those that ended at this instant or later. */
export async function recentOutages(reader: Reader, _scope: Scope, endedFrom: string): Promise<OutageRecord[]> {
  return reader
    .select()
    .from(outages)
    .where(or(isNull(outages.endedAt), gte(outages.endedAt, endedFrom)))
    .orderBy(asc(outages.id));
}
/** Ids of those that nobody has priced, the largest first. */
export async function unpricedOutages(reader: Reader, _scope: Scope, limit: number): Promise<string[]> {
  const rows = await reader
    .select({ id: outages.id })
    .from(outages)
    .where(isNull(outages.lostM2))
    .orderBy(sql`${outages.endedAt} is not null`, desc(outages.down), asc(outages.id))
    .limit(limit);
  return rows.map((row) => row.id);
}
/** The open ones, by what decides whether they touch a region. */
export async function openOutageLeaves(
  reader: Reader,
  scope: Scope,
  around: Around | null,
): Promise<Pick<OutageRecord, 'id' | 'regionCode' | 'leaves'>[]> {
  const inside = await codesWithin(reader, scope, outages.regionCode);
  return reader
    .select({ id: outages.id, regionCode: outages.regionCode, leaves: outages.leaves })
    .from(outages)
    .where(and(inside, isNull(outages.endedAt), await touching(reader, around)));
}
/** Open ones whose time is due in (after, upTo]. */
export async function outagesDue(reader: Reader, _scope: Scope, after: string, upTo: string): Promise<OutageRecord[]> {
  return reader
    .select()
    .from(outages)
    .where(and(isNull(outages.endedAt), gt(outages.dueAt, after), sql`${outages.dueAt} <= ${upTo}`));
}

export async function addOutages(writer: Writer, rows: Iterable<OutageRecord>): Promise<void> {
  writer.insertMany(outages, rows, 'insert');
}
export async function changeOutage(writer: Writer, id: string, change: Partial<OutageRecord>): Promise<void> {
  await writer.update(outages).set(change).where(eq(outages.id, id));
}
export async function outagesById(reader: Reader, _scope: Scope, ids: string[]): Promise<OutageRecord[]> {
  const found: OutageRecord[] = [];
  for (let i = 0; i < ids.length; i += 500)
    found.push(
      ...(await reader
        .select()
        .from(outages)
        .where(inArray(outages.id, ids.slice(i, i + 500)))),
    );
  return found;
}
