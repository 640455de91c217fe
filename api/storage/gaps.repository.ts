// Gap pieces by leaf and cell, what connects them, and what became of those that are gone.
import { and, asc, desc, eq, gt, gte, inArray, lt, lte, or, sql, sum } from 'drizzle-orm';
import { gapIdParts, gapNamer } from '#rules/gap-id';
import { type GapLink, gapLinks as linksBetween } from '#rules/gap-match';
import {
  type CellGap,
  cellNumber,
  componentsM2,
  decodeCell,
  decodeComponents,
  encodeCell,
  encodeComponents,
  type LeafComponents,
  sameBytes,
} from './gap-blob.ts';
import { keptQuery } from './kept-query.ts';
import { codesWithin, EVERYTHING, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { gapCells, gapLeaves, gapLinks } from './tables.sqlite.ts';

const CHUNK = 500;
/** Smaller pieces (m²) are kept only to be drawn with the gap they belong to. */
export const LISTED_M2 = 25;
/** Greatest need of a cell that lists nothing. */
const NOTHING_LISTED = -1;
/** Rows with blobs that are read at a time. */
const CELLS_READ = 1_000;
/** Links older than this many data versions are forgotten. */
const LINKS_KEPT_VERSIONS = 5_000;
/** So many links are followed from one id at most. */
const MOST_FOLLOWED = 200;

/** One piece with its name; `outline` is a view on the row it came from. */
export interface GapRecord extends CellGap {
  id: string;
  regionCode: string;
  cell: string;
  componentId: string;
  componentM2: number;
  /** its place among the pieces of the cell */
  order: number;
}

/** What is written of one leaf. */
export interface LeafGaps {
  regionCode: string;
  /** ascending by cellNumber */
  cells: { cell: string; pieces: CellGap[] }[];
  components: LeafComponents;
  /** absent = every cell may have changed; else only these are looked at */
  changed?: ReadonlySet<string>;
  /** the blob of its components, for the next writing */
  memo?: ComponentsMemo;
}
/** What a caller that writes a leaf again and again remembers of it; null = nothing. */
export interface ComponentsMemo {
  components: Uint8Array | null;
}

interface CellRow {
  regionCode: string;
  cell: string;
  maxNeed: number;
  pieces: Uint8Array;
}
const cellColumns = {
  regionCode: gapCells.regionCode,
  cell: gapCells.cell,
  maxNeed: gapCells.maxNeed,
  pieces: gapCells.pieces,
};

/** The listed pieces of a cell; with `scraps` also those that are only drawn (need 0, behind them). */
function named(row: CellRow, scraps = false): GapRecord[] {
  const nameOf = gapNamer(row.regionCode);
  const found: GapRecord[] = [];
  const pieces = decodeCell(row.cell, row.pieces);
  for (let order = 0; order < pieces.length; order++) {
    const piece = pieces[order];
    if (piece.areaM2 < LISTED_M2 && !scraps) continue;
    const id = nameOf(piece.class, { cell: row.cell, anchor: piece.anchor });
    // written out: spreading millions of objects costs more than all the rest
    found.push({
      id,
      regionCode: row.regionCode,
      cell: row.cell,
      order,
      class: piece.class,
      anchor: piece.anchor,
      areaM2: piece.areaM2,
      need: piece.need,
      componentId: id,
      componentM2: piece.areaM2,
      labelPoint: piece.labelPoint,
      bbox: piece.bbox,
      nearestCameraId: piece.nearestCameraId,
      nearestM: piece.nearestM,
      places: piece.places,
      placesEn: piece.placesEn,
      outline: piece.outline,
    });
  }
  return found;
}

/** Names of the components of one leaf, in their order: region and anchor; a mark where two share it. */
export function componentNames(regionCode: string, anchors: readonly string[]): string[] {
  const taken = new Set<string>();
  return anchors.map((anchor) => {
    let name = `${regionCode}:${anchor}`;
    while (taken.has(name)) name += '~';
    taken.add(name);
    return name;
  });
}

/** Says of each which connected gap it belongs to. */
async function withComponents(reader: Reader, pieces: GapRecord[]): Promise<GapRecord[]> {
  const codes = [...new Set(pieces.map((piece) => piece.regionCode))];
  const leaves = new Map<string, LeafComponents & { names: string[] }>();
  for (let i = 0; i < codes.length; i += CHUNK)
    for (const row of await reader
      .select()
      .from(gapLeaves)
      .where(inArray(gapLeaves.regionCode, codes.slice(i, i + CHUNK)))) {
      const known = decodeComponents(row.components);
      const anchors = known.components.map(({ anchor }) => anchor);
      leaves.set(row.regionCode, { ...known, names: componentNames(row.regionCode, anchors) });
    }
  for (const piece of pieces) {
    const leaf = leaves.get(piece.regionCode);
    const k = leaf?.cells.get(piece.cell)?.[piece.order];
    if (leaf === undefined || k === undefined) continue;
    piece.componentId = leaf.names[k];
    piece.componentM2 = leaf.components[k].areaM2;
  }
  return pieces;
}

const byNeed = (a: GapRecord, b: GapRecord): number => b.need - a.need || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Greatest need first, then id; behind the piece `after`. Cells are walked by their greatest need: a piece is settled
 * once no unread cell can hold a greater one. */
export async function gapPage(
  reader: Reader,
  scope: Scope,
  filter: { class?: string },
  after: { need: number; id: string } | null,
  limit: number,
): Promise<GapRecord[]> {
  const inside = await codesWithin(reader, scope, gapCells.regionCode);
  let found: GapRecord[] = [];
  const take = (rows: CellRow[]): void => {
    for (const row of rows)
      for (const piece of named(row)) {
        if (filter.class !== undefined && piece.class !== filter.class) continue;
        if (after !== null && (piece.need > after.need || (piece.need === after.need && piece.id <= after.id)))
          continue;
        found.push(piece);
      }
    if (found.length > limit + CELLS_READ) found = found.sort(byNeed).slice(0, limit);
  };
  const read = async (where: Parameters<typeof and>[0], settled: (lastMaxNeed: number) => boolean): Promise<void> => {
    let last: CellRow | null = null;
    for (let size = Math.min(CELLS_READ, limit + 1); ; size = CELLS_READ) {
      const rows: CellRow[] = await reader
        .select(cellColumns)
        .from(gapCells)
        .where(and(inside, where, last === null ? undefined : behindCell(last)))
        .orderBy(desc(gapCells.maxNeed), asc(gapCells.regionCode), asc(gapCells.cell))
        .limit(size);
      take(rows);
      last = rows.at(-1) ?? null;
      if (last === null || rows.length < size || settled(last.maxNeed)) return;
    }
  };
  // Cells that the cursor passes through: some of their pieces came before it, some come after.
  if (after !== null) await read(and(gt(gapCells.maxNeed, after.need), lte(gapCells.minNeed, after.need)), () => false);
  await read(after === null ? undefined : lte(gapCells.maxNeed, after.need), (lastMaxNeed) => {
    let sure = 0;
    for (const piece of found) if (piece.need > lastMaxNeed) sure++;
    return sure >= limit;
  });
  return withComponents(reader, found.sort(byNeed).slice(0, limit));
}

/** The first condition says nothing new: it lets the index start there. */
const behindCell = (last: CellRow) =>
  and(
    lte(gapCells.maxNeed, last.maxNeed),
    or(
      lt(gapCells.maxNeed, last.maxNeed),
      gt(gapCells.regionCode, last.regionCode),
      and(eq(gapCells.regionCode, last.regionCode), gt(gapCells.cell, last.cell)),
    ),
  );

/** All pieces leaf by leaf and cell by cell, some rows at a time: memory does not grow with their number. */
export async function* gapsByCell(
  reader: Reader,
  scope: Scope,
  filter: { class?: string },
): AsyncGenerator<GapRecord[]> {
  const inside = await codesWithin(reader, scope, gapCells.regionCode);
  let last: { regionCode: string; cell: string } | null = null;
  for (;;) {
    const rows: CellRow[] = await reader
      .select(cellColumns)
      .from(gapCells)
      .where(
        and(
          inside,
          last === null
            ? undefined
            : and(
                gte(gapCells.regionCode, last.regionCode),
                or(gt(gapCells.regionCode, last.regionCode), gt(gapCells.cell, last.cell)),
              ),
        ),
      )
      .orderBy(asc(gapCells.regionCode), asc(gapCells.cell))
      .limit(CELLS_READ);
    if (rows.length === 0) return;
    const pieces = rows.flatMap((row) => named(row));
    yield withComponents(
      reader,
      filter.class === undefined ? pieces : pieces.filter((piece) => piece.class === filter.class),
    );
    last = rows.at(-1)!;
  }
}

export async function findGap(reader: Reader, scope: Scope, id: string): Promise<GapRecord | null> {
  const parts = gapIdParts(id);
  if (parts === null) return null;
  const rows = await reader
    .select(cellColumns)
    .from(gapCells)
    .where(
      and(
        await codesWithin(reader, scope, gapCells.regionCode),
        eq(gapCells.regionCode, parts.regionCode),
        eq(gapCells.cell, parts.cell),
      ),
    );
  const found = rows.flatMap((row) => named(row)).filter((piece) => piece.id === id);
  return (await withComponents(reader, found))[0] ?? null;
}

/** What took the ground of a piece that is gone, largest share first; links are followed to pieces that exist. */
export async function successorsOf(reader: Reader, scope: Scope, id: string): Promise<{ id: string; share: number }[]> {
  const inside = await codesWithin(reader, scope, gapLinks.regionCode);
  const found = new Map<string, number>();
  const seen = new Set([id]);
  let open: { id: string; share: number }[] = [{ id, share: 1 }];
  while (open.length > 0 && seen.size < MOST_FOLLOWED) {
    const next: typeof open = [];
    for (const at of open)
      for (const row of await reader
        .select()
        .from(gapLinks)
        .where(and(inside, eq(gapLinks.oldId, at.id)))) {
        if (seen.has(row.newId)) continue;
        seen.add(row.newId);
        const share = at.share * row.share;
        if ((await findGap(reader, scope, row.newId)) !== null) found.set(row.newId, share);
        else next.push({ id: row.newId, share });
      }
    open = next;
  }
  return [...found]
    .map(([key, share]) => ({ id: key, share }))
    .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
}

export async function countGaps(reader: Reader, scope: Scope): Promise<number> {
  const rows = await reader
    .select({ n: sum(gapCells.count) })
    .from(gapCells)
    .where(await codesWithin(reader, scope, gapCells.regionCode));
  return Number(rows[0].n ?? 0);
}

/** Area (m²) of all gaps of some leaves, without reading their outlines. */
export async function gapAreas(reader: Reader, scope: Scope, leafCodes: string[]): Promise<Map<string, number>> {
  const inside = await codesWithin(reader, scope, gapLeaves.regionCode);
  const areas = new Map<string, number>();
  for (let i = 0; i < leafCodes.length; i += CHUNK)
    for (const row of await reader
      .select()
      .from(gapLeaves)
      .where(and(inside, inArray(gapLeaves.regionCode, leafCodes.slice(i, i + CHUNK)))))
      areas.set(row.regionCode, componentsM2(row.components));
  return areas;
}

/** Pieces of some leaves, greatest need first per leaf; with `scraps` those last that are only drawn. */
export async function gapsOfLeaves(
  reader: Reader,
  scope: Scope,
  leafCodes: string[],
  scraps = false,
): Promise<GapRecord[]> {
  const inside = await codesWithin(reader, scope, gapCells.regionCode);
  const found: GapRecord[] = [];
  for (let i = 0; i < leafCodes.length; i += CHUNK) {
    const rows = await reader
      .select(cellColumns)
      .from(gapCells)
      .where(and(inside, inArray(gapCells.regionCode, leafCodes.slice(i, i + CHUNK))));
    for (const row of rows) found.push(...named(row, scraps));
  }
  found.sort((a, b) => (a.regionCode < b.regionCode ? -1 : a.regionCode > b.regionCode ? 1 : byNeed(a, b)));
  return withComponents(reader, found);
}

/** Writes the cells that differ from what is kept, and links the pieces that are gone to those in their place. Leaves of
 * `leafCodes` that are not among `leaves` lose what they had. */
export async function replaceGaps(
  writer: Writer,
  leafCodes: string[],
  leaves: readonly LeafGaps[],
  dataVersion: number,
): Promise<void> {
  const given = new Map(leaves.map((leaf) => [leaf.regionCode, leaf]));
  const gone = leafCodes.filter((code) => !given.has(code));
  for (let i = 0; i < gone.length; i += CHUNK) {
    const some = gone.slice(i, i + CHUNK);
    await writer.delete(gapCells).where(inArray(gapCells.regionCode, some));
    await writer.delete(gapLeaves).where(inArray(gapLeaves.regionCode, some));
  }
  const cellRows: (typeof gapCells.$inferInsert)[] = [];
  const leafRows: (typeof gapLeaves.$inferInsert)[] = [];
  const links: (GapLink & { regionCode: string; dataVersion: number })[] = [];
  for (const [, leaf] of given) {
    const { regionCode } = leaf;
    const kept = leaf.memo?.components ?? (await keptComponents(writer, EVERYTHING, [regionCode])).get(regionCode);
    const components = encodeComponents(leaf.components);
    if (kept === undefined || !sameBytes(kept, components)) leafRows.push({ regionCode, components });
    if (leaf.memo !== undefined) leaf.memo.components = components;
    const before = kept === undefined ? new Map<string, Uint8Array>() : await keptCells(writer, leaf);
    for (const { cell, pieces } of leaf.cells) {
      if (leaf.changed !== undefined && !leaf.changed.has(cell)) continue;
      const blob = encodeCell(cell, pieces);
      const old = before.get(cell);
      before.delete(cell);
      if (old !== undefined) {
        if (sameBytes(old, blob)) continue;
        const was = named({ regionCode, cell, maxNeed: 0, pieces: old });
        const is = named({ regionCode, cell, maxNeed: 0, pieces: blob });
        for (const link of linksBetween(was, is)) links.push({ ...link, regionCode, dataVersion });
      }
      let maxNeed = NOTHING_LISTED;
      let minNeed = Infinity;
      let count = 0;
      for (const { need, areaM2 } of pieces) {
        if (areaM2 < LISTED_M2) continue;
        maxNeed = Math.max(maxNeed, need);
        minNeed = Math.min(minNeed, need);
        count++;
      }
      cellRows.push({ regionCode, cell, maxNeed, minNeed: count === 0 ? maxNeed : minNeed, count, pieces: blob });
    }
    const empty = [...before.keys()];
    for (let i = 0; i < empty.length; i += CHUNK)
      await writer
        .delete(gapCells)
        .where(and(eq(gapCells.regionCode, regionCode), inArray(gapCells.cell, empty.slice(i, i + CHUNK))));
  }
  writer.insertMany(gapCells, cellRows, 'replace');
  writer.insertMany(gapLeaves, leafRows, 'replace');
  if (links.length === 0) return;
  writer.insertMany(gapLinks, links, 'replace');
  await dropLinks(writer).execute({ before: dataVersion - LINKS_KEPT_VERSIONS });
}
const dropLinks = keptQuery((writer: Writer) =>
  writer
    .delete(gapLinks)
    .where(lt(gapLinks.dataVersion, sql.placeholder('before')))
    .prepare(),
);

/** What is kept of the connected gaps of leaves: blobs of `encodeComponents`. */
export async function keptComponents(reader: Reader, _scope: Scope, codes: string[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const code of codes) {
    const [row] = await componentsOf(reader).execute({ code });
    if (row !== undefined) found.set(code, row.components);
  }
  return found;
}
const componentsOf = keptQuery((reader: Reader) =>
  reader
    .select({ components: gapLeaves.components })
    .from(gapLeaves)
    .where(eq(gapLeaves.regionCode, sql.placeholder('code')))
    .prepare(),
);
const cellOf = keptQuery((reader: Reader) =>
  reader
    .select({ pieces: gapCells.pieces })
    .from(gapCells)
    .where(and(eq(gapCells.regionCode, sql.placeholder('code')), eq(gapCells.cell, sql.placeholder('cell'))))
    .prepare(),
);

const cellsOf = keptQuery((reader: Reader) =>
  reader
    .select({ cell: gapCells.cell, pieces: gapCells.pieces })
    .from(gapCells)
    .where(eq(gapCells.regionCode, sql.placeholder('code'))),
);

async function keptCells(reader: Reader, leaf: LeafGaps): Promise<Map<string, Uint8Array>> {
  if (leaf.changed === undefined) {
    const rows = (await reader.rawRows(cellsOf(reader), { code: leaf.regionCode })) as [string, Uint8Array][];
    return new Map(rows);
  }
  const found = new Map<string, Uint8Array>();
  for (const cell of leaf.changed) {
    const [row] = await cellOf(reader).execute({ code: leaf.regionCode, cell });
    if (row !== undefined) found.set(cell, row.pieces);
  }
  return found;
}

/** Groups the pieces of a leaf by cell, in the order they are kept, with the components as they come up. */
export function leafGaps(
  regionCode: string,
  pieces: readonly (CellGap & { cell: string; component: number })[],
  areaOfComponent: (component: number) => number,
): LeafGaps {
  const byCell = new Map<string, (CellGap & { component: number })[]>();
  for (const piece of pieces) {
    const own = byCell.get(piece.cell);
    if (own) own.push(piece);
    else byCell.set(piece.cell, [piece]);
  }
  const order = [...byCell].map(([cell, kept]) => ({ number: cellNumber(cell), cell, kept }));
  order.sort((a, b) => a.number - b.number);
  const components: LeafComponents = { components: [], cells: new Map() };
  const number = new Map<number, number>();
  const cells: LeafGaps['cells'] = [];
  for (const { cell, kept } of order) {
    const own: number[] = [];
    for (const piece of kept) {
      const { component } = piece;
      let k = number.get(component);
      if (k === undefined) {
        k = components.components.length;
        number.set(component, k);
        components.components.push({ areaM2: areaOfComponent(component), anchor: piece.anchor });
      } else if (piece.anchor < components.components[k].anchor) components.components[k].anchor = piece.anchor;
      own.push(k);
    }
    components.cells.set(cell, own);
    cells.push({ cell, pieces: kept });
  }
  return { regionCode, cells, components };
}

export type { CellGap };
