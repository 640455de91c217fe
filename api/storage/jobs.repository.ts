// Rows of long work.
import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { jobs } from './tables.sqlite.ts';

export type JobRecord = typeof jobs.$inferSelect;

export async function findJob(reader: Reader, _scope: Scope, id: string): Promise<JobRecord | null> {
  return (await reader.select().from(jobs).where(eq(jobs.id, id)))[0] ?? null;
}
/** Newest first (ids sort by time). */
export async function jobPage(
  reader: Reader,
  _scope: Scope,
  states: JobRecord['state'][] | null,
  before: string | null,
  limit: number,
): Promise<JobRecord[]> {
  return reader
    .select()
    .from(jobs)
    .where(
      and(states === null ? undefined : inArray(jobs.state, states), before === null ? undefined : lt(jobs.id, before)),
    )
    .orderBy(desc(jobs.id))
    .limit(limit);
}
export async function addJob(writer: Writer, row: typeof jobs.$inferInsert): Promise<void> {
  writer.insertMany(jobs, [row]);
}
export async function changeJob(writer: Writer, id: string, change: Partial<JobRecord>): Promise<void> {
  await writer.update(jobs).set(change).where(eq(jobs.id, id));
}
