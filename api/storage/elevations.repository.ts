// Grids of elevations in force. Their cells stand in files of the data folder.
import { asc, eq, inArray } from 'drizzle-orm';
import { inForce } from './in-force.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { elevations } from './tables.sqlite.ts';

export type ElevationRecord = typeof elevations.$inferSelect;

/** In force, now or at an instant, in id order. Elevations belong to no region: the scope does not narrow them. */
export async function elevationRecords(
  reader: Reader,
  _scope: Scope,
  at: string | null = null,
): Promise<ElevationRecord[]> {
  return reader
    .select()
    .from(elevations)
    .where(inForce(reader, elevations, at))
    .orderBy(asc(elevations.id));
}

export async function elevationsOfSource(reader: Reader, _scope: Scope, source: string): Promise<ElevationRecord[]> {
  return reader.select().from(elevations).where(eq(elevations.source, source)).orderBy(asc(elevations.id));
}

/** Grids that an import took out of force. */
export async function elevationsReplacedBy(
  reader: Reader,
  _scope: Scope,
  importId: string,
): Promise<ElevationRecord[]> {
  return reader.select().from(elevations).where(eq(elevations.removedBy, importId)).orderBy(asc(elevations.id));
}

/** Files of all grids, in force or not. */
export async function gridPaths(reader: Reader, _scope: Scope): Promise<string[]> {
  const rows = await reader.select({ path: elevations.gridPath }).from(elevations);
  return rows.map((row) => row.path);
}

export async function addElevation(writer: Writer, row: ElevationRecord): Promise<void> {
  writer.insertMany(elevations, [row]);
}

/** Takes grids out of force without losing them, so that an undo brings them back. */
export async function retireElevations(writer: Writer, by: string, ids: string[]): Promise<void> {
  if (ids.length > 0) await writer.update(elevations).set({ removedBy: by }).where(inArray(elevations.id, ids));
}

/** Undoes an import: its own grid goes, what it had replaced is in force again. */
export async function undoElevation(writer: Writer, importId: string): Promise<void> {
  await writer.delete(elevations).where(eq(elevations.source, importId));
  await writer.update(elevations).set({ removedBy: null }).where(eq(elevations.removedBy, importId));
}
