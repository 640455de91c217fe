// Gap pieces and the connected gaps they are cut from.
import { and, asc, count, desc, eq, gte, inArray, lt, lte, or } from 'drizzle-orm';
import type { Box } from './geometry-blob.ts';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { gapComponents, gaps } from './tables.sqlite.ts';

export type GapRecord = typeof gaps.$inferSelect;
export type GapComponentRecord = typeof gapComponents.$inferSelect;
const CHUNK = 500;

const listed = {
  id: gaps.id,
  regionCode: gaps.regionCode,
  cell: gaps.cell,
  class: gaps.class,
  areaM2: gaps.areaM2,
  need: gaps.need,
  componentId: gaps.componentId,
  labelLon: gaps.labelLon,
  labelLat: gaps.labelLat,
  minLon: gaps.minLon,
  minLat: gaps.minLat,
  maxLon: gaps.maxLon,
  maxLat: gaps.maxLat,
  nearestCameraId: gaps.nearestCameraId,
  nearestM: gaps.nearestM,
  places: gaps.places,
  placesEn: gaps.placesEn,
};
export type GapListRow = Omit<GapRecord, 'geometry'> & { componentM2: number };

/** Greatest need first, then id; behind the piece `after`. */
export async function gapPage(
  reader: Reader,
  scope: Scope,
  filter: { class?: string },
  after: { need: number; id: string } | null,
  limit: number,
): Promise<GapListRow[]> {
  const behind =
    after === null
      ? undefined
      : or(lt(gaps.need, after.need), and(eq(gaps.need, after.need), gte(gaps.id, `${after.id}\u0000`)));
  const rows = await reader
    .select({ ...listed, componentM2: gapComponents.areaM2 })
    .from(gaps)
    .leftJoin(gapComponents, eq(gapComponents.id, gaps.componentId))
    .where(
      and(
        await codesWithin(reader, scope, gaps.regionCode),
        filter.class === undefined ? undefined : eq(gaps.class, filter.class),
        behind,
      ),
    )
    .orderBy(desc(gaps.need), asc(gaps.id))
    .limit(limit);
  return rows.map((row) => ({ ...row, componentM2: row.componentM2 ?? row.areaM2 }));
}

export async function gapGeometries(reader: Reader, scope: Scope, ids: string[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const inside = await codesWithin(reader, scope, gaps.regionCode);
  for (let i = 0; i < ids.length; i += CHUNK) {
    const rows = await reader
      .select({ id: gaps.id, geometry: gaps.geometry })
      .from(gaps)
      .where(and(inside, inArray(gaps.id, ids.slice(i, i + CHUNK))));
    for (const row of rows) found.set(row.id, row.geometry);
  }
  return found;
}

export async function countGaps(reader: Reader, scope: Scope): Promise<number> {
  const rows = await reader
    .select({ n: count() })
    .from(gaps)
    .where(await codesWithin(reader, scope, gaps.regionCode));
  return rows[0].n;
}

/** Pieces of some leaves, without outlines, greatest need first per leaf. */
export async function gapsOfLeaves(
  reader: Reader,
  scope: Scope,
  leafCodes: string[],
): Promise<Omit<GapRecord, 'geometry'>[]> {
  const inside = await codesWithin(reader, scope, gaps.regionCode);
  const found: Omit<GapRecord, 'geometry'>[] = [];
  for (let i = 0; i < leafCodes.length; i += CHUNK)
    found.push(
      ...(await reader
        .select(listed)
        .from(gaps)
        .where(and(inside, inArray(gaps.regionCode, leafCodes.slice(i, i + CHUNK))))
        .orderBy(asc(gaps.regionCode), desc(gaps.need), asc(gaps.id))),
    );
  return found;
}

export async function componentsOfLeaves(
  reader: Reader,
  scope: Scope,
  leafCodes: string[],
): Promise<GapComponentRecord[]> {
  const inside = await codesWithin(reader, scope, gapComponents.regionCode);
  const found: GapComponentRecord[] = [];
  for (let i = 0; i < leafCodes.length; i += CHUNK)
    found.push(
      ...(await reader
        .select()
        .from(gapComponents)
        .where(and(inside, inArray(gapComponents.regionCode, leafCodes.slice(i, i + CHUNK))))
        .orderBy(asc(gapComponents.id))),
    );
  return found;
}

export async function componentsInBox(reader: Reader, scope: Scope, box: Box): Promise<GapComponentRecord[]> {
  return reader
    .select()
    .from(gapComponents)
    .where(
      and(
        await codesWithin(reader, scope, gapComponents.regionCode),
        lte(gapComponents.minLon, box[2]),
        gte(gapComponents.maxLon, box[0]),
        lte(gapComponents.minLat, box[3]),
        gte(gapComponents.maxLat, box[1]),
      ),
    )
    .orderBy(asc(gapComponents.id));
}

export async function replaceGaps(
  writer: Writer,
  leafCodes: string[],
  pieces: Iterable<GapRecord>,
  components: Iterable<GapComponentRecord>,
): Promise<void> {
  for (let i = 0; i < leafCodes.length; i += CHUNK) {
    const some = leafCodes.slice(i, i + CHUNK);
    await writer.delete(gaps).where(inArray(gaps.regionCode, some));
    await writer.delete(gapComponents).where(inArray(gapComponents.regionCode, some));
  }
  writer.insertMany(gaps, pieces);
  writer.insertMany(gapComponents, components);
}
