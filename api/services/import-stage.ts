// From parsed rows to staged rows: what would a commit create, change or leave as it is?
import { CAMERA_DEFAULTS, type CameraFields } from '#contract/camera';
import type { ImportKind, ImportOptions } from '#contract/import';
import type {
  CameraRow,
  ObstacleRow,
  ParseBatch,
  ParseResult,
  ParseSummary,
  PrivacyZoneRow,
  PublicSpaceRow,
  RegionRow,
  RowOf,
  TargetRow,
} from '#importers/types';
import { linesFrom } from '#rules/leaf-input';
import { type CameraRecord, findCameras } from '#storage/cameras.repository';
import { boxOf, encodeSoup, soupOf } from '#storage/geometry-blob';
import {
  addProblems,
  addRejected,
  type ImportRow,
  type StagedRow,
  stagedPage,
  stageRows,
} from '#storage/imports.repository';
import { regionRecords } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader, Writer } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { keepGrid } from './import-elevation.ts';
import type { JobHandle } from './job-row.ts';
import { breathe } from './region-refresh.ts';

const PAGE = 2_000;

export interface StagedCamera {
  fields: CameraFields;
  originalX: number;
  originalY: number;
  originalCrs: string;
}
export type StagedRegion = Omit<RegionRow, 'geometry'>;
export type StagedSpace = Omit<PublicSpaceRow, 'geometry'>;
export type StagedObstacle = Omit<ObstacleRow, 'geometry'>;
export type StagedZone = Omit<PrivacyZoneRow, 'geometry'>;
export type StagedTarget = TargetRow;

export interface StageCounts {
  create: number;
  update: number;
  unchanged: number;
}

const CAMERA_FIELDS = ['longitude', 'latitude', ...Object.keys(CAMERA_DEFAULTS)] as (keyof CameraFields)[];

/** Staged as a list of values: a third of the bytes of an object whose fields are mostly empty. */
const packCamera = (row: CameraRow): unknown[] => [
  row.originalX,
  row.originalY,
  row.originalCrs,
  ...CAMERA_FIELDS.map((field) => row.fields[field]),
];

export function unpackCamera(data: unknown): StagedCamera {
  const [originalX, originalY, originalCrs, ...values] = data as [number, number, string, ...unknown[]];
  const fields: Record<string, unknown> = {};
  for (let i = 0; i < CAMERA_FIELDS.length; i += 1) fields[CAMERA_FIELDS[i]] = values[i];
  return { fields: fields as CameraFields, originalX, originalY, originalCrs };
}

type Action = 'create' | 'update' | 'unchanged';
interface Staged {
  key: string;
  action: Action;
  data: unknown;
  geometry: Uint8Array | null;
}

/** Fields that the file speaks of. The others of a known record stay as they are. */
export function statedFields(summary: ParseSummary): Set<string> {
  return new Set(summary.mapping.flatMap((column) => column.field ?? []));
}

/** What a known camera becomes when the file states some fields of it. */
export function mergedCamera(
  before: CameraRecord | null,
  staged: StagedCamera,
  stated: ReadonlySet<string>,
): CameraFields {
  if (before === null) return staged.fields;
  const merged = { ...staged.fields };
  for (const field of Object.keys(CAMERA_DEFAULTS) as (keyof typeof CAMERA_DEFAULTS)[]) {
    if (!stated.has(field)) Object.assign(merged, { [field]: before[field] });
  }
  return merged;
}

export function sameCamera(before: CameraRecord, fields: CameraFields): boolean {
  return (Object.keys(fields) as (keyof CameraFields)[]).every((field) => before[field] === fields[field]);
}

async function stageCameras(reader: Reader, rows: CameraRow[], stated: ReadonlySet<string>): Promise<Staged[]> {
  const known = new Map(
    (
      await findCameras(
        reader,
        EVERYTHING,
        rows.map((row) => row.id),
      )
    ).map((record) => [record.id, record]),
  );
  return rows.map((row) => {
    const { fields, originalX, originalY, originalCrs } = row;
    const before = known.get(row.id) ?? null;
    const action: Action =
      before === null
        ? 'create'
        : sameCamera(before, mergedCamera(before, { fields, originalX, originalY, originalCrs }, stated))
          ? 'unchanged'
          : 'update';
    return { key: row.id, action, data: packCamera(row), geometry: null };
  });
}

async function stageRegions(reader: Reader, rows: RegionRow[]): Promise<Staged[]> {
  const known = new Map(
    (
      await regionRecords(
        reader,
        EVERYTHING,
        rows.map((row) => row.code),
      )
    ).map((record) => [record.code, record]),
  );
  return rows.map(({ geometry, ...data }) => {
    const blob = encodeSoup(soupOf(geometry));
    const before = known.get(data.code);
    const same =
      before !== undefined &&
      before.geometry !== null &&
      Buffer.compare(before.geometry, blob) === 0 &&
      before.name === data.name &&
      (data.nameEn === null || before.nameEn === data.nameEn) &&
      (data.parentCode === null || before.parentCode === data.parentCode) &&
      (data.level === null || before.level === data.level) &&
      (data.population === null || before.population === data.population) &&
      (data.urbanRural === null || before.urbanRural === data.urbanRural);
    const action: Action = before === undefined ? 'create' : same ? 'unchanged' : 'update';
    return { key: data.code, action, data: { ...data, bbox: boxOf(soupOf(geometry)) }, geometry: blob };
  });
}

/** A layer is taken over whole: every row is new. Lines are stored as they run. */
const stageLayer = (rows: (PublicSpaceRow | ObstacleRow | PrivacyZoneRow)[]): Staged[] =>
  rows.map(({ geometry, ...data }) => {
    const isLines = 'shape' in data && (data.shape === 'line' || data.shape === 'point' || data.shape === 'wall');
    return {
      key: ('id' in data ? data.id : null) ?? '',
      action: 'create',
      data,
      geometry: encodeSoup(isLines ? linesFrom(geometry) : soupOf(geometry)),
    };
  });

const stageElevation = (ctx: Ctx, importId: string, rows: RowOf['elevation'][]): Promise<Staged[]> =>
  Promise.all(
    rows.map(async (row) => ({ key: '', action: 'create', data: await keepGrid(ctx, importId, row), geometry: null })),
  );

/** Walks the parsed rows once; every batch is staged in a short transaction of its own. */
export async function stageParsed<K extends ImportKind>(
  ctx: Ctx,
  row: Pick<ImportRow, 'id' | 'kind'> & { options: ImportOptions },
  result: ParseResult<K>,
  job: JobHandle,
  signal: AbortSignal,
): Promise<StageCounts> {
  const counts: StageCounts = { create: 0, update: 0, unchanged: 0 };
  const stated = statedFields(result.summary);
  const seq = { row: 0, problem: 0, rejected: 0 };
  const importId = row.id;
  for await (const batch of result.batches) {
    signal.throwIfAborted();
    const staged =
      row.kind === 'elevation'
        ? await stageElevation(ctx, importId, batch.rows as RowOf[ImportKind][] as RowOf['elevation'][])
        : await stagedOf(ctx.storage.reader, row.kind, batch, stated);
    for (const { action } of staged) counts[action] += 1;
    await ctx.storage.transaction(async (writer) => {
      await stageRows(
        writer,
        staged.map((item) => ({ importId, seq: (seq.row += 1), ...item })),
      );
      await addProblems(
        writer,
        batch.problems.map((problem) => ({
          importId,
          seq: (seq.problem += 1),
          code: problem.code,
          severity: problem.severity,
          row: problem.row,
          problem,
        })),
      );
      await addRejected(
        writer,
        batch.rejected.map((rejected) => ({ importId, seq: (seq.rejected += 1), ...rejected })),
      );
      await job.progress(writer, { done: seq.row + seq.rejected, total: result.summary.rows });
    });
  }
  return counts;
}

async function stagedOf(
  reader: Reader,
  kind: ImportKind,
  batch: ParseBatch,
  stated: ReadonlySet<string>,
): Promise<Staged[]> {
  const rows = batch.rows as unknown;
  if (kind === 'cameras') return stageCameras(reader, rows as RowOf['cameras'][], stated);
  if (kind === 'regions') return stageRegions(reader, rows as RowOf['regions'][]);
  if (kind === 'public-space' || kind === 'obstacles' || kind === 'privacy-zones')
    return stageLayer(rows as RowOf[typeof kind][]);
  return (rows as TargetRow[]).map((data) => ({
    key: data.target.id ?? '',
    action: 'create',
    data,
    geometry: null,
  }));
}

/** Staged rows that create or change something, page by page. Lets other work have a turn in between. */
export async function* staged(writer: Writer, id: string): AsyncGenerator<StagedRow[]> {
  for (let after = 0; ; ) {
    const page = await stagedPage(writer, EVERYTHING, id, after, PAGE, ['create', 'update']);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.seq;
    await breathe();
  }
}
