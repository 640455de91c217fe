// What is seen of each key place.
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { placeFigures } from './tables.sqlite.ts';

export type PlaceRecord = typeof placeFigures.$inferSelect;
const CHUNK = 500;
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

/** Of some leaves, in id order. */
export async function placesOfLeaves(
  reader: Reader,
  scope: Scope,
  set: PlaceRecord['set'],
  leafCodes: string[],
): Promise<PlaceRecord[]> {
  const inside = await codesWithin(reader, scope, placeFigures.regionCode);
  const found: PlaceRecord[] = [];
  for (let i = 0; i < leafCodes.length; i += CHUNK)
    found.push(
      ...(await reader
        .select()
        .from(placeFigures)
        .where(and(inside, eq(placeFigures.set, set), inArray(placeFigures.regionCode, leafCodes.slice(i, i + CHUNK))))
        .orderBy(asc(placeFigures.placeId))),
    );
  return found;
}

export async function placesById(
  reader: Reader,
  scope: Scope,
  set: PlaceRecord['set'],
  ids: string[],
): Promise<PlaceRecord[]> {
  const inside = await codesWithin(reader, scope, placeFigures.regionCode);
  const found: PlaceRecord[] = [];
  for (let i = 0; i < ids.length; i += CHUNK)
    found.push(
      ...(await reader
        .select()
        .from(placeFigures)
        .where(and(inside, eq(placeFigures.set, set), inArray(placeFigures.placeId, ids.slice(i, i + CHUNK))))
        .orderBy(asc(placeFigures.placeId))),
    );
  return found;
}
