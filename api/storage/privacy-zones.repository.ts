// Privacy zones in force.
import { and, asc, eq, gte, inArray, lte } from 'drizzle-orm';
import type { Box } from './geometry-blob.ts';
import { inForce } from './in-force.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { privacyZones } from './tables.sqlite.ts';

export type ZoneRecord = typeof privacyZones.$inferSelect;
const CHUNK = 500;

/** All in force, now or at an instant, in id order. Zones belong to no region: the scope does not narrow them. */
export async function zoneRecords(
  reader: Reader,
  _scope: Scope,
  box?: Box,
  at: string | null = null,
): Promise<ZoneRecord[]> {
  const meets =
    box === undefined
      ? undefined
      : and(
          lte(privacyZones.minLon, box[2]),
          gte(privacyZones.maxLon, box[0]),
          lte(privacyZones.minLat, box[3]),
          gte(privacyZones.maxLat, box[1]),
        );
  return reader
    .select()
    .from(privacyZones)
    .where(and(inForce(reader, privacyZones, at), meets))
    .orderBy(asc(privacyZones.id));
}

/** Those that an import brought, and those that it took out of force. */
export async function zonesOfImport(reader: Reader, _scope: Scope, importId: string) {
  const { id, source, removedBy, minLon, minLat, maxLon, maxLat } = privacyZones;
  const columns = { id, source, removedBy, minLon, minLat, maxLon, maxLat };
  const own = await reader.select(columns).from(privacyZones).where(eq(privacyZones.source, importId));
  const replaced = await reader.select(columns).from(privacyZones).where(eq(privacyZones.removedBy, importId));
  return { own, replaced };
}

export async function addZones(writer: Writer, rows: Iterable<typeof privacyZones.$inferInsert>): Promise<void> {
  writer.insertMany(privacyZones, rows);
}

/** Takes them out of force without losing them, so that an undo brings them back. */
export async function retireZones(writer: Writer, by: string, ids: string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += CHUNK)
    await writer
      .update(privacyZones)
      .set({ removedBy: by })
      .where(inArray(privacyZones.id, ids.slice(i, i + CHUNK)));
}

/** Undoes a layer: its own go, what it had replaced is in force again. */
export async function undoZones(writer: Writer, importId: string): Promise<void> {
  await writer.delete(privacyZones).where(eq(privacyZones.source, importId));
  await writer.update(privacyZones).set({ removedBy: null }).where(eq(privacyZones.removedBy, importId));
}
