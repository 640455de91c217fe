// One transaction that makes the staged rows true, per kind of import. Everything here runs inside it.
import type { Look } from '#rules/assumptions';
import { labelPoint } from '#rules/label-point';
import { withKnownIds } from '#rules/target-table';
import { appendAudit } from '#storage/audit.repository';
import { COUNTED_ONE_BY_ONE, countCellsAnew, noteCells, willCountAnew } from '#storage/camera-cells.repository';
import { camerasOfSource } from '#storage/camera-sight.repository';
import {
  anyCamera,
  type CameraRecord,
  deleteCameras,
  findCameras,
  keepCameraHistory,
  putCameras,
} from '#storage/cameras.repository';
import { boxOf, decodeSoup } from '#storage/geometry-blob';
import { changeImport, clearStaging, type ImportRow, importPage, type StagedRow } from '#storage/imports.repository';
import { raise, writeMeta } from '#storage/meta.repository';
import { renameInProjects } from '#storage/projects.repository';
import {
  keepRegionHistory,
  putRegions,
  type RegionRecord,
  regionRecords,
  touchLeaves,
} from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { forgetSteps } from '#storage/stage-steps.repository';
import type { StagedCameras, Writer } from '#storage/storage';
import { replaceTargets, type TargetRecord, targetRecords } from '#storage/targets.repository';
import { mergedCamera, sameCamera, statedFields } from './camera-stage.ts';
import { changesFigures, leavesTouched } from './camera-touch.ts';
import { superseded } from './cameras.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { ServiceError } from './errors.ts';
import { commitElevation } from './import-elevation.ts';
import { commitObstacles, commitPublicSpace, commitZones } from './import-layers.ts';
import { type StagedRegion, type StagedTarget, staged } from './import-stage.ts';
import { commitStatus } from './import-status.ts';
import { placeAll, touchAll } from './leaf-batch.ts';
import { looksInUse, looksKey } from './look.ts';
import { breathe, refreshRegions } from './region-refresh.ts';
import { retireVanished } from './region-retire.ts';
import type { LeafIndex } from './spatial-cache.ts';
import { toTarget } from './standing-of-figures.ts';
import { checkedTargets, keepVersion } from './targets.ts';

const PAGE = 2_000;

/** What has to be known before the transaction begins. */
export interface CommitPlan {
  index: LeafIndex;
}

export async function commitStaged(ctx: Ctx, writer: Writer, row: ImportRow, plan: CommitPlan): Promise<void> {
  const version = await raise(writer, 'dataVersion');
  if (row.kind === 'cameras') await commitCameras(ctx, writer, row, version, plan.index);
  if (row.kind === 'regions') await commitRegions(ctx, writer, row, version);
  if (row.kind === 'public-space') await commitPublicSpace(ctx, writer, row, version);
  if (row.kind === 'obstacles') await commitObstacles(ctx, writer, row, version);
  if (row.kind === 'privacy-zones') await commitZones(ctx, writer, row, version);
  if (row.kind === 'elevation')
    await commitElevation(ctx, writer, row, version, plan.index, await earlierOfFile(writer, row));
  const before =
    row.kind === 'targets'
      ? await commitTargets(ctx, writer, row)
      : row.kind === 'status'
        ? await commitStatus(ctx, writer, row)
        : null;
  await clearStaging(writer, row.id);
  const committedAt = nowIso(ctx);
  await changeImport(writer, row.id, { state: 'committed', committedAt, dataVersion: version, before });
  await appendAudit(writer, {
    at: committedAt,
    actor: ctx.actor,
    action: 'import.commit',
    subject: row.id,
    detail: {
      kind: row.kind,
      fileName: row.fileName,
      rows: row.receipt?.usable ?? 0,
      dataVersion: version,
      ...confirmed(row),
    },
  });
}

/** What whoever committed had before the eyes, and what became of records that vanished. */
function confirmed({ kind, findings, options }: ImportRow): Record<string, unknown> {
  if (!findings?.diff) return {};
  const { added, moved, changed, vanished } = findings.diff;
  const vanish = kind === 'cameras' || kind === 'regions' ? { vanish: options.vanish ?? 'keep' } : {};
  return { added, moved, changed, vanished, ...vanish };
}

async function commitCameras(
  ctx: Ctx,
  writer: Writer,
  row: ImportRow,
  version: number,
  index: LeafIndex,
): Promise<void> {
  const cameras = writer.stagedCameras(row.id);
  const now = nowIso(ctx);
  const touched = new Set(cameras.touched());
  const looks = await looksInUse(writer);
  const isEmpty = !(await anyCamera(writer, EVERYTHING));
  // what was looked up while staging still holds when nothing was committed since and cameras are looked at the same way
  if (cameras.dataVersion !== version - 1 || cameras.looks !== looksKey(looks))
    await lookUpAnew(cameras, index, looks, touched);
  if (!isEmpty) await changeKnown(ctx, writer, row, cameras, now, { index, looks, touched });
  if (row.options.match === 'position') await takeOver(ctx, writer, row, cameras, now, { index, looks, touched });
  if (cameras.last > COUNTED_ONE_BY_ONE) countCellsAnew(writer);
  for (let after = 0; after < cameras.last; after += PAGE) {
    if (!willCountAnew(writer)) noteCells(writer, 1, cameras.page(after, after + PAGE, 'unknown'));
    cameras.insertNew(after, after + PAGE, { source: row.id, at: now }, isEmpty);
    await breathe();
  }
  const touch = (camera: CameraRecord): void => {
    for (const code of leavesTouched(index, camera, looks)) touched.add(code);
  };
  if (row.options.vanish === 'remove') await removeVanished(ctx, writer, row, cameras, touch);
  // rows that came in past the repository: their leaves are among those touched, or they stand in none
  forgetSteps(writer, touched);
  forgetSteps(writer, [null]);
  await touchLeaves(writer, [...touched], version);
}

/** Regions of all staged cameras, and the leaves that those touch which no record has the id of. */
async function lookUpAnew(
  cameras: StagedCameras,
  index: LeafIndex,
  looks: readonly Look[],
  touched: Set<string>,
): Promise<void> {
  for (let after = 0; after < cameras.last; after += PAGE) {
    const page = cameras.page(after, after + PAGE, 'all');
    const codes = placeAll(
      index,
      page.map((camera) => camera.longitude),
      page.map((camera) => camera.latitude),
    );
    cameras.place(
      page.flatMap(({ id, regionCode }, i) => (regionCode === codes[i] ? [] : [{ id, regionCode: codes[i] }])),
    );
    touchAll(index, cameras.page(after, after + PAGE, 'unknown'), looks, touched);
    await breathe();
  }
}

/** Staged cameras whose id a record has: what the file states of them takes the place of what stood there. */
async function changeKnown(
  ctx: Ctx,
  writer: Writer,
  row: ImportRow,
  cameras: StagedCameras,
  now: string,
  { index, looks, touched }: { index: LeafIndex; looks: readonly Look[]; touched: Set<string> },
): Promise<void> {
  const stated = statedFields(row.mapping);
  for (let from = 0; from < cameras.last; from += PAGE) {
    const page = cameras.page(from, from + PAGE, 'known');
    if (page.length === 0) continue;
    const ids = page.map((camera) => camera.id);
    const known = new Map((await findCameras(writer, EVERYTHING, ids)).map((record) => [record.id, record]));
    const after: CameraRecord[] = [];
    const history: ReturnType<typeof superseded>[] = [];
    const moved: CameraRecord[] = [];
    for (const staged of page) {
      const before = known.get(staged.id)!;
      const fields = mergedCamera(before, staged, stated);
      if (sameCamera(before, fields)) continue;
      const camera: CameraRecord = {
        ...staged,
        ...fields,
        source: row.id,
        revision: before.revision + 1,
        validFrom: now,
        recordedAt: now,
      };
      after.push(camera);
      history.push(superseded(ctx, before, 'update', row.fileName, row.id));
      if (changesFigures(before, camera)) moved.push(before, camera);
    }
    touchAll(index, moved, looks, touched);
    await keepCameraHistory(writer, history);
    await putCameras(writer, after);
    await breathe();
  }
}

/** Staged cameras that are about a record of another id: the record goes on under the new one. Its last state stands in the
 * history of the old id, which names the new one. */
async function takeOver(
  ctx: Ctx,
  writer: Writer,
  row: ImportRow,
  cameras: StagedCameras,
  now: string,
  { index, looks, touched }: { index: LeafIndex; looks: readonly Look[]; touched: Set<string> },
): Promise<void> {
  const stated = statedFields(row.mapping);
  for (let from = 0; from < cameras.last; from += PAGE) {
    const page = cameras.matches(from, from + PAGE);
    if (page.length === 0) continue;
    const ids = page.flatMap(({ camera, oldId }) => [camera.id, oldId]);
    const known = new Map((await findCameras(writer, EVERYTHING, ids)).map((record) => [record.id, record]));
    const after: CameraRecord[] = [];
    const gone: CameraRecord[] = [];
    const history: ReturnType<typeof superseded>[] = [];
    for (const { camera, oldId } of page) {
      const before = known.get(oldId);
      // since the reading the record was removed, or the new id came in by another way
      if (before === undefined || known.has(camera.id)) continue;
      const fields = mergedCamera(before, camera, stated);
      after.push({
        ...camera,
        ...fields,
        source: row.id,
        revision: before.revision + 1,
        validFrom: sameCamera(before, fields) ? before.validFrom : now,
        recordedAt: now,
      });
      gone.push(before);
      await renameInProjects(writer, oldId, camera.id);
      history.push(superseded(ctx, before, 'update', `${row.fileName}: ${oldId} → ${camera.id}`, row.id));
    }
    // also where no figure changes: what was measured names cameras by their ids
    touchAll(index, [...gone, ...after], looks, touched);
    await keepCameraHistory(writer, history);
    await deleteCameras(
      writer,
      gone.map((camera) => camera.id),
    );
    await putCameras(writer, after);
    await breathe();
  }
}

/** Committed imports of the same file and kind before this one, newest first. */
export async function earlierOfFile(
  reader: Writer | Ctx['storage']['reader'],
  row: Pick<ImportRow, 'id' | 'kind' | 'fileName'>,
): Promise<ImportRow[]> {
  const all = await importPage(reader, EVERYTHING, { states: ['committed'], kind: row.kind }, null, 10_000);
  return all.filter((other) => other.fileName === row.fileName && other.id !== row.id);
}

async function removeVanished(
  ctx: Ctx,
  writer: Writer,
  row: ImportRow,
  cameras: StagedCameras,
  touch: (camera: CameraRecord) => void,
): Promise<void> {
  let count = 0;
  for (const source of await earlierOfFile(writer, row)) {
    for (let after = ''; ; ) {
      const page = await camerasOfSource(writer, EVERYTHING, source.id, after, PAGE);
      if (page.length === 0) break;
      after = page.at(-1)!.id;
      const ids = page.map((camera) => camera.id);
      const still = cameras.isStaged(ids);
      const gone = await findCameras(
        writer,
        EVERYTHING,
        ids.filter((_, i) => !still[i]),
      );
      for (const camera of gone) touch(camera);
      count += gone.length;
      await keepCameraHistory(
        writer,
        gone.map((camera) => superseded(ctx, camera, 'delete', row.fileName, row.id)),
      );
      await deleteCameras(
        writer,
        gone.map((camera) => camera.id),
      );
      await breathe();
    }
  }
  mustBeAsConfirmed(row, count);
}

/** What was confirmed is what was counted while reading: others may have changed the inventory since. */
function mustBeAsConfirmed(row: ImportRow, count: number): void {
  const confirmed = row.receipt?.vanish ?? 0;
  if (count !== confirmed) throw new ServiceError('import.vanish_changed', 'conflict', { count, confirmed });
}

async function commitRegions(ctx: Ctx, writer: Writer, row: ImportRow, version: number): Promise<void> {
  const now = nowIso(ctx);
  const changed = new Set<string>();
  if (row.options.vanish === 'remove') {
    const retired = await retireVanished(ctx, writer, row, now);
    mustBeAsConfirmed(row, retired.length);
    for (const code of retired) changed.add(code);
  }
  for await (const page of staged(writer, row.id)) {
    const known = new Map(
      (
        await regionRecords(
          writer,
          EVERYTHING,
          page.map((item) => item.key),
        )
      ).map((record) => [record.code, record]),
    );
    const history: RegionRecord[] = [];
    const after = page.map((item) => {
      const before = known.get(item.key) ?? null;
      if (before !== null) history.push(before);
      changed.add(item.key);
      return regionAfter(item, before, row.id, now);
    });
    await keepRegionHistory(
      writer,
      history.map(({ geometry, ...record }) => ({
        id: ctx.ids(),
        regionCode: record.code,
        record,
        geometry,
        validFrom: record.validFrom,
        recordedAt: record.recordedAt,
        supersededAt: now,
        change: 'update' as const,
        actor: ctx.actor,
        reason: row.fileName,
        importId: row.id,
      })),
    );
    await putRegions(writer, after);
  }
  await refreshRegions(writer, changed, version);
  await writeMeta(writer, 'regionsVersion', version);
}

function regionAfter(item: StagedRow, before: RegionRecord | null, source: string, now: string): RegionRecord {
  const data = item.data as StagedRegion;
  const soup = decodeSoup(item.geometry!);
  const [minLon, minLat, maxLon, maxLat] = boxOf(soup);
  const [labelLon, labelLat] = labelPoint(soup);
  return {
    code: item.key,
    name: data.name,
    nameEn: data.nameEn ?? before?.nameEn ?? null,
    level: data.level ?? before?.level ?? 'region',
    parentCode: data.parentCode ?? before?.parentCode ?? null,
    // the tree columns follow in refreshRegions
    path: before?.path ?? `-${item.key}`,
    depth: before?.depth ?? 0,
    isLeaf: before?.isLeaf ?? true,
    childCount: before?.childCount ?? 0,
    leafCount: before?.leafCount ?? 1,
    geometry: item.geometry,
    minLon,
    minLat,
    maxLon,
    maxLat,
    labelLon,
    labelLat,
    areaM2: before?.areaM2 ?? 0,
    population: data.population ?? before?.population ?? null,
    urbanRural: data.urbanRural ?? before?.urbanRural ?? null,
    touchedVersion: before?.touchedVersion ?? 0,
    source,
    revision: (before?.revision ?? 0) + 1,
    validFrom: now,
    validTo: null,
    recordedAt: now,
  };
}

/** What an undo of targets needs: those that the import put in, and the ones of the same ids that stood there before. */
export interface TargetsBefore {
  made: TargetRecord[];
  replaced: TargetRecord[];
}

/** Rows add to the list. One with the id of a known target replaces it; one without an id replaces the target that says the
 * same of the same time, so that a file that comes again doubles nothing. */
async function commitTargets(ctx: Ctx, writer: Writer, row: ImportRow): Promise<TargetsBefore> {
  const before = await targetRecords(writer, EVERYTHING);
  const read: StagedTarget['target'][] = [];
  for await (const page of staged(writer, row.id)) read.push(...page.map((item) => (item.data as StagedTarget).target));
  const standing = before.map(toTarget);
  // a file may name one target twice: its last row holds
  const inputs = withKnownIds([...lastOfEachId(read)], standing, nowIso(ctx).slice(0, 10));
  const named = new Set(inputs.map(({ id }) => id));
  const made = await checkedTargets(
    ctx,
    inputs,
    writer,
    standing.filter(({ id }) => !named.has(id)),
  );
  const after = new Map(before.map((target) => [target.id, target]));
  for (const target of made) after.set(target.id, target);
  const rows = [...after.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await replaceTargets(writer, rows);
  await keepVersion(ctx, writer, rows, row.fileName);
  await raise(writer, 'figuresVersion');
  const ids = new Set(made.map((target) => target.id));
  return { made, replaced: before.filter((target) => ids.has(target.id)) };
}

function* lastOfEachId(inputs: StagedTarget['target'][]): Generator<StagedTarget['target']> {
  const lastAt = new Map(inputs.map((target, i) => [target.id, i]));
  for (const [i, target] of inputs.entries()) if (target.id === undefined || lastAt.get(target.id) === i) yield target;
}
