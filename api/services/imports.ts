// Files into the inventory: read in a limited child, staged, looked at, committed whole or not at all, undone.
import type { z } from 'zod';
import type { ImportKind, ImportOptions, ImportRecord as ImportRecordSchema } from '#contract/import';
import type { Problem as ProblemSchema } from '#contract/problem';
import type { Ctx } from './ctx.ts';
import type { Page } from './regions.ts';

export type ImportRecord = z.infer<typeof ImportRecordSchema>;
export type Problem = z.infer<typeof ProblemSchema>;

/** Takes over the file at `path` (it is moved or copied into the data folder) and reads it as a job; answers at once. */
export async function startImport(
  _ctx: Ctx,
  _input: {
    path: string;
    fileName: string;
    kind: ImportKind;
    options?: ImportOptions;
    move?: boolean;
    sample?: boolean;
  },
): Promise<ImportRecord> {
  return pending();
}
/** Errors of all of these: import.not_found. */
export async function getImport(_ctx: Ctx, _input: { id: string }): Promise<ImportRecord> {
  return pending();
}
export async function listImports(_ctx: Ctx, _input: { limit?: number; cursor?: string }): Promise<Page<ImportRecord>> {
  return pending();
}
/** Resolves when reading has ended (ready, needs-answer or failed). For commands and tests. */
export async function whenRead(_ctx: Ctx, _input: { id: string }): Promise<ImportRecord> {
  return pending();
}
/** Reads the file again with these options added. */
export async function answerImport(_ctx: Ctx, _input: { id: string; options: ImportOptions }): Promise<ImportRecord> {
  return pending();
}
export async function importProblems(
  _ctx: Ctx,
  _input: { id: string; code?: string; limit?: number; cursor?: string },
): Promise<Page<Problem>> {
  return pending();
}
/** The rows that stayed out, with what is wrong in the first columns; in parts, for streaming. */
export async function* rejectedCsv(_ctx: Ctx, _input: { id: string }): AsyncGenerator<string> {
  yield pending();
}
/** One transaction; then a measure job starts (`measureJobId`). Errors: import.wrong_state, import.questions_open. */
export async function commitImport(_ctx: Ctx, _input: { id: string }): Promise<ImportRecord> {
  return pending();
}
/** Restores exactly what was before. Errors: import.wrong_state, import.undo_blocked. */
export async function undoImport(_ctx: Ctx, _input: { id: string }): Promise<ImportRecord> {
  return pending();
}
const pending = (): never => {
  throw new Error('expected a landed service, got its signature');
};
