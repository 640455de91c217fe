// In which states were cameras before? From words in the database, as known now or at an instant.
import type { CameraStatus, StatusInterval } from '#contract/status';
import { type Span, type StateSpan, staleAfter, statusIntervals, type Word } from '#rules/status-intervals';
import { findCameras } from '#storage/cameras.repository';
import { regionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import {
  feedRecords,
  reasonTexts,
  subjectNumbers,
  type WordRecord,
  type WorksRecord,
  wordsOf,
  worksRecords,
} from '#storage/status-words.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';
import type { IntervalQuery, IntervalsOf } from './live-status.ts';
import { STATES } from './status-table.ts';

const DAY_MS = 86_400_000;
/** How far back a camera's states are shown unless asked otherwise. */
const SHOWN_DAYS = 90;

export interface CameraSpans {
  spans: StateSpan[];
  works: Span[];
}

/** Effective spans of cameras from their first word (or `from`) to `to`, ms. `knownAt` (ms): words that came in later are left
 * out. Works and what cameras hang on are those of today. */
export async function spansOf(ctx: Ctx, query: IntervalQuery): Promise<Map<string, CameraSpans>> {
  const { reader } = ctx.storage;
  const { cameraIds, to } = query;
  const knownAt = query.knownAt === undefined ? undefined : new Date(query.knownAt).toISOString();
  const records = await findCameras(reader, EVERYTHING, [...cameraIds]);
  const parentIds = [...new Set(records.flatMap(({ parentId }) => parentId ?? []))];
  const numbers = await subjectNumbers(reader, EVERYTHING, [...cameraIds, ...parentIds]);
  const words = grouped(await wordsOf(reader, EVERYTHING, [...numbers.values()], { to, knownAt }));
  const feeds = new Map((await feedRecords(reader, EVERYTHING)).map((row) => [row.no, row]));
  const reasons = await reasonTexts(reader, EVERYTHING);
  const works = (await worksRecords(reader, EVERYTHING, new Date(query.from).toISOString())).filter(
    ({ recordedAt }) => knownAt === undefined || recordedAt <= knownAt,
  );
  const paths = await pathsOf(
    ctx,
    works,
    records.flatMap(({ regionCode }) => regionCode ?? []),
  );
  const ownDown = ctx.statusKeeper.ownDown();
  const rulesById = new Map([...feeds.values()].map((feed) => [feed.id, feed]));
  const rulesOf = (feed: string) => {
    const row = rulesById.get(feed)!;
    return { staleAfterMs: staleAfter(row), holdForMs: row.holdForMs };
  };
  const wordsFor = (id: string): Word[] =>
    (words.get(numbers.get(id) ?? -1) ?? []).map((row) => ({
      at: row.at,
      state: STATES[row.state]!,
      feed: feeds.get(row.feedNo)!.id,
      reason: reasons.get(row.reasonNo) ?? null,
      until: row.until,
    }));
  const down = new Map<string, Span[]>();
  for (const id of parentIds)
    down.set(
      id,
      statusIntervals({ words: wordsFor(id), rulesOf, ownDown, until: to }).filter(({ state }) => state === 'offline'),
    );
  const record = new Map(records.map((row) => [row.id, row]));
  return new Map(
    cameraIds.map((id) => {
      const { parentId = null, regionCode = null } = record.get(id) ?? {};
      const own = wordsFor(id);
      const feed = own[0]?.feed ?? '';
      const planned = works.filter((row) => concerns(row, { id, parentId, regionCode, feed }, paths)).map(spanOf);
      const parentDown = parentId === null ? [] : (down.get(parentId) ?? []);
      const spans = statusIntervals({ words: own, rulesOf, parentDown, works: planned, ownDown, until: to });
      const shown = spans
        .filter((span) => span.to > query.from || span === spans[spans.length - 1])
        .map((span) => ({ ...span, from: Math.max(span.from, query.from) }));
      return [id, { spans: shown, works: planned }];
    }),
  );
}

/** As the API shows them; `to` null = it holds at the end. */
export const intervalsOf =
  (ctx: Ctx): IntervalsOf =>
  async (query) =>
    new Map(
      [...(await spansOf(ctx, query))].map(([id, { spans }]) => [
        id,
        spans.map((span, i) => toInterval(span, i === spans.length - 1)),
      ]),
    );

const iso = (ms: number): string => new Date(ms).toISOString();
const toInterval = ({ state, from, to, feed, reason }: StateSpan, isLast: boolean): StatusInterval => ({
  state,
  from: iso(from),
  to: isLast ? null : iso(to),
  source: feed || null,
  reason,
});

const spanOf = ({ fromAt, toAt }: WorksRecord): Span => ({ from: Date.parse(fromAt), to: Date.parse(toAt) });

function grouped(rows: readonly WordRecord[]): Map<number, WordRecord[]> {
  const found = new Map<number, WordRecord[]>();
  for (const row of rows) {
    const list = found.get(row.subjectNo);
    if (list === undefined) found.set(row.subjectNo, [row]);
    else list.push(row);
  }
  return found;
}

/** Paths of the regions that cameras stand in, where works speak of regions. */
async function pathsOf(ctx: Ctx, works: readonly WorksRecord[], codes: string[]): Promise<Map<string, string>> {
  if (!works.some(({ kind }) => kind === 'region')) return new Map();
  return new Map(
    (await regionRows(ctx.storage.reader, EVERYTHING, [...new Set(codes)])).map((row) => [row.code, row.path]),
  );
}

interface Concerned {
  id: string;
  parentId: string | null;
  regionCode: string | null;
  feed: string;
}
function concerns({ kind, subject }: WorksRecord, camera: Concerned, paths: ReadonlyMap<string, string>): boolean {
  if (kind === 'camera') return subject === camera.id;
  if (kind === 'parent') return subject === camera.parentId;
  if (kind === 'feed') return subject === camera.feed;
  return camera.regionCode !== null && (paths.get(camera.regionCode) ?? '').includes(`/${subject}/`);
}

/** One camera now and in the last days. Errors: camera.not_found. */
export async function cameraStatus(
  ctx: Ctx,
  { id, days = SHOWN_DAYS }: { id: string; days?: number },
): Promise<CameraStatus> {
  if ((await findCameras(ctx.storage.reader, ctx.scope, [id])).length === 0)
    throw new ServiceError('camera.not_found', 'not-found', { id });
  const to = ctx.clock();
  const intervals = (await intervalsOf(ctx)({ cameraIds: [id], from: to - days * DAY_MS, to })).get(id)!;
  return { cameraId: id, now: intervals[intervals.length - 1] ?? null, intervals };
}
