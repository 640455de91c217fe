// Figures of leaves at instants of the past, kept when they were asked for. A kept point may go at any time.
import { and, count, eq, inArray, max } from 'drizzle-orm';
import { readMeta, writeMeta } from './meta.repository.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { pointFigures, statusBatches } from './tables.sqlite.ts';

export type PointRecord = typeof pointFigures.$inferSelect;

const CHUNK = 500;
/** Points kept, and rows of all of them: a row is about 1.5 kB. */
const MOST_POINTS = 64;
const MOST_ROWS = 200_000;

/** Of these leaves (null = all that are kept). */
export async function pointRecords(
  reader: Reader,
  _scope: Scope,
  point: string,
  codes: readonly string[] | null,
): Promise<PointRecord[]> {
  if (codes === null) return reader.select().from(pointFigures).where(eq(pointFigures.point, point));
  const found: PointRecord[] = [];
  for (let i = 0; i < codes.length; i += CHUNK)
    found.push(
      ...(await reader
        .select()
        .from(pointFigures)
        .where(and(eq(pointFigures.point, point), inArray(pointFigures.regionCode, codes.slice(i, i + CHUNK))))),
    );
  return found;
}

/** Of the batches of words about states. */
export async function lastBatchNo(reader: Reader, _scope: Scope): Promise<number> {
  return (await reader.select({ no: max(statusBatches.no) }).from(statusBatches))[0]?.no ?? 0;
}

/** Keeps rows; the points used longest ago make room. */
export async function keepPoint(writer: Writer, point: string, rows: readonly PointRecord[]): Promise<void> {
  writer.insertMany(pointFigures, rows, 'replace');
  const [{ n }] = await writer.select({ n: count() }).from(pointFigures).where(eq(pointFigures.point, point));
  const points = (await readMeta(writer, 'points')).filter((known) => known.point !== point);
  points.push({ point, rows: n });
  let all = points.reduce((sum, known) => sum + known.rows, 0);
  while (points.length > 1 && (points.length > MOST_POINTS || all > MOST_ROWS)) {
    const oldest = points.shift()!;
    all -= oldest.rows;
    await writer.delete(pointFigures).where(eq(pointFigures.point, oldest.point));
  }
  await writeMeta(writer, 'points', points);
}
