// Public space in force, and the regions whose public space is known.
import { and, asc, count, eq, gte, inArray, isNull, lte } from 'drizzle-orm';
import type { Box } from './geometry-blob.ts';
import { inForce } from './in-force.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { publicSpace, publicSpaceExtents } from './tables.sqlite.ts';

export type PublicSpaceRecord = typeof publicSpace.$inferSelect;
const CHUNK = 500;

/** All features in force, now or at an instant, in id order. Public space belongs to no region: the scope does not narrow
 * it. */
export async function publicSpaceRecords(
  reader: Reader,
  _scope: Scope,
  box?: Box,
  at: string | null = null,
): Promise<PublicSpaceRecord[]> {
  const meets =
    box === undefined
      ? undefined
      : and(
          lte(publicSpace.minLon, box[2]),
          gte(publicSpace.maxLon, box[0]),
          lte(publicSpace.minLat, box[3]),
          gte(publicSpace.maxLat, box[1]),
        );
  return reader
    .select()
    .from(publicSpace)
    .where(and(inForce(reader, publicSpace, at), meets))
    .orderBy(asc(publicSpace.id));
}

export async function countPublicSpace(reader: Reader, _scope: Scope): Promise<number> {
  return (await reader.select({ n: count() }).from(publicSpace).where(isNull(publicSpace.removedBy)))[0].n;
}

/** Region codes whose subtrees have a public-space layer. */
export async function extentCodes(reader: Reader, _scope: Scope, at: string | null = null): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ code: publicSpaceExtents.regionCode })
    .from(publicSpaceExtents)
    .where(inForce(reader, publicSpaceExtents, at));
  return rows.map((row) => row.code).sort();
}

export async function addPublicSpace(writer: Writer, rows: Iterable<typeof publicSpace.$inferInsert>): Promise<void> {
  writer.insertMany(publicSpace, rows);
}
export async function addExtents(writer: Writer, source: string, codes: string[]): Promise<void> {
  writer.insertMany(
    publicSpaceExtents,
    codes.map((regionCode) => ({ source, regionCode, removedBy: null })),
  );
}

/** Takes features and extents out of force without losing them, so that an undo brings them back. */
export async function retirePublicSpace(
  writer: Writer,
  by: string,
  what: { features: string[]; extents: string[] },
): Promise<void> {
  for (let i = 0; i < what.features.length; i += CHUNK)
    await writer
      .update(publicSpace)
      .set({ removedBy: by })
      .where(inArray(publicSpace.id, what.features.slice(i, i + CHUNK)));
  for (let i = 0; i < what.extents.length; i += CHUNK)
    await writer
      .update(publicSpaceExtents)
      .set({ removedBy: by })
      .where(
        and(
          isNull(publicSpaceExtents.removedBy),
          inArray(publicSpaceExtents.regionCode, what.extents.slice(i, i + CHUNK)),
        ),
      );
}

/** Undoes a layer: its own features go, what it had replaced is in force again. */
export async function undoLayer(writer: Writer, importId: string): Promise<void> {
  await writer.delete(publicSpace).where(eq(publicSpace.source, importId));
  await writer.delete(publicSpaceExtents).where(eq(publicSpaceExtents.source, importId));
  await writer.update(publicSpace).set({ removedBy: null }).where(eq(publicSpace.removedBy, importId));
  await writer.update(publicSpaceExtents).set({ removedBy: null }).where(eq(publicSpaceExtents.removedBy, importId));
}

/** How many features of a layer a later one has replaced. */
export async function countReplacedOf(reader: Reader, _scope: Scope, importId: string): Promise<number> {
  const rows = await reader
    .select({ id: publicSpace.id, removedBy: publicSpace.removedBy })
    .from(publicSpace)
    .where(eq(publicSpace.source, importId));
  return rows.filter((row) => row.removedBy !== null).length;
}
