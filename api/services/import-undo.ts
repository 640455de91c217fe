// Taking an import back: what it made goes, what it replaced comes back, exactly as it stood.
import { isDeepStrictEqual } from 'node:util';
import { appendAudit } from '#storage/audit.repository';
import { camerasOfSource } from '#storage/camera-sight.repository';
import {
  type CameraRecord,
  cameraHistoryOf,
  deleteCameras,
  findCameras,
  historyOfImport,
  putCameras,
} from '#storage/cameras.repository';
import { deleteCrosswalkOf } from '#storage/crosswalk.repository';
import { changeImport, type ImportRow } from '#storage/imports.repository';
import { undoLayerExtents } from '#storage/layer-extents.repository';
import { raise, writeMeta } from '#storage/meta.repository';
import { countReplacedObstacles, undoObstacles } from '#storage/obstacles.repository';
import { undoZones, zonesOfImport } from '#storage/privacy-zones.repository';
import { countReplacedOf, undoLayer } from '#storage/public-space.repository';
import {
  deleteRegions,
  putRegions,
  type RegionRecord,
  regionHistoryOfImport,
  regionRecords,
  regionsOfSource,
  touchLeaves,
} from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { replaceTargets, type TargetRecord, targetRecords } from '#storage/targets.repository';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import type { TargetsBefore } from './import-commit.ts';
import { countReplacedGrids, undoGrid } from './import-elevation.ts';
import { touchObstacleChange } from './import-layers.ts';
import { countChangedReports, undoStatus } from './import-status.ts';
import { touchAll } from './leaf-batch.ts';
import { looksInUse } from './look.ts';
import { breathe, refreshRegions } from './region-refresh.ts';
import type { LeafIndex } from './spatial-cache.ts';
import { keepVersion } from './targets.ts';

const PAGE = 2_000;

/** Inside a transaction. `force` also takes back records that were changed afterwards. */
export async function undoCommitted(
  ctx: Ctx,
  writer: Writer,
  row: ImportRow,
  index: LeafIndex,
  force: boolean,
): Promise<void> {
  const version = await raise(writer, 'dataVersion');
  const blocked = (count: number): void => {
    if (count > 0 && !force) throw new ServiceError('import.undo_blocked', 'conflict', { count });
  };
  if (row.kind === 'cameras') await undoCameras(writer, row, version, index, blocked);
  if (row.kind === 'regions') await undoRegions(writer, row, version, blocked);
  if (row.kind === 'public-space') {
    blocked(await countReplacedOf(writer, EVERYTHING, row.id));
    await undoLayer(writer, row.id);
    await writeMeta(writer, 'publicSpaceVersion', version);
    await touchLeaves(writer, 'all', version);
  }
  if (row.kind === 'elevation') {
    blocked(await countReplacedGrids(writer, row.id));
    await undoGrid(ctx, writer, row, version, index);
  }
  if (row.kind === 'obstacles') {
    blocked(await countReplacedObstacles(writer, EVERYTHING, row.id));
    await touchObstacleChange(ctx, writer, row.id, version);
    await undoObstacles(writer, row.id);
    await undoLayerExtents(writer, row.id);
  }
  if (row.kind === 'privacy-zones') {
    const { own } = await zonesOfImport(writer, EVERYTHING, row.id);
    blocked(own.filter((zone) => zone.removedBy !== null).length);
    await undoZones(writer, row.id);
    await undoLayerExtents(writer, row.id);
    await writeMeta(writer, 'privacyZonesVersion', version);
    await touchLeaves(writer, 'all', version);
  }
  if (row.kind === 'targets') {
    await undoTargets(ctx, writer, row, force);
    await raise(writer, 'figuresVersion');
  }
  if (row.kind === 'status') {
    blocked(await countChangedReports(writer, row));
    await undoStatus(writer, row);
  }
  await changeImport(writer, row.id, { state: 'undone' });
  await appendAudit(writer, {
    at: nowIso(ctx),
    actor: ctx.actor,
    action: 'import.undo',
    subject: row.id,
    detail: { kind: row.kind, fileName: row.fileName, dataVersion: version },
  });
}

/** Takes out what the import put in and puts back what it replaced; targets that came otherwise stay. */
async function undoTargets(ctx: Ctx, writer: Writer, row: ImportRow, force: boolean): Promise<void> {
  const { made, replaced } = row.before as TargetsBefore;
  const standing = new Map((await targetRecords(writer, EVERYTHING)).map((target) => [target.id, target]));
  const untouched = (target: TargetRecord): boolean => {
    const now = standing.get(target.id);
    // setting the whole list anew writes every record again, also those that stay as they are
    return now !== undefined && isDeepStrictEqual({ ...now, recordedAt: '' }, { ...target, recordedAt: '' });
  };
  if (!force && !made.every(untouched)) throw new ServiceError('import.targets_changed', 'conflict');
  for (const target of made) standing.delete(target.id);
  for (const target of replaced) standing.set(target.id, target);
  const rows = [...standing.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await replaceTargets(writer, rows);
  await keepVersion(ctx, writer, rows, `↶ ${row.fileName}`);
}

async function undoCameras(
  writer: Writer,
  row: ImportRow,
  version: number,
  index: LeafIndex,
  blocked: (count: number) => void,
): Promise<void> {
  const touched = new Set<string>();
  const looks = await looksInUse(writer);
  /** id → revision of what the import replaced; the records themselves may be millions */
  const replaced = new Map<string, number>();
  for await (const page of replacedBy(writer, row)) for (const { id, revision } of page) replaced.set(id, revision);
  let mine = 0;
  let changed = 0;
  const made: string[] = [];
  for (let after = ''; ; ) {
    const page = await camerasOfSource(writer, EVERYTHING, row.id, after, PAGE);
    if (page.length === 0) break;
    mine += page.length;
    for (const camera of page) {
      const before = replaced.get(camera.id);
      if (
        before === undefined && camera.revision > 1
          ? await changedSince(writer, row, camera.id)
          : isChanged(camera, before)
      )
        changed += 1;
      if (before === undefined) made.push(camera.id);
    }
    touchAll(index, page, looks, touched);
    after = page.at(-1)!.id;
    await breathe();
  }
  const expected = (row.receipt?.create ?? 0) + (row.receipt?.update ?? 0);
  blocked(changed + Math.max(0, expected - mine));
  for (let i = 0; i < made.length; i += PAGE) {
    await deleteCameras(writer, made.slice(i, i + PAGE));
    await breathe();
  }
  for await (const page of replacedBy(writer, row)) {
    const ids = page.map(({ id }) => id);
    // with `force` they may be another import's by now
    touchAll(index, await findCameras(writer, EVERYTHING, ids), looks, touched);
    // regions may have changed in between
    const back = page.map((before) => ({ ...before, regionCode: index.at(before.longitude, before.latitude) }));
    touchAll(index, back, looks, touched);
    await putCameras(writer, back);
  }
  await touchLeaves(writer, [...touched], version);
}

/** The former states that an import replaced, page by page; others have their turn in between. */
async function* replacedBy(writer: Writer, row: Pick<ImportRow, 'id'>): AsyncGenerator<CameraRecord[]> {
  for (let after = ''; ; ) {
    const page = await historyOfImport(writer, EVERYTHING, row.id, after, PAGE);
    if (page.length === 0) return;
    yield page.map(({ record }) => record as unknown as CameraRecord);
    after = page.at(-1)!.id;
    await breathe();
  }
}

const isChanged = (now: { revision: number }, before: number | undefined): boolean =>
  now.revision !== (before ?? 0) + 1;

/** Of a record that went on under a new id, which counts its revisions from those of the old one. */
async function changedSince(writer: Writer, row: ImportRow, id: string): Promise<boolean> {
  const history = await cameraHistoryOf(writer, EVERYTHING, id);
  return history.some(({ importId, supersededAt }) => importId !== row.id && supersededAt >= row.committedAt!);
}

async function undoRegions(
  writer: Writer,
  row: ImportRow,
  version: number,
  blocked: (count: number) => void,
): Promise<void> {
  const history = await regionHistoryOfImport(writer, EVERYTHING, row.id);
  const replaced = new Map(
    history.map((item) => [
      item.regionCode,
      // a retired one is in force again
      { ...(item.record as unknown as RegionRecord), geometry: item.geometry, validTo: null },
    ]),
  );
  const retired = history.flatMap(({ change, regionCode }) => (change === 'delete' ? [regionCode] : []));
  const mine = await regionsOfSource(writer, EVERYTHING, row.id);
  const expected = (row.receipt?.create ?? 0) + (row.receipt?.update ?? 0);
  // codes that came in again since
  const again = (await regionRecords(writer, EVERYTHING, retired)).length;
  blocked(Math.max(0, expected - mine.length) + again);
  await deleteCrosswalkOf(writer, row.id);
  const made = mine.map((region) => region.code).filter((code) => !replaced.has(code));
  await deleteRegions(writer, made);
  await putRegions(
    writer,
    [...replaced.values()].map((region) => ({ ...region, path: `-${region.code}` })),
  );
  await refreshRegions(writer, new Set([...made, ...replaced.keys()]), version);
  await writeMeta(writer, 'regionsVersion', version);
}
