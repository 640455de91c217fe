// Words about the state of cameras into the workspace: which are new, which were there, which speak of no camera we know?
import type { Problem } from '#contract/problem';
import { problemOf } from '#importers/messages';
import type { ParseSummary, RejectedRow, StatusRow } from '#importers/types';
import type { ImportRow } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';
import {
  acceptedOfBatch,
  addBatch,
  countWordsOf,
  deleteWordsOf,
  feedRecords,
  feedsHeard,
  knownSubjects,
  numberFeeds,
  numberReasons,
  numberSubjects,
  putWords,
  reasonTexts,
  subjectNumbers,
  type WordRecord,
  wordsOf,
} from '#storage/status-words.repository';
import type { Reader, Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { type Staged, staged } from './import-stage.ts';

const UNKNOWN = 'status.camera_unknown';

/** A reporter's clock may be so far ahead (ms). */
const AHEAD_MS = 10 * 60_000;
const OLDEST = Date.parse('2000-01-01T00:00:00Z');
/** Rows that lie so far from when they came in speak of a clock that is an hour off. */
const HOUR_OFF_MS = [55 * 60_000, 65 * 60_000] as const;
const HOUR_OFF = { rows: 10, share: 0.9 };

export interface StatusStage {
  /** what is said of all rows together, once they are read */
  finish(summary: ParseSummary): Problem[];
  add(
    rows: readonly StatusRow[],
    summary: ParseSummary,
  ): Promise<{ staged: Staged[]; problems: Problem[]; rejected: RejectedRow[] }>;
}

export type StagedStatus = Omit<StatusRow, 'source' | 'at'> & { source: string; at: string };

/** A file that names no source speaks for nobody in particular: its words are the same ones whatever it is called. */
const withSource = (row: StatusRow, receivedAt: string): StagedStatus => ({
  ...row,
  at: row.at ?? receivedAt,
  source: row.source ?? '',
});
const keyOf = ({ cameraId, at, source, state, reason }: StagedStatus): string =>
  JSON.stringify([cameraId, at, source, state, reason]);
export const STATE_NO: Record<StatusRow['state'], number> = { unknown: 0, online: 1, offline: 2 };

/** `receivedAt`: when the file came in, which does not change when it is read again. */
export function createStatusStage(reader: Reader, file: string, receivedAt: string): StatusStage {
  const seen = new Set<string>();
  const received = Date.parse(receivedAt);
  const total = { rows: 0, hourOff: 0 };
  /** why a row cannot be taken; null = it can */
  const faultOf = (row: StagedStatus, known: ReadonlySet<string>, column: (field: string) => string | null) => {
    const at = Date.parse(row.at);
    const time = { file, row: row.row, column: column('at'), value: row.at };
    if (!known.has(row.cameraId))
      return problemOf(UNKNOWN, { file, row: row.row, column: column('cameraId'), value: row.cameraId });
    if (at > received + AHEAD_MS)
      return problemOf('status.ahead', time, { minutes: Math.round((at - received) / 60_000) });
    return at < OLDEST ? problemOf('status.ancient', time) : null;
  };
  return {
    async add(rows, summary) {
      const dated = rows.map((row) => withSource(row, receivedAt));
      const known = await knownSubjects(reader, EVERYTHING, [...new Set(rows.map(({ cameraId }) => cameraId))]);
      const before = await wordsAbout(reader, dated);
      const columnOf = (field: string) => summary.mapping.find((one) => one.field === field)?.column ?? null;
      const found: Staged[] = [];
      const problems: Problem[] = [];
      const rejected: RejectedRow[] = [];
      for (const data of dated) {
        const fault = faultOf(data, known, columnOf);
        if (fault !== null) {
          problems.push(fault);
          rejected.push({ row: data.row, cells: cellsOf(data, summary) });
          continue;
        }
        total.rows += 1;
        const off = Math.abs(Date.parse(data.at) - received);
        if (off >= HOUR_OFF_MS[0] && off <= HOUR_OFF_MS[1]) total.hourOff += 1;
        // the same word twice is one
        const key = keyOf(data);
        const action = seen.has(key) || before.has(key) ? 'unchanged' : 'create';
        seen.add(key);
        found.push({ key, action, data, geometry: null });
      }
      count(summary, problems);
      return { staged: found, problems, rejected };
    },
    finish(summary) {
      const { rows, hourOff } = total;
      if (rows < HOUR_OFF.rows || hourOff <= HOUR_OFF.share * rows) return [];
      const said = problemOf('status.hour_off', { file, row: null }, { n: hourOff, rows });
      summary.problemCounts[said.code] = 1;
      return [said];
    },
  };
}

/** Keys of what is known of the cameras of some rows. */
async function wordsAbout(reader: Reader, rows: readonly StagedStatus[]): Promise<Set<string>> {
  const numbers = await subjectNumbers(reader, EVERYTHING, new Set(rows.map(({ cameraId }) => cameraId)));
  if (numbers.size === 0) return new Set();
  const idOf = new Map([...numbers].map(([id, no]) => [no, id]));
  const reasons = await reasonTexts(reader, EVERYTHING);
  const feeds = new Map((await feedRecords(reader, EVERYTHING)).map(({ no, id }) => [no, id]));
  const states = new Map(Object.entries(STATE_NO).map(([state, no]) => [no, state as StatusRow['state']]));
  const times = rows.map(({ at }) => Date.parse(at));
  const span = { from: Math.min(...times), to: Math.max(...times) };
  const words = await wordsOf(reader, EVERYTHING, [...numbers.values()], span);
  return new Set(
    words.map((word) =>
      keyOf({
        row: 0,
        cameraId: idOf.get(word.subjectNo)!,
        at: new Date(word.at).toISOString(),
        source: feeds.get(word.feedNo)!,
        state: states.get(word.state)!,
        reason: reasons.get(word.reasonNo) ?? null,
      }),
    ),
  );
}

/** The row as a table of the same columns would hold it. */
function cellsOf(row: StagedStatus, { columns, mapping }: ParseSummary): string[] {
  const fieldOf = new Map(mapping.map(({ column, field }) => [column, field]));
  const values = row as unknown as Record<string, string | number | null>;
  return columns.map((column) => String(values[fieldOf.get(column) ?? ''] ?? ''));
}

function count(summary: ParseSummary, problems: readonly Problem[]): void {
  summary.usable -= problems.length;
  summary.rejected += problems.length;
  for (const { code } of problems) summary.problemCounts[code] = (summary.problemCounts[code] ?? 0) + 1;
}

export async function commitStatus(ctx: Ctx, writer: Writer, row: ImportRow): Promise<void> {
  const receivedAt = nowIso(ctx);
  const batchNo = await addBatch(writer, { receivedAt, actor: ctx.actor, importId: row.id, rows: 0, accepted: 0 });
  let accepted = 0;
  /** feed → its latest word: a file of long ago makes no feed speak today */
  const heard = new Map<number, string>();
  for await (const page of staged(writer, row.id)) {
    const rows = page.map((item) => item.data as StagedStatus);
    const subjects = await numberSubjects(
      writer,
      rows.map(({ cameraId }) => cameraId),
    );
    const feeds = await numberFeeds(
      writer,
      rows.map(({ source }) => source),
      receivedAt,
    );
    const reasons = await numberReasons(
      writer,
      rows.flatMap(({ reason }) => reason ?? []),
    );
    for (const { source, at } of rows) {
      const no = feeds.get(source)!;
      if (at > (heard.get(no) ?? '')) heard.set(no, at);
    }
    accepted += putWords(
      writer,
      rows.map(
        (word): WordRecord => ({
          subjectNo: subjects.get(word.cameraId)!,
          at: Date.parse(word.at),
          feedNo: feeds.get(word.source)!,
          state: STATE_NO[word.state],
          reasonNo: word.reason === null ? 0 : reasons.get(word.reason)!,
          until: null,
          batchNo,
          importId: row.id,
        }),
      ),
    );
  }
  await acceptedOfBatch(writer, batchNo, accepted);
  for (const { no, lastBatchAt } of await feedRecords(writer, EVERYTHING)) {
    const at = heard.get(no);
    if (at !== undefined && at > (lastBatchAt ?? '')) await feedsHeard(writer, new Map([[no, null]]), at);
  }
}

/** How many words of the import are gone since. */
export async function countChangedReports(reader: Reader, row: ImportRow): Promise<number> {
  return Math.max(0, (row.receipt?.create ?? 0) - (await countWordsOf(reader, EVERYTHING, row.id)));
}

export async function undoStatus(writer: Writer, row: ImportRow): Promise<void> {
  await deleteWordsOf(writer, row.id);
}
