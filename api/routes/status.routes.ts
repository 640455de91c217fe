// States of cameras: words in, states out, feeds and planned works.
import { createRoute, z } from '@hono/zod-openapi';
import {
  CameraStatus,
  FeedHealth,
  FeedPatch,
  StatusAnswer,
  StatusInput,
  StatusPositions,
  StatusSummary,
  Works,
  WorksInput,
} from '#contract/status';
import { once } from '#services/idempotency';
import { changeFeed, listFeeds, listWorks, planWorks, takeBackWorks } from '#services/status-feeds';
import { cameraStatus } from '#services/status-history';
import { takeStatus } from '#services/status-intake';
import { statusPositions } from '#services/status-positions';
import { statusSummary } from '#services/status-summary';
import { Id, json, jsonBody, router, WriteHeaders } from './define.ts';

const days = z.coerce.number().int().min(1).max(400).optional();
const take = createRoute({
  method: 'post',
  path: '/status',
  summary: 'Words about the state of cameras',
  description:
    'Up to 20,000 rows at once; each is looked at by itself. The answer comes when they are on the disk. The same rows twice are taken once.',
  request: { body: jsonBody(StatusInput) },
  responses: { 200: json(StatusAnswer, 'how many were taken, and which were not') },
});
const summary = createRoute({
  method: 'get',
  path: '/status/summary',
  summary: 'Does it work: states now, camera time by day, effective against nominal coverage',
  request: { query: z.strictObject({ region: z.string().max(200).optional(), days }) },
  responses: { 200: json(StatusSummary, 'the summary') },
});
const positions = createRoute({
  method: 'get',
  path: '/status/positions',
  summary: 'Where cameras stand that do not work, offline ones first, for a map',
  request: { query: z.strictObject({ region: z.string().max(200).optional() }) },
  responses: { 200: json(StatusPositions, 'at most two thousand as columns, and how many there are in all') },
});
const one = createRoute({
  method: 'get',
  path: '/cameras/{id}/status',
  summary: 'States of one camera: intervals with source and reason',
  request: { params: Id, query: z.strictObject({ days }) },
  responses: { 200: json(CameraStatus, 'oldest first') },
});
const feeds = createRoute({
  method: 'get',
  path: '/status/feeds',
  summary: 'Who reports, and when they were heard last',
  responses: { 200: json(z.object({ items: z.array(FeedHealth) }), 'all feeds') },
});
const patchFeed = createRoute({
  method: 'patch',
  path: '/status/feeds/{id}',
  summary: 'How a feed is believed; the id of the nameless one is -',
  request: { params: Id, headers: WriteHeaders, body: jsonBody(FeedPatch) },
  responses: { 200: json(FeedHealth, 'the feed') },
});
const works = createRoute({
  method: 'get',
  path: '/status/works',
  summary: 'Planned works of the last month and to come',
  responses: { 200: json(z.object({ items: z.array(Works) }), 'by their start') },
});
const addWorks = createRoute({
  method: 'post',
  path: '/status/works',
  summary: 'Plan works: cameras that are out meanwhile are expected to be',
  request: { headers: WriteHeaders, body: jsonBody(WorksInput) },
  responses: { 201: json(Works, 'the works') },
});
const deleteWorks = createRoute({
  method: 'delete',
  path: '/status/works/{id}',
  summary: 'Take planned works back',
  request: { params: Id },
  responses: { 204: { description: 'done' } },
});

export const statusRoutes = () =>
  router()
    .openapi(take, async (c) => c.json(await takeStatus(c.var.ctx, c.req.valid('json')), 200))
    .openapi(summary, async (c) => c.json(await statusSummary(c.var.ctx, c.req.valid('query')), 200))
    .openapi(positions, async (c) => c.json(await statusPositions(c.var.ctx, c.req.valid('query')), 200))
    .openapi(one, async (c) =>
      c.json(await cameraStatus(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .openapi(feeds, async (c) => c.json({ items: await listFeeds(c.var.ctx) }, 200))
    .openapi(patchFeed, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await changeFeed(c.var.ctx, { id: id === '-' ? '' : id, patch: c.req.valid('json') }), 200);
    })
    .openapi(works, async (c) => c.json({ items: await listWorks(c.var.ctx) }, 200))
    .openapi(addWorks, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await once(c.var.ctx, { key, payload: { works: input } }, () => planWorks(c.var.ctx, input)), 201);
    })
    .openapi(deleteWorks, async (c) => {
      await takeBackWorks(c.var.ctx, c.req.valid('param'));
      return c.body(null, 204);
    });
