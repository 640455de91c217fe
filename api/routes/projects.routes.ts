// Projects: batches of work with a budget, their cameras and their money.
import { createRoute, z } from '@hono/zod-openapi';
import { page } from '#contract/page';
import {
  Project,
  ProjectCamera,
  ProjectCamerasAnswer,
  ProjectCamerasInput,
  ProjectInput,
  ProjectPatch,
  Spend,
  SpendInput,
} from '#contract/progress';
import { type KeepAnswer, once } from '#services/idempotency';
import { changeProjectCameras, listProjectCameras } from '#services/project-cameras';
import { addSpend, listSpends, removeSpend } from '#services/project-money';
import { createProject, getProject, listProjects, patchProject, removeProject } from '#services/projects';
import { bindingOf } from './cursor.ts';
import { type Http, Id, json, jsonBody, pageQuery, router, WriteHeaders } from './define.ts';

const revision = z.coerce
  .number()
  .int()
  .min(0)
  .optional()
  .meta({ description: 'refuse if the project is at another revision' });

const list = createRoute({
  method: 'get',
  path: '/projects',
  summary: 'Projects, in the order they were made',
  request: { query: z.strictObject({ region: z.string().min(1).max(200).optional(), ...pageQuery }) },
  responses: { 200: json(page(Project), 'a page of projects') },
});
const create = createRoute({
  method: 'post',
  path: '/projects',
  summary: 'Add a project',
  request: { headers: WriteHeaders, body: jsonBody(ProjectInput) },
  responses: { 201: json(Project, 'the project') },
});
const one = createRoute({
  method: 'get',
  path: '/projects/{id}',
  summary: 'A project with the stages of its cameras and its money',
  request: { params: Id },
  responses: { 200: json(Project, 'the project') },
});
const patch = createRoute({
  method: 'patch',
  path: '/projects/{id}',
  summary: 'Change a project',
  request: { params: Id, query: z.strictObject({ revision }), headers: WriteHeaders, body: jsonBody(ProjectPatch) },
  responses: { 200: json(Project, 'the project after the change') },
});
const remove = createRoute({
  method: 'delete',
  path: '/projects/{id}',
  summary: 'Remove a project; its cameras stay in the inventory',
  request: { params: Id, query: z.strictObject({ revision }), headers: WriteHeaders },
  responses: { 204: { description: 'it is removed' } },
});
const cameras = createRoute({
  method: 'get',
  path: '/projects/{id}/cameras',
  summary: 'Cameras of a project',
  request: { params: Id, query: z.strictObject(pageQuery) },
  responses: { 200: json(page(ProjectCamera), 'a page of them') },
});
const changeCameras = createRoute({
  method: 'post',
  path: '/projects/{id}/cameras',
  summary: 'Add or remove cameras: by id, of an import, or of a region',
  description: 'A camera belongs to one project at most; with `move` it changes over.',
  request: { params: Id, headers: WriteHeaders, body: jsonBody(ProjectCamerasInput) },
  responses: { 200: json(ProjectCamerasAnswer, 'how many, and the project') },
});
const spends = createRoute({
  method: 'get',
  path: '/projects/{id}/spends',
  summary: 'What was promised and paid, by day',
  request: { params: Id },
  responses: { 200: json(z.object({ items: z.array(Spend), nextCursor: z.null() }), 'all of it') },
});
const spend = createRoute({
  method: 'post',
  path: '/projects/{id}/spends',
  summary: 'Book what was promised or paid; a negative amount takes back',
  request: { params: Id, headers: WriteHeaders, body: jsonBody(SpendInput) },
  responses: { 201: json(Spend, 'it is booked') },
});
const unspend = createRoute({
  method: 'delete',
  path: '/projects/{id}/spends/{spendId}',
  summary: 'Remove a booking',
  request: { params: Id.extend({ spendId: z.string().min(1).max(200) }), headers: WriteHeaders },
  responses: { 204: { description: 'it is removed' } },
});

export const projectRoutes = ({ cursors }: Http) =>
  router()
    .openapi(list, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('projects', query);
      const found = await listProjects(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const add = (keep?: KeepAnswer<Project>) => createProject(c.var.ctx, input, keep);
      const made = await once(c.var.ctx, { key, payload: ['project.create', input] }, add);
      return c.json(made, 201, { Location: `/api/projects/${encodeURIComponent(made.id)}` });
    })
    .openapi(one, async (c) => c.json(await getProject(c.var.ctx, c.req.valid('param')), 200))
    .openapi(patch, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('query'), patch: c.req.valid('json') };
      const key = c.req.valid('header')['idempotency-key'];
      const change = () => patchProject(c.var.ctx, input);
      return c.json(await once(c.var.ctx, { key, payload: ['project.patch', input] }, change), 200);
    })
    .openapi(remove, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('query') };
      const key = c.req.valid('header')['idempotency-key'];
      await once(c.var.ctx, { key, payload: ['project.delete', input] }, async () => {
        await removeProject(c.var.ctx, input);
        return null;
      });
      return c.body(null, 204);
    })
    .openapi(cameras, async (c) => {
      const query = c.req.valid('query');
      const { id } = c.req.valid('param');
      const binding = bindingOf('project cameras', { ...query, id });
      const found = await listProjectCameras(c.var.ctx, { ...query, id, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(changeCameras, async (c) => {
      const input = { ...c.req.valid('json'), ...c.req.valid('param') };
      const key = c.req.valid('header')['idempotency-key'];
      const change = () => changeProjectCameras(c.var.ctx, input);
      return c.json(await once(c.var.ctx, { key, payload: ['project.cameras', input] }, change), 200);
    })
    .openapi(spends, async (c) =>
      c.json({ items: await listSpends(c.var.ctx, c.req.valid('param')), nextCursor: null }, 200),
    )
    .openapi(spend, async (c) => {
      const input = { ...c.req.valid('json'), ...c.req.valid('param') };
      const key = c.req.valid('header')['idempotency-key'];
      const book = (keep?: KeepAnswer<Spend>) => addSpend(c.var.ctx, input, keep);
      return c.json(await once(c.var.ctx, { key, payload: ['project.spend', input] }, book), 201);
    })
    .openapi(unspend, async (c) => {
      const input = c.req.valid('param');
      const key = c.req.valid('header')['idempotency-key'];
      await once(c.var.ctx, { key, payload: ['project.spend.delete', input] }, async () => {
        await removeSpend(c.var.ctx, input);
        return null;
      });
      return c.body(null, 204);
    });
