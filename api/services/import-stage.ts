// From parsed rows to staged rows: what would a commit create, change or leave as it is?
import type { ImportKind, ImportOptions } from '#contract/import';
import { blockOf } from '#importers/camera-block';
import type { CameraRow, ParseBatch, ParseResult, PublicSpaceRow, RegionRow, RowOf, TargetRow } from '#importers/types';
import { boxOf, encodeSoup, soupOf } from '#storage/geometry-blob';
import { addProblems, addRejected, type ImportRow, stageRows } from '#storage/imports.repository';
import { regionRecords } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Reader } from '#storage/storage';
import type { CameraStage } from './camera-stage.ts';
import type { Ctx } from './ctx.ts';
import type { JobHandle } from './job-row.ts';

export type StagedRegion = Omit<RegionRow, 'geometry'>;
export type StagedSpace = Omit<PublicSpaceRow, 'geometry'>;
export type StagedTarget = TargetRow;

export interface StageCounts {
  create: number;
  update: number;
  unchanged: number;
}

type Action = 'create' | 'update' | 'unchanged';
interface Staged {
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

const stageSpace = (rows: PublicSpaceRow[]): Staged[] =>
  rows.map(({ geometry, ...data }) => ({
    key: data.id ?? '',
    action: 'create',
    data,
    geometry: encodeSoup(soupOf(geometry)),
  }));

/** Walks the parsed rows once; every batch is staged in a short transaction of its own. */
export async function stageParsed<K extends ImportKind>(
  ctx: Ctx,
  row: Pick<ImportRow, 'id' | 'kind'> & { options: ImportOptions },
  result: ParseResult<K>,
  job: JobHandle,
  signal: AbortSignal,
  cameras: CameraStage | null,
): Promise<StageCounts> {
  const counts: StageCounts = { create: 0, update: 0, unchanged: 0 };
  const seq = { row: 0, problem: 0, rejected: 0 };
  const importId = row.id;
  for await (const batch of result.batches) {
    signal.throwIfAborted();
    if (cameras !== null && batch.rows.length > 0)
      await cameras.add(blockOf(batch.rows as CameraRow[]), result.summary.mapping);
    const staged = await stagedOf(ctx.storage.reader, row.kind, batch);
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
      const rows = seq.row + (cameras?.counts.rows ?? 0);
      await job.progress(writer, { done: rows + seq.rejected, total: result.summary.rows });
    });
  }
  return counts;
}

async function stagedOf(reader: Reader, kind: ImportKind, batch: ParseBatch): Promise<Staged[]> {
  const rows = batch.rows as unknown;
  if (kind === 'cameras') return [];
  if (kind === 'regions') return stageRegions(reader, rows as RowOf['regions'][]);
  if (kind === 'public-space') return stageSpace(rows as RowOf['public-space'][]);
  return (rows as TargetRow[]).map((data) => ({
    key: data.target.id ?? '',
    action: 'create',
    data,
    geometry: null,
  }));
}
