// Cameras: the inventory, what measuring reads of it, and the states a record had before.
import {
  and,
  asc,
  count,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNull,
  lt,
  lte,
  max,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { noteCells, willCountAnew } from './camera-cells.repository.ts';
import type { Box } from './geometry-blob.ts';
import { keptQuery } from './kept-query.ts';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { cameraHistory, cameras } from './tables.sqlite.ts';
import { boxRanges, type ZRange } from './zkey.ts';

export type CameraRecord = typeof cameras.$inferSelect;
export type CameraHistoryRow = typeof cameraHistory.$inferInsert;

const CHUNK = 500;

const oneCamera = keptQuery((reader: Reader) =>
  reader
    .select()
    .from(cameras)
    .where(eq(cameras.id, sql.placeholder('id')))
    .prepare(),
);

export async function findCamera(reader: Reader, scope: Scope, id: string): Promise<CameraRecord | null> {
  if (scope.kind === 'everything') return (await oneCamera(reader).execute({ id }))[0] ?? null;
  const inside = await codesWithin(reader, scope, cameras.regionCode);
  const rows = await reader
    .select()
    .from(cameras)
    .where(and(eq(cameras.id, id), inside));
  return rows[0] ?? null;
}

export async function findCameras(reader: Reader, scope: Scope, ids: string[]): Promise<CameraRecord[]> {
  const inside = await codesWithin(reader, scope, cameras.regionCode);
  const found: CameraRecord[] = [];
  for (let i = 0; i < ids.length; i += CHUNK)
    found.push(
      ...(await reader
        .select()
        .from(cameras)
        .where(and(inArray(cameras.id, ids.slice(i, i + CHUNK)), inside))),
    );
  return found;
}

/** Where some cameras stand and what their records say of the ground they see at `range`; whatever region they are in, so
 * only for who asks over everything. */
export async function camerasByRange(
  reader: Reader,
  _scope: Scope & { kind: 'everything' },
  ids: readonly string[],
): Promise<
  Pick<CameraRecord, 'id' | 'longitude' | 'latitude' | 'type' | 'azimuthDeg' | 'hfovDeg' | 'rangeM' | 'nearM'>[]
> {
  const query = rangesById(reader);
  const found: Awaited<ReturnType<typeof camerasByRange>> = [];
  for (let i = 0; i < ids.length; i += ASKED_AT_ONCE) {
    const asked: Record<string, string> = {};
    // the last ones ask for one camera again and again: it comes once
    for (let k = 0; k < ASKED_AT_ONCE; k++) asked[`id${k}`] = ids[Math.min(i + k, ids.length - 1)];
    for (const [id, longitude, latitude, type, azimuthDeg, hfovDeg, rangeM, nearM] of await reader.rawRows(
      query,
      asked,
    ))
      found.push({ id, longitude, latitude, type, azimuthDeg, hfovDeg, rangeM, nearM } as (typeof found)[number]);
  }
  return found;
}
/** A statement for so many ids answers them in a third of the time that one for each takes. */
const ASKED_AT_ONCE = 128;
const rangesById = keptQuery((reader: Reader) => {
  const { id, longitude, latitude, type, azimuthDeg, hfovDeg, rangeM, nearM } = cameras;
  const asked = Array.from({ length: ASKED_AT_ONCE }, (_, k) => sql.placeholder(`id${k}`));
  return reader
    .select({ id, longitude, latitude, type, azimuthDeg, hfovDeg, rangeM, nearM })
    .from(cameras)
    .where(inArray(id, asked));
});

function byIdQuery(reader: Reader) {
  return reader
    .select()
    .from(cameras)
    .where(eq(cameras.id, sql.placeholder('id')));
}
const byId = new WeakMap<Reader, ReturnType<typeof byIdQuery>>();

/** Values of known cameras as the driver has them, in the order of `RAW_CAMERA`. For looking up millions of ids. */
export async function rawCameras(
  reader: Reader,
  _scope: Scope,
  ids: readonly string[],
): Promise<Map<string, readonly unknown[]>> {
  const query = byId.get(reader) ?? byIdQuery(reader);
  byId.set(reader, query);
  const found = new Map<string, readonly unknown[]>();
  for (const id of ids) {
    const [row] = await reader.rawRows(query, { id });
    if (row !== undefined) found.set(id, row);
  }
  return found;
}
export const RAW_CAMERA = Object.keys(getTableColumns(cameras)) as (keyof CameraRecord)[];

export async function anyCamera(reader: Reader, _scope: Scope): Promise<boolean> {
  return (await reader.select({ id: cameras.id }).from(cameras).limit(1)).length > 0;
}

/** How many cameras an import made or changed last. */
export async function countOfSource(reader: Reader, _scope: Scope, source: string): Promise<number> {
  return (await reader.select({ n: count() }).from(cameras).where(eq(cameras.source, source)))[0].n;
}

export interface CameraFilter {
  q?: string;
  type?: 'fixed' | 'dome' | 'ptz' | 'panoramic';
  stage?: CameraRecord['stage'];
  box?: Box;
  source?: string;
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (c) => `\\${c}`);

function inBox(box: Box): SQL | undefined {
  const ranges = boxRanges(box).map(([from, below]) => and(gte(cameras.zkey, from), lt(cameras.zkey, below)));
  return and(
    or(...ranges),
    gte(cameras.longitude, box[0]),
    lte(cameras.longitude, box[2]),
    gte(cameras.latitude, box[1]),
    lte(cameras.latitude, box[3]),
  );
}

function filtered(filter: CameraFilter): SQL | undefined {
  const part = filter.q ? `%${escapeLike(filter.q)}%` : null;
  return and(
    part === null
      ? undefined
      : or(sql`${cameras.id} like ${part} escape '\\'`, sql`${cameras.name} like ${part} escape '\\'`),
    filter.type === undefined ? undefined : eq(cameras.type, filter.type),
    filter.stage === undefined ? undefined : eq(cameras.stage, filter.stage),
    filter.source === undefined ? undefined : eq(cameras.source, filter.source),
    filter.box === undefined ? undefined : inBox(filter.box),
  );
}

/** In id order, behind `after`. The cameras of a large subtree are met soon enough along the ids; those of a small one
 * are few enough to be sorted, where walking along the ids would meet everybody else's first. */
export async function cameraPage(
  reader: Reader,
  scope: Scope,
  filter: CameraFilter,
  after: string,
  limit: number,
): Promise<CameraRecord[]> {
  const inside = await codesWithin(reader, scope, cameras.regionCode);
  const page = reader.select().from(cameras).orderBy(asc(cameras.id)).$dynamic();
  if (inside === undefined || !(await areFew(reader, inside)))
    return page.where(and(inside, gt(cameras.id, after), filtered(filter))).limit(limit);
  // a plus keeps SQLite from walking along this column's index
  const id = sql`+${cameras.id}`;
  const ids = reader
    .select({ id: cameras.id })
    .from(cameras)
    .where(and(inside, gt(id, after), filtered(filter)))
    .orderBy(id)
    .limit(limit);
  return page.where(inArray(cameras.id, ids));
}

/** More cameras than this take longer to sort than to meet among all of a province. */
const FEW = 20_000;
async function areFew(reader: Reader, inside: SQL): Promise<boolean> {
  const some = reader
    .select({ regionCode: cameras.regionCode })
    .from(cameras)
    .where(inside)
    .limit(FEW + 1)
    .as('some');
  return (await reader.select({ n: count() }).from(some))[0].n <= FEW;
}

export async function countCameras(reader: Reader, scope: Scope): Promise<number> {
  const rows = await reader
    .select({ n: count() })
    .from(cameras)
    .where(await codesWithin(reader, scope, cameras.regionCode));
  return rows[0].n;
}

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

const sight = {
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
function toSight(row: unknown[]): SightRow {
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

/** Positions and regions in id order, for finding the region of each anew. */
export async function positionPage(
  reader: Reader,
  _scope: Scope,
  after: string,
  limit: number,
): Promise<{ id: string; longitude: number; latitude: number; regionCode: string | null }[]> {
  const query = reader
    .select({
      id: cameras.id,
      longitude: cameras.longitude,
      latitude: cameras.latitude,
      regionCode: cameras.regionCode,
    })
    .from(cameras)
    .where(gt(cameras.id, after))
    .orderBy(asc(cameras.id))
    .limit(limit);
  return (await reader.rawRows(query, {})).map(([id, longitude, latitude, regionCode]) => ({
    id: id as string,
    longitude: longitude as number,
    latitude: latitude as number,
    regionCode: regionCode as string | null,
  }));
}

export async function setRegionsOf(writer: Writer, rows: { id: string; regionCode: string | null }[]): Promise<void> {
  if (rows.length === 0) return;
  const update = writer
    .update(cameras)
    .set({ regionCode: sql`${sql.placeholder('regionCode')}` })
    .where(eq(cameras.id, sql.placeholder('id')))
    .prepare();
  for (const row of rows) await update.execute({ ...row });
}

/** Adds, or overwrites with `replace`. */
export async function putCameras(
  writer: Writer,
  rows: Iterable<CameraRecord>,
  mode: 'insert' | 'replace' = 'replace',
): Promise<void> {
  // the last of an id is the one that stays
  const come =
    mode === 'insert' ? [...rows] : Array.from(new Map(Array.from(rows, (row) => [row.id, row])), ([, row]) => row);
  if (mode === 'replace' && come.length === 1)
    noteCells(writer, -1, await countedOf(writer).execute({ id: come[0].id }));
  else if (mode === 'replace' && !willCountAnew(writer))
    for (let i = 0; i < come.length; i += CHUNK) {
      const ids = come.slice(i, i + CHUNK).map((row) => row.id);
      noteCells(writer, -1, await writer.select(counted).from(cameras).where(inArray(cameras.id, ids)));
    }
  writer.insertMany(cameras, come, mode);
  noteCells(writer, 1, come);
}

export async function deleteCameras(writer: Writer, ids: string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += CHUNK) {
    const gone = writer.delete(cameras).where(inArray(cameras.id, ids.slice(i, i + CHUNK)));
    if (willCountAnew(writer)) await gone;
    else noteCells(writer, -1, await gone.returning(counted));
  }
}

/** One camera with what changed of it; indexes of other columns are left alone. */
export async function changeCamera(writer: Writer, before: CameraRecord, after: CameraRecord): Promise<void> {
  const changed = RAW_CAMERA.filter((name) => before[name] !== after[name]);
  if (changed.length === 0) return;
  const values: Record<string, unknown> = { own: before.id };
  for (const name of changed) values[name] = after[name] === null ? null : cameras[name].mapToDriverValue(after[name]);
  const known = updates(writer);
  const key = changed.join();
  let update = known.get(key);
  if (update === undefined) {
    update = updateQuery(writer, changed);
    known.set(key, update);
  }
  await update.execute(values);
  if (before.zkey === after.zkey && before.stage === after.stage) return;
  noteCells(writer, -1, [before]);
  noteCells(writer, 1, [after]);
}
const updateQuery = (writer: Writer, names: readonly (keyof CameraRecord)[]) =>
  writer
    .update(cameras)
    .set(Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(name)}`])))
    .where(eq(cameras.id, sql.placeholder('own')))
    .prepare();
/** by the columns that change: people change few combinations */
const updates = keptQuery((_writer: Writer) => new Map<string, ReturnType<typeof updateQuery>>());

/** One camera that is known to be there. */
export async function removeCamera(writer: Writer, camera: CameraRecord): Promise<void> {
  await removeOne(writer).execute({ id: camera.id });
  noteCells(writer, -1, [camera]);
}
const removeOne = keptQuery((writer: Writer) =>
  writer
    .delete(cameras)
    .where(eq(cameras.id, sql.placeholder('id')))
    .prepare(),
);

/** What the counts per cell need to know of a camera. */
const counted = { zkey: cameras.zkey, stage: cameras.stage };
const countedOf = keptQuery((writer: Writer) =>
  writer
    .select(counted)
    .from(cameras)
    .where(eq(cameras.id, sql.placeholder('id')))
    .prepare(),
);

export async function keepCameraHistory(writer: Writer, rows: Iterable<CameraHistoryRow>): Promise<void> {
  writer.insertMany(cameraHistory, rows);
}

/** The last change of a record, newest first. */
export async function cameraHistoryOf(
  reader: Reader,
  _scope: Scope,
  cameraId: string,
): Promise<(typeof cameraHistory.$inferSelect)[]> {
  return reader
    .select()
    .from(cameraHistory)
    .where(eq(cameraHistory.cameraId, cameraId))
    .orderBy(sql`${cameraHistory.id} desc`);
}

/** What an import replaced, page by page in id order. */
export async function historyOfImport(
  reader: Reader,
  _scope: Scope,
  importId: string,
  after: string,
  limit: number,
): Promise<(typeof cameraHistory.$inferSelect)[]> {
  return reader
    .select()
    .from(cameraHistory)
    .where(and(eq(cameraHistory.importId, importId), gt(cameraHistory.id, after)))
    .orderBy(asc(cameraHistory.id))
    .limit(limit);
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
