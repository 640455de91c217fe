// What of cameras is read by the million: how they look, for measuring, and where they stand, for tiles.
import { and, asc, gt, gte, inArray, isNull, lt, lte, max, or, type SQL, sql } from 'drizzle-orm';
import type { CameraRecord } from './cameras.repository.ts';
import { keptQuery } from './kept-query.ts';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader } from './storage.ts';
import { cameras } from './tables.sqlite.ts';
import type { ZRange } from './zkey.ts';

const CHUNK = 500;

/** What measuring and tiles need of a camera: all of it stands in the zkey index. */
export interface SightRow {
  id: string;
  longitude: number;
  latitude: number;
  type: CameraRecord['type'];
  azimuthDeg: number | null;
  hfovDeg: number | null;
  rangeM: number | null;
  nearM: number | null;
  stage: CameraRecord['stage'];
  count: number;
  regionCode: string | null;
  heightM: number | null;
  /** read only where a detail of a profile asks for optics */
  tiltDeg?: number | null;
  vfovDeg?: number | null;
  lensHfovDeg?: number | null;
  resolutionH?: number | null;
}
/** Type, stage and count as one whole number: a row costs by its columns, and by its texts. Places in the lists below. */
const kind = sql<number>`
  case ${cameras.type} when 'fixed' then 0 when 'dome' then 1 when 'ptz' then 2 when 'panoramic' then 3 else 7 end
  + 8 * case ${cameras.stage} when 'planned' then 0 when 'approved' then 1 when 'procured' then 2 when 'installed' then 3
    when 'networked' then 4 when 'accepted' then 5 when 'retired' then 6 end
  + 64 * ${cameras.count}`;
const TYPES: readonly SightRow['type'][] = ['fixed', 'dome', 'ptz', 'panoramic'];
const STAGES: readonly SightRow['stage'][] = [
  'planned',
  'approved',
  'procured',
  'installed',
  'networked',
  'accepted',
  'retired',
];
const kindOf = (value: number): Pick<SightRow, 'type' | 'stage' | 'count'> => ({
  type: TYPES[value % 8] ?? null,
  stage: STAGES[Math.floor(value / 8) % 8],
  count: Math.floor(value / 64),
});

export const sight = {
  id: cameras.id,
  longitude: cameras.longitude,
  latitude: cameras.latitude,
  azimuthDeg: cameras.azimuthDeg,
  hfovDeg: cameras.hfovDeg,
  rangeM: cameras.rangeM,
  nearM: cameras.nearM,
  kind,
  regionCode: cameras.regionCode,
  heightM: cameras.heightM,
};

/** Not in the covering index: every camera costs a look at its wide row. */
const optics = {
  tiltDeg: cameras.tiltDeg,
  vfovDeg: cameras.vfovDeg,
  lensHfovDeg: cameras.lensHfovDeg,
  resolutionH: cameras.resolutionH,
};

function sightQuery(reader: Reader, far: boolean, withOptics: boolean) {
  const range = far
    ? and(gt(cameras.rangeM, sql.placeholder('overM')), lte(cameras.rangeM, sql.placeholder('uptoM')))
    : or(isNull(cameras.rangeM), lte(cameras.rangeM, sql.placeholder('uptoM')));
  return reader
    .select(withOptics ? { ...sight, ...optics } : sight)
    .from(cameras)
    .where(and(gte(cameras.zkey, sql.placeholder('from')), lt(cameras.zkey, sql.placeholder('below')), range));
}
type SightQuery = ReturnType<typeof sightQuery>;
const prepared = new WeakMap<Reader, Record<string, { near: SightQuery; far: SightQuery }>>();

const SIGHT_COLUMNS = Object.keys(sight).length;
/** In the order of `sight`, then of `optics`. */
export function toSight(row: unknown[]): SightRow {
  const [id, longitude, latitude, azimuthDeg, hfovDeg, rangeM, nearM, ownKind, regionCode, heightM] = row;
  const { type, stage, count: devices } = kindOf(ownKind as number);
  const made = {
    id,
    longitude,
    latitude,
    type,
    azimuthDeg,
    hfovDeg,
    rangeM,
    nearM,
    stage,
    count: devices,
    regionCode,
    heightM,
  } as SightRow;
  if (row.length === SIGHT_COLUMNS) return made;
  const [tiltDeg, vfovDeg, lensHfovDeg, resolutionH] = row.slice(SIGHT_COLUMNS) as (number | null)[];
  return { ...made, tiltDeg, vfovDeg, lensHfovDeg, resolutionH };
}

/** Cameras inside ranges of the Z-order curve whose stated range is in (overM, uptoM]; with overM null also those
 * without a stated range. In no order. The scope is `everything` for measuring: a camera outside sees in, too. */
export async function sightRows(
  reader: Reader,
  scope: Scope,
  ranges: ZRange[],
  reach: { overM: number | null; uptoM: number },
  withOptics = false,
): Promise<SightRow[]> {
  const known = prepared.get(reader) ?? {};
  const name = withOptics ? 'optics' : 'range';
  known[name] ??= { near: sightQuery(reader, false, withOptics), far: sightQuery(reader, true, withOptics) };
  prepared.set(reader, known);
  const queries = known[name];
  const found: SightRow[] = [];
  for (const [from, below] of ranges) {
    const query = reach.overM === null ? queries.near : queries.far;
    const far = reach.overM === null ? {} : { overM: reach.overM };
    for (const row of await reader.rawRows(query, { from, below, uptoM: reach.uptoM, ...far }))
      found.push(toSight(row));
  }
  if (scope.kind === 'everything') return found;
  const codes = new Set(found.flatMap((row) => row.regionCode ?? []));
  const inside = await codesWithin(reader, scope, cameras.regionCode);
  const allowed = new Set<string | null>();
  for (let list = [...codes]; list.length > 0; list = list.slice(CHUNK)) {
    const rows = await reader
      .selectDistinct({ code: cameras.regionCode })
      .from(cameras)
      .where(and(inside, inArray(cameras.regionCode, list.slice(0, CHUNK))));
    for (const row of rows) allowed.add(row.code);
  }
  return found.filter((row) => row.regionCode !== null && allowed.has(row.regionCode));
}

/** What a tile shows of a camera, as the driver has it: all of it stands in the zkey index. */
export type PointRow = [
  zkey: number,
  id: string,
  longitude: number,
  latitude: number,
  type: CameraRecord['type'],
  azimuthDeg: number | null,
  hfovDeg: number | null,
  stage: CameraRecord['stage'],
];
const POINTS_READ = 5_000;

function pointQuery(reader: Reader, inside: SQL | undefined) {
  const { zkey, id, longitude, latitude, type, azimuthDeg, hfovDeg, stage } = cameras;
  return reader
    .select({ zkey, id, longitude, latitude, type, azimuthDeg, hfovDeg, stage })
    .from(cameras)
    .where(
      and(
        gte(zkey, sql.placeholder('from')),
        lt(zkey, sql.placeholder('below')),
        or(gt(zkey, sql.placeholder('from')), gt(id, sql.placeholder('after'))),
        inside,
      ),
    )
    .orderBy(asc(zkey), asc(id))
    .limit(POINTS_READ);
}
const allPoints = keptQuery((reader: Reader) => pointQuery(reader, undefined));

/** Cameras in a range of the Z-order curve in its order, then by id; some at a time, others have their turn between. */
export async function* pointRows(reader: Reader, scope: Scope, [from, below]: ZRange): AsyncGenerator<PointRow[]> {
  const query =
    scope.kind === 'everything'
      ? allPoints(reader)
      : pointQuery(reader, await codesWithin(reader, scope, cameras.regionCode));
  for (let last: [unknown, unknown] = [from, '']; ; ) {
    const rows = (await reader.rawRows(query, { from: last[0], after: last[1], below })) as PointRow[];
    yield rows;
    if (rows.length < POINTS_READ) return;
    const end = rows[POINTS_READ - 1];
    last = [end[0], end[1]];
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The greatest stated range, metres; 0 when there is none. */
export async function greatestRangeM(reader: Reader, _scope: Scope): Promise<number> {
  const rows = await reader.select({ m: max(cameras.rangeM) }).from(cameras);
  return rows[0].m ?? 0;
}

/** How cameras without a stated range look: each combination once. */
export async function unstatedViews(
  reader: Reader,
  _scope: Scope,
): Promise<(Pick<CameraRecord, 'type' | 'hfovDeg'> & { [K in keyof typeof optics]: number | null })[]> {
  return reader
    .selectDistinct({ type: cameras.type, hfovDeg: cameras.hfovDeg, ...optics })
    .from(cameras)
    .where(isNull(cameras.rangeM));
}

/** Cameras that an import made or changed last, page by page in id order: all pages together walk the table once. */
export async function camerasOfSource(
  reader: Reader,
  _scope: Scope,
  source: string,
  after: string,
  limit: number,
): Promise<(SightRow & { revision: number })[]> {
  const query = reader
    .select({ ...sight, ...optics, revision: cameras.revision })
    .from(cameras)
    // in the order of ids, not through the index of sources: that would sort all of them anew for every page
    .where(and(sql`coalesce(${cameras.source}, '') = ${source}`, gt(cameras.id, after)))
    .orderBy(asc(cameras.id))
    .limit(limit);
  return (await reader.rawRows(query, {})).map((row) => ({
    ...toSight(row.slice(0, -1)),
    revision: row[row.length - 1] as number,
  }));
}
