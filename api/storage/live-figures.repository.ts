// What working cameras see of each leaf, and which leaves have to be measured for it.
import { and, asc, eq, gt, gte, inArray, isNull, lt, notInArray, or } from 'drizzle-orm';
import { codesWithin, regionsWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { figures, liveFigures, regions } from './tables.sqlite.ts';

export type LiveRecord = typeof liveFigures.$inferSelect;
const CHUNK = 500;

/** In code order; of all leaves of the scope, or of some. */
export async function liveRecords(reader: Reader, scope: Scope, codes?: string[]): Promise<LiveRecord[]> {
  const inside = await codesWithin(reader, scope, liveFigures.regionCode);
  if (codes === undefined) return reader.select().from(liveFigures).where(inside).orderBy(asc(liveFigures.regionCode));
  const found: LiveRecord[] = [];
  for (let i = 0; i < codes.length; i += CHUNK)
    found.push(
      ...(await reader
        .select()
        .from(liveFigures)
        .where(and(inside, inArray(liveFigures.regionCode, codes.slice(i, i + CHUNK))))
        .orderBy(asc(liveFigures.regionCode))),
    );
  return found;
}

const PAGE = 500;
/** All of them in code order, some at a time. */
export async function* liveRecordPages(reader: Reader, _scope: Scope): AsyncGenerator<LiveRecord[]> {
  for (let after = ''; ; ) {
    const rows = await reader
      .select()
      .from(liveFigures)
      .where(gt(liveFigures.regionCode, after))
      .orderBy(asc(liveFigures.regionCode))
      .limit(PAGE);
    yield rows;
    if (rows.length < PAGE) return;
    after = rows[PAGE - 1].regionCode;
  }
}

/** Leaves whose installed figure holds and whose live one was never measured or is older than their last change. */
export async function liveToMeasure(reader: Reader, scope: Scope): Promise<string[]> {
  const rows = await reader
    .select({ code: regions.code })
    .from(regions)
    .innerJoin(figures, and(eq(figures.regionCode, regions.code), eq(figures.set, 'installed')))
    .leftJoin(liveFigures, eq(liveFigures.regionCode, regions.code))
    .where(
      and(
        await regionsWithin(reader, scope),
        eq(regions.isLeaf, true),
        gte(figures.measuredVersion, regions.touchedVersion),
        or(isNull(liveFigures.measuredVersion), lt(liveFigures.measuredVersion, regions.touchedVersion)),
      ),
    )
    .orderBy(asc(regions.code));
  return rows.map((row) => row.code);
}

/** Overwrites what was kept of these leaves. */
export async function putLiveFigures(writer: Writer, rows: Iterable<LiveRecord>): Promise<void> {
  writer.insertMany(liveFigures, rows, 'replace');
}

/** Of regions that are no leaves any more. */
export async function dropLiveOfOthers(writer: Writer): Promise<void> {
  const leaves = writer.select({ code: regions.code }).from(regions).where(eq(regions.isLeaf, true));
  await writer.delete(liveFigures).where(notInArray(liveFigures.regionCode, leaves));
}
