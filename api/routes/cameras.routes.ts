// Cameras: list, add, look at, change, remove. A change answers once the figures it touches are measured.
import { createRoute, z } from '@hono/zod-openapi';
import { Camera, CameraCreate, CameraPatch, CameraType, Stage } from '#contract/camera';
import { page } from '#contract/page';
import { createCamera, deleteCamera, getCamera, listCameras, patchCamera } from '#services/cameras';
import type { Ctx } from '#services/ctx';
import { type KeepAnswer, once } from '#services/idempotency';
import { bindingOf } from './cursor.ts';
import { BboxText, ChangeHeaders, type Http, Id, json, jsonBody, pageQuery, router, WriteHeaders } from './define.ts';
import { matches, tagOfJson } from './etag.ts';
import { HttpError } from './problem.ts';

const ChangeQuery = z.strictObject({
  revision: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'refuse if the record is at another revision' }),
  reason: z.string().trim().min(1).max(500).optional(),
});
const list = createRoute({
  method: 'get',
  path: '/cameras',
  summary: 'Cameras',
  request: {
    query: z.strictObject({
      region: z.string().max(200).optional().meta({ description: "standing in this region's subtree" }),
      q: z.string().max(200).optional(),
      type: CameraType.optional(),
      stage: Stage.optional(),
      bbox: BboxText.optional().meta({ description: 'west,south,east,north' }),
      ...pageQuery,
    }),
  },
  responses: { 200: json(page(Camera), 'a page of cameras') },
});
const create = createRoute({
  method: 'post',
  path: '/cameras',
  summary: 'Add a camera',
  request: { headers: WriteHeaders, body: jsonBody(CameraCreate) },
  responses: { 201: json(Camera, 'the camera as it is kept') },
});
const one = createRoute({
  method: 'get',
  path: '/cameras/{id}',
  summary: 'One camera',
  request: { params: Id },
  responses: { 200: json(Camera, 'the camera') },
});
const patch = createRoute({
  method: 'patch',
  path: '/cameras/{id}',
  summary: 'Change a camera',
  request: { params: Id, query: ChangeQuery, headers: ChangeHeaders, body: jsonBody(CameraPatch) },
  responses: { 200: json(Camera, 'the camera after the change') },
});
const remove = createRoute({
  method: 'delete',
  path: '/cameras/{id}',
  summary: 'Remove a camera',
  request: { params: Id, query: ChangeQuery, headers: ChangeHeaders },
  responses: { 204: { description: 'it is removed; its history is kept' } },
});

/** With If-Match: the input bound to the revision that the tag speaks of, or 412. */
async function asItWas<T extends { id: string; revision?: number }>(
  ctx: Ctx,
  input: T,
  ifMatch: string | undefined,
): Promise<T> {
  if (ifMatch === undefined) return input;
  const camera = await getCamera(ctx, { id: input.id });
  if (!matches(ifMatch, tagOfJson(camera))) throw new HttpError(412, 'http.precondition_failed');
  return { ...input, revision: input.revision ?? camera.revision };
}

export const cameraRoutes = ({ cursors }: Http) =>
  router()
    .openapi(list, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('cameras', query);
      const answer = await listCameras(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...answer, nextCursor: cursors.seal(answer.nextCursor, binding) }, 200);
    })
    .openapi(create, async (c) => {
      const camera = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const payload = ['camera.create', camera];
      const kept = await once(c.var.ctx, { key, payload }, (keep?: KeepAnswer<Camera>) =>
        createCamera(c.var.ctx, { camera }, keep),
      );
      return c.json(kept, 201, { Location: `/api/cameras/${encodeURIComponent(kept.id)}` });
    })
    .openapi(one, async (c) => c.json(await getCamera(c.var.ctx, c.req.valid('param')), 200))
    .openapi(patch, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('query'), patch: c.req.valid('json') };
      const key = c.req.valid('header')['idempotency-key'];
      const payload = ['camera.patch', input];
      const change = async (keep?: KeepAnswer<Camera>) =>
        patchCamera(c.var.ctx, await asItWas(c.var.ctx, input, c.req.valid('header')['if-match']), keep);
      return c.json(await once(c.var.ctx, { key, payload }, change), 200);
    })
    .openapi(remove, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('query') };
      const key = c.req.valid('header')['idempotency-key'];
      await once(c.var.ctx, { key, payload: ['camera.delete', input] }, async (keep?: KeepAnswer<null>) => {
        await deleteCamera(c.var.ctx, await asItWas(c.var.ctx, input, c.req.valid('header')['if-match']), keep);
        return null;
      });
      return c.body(null, 204);
    });
