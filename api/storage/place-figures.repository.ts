// What is seen of each key place.
import { and, asc, eq, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { placeFigures } from './tables.sqlite.ts';

export type PlaceRecord = typeof placeFigures.$inferSelect;
const dropPlaces = keptQuery((writer: Writer) =>
  writer
    .delete(placeFigures)
    .where(eq(placeFigures.regionCode, sql.placeholder('code')))
    .prepare(),
);

export async function replacePlaces(writer: Writer, leafCodes: string[], rows: Iterable<PlaceRecord>): Promise<void> {
  for (const code of leafCodes) await dropPlaces(writer).execute({ code });
  writer.insertMany(placeFigures, rows, 'replace');
}

/** In id order. */
export async function placeRecords(reader: Reader, scope: Scope, set: PlaceRecord['set']): Promise<PlaceRecord[]> {
  return reader
    .select()
    .from(placeFigures)
    .where(and(await codesWithin(reader, scope, placeFigures.regionCode), eq(placeFigures.set, set)))
    .orderBy(asc(placeFigures.placeId));
}
