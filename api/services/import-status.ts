// Words about the state of cameras into the workspace: which are new, which were there, which speak of no camera we know?
import type { Problem } from '#contract/problem';
import { problemOf } from '#importers/messages';
import type { ParseSummary, RejectedRow, StatusRow } from '#importers/types';
import { rawCameras } from '#storage/cameras.repository';
import type { ImportRow } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';
import {
  countReportsOf,
  deleteReportsOf,
  findReport,
  putReports,
  type ReportKey,
  type StatusReport,
} from '#storage/status-reports.repository';
import type { Reader, Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { type Staged, staged } from './import-stage.ts';

const UNKNOWN = 'status.camera_unknown';

export interface StatusStage {
  add(
    rows: readonly StatusRow[],
    summary: ParseSummary,
  ): Promise<{ staged: Staged[]; problems: Problem[]; rejected: RejectedRow[] }>;
}

export type StagedStatus = Omit<StatusRow, 'source'> & { source: string };

/** A file that names no source speaks for nobody in particular: its words are the same ones whatever it is called. */
const withSource = (row: StatusRow): StagedStatus => ({ ...row, source: row.source ?? '' });
const keyOf = ({ cameraId, at, source }: ReportKey): string => JSON.stringify([cameraId, at, source]);

export function createStatusStage(reader: Reader, file: string): StatusStage {
  const seen = new Set<string>();
  return {
    async add(rows, summary) {
      const known = await rawCameras(reader, EVERYTHING, [...new Set(rows.map(({ cameraId }) => cameraId))]);
      const found: Staged[] = [];
      const problems: Problem[] = [];
      const rejected: RejectedRow[] = [];
      for (const row of rows) {
        if (!known.has(row.cameraId)) {
          const column = summary.mapping.find(({ field }) => field === 'cameraId')?.column ?? null;
          problems.push(problemOf(UNKNOWN, { file, row: row.row, column, value: row.cameraId }));
          rejected.push({ row: row.row, cells: cellsOf(row, summary) });
          continue;
        }
        const data = withSource(row);
        const key = keyOf(data);
        // the same word twice is one; the file's first is the one that is taken
        const before = seen.has(key) ? data : await findReport(reader, EVERYTHING, data);
        seen.add(key);
        const action = before === null ? 'create' : isSame(before, data) ? 'unchanged' : 'update';
        found.push({ key, action, data, geometry: null });
      }
      count(summary, rejected.length);
      return { staged: found, problems, rejected };
    },
  };
}

const isSame = (a: Pick<StatusReport, 'state' | 'reason'>, b: Pick<StatusReport, 'state' | 'reason'>): boolean =>
  a.state === b.state && a.reason === b.reason;

/** The row as a table of the same columns would hold it. */
function cellsOf(row: StatusRow, { columns, mapping }: ParseSummary): string[] {
  const fieldOf = new Map(mapping.map(({ column, field }) => [column, field]));
  const values = row as unknown as Record<string, string | number | null>;
  return columns.map((column) => String(values[fieldOf.get(column) ?? ''] ?? ''));
}

function count(summary: ParseSummary, unknown: number): void {
  if (unknown === 0) return;
  summary.usable -= unknown;
  summary.rejected += unknown;
  summary.problemCounts[UNKNOWN] = (summary.problemCounts[UNKNOWN] ?? 0) + unknown;
}

/** What an undo of words needs: those that the import's took the place of. */
export interface StatusBefore {
  replaced: StatusReport[];
}

export async function commitStatus(ctx: Ctx, writer: Writer, row: ImportRow): Promise<StatusBefore> {
  const replaced: StatusReport[] = [];
  for await (const page of staged(writer, row.id)) {
    const rows: StatusReport[] = [];
    for (const item of page) {
      const { cameraId, at, source, state, reason } = item.data as StagedStatus;
      // looked up again: others may have said the same in between
      const before = await findReport(writer, EVERYTHING, { cameraId, at, source });
      if (before !== null && isSame(before, { state, reason })) continue;
      if (before !== null) replaced.push(before);
      rows.push({ cameraId, at, source, state, reason, recordedAt: nowIso(ctx), importId: row.id });
    }
    await putReports(writer, rows);
  }
  return { replaced };
}

/** How many words of the import others have changed since. */
export async function countChangedReports(reader: Reader, row: ImportRow): Promise<number> {
  const expected = (row.receipt?.create ?? 0) + (row.receipt?.update ?? 0);
  return Math.max(0, expected - (await countReportsOf(reader, EVERYTHING, row.id)));
}

export async function undoStatus(writer: Writer, row: ImportRow): Promise<void> {
  await deleteReportsOf(writer, row.id);
  await putReports(writer, (row.before as StatusBefore).replaced);
}
