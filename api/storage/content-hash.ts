// Is the inventory exactly what it was? One hash over all that a commit writes and its undo takes back.
//
// In: regions, cameras, public space, obstacles, privacy zones, extents, elevations, targets, words about the state of cameras
// and the crosswalk of regions, each with every column, also those out of force. Left out: what says that something happened
// (audit, imports, jobs, history), what is computed from the rest (figures, gaps, counts per cell), and of a region
// `touchedVersion`: it says at which version its leaf was last touched, and taking back touches once more.
import { createHash, type Hash } from 'node:crypto';
import { asc, getTableColumns, gt, sql } from 'drizzle-orm';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Reader } from './storage.ts';
import {
  cameras,
  elevations,
  layerExtents,
  obstacles,
  privacyZones,
  publicSpace,
  publicSpaceExtents,
  regionCrosswalk,
  regions,
  statusWords,
  targets,
} from './tables.sqlite.ts';

const TABLES: readonly SQLiteTable[] = [
  regions,
  cameras,
  publicSpace,
  publicSpaceExtents,
  obstacles,
  privacyZones,
  layerExtents,
  elevations,
  targets,
  statusWords,
  regionCrosswalk,
];
const LEFT_OUT = new Set<unknown>([regions.touchedVersion]);
const PAGE = 5_000;

/** SHA-256, hex. Two statements may see different versions: call it inside `storage.read` while others write. */
export async function contentHash(reader: Reader): Promise<string> {
  const hash = createHash('sha256');
  for (const table of TABLES) await addTable(reader, table, hash);
  return hash.digest('hex');
}

async function addTable(reader: Reader, table: SQLiteTable, hash: Hash): Promise<void> {
  const { name, columns, primaryKeys } = getTableConfig(table);
  hash.update(`${name}\n`);
  const kept = Object.fromEntries(Object.entries(getTableColumns(table)).filter(([, column]) => !LEFT_OUT.has(column)));
  const own = columns.filter((column) => column.primary);
  const key = primaryKeys[0]?.columns ?? own;
  const base = reader.select(kept).from(table);
  if (key.length > 1) return addRows(await reader.rawRows(base.orderBy(...key.map((column) => asc(column))), {}), hash);
  const page = reader
    .select(kept)
    .from(table)
    .where(gt(key[0], sql.placeholder('after')))
    .orderBy(asc(key[0]))
    .limit(PAGE);
  const at = Object.values(kept).indexOf(key[0]);
  for (let after: unknown = key[0].dataType === 'number' ? -1 : ''; ; ) {
    const rows = await reader.rawRows(page, { after });
    addRows(rows, hash);
    if (rows.length < PAGE) return;
    after = rows.at(-1)![at];
  }
}

function addRows(rows: unknown[][], hash: Hash): void {
  for (const row of rows) {
    const values = row.map((value) =>
      value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
    );
    hash.update(`${JSON.stringify(values)}\n`);
  }
}
