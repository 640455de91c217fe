// Figures per region and set, and the cameras that look over borders.
import { and, asc, eq, getTableColumns, gt, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import { codesWithin, regionsWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { figures, regions, sees } from './tables.sqlite.ts';

export type FigureRecord = typeof figures.$inferSelect;
export type FigureSet = FigureRecord['set'];
const CHUNK = 500;

/** Rows of a query over all columns of `figures`, without drizzle's mapping of each: there are tens of thousands. */
async function allRecords(
  reader: Reader,
  query: { toSQL(): { sql: string; params: unknown[] } },
): Promise<FigureRecord[]> {
  const rows = await reader.rawRows(query, {});
  return rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (let i = 0; i < COLUMNS.length; i += 1) record[COLUMNS[i]] = row[i];
    record.figure = JSON.parse(record.figure as string);
    return record as FigureRecord;
  });
}
const COLUMNS = Object.keys(getTableColumns(figures));

export async function figureRecords(
  reader: Reader,
  scope: Scope,
  set: FigureSet,
  codes?: string[],
): Promise<FigureRecord[]> {
  const inside = await codesWithin(reader, scope, figures.regionCode);
  const all = and(inside, eq(figures.set, set));
  if (codes === undefined)
    return allRecords(reader, reader.select().from(figures).where(all).orderBy(asc(figures.regionCode)));
  const found: FigureRecord[] = [];
  for (let i = 0; i < codes.length; i += CHUNK)
    found.push(
      ...(await reader
        .select()
        .from(figures)
        .where(and(all, inArray(figures.regionCode, codes.slice(i, i + CHUNK))))
        .orderBy(asc(figures.regionCode))),
    );
  return found;
}

/** Figures of the leaves of a scope in code order. */
export async function leafFigureRecords(reader: Reader, scope: Scope, set: FigureSet): Promise<FigureRecord[]> {
  return allRecords(
    reader,
    reader
      .select(getTableColumns(figures))
      .from(figures)
      .innerJoin(regions, eq(regions.code, figures.regionCode))
      .where(and(await regionsWithin(reader, scope), eq(regions.isLeaf, true), eq(figures.set, set)))
      .orderBy(asc(figures.regionCode)),
  );
}

/** Likely area of every leaf that has one, without its figure. */
export async function leafLikely(reader: Reader, scope: Scope, set: FigureSet): Promise<Map<string, number>> {
  const query = reader
    .select({ code: figures.regionCode, likelyM2: figures.likelyM2 })
    .from(figures)
    .innerJoin(regions, eq(regions.code, figures.regionCode))
    .where(
      and(
        await regionsWithin(reader, scope),
        eq(regions.isLeaf, true),
        eq(figures.set, set),
        isNotNull(figures.likelyM2),
      ),
    );
  return new Map((await reader.rawRows(query, {})) as [string, number][]);
}

/** Rows of a set behind `after` in code order: for those who let others have their turn in between. */
export async function figurePage(
  reader: Reader,
  scope: Scope,
  set: FigureSet,
  after: string,
  limit: number,
): Promise<FigureRecord[]> {
  const inside = await codesWithin(reader, scope, figures.regionCode);
  return allRecords(
    reader,
    reader
      .select()
      .from(figures)
      .where(and(inside, eq(figures.set, set), gt(figures.regionCode, after)))
      .orderBy(asc(figures.regionCode))
      .limit(limit),
  );
}

export async function putFigures(writer: Writer, rows: Iterable<FigureRecord>): Promise<void> {
  writer.insertMany(figures, rows, 'replace');
}
const deleteOne = keptQuery((writer: Writer) =>
  writer
    .delete(figures)
    .where(and(eq(figures.regionCode, sql.placeholder('code')), eq(figures.set, sql.placeholder('set'))))
    .prepare(),
);
export async function deleteFigures(writer: Writer, codes: string[], set?: FigureSet): Promise<void> {
  if (set !== undefined) {
    for (const code of codes) await deleteOne(writer).execute({ code, set });
    return;
  }
  for (let i = 0; i < codes.length; i += CHUNK)
    await writer.delete(figures).where(and(inArray(figures.regionCode, codes.slice(i, i + CHUNK))));
}

/** Data version at which each of these regions was measured. */
export async function measuredVersions(reader: Reader, _scope: Scope, codes: string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const query = measuredVersion(reader);
  for (const code of codes) {
    const [row] = await query.execute({ code });
    if (row !== undefined) found.set(code, row.version);
  }
  return found;
}
const measuredVersion = keptQuery((reader: Reader) =>
  reader
    .select({ version: figures.measuredVersion })
    .from(figures)
    .where(and(eq(figures.set, 'installed'), eq(figures.regionCode, sql.placeholder('code'))))
    .prepare(),
);

/** Paths of leaves whose inputs changed after they were measured, or that never were. */
export async function dirtyLeafPaths(reader: Reader, scope: Scope): Promise<string[]> {
  const rows = await reader
    .select({ path: regions.path })
    .from(regions)
    .leftJoin(figures, and(eq(figures.regionCode, regions.code), eq(figures.set, 'installed')))
    .where(
      and(
        await regionsWithin(reader, scope),
        eq(regions.isLeaf, true),
        or(isNull(figures.measuredVersion), lt(figures.measuredVersion, regions.touchedVersion)),
      ),
    );
  return rows.map((row) => row.path);
}

export type SeesRow = typeof sees.$inferSelect;
/** Pairs of a set in a scope, by camera and leaf. */
export async function seesRows(reader: Reader, scope: Scope, set: FigureSet): Promise<SeesRow[]> {
  return reader
    .select()
    .from(sees)
    .where(and(await codesWithin(reader, scope, sees.leafCode), eq(sees.set, set)))
    .orderBy(asc(sees.cameraId), asc(sees.leafCode));
}
/** Leaves beyond their own that some cameras of a set look into. */
export async function leavesBeyond(
  reader: Reader,
  _scope: Scope,
  set: FigureSet,
  cameraIds: Iterable<string>,
): Promise<Map<string, string[]>> {
  const ids = [...new Set(cameraIds)];
  const found = new Map<string, string[]>();
  for (let i = 0; i < ids.length; i += CHUNK)
    for (const { cameraId, leafCode } of await reader
      .select({ cameraId: sees.cameraId, leafCode: sees.leafCode })
      .from(sees)
      .where(and(inArray(sees.cameraId, ids.slice(i, i + CHUNK)), eq(sees.set, set), eq(sees.blind, false))))
      found.set(cameraId, [...(found.get(cameraId) ?? []), leafCode]);
  return found;
}
export async function replaceSees(writer: Writer, leafCodes: string[], rows: Iterable<SeesRow>): Promise<void> {
  for (const leafCode of leafCodes) await dropPairs(writer).execute({ leafCode });
  writer.insertMany(sees, rows);
}
/** Of leaves whose pairs are known: writes those that are new or different, and drops those that are gone. */
export async function changeSees(writer: Writer, before: readonly SeesRow[], after: readonly SeesRow[]): Promise<void> {
  const { gone, come } = pairChanges(before, after);
  const stay = new Set(come.map(pairKey));
  const drop = dropPair(writer);
  for (const pair of gone) {
    const { leafCode, set, cameraId } = pair;
    if (!stay.has(pairKey(pair))) await drop.execute({ leafCode, set, cameraId });
  }
  writer.insertMany(sees, come, 'replace');
}

/** What two lists of pairs do not have in common. An edit leaves most as they are, in the order they had. */
export function pairChanges(
  before: readonly SeesRow[],
  after: readonly SeesRow[],
): { gone: readonly SeesRow[]; come: readonly SeesRow[] } {
  let from = 0;
  let [endBefore, endAfter] = [before.length, after.length];
  while (from < endBefore && from < endAfter && samePair(before[from], after[from])) from += 1;
  while (endBefore > from && endAfter > from && samePair(before[endBefore - 1], after[endAfter - 1])) {
    endBefore -= 1;
    endAfter -= 1;
  }
  const known = new Map(before.slice(from, endBefore).map((pair) => [pairKey(pair), pair]));
  const come: SeesRow[] = [];
  for (const pair of after.slice(from, endAfter)) {
    const key = pairKey(pair);
    const was = known.get(key);
    if (was !== undefined && samePair(was, pair)) known.delete(key);
    else come.push(pair);
  }
  return { gone: Array.from(known, ([, pair]) => pair), come };
}
const samePair = (a: SeesRow, b: SeesRow): boolean =>
  a.cameraId === b.cameraId &&
  a.leafCode === b.leafCode &&
  a.homeCode === b.homeCode &&
  a.blind === b.blind &&
  a.set === b.set;
const pairKey = ({ leafCode, set, cameraId }: SeesRow): string => `${set} ${leafCode} ${cameraId}`;
const dropPair = keptQuery((writer: Writer) =>
  writer
    .delete(sees)
    .where(
      and(
        eq(sees.leafCode, sql.placeholder('leafCode')),
        eq(sees.set, sql.placeholder('set')),
        eq(sees.cameraId, sql.placeholder('cameraId')),
      ),
    )
    .prepare(),
);
const dropPairs = keptQuery((writer: Writer) =>
  writer
    .delete(sees)
    .where(eq(sees.leafCode, sql.placeholder('leafCode')))
    .prepare(),
);
