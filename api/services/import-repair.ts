// A list that went in under the wrong coordinate system, put right in one step: every camera of it is placed anew from the pair
// that its file gave, as an import of its own that can be taken back.
import type { ImportRecord } from '#contract/import';
import { type Crs, crsOf } from '#importers/crs';
import { metresBetween } from '#rules/distance';
import { appendAudit } from '#storage/audit.repository';
import { camerasOfSource } from '#storage/camera-sight.repository';
import {
  type CameraRecord,
  cameraHistoryOf,
  findCameras,
  keepCameraHistory,
  putCameras,
} from '#storage/cameras.repository';
import { addImport, changeImport, findImport, type ImportRow } from '#storage/imports.repository';
import { raise } from '#storage/meta.repository';
import { touchLeaves } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { zkeyOf } from '#storage/zkey';
import { MOVED_M } from './camera-stage.ts';
import { superseded } from './cameras.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { getImport, newImport } from './imports.ts';
import { touchAll } from './leaf-batch.ts';
import { looksInUse } from './look.ts';
import { announce, startMeasure } from './measure.ts';
import { breathe } from './region-refresh.ts';

const PAGE = 2_000;
/** Nobody moves a camera by less: what differs by less was not moved by hand (degrees). */
const SAME_DEG = 1e-9;

export interface RepairImport {
  id: string;
  crs: string;
  /** `lat-lon`: the two numbers stand the other way round than they were taken */
  axes?: 'lon-lat' | 'lat-lon';
}

interface Repaired {
  moved: number;
  changed: number;
  same: number;
  /** stand elsewhere than their pair says, or have none: somebody placed them by hand */
  byHand: number;
  /** no position on Earth in the named system */
  impossible: number;
}

/** Answers the new import. Errors: import.not_found, import.repair_unfit, import.repair_nothing, camera.crs_unknown. */
export async function repairImport(ctx: Ctx, input: RepairImport): Promise<ImportRecord> {
  const crs = crsOf(input.crs);
  if (crs === null) throw new ServiceError('camera.crs_unknown', 'invalid', { crs: input.crs });
  const id = ctx.ids();
  await ctx.storage.transaction(async (writer) => {
    const of = await findImport(writer, ctx.scope, input.id);
    if (of === null) throw new ServiceError('import.not_found', 'not-found', { id: input.id });
    if (of.kind !== 'cameras' || of.state !== 'committed')
      throw new ServiceError('import.repair_unfit', 'conflict', { kind: of.kind, state: of.state });
    const options = { crs: crs.name, ...(input.axes === undefined ? {} : { axes: input.axes }) };
    const row = newImport(ctx, id, 'cameras', of.fileName, of.filePath, options);
    const version = await raise(writer, 'dataVersion');
    const done = await placeAnew(ctx, writer, { of, row, crs, swap: input.axes === 'lat-lon', version });
    if (done.moved + done.changed === 0)
      throw new ServiceError('import.repair_nothing', 'conflict', { file: of.fileName, crs: crs.name, ...done });
    const committedAt = nowIso(ctx);
    await addImport(writer, {
      ...row,
      state: 'committed',
      committedAt,
      dataVersion: version,
      mapping: of.mapping,
      columns: of.columns,
      receipt: receiptOf(of, crs, done),
      findings: of.findings && { ...of.findings, truth: null, diff: diffOf(done) },
    });
    await appendAudit(writer, {
      at: committedAt,
      actor: ctx.actor,
      action: 'import.repair',
      subject: id,
      detail: { of: of.id, fileName: of.fileName, dataVersion: version, ...options, ...done },
    });
  });
  await announce(ctx, null);
  const job = await startMeasure(ctx, { regions: 'dirty' });
  await ctx.storage.transaction((writer) => changeImport(writer, id, { measureJobId: job.id }));
  return getImport(ctx, { id });
}

const diffOf = ({ moved, changed, same, byHand, impossible }: Repaired) => ({
  matchedBy: 'id' as const,
  added: 0,
  moved,
  changed,
  unchanged: same + byHand + impossible,
  vanished: 0,
  movedM: MOVED_M,
  proposal: null,
});

function receiptOf(
  of: ImportRow,
  crs: Crs,
  { moved, changed, same, byHand, impossible }: Repaired,
): ImportRow['receipt'] {
  const update = moved + changed;
  return {
    kind: 'cameras',
    format: of.receipt?.format ?? 'unknown',
    encoding: of.receipt?.encoding ?? null,
    crs: crs.name,
    rows: update + same + byHand + impossible,
    usable: update + same,
    rejected: byHand + impossible,
    create: 0,
    update,
    unchanged: same,
    vanish: 0,
    dropped: [],
    questions: [],
    problems: [],
  };
}

interface Deed {
  of: ImportRow;
  row: ImportRow;
  crs: Crs;
  swap: boolean;
  version: number;
}

async function placeAnew(ctx: Ctx, writer: Writer, { of, row, crs, swap, version }: Deed): Promise<Repaired> {
  const done: Repaired = { moved: 0, changed: 0, same: 0, byHand: 0, impossible: 0 };
  const index = await ctx.spatial.sight(writer);
  const looks = await looksInUse(writer);
  const touched = new Set<string>();
  const now = nowIso(ctx);
  for (let after = ''; ; ) {
    const page = await camerasOfSource(writer, EVERYTHING, of.id, after, PAGE);
    if (page.length === 0) break;
    after = page.at(-1)!.id;
    const ids = page.map((camera) => camera.id);
    const before: CameraRecord[] = [];
    const put: CameraRecord[] = [];
    for (const camera of await findCameras(writer, EVERYTHING, ids)) {
      if (await wasPlacedByHand(writer, of, camera)) {
        done.byHand += 1;
        continue;
      }
      const next = placed(camera, crs, swap, done);
      if (next === null) continue;
      before.push(camera);
      const regionCode = index.at(next.longitude, next.latitude);
      const revision = camera.revision + 1;
      put.push({ ...camera, ...next, regionCode, source: row.id, revision, validFrom: now, recordedAt: now });
    }
    touchAll(index, [...before, ...put], looks, touched);
    const reason = `${of.fileName}: ${of.receipt?.crs ?? ''} → ${crs.name}`;
    await keepCameraHistory(
      writer,
      before.map((camera) => superseded(ctx, camera, 'update', reason, row.id)),
    );
    await putCameras(writer, put);
    await breathe();
  }
  await touchLeaves(writer, [...touched], version);
  return done;
}

type Position = Pick<CameraRecord, 'longitude' | 'latitude' | 'zkey' | 'originalX' | 'originalY' | 'originalCrs'>;

const PAIR = ['longitude', 'latitude', 'originalX', 'originalY', 'originalCrs'] as const;

/** Did somebody give it another position since the import? That gives it another pair, too. */
async function wasPlacedByHand(writer: Writer, of: ImportRow, camera: CameraRecord): Promise<boolean> {
  if (of.committedAt === null || camera.recordedAt < of.committedAt) return false;
  const since = (await cameraHistoryOf(writer, EVERYTHING, camera.id)).filter(
    ({ importId, supersededAt }) => importId !== of.id && supersededAt >= of.committedAt!,
  );
  // newest first: the last one is how the import had left it
  const left = since.at(-1)?.record;
  return left !== undefined && PAIR.some((field) => left[field] !== camera[field]);
}

/** Null = it stays where it is, which is counted. */
function placed(camera: CameraRecord, crs: Crs, swap: boolean, done: Repaired): Position | null {
  const { originalX: x, originalY: y, originalCrs } = camera;
  const was = x === null || y === null ? null : (crsOf(originalCrs)?.toWgs84(x, y) ?? null);
  const isOwn =
    was !== null && Math.abs(was[0] - camera.longitude) <= SAME_DEG && Math.abs(was[1] - camera.latitude) <= SAME_DEG;
  if (!isOwn) {
    done.byHand += 1;
    return null;
  }
  if (originalCrs === crs.name && !swap) {
    done.same += 1;
    return null;
  }
  // the pair is kept east first: numbers that were taken the wrong way round change places
  const [originalX, originalY] = swap ? [y!, x!] : [x!, y!];
  const now = crs.toWgs84(originalX, originalY);
  if (now === null) {
    done.impossible += 1;
    return null;
  }
  const [longitude, latitude] = now;
  done[metresBetween(was, now) > MOVED_M ? 'moved' : 'changed'] += 1;
  return { longitude, latitude, zkey: zkeyOf(longitude, latitude), originalX, originalY, originalCrs: crs.name };
}
