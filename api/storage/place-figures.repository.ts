// What is seen of each key place.
import { and, asc, eq, inArray } from 'drizzle-orm';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { placeFigures } from './tables.sqlite.ts';

export type PlaceRecord = typeof placeFigures.$inferSelect;
const CHUNK = 500;

export async function replacePlaces(writer: Writer, leafCodes: string[], rows: Iterable<PlaceRecord>): Promise<void> {
  for (let i = 0; i < leafCodes.length; i += CHUNK)
    await writer.delete(placeFigures).where(inArray(placeFigures.regionCode, leafCodes.slice(i, i + CHUNK)));
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
