// Stages of the roll-out: the funnel of a region on a day.
import { createRoute, z } from '@hono/zod-openapi';
import { Funnel, Funnels } from '#contract/progress';
import { funnelOf, funnelsBelow } from '#services/funnel';
import { Code, json, router } from './define.ts';

const on = z.iso.date().optional().meta({ description: 'YYYY-MM-DD, the end of that day; absent = today' });

const ofRegion = createRoute({
  method: 'get',
  path: '/regions/{code}/funnel',
  summary: 'Cameras of a region by stage on a day',
  request: { params: Code, query: z.strictObject({ on }) },
  responses: { 200: json(Funnel, 'cameras and devices at each stage or a later one') },
});
const withChildren = createRoute({
  method: 'get',
  path: '/funnel',
  summary: 'Cameras by stage on a day: of a region or of everything, with its children',
  request: {
    query: z.strictObject({
      parent: z.string().min(1).max(200).optional().meta({ description: 'absent = everything' }),
      on,
    }),
  },
  responses: { 200: json(Funnels, 'the whole, and a row a child in the order of their codes') },
});

export const stageRoutes = () =>
  router()
    .openapi(ofRegion, async (c) => {
      const { code } = c.req.valid('param');
      return c.json(await funnelOf(c.var.ctx, { region: code, ...c.req.valid('query') }), 200);
    })
    .openapi(withChildren, async (c) => c.json(await funnelsBelow(c.var.ctx, c.req.valid('query')), 200));
