// A new list of the same cameras with all ids given anew: which row is about which record? The nearest one, one to one.
import type { ImportDiff, ImportQuestion } from '#contract/import';
import { metresPerDegree } from '#engine';
import { metresBetween } from '#rules/distance';
import { countCameras, type MatchRow, matchPage } from '#storage/cameras.repository';
import type { ImportRow } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';
import type { StagedMatch } from '#storage/storage';
import { type CameraCounts, MOVED_M } from './camera-stage.ts';
import type { Ctx } from './ctx.ts';
import { breathe } from './region-refresh.ts';

/** Farthest that a record may lie from its row (m). */
const MATCH_M = 15;
const FEWEST_ROWS = 20;
/** With fewer known ids than this the ids fit badly; with fewer matches than this nothing is proposed. */
const SHARE = 0.2;
/** Cameras closer than this stand on one pole: distance does not tell them apart. */
const POLE_M = 1;
const PAGE = 5_000;

type Proposal = NonNullable<ImportDiff['proposal']>;
export interface Matching {
  matches: (StagedMatch & { source: string | null })[];
  proposal: Proposal;
}

/** Null = the ids fit, somebody said that ids hold, or nothing lies near. */
export async function matchByPosition(ctx: Ctx, row: ImportRow, counts: CameraCounts): Promise<Matching | null> {
  const asked = row.options.match;
  if (asked === 'id') return null;
  if (asked === undefined && (counts.rows < FEWEST_ROWS || idsFit(counts))) return null;
  const records = await countCameras(ctx.storage.reader, EVERYTHING);
  // a list of a million beside a few records is no new edition of them
  if (records === 0 || (asked === undefined && records < SHARE * counts.rows)) return null;
  const withinM = row.options.matchM ?? MATCH_M;
  const rows = await stagedPlaces(ctx, row.id);
  if (rows.length === 0) return null;
  const near = await unnamedNear(ctx, row.id, rows, withinM);
  const found = nearestPairs(rows, near, withinM);
  if (asked === undefined && found.length < SHARE * counts.rows) return null;
  const movedM = row.options.movedM ?? MOVED_M;
  const distances = found.map(({ distanceM }) => distanceM).sort((a, b) => a - b);
  return {
    matches: found.map(({ seq, record, distanceM }) => ({
      seq,
      oldId: record.id,
      source: record.source,
      // its id changes: none of them stays as it is
      action: distanceM > movedM ? 'moved' : 'changed',
    })),
    proposal: { matched: found.length, of: counts.rows, withinM, medianM: distances[distances.length >> 1] ?? 0 },
  };
}

const idsFit = ({ rows, update, unchanged }: CameraCounts): boolean => update + unchanged >= SHARE * rows;

export function matchQuestion({ matched, of, withinM, medianM }: Proposal): ImportQuestion {
  const median = medianM.toFixed(1);
  return {
    code: 'import.match',
    message: `Hardly any id of this file is known, but ${matched} of ${of} rows lie within ${withinM} m of a record: are they the same cameras with new ids?`,
    messageZh: `文件中的编码几乎都不在库中，但 ${of} 行中有 ${matched} 行在 ${withinM} 米内有现有点位：是否为编码更换后的同一批点位？`,
    option: 'match',
    choices: [
      {
        value: 'position',
        label: `The same ones: ${matched} records take the new ids (median distance ${median} m), ${of - matched} rows are new`,
        labelZh: `同一批：${matched} 个点位改用新编码（距离中位数 ${median} 米），${of - matched} 行为新增`,
      },
      {
        value: 'id',
        label: `Others: all rows with an unknown id are new cameras`,
        labelZh: `不是：编码未知的行全部作为新点位`,
      },
    ],
  };
}

type Place = Omit<MatchRow, 'id' | 'source'> & { seq: number };

/** Rows whose id no record has. */
async function stagedPlaces(ctx: Ctx, importId: string): Promise<Place[]> {
  const rows: Place[] = [];
  for (let after = 0; ; ) {
    const page = ctx.storage.stagedChanges(importId, after, PAGE, ['added']) ?? [];
    for (const { seq, camera } of page) {
      const { longitude, latitude, azimuthDeg, type, name } = camera;
      rows.push({ seq, longitude, latitude, azimuthDeg, type, name });
    }
    if (page.length < PAGE) return rows;
    after = page.at(-1)!.seq;
    await breathe();
  }
}

/** Records around the rows that no row names by its id. */
async function unnamedNear(ctx: Ctx, importId: string, rows: readonly Place[], withinM: number): Promise<MatchRow[]> {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  for (const { longitude, latitude } of rows) {
    box[0] = Math.min(box[0], longitude);
    box[1] = Math.min(box[1], latitude);
    box[2] = Math.max(box[2], longitude);
    box[3] = Math.max(box[3], latitude);
  }
  const [lon, lat] = degreesOf(withinM, box[1], box[3]);
  const wide: typeof box = [box[0] - lon, box[1] - lat, box[2] + lon, box[3] + lat];
  const found: MatchRow[] = [];
  for (let after = ''; ; ) {
    const page = await matchPage(ctx.storage.reader, EVERYTHING, wide, after, PAGE);
    const ids = page.map(({ id }) => id);
    const named = ctx.storage.areStaged(importId, ids);
    for (const [i, record] of page.entries()) if (!named[i]) found.push(record);
    if (page.length < PAGE) return found;
    after = page.at(-1)!.id;
    await breathe();
  }
}

/** So many degrees are no less than `m` metres anywhere between the two latitudes. */
function degreesOf(m: number, south: number, north: number): [lon: number, lat: number] {
  const [perLon] = metresPerDegree(Math.max(Math.abs(south), Math.abs(north)));
  const [, perLat] = metresPerDegree(0);
  return [m / Math.max(perLon, 1), m / perLat];
}

interface Pair {
  seq: number;
  record: MatchRow;
  distanceM: number;
  unlike: number;
}

/** Nearest first; of several on one pole the one that looks, is and is called most alike. */
export function nearestPairs(rows: readonly Place[], records: readonly MatchRow[], withinM: number): Pair[] {
  if (rows.length === 0 || records.length === 0) return [];
  const latitudes = rows.map(({ latitude }) => latitude);
  const [lonDeg, latDeg] = degreesOf(withinM, Math.min(...minMax(latitudes)), Math.max(...minMax(latitudes)));
  const cellOf = (longitude: number, latitude: number): [number, number] => [
    Math.floor(longitude / lonDeg),
    Math.floor(latitude / latDeg),
  ];
  const cells = new Map<string, MatchRow[]>();
  for (const record of records) {
    const key = cellOf(record.longitude, record.latitude).join();
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [record]);
    else cell.push(record);
  }
  const pairs: Pair[] = [];
  for (const row of rows) {
    const [x, y] = cellOf(row.longitude, row.latitude);
    for (let dx = -1; dx <= 1; dx += 1)
      for (let dy = -1; dy <= 1; dy += 1)
        for (const record of cells.get([x + dx, y + dy].join()) ?? []) {
          const distanceM = metresBetween([row.longitude, row.latitude], [record.longitude, record.latitude]);
          if (distanceM <= withinM) pairs.push({ seq: row.seq, record, distanceM, unlike: unlikeness(row, record) });
        }
  }
  pairs.sort(
    (a, b) =>
      Math.floor(a.distanceM / POLE_M) - Math.floor(b.distanceM / POLE_M) ||
      a.unlike - b.unlike ||
      a.distanceM - b.distanceM ||
      a.seq - b.seq ||
      (a.record.id < b.record.id ? -1 : 1),
  );
  const taken = new Set<string>();
  const done = new Set<number>();
  return pairs.filter(({ seq, record }) => {
    if (done.has(seq) || taken.has(record.id)) return false;
    done.add(seq);
    taken.add(record.id);
    return true;
  });
}

function minMax(values: readonly number[]): [number, number] {
  let [least, greatest] = [values[0]!, values[0]!];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

/** 0 = alike. A direction counts most, then the type, then the name; what one of the two does not say counts half. */
function unlikeness(a: Omit<MatchRow, 'id' | 'source'>, b: Omit<MatchRow, 'id' | 'source'>): number {
  const turn = a.azimuthDeg === null || b.azimuthDeg === null ? 90 : Math.abs(a.azimuthDeg - b.azimuthDeg) % 360;
  const direction = a.azimuthDeg === b.azimuthDeg ? 0 : Math.min(turn, 360 - turn) / 180;
  const differs = (x: string | null, y: string | null): number => (x === y ? 0 : x === null || y === null ? 0.5 : 1);
  return 4 * direction + 2 * differs(a.type, b.type) + differs(a.name, b.name);
}
