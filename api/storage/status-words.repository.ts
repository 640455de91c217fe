// Words about the state of cameras: a set of them, numbered subjects, feeds and reasons, and the batches they came in.
import { and, asc, count, eq, gte, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { statusBatches, statusFeeds, statusReasons, statusSubjects, statusWords } from './tables.sqlite.ts';

export type WordRecord = typeof statusWords.$inferSelect;
export type FeedRecord = typeof statusFeeds.$inferSelect;
export type BatchRecord = typeof statusBatches.$inferSelect;

/** Ids that are looked for in one statement. */
const TOGETHER = 500;
/** A feed of which nothing is said reports once a day and is believed at once. */
export const NEW_FEED = { intervalMs: 86_400_000, staleAfterMs: null, holdForMs: 0 } as const;

function* chunks<T>(all: Iterable<T>): Generator<T[]> {
  const list = [...new Set(all)];
  for (let i = 0; i < list.length; i += TOGETHER) yield list.slice(i, i + TOGETHER);
}

/** Numbers of those that have one: a subject is a camera or a device that cameras hang on. */
export async function subjectNumbers(
  reader: Reader,
  _scope: Scope,
  ids: Iterable<string>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const some of chunks(ids))
    for (const { id, no } of await reader
      .select({ id: statusSubjects.id, no: statusSubjects.no })
      .from(statusSubjects)
      .where(inArray(statusSubjects.id, some)))
      found.set(id, no);
  return found;
}
/** Numbers of all of these; new ones are numbered in the order given. */
export async function numberSubjects(writer: Writer, ids: Iterable<string>): Promise<Map<string, number>> {
  const all = [...new Set(ids)];
  const known = await subjectNumbers(writer, { kind: 'everything' }, all);
  const fresh = all.filter((id) => !known.has(id));
  if (fresh.length === 0) return known;
  for (const some of chunks(fresh)) await writer.insert(statusSubjects).values(some.map((id) => ({ id })));
  return subjectNumbers(writer, { kind: 'everything' }, all);
}

/** Every feed by its name; '' speaks for nobody in particular. Not told apart by region. */
export async function feedRecords(reader: Reader, _scope: Scope): Promise<FeedRecord[]> {
  return reader.select().from(statusFeeds).orderBy(asc(statusFeeds.no));
}
export async function numberFeeds(writer: Writer, ids: Iterable<string>, at: string): Promise<Map<string, number>> {
  const known = new Map((await feedRecords(writer, { kind: 'everything' })).map(({ id, no }) => [id, no]));
  for (const id of new Set(ids))
    if (!known.has(id)) {
      const [row] = await writer
        .insert(statusFeeds)
        .values({ id, ...NEW_FEED, recordedAt: at })
        .returning({ no: statusFeeds.no });
      known.set(id, row.no);
    }
  return known;
}
export async function numberReasons(writer: Writer, texts: Iterable<string>): Promise<Map<string, number>> {
  const known = new Map<string, number>();
  for (const some of chunks(texts)) {
    await writer
      .insert(statusReasons)
      .values(some.map((text) => ({ text })))
      .onConflictDoNothing();
    for (const { no, text } of await writer.select().from(statusReasons).where(inArray(statusReasons.text, some)))
      known.set(text, no);
  }
  return known;
}
/** Texts by number. */
export async function reasonTexts(reader: Reader, _scope: Scope): Promise<Map<number, string>> {
  return new Map((await reader.select().from(statusReasons)).map(({ no, text }) => [no, text]));
}

export async function addBatch(writer: Writer, row: Omit<BatchRecord, 'no'>): Promise<number> {
  return (await writer.insert(statusBatches).values(row).returning({ no: statusBatches.no }))[0].no;
}
export async function acceptedOfBatch(writer: Writer, no: number, accepted: number): Promise<void> {
  await writer.update(statusBatches).set({ accepted }).where(eq(statusBatches.no, no));
}

/** Adds those that are not there yet; answers how many that were. */
export function putWords(writer: Writer, rows: Iterable<WordRecord>): number {
  return writer.insertMany(statusWords, rows, 'ignore');
}

/** Words of some subjects, by subject and time; `knownAt` leaves out what came in later (ms by our clock, as ISO). */
export async function wordsOf(
  reader: Reader,
  _scope: Scope,
  subjects: readonly number[],
  { from, to, knownAt }: { from?: number; to?: number; knownAt?: string } = {},
): Promise<WordRecord[]> {
  const found: WordRecord[] = [];
  for (const some of chunks(subjects)) {
    const parts: (SQL | undefined)[] = [
      inArray(statusWords.subjectNo, some),
      from === undefined ? undefined : gte(statusWords.at, from),
      to === undefined ? undefined : lte(statusWords.at, to),
      knownAt === undefined
        ? undefined
        : inArray(
            statusWords.batchNo,
            reader.select({ no: statusBatches.no }).from(statusBatches).where(lte(statusBatches.receivedAt, knownAt)),
          ),
    ];
    found.push(
      ...(await reader
        .select()
        .from(statusWords)
        .where(and(...parts))
        .orderBy(asc(statusWords.subjectNo), asc(statusWords.at), asc(statusWords.feedNo), asc(statusWords.state))),
    );
  }
  return found;
}

export async function countWordsOf(reader: Reader, _scope: Scope, importId: string): Promise<number> {
  return (await reader.select({ n: count() }).from(statusWords).where(eq(statusWords.importId, importId)))[0].n;
}
export async function deleteWordsOf(writer: Writer, importId: string): Promise<void> {
  await writer.delete(statusWords).where(eq(statusWords.importId, importId));
  await writer.delete(statusBatches).where(eq(statusBatches.importId, importId));
}
/** Is there any word at all? */
export async function anyWord(reader: Reader, _scope: Scope): Promise<boolean> {
  return (await reader.select({ one: sql`1` }).from(statusWords).limit(1)).length > 0;
}

export async function setFeed(
  writer: Writer,
  id: string,
  change: Partial<Pick<FeedRecord, 'intervalMs' | 'staleAfterMs' | 'holdForMs' | 'lastBatchAt'>>,
): Promise<void> {
  await writer.update(statusFeeds).set(change).where(eq(statusFeeds.id, id));
}
