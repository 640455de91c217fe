// The sample's past: records that were known before, written as if lists had come in month by month.
import { eq, inArray, sql } from 'drizzle-orm';
import { type CameraRecord, keepCameraHistory } from './cameras.repository.ts';
import { keptQuery } from './kept-query.ts';
import type { Writer } from './storage.ts';
import {
  cameraHistory,
  cameras,
  dataVersions,
  imports,
  liveFigures,
  outages,
  projectCameras,
  projectSpends,
  projects,
  regions,
  snapshots,
  statusDays,
  statusWorks,
  targetLists,
  targets,
} from './tables.sqlite.ts';

/** Who the rows of the past are from: they are found and taken out by it. */
export const SAMPLE_ACTOR = 'sample';

export type PastCamera = typeof cameraHistory.$inferInsert;

const known = keptQuery((writer: Writer) =>
  writer
    .update(cameras)
    .set({ validFrom: sql`${sql.placeholder('validFrom')}`, recordedAt: sql`${sql.placeholder('recordedAt')}` })
    .where(eq(cameras.id, sql.placeholder('id')))
    .prepare(),
);

/** States of before, and since when the present one is true and known. */
export async function putPast(
  writer: Writer,
  past: Iterable<PastCamera>,
  present: Iterable<Pick<CameraRecord, 'id' | 'validFrom' | 'recordedAt'>>,
): Promise<void> {
  await keepCameraHistory(writer, past);
  for (const row of present) await known(writer).execute({ ...row });
}

/** Regions, layers and targets of these imports were known since `at`. */
export async function knownSince(writer: Writer, importIds: readonly string[], at: string): Promise<void> {
  const ids = [...importIds];
  await writer.update(imports).set({ createdAt: at, committedAt: at }).where(inArray(imports.id, ids));
  await writer.update(regions).set({ validFrom: at, recordedAt: at }).where(inArray(regions.source, ids));
  const made = writer.select({ version: imports.dataVersion }).from(imports).where(inArray(imports.id, ids));
  await writer.update(dataVersions).set({ at }).where(inArray(dataVersions.version, made));
  const confirmed = { confirmedAt: at, confirmedBy: SAMPLE_ACTOR, confirmedNote: '第 1 版 · first version' };
  await writer.update(targetLists).set({ recordedAt: at, ...confirmed });
  await writer.update(targets).set({ recordedAt: at }).where(inArray(targets.id, SAMPLE_TARGETS));
}
const SAMPLE_TARGETS = sql`(select ${targets.id} from ${targets} where ${targets.id} like 'sample-%')`;

export type SampleProject = typeof projects.$inferInsert;
export type SampleSpend = typeof projectSpends.$inferInsert;
export type SampleWorksRow = typeof statusWorks.$inferInsert;

export async function putWorksRows(writer: Writer, rows: SampleWorksRow[]): Promise<void> {
  writer.insertMany(statusWorks, rows);
}
export async function putProjects(
  writer: Writer,
  rows: SampleProject[],
  members: { projectId: string; cameraId: string }[],
  spends: SampleSpend[],
): Promise<void> {
  writer.insertMany(projects, rows);
  writer.insertMany(projectCameras, members);
  writer.insertMany(projectSpends, spends);
}

export async function dropPast(writer: Writer): Promise<void> {
  const own = writer.select({ id: projects.id }).from(projects).where(eq(projects.actor, SAMPLE_ACTOR));
  await writer.delete(projectCameras).where(inArray(projectCameras.projectId, own));
  await writer.delete(projectSpends).where(inArray(projectSpends.projectId, own));
  await writer.delete(cameraHistory).where(eq(cameraHistory.actor, SAMPLE_ACTOR));
  await writer.delete(statusWorks).where(eq(statusWorks.actor, SAMPLE_ACTOR));
  await writer.delete(projects).where(eq(projects.actor, SAMPLE_ACTOR));
  await writer.delete(snapshots).where(eq(snapshots.actor, SAMPLE_ACTOR));
  await writer.delete(statusDays);
  await writer.delete(liveFigures);
  await writer.delete(outages);
}
