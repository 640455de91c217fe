// Files into the inventory: read in a limited child, staged, looked at, committed whole or not at all, undone.
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { ImportKind, ImportOptions, ImportRecord as ImportRecordSchema } from '#contract/import';
import type { Problem as ProblemSchema } from '#contract/problem';
import type { ParseResult, ParseSummary } from '#importers/types';
import { sentencesOf } from '#rules/messages';
import {
  addImport,
  changeImport,
  clearProblems,
  clearStaging,
  findImport,
  type ImportRow,
  importPage,
  problemPage,
} from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { STOPPING } from './background.ts';
import { beginCameraStage, type CameraStage } from './camera-stage.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { commitStaged } from './import-commit.ts';
import { forgetFile, uploadsFolder } from './import-files.ts';
import { finishReading } from './import-receipt.ts';
import { stageParsed } from './import-stage.ts';
import { undoCommitted } from './import-undo.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import { announce, startMeasure } from './measure.ts';
import { recipeNames, rememberedRecipes } from './recipes.ts';
import type { Page } from './regions.ts';

export type ImportRecord = z.infer<typeof ImportRecordSchema>;
export type Problem = z.infer<typeof ProblemSchema>;

export interface StartImport {
  /** copied into the data folder, or moved there with `move` */
  path: string;
  fileName: string;
  kind: ImportKind;
  options?: ImportOptions;
  move?: boolean;
}

/** Reads the file as a job; answers at once. */
export async function startImport(ctx: Ctx, input: StartImport): Promise<ImportRecord> {
  const id = ctx.ids();
  const folder = uploadsFolder(ctx);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const filePath = join(folder, id);
  await (input.move ? moveFile(input.path, filePath) : copyFile(input.path, filePath));
  const row = newImport(ctx, id, input.kind, input.fileName, filePath, input.options ?? {});
  try {
    await ctx.storage.transaction((writer) => addImport(writer, row));
  } catch (error) {
    await forgetFile(row);
    throw error;
  }
  return readAgain(ctx, row);
}

async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  }
}

export function newImport(
  ctx: Ctx,
  id: string,
  kind: ImportKind,
  fileName: string,
  filePath: string,
  options: ImportOptions,
  sample = false,
): ImportRow {
  return {
    id,
    kind,
    fileName,
    filePath,
    state: 'parsing',
    options,
    mapping: [],
    columns: [],
    receipt: null,
    problemGroups: [],
    jobId: null,
    measureJobId: null,
    reason: null,
    reasonZh: null,
    actor: ctx.actor,
    createdAt: nowIso(ctx),
    committedAt: null,
    dataVersion: null,
    sample,
    before: null,
    findings: null,
    recipeId: null,
  };
}

/** After a stop in the middle: the file is read once more, as if it had just come. `attempt` counts the readings that a stop
 * has cut. */
export async function resumeReading(ctx: Ctx, row: ImportRow, attempt: number): Promise<void> {
  const fresh: ImportRow = { ...row, ...UNREAD };
  await ctx.storage.transaction(async (writer) => {
    await clearStaging(writer, row.id);
    await clearProblems(writer, row.id);
    await changeImport(writer, row.id, fresh);
  });
  await readAgain(ctx, fresh, attempt);
}

/** What is not known of an import before its file has been read. */
const UNREAD = {
  state: 'parsing',
  receipt: null,
  problemGroups: [],
  mapping: [],
  findings: null,
  reason: null,
  reasonZh: null,
} satisfies Partial<ImportRow>;

/** Starts the job that reads the import's file with the options it now has. */
async function readAgain(ctx: Ctx, row: ImportRow, attempt = 1): Promise<ImportRecord> {
  const job = newJob(ctx, 'import', { import: row.id, attempt });
  await ctx.storage.transaction((writer) => changeImport(writer, row.id, { state: 'parsing', jobId: job.id }));
  await runJob(ctx, job, 'import', (handle, signal) => readFile(ctx, row, handle, signal));
  return getImport(ctx, { id: row.id });
}

async function readFile(ctx: Ctx, row: ImportRow, job: JobHandle, signal: AbortSignal): Promise<unknown> {
  let lastShown = -1;
  const onProgress = (progress: { phase: string; bytesRead: number; bytesTotal: number }): void => {
    const percent = progress.bytesTotal > 0 ? Math.floor((100 * progress.bytesRead) / progress.bytesTotal) : 0;
    if (percent === lastShown) return;
    lastShown = percent;
    void job
      .say({ phase: progress.phase, done: percent, total: 100 })
      .catch((error) => ctx.log.error({ error: String(error) }, 'progress of an import lost'));
  };
  const cameras = row.kind === 'cameras' ? await beginCameraStage(ctx, row, signal) : null;
  try {
    const { kind, fileName, options } = row;
    const onCameras = cameras === null ? undefined : cameras.add;
    const result = await ctx.importRunner.parse(row.filePath, {
      kind,
      fileName,
      options,
      recipes: await rememberedRecipes(ctx.storage.reader, ctx, kind),
      onCameras,
      onProgress,
      signal,
    });
    return await stageInto(ctx, row, result, job, signal, cameras);
  } catch (error) {
    cameras?.abandon();
    // left as it is: the next start reads the file again
    if (signal.aborted && signal.reason === STOPPING) throw error;
    const said = failure(error, signal);
    await ctx.storage.transaction(async (writer) => {
      await clearStaging(writer, row.id);
      await changeImport(writer, row.id, {
        state: 'failed',
        reason: said.en.message,
        reasonZh: said.zh.message,
      });
    });
    throw error;
  }
}

/** Why reading ended: somebody asked for it, or something went wrong. */
function failure(error: unknown, signal: AbortSignal): ReturnType<typeof sentencesOf> {
  if (signal.aborted) return sentencesOf('import.cancelled');
  return sentencesOf('import.failed', { reason: error instanceof Error ? error.message : String(error) });
}

/** Stages parsed rows and writes what was found. Always closes the result. */
export async function stage<K extends ImportKind>(
  ctx: Ctx,
  row: ImportRow,
  result: ParseResult<K>,
  job: JobHandle,
  signal: AbortSignal,
): Promise<{ import: string; state: ImportRow['state'] }> {
  const cameras = row.kind === 'cameras' ? await beginCameraStage(ctx, row, signal) : null;
  try {
    return await stageInto(ctx, row, result, job, signal, cameras);
  } catch (error) {
    cameras?.abandon();
    throw error;
  }
}

/** `cameras`: where those rows go, or have gone while the file was read. */
async function stageInto<K extends ImportKind>(
  ctx: Ctx,
  row: ImportRow,
  result: ParseResult<K>,
  job: JobHandle,
  signal: AbortSignal,
  cameras: CameraStage | null,
): Promise<{ import: string; state: ImportRow['state'] }> {
  try {
    const summary: ParseSummary = result.summary;
    await job.say({ phase: 'staging', done: 0, total: summary.rows });
    const counts = await stageParsed(ctx, row, result, job, signal, cameras);
    // a file that could not be used as a whole leaves no rows behind, also none that were read before that showed
    const staged = summary.refused === null ? cameras?.counts : undefined;
    // before the import says that it is ready
    if (summary.refused === null) cameras?.finish();
    const state = await finishReading(ctx, row, summary, staged ?? counts, {
      found: staged,
      elsewhere: staged === undefined ? undefined : cameras?.elsewhere,
    });
    if (state === 'failed') cameras?.abandon();
    return { import: row.id, state };
  } finally {
    await result.close();
  }
}

async function present(ctx: Ctx, id: string): Promise<ImportRow> {
  const row = await findImport(ctx.storage.reader, ctx.scope, id);
  if (row === null) throw new ServiceError('import.not_found', 'not-found', { id });
  return row;
}

function toImport(row: ImportRow, recipes: ReadonlyMap<string, string>): ImportRecord {
  const { filePath: _path, kind: _kind, actor: _actor, before: _before, ...rest } = row;
  const { columns: _columns, dataVersion: _version, sample: _sample, findings, recipeId, ...record } = rest;
  const recipe = recipeId === null ? undefined : recipes.get(recipeId);
  return {
    ...record,
    // imports of an older version of the program have neither
    problemGroups: row.problemGroups.map((group) => ({ repairable: 0, values: [], ...group })),
    probe: findings?.probe ?? null,
    truth: findings?.truth ?? null,
    diff: findings?.diff ?? null,
    recipe: recipe === undefined ? null : { id: recipeId!, name: recipe },
    undoable: row.state === 'committed',
  };
}

/** Errors: import.not_found. */
export async function getImport(ctx: Ctx, input: { id: string }): Promise<ImportRecord> {
  return toImport(await present(ctx, input.id), await recipeNames(ctx));
}

/** Newest first. */
export async function listImports(ctx: Ctx, input: { limit?: number; cursor?: string }): Promise<Page<ImportRecord>> {
  const limit = input.limit ?? 100;
  const before = fromCursor(input.cursor, 1);
  const rows = await importPage(ctx.storage.reader, ctx.scope, {}, before && String(before[0]), limit + 1);
  const recipes = await recipeNames(ctx);
  const items = rows.slice(0, limit).map((row) => toImport(row, recipes));
  return { items, nextCursor: rows.length > limit ? toCursor([items.at(-1)!.id]) : null };
}

/** Resolves when reading has ended (ready, needs-answer or failed). For commands and tests. */
export async function whenRead(ctx: Ctx, input: { id: string }): Promise<ImportRecord> {
  const row = await present(ctx, input.id);
  if (row.jobId !== null) await ctx.background.settled(row.jobId);
  return getImport(ctx, input);
}

function mustBe(row: ImportRow, states: ImportRow['state'][], hint: string, hintZh: string): void {
  if (states.includes(row.state)) return;
  throw new ServiceError('import.wrong_state', 'conflict', { state: row.state, hint, hintZh });
}

const mustBeReady = (row: ImportRow): void =>
  mustBe(row, ['ready'], 'Wait until it is ready, or start it again.', '请等待其就绪，或重新开始。');
const mustBeCommitted = (row: ImportRow): void =>
  mustBe(row, ['committed'], 'Only a committed import can be undone.', '只有已提交的导入才能撤销。');

/** The row as it stands inside a transaction: of two requests at once, the second sees what the first did. */
async function now(writer: Writer, id: string): Promise<ImportRow> {
  const row = await findImport(writer, EVERYTHING, id);
  if (row === null) throw new ServiceError('import.not_found', 'not-found', { id });
  return row;
}

/** Reads the file again with these options added, or with these alone (`whole`: a step of it is taken back).
 * Errors: import.not_found, import.wrong_state. */
export async function answerImport(
  ctx: Ctx,
  input: { id: string; options: ImportOptions; whole?: boolean },
): Promise<ImportRecord> {
  await present(ctx, input.id);
  const fresh = await ctx.storage.transaction(async (writer) => {
    // looked at inside: of two answers at once one is too late
    const row = await now(writer, input.id);
    mustBe(row, ['ready', 'needs-answer', 'failed'], 'Start a new import instead.', '请重新开始一次导入。');
    const options = input.whole ? input.options : { ...row.options, ...input.options };
    const fresh: ImportRow = { ...row, ...UNREAD, options };
    await clearStaging(writer, row.id);
    await clearProblems(writer, row.id);
    await changeImport(writer, row.id, fresh);
    return fresh;
  });
  return readAgain(ctx, fresh);
}

/** In the order of the file. Errors: import.not_found. */
export async function importProblems(
  ctx: Ctx,
  input: { id: string; code?: string; limit?: number; cursor?: string },
): Promise<Page<Problem>> {
  await present(ctx, input.id);
  const limit = input.limit ?? 100;
  const after = Number(fromCursor(input.cursor, 1)?.[0] ?? 0);
  const rows = await problemPage(ctx.storage.reader, ctx.scope, input.id, input.code, after, limit + 1);
  const shown = rows.slice(0, limit);
  return {
    items: shown.map((row) => row.problem),
    nextCursor: rows.length > limit ? toCursor([shown.at(-1)!.seq]) : null,
  };
}

/** One transaction; then a measure job starts (`measureJobId`). `vanish`: how many vanished records it takes out, said by
 * who confirms it, where the options ask for that.
 * Errors: import.not_found, import.wrong_state, import.questions_open, import.no_rows, import.vanish_unconfirmed,
 * import.vanish_changed, import.extent_unknown, import.no_regions. */
export async function commitImport(ctx: Ctx, input: { id: string; vanish?: number }): Promise<ImportRecord> {
  const row = await present(ctx, input.id);
  const question = row.state === 'needs-answer' ? row.receipt?.questions[0] : undefined;
  if (question)
    throw new ServiceError('import.questions_open', 'conflict', {
      question: question.message,
      option: question.option,
    });
  mustBeReady(row);
  // nothing to take over: it would only empty what stands (a layer, the records that vanished)
  if (row.receipt?.usable === 0) throw new ServiceError('import.no_rows', 'invalid', { file: row.fileName });
  const toRemove = removalsOf(row);
  if (toRemove > 0 && input.vanish !== toRemove)
    throw new ServiceError('import.vanish_unconfirmed', 'conflict', { count: toRemove, file: row.fileName });
  await commitNow(ctx, row);
  const job = !changesMeasured(row) ? null : await startMeasure(ctx, { regions: 'dirty' });
  if (job !== null) await ctx.storage.transaction((writer) => changeImport(writer, row.id, { measureJobId: job.id }));
  return getImport(ctx, input);
}

/** Is any figure measured from records of this kind? */
const changesMeasured = ({ kind }: Pick<ImportRow, 'kind'>): boolean => kind !== 'targets' && kind !== 'status';

/** How many records a commit takes out because the file no longer has them. */
export const removalsOf = (row: Pick<ImportRow, 'kind' | 'options' | 'receipt'>): number =>
  (row.kind === 'cameras' || row.kind === 'regions') && row.options.vanish === 'remove'
    ? (row.receipt?.vanish ?? 0)
    : 0;

/** The transaction alone, without measuring. */
export async function commitNow(ctx: Ctx, row: ImportRow): Promise<void> {
  await ctx.storage.transaction(async (writer) => {
    mustBeReady(await now(writer, row.id));
    await changeImport(writer, row.id, { state: 'committing' });
  });
  try {
    await ctx.storage.transaction(async (writer) => {
      const index = await ctx.spatial.sight(writer);
      await commitStaged(ctx, writer, row, { index });
    });
  } catch (error) {
    await ctx.storage.transaction((writer) => changeImport(writer, row.id, { state: 'ready' }));
    throw error;
  }
  ctx.storage.dropStaged(row.id);
  await forgetFile(row);
  if (row.kind === 'status') await ctx.statusKeeper.reload();
  await announce(ctx, null);
}

/** Restores exactly what was before, then measures. Errors: import.not_found, import.wrong_state, import.undo_blocked. */
export async function undoImport(ctx: Ctx, input: { id: string }): Promise<ImportRecord> {
  const row = await present(ctx, input.id);
  mustBeCommitted(row);
  await undoNow(ctx, row, false);
  if (changesMeasured(row)) await startMeasure(ctx, { regions: 'dirty' });
  return getImport(ctx, input);
}

export async function undoNow(ctx: Ctx, row: ImportRow, force: boolean): Promise<void> {
  await ctx.storage.transaction(async (writer) => {
    mustBeCommitted(await now(writer, row.id));
    const index = await ctx.spatial.sight(writer);
    await undoCommitted(ctx, writer, row, index, force);
  });
  if (row.kind === 'status') await ctx.statusKeeper.reload();
  await announce(ctx, null);
}
