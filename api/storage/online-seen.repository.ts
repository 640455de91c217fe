// When were cameras heard of as online, and on how many days of late?
import { and, eq, gte, inArray, max, min, or, type SQL, sql } from 'drizzle-orm';
import type { Scope } from './scope.ts';
import type { Reader } from './storage.ts';
import { statusFeeds, statusSubjects, statusWords } from './tables.sqlite.ts';

const TOGETHER = 500;
const DAY_MS = 86_400_000;
/** As status words are kept. */
const ONLINE = 1;

export interface OnlineSeen {
  firstMs: number | null;
  lastMs: number | null;
  /** different days (UTC) since `from` */
  days: number;
  /** numbers of the feeds that ever spoke of it */
  feeds: Set<number>;
}

/** Of those cameras that any word is about. `from`, `to`: ms since 1970. */
export async function onlineSeen(
  reader: Reader,
  _scope: Scope,
  ids: readonly string[],
  { from, to }: { from: number; to: number },
): Promise<Map<string, OnlineSeen>> {
  const found = new Map<string, OnlineSeen>();
  for (let i = 0; i < ids.length; i += TOGETHER) {
    const subjects = await reader
      .select({ no: statusSubjects.no, id: statusSubjects.id })
      .from(statusSubjects)
      .where(inArray(statusSubjects.id, ids.slice(i, i + TOGETHER)));
    if (subjects.length > 0) await lookAt(reader, new Map(subjects.map(({ no, id }) => [no, id])), { from, to }, found);
  }
  return found;
}

async function lookAt(
  reader: Reader,
  idOf: ReadonlyMap<number, string>,
  { from, to }: { from: number; to: number },
  found: Map<string, OnlineSeen>,
): Promise<void> {
  const ofThese = inArray(statusWords.subjectNo, [...idOf.keys()]);
  const seenOf = (no: number): OnlineSeen => {
    const id = idOf.get(no)!;
    const known = found.get(id) ?? { firstMs: null, lastMs: null, days: 0, feeds: new Set<number>() };
    found.set(id, known);
    return known;
  };
  const { subjectNo, feedNo, at, until, state } = statusWords;
  const end = sql<number>`coalesce(${until}, ${at})`;
  const spans = reader
    .select({ subjectNo, feedNo, state, first: min(at), last: max(end) })
    .from(statusWords)
    .where(ofThese)
    .groupBy(subjectNo, feedNo, state);
  for (const [no, feed, ownState, first, last] of (await reader.rawRows(spans, {})) as number[][]) {
    const seen = seenOf(no);
    seen.feeds.add(feed);
    if (ownState !== ONLINE) continue;
    seen.firstMs = Math.min(seen.firstMs ?? first, first);
    seen.lastMs = Math.max(seen.lastMs ?? last, last);
  }
  // a run that began before and was kept as one word reaches into the days asked for
  const words = reader
    .selectDistinct({ subjectNo, day: dayStart(sql`${at}`), upTo: dayStart(end) })
    .from(statusWords)
    .where(and(ofThese, eq(state, ONLINE), or(gte(at, from), gte(until, from))));
  const daysOf = new Map<number, Set<number>>();
  for (const [no, day, upTo] of (await reader.rawRows(words, {})) as number[][]) {
    const days = daysOf.get(no) ?? new Set<number>();
    daysOf.set(no, days);
    const last = Math.min(upTo, to);
    for (let one = Math.max(day, from - (from % DAY_MS)); one <= last; one += DAY_MS) days.add(one);
  }
  for (const [no, days] of daysOf) seenOf(no).days = days.size;
}

/** The beginning (UTC) of the day of an instant, both ms since 1970. */
const dayStart = (ms: SQL | SQL<number>): SQL<number> => sql<number>`${ms} - ${ms} % ${DAY_MS}`;

/** Last instant at which each feed said anything (ms), by number; feeds that never did are left out. */
export async function feedsHeard(reader: Reader, _scope: Scope): Promise<Map<number, number>> {
  const rows = await reader.select({ no: statusFeeds.no, at: statusFeeds.lastBatchAt }).from(statusFeeds);
  return new Map(rows.flatMap(({ no, at }) => (at === null ? [] : [[no, Date.parse(at)] as [number, number]])));
}
