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
import type { Look } from '#rules/assumptions';
import { appendAudit } from '#storage/audit.repository';
import {
  type CameraRecord,
  cameraHistoryOf,
  cameraPage,
  changeCamera,
  findCamera,
  keepCameraHistory,
  putCameras,
  removeCamera,
} from '#storage/cameras.repository';
import { readMeta, writeMeta } from '#storage/meta.repository';
import { touchedVersions, touchLeaves } from '#storage/regions.repository';
import { EVERYTHING, narrow } from '#storage/scope';
import type { Reader, Writer } from '#storage/storage';
import { zkeyOf } from '#storage/zkey';
import { refuseSecrets } from './camera-secrets.ts';
import { changesFigures, leavesTouched } from './camera-touch.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import type { KeepAnswer } from './idempotency.ts';
import { looksInUse } from './look.ts';
import { announce, editInOne, measureEdit, type PendingEdit } from './measure.ts';
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

async function present(ctx: Ctx, reader: Reader, id: string): Promise<CameraRecord> {
  const row = await findCamera(reader, ctx.scope, id);
  if (row === null) throw new ServiceError('camera.not_found', 'not-found', { id });
  return row;
}

/** The id is made from the position when absent. Errors: camera.exists, camera.crs_unknown, camera.position_invalid. */
export async function createCamera(
  ctx: Ctx,
  input: { camera: CameraCreate },
  keep?: KeepAnswer<Camera>,
): Promise<Camera> {
  refuseSecrets(input.camera);
  const { id: givenId, crs: declared, ...fields } = input.camera;
  const crs = crsOf(declared ?? 'wgs84');
  if (crs === null) throw new ServiceError('camera.crs_unknown', 'invalid', { crs: declared ?? '' });
  const [x, y] = [fields.longitude, fields.latitude];
  const wgs84 = crs.toWgs84(x, y);
  if (wgs84 === null) throw new ServiceError('camera.position_invalid', 'invalid', { x, y, crs: crs.name });
  const now = nowIso(ctx);
  const [longitude, latitude] = wgs84;
  const { after } = await makeChange(ctx, 'camera.create', {
    async read(reader) {
      if (givenId !== undefined && (await findCamera(reader, EVERYTHING, givenId)) !== null)
        throw new ServiceError('camera.exists', 'conflict', { id: givenId });
      const index = await ctx.spatial.sight(reader);
      const made: CameraRecord = {
        ...CAMERA_DEFAULTS,
        ...fields,
        id: givenId ?? (await freeId(reader, longitude, latitude)),
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
      if (ctx.scope.kind === 'subtree' && made.regionCode !== null) await mustBeInside(ctx, reader, made.regionCode);
      const looks = await looksInUse(reader);
      return { before: null, after: made, touched: leavesTouched(index, made, looks).sort(), looks };
    },
    detail: (made) => ({ record: toCamera(made.after!) }),
    keep: keep && ((writer, made) => keep(writer, toCamera(made.after!))),
  });
  return toCamera(after!);
}

async function mustBeInside(ctx: Ctx, reader: Reader, code: string): Promise<void> {
  if ((await narrow(reader, ctx.scope, code)) === null) throw regionMissing(code);
}

/** Six decimals are a decimetre: enough to tell two poles apart. */
async function freeId(reader: Reader, longitude: number, latitude: number): Promise<string> {
  const base = `@${longitude.toFixed(6)},${latitude.toFixed(6)}`;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}~${n}`;
    if ((await findCamera(reader, EVERYTHING, id)) === null) return id;
  }
}

/** Errors: camera.secret, camera.not_found, camera.revision_conflict (when `revision` is given and is not the current one). */
export async function patchCamera(
  ctx: Ctx,
  input: { id: string; patch: CameraPatch; revision?: number; reason?: string },
  keep?: KeepAnswer<Camera>,
): Promise<Camera> {
  refuseSecrets(input.patch);
  const { after } = await makeChange(ctx, 'camera.patch', {
    async read(reader) {
      const index = await ctx.spatial.sight(reader);
      const before = await present(ctx, reader, input.id);
      await assertRevision(ctx, reader, before, input.revision);
      const made = patched(before, input.patch, index, nowIso(ctx));
      const looks = await looksInUse(reader);
      const touched = changesFigures(before, made)
        ? [...new Set([...leavesTouched(index, before, looks), ...leavesTouched(index, made, looks)])].sort()
        : [];
      return { before, after: made, touched, looks };
    },
    detail: (made) => ({ revision: made.after!.revision, patch: input.patch }),
    keep: keep && ((writer, made) => keep(writer, toCamera(made.after!))),
    reason: input.reason,
  });
  return toCamera(after!);
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
export async function deleteCamera(
  ctx: Ctx,
  input: { id: string; revision?: number; reason?: string },
  keep?: KeepAnswer<null>,
): Promise<void> {
  await makeChange(ctx, 'camera.delete', {
    async read(reader) {
      const index = await ctx.spatial.sight(reader);
      const before = await present(ctx, reader, input.id);
      await assertRevision(ctx, reader, before, input.revision);
      const looks = await looksInUse(reader);
      return { before, after: null, touched: leavesTouched(index, before, looks).sort(), looks };
    },
    detail: (gone) => ({ record: toCamera(gone.before!) }),
    keep: keep && ((writer) => keep(writer, null)),
    reason: input.reason,
  });
}

/** One camera before and after (null = was not, is not there), as one state of the data has it. */
interface Change {
  before: CameraRecord | null;
  after: CameraRecord | null;
  /** leaves whose figures it may change, ascending */
  touched: string[];
  /** how they were looked for */
  looks: readonly Look[];
}
interface Deed {
  /** Throws what the deed may fail with. */
  read(reader: Reader): Promise<Change>;
  /** for the audit log */
  detail(change: Change): Record<string, unknown>;
  reason?: string;
  /** keeps the answer to the caller, with the rest */
  keep?(writer: Writer, change: Change): Promise<void>;
}
type Action = 'camera.create' | 'camera.patch' | 'camera.delete';

/** Makes a change true with everything that follows from it: measured first and written in one transaction where that can
 * be, else written and then measured. */
async function makeChange(ctx: Ctx, action: Action, deed: Deed): Promise<Change> {
  const made = await editInOne(ctx, async (reader): Promise<(PendingEdit & { found: Change }) | null> => {
    const found = await deed.read(reader);
    const { before, after, touched } = found;
    if (touched.length === 0) return null;
    const version = (await readMeta(reader, 'dataVersion')) + 1;
    const touchedBefore = await touchedVersions(reader, EVERYTHING, touched);
    return {
      found,
      codes: touched,
      change: { before, after, version, touchedBefore },
      async write(writer) {
        await writeChange(ctx, writer, action, deed, found, version);
        // at other details a camera may see farther than at the one that is measured with the change
        if (found.looks.length > 1) await touchLeaves(writer, touched, version);
      },
    };
  });
  if (made !== null) {
    await announce(ctx, made.codes, made.change.version);
    return made.found;
  }
  const written = await ctx.storage.transaction(async (writer) => {
    const found = await deed.read(writer);
    const touchedBefore = await touchedVersions(writer, EVERYTHING, found.touched);
    const before = await readMeta(writer, 'dataVersion');
    // a patch of what no figure depends on
    const version = found.touched.length > 0 || action !== 'camera.patch' ? before + 1 : before;
    await writeChange(ctx, writer, action, deed, found, version);
    await touchLeaves(writer, found.touched, version);
    return { ...found, version, touchedBefore };
  });
  if (written.touched.length > 0) await measureEdit(ctx, written.touched, written);
  await announce(ctx, written.touched);
  return written;
}

/** The change itself with its history, version, audit row and kept answer. */
async function writeChange(
  ctx: Ctx,
  writer: Writer,
  action: Action,
  deed: Deed,
  found: Change,
  version: number,
): Promise<void> {
  const { before, after } = found;
  if (before !== null) {
    const change = after === null ? 'delete' : 'update';
    await keepCameraHistory(writer, [superseded(ctx, before, change, deed.reason)]);
  }
  if (after === null) await removeCamera(writer, before!);
  else if (before === null) await putCameras(writer, [after], 'insert');
  else await changeCamera(writer, before, after);
  await writeMeta(writer, 'dataVersion', version);
  const subject = (before ?? after)!.id;
  await appendAudit(writer, { at: nowIso(ctx), actor: ctx.actor, action, subject, detail: deed.detail(found) });
  await deed.keep?.(writer, found);
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
