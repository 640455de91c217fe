// From parsed rows to staged rows: what would a commit create, change or leave as it is?
import type { ImportKind, ImportOptions } from '#contract/import';
import type { Problem } from '#contract/problem';
import { blockOf } from '#importers/camera-block';
import type {
  CameraRow,
  ObstacleRow,
  ParseBatch,
  ParseResult,
  PrivacyZoneRow,
  PublicSpaceRow,
  RegionRow,
  RowOf,
  StatusRow,
  TargetRow,
} from '#importers/types';
import { linesFrom } from '#rules/leaf-input';
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
import type { CameraStage } from './camera-stage.ts';
import type { Ctx } from './ctx.ts';
import { keepGrid } from './import-elevation.ts';
import { createStatusStage } from './import-status.ts';
import type { JobHandle } from './job-row.ts';
import { breathe } from './region-refresh.ts';

const PAGE = 2_000;

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

type Action = 'create' | 'update' | 'unchanged';
export interface Staged {
  key: string;
  action: Action;
  data: unknown;
  geometry: Uint8Array | null;
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
  row: Pick<ImportRow, 'id' | 'kind' | 'fileName' | 'createdAt'> & { options: ImportOptions },
  result: ParseResult<K>,
  job: JobHandle,
  signal: AbortSignal,
  cameras: CameraStage | null,
): Promise<StageCounts> {
  const counts: StageCounts = { create: 0, update: 0, unchanged: 0 };
  const seq = { row: 0, problem: 0, rejected: 0 };
  const words = row.kind === 'status' ? createStatusStage(ctx.storage.reader, row.fileName, row.createdAt) : null;
  const importId = row.id;
  const problemRow = (problem: Problem) => ({
    importId,
    seq: (seq.problem += 1),
    code: problem.code,
    severity: problem.severity,
    row: problem.row,
    problem,
  });
  for await (const batch of result.batches) {
    signal.throwIfAborted();
    if (cameras !== null && batch.rows.length > 0)
      await cameras.add(blockOf(batch.rows as CameraRow[]), result.summary.mapping);
    const said = await words?.add(batch.rows as RowOf[ImportKind][] as StatusRow[], result.summary);
    const staged =
      said?.staged ??
      (row.kind === 'elevation'
        ? await stageElevation(ctx, importId, batch.rows as RowOf[ImportKind][] as RowOf['elevation'][])
        : await stagedOf(ctx.storage.reader, row.kind, batch));
    for (const { action } of staged) counts[action] += 1;
    await ctx.storage.transaction(async (writer) => {
      await stageRows(
        writer,
        staged.map((item) => ({ importId, seq: (seq.row += 1), ...item })),
      );
      await addProblems(writer, [...batch.problems, ...(said?.problems ?? [])].map(problemRow));
      await addRejected(
        writer,
        [...batch.rejected, ...(said?.rejected ?? [])].map((rejected) => ({
          importId,
          seq: (seq.rejected += 1),
          ...rejected,
        })),
      );
      const rows = seq.row + (cameras?.counts.rows ?? 0);
      await job.progress(writer, { done: rows + seq.rejected, total: result.summary.rows });
    });
  }
  const last = words?.finish(result.summary) ?? [];
  if (last.length > 0)
    await ctx.storage.transaction((writer) =>
      addProblems(
        writer,
        last.map((problem) => problemRow(problem)),
      ),
    );
  return counts;
}

async function stagedOf(reader: Reader, kind: ImportKind, batch: ParseBatch): Promise<Staged[]> {
  const rows = batch.rows as unknown;
  if (kind === 'cameras') return [];
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
