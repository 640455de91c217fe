// Words about the state of cameras: a set of them, numbered subjects, feeds and reasons, and the batches they came in.
import { and, asc, count, eq, gt, gte, inArray, isNull, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { keptQuery } from './kept-query.ts';
import type { Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import {
  cameras,
  collectorRuns,
  statusBatches,
  statusFeeds,
  statusReasons,
  statusSubjects,
  statusWords,
  statusWorks,
} from './tables.sqlite.ts';

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

const inList = (column: SQLiteColumn) => sql`${column} in (select value from json_each(${sql.placeholder('ids')}))`;
const numbersOf = keptQuery((reader: Reader) =>
  reader.select({ id: statusSubjects.id, no: statusSubjects.no }).from(statusSubjects).where(inList(statusSubjects.id)),
);
/** Numbers of those that have one: a subject is a camera or a device that cameras hang on. */
export async function subjectNumbers(
  reader: Reader,
  _scope: Scope,
  ids: Iterable<string>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const some of chunks(ids))
    for (const [id, no] of await reader.rawRows(numbersOf(reader), { ids: JSON.stringify(some) }))
      found.set(id as string, no as number);
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

const camerasKnown = keptQuery((reader: Reader) =>
  reader.select({ id: cameras.id }).from(cameras).where(inList(cameras.id)),
);
const parentsKnown = keptQuery((reader: Reader) =>
  reader.selectDistinct({ id: cameras.parentId }).from(cameras).where(inList(cameras.parentId)),
);
/** Which of these are cameras, or devices that some camera hangs on. */
export async function knownSubjects(reader: Reader, _scope: Scope, ids: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>();
  const text = JSON.stringify(ids);
  for (const [id] of await reader.rawRows(camerasKnown(reader), { ids: text })) known.add(id as string);
  const others = ids.filter((id) => !known.has(id));
  if (others.length === 0) return known;
  for (const [id] of await reader.rawRows(parentsKnown(reader), { ids: JSON.stringify(others) }))
    known.add(id as string);
  return known;
}

const installedOf = keptQuery((reader: Reader) =>
  reader
    .select({ code: cameras.regionCode, n: count() })
    .from(cameras)
    .where(and(inList(cameras.regionCode), inArray(cameras.stage, ['installed', 'networked', 'accepted'])))
    .groupBy(cameras.regionCode),
);
/** Installed cameras that stand in each of some leaves; leaves without one are absent. */
export async function installedCounts(
  reader: Reader,
  _scope: Scope,
  codes: readonly string[],
): Promise<[code: string, cameras: number][]> {
  return (await reader.rawRows(installedOf(reader), { ids: JSON.stringify(codes) })) as [string, number][];
}

export interface SubjectRow {
  no: number;
  id: string;
  /** null: no camera, or none that stands in a region */
  regionCode: string | null;
  parentId: string | null;
  stage: string | null;
}
const subjectsAfter = keptQuery((reader: Reader) =>
  reader
    .select({
      no: statusSubjects.no,
      id: statusSubjects.id,
      regionCode: cameras.regionCode,
      parentId: cameras.parentId,
      stage: cameras.stage,
    })
    .from(statusSubjects)
    .leftJoin(cameras, eq(cameras.id, statusSubjects.id))
    .where(gt(statusSubjects.no, sql`${sql.placeholder('after')}`))
    .orderBy(asc(statusSubjects.no))
    .limit(sql.placeholder('limit')),
);
/** All subjects in the order of their numbers, page by page. */
export async function subjectPage(reader: Reader, _scope: Scope, after: number, limit: number): Promise<SubjectRow[]> {
  return (await reader.rawRows(subjectsAfter(reader), { after, limit })).map(
    ([no, id, regionCode, parentId, stage]) => ({ no, id, regionCode, parentId, stage }) as SubjectRow,
  );
}

/** [subject, at, feed, state, reason, until] */
export type WordRow = [number, number, number, number, number, number | null];
const wordsBetween = keptQuery((reader: Reader) =>
  reader
    .select({
      subjectNo: statusWords.subjectNo,
      at: statusWords.at,
      feedNo: statusWords.feedNo,
      state: statusWords.state,
      reasonNo: statusWords.reasonNo,
      until: statusWords.until,
    })
    .from(statusWords)
    .where(
      and(
        gte(statusWords.subjectNo, sql`${sql.placeholder('from')}`),
        lt(statusWords.subjectNo, sql`${sql.placeholder('below')}`),
      ),
    )
    .orderBy(asc(statusWords.subjectNo), asc(statusWords.at)),
);
/** All words of the subjects numbered [from, below), by subject and time. */
export async function wordRows(reader: Reader, _scope: Scope, from: number, below: number): Promise<WordRow[]> {
  return (await reader.rawRows(wordsBetween(reader), { from, below })) as WordRow[];
}

/** When each feed was heard last, by our clock. */
export async function feedsHeard(writer: Writer, feeds: ReadonlyMap<number, number | null>, at: string): Promise<void> {
  for (const [no, sequence] of feeds)
    await writer
      .update(statusFeeds)
      .set(sequence === null ? { lastBatchAt: at } : { lastBatchAt: at, lastSequence: sequence })
      .where(eq(statusFeeds.no, no));
}

export type WorksRecord = typeof statusWorks.$inferSelect;
/** Works that are not withdrawn and end after `since`, by their start. */
export async function worksRecords(reader: Reader, _scope: Scope, since: string): Promise<WorksRecord[]> {
  return reader
    .select()
    .from(statusWorks)
    .where(and(isNull(statusWorks.withdrawnAt), gt(statusWorks.toAt, since)))
    .orderBy(asc(statusWorks.fromAt), asc(statusWorks.id));
}
export async function addWorks(writer: Writer, row: WorksRecord): Promise<void> {
  writer.insertMany(statusWorks, [row]);
}
/** False: there are no such works, or they were withdrawn before. */
export async function withdrawWorks(writer: Writer, id: string, at: string): Promise<boolean> {
  const gone = await writer
    .update(statusWorks)
    .set({ withdrawnAt: at })
    .where(and(eq(statusWorks.id, id), isNull(statusWorks.withdrawnAt)))
    .returning({ id: statusWorks.id });
  return gone.length > 0;
}

export type RunRecord = typeof collectorRuns.$inferSelect;
export async function runRecords(reader: Reader, _scope: Scope): Promise<RunRecord[]> {
  return reader.select().from(collectorRuns).orderBy(asc(collectorRuns.startedAt));
}
export async function seenRun(writer: Writer, run: RunRecord): Promise<void> {
  writer.insertMany(collectorRuns, [run], 'replace');
}
