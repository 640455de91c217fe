// Which regions are there, and what is known of one?
import type { z } from 'zod';
import type {
  RegionChange,
  RegionDetail as RegionDetailSchema,
  RegionItem as RegionItemSchema,
} from '#contract/region';
import { crosswalkPage, wasRetired } from '#storage/crosswalk.repository';
import { type FigureRecord, figureRecords } from '#storage/figures.repository';
import { decodeSoup, polygonsOf } from '#storage/geometry-blob';
import {
  boxOfRow,
  codesOfPath,
  findRegion,
  type RegionRow,
  type RegionSortRow,
  regionGeometry,
  regionRows,
  regionSortRows,
} from '#storage/regions.repository';
import { narrow } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { currentFigure, dirtyBelow, type Judge, judgeOf } from './standing-of-figures.ts';

export type RegionItem = z.infer<typeof RegionItemSchema>;
export type RegionDetail = z.infer<typeof RegionDetailSchema>;
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export const REGION_SORTS = [
  'code',
  'name',
  'coverage',
  '-coverage',
  'distance',
  '-distance',
  'gaps',
  '-gaps',
] as const;
export type RegionSort = (typeof REGION_SORTS)[number];

export interface ListRegions {
  /** children of this region; '' = the roots */
  parent?: string;
  level?: string;
  /** part of a code or of a name in either language */
  q?: string;
  /** everything at or below this region */
  within?: string;
  /** `gaps` = need of its gaps; `-` = greatest first; regions without the number come last */
  sort?: RegionSort;
  limit?: number;
  cursor?: string;
}

export const regionMissing = (code: string): ServiceError =>
  new ServiceError('region.not_found', 'not-found', { code });

/** Items carry the figure of the installed set and the attainment of today. */
export async function listRegions(ctx: Ctx, input: ListRegions): Promise<Page<RegionItem>> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.within);
  if (scope === null) throw regionMissing(input.within!);
  const limit = input.limit ?? 100;
  const cursor = fromCursor(input.cursor, 1);
  const rows = await regionSortRows(reader, scope, { parent: input.parent, level: input.level, q: input.q });
  const judge = await judgeOf(ctx);
  const sorted = sortRegions(rows, input.sort ?? 'code', judge);
  const start = cursor === null ? 0 : sorted.findIndex((row) => row.code === cursor[0]) + 1;
  const page = sorted.slice(start, start + limit);
  const items = await regionItems(
    ctx,
    await regionRows(
      reader,
      scope,
      page.map((row) => row.code),
    ),
    judge,
  );
  const byCode = new Map(items.map((item) => [item.code, item]));
  const more = start + limit < sorted.length;
  return { items: page.map((row) => byCode.get(row.code)!), nextCursor: more ? toCursor([page.at(-1)!.code]) : null };
}

function sortRegions(rows: RegionSortRow[], sort: RegionSort, judge: Judge): RegionSortRow[] {
  if (sort === 'code') return rows;
  if (sort === 'name') {
    const collator = new Intl.Collator('zh');
    return rows.sort((a, b) => collator.compare(a.name, b.name) || (a.code < b.code ? -1 : 1));
  }
  const share = (row: RegionSortRow): number | null => (row.demandM2 ? row.likelyM2! / row.demandM2 : null);
  const minimumOf = (row: RegionSortRow): number | null => judge(row, null)?.minimum ?? null;
  const distance = (row: RegionSortRow): number | null => {
    const actual = share(row);
    const minimum = minimumOf(row);
    return actual === null || minimum === null ? null : actual - minimum;
  };
  const name = sort.replace('-', '') as 'coverage' | 'distance' | 'gaps';
  const numberOf = { coverage: share, distance, gaps: (row: RegionSortRow) => row.gapNeed }[name];
  const sign = sort.startsWith('-') ? -1 : 1;
  const values = new Map(rows.map((row) => [row.code, numberOf(row)]));
  return rows.sort((a, b) => {
    const [x, y] = [values.get(a.code) ?? null, values.get(b.code) ?? null];
    if (x === null || y === null || x === y) return x === y ? (a.code < b.code ? -1 : 1) : x === null ? 1 : -1;
    return sign * (x - y);
  });
}

/** Rows as the API shows them. */
export async function regionItems(ctx: Ctx, rows: RegionRow[], judge: Judge): Promise<RegionItem[]> {
  const codes = rows.map((row) => row.code);
  const records = await figureRecords(ctx.storage.reader, ctx.scope, 'installed', codes);
  const figureOf = new Map(records.map((record) => [record.regionCode, record]));
  const dirty = await dirtyBelow(ctx);
  return rows.map((row) => regionItem(row, figureOf.get(row.code) ?? null, dirty, judge));
}

function regionItem(row: RegionRow, record: FigureRecord | null, dirty: Map<string, number>, judge: Judge): RegionItem {
  const figure = record === null ? null : currentFigure(record, dirty);
  const { code, name, nameEn, level, parentCode, population, urbanRural, childCount, leafCount } = row;
  return {
    code,
    name,
    nameEn,
    level,
    // a parent that is not known yet is no parent to show
    parentCode: row.depth === 0 ? null : parentCode,
    population,
    urbanRural,
    childCount,
    leafCount,
    areaM2: record?.regionM2 ?? row.areaM2,
    bbox: boxOfRow(row),
    labelPoint: [row.labelLon, row.labelLat],
    figure,
    attainment: judge(row, figure),
  };
}

/** Which region became which, in the order in which it was said. */
export async function listCrosswalk(
  ctx: Ctx,
  input: { from?: string; to?: string; limit?: number; cursor?: string },
): Promise<Page<RegionChange>> {
  const limit = input.limit ?? 100;
  const after = String(fromCursor(input.cursor, 1)?.[0] ?? '');
  const rows = await crosswalkPage(ctx.storage.reader, ctx.scope, input, after, limit + 1);
  const shown = rows.slice(0, limit);
  const items = shown.map(({ id: _id, recordedAt: _at, importId: _import, ...change }) => change);
  return { items, nextCursor: rows.length > limit ? toCursor([shown.at(-1)!.id]) : null };
}

/** A code of the past names those of today that took its ground, as far as the caller may see them. */
async function mustNotBeRetired(ctx: Ctx, code: string): Promise<void> {
  const { reader } = ctx.storage;
  if (!(await wasRetired(reader, ctx.scope, code))) return;
  const rows = await crosswalkPage(reader, ctx.scope, { from: code }, '', MANY);
  const codes = rows.map(({ toCode }) => toCode);
  const seen = new Set((await regionRows(reader, ctx.scope, codes)).map((region) => region.code));
  const heirs = rows.filter(({ toCode }) => seen.has(toCode));
  if (heirs.length === 0 && ctx.scope.kind !== 'everything') return;
  const links = heirs.map(({ toCode, share }) => ({ id: toCode, share: share ?? 0 }));
  const names = links.map(({ id }) => id).join(', ') || '—';
  throw new ServiceError('region.retired', 'gone', { code, successors: names }, [], links);
}
const MANY = 1_000;

/** One region with its ancestors (root first). Errors: region.not_found, region.retired. */
export async function getRegion(ctx: Ctx, input: { code: string; geometry?: boolean }): Promise<RegionDetail> {
  const { reader } = ctx.storage;
  const row = await findRegion(reader, ctx.scope, input.code);
  if (row === null) {
    await mustNotBeRetired(ctx, input.code);
    throw regionMissing(input.code);
  }
  const [item] = await regionItems(ctx, [row], await judgeOf(ctx));
  const chain = codesOfPath(row.path).slice(0, -1);
  const known = new Map((await regionRows(reader, ctx.scope, chain)).map((r) => [r.code, r]));
  const ancestors = chain.flatMap((code) => {
    const r = known.get(code);
    return r === undefined ? [] : [{ code, name: r.name, nameEn: r.nameEn, level: r.level }];
  });
  if (!input.geometry) return { ...item, ancestors };
  const blob = await regionGeometry(reader, ctx.scope, input.code);
  const geometry = blob === null ? null : { type: 'MultiPolygon', coordinates: polygonsOf(decodeSoup(blob)) };
  return { ...item, ancestors, geometry };
}
