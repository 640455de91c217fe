// Words about the state of cameras, as they came in.
import { and, asc, count, eq, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { statusReports } from './tables.sqlite.ts';

export type StatusReport = typeof statusReports.$inferSelect;
/** What makes a word the same one when it comes again. */
export type ReportKey = Pick<StatusReport, 'cameraId' | 'at' | 'source'>;

const one = keptQuery((reader: Reader) =>
  reader
    .select()
    .from(statusReports)
    .where(
      and(
        eq(statusReports.cameraId, sql.placeholder('cameraId')),
        eq(statusReports.at, sql.placeholder('at')),
        eq(statusReports.source, sql.placeholder('source')),
      ),
    )
    .prepare(),
);

export async function findReport(reader: Reader, _scope: Scope, key: ReportKey): Promise<StatusReport | null> {
  return (await one(reader).execute({ ...key }))[0] ?? null;
}

/** In the order of time. */
export async function reportsOf(reader: Reader, _scope: Scope, cameraId: string): Promise<StatusReport[]> {
  return reader
    .select()
    .from(statusReports)
    .where(eq(statusReports.cameraId, cameraId))
    .orderBy(asc(statusReports.at), asc(statusReports.source));
}

export async function countReportsOf(reader: Reader, _scope: Scope, importId: string): Promise<number> {
  return (await reader.select({ n: count() }).from(statusReports).where(eq(statusReports.importId, importId)))[0].n;
}

/** Adds or overwrites. */
export async function putReports(writer: Writer, rows: Iterable<StatusReport>): Promise<void> {
  writer.insertMany(statusReports, rows, 'replace');
}

export async function deleteReportsOf(writer: Writer, importId: string): Promise<void> {
  await writer.delete(statusReports).where(eq(statusReports.importId, importId));
}
