// Obstacles in force: their boxes for an index in memory, their outlines when asked for.
import { and, asc, eq, gte, inArray, isNull, lte, max } from 'drizzle-orm';
import type { Box } from './geometry-blob.ts';
import { inForce } from './in-force.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { obstacles } from './tables.sqlite.ts';

export type ObstacleRecord = typeof obstacles.$inferSelect;
const CHUNK = 500;
const box = {
  id: obstacles.id,
  minLon: obstacles.minLon,
  minLat: obstacles.minLat,
  maxLon: obstacles.maxLon,
  maxLat: obstacles.maxLat,
};

/** Ids and boxes (west, south, east, north each) as columns, ids ascending. */
export interface BoxColumns {
  ids: Float64Array;
  boxes: Float64Array;
}

/** All in force, now or `at` an instant; `source`: those of one import, in force or not; `removedBy`: those that an import
 * took out of force. */
export async function obstacleBoxes(
  reader: Reader,
  _scope: Scope,
  of: { source?: string; removedBy?: string; at?: string | null } = {},
): Promise<BoxColumns> {
  const chosen =
    of.source !== undefined
      ? eq(obstacles.source, of.source)
      : of.removedBy !== undefined
        ? eq(obstacles.removedBy, of.removedBy)
        : inForce(reader, obstacles, of.at ?? null);
  const rows = await reader.rawRows(reader.select(box).from(obstacles).where(chosen).orderBy(asc(obstacles.id)), {});
  const ids = new Float64Array(rows.length);
  const boxes = new Float64Array(rows.length * 4);
  rows.forEach(([id, ...sides], i) => {
    ids[i] = id as number;
    boxes.set(sides as number[], i * 4);
  });
  return { ids, boxes };
}

/** In id order. */
export async function obstacleRecords(
  reader: Reader,
  _scope: Scope,
  ids: readonly number[],
): Promise<Pick<ObstacleRecord, 'id' | 'shape' | 'heightM' | 'geometry'>[]> {
  const { id, shape, heightM, geometry } = obstacles;
  const found: Pick<ObstacleRecord, 'id' | 'shape' | 'heightM' | 'geometry'>[] = [];
  for (let i = 0; i < ids.length; i += CHUNK)
    found.push(
      ...(await reader
        .select({ id, shape, heightM, geometry })
        .from(obstacles)
        .where(inArray(obstacles.id, ids.slice(i, i + CHUNK)))
        .orderBy(asc(obstacles.id))),
    );
  return found;
}

/** In force and meeting a box, in id order. Obstacles belong to no region: the scope does not narrow them. */
export async function obstaclesIn(
  reader: Reader,
  _scope: Scope,
  [west, south, east, north]: Box,
  limit: number,
): Promise<ObstacleRecord[]> {
  return reader
    .select()
    .from(obstacles)
    .where(
      and(
        isNull(obstacles.removedBy),
        lte(obstacles.minLon, east),
        gte(obstacles.maxLon, west),
        lte(obstacles.minLat, north),
        gte(obstacles.maxLat, south),
      ),
    )
    .orderBy(asc(obstacles.id))
    .limit(limit);
}

export async function greatestObstacleId(reader: Reader, _scope: Scope): Promise<number> {
  return (await reader.select({ id: max(obstacles.id) }).from(obstacles))[0].id ?? 0;
}

export async function addObstacles(writer: Writer, rows: Iterable<typeof obstacles.$inferInsert>): Promise<void> {
  writer.insertMany(obstacles, rows);
}

/** Takes them out of force without losing them, so that an undo brings them back. */
export async function retireObstacles(writer: Writer, by: string, ids: 'all' | number[]): Promise<void> {
  if (ids === 'all') {
    await writer.update(obstacles).set({ removedBy: by }).where(isNull(obstacles.removedBy));
    return;
  }
  for (let i = 0; i < ids.length; i += CHUNK)
    await writer
      .update(obstacles)
      .set({ removedBy: by })
      .where(inArray(obstacles.id, ids.slice(i, i + CHUNK)));
}

/** Undoes a layer: its own go, what it had replaced is in force again. */
export async function undoObstacles(writer: Writer, importId: string): Promise<void> {
  await writer.delete(obstacles).where(eq(obstacles.source, importId));
  await writer.update(obstacles).set({ removedBy: null }).where(eq(obstacles.removedBy, importId));
}

/** How many of a layer a later one has replaced. */
export async function countReplacedObstacles(reader: Reader, _scope: Scope, importId: string): Promise<number> {
  const { id, removedBy } = obstacles;
  const rows = await reader.select({ id, removedBy }).from(obstacles).where(eq(obstacles.source, importId));
  return rows.filter((row) => row.removedBy !== null).length;
}
