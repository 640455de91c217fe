// Figures of leaves at another detail than `range`, and which of them have to be measured (again).
import { and, asc, eq, inArray, isNull, lt, or } from 'drizzle-orm';
import { codesWithin, regionsWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { detailFigures, regions } from './tables.sqlite.ts';

export type DetailRecord = typeof detailFigures.$inferSelect;
export interface DetailKey {
  detail: string;
  profile: string;
}
const CHUNK = 500;
const of = ({ detail, profile }: DetailKey) =>
  and(eq(detailFigures.profile, profile), eq(detailFigures.detail, detail));

/** Both sets, in code order. */
export async function detailRecords(reader: Reader, scope: Scope, key: DetailKey): Promise<DetailRecord[]> {
  const inside = await codesWithin(reader, scope, detailFigures.regionCode);
  return reader
    .select()
    .from(detailFigures)
    .where(and(of(key), inside))
    .orderBy(asc(detailFigures.regionCode));
}

/** Leaves of the scope never measured at this detail, or changed since, in code order, with their paths. */
export async function staleLeaves(
  reader: Reader,
  scope: Scope,
  key: DetailKey,
): Promise<{ code: string; path: string }[]> {
  const joined = and(of(key), eq(detailFigures.set, 'installed'), eq(detailFigures.regionCode, regions.code));
  return reader
    .select({ code: regions.code, path: regions.path })
    .from(regions)
    .leftJoin(detailFigures, joined)
    .where(
      and(
        await regionsWithin(reader, scope),
        eq(regions.isLeaf, true),
        or(isNull(detailFigures.measuredVersion), lt(detailFigures.measuredVersion, regions.touchedVersion)),
      ),
    )
    .orderBy(asc(regions.code));
}

/** Data version at which each of these leaves was measured. */
export async function detailVersions(
  reader: Reader,
  _scope: Scope,
  key: DetailKey,
  codes: string[],
): Promise<Map<string, number>> {
  const rows = await reader
    .select({ code: detailFigures.regionCode, version: detailFigures.measuredVersion })
    .from(detailFigures)
    .where(and(of(key), eq(detailFigures.set, 'installed'), inArray(detailFigures.regionCode, codes)));
  return new Map(rows.map((row) => [row.code, row.version]));
}

/** What is kept of these leaves goes, then the rows are written: a leaf without a planned row has none. */
export async function replaceDetailRecords(
  writer: Writer,
  key: DetailKey,
  codes: string[],
  rows: DetailRecord[],
): Promise<void> {
  for (let i = 0; i < codes.length; i += CHUNK)
    await writer
      .delete(detailFigures)
      .where(and(of(key), inArray(detailFigures.regionCode, codes.slice(i, i + CHUNK))));
  writer.insertMany(detailFigures, rows);
}

/** Of regions that are no leaves any more, whatever the detail. */
export async function forgetDetailsOf(writer: Writer, codes: string[]): Promise<void> {
  for (let i = 0; i < codes.length; i += CHUNK)
    await writer.delete(detailFigures).where(inArray(detailFigures.regionCode, codes.slice(i, i + CHUNK)));
}
/** Of a profile that changed or went. */
export async function forgetProfile(writer: Writer, profile: string): Promise<void> {
  await writer.delete(detailFigures).where(eq(detailFigures.profile, profile));
}
