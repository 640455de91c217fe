// Regions as they were known at an instant.
import { and, asc, gt, inArray, isNotNull, lte } from 'drizzle-orm';
import { allRegionRows, type RegionRow } from './regions.repository.ts';
import type { Scope } from './scope.ts';
import type { Reader } from './storage.ts';
import { regionHistory } from './tables.sqlite.ts';

const CHUNK = 500;

export interface RegionThen extends RegionRow {
  /** the former state that it is; null = it is so today */
  historyId: string | null;
}

/** In code order, each code once. The tree columns are those of today or of when the state ended, and mean nothing.
 * `undone`: imports that were taken back; what they brought was never there. */
export async function regionRowsThen(
  reader: Reader,
  scope: Scope & { kind: 'everything' },
  at: string,
  undone: ReadonlySet<string>,
): Promise<RegionThen[]> {
  const last = new Map<string, RegionThen>();
  const take = (row: RegionThen): void => {
    if (row.source !== null && undone.has(row.source)) return;
    const known = last.get(row.code);
    if (known === undefined || known.recordedAt < row.recordedAt) last.set(row.code, row);
  };
  for (const row of await allRegionRows(reader, scope)) if (row.recordedAt <= at) take({ ...row, historyId: null });
  const { id, record, recordedAt, supersededAt } = regionHistory;
  const former = await reader
    .select({ id, record, recordedAt })
    .from(regionHistory)
    .where(and(lte(recordedAt, at), gt(supersededAt, at)))
    .orderBy(asc(id));
  for (const row of former)
    take({ ...(row.record as unknown as RegionRow), recordedAt: row.recordedAt, historyId: row.id });
  return Array.from(last, ([, row]) => row).sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Outlines of former states. */
export async function formerOutlines(
  reader: Reader,
  _scope: Scope,
  ids: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const { id, geometry } = regionHistory;
  for (let i = 0; i < ids.length; i += CHUNK)
    for (const row of await reader
      .select({ id, geometry })
      .from(regionHistory)
      .where(and(inArray(id, ids.slice(i, i + CHUNK)), isNotNull(geometry))))
      found.set(row.id, row.geometry!);
  return found;
}
