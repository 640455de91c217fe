// Data that leaves: written row by row into a file, as a job or at once; who took what is kept.
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportAsked, ExportDone } from '#contract/export';
import { ExportFault } from '#exports/fault';
import { ENDING_OF, TYPE_OF } from '#exports/types';
import { writeExport } from '#exports/write';
import { appendAudit } from '#storage/audit.repository';
import { countCameras } from '#storage/cameras.repository';
import { countGaps } from '#storage/gaps.repository';
import { findRegion, regionTotals } from '#storage/regions.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { buildTable } from './export-tables.ts';
import { newJob, runJob } from './job-row.ts';
import { getJob, type Job } from './jobs.ts';
import { regionMissing } from './regions.ts';

/** Files of an export are there to be fetched, not to be kept. */
const KEPT_MS = 24 * 3_600_000;
const SAID_EVERY_MS = 250;

/** A job; its id is the export's id and its `result` is ExportDone.
 * Errors: region.not_found, export.format_not_for, export.crs_unknown. */
export async function startExport(ctx: Ctx, asked: ExportAsked): Promise<Job> {
  const inside = await within(ctx, asked);
  const total = await countOf(inside, asked);
  const row = newJob(ctx, 'export', { ...asked });
  await forgetOld(ctx);
  return runJob(ctx, row, 'report', async (job, signal): Promise<ExportDone> => {
    const folder = join(ctx.dataDir, 'exports', row.id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = fileName(asked);
    try {
      await job.say({ phase: 'writing', done: 0, total });
      let saidAt = 0;
      const done = await writeFileOf(inside, asked, join(folder, name), (rows) => {
        signal.throwIfAborted();
        if (ctx.clock() - saidAt < SAID_EVERY_MS) return;
        saidAt = ctx.clock();
        void job
          .say({ phase: 'writing', done: rows, total })
          .catch((error) => ctx.log.error({ error: String(error) }, 'progress of an export lost'));
      });
      await keepTrace(ctx, row.id, asked, done);
      return { ...done, files: [await written(folder, name, asked)] };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Writes the file at once: for commands. A fault leaves nothing behind.
 * Errors: region.not_found, export.format_not_for, export.crs_unknown, export.shp_too_large. */
export async function exportTo(
  ctx: Ctx,
  asked: ExportAsked,
  path: string,
  onRows: (rows: number, total: number) => void,
): Promise<Omit<ExportDone, 'files'>> {
  const inside = await within(ctx, asked);
  const total = await countOf(inside, asked);
  return writeFileOf(inside, asked, path, (rows) => onRows(rows, total));
}

async function within(ctx: Ctx, { region, what, format }: ExportAsked): Promise<Ctx> {
  if (format === 'osm' && what !== 'cameras')
    throw new ServiceError('export.format_not_for', 'invalid', { format, what });
  if (region === undefined) return ctx;
  if ((await findRegion(ctx.storage.reader, ctx.scope, region)) === null) throw regionMissing(region);
  return { ...ctx, scope: { kind: 'subtree', code: region } };
}

async function countOf(ctx: Ctx, { what }: ExportAsked): Promise<number> {
  const { reader } = ctx.storage;
  if (what === 'regions') return (await regionTotals(reader, ctx.scope)).regions;
  return what === 'gaps' ? countGaps(reader, ctx.scope) : countCameras(reader, ctx.scope);
}

async function writeFileOf(
  ctx: Ctx,
  asked: ExportAsked,
  path: string,
  onRows: (rows: number) => void,
): Promise<Omit<ExportDone, 'files'>> {
  const { what, format, region = null, crs = 'wgs84', includeRestricted = false } = asked;
  const { table, restricted } = await buildTable(ctx, { what, region, crs, includeRestricted });
  const making = `${path}.part`;
  let rows = 0;
  try {
    await writeExport(table, format, making, (n) => {
      rows = n;
      onRows(n);
    });
    await rename(making, path);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (error instanceof ExportFault) throw new ServiceError(error.code, 'invalid', { format, what });
    throw error;
  }
  return { rows, restricted: restricted(), dataVersion: table.about.dataVersion };
}

/** Codes may hold anything; file names may not. */
const fileName = ({ what, format, region }: ExportAsked): string =>
  `lacuna-${what}${region === undefined ? '' : `-${region.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 80)}`}.${ENDING_OF[format]}`;

async function written(folder: string, name: string, { format }: ExportAsked): Promise<ExportDone['files'][number]> {
  return { name, type: TYPE_OF[format], bytes: (await stat(join(folder, name))).size };
}

async function keepTrace(ctx: Ctx, id: string, asked: ExportAsked, done: Omit<ExportDone, 'files'>): Promise<void> {
  await ctx.storage.transaction((writer) =>
    appendAudit(writer, {
      at: nowIso(ctx),
      actor: ctx.actor,
      action: 'export.write',
      subject: id,
      detail: { ...asked, rows: done.rows, restrictedLeftOut: done.restricted, dataVersion: done.dataVersion },
    }),
  );
}

async function forgetOld(ctx: Ctx): Promise<void> {
  const root = join(ctx.dataDir, 'exports');
  await mkdir(root, { recursive: true, mode: 0o700 });
  for (const name of await readdir(root)) {
    const folder = join(root, name);
    if (ctx.clock() - (await stat(folder)).mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
}

/** Path and media type of a written file. Errors: export.not_found. */
export async function getExportFile(
  ctx: Ctx,
  input: { id: string; name: string },
): Promise<{ path: string; type: string; bytes: number }> {
  const job = await getJob(ctx, { id: input.id }).catch((error: unknown) => {
    if (error instanceof ServiceError) return null;
    throw error;
  });
  const files = job?.kind === 'export' && job.state === 'done' ? (job.result as ExportDone).files : [];
  // only names that this export wrote: nothing of the request reaches the file system
  const file = files.find(({ name }) => name === input.name);
  const path = file && join(ctx.dataDir, 'exports', input.id, file.name);
  if (path === undefined || !(await stat(path).catch(() => null)))
    throw new ServiceError('export.not_found', 'not-found');
  return { path, type: file!.type, bytes: file!.bytes };
}
