// Outages: the list, one of them, and who looks after it.
import { createRoute, z } from '@hono/zod-openapi';
import { page } from '#contract/page';
import { Outage, OutageDetail, OutagePatch } from '#contract/status';
import type { Ctx } from '#services/ctx';
import { once } from '#services/idempotency';
import { getOutage, listOutages, OUTAGE_SORTS, patchOutage } from '#services/outages';
import { bindingOf } from './cursor.ts';
import { ChangeHeaders, type Http, Id, json, jsonBody, pageQuery, router } from './define.ts';
import { matches, tagOfJson } from './etag.ts';
import { HttpError } from './problem.ts';

const list = createRoute({
  method: 'get',
  path: '/outages',
  summary: 'Cameras that went out together, the most ground lost first',
  request: {
    query: z.strictObject({
      region: z
        .string()
        .max(200)
        .optional()
        .meta({ description: 'it and everything below; neighbours that look in too' }),
      state: z.enum(['open', 'closed', 'all']).optional().meta({ description: 'default: open' }),
      sort: z.enum(OUTAGE_SORTS).optional().meta({ description: 'default: -lost' }),
      ...pageQuery,
    }),
  },
  responses: { 200: json(page(Outage), 'a page of outages') },
});
const one = createRoute({
  method: 'get',
  path: '/outages/{id}',
  summary: 'One outage with its cameras, its neighbours and its history',
  request: { params: Id },
  responses: { 200: json(OutageDetail, 'the outage') },
});
const patch = createRoute({
  method: 'patch',
  path: '/outages/{id}',
  summary: 'Who looks after an outage, its cause, note and due time, and how long it stays quiet',
  request: {
    params: Id,
    query: z.strictObject({
      revision: z.coerce
        .number()
        .int()
        .min(0)
        .optional()
        .meta({ description: 'refuse if the outage is at another revision' }),
    }),
    headers: ChangeHeaders,
    body: jsonBody(OutagePatch),
  },
  responses: { 200: json(OutageDetail, 'the outage after the change') },
});

/** With If-Match: the input bound to the revision that the tag speaks of, or 412. */
async function asItWas<T extends { id: string; revision?: number }>(
  ctx: Ctx,
  input: T,
  ifMatch: string | undefined,
): Promise<T> {
  if (ifMatch === undefined) return input;
  const outage = await getOutage(ctx, input);
  if (!matches(ifMatch, tagOfJson(outage))) throw new HttpError(412, 'http.precondition_failed');
  return { ...input, revision: input.revision ?? outage.revision };
}

export const outageRoutes = (http: Http) =>
  router()
    .openapi(list, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('outages', query);
      const found = await listOutages(c.var.ctx, { ...query, cursor: http.cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: http.cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(one, async (c) => c.json(await getOutage(c.var.ctx, c.req.valid('param')), 200))
    .openapi(patch, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('query'), patch: c.req.valid('json') };
      const key = c.req.valid('header')['idempotency-key'];
      const change = async () =>
        patchOutage(c.var.ctx, await asItWas(c.var.ctx, input, c.req.valid('header')['if-match']));
      return c.json(await once(c.var.ctx, { key, payload: ['outage.patch', input] }, change), 200);
    });
