// Projects: batches of work, which cameras belong to each, and what was promised and paid.
import { and, asc, count, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import { keptQuery } from './kept-query.ts';
import { codesWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { cameras, projectCameras, projectSpends, projects } from './tables.sqlite.ts';

export type ProjectRecord = typeof projects.$inferSelect;
export type SpendRecord = typeof projectSpends.$inferSelect;

const CHUNK = 500;

/** In id order, behind `after`. */
export async function projectPage(
  reader: Reader,
  scope: Scope,
  after: string,
  limit: number,
): Promise<ProjectRecord[]> {
  return reader
    .select()
    .from(projects)
    .where(and(await codesWithin(reader, scope, projects.regionCode), gt(projects.id, after)))
    .orderBy(asc(projects.id))
    .limit(limit);
}
export async function findProject(reader: Reader, scope: Scope, id: string): Promise<ProjectRecord | null> {
  const inside = await codesWithin(reader, scope, projects.regionCode);
  const rows = await reader
    .select()
    .from(projects)
    .where(and(eq(projects.id, id), inside));
  return rows[0] ?? null;
}
export async function putProject(writer: Writer, row: ProjectRecord): Promise<void> {
  writer.insertMany(projects, [row], 'replace');
}
/** With its cameras' places in it and its money. */
export async function deleteProject(writer: Writer, id: string): Promise<void> {
  await writer.delete(projectCameras).where(eq(projectCameras.projectId, id));
  await writer.delete(projectSpends).where(eq(projectSpends.projectId, id));
  await writer.delete(projects).where(eq(projects.id, id));
}

/** Promised and paid so far, by project. */
export async function spendSums(
  reader: Reader,
  _scope: Scope,
  ids: readonly string[],
): Promise<Map<string, { committed: number; spent: number }>> {
  const found = new Map(ids.map((id) => [id, { committed: 0, spent: 0 }]));
  for (let i = 0; i < ids.length; i += CHUNK)
    for (const { id, kind, amount } of await reader
      .select({
        id: projectSpends.projectId,
        kind: projectSpends.kind,
        amount: sql<number>`sum(${projectSpends.amount})`,
      })
      .from(projectSpends)
      .where(inArray(projectSpends.projectId, ids.slice(i, i + CHUNK)))
      .groupBy(projectSpends.projectId, projectSpends.kind))
      found.get(id)![kind] = amount;
  return found;
}
/** In the order of their days. */
export async function spendsOf(reader: Reader, _scope: Scope, projectId: string): Promise<SpendRecord[]> {
  return reader
    .select()
    .from(projectSpends)
    .where(eq(projectSpends.projectId, projectId))
    .orderBy(asc(projectSpends.day), asc(projectSpends.id));
}
export async function putSpend(writer: Writer, row: SpendRecord): Promise<void> {
  writer.insertMany(projectSpends, [row]);
}
export async function deleteSpend(writer: Writer, projectId: string, id: string): Promise<boolean> {
  const gone = await writer
    .delete(projectSpends)
    .where(and(eq(projectSpends.projectId, projectId), eq(projectSpends.id, id)))
    .returning({ id: projectSpends.id });
  return gone.length > 0;
}

/** Money by month (YYYY-MM) of the projects of a scope, up to a day. */
export async function moneyByMonth(
  reader: Reader,
  scope: Scope,
  upTo: string,
): Promise<{ month: string; kind: SpendRecord['kind']; currency: string; amount: number }[]> {
  const month = sql<string>`substr(${projectSpends.day}, 1, 7)`;
  return reader
    .select({
      month,
      kind: projectSpends.kind,
      currency: projects.currency,
      amount: sql<number>`sum(${projectSpends.amount})`,
    })
    .from(projectSpends)
    .innerJoin(projects, eq(projects.id, projectSpends.projectId))
    .where(and(await codesWithin(reader, scope, projects.regionCode), lte(projectSpends.day, upTo)))
    .groupBy(month, projectSpends.kind, projects.currency)
    .orderBy(month);
}
/** Budgets of the projects of a scope that have one, by currency. */
export async function budgets(
  reader: Reader,
  scope: Scope,
): Promise<{ currency: string; budget: number | null; projects: number }[]> {
  return reader
    .select({
      currency: projects.currency,
      budget: sql<number | null>`sum(${projects.budget})`,
      projects: count(),
    })
    .from(projects)
    .where(await codesWithin(reader, scope, projects.regionCode))
    .groupBy(projects.currency)
    .orderBy(asc(projects.currency));
}

/** Cameras of a project that there are, in id order, behind `after`. */
export type ProjectCameraRow = Pick<typeof cameras.$inferSelect, 'id' | 'name' | 'stage' | 'regionCode'>;
export async function projectCameraPage(
  reader: Reader,
  scope: Scope,
  projectId: string,
  after: string,
  limit: number,
): Promise<ProjectCameraRow[]> {
  const { id, name, stage, regionCode } = cameras;
  const query = reader
    .select({ id, name, stage, regionCode })
    .from(projectCameras)
    .innerJoin(cameras, eq(cameras.id, projectCameras.cameraId))
    .where(
      and(
        eq(projectCameras.projectId, projectId),
        gt(projectCameras.cameraId, after),
        await codesWithin(reader, scope, cameras.regionCode),
      ),
    )
    .orderBy(asc(projectCameras.cameraId))
    .limit(limit);
  return (await reader.rawRows(query, {})).map(
    ([ownId, ownName, ownStage, code]) =>
      ({ id: ownId, name: ownName, stage: ownStage, regionCode: code }) as ProjectCameraRow,
  );
}

/** The project that each of these cameras belongs to. */
export async function projectsOfCameras(
  reader: Reader,
  _scope: Scope,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let i = 0; i < ids.length; i += CHUNK)
    for (const row of await reader
      .select()
      .from(projectCameras)
      .where(inArray(projectCameras.cameraId, ids.slice(i, i + CHUNK))))
      found.set(row.cameraId, row.projectId);
  return found;
}
export async function addToProject(writer: Writer, projectId: string, ids: Iterable<string>): Promise<void> {
  writer.insertMany(
    projectCameras,
    Array.from(ids, (cameraId) => ({ cameraId, projectId })),
    'replace',
  );
}
export async function removeFromProjects(writer: Writer, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += CHUNK)
    await writer.delete(projectCameras).where(inArray(projectCameras.cameraId, ids.slice(i, i + CHUNK)));
}

/** A record that goes on under a new id stays in its project. */
export async function renameInProjects(writer: Writer, oldId: string, id: string): Promise<void> {
  // a place that a removed record of the new id has left
  await writer.delete(projectCameras).where(eq(projectCameras.cameraId, id));
  await renameOne(writer).execute({ oldId, id });
}
const renameOne = keptQuery((writer: Writer) =>
  writer
    .update(projectCameras)
    .set({ cameraId: sql`${sql.placeholder('id')}` })
    .where(eq(projectCameras.cameraId, sql.placeholder('oldId')))
    .prepare(),
);
