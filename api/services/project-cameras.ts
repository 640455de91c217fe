// Which cameras a project is about: by their ids, by the list they came in, by where they stand.
import type { ProjectCamera, ProjectCamerasAnswer, ProjectCamerasInput } from '#contract/progress';
import { cameraPage, findCameras } from '#storage/cameras.repository';
import {
  addToProject,
  findProject,
  projectCameraPage,
  projectsOfCameras,
  putProject,
  removeFromProjects,
} from '#storage/projects.repository';
import { narrow } from '#storage/scope';
import type { Writer } from '#storage/storage';
import { type Ctx, nowIso } from './ctx.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { ServiceError } from './errors.ts';
import { breathe } from './in-turns.ts';
import { audited, getProject, presentProject } from './projects.ts';
import { type Page, regionMissing } from './regions.ts';

const TOGETHER = 2_000;

/** In id order. Errors: project.not_found, list.cursor_invalid. */
export async function listProjectCameras(
  ctx: Ctx,
  input: { id: string; limit?: number; cursor?: string },
): Promise<Page<ProjectCamera>> {
  const { reader } = ctx.storage;
  await presentProject(ctx, reader, input.id);
  const limit = input.limit ?? 100;
  const cursor = fromCursor(input.cursor, 1);
  const after = cursor === null ? '' : String(cursor[0]);
  const rows = await projectCameraPage(reader, ctx.scope, input.id, after, limit + 1);
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? toCursor([items.at(-1)!.id]) : null };
}

/** Some thousand cameras a transaction: said again after a stop, it goes on where it was. A camera belongs to one project at
 * most. Errors: project.not_found, project.cameras_unclear, region.not_found. */
export async function changeProjectCameras(
  ctx: Ctx,
  input: ProjectCamerasInput & { id: string },
): Promise<ProjectCamerasAnswer> {
  const { reader } = ctx.storage;
  const { cameraIds, importId, region } = input;
  await presentProject(ctx, reader, input.id);
  if ([cameraIds, importId, region].filter((one) => one !== undefined).length !== 1)
    throw new ServiceError('project.cameras_unclear', 'invalid');
  const scope = await narrow(reader, ctx.scope, region);
  if (scope === null) throw regionMissing(region!);
  const tally = { changed: 0, unchanged: 0, taken: 0, unknown: 0 };
  const ids = cameraIds === undefined ? null : [...new Set(cameraIds)];
  let done = 0;
  for (let after: string | null = ''; after !== null; await breathe()) {
    const from: string = after;
    after = await ctx.storage.transaction(async (writer): Promise<string | null> => {
      if (ids !== null) {
        const asked = ids.slice(done, done + TOGETHER);
        done += asked.length;
        const known = (await findCameras(writer, scope, asked)).map((camera) => camera.id);
        tally.unknown += asked.length - known.length;
        await change(ctx, writer, input, known, tally);
        return done < ids.length ? '' : null;
      }
      const filter = importId === undefined ? {} : { source: importId };
      const page: string[] = (await cameraPage(writer, scope, filter, from, TOGETHER)).map((camera) => camera.id);
      await change(ctx, writer, input, page, tally);
      return page.length < TOGETHER ? null : page[TOGETHER - 1];
    });
  }
  return { ...tally, project: await getProject(ctx, input) };
}

async function change(
  ctx: Ctx,
  writer: Writer,
  { id, action, move }: ProjectCamerasInput & { id: string },
  cameras: readonly string[],
  tally: { changed: number; unchanged: number; taken: number },
): Promise<void> {
  const before = await projectsOfCameras(writer, ctx.scope, cameras);
  const own = cameras.filter((camera) => before.get(camera) === id);
  const free = cameras.filter((camera) => !before.has(camera));
  const others = cameras.filter((camera) => before.has(camera) && before.get(camera) !== id);
  // what belongs to a project that the caller may not see stays there
  const seen = new Set<string>();
  if (action === 'add' && move === true)
    for (const project of new Set(others.map((camera) => before.get(camera)!)))
      if ((await findProject(writer, ctx.scope, project)) !== null) seen.add(project);
  const moving = others.filter((camera) => seen.has(before.get(camera)!));
  const chosen = action === 'remove' ? own : [...free, ...moving];
  tally.changed += chosen.length;
  if (action === 'remove') tally.unchanged += cameras.length - own.length;
  else {
    tally.unchanged += own.length;
    tally.taken += others.length - moving.length;
  }
  if (chosen.length === 0) return;
  if (action === 'add') await addToProject(writer, id, chosen);
  else await removeFromProjects(writer, chosen);
  for (const project of [id, ...seen]) {
    const row = await presentProject(ctx, writer, project);
    await putProject(writer, { ...row, revision: row.revision + 1, recordedAt: nowIso(ctx), actor: ctx.actor });
  }
  await audited(ctx, writer, `project.cameras.${action}`, id, {
    cameras: chosen.length,
    from: [...seen],
    first: chosen[0],
    last: chosen[chosen.length - 1],
  });
}
