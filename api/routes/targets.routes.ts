// Targets: the list in force, its versions, who confirmed it, ready sets, and how grades are cut.
import { createRoute, z } from '@hono/zod-openapi';
import { PresetClasses, PresetName, Target, TargetInput, TargetList } from '#contract/target';
import { once } from '#services/idempotency';
import { Bands, gradeBands, presetClasses, putBands, putClasses } from '#services/progress-settings';
import { presetTargets } from '#services/target-presets';
import { targetsTable } from '#services/target-table';
import {
  confirmTargets,
  getTargetList,
  getTargets,
  getTargetVersion,
  listTargetVersions,
  putTargets,
} from '#services/targets';
import { json, jsonBody, router, WriteHeaders } from './define.ts';

const Version = TargetList.omit({ targets: true });
const Answer = z.object({ items: z.array(Target), nextCursor: z.null(), version: Version.nullable() });
const list = createRoute({
  method: 'get',
  path: '/targets',
  summary: 'All targets, and the version of the list that they are',
  description: 'With `Accept: text/csv` as a table that can be imported again.',
  responses: {
    200: {
      content: { 'application/json': { schema: Answer }, 'text/csv': { schema: z.string() } },
      description: 'all targets',
    },
  },
});
const put = createRoute({
  method: 'put',
  path: '/targets',
  summary: 'Replace all targets: a new version of the list',
  request: {
    headers: WriteHeaders,
    body: jsonBody(
      z.strictObject({
        targets: z.array(TargetInput.strict()).max(5_000),
        reason: z.string().trim().min(1).max(500).optional(),
      }),
    ),
  },
  responses: { 200: json(z.object({ items: z.array(Target), nextCursor: z.null() }), 'all targets') },
});
const versions = createRoute({
  method: 'get',
  path: '/targets/versions',
  summary: 'Versions of the list, newest first',
  responses: { 200: json(z.object({ items: z.array(Version), nextCursor: z.null() }), 'without their targets') },
});
const Change = z.object({
  added: z.array(Target),
  removed: z.array(Target),
  changed: z.array(z.object({ before: Target, after: Target })),
});
const version = createRoute({
  method: 'get',
  path: '/targets/versions/{version}',
  summary: 'One version, and what it changed of the one before',
  request: { params: z.strictObject({ version: z.coerce.number().int().min(0) }) },
  responses: { 200: json(TargetList.extend(Change.shape), 'the version') },
});
const confirm = createRoute({
  method: 'post',
  path: '/targets/confirm',
  summary: 'Confirm the version in force',
  request: {
    headers: WriteHeaders,
    body: jsonBody(
      z.strictObject({ version: z.number().int().min(1), note: z.string().trim().min(1).max(500).optional() }),
    ),
  },
  responses: { 200: json(Version, 'the version') },
});
const preset = createRoute({
  method: 'get',
  path: '/targets/presets/{name}',
  summary: 'What a ready set would make of the regions; nothing is kept',
  request: {
    params: z.strictObject({ name: PresetName }),
    query: z.strictObject({
      region: z.string().max(200).optional(),
      due: z.iso.date().optional(),
      total: z.coerce.number().int().min(1).max(100_000_000).optional(),
      by: z.enum(['villages', 'population']).optional(),
    }),
  },
  responses: { 200: json(z.object({ items: z.array(TargetInput) }), 'targets to be put') },
});
const classes = createRoute({
  method: 'get',
  path: '/targets/preset-classes',
  summary: 'Which classes are key public areas, and which key industries',
  responses: { 200: json(PresetClasses, 'the table in force') },
});
const putClassesRoute = createRoute({
  method: 'put',
  path: '/targets/preset-classes',
  summary: 'Replace that table',
  request: { headers: WriteHeaders, body: jsonBody(PresetClasses) },
  responses: { 200: json(PresetClasses, 'the table in force') },
});
const bands = createRoute({
  method: 'get',
  path: '/targets/bands',
  summary: 'From which attainment on a region is on track, behind, or gets a notice',
  responses: { 200: json(Bands, 'the bands in force') },
});
const putBandsRoute = createRoute({
  method: 'put',
  path: '/targets/bands',
  summary: 'Replace the bands',
  request: { headers: WriteHeaders, body: jsonBody(Bands) },
  responses: { 200: json(Bands, 'the bands in force') },
});

export const targetRoutes = () =>
  router()
    .openapi(list, async (c) => {
      if (c.req.header('Accept')?.includes('text/csv')) {
        c.header('Content-Type', 'text/csv; charset=utf-8');
        c.header('Content-Disposition', 'attachment; filename="targets.csv"');
        return c.body(await targetsTable(c.var.ctx), 200);
      }
      const { ctx } = c.var;
      return c.json({ items: await getTargets(ctx), nextCursor: null, version: await getTargetList(ctx) }, 200);
    })
    .openapi(put, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const items = await once(c.var.ctx, { key, payload: input }, () => putTargets(c.var.ctx, input));
      return c.json({ items, nextCursor: null }, 200);
    })
    .openapi(versions, async (c) => c.json({ items: await listTargetVersions(c.var.ctx), nextCursor: null }, 200))
    .openapi(version, async (c) => c.json(await getTargetVersion(c.var.ctx, c.req.valid('param')), 200))
    .openapi(confirm, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(
        await once(c.var.ctx, { key, payload: { confirm: input } }, () => confirmTargets(c.var.ctx, input)),
        200,
      );
    })
    .openapi(preset, async (c) => {
      const { name } = c.req.valid('param');
      return c.json({ items: await presetTargets(c.var.ctx, { name, ...c.req.valid('query') }) }, 200);
    })
    .openapi(classes, async (c) => c.json(await presetClasses(c.var.ctx.storage.reader), 200))
    .openapi(putClassesRoute, async (c) => c.json(await putClasses(c.var.ctx, c.req.valid('json')), 200))
    .openapi(bands, async (c) => c.json(await gradeBands(c.var.ctx.storage.reader), 200))
    .openapi(putBandsRoute, async (c) => c.json(await putBands(c.var.ctx, c.req.valid('json')), 200));
