// Words about states as they come in: each row looked at by itself, the good ones kept for good before anybody is told so.
import {
  MOST_STATUS_ROWS,
  type StatusAnswer,
  type StatusProblem,
  StatusRowInput,
  type StatusState,
} from '#contract/status';
import { withoutSecrets } from '#importers/secrets';
import { readInstant, stateOf } from '#importers/status';
import { type MessageParams, sentencesOf, shownValue } from '#rules/messages';
import { EVERYTHING } from '#storage/scope';
import {
  acceptedOfBatch,
  addBatch,
  feedRecords,
  feedsHeard,
  knownSubjects,
  numberFeeds,
  numberReasons,
  numberSubjects,
  putWords,
  type WordRecord,
} from '#storage/status-words.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { STATE_NO } from './import-status.ts';
import { breathe } from './in-turns.ts';
import type { TakenWord } from './live-status-keeper.ts';

/** A reporter's clock may be so far ahead (ms). */
const AHEAD_MS = 10 * 60_000;
const OLDEST = Date.parse('2000-01-01T00:00:00Z');
/** Rows that lie so far from now speak of a clock that is an hour off. */
const HOUR_OFF_MS = [55 * 60_000, 65 * 60_000] as const;
const MOST_PROBLEMS = 1_000;

interface Row {
  cameraId: string;
  state: StatusState;
  at: number;
  source: string;
  reason: string | null;
}

/** Rows that are not taken are named, one by one. Errors: status.batch_too_large. */
export async function takeStatus(
  ctx: Ctx,
  { rows, sequence }: { rows: readonly unknown[]; sequence?: number },
): Promise<StatusAnswer> {
  if (rows.length > MOST_STATUS_ROWS)
    throw new ServiceError('status.batch_too_large', 'invalid', { count: rows.length, most: MOST_STATUS_ROWS });
  const now = ctx.clock();
  const problems: StatusProblem[] = [];
  const say = (row: number, cameraId: string | null, code: string, params: MessageParams): void => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem(row, cameraId, code, params));
  };
  const read: { at: number; row: Row }[] = [];
  rows.forEach((given, i) => {
    const row = readRow(given, now, (code, params, id) => say(i, id, code, params));
    if (row !== null) read.push({ at: i, row });
  });
  // whoever looks at the map meanwhile gets a turn
  await breathe();
  const known = await knownSubjects(ctx.storage.reader, EVERYTHING, [...new Set(read.map(({ row }) => row.cameraId))]);
  const good: Row[] = [];
  for (const { at, row } of read) {
    if (known.has(row.cameraId)) good.push(row);
    else say(at, row.cameraId, 'status.unknown_camera', { id: row.cameraId });
  }
  const off = good.filter(({ at }) => isHourOff(now - at)).length;
  if (good.length >= 10 && off > 0.9 * good.length) say(0, null, 'status.clock_off', { count: off, rows: good.length });
  if (good.length === 0) return { accepted: 0, repeated: 0, problems };
  await breathe();
  const { added, taken, newFeeds } = await keep(ctx, good, now, sequence ?? null);
  await ctx.statusKeeper.took(added === 0 ? [] : taken, newFeeds);
  return { accepted: good.length, repeated: good.length - added, problems };
}

const isHourOff = (ms: number): boolean => Math.abs(ms) >= HOUR_OFF_MS[0] && Math.abs(ms) <= HOUR_OFF_MS[1];

function readRow(
  given: unknown,
  now: number,
  say: (code: string, params: MessageParams, id: string | null) => void,
): Row | null {
  const parsed = StatusRowInput.safeParse(given);
  if (!parsed.success) {
    const id = (given as { cameraId?: unknown } | null)?.cameraId;
    say('status.row_invalid', { got: shownValue(given) ?? '' }, typeof id === 'string' ? id.slice(0, 100) : null);
    return null;
  }
  const { cameraId, source, reason } = parsed.data;
  const state = stateOf(parsed.data.state);
  if (state === null) {
    say('status.unknown_state', { value: shownValue(parsed.data.state) ?? '' }, cameraId);
    return null;
  }
  const instant = readInstant(parsed.data.at);
  if (instant === null) {
    say('status.no_time', { value: shownValue(parsed.data.at) ?? '' }, cameraId);
    return null;
  }
  const at = Date.parse(instant.at);
  if (at > now + AHEAD_MS) {
    say('status.future', { value: instant.at, minutes: Math.round((at - now) / 60_000) }, cameraId);
    return null;
  }
  if (at < OLDEST) {
    say('status.too_old', { value: instant.at }, cameraId);
    return null;
  }
  return { cameraId, state, at, source: source ?? '', reason: withoutSecrets(reason ?? '') || null };
}

function problem(row: number, cameraId: string | null, code: string, params: MessageParams): StatusProblem {
  const { en, zh } = sentencesOf(code, params);
  return { row, cameraId, code, message: en.message, messageZh: zh.message, fix: en.fix, fixZh: zh.fix };
}

/** One transaction: the words are on the disk when it is done. */
async function keep(
  ctx: Ctx,
  rows: readonly Row[],
  now: number,
  sequence: number | null,
): Promise<{ added: number; taken: TakenWord[]; newFeeds: boolean }> {
  const receivedAt = new Date(now).toISOString();
  return ctx.storage.transaction(async (writer) => {
    const before = (await feedRecords(writer, EVERYTHING)).length;
    const numbers = await numberSubjects(
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
    const batch = { receivedAt, actor: ctx.actor, importId: null, rows: rows.length, accepted: 0 };
    const batchNo = await addBatch(writer, batch);
    const taken: TakenWord[] = [];
    const words: WordRecord[] = rows.map((row) => {
      const word = {
        no: numbers.get(row.cameraId)!,
        id: row.cameraId,
        at: row.at,
        state: STATE_NO[row.state],
        feedNo: feeds.get(row.source)!,
        reason: row.reason,
      };
      taken.push(word);
      return {
        subjectNo: word.no,
        at: row.at,
        feedNo: word.feedNo,
        state: word.state,
        reasonNo: row.reason === null ? 0 : reasons.get(row.reason)!,
        until: null,
        batchNo,
        importId: null,
      };
    });
    const added = putWords(writer, words);
    await acceptedOfBatch(writer, batchNo, added);
    const heard = new Map([...new Set(taken.map(({ feedNo }) => feedNo))].map((no) => [no, sequence]));
    await feedsHeard(writer, heard, receivedAt);
    return { added, taken: taken.sort((a, b) => a.at - b.at), newFeeds: feeds.size !== before };
  });
}
