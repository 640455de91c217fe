// Formats out: a layer of what the caller may see as a file, as a job or at once; every export is an audit entry.
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportFormat, ExportOrder, ExportWhat } from '#contract/export';
import {
  CAMERA_EXPORT_FIELDS,
  FOOTPRINT_EXPORT_FIELDS,
  GAP_EXPORT_FIELDS,
  REGION_EXPORT_FIELDS,
} from '#exports/fields';
import { lossesOf, type Words } from '#exports/losses';
import { ExportFault, type ExportRow, type Field, type Layer, type Lost } from '#exports/model';
import { FILE_TYPES, mustBePossible, writeLayer } from '#exports/write';
import { appendAudit } from '#storage/audit.repository';
import { countCameras } from '#storage/cameras.repository';
import { TABLES_OF } from '#storage/export.repository';
import { readMeta } from '#storage/meta.repository';
import { allRegionRows } from '#storage/regions.repository';
import { narrow, type Scope } from '#storage/scope';
import type { Reader } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { outward } from './export-crs.ts';
import { type RowCounts, rowPages } from './export-rows.ts';
import { newJob, runJob } from './job-row.ts';
import { getJob, type Job } from './jobs.ts';
import { breathe } from './region-refresh.ts';
import { regionMissing } from './regions.ts';

export interface ExportReceipt extends Lost {
  what: ExportWhat;
  format: ExportFormat;
  region: string | null;
  crs: string;
  dataVersion: number;
  rows: number;
  restrictedLeftOut: number;
  /** rows that have no place in the system asked for */
  outsideCrs: number;
  bytes: number;
  /** what the format has no room for */
  dropped: Words[];
}
export interface ExportProgress {
  phase: 'copying' | 'writing';
  done: number;
  total: number | null;
}

/** Up to which size an export may come out of one read of the database; a larger one comes from a copy. A read holds the
 * log, which grows meanwhile. */
export interface ReadLimits {
  rows: number;
  /** One that takes longer is given up, and begins again from a copy: no count says what outlines and cut footprints cost. */
  ms: number;
}
export const READ_LIMITS: ReadLimits = { rows: 20_000, ms: 2_000 };

const FIELDS: Readonly<Record<ExportWhat, readonly Field[]>> = {
  cameras: CAMERA_EXPORT_FIELDS,
  regions: REGION_EXPORT_FIELDS,
  gaps: GAP_EXPORT_FIELDS,
  footprints: FOOTPRINT_EXPORT_FIELDS,
};

/** Writes beside `path` and moves the file there when it is whole; what stood there before is replaced.
 * Errors: region.not_found, export.*. */
export async function writeExport(
  ctx: Ctx,
  order: ExportOrder,
  path: string,
  tell: Tell = () => {},
  signal?: AbortSignal,
  limits: ReadLimits = READ_LIMITS,
): Promise<ExportReceipt> {
  await mustBeAnswerable(ctx, order);
  const beside = join(dirname(path), `.${ctx.ids()}.part`);
  try {
    const made = await writeOneVersion(ctx, order, beside, tell, signal, limits);
    signal?.throwIfAborted();
    const receipt: ExportReceipt = { ...made, bytes: (await stat(beside)).size };
    // first it is on record, then it is there
    await ctx.storage.transaction((writer) =>
      appendAudit(writer, {
        at: nowIso(ctx),
        actor: ctx.actor,
        action: 'export',
        subject: order.region ?? (ctx.scope.kind === 'subtree' ? ctx.scope.code : '*'),
        detail: {
          what: order.what,
          format: order.format,
          crs: receipt.crs,
          rows: receipt.rows,
          restricted: order.includeRestricted === true,
          restrictedLeftOut: receipt.restrictedLeftOut,
          dataVersion: receipt.dataVersion,
        },
      }),
    );
    await rename(beside, path);
    return receipt;
  } catch (error) {
    throw error instanceof ExportFault ? new ServiceError(error.code, 'invalid', error.params) : error;
  } finally {
    await rm(beside, { force: true });
  }
}

type Tell = (progress: ExportProgress) => Promise<void> | void;
type Written = Omit<ExportReceipt, 'bytes'>;

/** All of it is of one version of the data, however long it takes. */
async function writeOneVersion(
  ctx: Ctx,
  order: ExportOrder,
  path: string,
  tell: Tell,
  signal: AbortSignal | undefined,
  limits: ReadLimits,
): Promise<Written> {
  const { storage } = ctx;
  const total = await totalOf(storage.reader, await scopeOf(ctx, storage.reader, order), order.what);
  if ((total ?? 0) <= limits.rows) {
    // not while it reads: whoever hears may wait for the one that writes, and the log would wait with them
    await tell({ phase: 'writing', done: 0, total });
    const until = performance.now() + limits.ms;
    const made = await storage
      .read((reader) =>
        writeFrom(ctx, reader, order, path, (): void => {
          signal?.throwIfAborted();
          if (performance.now() > until) throw new TakesLong();
        }),
      )
      .catch((error: unknown) => {
        if (error instanceof TakesLong) return null;
        throw error;
      });
    if (made !== null) {
      await tell({ phase: 'writing', done: made.rows + made.restrictedLeftOut, total });
      return made;
    }
    await rm(path, { force: true });
  }
  await tell({ phase: 'copying', done: 0, total: null });
  signal?.throwIfAborted();
  return storage.readCopy(
    TABLES_OF[order.what],
    (reader) =>
      writeFrom(ctx, reader, order, path, (done, of) => {
        signal?.throwIfAborted();
        return tell({ phase: 'writing', done, total: of });
      }),
    (readMs) => ctx.log.info({ what: order.what, readMs: Math.round(readMs) }, 'copied for an export'),
  );
}

class TakesLong extends Error {}

async function mustBeAnswerable(ctx: Ctx, order: ExportOrder): Promise<void> {
  try {
    mustBePossible(order.format, { what: order.what, crs: outward(order.crs).crs });
  } catch (error) {
    throw error instanceof ExportFault ? new ServiceError(error.code, 'invalid', error.params) : error;
  }
  const known = FIELDS[order.what].map((f) => f.key);
  const unknown = order.fields?.find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new ServiceError('export.field_unknown', 'invalid', { field: unknown, choices: known.join(', ') });
  await scopeOf(ctx, ctx.storage.reader, order);
}

async function scopeOf(ctx: Ctx, reader: Reader, order: ExportOrder): Promise<Scope> {
  const scope = await narrow(reader, ctx.scope, order.region);
  if (scope === null) throw regionMissing(order.region!);
  return scope;
}

/** `after` every page: may refuse to go on. */
async function writeFrom(
  ctx: Ctx,
  reader: Reader,
  order: ExportOrder,
  path: string,
  after: (done: number, total: number | null) => Promise<void> | void,
): Promise<Written> {
  const { what, format } = order;
  const scope = await scopeOf(ctx, reader, order);
  const inside: Ctx = { ...ctx, storage: { ...ctx.storage, reader }, scope };
  const out = outward(order.crs);
  const dataVersion = await readMeta(reader, 'dataVersion');
  const { fields, kept } = keptFields(order, out.crs.name);
  const layer: Layer = {
    what,
    geometry: what === 'cameras' ? 'Point' : 'MultiPolygon',
    fields,
    crs: out.crs,
    about: {
      dataVersion,
      writtenAt: nowIso(ctx),
      productVersion: ctx.version,
      region: scope.kind === 'subtree' ? scope.code : null,
      includesRestricted: order.includeRestricted === true,
    },
  };
  let counts: RowCounts = { rows: 0, restricted: 0, outsideCrs: 0 };
  const total = await totalOf(reader, scope, what);
  async function* pages(): AsyncGenerator<readonly ExportRow[]> {
    counts = { rows: 0, restricted: 0, outsideCrs: 0 };
    const source = { includeRestricted: order.includeRestricted === true, shape: out.shape, counts };
    for await (const page of rowPages(inside, what, source)) {
      yield kept === null ? page : page.map((row) => ({ ...row, values: kept(row.values) }));
      await after(counts.rows + counts.restricted, total);
      // other requests have their turn
      await breathe();
    }
  }
  const lost = await writeLayer(format, layer, { pages }, path);
  return {
    what,
    format,
    region: layer.about.region,
    crs: out.crs.name,
    dataVersion,
    rows: counts.rows,
    restrictedLeftOut: counts.restricted,
    outsideCrs: counts.outsideCrs,
    ...lost,
    dropped: [...lossesOf(format)],
  };
}

/** A table says in a column of its own that its positions are not WGS-84. */
const CRS_FIELD: Field = {
  key: 'crs',
  kind: 'text',
  unit: '',
  short: 'crs',
  zh: '坐标系',
  en: 'coordinate system of the position',
};

function keptFields(
  order: ExportOrder,
  crs: string,
): { fields: readonly Field[]; kept: ((values: ExportRow['values']) => ExportRow['values']) | null } {
  const all = FIELDS[order.what];
  const wanted = order.fields;
  const at = all.flatMap((field, i) =>
    wanted === undefined || i < 2 || field.isPosition || wanted.includes(field.key) ? [i] : [],
  );
  const says = crs !== 'wgs84' && (order.format === 'csv' || order.format === 'xlsx');
  if (at.length === all.length && !says) return { fields: all, kept: null };
  const fields = at.map((i) => all[i]);
  return says
    ? { fields: [...fields, CRS_FIELD], kept: (values) => [...at.map((i) => values[i]), crs] }
    : { fields, kept: (values) => at.map((i) => values[i]) };
}

/** null = not known before they are read */
async function totalOf(reader: Reader, scope: Scope, what: ExportWhat): Promise<number | null> {
  if (what === 'cameras') return countCameras(reader, scope);
  if (what === 'regions') return (await allRegionRows(reader, scope)).length;
  return null;
}

const TELL_EVERY_MS = 400;

/** A job; its id is the export's id and its `result` is `{ files, receipt }`. Errors as writeExport. */
export async function startExport(ctx: Ctx, order: ExportOrder): Promise<Job> {
  await mustBeAnswerable(ctx, order);
  const row = newJob(ctx, 'export', { ...order });
  return runJob(ctx, row, 'export', async (job, signal) => {
    await sweepExports(ctx);
    await job.say({ phase: 'writing' });
    const folder = join(ctx.dataDir, 'exports', row.id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { extension, type } = FILE_TYPES[order.format];
    const place = order.region === undefined ? '' : `-${order.region.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 80)}`;
    let told = 0;
    let last = '';
    const tell = async ({ phase, done, total }: ExportProgress): Promise<void> => {
      if (phase === last && ctx.clock() - told < TELL_EVERY_MS) return;
      told = ctx.clock();
      last = phase;
      await job.say({ phase, done, total });
    };
    try {
      const whole = join(folder, `whole.${extension}`);
      const receipt = await writeExport(ctx, order, whole, tell, signal);
      // only now it is known which version it is of
      const name = `lacuna-${order.what}${place}-v${receipt.dataVersion}.${extension}`;
      await rename(whole, join(folder, name));
      return { files: [{ name, type, bytes: receipt.bytes }], receipt };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

const KEPT_MS = 24 * 3_600_000;

/** Files of yesterday have been fetched, or nobody wants them; those of `cut` exports were never whole. */
export async function sweepExports(ctx: Ctx, cut: readonly string[] = []): Promise<void> {
  const root = join(ctx.dataDir, 'exports');
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const folder = join(root, name);
    const isOld = ctx.clock() - (await stat(folder)).mtimeMs > KEPT_MS;
    if (isOld || cut.includes(name)) await rm(folder, { recursive: true, force: true });
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
  type Files = { files: { name: string; type: string; bytes: number }[] };
  const files = job?.kind === 'export' && job.state === 'done' ? (job.result as Files).files : [];
  // only names that this export wrote: nothing of the request reaches the file system
  const file = files.find((written) => written.name === input.name);
  const path = file && join(ctx.dataDir, 'exports', input.id, file.name);
  const isThere = path !== undefined && (await stat(path).catch(() => null)) !== null;
  if (!isThere) throw new ServiceError('export.not_found', 'not-found');
  return { path, type: file!.type, bytes: file!.bytes };
}
