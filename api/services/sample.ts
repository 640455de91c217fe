// The sample county in and out of the workspace: generated rows go the way that files go.
import { CAMERA_DEFAULTS } from '#contract/camera';
import type { ImportKind } from '#contract/import';
import { blankSummary } from '#importers/summary';
import type {
  CameraRow,
  ObstacleRow,
  ParseResult,
  ParseSummary,
  PrivacyZoneRow,
  PublicSpaceRow,
  RegionRow,
  RowOf,
  TargetRow,
} from '#importers/types';
import { generateSample } from '#sample/generate';
import type { Sample } from '#sample/types';
import { addImport, findImport } from '#storage/imports.repository';
import { readMeta, writeMeta } from '#storage/meta.repository';
import { EVERYTHING } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { commitNow, newImport, stage, undoNow } from './imports.ts';
import { type JobHandle, newJob, runJob } from './job-row.ts';
import type { Job } from './jobs.ts';
import { startMeasure } from './measure.ts';
import { breathe } from './region-refresh.ts';
import { startPast, takeOutPast } from './sample-past.ts';

/** The sample's records speak of yesterday. */
const DAY_MS = 86_400_000;
const yesterday = (ctx: Ctx): string => new Date(ctx.clock() - DAY_MS).toISOString().slice(0, 10);

/** So many month ends are kept: the two years of the roll-out and the one they began in. */
const PAST_MONTHS = 25;

export interface AddSample {
  months?: number;
  seed?: number;
  villages?: number;
  cameras?: number;
}

const BATCH_ROWS = 2_000;
const KINDS = [
  'regions',
  'public-space',
  'obstacles',
  'privacy-zones',
  'cameras',
  'targets',
] as const satisfies ImportKind[];

/** Generates and commits the sample as a job, then starts measuring (`result.measureJobId`). Errors: sample.present. */
export async function addSample(ctx: Ctx, input: AddSample): Promise<Job> {
  const imports = KINDS.map((kind) => ({ kind, id: ctx.ids() }));
  const asOf = yesterday(ctx);
  // said before anything is committed, so that a stop in between leaves nothing that cannot be removed
  await ctx.storage.transaction(async (writer) => {
    if ((await readMeta(writer, 'sample')) !== null) throw new ServiceError('sample.present', 'conflict');
    await writeMeta(
      writer,
      'sample',
      imports.map((item) => item.id),
    );
    await writeMeta(writer, 'samplePast', { asOf, months: input.months ?? PAST_MONTHS, done: false });
  });
  const row = newJob(ctx, 'sample', { ...input });
  return runJob(ctx, row, 'import', async (job, signal) => {
    try {
      await job.say({ phase: 'generating' });
      await breathe();
      const sample = generateSample({ ...input, asOf });
      for (const { kind, id } of imports) await addPart(ctx, kind, id, sample, job, signal);
    } catch (error) {
      await takeOut(
        ctx,
        imports.map((item) => item.id),
      );
      throw error;
    }
    const measuring = await startMeasure(ctx, { regions: 'dirty' });
    const past = await startPast(ctx);
    return { measureJobId: measuring.id, pastJobId: past?.id ?? null };
  });
}

async function addPart(
  ctx: Ctx,
  kind: (typeof KINDS)[number],
  id: string,
  sample: Sample,
  job: JobHandle,
  signal: AbortSignal,
): Promise<void> {
  const isLayer = kind === 'public-space' || kind === 'obstacles' || kind === 'privacy-zones';
  if (isLayer && sample.layerExtent.length === 0) return;
  const options = isLayer ? { extent: sample.layerExtent } : {};
  const row = newImport(ctx, id, kind, `sample-${kind}`, '', options, true);
  await ctx.storage.transaction((writer) => addImport(writer, row));
  await stage(ctx, row, parsed(kind, sample), job, signal);
  await job.say({ phase: `committing ${kind}` });
  const ready = await findImport(ctx.storage.reader, EVERYTHING, id);
  await commitNow(ctx, ready!);
}

/** The sample's rows of one kind in the shape that a parsed file has. */
function parsed(kind: (typeof KINDS)[number], sample: Sample): ParseResult {
  const stated = kind === 'cameras' ? Object.keys(CAMERA_DEFAULTS) : [];
  const summary: ParseSummary = {
    ...blankSummary(kind, 0),
    format: 'generated',
    mapping: stated.map((field) => ({ column: field, sample: null, field, sure: 'exact', fits: null, dropped: false })),
  };
  return {
    summary,
    batches: batchesOf(rowsOf(kind, sample), summary),
    async close() {},
  };
}

async function* batchesOf(
  rows: Iterable<RowOf[ImportKind]>,
  summary: ParseSummary,
): ParseResult['batches'] & AsyncGenerator {
  let batch: RowOf[ImportKind][] = [];
  for (const row of rows) {
    summary.rows += 1;
    summary.usable += 1;
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield { rows: batch, problems: [], rejected: [] };
    batch = [];
    await breathe();
  }
  if (batch.length > 0) yield { rows: batch, problems: [], rejected: [] };
}

function* rowsOf(kind: (typeof KINDS)[number], sample: Sample): Generator<RowOf[ImportKind]> {
  let row = 0;
  if (kind === 'regions')
    for (const region of sample.regions) yield { ...region, row: (row += 1), codeFrom: 'code' } satisfies RegionRow;
  if (kind === 'public-space')
    for (const { highway: _, ...feature } of sample.publicSpace)
      yield { ...feature, row: (row += 1) } satisfies PublicSpaceRow;
  if (kind === 'obstacles')
    for (const obstacle of sample.obstacles) yield { ...obstacle, row: (row += 1) } satisfies ObstacleRow;
  if (kind === 'privacy-zones')
    for (const zone of sample.privacyZones) yield { ...zone, row: (row += 1) } satisfies PrivacyZoneRow;
  if (kind === 'targets') for (const target of sample.targets) yield { row: (row += 1), target } satisfies TargetRow;
  if (kind === 'cameras')
    for (const { id, ...fields } of sample.cameras)
      yield {
        row: (row += 1),
        id,
        idGiven: true,
        fields,
        originalX: fields.longitude,
        originalY: fields.latitude,
        originalCrs: 'wgs84',
        place: null,
      } satisfies CameraRow;
}

/** Takes everything of the sample out again, also records that were edited since. Errors: sample.absent. */
export async function removeSample(ctx: Ctx): Promise<void> {
  const ids = await readMeta(ctx.storage.reader, 'sample');
  if (ids === null) throw new ServiceError('sample.absent', 'not-found');
  await takeOut(ctx, ids);
  await startMeasure(ctx, { regions: 'dirty' });
}

async function takeOut(ctx: Ctx, ids: string[]): Promise<void> {
  for (const id of [...ids].reverse()) {
    const row = await findImport(ctx.storage.reader, EVERYTHING, id);
    if (row?.state === 'committed') await undoNow(ctx, row, true);
  }
  await ctx.storage.transaction(async (writer) => {
    await takeOutPast(writer);
    await writeMeta(writer, 'samplePast', null);
    await writeMeta(writer, 'sample', null);
  });
}
