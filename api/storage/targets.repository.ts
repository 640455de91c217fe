// Targets of the workspace.
import { asc, count, desc, eq } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { targetLists as targetListsTable, targets } from './tables.sqlite.ts';

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

export type TargetListRecord = typeof targetListsTable.$inferSelect;
/** Newest first. */
export async function targetLists(reader: Reader, _scope: Scope): Promise<TargetListRecord[]> {
  return reader.select().from(targetListsTable).orderBy(desc(targetListsTable.version));
}
export async function newestTargetList(reader: Reader, _scope: Scope): Promise<TargetListRecord | null> {
  const rows = await reader.select().from(targetListsTable).orderBy(desc(targetListsTable.version)).limit(1);
  return rows[0] ?? null;
}
export async function findTargetList(reader: Reader, _scope: Scope, version: number): Promise<TargetListRecord | null> {
  const rows = await reader.select().from(targetListsTable).where(eq(targetListsTable.version, version));
  return rows[0] ?? null;
}
export async function addTargetList(writer: Writer, row: TargetListRecord): Promise<void> {
  writer.insertMany(targetListsTable, [row]);
}
export async function confirmTargetList(
  writer: Writer,
  version: number,
  by: Pick<TargetListRecord, 'confirmedAt' | 'confirmedBy' | 'confirmedNote'>,
): Promise<void> {
  await writer.update(targetListsTable).set(by).where(eq(targetListsTable.version, version));
}
