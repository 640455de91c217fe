// Which region became which.
import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { regionCrosswalk, regionHistory } from './tables.sqlite.ts';

export type CrosswalkRecord = typeof regionCrosswalk.$inferSelect;

/** In the order in which they came in. Codes of the past belong to no subtree of today: the scope does not narrow them. */
export async function crosswalkPage(
  reader: Reader,
  _scope: Scope,
  filter: { from?: string; to?: string },
  after: string,
  limit: number,
): Promise<CrosswalkRecord[]> {
  return reader
    .select()
    .from(regionCrosswalk)
    .where(
      and(
        gt(regionCrosswalk.id, after),
        filter.from === undefined ? undefined : eq(regionCrosswalk.fromCode, filter.from),
        filter.to === undefined ? undefined : eq(regionCrosswalk.toCode, filter.to),
      ),
    )
    .orderBy(asc(regionCrosswalk.id))
    .limit(limit);
}

/** Was there a region of this code that an import retired? */
export async function wasRetired(reader: Reader, _scope: Scope, code: string): Promise<boolean> {
  const rows = await reader
    .select({ id: regionHistory.id })
    .from(regionHistory)
    .where(and(eq(regionHistory.regionCode, code), eq(regionHistory.change, 'delete')))
    .limit(1);
  return rows.length > 0;
}

export async function addCrosswalk(writer: Writer, rows: Iterable<CrosswalkRecord>): Promise<void> {
  writer.insertMany(regionCrosswalk, rows);
}
export async function deleteCrosswalkOf(writer: Writer, importId: string): Promise<void> {
  await writer.delete(regionCrosswalk).where(inArray(regionCrosswalk.importId, [importId]));
}
