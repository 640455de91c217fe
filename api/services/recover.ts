// What a start does about a stop in the middle of something: staging is emptied, jobs go on or are marked failed.
import { sentencesOf } from '#rules/messages';
import { countCellsAnew, hasCells } from '#storage/camera-cells.repository';
import { changeImport, clearStaging, importPage } from '#storage/imports.repository';
import { changeJob, jobPage } from '#storage/jobs.repository';
import { leafCodes } from '#storage/regions.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { isDetailJob, resumeDetail } from './detail-measure.ts';
import { sweepGrids } from './import-elevation.ts';
import { resumeMeasure, startMeasure } from './measure.ts';

const MANY = 10_000;

export async function recover(ctx: Ctx): Promise<void> {
  const { reader } = ctx.storage;
  const cut = await importPage(reader, ctx.scope, { states: ['parsing', 'committing'] }, null, MANY);
  const waiting = await importPage(reader, ctx.scope, { states: ['ready', 'needs-answer'] }, null, MANY);
  const unfinished = await jobPage(reader, ctx.scope, ['queued', 'running'], null, MANY);
  const fileSaid = sentencesOf('import.interrupted');
  const jobSaid = sentencesOf('job.interrupted');
  await ctx.storage.transaction(async (writer) => {
    await clearStaging(writer);
    // a commit is one transaction: an import that is not marked committed has changed nothing
    for (const row of [...cut, ...waiting])
      await changeImport(writer, row.id, {
        state: 'failed',
        reason: fileSaid.en.message,
        reasonZh: fileSaid.zh.message,
      });
    for (const row of unfinished) {
      if (row.kind === 'measure') continue;
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
  const measuring = unfinished.filter((row) => row.kind === 'measure').reverse();
  for (const row of measuring) {
    const resume = isDetailJob(row) ? resumeDetail : resumeMeasure;
    await resume({ ...ctx, actor: row.actor }, row);
  }
  if (measuring.every(isDetailJob) && (await leafCodes(reader, ctx.scope, 'dirty')).length > 0)
    await startMeasure(ctx, { regions: 'dirty' });
}
