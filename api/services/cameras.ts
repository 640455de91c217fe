// The inventory: find, add, change and remove cameras; the figures they touch are measured before a call returns.
import {
  CAMERA_DEFAULTS,
  type Camera,
  type CameraCreate,
  type CameraPatch,
  type CameraType,
  type Stage,
} from '#contract/camera';
import { crsOf } from '#importers/crs';
import { appendAudit } from '#storage/audit.repository';
import {
  type CameraRecord,
  cameraHistoryOf,
  cameraPage,
  deleteCameras,
  findCamera,
  keepCameraHistory,
  putCameras,
} from '#storage/cameras.repository';
import { raise, readMeta } from '#storage/meta.repository';
import { touchedVersions, touchLeaves } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import type { Reader, Writer } from '#storage/storage';
import { zkeyOf } from '#storage/zkey';
import { changesFigures, leavesTouched } from './camera-touch.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import type { CameraChange } from './live-leaves.ts';
import { looksInUse, looksKey } from './look.ts';
import { announce, editInOne, measureEdit } from './measure.ts';
import { type Page, regionMissing } from './regions.ts';
import type { LeafIndex } from './spatial-cache.ts';

export interface ListCameras {
  /** standing in this region's subtree */
  region?: string;
  /** part of an id or a name */
  q?: string;
  type?: CameraType;
  stage?: Stage;
  /** [west, south, east, north] */
  bbox?: [number, number, number, number];
  limit?: number;
  cursor?: string;
}

export function toCamera(row: CameraRecord): Camera {
  const { zkey: _zkey, ...camera } = row;
  return camera;
}

/** In id order. Errors: region.not_found, list.cursor_invalid. */
export async function listCameras(ctx: Ctx, input: ListCameras): Promise<Page<Camera>> {
  const { reader } = ctx.storage;
  const scope = await narrow(reader, ctx.scope, input.region);
  if (scope === null) throw regionMissing(input.region!);
  const limit = input.limit ?? 100;
  const cursor = fromCursor(input.cursor, 1);
  const after = cursor === null ? '' : String(cursor[0]);
  const filter = { q: input.q, type: input.type, stage: input.stage, box: input.bbox };
  const rows = await cameraPage(reader, scope, filter, after, limit + 1);
  const items = rows.slice(0, limit).map(toCamera);
  return { items, nextCursor: rows.length > limit ? toCursor([items.at(-1)!.id]) : null };
}

/** Errors: camera.not_found. */
export async function getCamera(ctx: Ctx, input: { id: string }): Promise<Camera> {
  return toCamera(await present(ctx, ctx.storage.reader, input.id));
}

async function present(ctx: Ctx, reader: Writer | Ctx['storage']['reader'], id: string): Promise<CameraRecord> {
  const row = await findCamera(reader, ctx.scope, id);
  if (row === null) throw new ServiceError('camera.not_found', 'not-found', { id });
  return row;
}

/** The id is made from the position when absent. Errors: camera.exists, camera.crs_unknown, camera.position_invalid. */
export async function createCamera(ctx: Ctx, input: { camera: CameraCreate }): Promise<Camera> {
  const { id: givenId, crs: declared, ...fields } = input.camera;
  const crs = crsOf(declared ?? 'wgs84');
  if (crs === null) throw new ServiceError('camera.crs_unknown', 'invalid', { crs: declared ?? '' });
  const [x, y] = [fields.longitude, fields.latitude];
  const wgs84 = crs.toWgs84(x, y);
  if (wgs84 === null) throw new ServiceError('camera.position_invalid', 'invalid', { x, y, crs: crs.name });
  const now = nowIso(ctx);
  const index = await ctx.spatial.sight(ctx.storage.reader);
  const [longitude, latitude] = wgs84;
  const base: CameraRecord = {
    ...CAMERA_DEFAULTS,
    ...fields,
    id: '',
    longitude,
    latitude,
    zkey: zkeyOf(longitude, latitude),
    originalX: x,
    originalY: y,
    originalCrs: crs.name,
    regionCode: index.at(longitude, latitude),
    source: null,
    revision: 1,
    validFrom: now,
    recordedAt: now,
  };
  if (ctx.scope.kind === 'subtree' && base.regionCode !== null) await mustBeInside(ctx, base.regionCode);
  const touched = leavesTouched(index, base, await looksInUse(ctx.storage.reader));
  const camera = await ctx.storage.transaction(async (writer) => {
    const row = { ...base, id: givenId ?? (await freeId(writer, longitude, latitude)) };
    if (givenId !== undefined && (await findCamera(writer, EVERYTHING, givenId)) !== null)
      throw new ServiceError('camera.exists', 'conflict', { id: givenId });
    await putCameras(writer, [row], 'insert');
    const noted = await noteChange(ctx, writer, 'camera.create', row.id, { record: toCamera(row) }, touched);
    return { row, noted };
  });
  await settle(ctx, touched, { before: null, after: camera.row, ...camera.noted });
  return toCamera(camera.row);
}

async function mustBeInside(ctx: Ctx, code: string): Promise<void> {
  if ((await narrow(ctx.storage.reader, ctx.scope, code)) === null) throw regionMissing(code);
}

/** Six decimals are a decimetre: enough to tell two poles apart. */
async function freeId(writer: Writer, longitude: number, latitude: number): Promise<string> {
  const base = `@${longitude.toFixed(6)},${latitude.toFixed(6)}`;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}~${n}`;
    if ((await findCamera(writer, EVERYTHING, id)) === null) return id;
  }
}

/** Errors: camera.not_found, camera.revision_conflict (when `revision` is given and is not the current one). */
export async function patchCamera(
  ctx: Ctx,
  input: { id: string; patch: CameraPatch; revision?: number; reason?: string },
): Promise<Camera> {
  const read = async (reader: Reader): Promise<Patched> => {
    const index = await ctx.spatial.sight(reader);
    const before = await present(ctx, reader, input.id);
    await assertRevision(ctx, reader, before, input.revision);
    const after = patched(before, input.patch, index, nowIso(ctx));
    const looks = await looksInUse(reader);
    const touched = changesFigures(before, after)
      ? [...new Set([...leavesTouched(index, before, looks), ...leavesTouched(index, after, looks)])].sort()
      : [];
    return { before, after, touched, looks: looksKey(looks) };
  };
  const write = async (writer: Writer, { before, after, touched }: Patched) => {
    await keepCameraHistory(writer, [superseded(ctx, before, 'update', input.reason)]);
    await putCameras(writer, [after]);
    const detail = { revision: after.revision, patch: input.patch };
    return noteChange(ctx, writer, 'camera.patch', after.id, detail, touched);
  };
  let done: Patched | null = null;
  const isWritten = await editInOne(ctx, async () => {
    const { reader } = ctx.storage;
    // first of all: whatever is committed after this is noticed
    const version = (await readMeta(reader, 'dataVersion')) + 1;
    const found = await read(reader);
    done = found;
    if (found.touched.length === 0) return null;
    const touchedBefore = await touchedVersions(reader, EVERYTHING, found.touched);
    return {
      codes: found.touched,
      change: { before: found.before, after: found.after, version, touchedBefore },
      async write(writer) {
        const now = await findCamera(writer, ctx.scope, input.id);
        const isSame =
          now?.revision === found.before.revision &&
          (await readMeta(writer, 'dataVersion')) === version - 1 &&
          looksKey(await looksInUse(writer)) === found.looks;
        if (!isSame) return false;
        await write(writer, found);
        return true;
      },
    };
  });
  if (isWritten && done !== null) {
    const { after, touched }: Patched = done;
    await announce(ctx, touched);
    return toCamera(after);
  }
  const slow = await ctx.storage.transaction(async (writer) => {
    const found = await read(writer);
    return { ...found, noted: await write(writer, found) };
  });
  await settle(ctx, slow.touched, { before: slow.before, after: slow.after, ...slow.noted });
  return toCamera(slow.after);
}

interface Patched {
  before: CameraRecord;
  after: CameraRecord;
  touched: string[];
  /** how the touched leaves were looked for */
  looks: string;
}

function patched(before: CameraRecord, patch: CameraPatch, index: LeafIndex, now: string): CameraRecord {
  const { validFrom, ...fields } = patch;
  const moved = fields.longitude !== undefined || fields.latitude !== undefined;
  const longitude = fields.longitude ?? before.longitude;
  const latitude = fields.latitude ?? before.latitude;
  return {
    ...before,
    ...fields,
    ...(moved
      ? {
          zkey: zkeyOf(longitude, latitude),
          regionCode: index.at(longitude, latitude),
          originalX: longitude,
          originalY: latitude,
          originalCrs: 'wgs84',
        }
      : {}),
    revision: before.revision + 1,
    validFrom: validFrom ?? now,
    recordedAt: now,
  };
}

/** Errors: camera.not_found, camera.revision_conflict. */
export async function deleteCamera(ctx: Ctx, input: { id: string; revision?: number; reason?: string }): Promise<void> {
  const index = await ctx.spatial.sight(ctx.storage.reader);
  const {
    before: gone,
    touched,
    noted,
  } = await ctx.storage.transaction(async (writer) => {
    const before = await present(ctx, writer, input.id);
    await assertRevision(ctx, writer, before, input.revision);
    const leaves = leavesTouched(index, before, await looksInUse(writer));
    await keepCameraHistory(writer, [superseded(ctx, before, 'delete', input.reason)]);
    await deleteCameras(writer, [before.id]);
    const done = await noteChange(ctx, writer, 'camera.delete', before.id, { record: toCamera(before) }, leaves);
    return { before, touched: leaves, noted: done };
  });
  await settle(ctx, touched, { before: gone, after: null, ...noted });
}

async function assertRevision(ctx: Ctx, reader: Reader, row: CameraRecord, given: number | undefined): Promise<void> {
  if (given === undefined || given === row.revision) return;
  const last = (await cameraHistoryOf(reader, ctx.scope, row.id))[0];
  throw new ServiceError('camera.revision_conflict', 'conflict', {
    id: row.id,
    given,
    current: row.revision,
    actor: last?.actor ?? 'import',
    at: row.recordedAt,
  });
}

export function superseded(
  ctx: Ctx,
  before: CameraRecord,
  change: 'update' | 'delete',
  reason: string | undefined,
  importId: string | null = null,
) {
  return {
    id: ctx.ids(),
    cameraId: before.id,
    record: before as unknown as Record<string, unknown>,
    validFrom: before.validFrom,
    recordedAt: before.recordedAt,
    supersededAt: nowIso(ctx),
    change,
    actor: ctx.actor,
    reason: reason ?? null,
    importId,
  };
}

/** Version, touched leaves and audit row of an edit, in its own transaction. */
async function noteChange(
  ctx: Ctx,
  writer: Writer,
  action: string,
  subject: string,
  detail: Record<string, unknown>,
  touched: string[],
): Promise<Pick<CameraChange, 'version' | 'touchedBefore'>> {
  let touchedBefore = new Map<string, number>();
  let version = await readMeta(writer, 'dataVersion');
  if (touched.length > 0 || action !== 'camera.patch') {
    touchedBefore = await touchedVersions(writer, EVERYTHING, touched);
    version = await raise(writer, 'dataVersion');
    await touchLeaves(writer, touched, version);
  }
  await appendAudit(writer, { at: nowIso(ctx), actor: ctx.actor, action, subject, detail });
  return { version, touchedBefore };
}

async function settle(ctx: Ctx, touched: string[], change: CameraChange): Promise<void> {
  if (touched.length > 0) await measureEdit(ctx, [...touched].sort(), change);
  await announce(ctx, touched);
}
