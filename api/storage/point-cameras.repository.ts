// Cameras as they were known at an instant: records that stood then, and former states that stood then.
import { and, asc, gt, gte, inArray, isNull, lt, lte, max, or, sql } from 'drizzle-orm';
import { type SightRow, sight, toSight } from './camera-sight.repository.ts';
import type { CameraRecord } from './cameras.repository.ts';
import { keptQuery } from './kept-query.ts';
import type { Scope } from './scope.ts';
import type { Reader } from './storage.ts';
import { cameraHistory, cameras } from './tables.sqlite.ts';
import type { ZRange } from './zkey.ts';

const CHUNK = 500;

/** A state of a camera that was the last known one at the instant. */
export interface SightThen extends SightRow {
  recordedAt: string;
  source: string | null;
}

interface Reach {
  /** null = also those that state no range */
  overM: number | null;
  uptoM: number;
}

/** Inside a range of the curve, and stating a range in (overM, uptoM]. */
const near = (table: typeof cameras | typeof cameraHistory, far: boolean) =>
  and(
    gte(table.zkey, sql.placeholder('from')),
    lt(table.zkey, sql.placeholder('below')),
    far
      ? and(gt(table.rangeM, sql.placeholder('overM')), lte(table.rangeM, sql.placeholder('uptoM')))
      : or(isNull(table.rangeM), lte(table.rangeM, sql.placeholder('uptoM'))),
  );

const presentQuery = (reader: Reader, far: boolean) =>
  reader
    .select({ ...sight, recordedAt: cameras.recordedAt, source: cameras.source })
    .from(cameras)
    .where(and(near(cameras, far), lte(cameras.recordedAt, sql.placeholder('at'))));
const formerQuery = (reader: Reader, far: boolean) =>
  reader
    .select({ record: cameraHistory.record, recordedAt: cameraHistory.recordedAt })
    .from(cameraHistory)
    .where(
      and(
        near(cameraHistory, far),
        lte(cameraHistory.recordedAt, sql.placeholder('at')),
        gt(cameraHistory.supersededAt, sql.placeholder('at')),
      ),
    );
const queries = keptQuery((reader: Reader) => ({
  near: { present: presentQuery(reader, false), former: formerQuery(reader, false) },
  far: { present: presentQuery(reader, true), former: formerQuery(reader, true) },
}));
const SIGHT_COLUMNS = Object.keys(sight).length;

/** In no order; a camera whose change was taken back may come more than once. As in `sightRows`, whoever asks looks over
 * everything: a camera outside sees in, too. */
export async function sightRowsThen(
  reader: Reader,
  _scope: Scope & { kind: 'everything' },
  ranges: ZRange[],
  reach: Reach,
  at: string,
): Promise<SightThen[]> {
  const { present, former } = queries(reader)[reach.overM === null ? 'near' : 'far'];
  const found: SightThen[] = [];
  for (const [from, below] of ranges) {
    const values = { from, below, at, uptoM: reach.uptoM, ...(reach.overM === null ? {} : { overM: reach.overM }) };
    for (const row of await reader.rawRows(present, values)) {
      const [recordedAt, source] = row.slice(SIGHT_COLUMNS) as [string, string | null];
      found.push({ ...toSight(row.slice(0, SIGHT_COLUMNS)), recordedAt, source });
    }
    for (const [record, recordedAt] of await reader.rawRows(former, values))
      found.push({ ...(JSON.parse(record as string) as CameraRecord), recordedAt: recordedAt as string });
  }
  return found;
}

/** The greatest range that any record states, or stated, metres. */
export async function greatestRangeEver(reader: Reader, _scope: Scope): Promise<number> {
  const [now] = await reader.select({ most: max(cameras.rangeM) }).from(cameras);
  const [before] = await reader.select({ most: max(cameraHistory.rangeM) }).from(cameraHistory);
  return Math.max(now.most ?? 0, before.most ?? 0);
}

/** Ids of cameras that stand near now, or stood near at any time. */
export async function idsEverNear(
  reader: Reader,
  _scope: Scope & { kind: 'everything' },
  ranges: ZRange[],
  reach: Reach,
): Promise<string[]> {
  const { present, former } = everNear(reader)[reach.overM === null ? 'near' : 'far'];
  const found = new Set<string>();
  for (const [from, below] of ranges) {
    const values = { from, below, uptoM: reach.uptoM, ...(reach.overM === null ? {} : { overM: reach.overM }) };
    for (const query of [present, former])
      for (const [id] of await reader.rawRows(query, values)) found.add(id as string);
  }
  return [...found].sort();
}
const everNear = keptQuery((reader: Reader) => {
  const of = (far: boolean) => ({
    present: reader.select({ id: cameras.id }).from(cameras).where(near(cameras, far)),
    former: reader.select({ id: cameraHistory.cameraId }).from(cameraHistory).where(near(cameraHistory, far)),
  });
  return { near: of(false), far: of(true) };
});

/** Former states of these cameras, the oldest known first. */
export async function formerStates(
  reader: Reader,
  _scope: Scope,
  ids: readonly string[],
): Promise<Map<string, CameraRecord[]>> {
  const { cameraId, record } = cameraHistory;
  const found = new Map<string, CameraRecord[]>();
  for (let i = 0; i < ids.length; i += CHUNK) {
    const rows = await reader
      .select({ cameraId, record })
      .from(cameraHistory)
      .where(inArray(cameraId, ids.slice(i, i + CHUNK)))
      .orderBy(asc(cameraId), asc(cameraHistory.recordedAt), asc(cameraHistory.id));
    for (const row of rows) {
      const states = found.get(row.cameraId);
      const state = row.record as unknown as CameraRecord;
      if (states === undefined) found.set(row.cameraId, [state]);
      else states.push(state);
    }
  }
  return found;
}
