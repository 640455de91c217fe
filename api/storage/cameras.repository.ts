// Cameras: the inventory, and the states a record had before.
import { and, asc, count, eq, getTableColumns, gt, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { noteCells, willCountAnew } from './camera-cells.repository.ts';
import { areFew } from './few-cameras.ts';
import type { Box } from './geometry-blob.ts';
import { keptQuery } from './kept-query.ts';
import { codesWithin, type Scope } from './scope.ts';
import { forgetSteps } from './stage-steps.repository.ts';
import type { Reader, Writer } from './storage.ts';
import { cameraHistory, cameras } from './tables.sqlite.ts';
import { boxRanges } from './zkey.ts';

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

/** What rates need to know of the cameras that stand in a leaf. */
export async function stagedOfLeaf(
  reader: Reader,
  _scope: Scope,
  leafCode: string,
): Promise<Pick<CameraRecord, 'id' | 'stage' | 'networkedOn'>[]> {
  return reader
    .select({ id: cameras.id, stage: cameras.stage, networkedOn: cameras.networkedOn })
    .from(cameras)
    .where(eq(cameras.regionCode, leafCode))
    .orderBy(asc(cameras.id));
}

export async function countCameras(reader: Reader, scope: Scope): Promise<number> {
  const rows = await reader
    .select({ n: count() })
    .from(cameras)
    .where(await codesWithin(reader, scope, cameras.regionCode));
  return rows[0].n;
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

/** What tells cameras of one place apart, in id order. */
export type MatchRow = Pick<CameraRecord, 'id' | 'longitude' | 'latitude' | 'azimuthDeg' | 'type' | 'name' | 'source'>;
export async function matchPage(
  reader: Reader,
  _scope: Scope,
  box: Box,
  after: string,
  limit: number,
): Promise<MatchRow[]> {
  const { id, longitude, latitude, azimuthDeg, type, name, source } = cameras;
  return reader
    .select({ id, longitude, latitude, azimuthDeg, type, name, source })
    .from(cameras)
    .where(and(inBox(box), gt(id, after)))
    .orderBy(asc(id))
    .limit(limit);
}

/** `before`: where they stood. */
export async function setRegionsOf(
  writer: Writer,
  rows: { id: string; regionCode: string | null; before: string | null }[],
): Promise<void> {
  if (rows.length === 0) return;
  const update = writer
    .update(cameras)
    .set({ regionCode: sql`${sql.placeholder('regionCode')}` })
    .where(eq(cameras.id, sql.placeholder('id')))
    .prepare();
  for (const { id, regionCode } of rows) await update.execute({ id, regionCode });
  forgetSteps(
    writer,
    rows.flatMap((row) => [row.before, row.regionCode]),
  );
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
  if (mode === 'replace' && come.length === 1) noteGone(writer, await countedOf(writer).execute({ id: come[0].id }));
  else if (mode === 'replace')
    for (let i = 0; i < come.length; i += CHUNK) {
      const ids = come.slice(i, i + CHUNK).map((row) => row.id);
      noteGone(writer, await writer.select(counted).from(cameras).where(inArray(cameras.id, ids)));
    }
  writer.insertMany(cameras, come, mode);
  noteCome(writer, come);
}

type Noted = Pick<CameraRecord, 'zkey' | 'stage' | 'regionCode'>;
/** What is counted of cameras elsewhere follows them: how many stand in a cell, and when those of a leaf reached a stage. */
function noteGone(writer: Writer, rows: readonly Noted[]): void {
  if (!willCountAnew(writer)) noteCells(writer, -1, rows);
  forgetSteps(writer, homesOf(rows));
}
function noteCome(writer: Writer, rows: readonly Noted[]): void {
  noteCells(writer, 1, rows);
  forgetSteps(writer, homesOf(rows));
}
const homesOf = (rows: readonly Noted[]): Set<string | null> => new Set(rows.map((row) => row.regionCode));

export async function deleteCameras(writer: Writer, ids: string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += CHUNK) {
    const gone = writer.delete(cameras).where(inArray(cameras.id, ids.slice(i, i + CHUNK)));
    noteGone(writer, await gone.returning(counted));
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
  forgetSteps(writer, [before.regionCode, after.regionCode]);
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
  noteGone(writer, [camera]);
}
const removeOne = keptQuery((writer: Writer) =>
  writer
    .delete(cameras)
    .where(eq(cameras.id, sql.placeholder('id')))
    .prepare(),
);

const counted = { zkey: cameras.zkey, stage: cameras.stage, regionCode: cameras.regionCode };
const countedOf = keptQuery((writer: Writer) =>
  writer
    .select(counted)
    .from(cameras)
    .where(eq(cameras.id, sql.placeholder('id')))
    .prepare(),
);

export async function keepCameraHistory(writer: Writer, rows: Iterable<CameraHistoryRow>): Promise<void> {
  const all = Array.from(rows, withPlace);
  writer.insertMany(cameraHistory, all);
  // when an undated camera reached its stage is told by what it was before
  forgetSteps(writer, new Set(all.map(({ record }) => (record.regionCode ?? null) as string | null)));
}
/** With what is looked for of a former state beside the record itself. */
export const withPlace = (row: CameraHistoryRow): CameraHistoryRow => {
  const { zkey, rangeM } = row.record as unknown as CameraRecord;
  return { ...row, zkey, rangeM };
};

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
