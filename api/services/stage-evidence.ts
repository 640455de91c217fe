// Which records say a stage that the words about their state do not bear out?
import type { StageEvidence } from '#contract/progress';
import { ENOUGH_DAYS, evidenceOf, type Finding, NEVER_SEEN, type Seen, WINDOW_DAYS } from '#rules/stage-evidence';
import { type Span, staleAfter, statusIntervals, type Word } from '#rules/status-intervals';
import { type CameraRecord, cameraPage } from '#storage/cameras.repository';
import { feedsHeard, type OnlineSeen, onlineSeen } from '#storage/online-seen.repository';
import { narrow } from '#storage/scope';
import { anyWord, feedRecords, subjectNumbers, wordsOf } from '#storage/status-words.repository';
import type { Reader } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { breathe } from './in-turns.ts';
import { type Page, regionMissing } from './regions.ts';
import { STATES } from './status-table.ts';

const DAY_MS = 86_400_000;
/** Cameras looked at in one go: some milliseconds. */
const TOGETHER = 250;
/** Cameras looked at for one page at most: where little is found a page is short, and its cursor goes on. */
const MOST_LOOKED = 20_000;
/** A feed that said nothing for so long does not speak. */
const SILENT_DAYS = 7;

/** In id order. Nothing is found where no word about any state ever came. Errors: region.not_found, list.cursor_invalid. */
export async function stageEvidence(
  ctx: Ctx,
  input: { region?: string; finding?: Finding; limit?: number; cursor?: string },
): Promise<Page<StageEvidence>> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region!);
  const cursor = fromCursor(input.cursor, 1);
  if (!(await anyWord(reader, ctx.scope))) return { items: [], nextCursor: null };
  const limit = input.limit ?? 100;
  const nowMs = ctx.clock();
  const items: StageEvidence[] = [];
  let after = cursor === null ? '' : String(cursor[0]);
  for (let looked = 0; looked < MOST_LOOKED; looked += TOGETHER) {
    const page = await cameraPage(reader, scope, {}, after, TOGETHER);
    const seen = await seenOf(ctx, reader, page, nowMs);
    for (const camera of page) {
      const found = evidenceOf(camera, seen.get(camera.id) ?? NEVER_SEEN, nowMs);
      if (found === null || (input.finding !== undefined && found.finding !== input.finding)) continue;
      items.push(itemOf(camera, found, seen.get(camera.id) ?? NEVER_SEEN));
      if (items.length === limit) return { items, nextCursor: toCursor([camera.id]) };
    }
    if (page.length < TOGETHER) return { items, nextCursor: null };
    after = page[TOGETHER - 1].id;
    await breathe();
  }
  return { items, nextCursor: toCursor([after]) };
}

const itemOf = (
  { id, name, regionCode, stage }: CameraRecord,
  { finding, since }: { finding: Finding; since: string | null },
  { days }: Seen,
): StageEvidence => ({ cameraId: id, name, regionCode, stage, finding, onlineDays: days, since });

/** What the words say of some cameras; those nobody spoke of are left out. */
export async function seenOf(
  ctx: Pick<Ctx, 'scope'>,
  reader: Reader,
  cameras: readonly { id: string }[],
  nowMs: number,
): Promise<Map<string, Seen>> {
  const window = { from: nowMs - WINDOW_DAYS * DAY_MS, to: nowMs };
  const ids = cameras.map(({ id }) => id);
  const words = await onlineSeen(reader, ctx.scope, ids, window);
  if (words.size === 0) return new Map();
  const heard = await feedsHeard(reader, ctx.scope);
  const speaks = ({ feeds, lastMs }: OnlineSeen): boolean =>
    [lastMs ?? 0, ...[...feeds].map((no) => heard.get(no) ?? 0)].some((at) => at >= nowMs - SILENT_DAYS * DAY_MS);
  // a feed that tells of changes only says little of a camera that goes on working: then what it said last holds
  const few = [...words].filter(([, { firstMs, days }]) => firstMs !== null && days < ENOUGH_DAYS).map(([id]) => id);
  const held = await heldDays(ctx, reader, few, window);
  return new Map(
    [...words].map(([id, one]) => [id, { ...one, days: held.get(id) ?? one.days, feedSpeaks: speaks(one) }]),
  );
}

/** Different days (UTC) of the window in which each of some cameras was online, whether it was said again or not. */
async function heldDays(
  { scope }: Pick<Ctx, 'scope'>,
  reader: Reader,
  ids: readonly string[],
  window: Span,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const numbers = await subjectNumbers(reader, scope, ids);
  const feeds = new Map((await feedRecords(reader, scope)).map((row) => [row.no, row]));
  const rulesOf = (no: string) => {
    const feed = feeds.get(Number(no))!;
    return { staleAfterMs: staleAfter(feed), holdForMs: feed.holdForMs };
  };
  const wordsBy = new Map<number, Word[]>();
  for (const row of await wordsOf(reader, scope, [...numbers.values()], { to: window.to })) {
    const { at, until } = row;
    const word = { at, until, state: STATES[row.state]!, feed: String(row.feedNo), reason: null };
    wordsBy.set(row.subjectNo, [...(wordsBy.get(row.subjectNo) ?? []), word]);
  }
  return new Map(
    ids.map((id) => {
      const words = wordsBy.get(numbers.get(id)!) ?? [];
      const days = new Set<number>();
      for (const { state, from, to } of statusIntervals({ words, rulesOf, until: window.to })) {
        if (state !== 'online' || to <= window.from) continue;
        const first = Math.floor(Math.max(from, window.from) / DAY_MS);
        for (let day = first; day * DAY_MS < to; day++) days.add(day);
      }
      return [id, days.size];
    }),
  );
}
