// Old words of one run become one row.
import { and, asc, eq, gt, gte, inArray, isNull, lt, lte, max, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { statusBatches, statusSubjects, statusWords } from './tables.sqlite.ts';

/** Greatest number of a subject; 0 = there is none. */
export async function lastSubject(reader: Reader, _scope: Scope): Promise<number> {
  return (await reader.select({ no: max(statusSubjects.no) }).from(statusSubjects))[0].no ?? 0;
}

/** [subject, at, feed, state, reason, until, batch, is of a file] */
export type OldRow = [number, number, number, number, number, number | null, number, 0 | 1];
const wordsBefore = keptQuery((reader: Reader) =>
  reader
    .select({
      subjectNo: statusWords.subjectNo,
      at: statusWords.at,
      feedNo: statusWords.feedNo,
      state: statusWords.state,
      reasonNo: statusWords.reasonNo,
      until: statusWords.until,
      batchNo: statusWords.batchNo,
      isOfFile: sql<0 | 1>`${statusWords.importId} is not null`,
    })
    .from(statusWords)
    .where(
      and(
        gte(statusWords.subjectNo, sql`${sql.placeholder('from')}`),
        lt(statusWords.subjectNo, sql`${sql.placeholder('below')}`),
        lt(statusWords.at, sql`${sql.placeholder('before')}`),
      ),
    )
    .orderBy(asc(statusWords.subjectNo), asc(statusWords.at), asc(statusWords.feedNo), asc(statusWords.state)),
);
/** Words before an instant of the subjects numbered [from, below), by subject and time. */
export async function oldWords(
  reader: Reader,
  _scope: Scope,
  { from, below, before }: { from: number; below: number; before: number },
): Promise<OldRow[]> {
  return (await reader.rawRows(wordsBefore(reader), { from, below, before })) as OldRow[];
}

/** When batches came in, ms by our clock. */
export async function receivedTimes(
  reader: Reader,
  _scope: Scope,
  batches: Iterable<number>,
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  const all = [...new Set(batches)];
  for (let i = 0; i < all.length; i += 500)
    for (const { no, at } of await reader
      .select({ no: statusBatches.no, at: statusBatches.receivedAt })
      .from(statusBatches)
      .where(inArray(statusBatches.no, all.slice(i, i + 500))))
      found.set(no, Date.parse(at));
  return found;
}

/** The first word of a run stands for all up to the last. */
export async function joinWords(
  writer: Writer,
  [subjectNo, at, feedNo, state, reasonNo]: OldRow,
  { lastAt, until }: { lastAt: number; until: number },
): Promise<void> {
  const same = [
    eq(statusWords.subjectNo, subjectNo),
    eq(statusWords.feedNo, feedNo),
    eq(statusWords.state, state),
    eq(statusWords.reasonNo, reasonNo),
  ];
  await writer
    .delete(statusWords)
    .where(and(...same, gt(statusWords.at, at), lte(statusWords.at, lastAt), isNull(statusWords.importId)));
  await writer
    .update(statusWords)
    .set({ until })
    .where(and(...same, eq(statusWords.at, at)));
}
