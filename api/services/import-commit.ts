// One transaction that makes the staged rows true, per kind of import. Everything here runs inside it.
import { labelPoint } from '#rules/label-point';
import { appendAudit } from '#storage/audit.repository';
import {
  type CameraRecord,
  camerasOfSource,
  deleteCameras,
  findCameras,
  keepCameraHistory,
  putCameras,
} from '#storage/cameras.repository';
import { boxOf, decodeSoup } from '#storage/geometry-blob';
import {
  changeImport,
  clearStaging,
  type ImportRow,
  importPage,
  type StagedRow,
  stagedPage,
} from '#storage/imports.repository';
import { raise, writeMeta } from '#storage/meta.repository';
import {
  keepRegionHistory,
  putRegions,
  type RegionRecord,
  regionRecords,
  touchLeaves,
} from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { replaceTargets, type TargetRecord, targetRecords } from '#storage/targets.repository';
import { zkeyOf } from '#storage/zkey';
import { changesFigures, leavesTouched } from './camera-touch.ts';
import { superseded } from './cameras.ts';
import { type Ctx, nowIso } from './ctx.ts';
import { commitElevation } from './import-elevation.ts';
import { commitObstacles, commitPublicSpace, commitZones } from './import-layers.ts';
import {
  mergedCamera,
  type StagedRegion,
  type StagedTarget,
  sameCamera,
  staged,
  unpackCamera,
} from './import-stage.ts';
import { looksInUse } from './look.ts';
import { breathe, refreshRegions } from './region-refresh.ts';
import type { LeafIndex } from './spatial-cache.ts';
import { checkedTargets } from './targets.ts';

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
  const before = row.kind === 'targets' ? await commitTargets(ctx, writer, row) : null;
  await clearStaging(writer, row.id);
  const committedAt = nowIso(ctx);
  await changeImport(writer, row.id, { state: 'committed', committedAt, dataVersion: version, before });
  await appendAudit(writer, {
    at: committedAt,
    actor: ctx.actor,
    action: 'import.commit',
    subject: row.id,
    detail: { kind: row.kind, fileName: row.fileName, rows: row.receipt?.usable ?? 0, dataVersion: version },
  });
}

async function commitCameras(
  ctx: Ctx,
  writer: Writer,
  row: ImportRow,
  version: number,
  index: LeafIndex,
): Promise<void> {
  const stated = new Set(row.mapping.flatMap((column) => column.field ?? []));
  const now = nowIso(ctx);
  const touched = new Set<string>();
  const looks = await looksInUse(writer);
  const touch = (camera: CameraRecord): void => {
    for (const code of leavesTouched(index, camera, looks)) touched.add(code);
  };
  for await (const page of staged(writer, row.id)) {
    const known = new Map(
      (
        await findCameras(
          writer,
          EVERYTHING,
          page.map((item) => item.key),
        )
      ).map((record) => [record.id, record]),
    );
    const after: CameraRecord[] = [];
    const history: ReturnType<typeof superseded>[] = [];
    for (const item of page) {
      const data = unpackCamera(item.data);
      const before = known.get(item.key) ?? null;
      const fields = mergedCamera(before, data, stated);
      if (before !== null && sameCamera(before, fields)) continue;
      const camera: CameraRecord = {
        ...fields,
        id: item.key,
        zkey: zkeyOf(fields.longitude, fields.latitude),
        originalX: data.originalX,
        originalY: data.originalY,
        originalCrs: data.originalCrs,
        regionCode: index.at(fields.longitude, fields.latitude),
        source: row.id,
        revision: (before?.revision ?? 0) + 1,
        validFrom: now,
        recordedAt: now,
      };
      after.push(camera);
      if (before === null) touch(camera);
      else {
        history.push(superseded(ctx, before, 'update', row.fileName, row.id));
        if (changesFigures(before, camera)) for (const state of [before, camera]) touch(state);
      }
    }
    await keepCameraHistory(writer, history);
    await putCameras(writer, after);
  }
  if (row.options.vanish === 'remove') await removeVanished(ctx, writer, row, touch);
  await touchLeaves(writer, [...touched], version);
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
  touch: (camera: CameraRecord) => void,
): Promise<void> {
  const keys = new Set<string>();
  for (let after = 0; ; ) {
    const page = await stagedPage(writer, EVERYTHING, row.id, after, PAGE);
    if (page.length === 0) break;
    for (const item of page) keys.add(item.key);
    after = page.at(-1)!.seq;
  }
  for (const source of await earlierOfFile(writer, row)) {
    for (let after = ''; ; ) {
      const page = await camerasOfSource(writer, EVERYTHING, source.id, after, PAGE);
      if (page.length === 0) break;
      after = page.at(-1)!.id;
      const gone = await findCameras(
        writer,
        EVERYTHING,
        page.map((camera) => camera.id).filter((id) => !keys.has(id)),
      );
      for (const camera of gone) touch(camera);
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
}

async function commitRegions(ctx: Ctx, writer: Writer, row: ImportRow, version: number): Promise<void> {
  const now = nowIso(ctx);
  const changed = new Set<string>();
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

/** Rows add to the list; one with the id of a known target replaces it. */
async function commitTargets(ctx: Ctx, writer: Writer, row: ImportRow): Promise<TargetsBefore> {
  const before = await targetRecords(writer, EVERYTHING);
  const inputs: StagedTarget['target'][] = [];
  for await (const page of staged(writer, row.id))
    inputs.push(...page.map((item) => (item.data as StagedTarget).target));
  // a file may name one target twice: its last row holds
  const made = await checkedTargets(ctx, [...lastOfEachId(inputs)], writer);
  const after = new Map(before.map((target) => [target.id, target]));
  for (const target of made) after.set(target.id, target);
  await replaceTargets(
    writer,
    [...after.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  await raise(writer, 'figuresVersion');
  const ids = new Set(made.map((target) => target.id));
  return { made, replaced: before.filter((target) => ids.has(target.id)) };
}

function* lastOfEachId(inputs: StagedTarget['target'][]): Generator<StagedTarget['target']> {
  const lastAt = new Map(inputs.map((target, i) => [target.id, i]));
  for (const [i, target] of inputs.entries()) if (target.id === undefined || lastAt.get(target.id) === i) yield target;
}
