// What would a commit change, record by record? Read from the staged rows, against what stands now.
import type { ImportChange } from '#contract/import';
import type { PolygonSoup } from '#engine';
import { CAMERA_FIELDS } from '#importers/camera-block';
import { metresBetween } from '#rules/distance';
import { thinned } from '#rules/thinned';
import { type CameraRecord, findCameras } from '#storage/cameras.repository';
import { boxOf, decodeSoup, soupOf } from '#storage/geometry-blob';
import { findImport, type ImportRow, type StagedRow, stagedPage } from '#storage/imports.repository';
import { type RegionRow, regionRows } from '#storage/regions.repository';
import type { StagedAction, StagedChange } from '#storage/storage';
import { mergedCamera, statedFields } from './camera-stage.ts';
import type { Ctx } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import type { StagedElevation } from './import-elevation.ts';
import type { StagedObstacle, StagedRegion, StagedSpace } from './import-stage.ts';
import { vanishedCameras, vanishedRegions } from './import-vanished.ts';
import { proposedCrosswalk } from './region-retire.ts';
import type { Page } from './regions.ts';

export interface ListChanges {
  id: string;
  /** default: all but those that stay as they are */
  action?: ImportChange['action'];
  limit?: number;
  cursor?: string;
}

/** Staged rows come first, in the order of the file; then what vanished. A cursor is [source, place]: '' and the number of
 * the staged row, or the import that a vanished record came from and its id. */
type Place = [source: string, at: string | number];

/** Errors: import.not_found, import.wrong_state, list.cursor_invalid. */
export async function importChanges(ctx: Ctx, input: ListChanges): Promise<Page<ImportChange>> {
  const row = await findImport(ctx.storage.reader, ctx.scope, input.id);
  if (row === null) throw new ServiceError('import.not_found', 'not-found', { id: input.id });
  if (row.state !== 'ready' && row.state !== 'needs-answer')
    throw new ServiceError('import.wrong_state', 'conflict', {
      state: row.state,
      hint: 'Changes are listed between the reading and the commit.',
      hintZh: '只有在读取之后、提交之前才能列出改动。',
    });
  const limit = input.limit ?? 100;
  const at = (fromCursor(input.cursor, 2) ?? ['', 0]) as Place;
  const list = row.kind === 'cameras' ? cameraChanges : row.kind === 'regions' ? regionChanges : rowChanges;
  const found = await list(ctx, row, input.action, at, limit + 1);
  const shown = found.slice(0, limit);
  return {
    items: shown.map(({ change }) => change),
    nextCursor: found.length > limit ? toCursor(shown.at(-1)!.place) : null,
  };
}

interface Found {
  place: Place;
  change: ImportChange;
}
type Lister = (
  ctx: Ctx,
  row: ImportRow,
  action: ImportChange['action'] | undefined,
  at: Place,
  limit: number,
) => Promise<Found[]>;

const CHANGING: StagedAction[] = ['added', 'moved', 'changed'];
/** Staged rows of these kinds of change are looked for. */
const wanted = (action: ImportChange['action'] | undefined): StagedAction[] =>
  action === undefined ? CHANGING : action === 'vanished' ? [] : [action];

const cameraChanges: Lister = async (ctx, row, action, [source, at], limit) => {
  const found: Found[] = [];
  const actions = wanted(action);
  if (source === '' && actions.length > 0) {
    const staged = ctx.storage.stagedChanges(row.id, Number(at), limit, actions) ?? [];
    const known = await byId(
      ctx,
      staged.map(({ camera, matched }) => matched ?? camera.id),
    );
    const stated = statedFields(row.mapping);
    for (const item of staged)
      found.push({
        place: ['', item.seq],
        change: cameraChange(item, known.get(item.matched ?? item.camera.id), stated),
      });
  }
  if (found.length >= limit || (action !== undefined && action !== 'vanished')) return found;
  const after = source === '' ? null : { source, id: String(at) };
  const gone = await vanishedCameras(ctx, row, after, limit - found.length);
  const records = await byId(
    ctx,
    gone.map(({ id }) => id),
  );
  for (const { source, id } of gone) {
    const record = records.get(id);
    if (record === undefined) continue;
    const before: [number, number] = [record.longitude, record.latitude];
    found.push({ place: [source, id], change: { ...bare('vanished', id, null), name: record.name, before } });
  }
  return found;
};

const byId = async (ctx: Ctx, ids: string[]): Promise<Map<string, CameraRecord>> =>
  new Map((await findCameras(ctx.storage.reader, ctx.scope, ids)).map((record) => [record.id, record]));

const bare = (action: ImportChange['action'], id: string, row: number | null): ImportChange => ({
  action,
  id,
  row,
  name: null,
  before: null,
  after: null,
  outline: null,
  movedM: null,
  fields: [],
});

function cameraChange(
  { action, row, camera }: StagedChange,
  record: CameraRecord | undefined,
  stated: ReadonlySet<string>,
): ImportChange {
  const after: [number, number] = [camera.longitude, camera.latitude];
  const change = { ...bare(action, camera.id, row), name: camera.name ?? record?.name ?? null, after };
  if (record === undefined) return change;
  const before: [number, number] = [record.longitude, record.latitude];
  const merged = mergedCamera(record, camera, stated);
  const fields = CAMERA_FIELDS.filter(
    (field) => field !== 'longitude' && field !== 'latitude' && merged[field] !== record[field],
  ).map((field) => ({ field: field as string, before: record[field] as unknown, after: merged[field] as unknown }));
  if (record.id !== camera.id) fields.unshift({ field: 'id', before: record.id, after: camera.id });
  return { ...change, before, movedM: metresBetween(before, after), fields };
}

const ACTION_OF = { create: 'added', update: 'changed', unchanged: 'unchanged' } as const;
const stagedActions = (action: ImportChange['action'] | undefined): StagedRow['action'][] =>
  (['create', 'update', 'unchanged'] as const).filter((one) => wanted(action).includes(ACTION_OF[one]));

const REGION_FIELDS = ['name', 'nameEn', 'level', 'parentCode', 'population', 'urbanRural'] as const;

const regionChanges: Lister = async (ctx, row, action, at, limit) => {
  const { reader } = ctx.storage;
  const [source, place] = at;
  const found: Found[] = [];
  const actions = stagedActions(action);
  if (source === '' && actions.length > 0) {
    const page = await stagedPage(reader, ctx.scope, row.id, Number(place), limit, actions);
    const codes = page.map(({ key }) => key);
    const known = new Map((await regionRows(reader, ctx.scope, codes)).map((region) => [region.code, region]));
    for (const item of page) found.push({ place: ['', item.seq], change: regionChange(item, known.get(item.key)) });
  }
  if (found.length >= limit || (action !== undefined && action !== 'vanished')) return found;
  const codes = (await vanishedRegions(reader, row)).filter((code) => source === '' || code > String(place));
  const crosswalk = await proposedCrosswalk(reader, row.id, codes.slice(0, limit - found.length));
  const heirsOf = (code: string): ImportChange['fields'] =>
    crosswalk.filter(({ fromCode }) => fromCode === code).map((heir) => ({ field: 'code', before: code, after: heir }));
  for (const { code, name, labelLon, labelLat } of await regionRows(
    reader,
    ctx.scope,
    codes.slice(0, limit - found.length),
  ))
    found.push({
      place: ['vanished', code],
      change: { ...bare('vanished', code, null), name, before: [labelLon, labelLat], fields: heirsOf(code) },
    });
  return found;
};

/** Where a staged shape lies: its middle, and a few of its corners. */
function drawn(soup: PolygonSoup | null, kind: 'area' | 'line'): Pick<ImportChange, 'after' | 'outline'> {
  if (soup === null) return { after: null, outline: null };
  const [west, south, east, north] = boxOf(soup);
  const middle: [number, number] = [(west + east) / 2, (south + north) / 2];
  return { after: middle, outline: soup.coords.length > 2 ? thinned(soup, kind) : null };
}

function regionChange({ key, action, data, geometry }: StagedRow, record: RegionRow | undefined): ImportChange {
  const staged = data as StagedRegion;
  const change = {
    ...bare(ACTION_OF[action], key, staged.row),
    name: staged.name,
    ...drawn(geometry && decodeSoup(geometry), 'area'),
  };
  if (record === undefined) return change;
  // what the file does not state stays
  const fields = REGION_FIELDS.filter((field) => staged[field] !== null && staged[field] !== record[field]).map(
    (field) => ({ field, before: record[field] as unknown, after: staged[field] as unknown }),
  );
  const before: [number, number] = [record.labelLon, record.labelLat];
  if (fields.length === 0 && action === 'update') return { ...change, before, fields: [OUTLINE] };
  return { ...change, before, fields };
}
/** The outline alone differs: it is not written out. */
const OUTLINE = { field: 'geometry', before: null, after: null };

/** Layers, grids, targets and words about cameras. */
const rowChanges: Lister = async (ctx, row, action, [, at], limit) => {
  const actions = stagedActions(action);
  if (actions.length === 0) return [];
  const page = await stagedPage(ctx.storage.reader, ctx.scope, row.id, Number(at), limit, actions);
  return page.map((item) => ({ place: ['', item.seq], change: rowChange(item, row) }));
};

function rowChange({ key, action, data, geometry }: StagedRow, { kind, fileName }: ImportRow): ImportChange {
  if (kind === 'elevation') {
    const { bbox } = data as StagedElevation;
    return { ...bare(ACTION_OF[action], key, null), name: fileName, ...drawn(soupOf([[corners(bbox)]]), 'area') };
  }
  const { row: line = null, name = null, shape } = data as Partial<StagedSpace> & Partial<StagedObstacle>;
  const isLine = shape === 'line' || shape === 'point' || shape === 'wall';
  return {
    ...bare(ACTION_OF[action], key, line),
    name,
    ...drawn(geometry && decodeSoup(geometry), isLine ? 'line' : 'area'),
  };
}
const corners = ([west, south, east, north]: StagedElevation['bbox']): [number, number][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];
