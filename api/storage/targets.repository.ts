// Targets of the workspace.
import { asc, count } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { targets } from './tables.sqlite.ts';

export type TargetRecord = typeof targets.$inferSelect;

/** Targets say what is expected, not what is there: everybody may read all of them. */
export async function targetRecords(reader: Reader, _scope: Scope): Promise<TargetRecord[]> {
  return reader.select().from(targets).orderBy(asc(targets.id));
}
export async function countTargets(reader: Reader, _scope: Scope): Promise<number> {
  return (await reader.select({ n: count() }).from(targets))[0].n;
}
export async function replaceTargets(writer: Writer, rows: TargetRecord[]): Promise<void> {
  await writer.delete(targets);
  writer.insertMany(targets, rows);
}
