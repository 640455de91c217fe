// Which rows of a layer are in force, now or at an instant? A layer came with the commit of its import, and went with that of
// the one that replaced it.
import { and, eq, inArray, isNull, lte, notInArray, or, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Reader } from './storage.ts';
import { imports } from './tables.sqlite.ts';

/** An import that was taken back counts as never made, at any instant. */
const committedBy = (reader: Reader, at: string) =>
  reader
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.state, 'committed'), lte(imports.committedAt, at)));

export function inForce(
  reader: Reader,
  { source, removedBy }: { source: SQLiteColumn; removedBy: SQLiteColumn },
  at: string | null,
): SQL | undefined {
  if (at === null) return isNull(removedBy);
  return and(
    inArray(source, committedBy(reader, at)),
    or(isNull(removedBy), notInArray(removedBy, committedBy(reader, at))),
  );
}
