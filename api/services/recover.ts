// What a start does about a stop in the middle of something: staging is emptied, files are read again, jobs go on or are
// marked failed.
import { sweepWorkFolders } from '#importers/work-folder';
import { sentencesOf } from '#rules/messages';
import { countCellsAnew, hasCells } from '#storage/camera-cells.repository';
import { changeImport, clearStaging, type ImportRow, importPage } from '#storage/imports.repository';
import { changeJob, findJob, jobPage } from '#storage/jobs.repository';
import { leafCodes } from '#storage/regions.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { isDetailJob, resumeDetail } from './detail-measure.ts';
import { sweepExports } from './exports.ts';
import { sweepGrids } from './import-elevation.ts';
import { STILL_WANTED_MS, sweepUploads } from './import-files.ts';
import { resumeReading } from './imports.ts';
import { resumeMeasure, startMeasure } from './measure.ts';
import { isHistoryJob, resumeMonths } from './month-history.ts';
import { resumePoint } from './point-in-time.ts';
import { isPointJob } from './point-measure.ts';

const MANY = 10_000;
/** A file whose reading was cut this often is not tried again by itself: it may be what stops the program. */
const MOST_ATTEMPTS = 3;

export async function recover(ctx: Ctx): Promise<void> {
  const { reader } = ctx.storage;
  const cut = await importPage(reader, ctx.scope, { states: ['parsing', 'committing'] }, null, MANY);
  const waiting = await importPage(reader, ctx.scope, { states: ['ready', 'needs-answer'] }, null, MANY);
  const again: { row: ImportRow; attempt: number }[] = [];
  const given: ImportRow[] = [];
  for (const row of [...cut, ...waiting]) {
    const attempt = await nextAttempt(ctx, row);
    if (attempt === null) given.push(row);
    else again.push({ row, attempt });
  }
  const unfinished = await jobPage(reader, ctx.scope, ['queued', 'running'], null, MANY);
  const fileSaid = sentencesOf('import.interrupted');
  const jobSaid = sentencesOf('job.interrupted');
  await ctx.storage.transaction(async (writer) => {
    await clearStaging(writer);
    // a commit is one transaction: an import that is not marked committed has changed nothing
    for (const row of given)
      await changeImport(writer, row.id, {
        state: 'failed',
        reason: fileSaid.en.message,
        reasonZh: fileSaid.zh.message,
      });
    for (const row of unfinished) {
      if (row.kind === 'measure' || isHistoryJob(row) || isPointJob(row)) continue;
      await changeJob(writer, row.id, {
        state: 'failed',
        phase: 'failed',
        reason: jobSaid.en.message,
        reasonZh: jobSaid.zh.message,
        endedAt: nowIso(ctx),
      });
    }
  });
  ctx.storage.dropStaged();
  // a database from before counts per cell were kept
  if (!(await hasCells(reader))) await ctx.storage.transaction(async (writer) => countCellsAnew(writer));
  await sweepGrids(ctx);
  await sweepUploads(ctx);
  await sweepWorkFolders();
  await sweepExports(
    ctx,
    unfinished.filter((row) => row.kind === 'export').map((row) => row.id),
  );
  for (const { row, attempt } of again.reverse()) await resumeReading({ ...ctx, actor: row.actor }, row, attempt);
  for (const row of unfinished.filter(isHistoryJob).reverse()) await resumeMonths({ ...ctx, actor: row.actor }, row);
  const measuring = unfinished.filter((row) => row.kind === 'measure').reverse();
  for (const row of measuring) {
    const resume = isDetailJob(row) ? resumeDetail : resumeMeasure;
    await resume({ ...ctx, actor: row.actor }, row);
  }
  for (const row of unfinished.filter(isPointJob).reverse()) await resumePoint({ ...ctx, actor: row.actor }, row);
  if (measuring.every(isDetailJob) && (await leafCodes(reader, ctx.scope, 'dirty')).length > 0)
    await startMeasure(ctx, { regions: 'dirty' });
}

/** Null = it is given up. */
async function nextAttempt(ctx: Ctx, row: ImportRow): Promise<number | null> {
  // the files of a sample are made and read by one job, which is given up as a whole
  if (row.sample) return null;
  const waited = row.state === 'ready' || row.state === 'needs-answer';
  if (waited) return ctx.clock() - Date.parse(row.createdAt) < STILL_WANTED_MS ? 1 : null;
  const job = row.jobId === null ? null : await findJob(ctx.storage.reader, ctx.scope, row.jobId);
  const attempt = row.state === 'parsing' ? Number(job?.input.attempt ?? 0) + 1 : 1;
  return attempt > MOST_ATTEMPTS ? null : attempt;
}
