// The gaps of all leaves as they are kept, range by range of leaves: for writing out a million pieces.
import { and, asc, eq, gt, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import { type PackedComponents, packedComponents } from './gap-blob.ts';
import { componentNames } from './gaps.repository.ts';
import { keptQuery } from './kept-query.ts';
import { codesWithin, pathsWithin, type Scope } from './scope.ts';
import type { Reader } from './storage.ts';
import { gapCells, gapLeaves, regions } from './tables.sqlite.ts';
import { bytesTogether, textsTogether } from './together.sqlite.ts';

/** The gaps of a leaf as they are kept: for writing out a million pieces. */
export interface PackedGaps {
  regionCode: string;
  name: string;
  nameEn: string | null;
  /** in their order */
  cells: string[];
  /** blobs of the cells one behind the other, for a CellCursor */
  pieces: Uint8Array;
  /** names and areas of its connected gaps, and which of them each piece belongs to; null = unknown */
  connected: (PackedComponents & { names: string[] }) | null;
}
/** Leaves with gaps: behind `after`, up to and with `upTo`, in the order of their codes. */
export interface LeafRange {
  after: string;
  upTo: string;
}

/** Ranges of so many leaves at most that hold every leaf with gaps. */
export async function gapRanges(reader: Reader, scope: Scope, leaves: number): Promise<LeafRange[]> {
  const query = reader
    .select({ regionCode: gapLeaves.regionCode })
    .from(gapLeaves)
    .where(await codesWithin(reader, scope, gapLeaves.regionCode))
    .orderBy(asc(gapLeaves.regionCode));
  const rows = (await reader.rawRows(query, {})) as [string][];
  const ranges: LeafRange[] = [];
  for (let i = 0; i < rows.length; i += leaves)
    ranges.push({ after: i === 0 ? '' : rows[i - 1][0], upTo: rows[Math.min(i + leaves, rows.length) - 1][0] });
  return ranges;
}

/** What `gapsByCell` reads, in its order. A leaf is one row: handing over a million would cost more than reading them. */
export async function packedGaps(reader: Reader, scope: Scope, { after, upTo }: LeafRange): Promise<PackedGaps[]> {
  const { cells, leaves } = packedOf(reader)[scope.kind];
  const values = { after, upTo, ...(await pathsWithin(reader, scope)) };
  const leafOf = new Map<string, LeafRow>();
  for (const row of (await reader.rawRows(leaves, values)) as LeafRow[]) leafOf.set(row[0], row);
  const found: PackedGaps[] = [];
  for (const row of await reader.rawRows(cells, values)) {
    const [regionCode, texts, pieces, bytes] = row as [string, string, Uint8Array, number];
    if (pieces.length !== bytes)
      throw new Error(`expected ${bytes} bytes of gaps of ${regionCode}, got ${pieces.length}`);
    const leaf = leafOf.get(regionCode);
    // gaps of a region that is gone go with the next measuring
    if (leaf === undefined) continue;
    const [, name, nameEn, components] = leaf;
    found.push({
      regionCode,
      name,
      nameEn,
      cells: texts.split(','),
      pieces,
      connected: connectedGaps(regionCode, components),
    });
  }
  return found;
}
const packedOf = keptQuery((reader: Reader) => {
  const [after, upTo] = [sql.placeholder('after'), sql.placeholder('upTo')];
  const inSubtree = and(gte(regions.path, sql.placeholder('from')), lt(regions.path, sql.placeholder('below')));
  const queries = (within: SQL | undefined) => ({
    cells: reader
      .select({
        regionCode: gapCells.regionCode,
        cells: textsTogether(gapCells.cell, gapCells.cell),
        pieces: bytesTogether(gapCells.pieces, gapCells.cell),
        bytes: sql`sum(length(${gapCells.pieces}))`,
      })
      .from(gapCells)
      .where(
        and(
          within && inArray(gapCells.regionCode, reader.select({ code: regions.code }).from(regions).where(within)),
          gt(gapCells.regionCode, after),
          lte(gapCells.regionCode, upTo),
        ),
      )
      .groupBy(gapCells.regionCode)
      .orderBy(asc(gapCells.regionCode)),
    leaves: reader
      .select({ code: regions.code, name: regions.name, nameEn: regions.nameEn, components: gapLeaves.components })
      .from(regions)
      .leftJoin(gapLeaves, eq(gapLeaves.regionCode, regions.code))
      .where(and(within, gt(regions.code, after), lte(regions.code, upTo))),
  });
  return { everything: queries(undefined), subtree: queries(inSubtree) };
});
type LeafRow = [code: string, name: string, nameEn: string | null, components: Uint8Array | null];

function connectedGaps(regionCode: string, components: Uint8Array | null): PackedGaps['connected'] {
  if (components === null) return null;
  const packed = packedComponents(components);
  return { ...packed, names: componentNames(regionCode, packed.anchors) };
}
