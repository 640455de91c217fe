// Regions: the tree, the outlines of its leaves, and which leaves have to be measured anew.
import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Box } from './geometry-blob.ts';
import { keptQuery } from './kept-query.ts';
import { codesWithin, regionsWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { figures, regionHistory, regions } from './tables.sqlite.ts';

export type RegionRecord = typeof regions.$inferSelect;
/** Everything but the outline. */
export type RegionRow = Omit<RegionRecord, 'geometry'>;

const plain = {
  code: regions.code,
  name: regions.name,
  nameEn: regions.nameEn,
  level: regions.level,
  parentCode: regions.parentCode,
  path: regions.path,
  depth: regions.depth,
  isLeaf: regions.isLeaf,
  childCount: regions.childCount,
  leafCount: regions.leafCount,
  minLon: regions.minLon,
  minLat: regions.minLat,
  maxLon: regions.maxLon,
  maxLat: regions.maxLat,
  labelLon: regions.labelLon,
  labelLat: regions.labelLat,
  areaM2: regions.areaM2,
  population: regions.population,
  urbanRural: regions.urbanRural,
  touchedVersion: regions.touchedVersion,
  source: regions.source,
  revision: regions.revision,
  validFrom: regions.validFrom,
  validTo: regions.validTo,
  recordedAt: regions.recordedAt,
};

export interface RegionFilter {
  /** '' = regions without a (known) parent */
  parent?: string;
  level?: string;
  q?: string;
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (c) => `\\${c}`);

function filtered(filter: RegionFilter): SQL | undefined {
  const conditions: (SQL | undefined)[] = [];
  if (filter.parent === '') conditions.push(eq(regions.depth, 0));
  else if (filter.parent !== undefined) conditions.push(eq(regions.parentCode, filter.parent));
  if (filter.level !== undefined) conditions.push(eq(regions.level, filter.level));
  if (filter.q) {
    const part = `%${escapeLike(filter.q)}%`;
    const like = (column: typeof regions.code | typeof regions.name | typeof regions.nameEn): SQL =>
      sql`${column} like ${part} escape '\\'`;
    conditions.push(or(like(regions.code), like(regions.name), like(regions.nameEn)));
  }
  return and(...conditions);
}

export interface RegionSortRow {
  code: string;
  name: string;
  level: string;
  path: string;
  demandM2: number | null;
  likelyM2: number | null;
  gapNeed: number | null;
}

/** What lists are ordered by, for every region that passes. In code order. */
export async function regionSortRows(reader: Reader, scope: Scope, filter: RegionFilter): Promise<RegionSortRow[]> {
  const query = reader
    .select({
      code: regions.code,
      name: regions.name,
      level: regions.level,
      path: regions.path,
      demandM2: figures.demandM2,
      likelyM2: figures.likelyM2,
      gapNeed: figures.gapNeed,
    })
    .from(regions)
    .leftJoin(figures, and(eq(figures.regionCode, regions.code), eq(figures.set, 'installed')))
    .where(and(await regionsWithin(reader, scope), filtered(filter)))
    .orderBy(asc(regions.code));
  return (await reader.rawRows(query, {})).map((row) => {
    const [code, name, level, path, demandM2, likelyM2, gapNeed] = row;
    return { code, name, level, path, demandM2, likelyM2, gapNeed } as RegionSortRow;
  });
}

export async function regionRows(reader: Reader, scope: Scope, codes: string[]): Promise<RegionRow[]> {
  if (codes.length === 0) return [];
  return reader
    .select(plain)
    .from(regions)
    .where(and(await regionsWithin(reader, scope), inArray(regions.code, codes)))
    .orderBy(asc(regions.code));
}

/** All regions of the scope in code order, without drizzle's mapping of each: there are tens of thousands. */
export async function allRegionRows(reader: Reader, scope: Scope, filter: RegionFilter = {}): Promise<RegionRow[]> {
  const query = reader
    .select(plain)
    .from(regions)
    .where(and(await regionsWithin(reader, scope), filtered(filter)))
    .orderBy(asc(regions.code));
  const rows = await reader.rawRows(query, {});
  return rows.map((row) => {
    const region: Record<string, unknown> = {};
    for (let i = 0; i < PLAIN.length; i += 1) region[PLAIN[i]] = row[i];
    region.isLeaf = regions.isLeaf.mapFromDriverValue(region.isLeaf as number);
    return region as RegionRow;
  });
}
const PLAIN = Object.keys(plain);

export async function findRegion(reader: Reader, scope: Scope, code: string): Promise<RegionRow | null> {
  return (await regionRows(reader, scope, [code]))[0] ?? null;
}

export async function regionGeometry(reader: Reader, scope: Scope, code: string): Promise<Uint8Array | null> {
  const rows = await reader
    .select({ geometry: regions.geometry })
    .from(regions)
    .where(and(await regionsWithin(reader, scope), eq(regions.code, code)));
  return rows[0]?.geometry ?? null;
}

/** Codes of a region's chain of parents, root first, itself last: they stand in its path. */
export const codesOfPath = (path: string): string[] =>
  path
    .slice(1, -1)
    .split('/')
    .map((part) => decodeURIComponent(part));
export const pathStep = (code: string): string => `${encodeURIComponent(code)}/`;

export interface OutlineRow {
  code: string;
  geometry: Uint8Array | null;
  minLon: number;
  minLat: number;
  maxLon: number;
  maxLat: number;
}
const outline = {
  code: regions.code,
  geometry: regions.geometry,
  minLon: regions.minLon,
  minLat: regions.minLat,
  maxLon: regions.maxLon,
  maxLat: regions.maxLat,
};
export const boxOfRow = (row: { minLon: number; minLat: number; maxLon: number; maxLat: number }): Box => [
  row.minLon,
  row.minLat,
  row.maxLon,
  row.maxLat,
];

/** Outlines of regions in code order: all, one level, or the given codes (at most 500 a call). */
export async function outlines(
  reader: Reader,
  scope: Scope,
  which: { leaves?: boolean; level?: string; codes?: string[] } = {},
): Promise<OutlineRow[]> {
  return reader
    .select(outline)
    .from(regions)
    .where(
      and(
        await regionsWithin(reader, scope),
        isNotNull(regions.geometry),
        which.leaves ? eq(regions.isLeaf, true) : undefined,
        which.level === undefined ? undefined : eq(regions.level, which.level),
        which.codes === undefined ? undefined : inArray(regions.code, which.codes),
      ),
    )
    .orderBy(asc(regions.code));
}

export type RegionShapeRow = Pick<
  RegionRecord,
  | 'code'
  | 'name'
  | 'nameEn'
  | 'level'
  | 'parentCode'
  | 'path'
  | 'depth'
  | 'isLeaf'
  | 'labelLon'
  | 'labelLat'
  | 'geometry'
>;

/** What a map shows of regions, page by page in code order. */
export async function regionShapePage(
  reader: Reader,
  scope: Scope,
  after: string,
  limit: number,
): Promise<RegionShapeRow[]> {
  const { code, name, nameEn, level, parentCode, path, depth, isLeaf, labelLon, labelLat, geometry } = regions;
  return reader
    .select({ code, name, nameEn, level, parentCode, path, depth, isLeaf, labelLon, labelLat, geometry })
    .from(regions)
    .where(and(await regionsWithin(reader, scope), gt(code, after)))
    .orderBy(asc(code))
    .limit(limit);
}

/** Outlines of leaves with their paths, in code order (at most 500 a call). */
export async function leafOutlines(
  reader: Reader,
  scope: Scope,
  codes: string[],
): Promise<{ code: string; path: string; geometry: Uint8Array; box: Box }[]> {
  const rows = await reader
    .select({ ...outline, path: regions.path })
    .from(regions)
    .where(and(await regionsWithin(reader, scope), isNotNull(regions.geometry), inArray(regions.code, codes)))
    .orderBy(asc(regions.code));
  return rows.map((row) => ({ code: row.code, path: row.path, geometry: row.geometry!, box: boxOfRow(row) }));
}

const touchedOf = keptQuery((reader: Reader) =>
  reader
    .select({ touchedVersion: regions.touchedVersion })
    .from(regions)
    .where(eq(regions.code, sql.placeholder('code'))),
);

/** Data version of the last change of what each of these leaves depends on. */
export async function touchedVersions(reader: Reader, _scope: Scope, codes: string[]): Promise<Map<string, number>> {
  const query = touchedOf(reader);
  const found = new Map<string, number>();
  for (const code of codes) {
    const [row] = await reader.rawRows(query, { code });
    if (row !== undefined) found.set(code, row[0] as number);
  }
  return found;
}

export async function rootCodes(reader: Reader, scope: Scope): Promise<string[]> {
  const rows = await reader
    .select({ code: regions.code })
    .from(regions)
    .where(and(await regionsWithin(reader, scope), eq(regions.depth, 0)))
    .orderBy(asc(regions.code));
  return rows.map((row) => row.code);
}

/** Every leaf with the data version of its last change. */
export async function leafTouches(reader: Reader, scope: Scope): Promise<[code: string, version: number][]> {
  const query = reader
    .select({ code: regions.code, version: regions.touchedVersion })
    .from(regions)
    .where(and(await regionsWithin(reader, scope), eq(regions.isLeaf, true)));
  return (await reader.rawRows(query, {})) as [string, number][];
}

/** Codes of leaves to measure, ascending. `dirty`: touched after they were measured, or never measured. */
export async function leafCodes(
  reader: Reader,
  scope: Scope,
  which: 'all' | 'dirty' | string[],
  after = '',
): Promise<string[]> {
  const dirty = or(isNull(figures.measuredVersion), lt(figures.measuredVersion, regions.touchedVersion));
  const base = and(await regionsWithin(reader, scope), eq(regions.isLeaf, true), gt(regions.code, after));
  if (Array.isArray(which)) {
    const found: string[] = [];
    for (const code of which) {
      const path = (await reader.select({ path: regions.path }).from(regions).where(eq(regions.code, code)))[0]?.path;
      if (path === undefined) continue;
      const below = and(base, sql`${regions.path} >= ${path}`, lt(regions.path, `${path.slice(0, -1)}0`));
      found.push(...(await reader.select({ code: regions.code }).from(regions).where(below)).map((row) => row.code));
    }
    return [...new Set(found)].sort();
  }
  const query = reader
    .select({ code: regions.code })
    .from(regions)
    .leftJoin(figures, and(eq(figures.regionCode, regions.code), eq(figures.set, 'installed')))
    .where(and(base, which === 'dirty' ? dirty : undefined))
    .orderBy(asc(regions.code));
  return (await reader.rawRows(query, {})).map(([code]) => code as string);
}

const CHUNK = 500;

/** Marks leaves as changed at this data version. */
export async function touchLeaves(writer: Writer, codes: string[] | 'all', version: number): Promise<void> {
  if (codes === 'all') {
    await writer.update(regions).set({ touchedVersion: version }).where(eq(regions.isLeaf, true));
    return;
  }
  const touch = touchLeaf(writer);
  for (const code of codes) await touch.execute({ code, version });
}
const touchLeaf = keptQuery((writer: Writer) =>
  writer
    .update(regions)
    .set({ touchedVersion: sql`${sql.placeholder('version')}` })
    .where(eq(regions.code, sql.placeholder('code')))
    .prepare(),
);

/** Leaves whose stored figure holds and was made of nothing that came after this data version. An edit that is measured in
 * its own transaction touches no leaf: the version that was measured tells. */
export async function leavesSince(reader: Reader, scope: Scope, version: number): Promise<Set<string>> {
  const query = reader
    .select({ code: regions.code })
    .from(regions)
    .innerJoin(figures, and(eq(figures.regionCode, regions.code), eq(figures.set, 'installed')))
    .where(
      and(
        await regionsWithin(reader, scope),
        eq(regions.isLeaf, true),
        lte(figures.measuredVersion, version),
        sql`${figures.measuredVersion} >= ${regions.touchedVersion}`,
      ),
    );
  return new Set((await reader.rawRows(query, {})).map(([code]) => code as string));
}

/** How many leaves of each parent are measured and not touched since. */
export async function cleanLeafPaths(reader: Reader, scope: Scope): Promise<string[]> {
  const rows = await reader
    .select({ path: regions.path })
    .from(regions)
    .innerJoin(figures, and(eq(figures.regionCode, regions.code), eq(figures.set, 'installed')))
    .where(
      and(
        await regionsWithin(reader, scope),
        eq(regions.isLeaf, true),
        sql`${figures.measuredVersion} >= ${regions.touchedVersion}`,
      ),
    );
  return rows.map((row) => row.path);
}

export async function childrenOf(reader: Reader, scope: Scope, parent: string): Promise<RegionRow[]> {
  return allRegionRows(reader, scope, { parent });
}

export interface RegionTotals {
  regions: number;
  leaves: number;
  box: Box | null;
  levels: { level: string; count: number; depth: number }[];
  roots: string[];
}

export async function regionTotals(reader: Reader, scope: Scope): Promise<RegionTotals> {
  const inside = await regionsWithin(reader, scope);
  const [sums] = await reader
    .select({
      regions: sql<number>`count(*)`,
      leaves: sql<number>`coalesce(sum(${regions.isLeaf}), 0)`,
      minLon: sql<number | null>`min(${regions.minLon})`,
      minLat: sql<number | null>`min(${regions.minLat})`,
      maxLon: sql<number | null>`max(${regions.maxLon})`,
      maxLat: sql<number | null>`max(${regions.maxLat})`,
    })
    .from(regions)
    .where(inside);
  const levels = await reader
    .select({ level: regions.level, count: sql<number>`count(*)`, depth: sql<number>`min(${regions.depth})` })
    .from(regions)
    .where(inside)
    .groupBy(regions.level)
    .orderBy(sql`min(${regions.depth})`, asc(regions.level));
  const rootCondition = scope.kind === 'everything' ? eq(regions.depth, 0) : eq(regions.code, scope.code);
  const roots = await reader
    .select({ code: regions.code })
    .from(regions)
    .where(and(inside, rootCondition))
    .orderBy(asc(regions.code));
  const box: Box | null =
    sums.minLon === null ? null : [sums.minLon, sums.minLat as number, sums.maxLon as number, sums.maxLat as number];
  return { regions: sums.regions, leaves: sums.leaves, box, levels, roots: roots.map((row) => row.code) };
}

/** Whole records with outlines, for imports. */
export async function regionRecords(reader: Reader, scope: Scope, codes: string[]): Promise<RegionRecord[]> {
  const found: RegionRecord[] = [];
  const inside = await regionsWithin(reader, scope);
  for (let i = 0; i < codes.length; i += CHUNK)
    found.push(
      ...(await reader
        .select()
        .from(regions)
        .where(and(inside, inArray(regions.code, codes.slice(i, i + CHUNK))))),
    );
  return found;
}

/** Adds or overwrites. */
export async function putRegions(writer: Writer, rows: Iterable<RegionRecord>): Promise<void> {
  writer.insertMany(regions, rows, 'replace');
}

export async function deleteRegions(writer: Writer, codes: string[]): Promise<void> {
  for (let i = 0; i < codes.length; i += CHUNK) {
    const some = codes.slice(i, i + CHUNK);
    await writer.delete(regions).where(inArray(regions.code, some));
    await writer.delete(figures).where(inArray(figures.regionCode, some));
  }
}

export async function regionsOfSource(
  reader: Reader,
  scope: Scope,
  source: string,
): Promise<{ code: string; revision: number }[]> {
  return reader
    .select({ code: regions.code, revision: regions.revision })
    .from(regions)
    .where(and(await codesWithin(reader, scope, regions.code), eq(regions.source, source)));
}

export type RegionHistoryRow = typeof regionHistory.$inferInsert;
export async function keepRegionHistory(writer: Writer, rows: Iterable<RegionHistoryRow>): Promise<void> {
  writer.insertMany(regionHistory, rows);
}
export async function regionHistoryOfImport(
  reader: Reader,
  _scope: Scope,
  importId: string,
): Promise<(typeof regionHistory.$inferSelect)[]> {
  return reader.select().from(regionHistory).where(eq(regionHistory.importId, importId)).orderBy(asc(regionHistory.id));
}

/** The columns that follow from the tree as a whole. */
export async function setTreeColumns(
  writer: Writer,
  rows: { code: string; path: string; depth: number; isLeaf: boolean; childCount: number; leafCount: number }[],
): Promise<void> {
  // paths are unique: where regions change places the old ones have to go first
  for (const { code } of rows)
    await writer
      .update(regions)
      .set({ path: `-${code}` })
      .where(eq(regions.code, code));
  for (const { code, ...columns } of rows) await writer.update(regions).set(columns).where(eq(regions.code, code));
}
