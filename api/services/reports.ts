// A report of a region's subtree as files: one consistent model of the data, written as a job.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlaceItem } from '#contract/place';
import { outlineRings, readOutline } from '#engine';
import { inTreeOrder, type ReportGap, type ReportLanguage, type ReportModel, type ReportRegion } from '#reports/model';
import { REPORT_FORMATS, type ReportFormat, writeReport } from '#reports/write';
import { type QualityCamera, qualityCounts } from '#rules/quality';
import { cameraPage } from '#storage/cameras.repository';
import { gapsByCell } from '#storage/gaps.repository';
import { decodeSoup, polygonsOf } from '#storage/geometry-blob';
import { importPage } from '#storage/imports.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows, findRegion, outlines } from '#storage/regions.repository';
import type { Scope } from '#storage/scope';
import { weighedCameras } from './camera-worth.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { listGaps } from './gaps.ts';
import { newJob, runJob } from './job-row.ts';
import { getJob, type Job } from './jobs.ts';
import { lookAt } from './look.ts';
import { listPlaces } from './places.ts';
import { regionItems, regionMissing } from './regions.ts';
import { judgeOf } from './standing-of-figures.ts';
import { getTargets } from './targets.ts';

export type { ReportFormat };
export interface StartReport {
  region: string;
  format: ReportFormat;
  lang?: ReportLanguage;
}
export interface WrittenFile {
  name: string;
  type: string;
  bytes: number;
}

/** A job; its id is the report's id and its `result` is `{ files: WrittenFile[] }`.
 * Errors: region.not_found, report.format_unknown. */
export async function startReport(ctx: Ctx, input: StartReport): Promise<Job> {
  await mustBePossible(ctx, input);
  const row = newJob(ctx, 'report', { ...input });
  return runJob(ctx, row, 'report', async (job, signal) => {
    await job.say({ phase: 'reading' });
    const model = await reportModel(ctx, input);
    signal.throwIfAborted();
    await job.say({ phase: 'writing' });
    const files = await filesOf(model, input);
    const folder = join(ctx.dataDir, 'reports', row.id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const written: WrittenFile[] = [];
    for (const file of files) {
      await writeFile(join(folder, file.name), file.content, { mode: 0o600 });
      written.push({ name: file.name, type: file.type, bytes: (await stat(join(folder, file.name))).size });
    }
    return { files: written };
  });
}

/** The files themselves, without a job and without writing anything: for a command beside a running server.
 * Errors: region.not_found, report.format_unknown. */
export async function reportFiles(ctx: Ctx, input: StartReport): ReturnType<typeof writeReport> {
  await mustBePossible(ctx, input);
  return filesOf(await reportModel(ctx, input), input);
}

const filesOf = (model: ReportModel, input: StartReport): ReturnType<typeof writeReport> =>
  writeReport(model, input.format, baseName(input.region, model.dataVersion));

async function mustBePossible(ctx: Ctx, input: StartReport): Promise<void> {
  if (!REPORT_FORMATS.includes(input.format))
    throw new ServiceError('report.format_unknown', 'invalid', {
      format: input.format,
      choices: REPORT_FORMATS.join(', '),
    });
  const region = await findRegion(ctx.storage.reader, ctx.scope, input.region);
  if (region === null) throw regionMissing(input.region);
}

/** Codes may hold anything; file names may not. */
const baseName = (code: string, dataVersion: number): string =>
  `lacuna-${code.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 80)}-v${dataVersion}`;

/** Path and media type of a written file. Errors: report.not_found. */
export async function getReportFile(
  ctx: Ctx,
  input: { id: string; name: string },
): Promise<{ path: string; type: string; bytes: number }> {
  const job = await getJob(ctx, { id: input.id }).catch((error: unknown) => {
    if (error instanceof ServiceError) return null;
    throw error;
  });
  const files = job?.kind === 'report' && job.state === 'done' ? (job.result as { files: WrittenFile[] }).files : [];
  // only names that this report wrote: nothing of the request reaches the file system
  const file = files.find((written) => written.name === input.name);
  if (file === undefined) throw new ServiceError('report.not_found', 'not-found');
  return { path: join(ctx.dataDir, 'reports', input.id, file.name), type: file.type, bytes: file.bytes };
}

const PAGE = 500;

async function reportModel(ctx: Ctx, input: StartReport): Promise<ReportModel> {
  const weighed = await leastMissedOf(ctx, input.region);
  // one version of the data for all of it, however long it takes
  return ctx.storage.read(async (reader) => {
    const inside: Ctx = { ...ctx, storage: { ...ctx.storage, reader }, scope: { kind: 'subtree', code: input.region } };
    const withShapes = input.format === 'geojson';
    const look = await lookAt(reader);
    return {
      language: input.lang ?? 'zh+en',
      root: input.region,
      regions: await regionsOf(inside, input.region, withShapes),
      gaps: await gapsOf(inside, withShapes),
      places: await placesOf(inside, input.region),
      // of another data version it would not belong to this report
      leastMissed:
        weighed !== null && weighed.version === (await readMeta(reader, 'dataVersion')) ? weighed.items : null,
      targets: await getTargets(inside),
      assumptions: look.table,
      quality: qualityCounts(await camerasOf(inside, inside.scope), look),
      importProblems: await importProblemsOf(inside),
      dataVersion: await readMeta(reader, 'dataVersion'),
      writtenAt: nowIso(ctx),
      productVersion: ctx.version,
    };
  });
}

async function regionsOf(ctx: Ctx, root: string, withShapes: boolean): Promise<ReportRegion[]> {
  const { reader } = ctx.storage;
  const items = await regionItems(ctx, await allRegionRows(reader, ctx.scope), await judgeOf(ctx));
  if (!withShapes) return inTreeOrder(items, root);
  const shapes = new Map((await outlines(reader, ctx.scope)).map((row) => [row.code, row.geometry]));
  const withGeometry = items.map((item): ReportRegion => {
    const blob = shapes.get(item.code) ?? null;
    return { ...item, geometry: blob === null ? null : polygonsOf(decodeSoup(blob)) };
  });
  return inTreeOrder(withGeometry, root);
}

async function placesOf(ctx: Ctx, region: string): Promise<PlaceItem[]> {
  const found: PlaceItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await listPlaces(ctx, { region, limit: PAGE, cursor });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

const SHOWN_LEAST_MISSED = 200;

/** Measures, so it is done before the consistent look at the data begins. null = the region is too large for it. */
async function leastMissedOf(ctx: Ctx, region: string) {
  const version = await readMeta(ctx.storage.reader, 'dataVersion');
  try {
    const { items } = await weighedCameras(ctx, { region, sort: 'uniqueM2', limit: SHOWN_LEAST_MISSED });
    return { version, items };
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'cameras.too_many_to_weigh') return null;
    throw error;
  }
}

async function gapsOf(ctx: Ctx, withShapes: boolean): Promise<ReportGap[]> {
  const found: ReportGap[] = [];
  let cursor: string | undefined;
  do {
    const page = await listGaps(ctx, { limit: PAGE, cursor });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  if (!withShapes) return found;
  const shapes = new Map<string, Uint8Array>();
  for await (const rows of gapsByCell(ctx.storage.reader, ctx.scope, {}))
    for (const row of rows) shapes.set(row.id, row.outline);
  return found.map((gap) => ({ ...gap, geometry: [outlineRings(readOutline(shapes.get(gap.id)!))] }));
}

async function camerasOf(ctx: Ctx, scope: Scope): Promise<QualityCamera[]> {
  const found: QualityCamera[] = [];
  for (let after = ''; ; ) {
    const page = await cameraPage(ctx.storage.reader, scope, {}, after, PAGE);
    if (page.length === 0) return found;
    for (const camera of page) {
      const { longitude, latitude, type, azimuthDeg, hfovDeg, rangeM, nearM, purpose, reviewOn, regionCode } = camera;
      found.push({ longitude, latitude, type, azimuthDeg, hfovDeg, rangeM, nearM, purpose, reviewOn, regionCode });
    }
    after = page.at(-1)!.id;
  }
}

const MANY_IMPORTS = 10_000;

async function importProblemsOf(ctx: Ctx): Promise<ReportModel['importProblems']> {
  const counts = new Map<string, { code: string; count: number; message: string; messageZh: string }>();
  for (const row of await importPage(ctx.storage.reader, ctx.scope, { states: ['committed'] }, null, MANY_IMPORTS))
    for (const { code, count, message, messageZh } of row.problemGroups) {
      const known = counts.get(code);
      counts.set(code, { code, message, messageZh, count: count + (known?.count ?? 0) });
    }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
