// Imports, their staged rows and their problems.
import { and, asc, count, desc, eq, gt, inArray, lt } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { idempotency, importProblems, importRejected, importRows, imports } from './tables.sqlite.ts';

export type ImportRow = typeof imports.$inferSelect;
export type StagedRow = typeof importRows.$inferSelect;
export type ImportProblemRow = typeof importProblems.$inferSelect;

export async function findImport(reader: Reader, _scope: Scope, id: string): Promise<ImportRow | null> {
  return (await reader.select().from(imports).where(eq(imports.id, id)))[0] ?? null;
}
/** Newest first. */
export async function importPage(
  reader: Reader,
  _scope: Scope,
  filter: { states?: ImportRow['state'][]; kind?: ImportRow['kind'] },
  before: string | null,
  limit: number,
): Promise<ImportRow[]> {
  return reader
    .select()
    .from(imports)
    .where(
      and(
        filter.states === undefined ? undefined : inArray(imports.state, filter.states),
        filter.kind === undefined ? undefined : eq(imports.kind, filter.kind),
        before === null ? undefined : lt(imports.id, before),
      ),
    )
    .orderBy(desc(imports.id))
    .limit(limit);
}
/** Those that were taken back. */
export async function undoneImports(reader: Reader, _scope: Scope): Promise<string[]> {
  const rows = await reader.select({ id: imports.id }).from(imports).where(eq(imports.state, 'undone'));
  return rows.map((row) => row.id).sort();
}

/** Of all imports: where the file is, and what became of it. */
export async function uploads(
  reader: Reader,
  _scope: Scope,
): Promise<Pick<ImportRow, 'filePath' | 'state' | 'createdAt'>[]> {
  return reader
    .select({ filePath: imports.filePath, state: imports.state, createdAt: imports.createdAt })
    .from(imports);
}
export async function addImport(writer: Writer, row: typeof imports.$inferInsert): Promise<void> {
  writer.insertMany(imports, [row]);
}
export async function changeImport(writer: Writer, id: string, change: Partial<ImportRow>): Promise<void> {
  await writer.update(imports).set(change).where(eq(imports.id, id));
}

export async function stageRows(writer: Writer, rows: Iterable<typeof importRows.$inferInsert>): Promise<void> {
  writer.insertMany(importRows, rows);
}
export async function stagedPage(
  reader: Reader,
  _scope: Scope,
  importId: string,
  after: number,
  limit: number,
  actions?: StagedRow['action'][],
): Promise<StagedRow[]> {
  return reader
    .select()
    .from(importRows)
    .where(
      and(
        eq(importRows.importId, importId),
        gt(importRows.seq, after),
        actions === undefined ? undefined : inArray(importRows.action, actions),
      ),
    )
    .orderBy(asc(importRows.seq))
    .limit(limit);
}
export async function stagedKeys(reader: Reader, _scope: Scope, importId: string): Promise<Set<string>> {
  const query = reader.select({ key: importRows.key }).from(importRows).where(eq(importRows.importId, importId));
  return new Set((await reader.rawRows(query, {})).map(([key]) => key as string));
}
/** Empties the staging of one import, or of all. */
export async function clearStaging(writer: Writer, importId?: string): Promise<void> {
  await writer.delete(importRows).where(importId === undefined ? undefined : eq(importRows.importId, importId));
}
export async function countStaged(reader: Reader, _scope: Scope): Promise<number> {
  return (await reader.select({ n: count() }).from(importRows))[0].n;
}

export async function addProblems(writer: Writer, rows: Iterable<typeof importProblems.$inferInsert>): Promise<void> {
  writer.insertMany(importProblems, rows);
}
export async function addRejected(writer: Writer, rows: Iterable<typeof importRejected.$inferInsert>): Promise<void> {
  writer.insertMany(importRejected, rows);
}
/** Rows that stayed out, in the order of the file. */
export async function rejectedPage(
  reader: Reader,
  _scope: Scope,
  importId: string,
  after: number,
  limit: number,
): Promise<(typeof importRejected.$inferSelect)[]> {
  return reader
    .select()
    .from(importRejected)
    .where(and(eq(importRejected.importId, importId), gt(importRejected.seq, after)))
    .orderBy(asc(importRejected.seq))
    .limit(limit);
}
export async function problemsOfRows(
  reader: Reader,
  _scope: Scope,
  importId: string,
  rows: number[],
): Promise<ImportProblemRow[]> {
  return reader
    .select()
    .from(importProblems)
    .where(and(eq(importProblems.importId, importId), inArray(importProblems.row, rows)))
    .orderBy(asc(importProblems.seq));
}
export async function clearProblems(writer: Writer, importId: string): Promise<void> {
  await writer.delete(importRejected).where(eq(importRejected.importId, importId));
  await writer.delete(importProblems).where(eq(importProblems.importId, importId));
}
export async function problemPage(
  reader: Reader,
  _scope: Scope,
  importId: string,
  code: string | undefined,
  after: number,
  limit: number,
): Promise<ImportProblemRow[]> {
  return reader
    .select()
    .from(importProblems)
    .where(
      and(
        eq(importProblems.importId, importId),
        gt(importProblems.seq, after),
        code === undefined ? undefined : eq(importProblems.code, code),
      ),
    )
    .orderBy(asc(importProblems.seq))
    .limit(limit);
}

export type AnswerRow = typeof idempotency.$inferSelect;
export async function findAnswer(reader: Reader, _scope: Scope, key: string): Promise<AnswerRow | null> {
  return (await reader.select().from(idempotency).where(eq(idempotency.key, key)))[0] ?? null;
}
export async function keepAnswer(writer: Writer, row: AnswerRow): Promise<void> {
  writer.insertMany(idempotency, [row], 'replace');
}
export async function forgetAnswers(writer: Writer, before: string): Promise<void> {
  await writer.delete(idempotency).where(lt(idempotency.createdAt, before));
}
