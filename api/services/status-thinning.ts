// Words that are older than a week and say what those around them say: night by night they become one row a run.
import { staleAfter } from '#rules/status-intervals';
import { type OldWord, runsOf } from '#rules/word-runs';
import { EVERYTHING } from '#storage/scope';
import { joinWords, lastSubject, type OldRow, oldWords, receivedTimes } from '#storage/status-thinning.repository';
import { feedRecords } from '#storage/status-words.repository';
import type { Reader } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { breathe, takingTurns } from './in-turns.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Within this time a word that comes late finds its place exactly. */
export const WINDOW_MS = 7 * DAY_MS;
/** Subjects that are looked at together. */
const PAGE = 100;
/** Runs that are joined in one transaction. */
const RUNS_A_TURN = 500;
/** Night in China, in hours of UTC: 02:00 to 05:00. */
const NIGHT = { from: 18, to: 21 };
const AGAIN_MS = 20 * HOUR_MS;
/** A program that never runs at night does it by day. */
const AT_LAST_MS = 3 * DAY_MS;

interface Joined {
  first: OldRow;
  lastAt: number;
  until: number;
}

/** Answers how many rows there are less. */
export async function thinWords(ctx: Ctx, signal?: AbortSignal): Promise<number> {
  const { storage } = ctx;
  const before = ctx.clock() - WINDOW_MS;
  const last = await lastSubject(storage.reader, EVERYTHING);
  let gone = 0;
  for (let from = 1; from <= last && !signal?.aborted; from += PAGE) {
    const page = { from, below: from + PAGE, before };
    const found = await findRuns(storage.reader, page);
    if (found.length > 0)
      gone += await storage.transaction(async (writer) => {
        // what came in since may contradict them
        const turn = takingTurns();
        let n = 0;
        for (const { first, ...run } of (await findRuns(writer, page)).slice(0, RUNS_A_TURN)) {
          await joinWords(writer, first, run);
          n += 1;
          await turn();
        }
        return n;
      });
    // more of them than fit: this page once more
    if (found.length > RUNS_A_TURN) from -= PAGE;
    await breathe();
  }
  return gone;
}

async function findRuns(reader: Reader, page: { from: number; below: number; before: number }): Promise<Joined[]> {
  const rows = await oldWords(reader, EVERYTHING, page);
  if (rows.length === 0) return [];
  const stale = new Map((await feedRecords(reader, EVERYTHING)).map((feed) => [feed.no, staleAfter(feed)]));
  const received = await receivedTimes(reader, EVERYTHING, new Set(rows.map((row) => row[6])));
  const turn = takingTurns();
  const found: Joined[] = [];
  for (let i = 0; i < rows.length; ) {
    let end = i;
    while (end < rows.length && rows[end]![0] === rows[i]![0]) end += 1;
    const own = rows.slice(i, end);
    const words = own.map((row) => toWord(row, received.get(row[6])!, page.before));
    for (const { first, last } of runsOf(words, (feedNo) => stale.get(feedNo)!)) {
      const [lastAt, until] = [own[last]![1], words[last]!.until ?? words[last]!.at];
      found.push({ first: own[first]!, lastAt, until });
    }
    i = end;
    await turn();
  }
  return found;
}

/** A file can be taken back, so its words stay one by one; what came in within the window stays, too. */
const toWord = (
  [, at, feedNo, state, reasonNo, until, batchNo, isOfFile]: OldRow,
  receivedAt: number,
  before: number,
): OldWord => ({
  at,
  until,
  feedNo,
  state,
  reasonNo,
  batchNo,
  receivedAt,
  isOld: isOfFile === 0 && receivedAt < before && (until ?? at) < before,
});

/** Every night, as long as the program runs. Answers how to stop. */
export function keepWordsThin(ctx: Ctx): { look(): Promise<number>; close(): Promise<void> } {
  const stop = new AbortController();
  let lastAt = ctx.clock();
  let running: Promise<number> = Promise.resolve(0);
  const look = (): Promise<number> => {
    running = running.then(async () => {
      const now = ctx.clock();
      const hour = new Date(now).getUTCHours();
      const isNight = hour >= NIGHT.from && hour < NIGHT.to && now - lastAt >= AGAIN_MS;
      if (stop.signal.aborted || !(isNight || now - lastAt >= AT_LAST_MS)) return 0;
      lastAt = now;
      try {
        return await thinWords(ctx, stop.signal);
      } catch (error) {
        ctx.log.error({ error: String(error) }, 'old words about states could not be joined');
        return 0;
      }
    });
    return running;
  };
  const timer = setInterval(look, HOUR_MS);
  timer.unref();
  return {
    look,
    async close() {
      clearInterval(timer);
      stop.abort();
      await running;
    },
  };
}
