// What the workspace decided about footprints: the assumption table and the detail profiles.
import { createRoute, z } from '@hono/zod-openapi';
import { AssumptionTable, AssumptionValues, ProfileList, ProfilesPut } from '#contract/detail';
import { once } from '#services/idempotency';
import { getAssumptions, getProfiles, putAssumptions, putProfiles } from '#services/settings';
import { json, jsonBody, router, WriteHeaders } from './define.ts';

const assumptions = createRoute({
  method: 'get',
  path: '/assumptions',
  summary: 'What stands in for what a record lacks, by type',
  responses: { 200: json(AssumptionTable, 'the table in force') },
});
const replaceAssumptions = createRoute({
  method: 'put',
  path: '/assumptions',
  summary: 'Replace the assumption table; all figures are measured anew',
  request: { headers: WriteHeaders, body: jsonBody(AssumptionValues) },
  responses: {
    200: json(
      z.object({ table: AssumptionTable, measureJobId: z.string().nullable() }),
      'the table in force, and the job that measures with it (null: nothing changed)',
    ),
  },
});
const profiles = createRoute({
  method: 'get',
  path: '/profiles',
  summary: 'Detail profiles, and which details are kept up to date',
  responses: { 200: json(ProfileList, 'built-in profiles first') },
});
const replaceProfiles = createRoute({
  method: 'put',
  path: '/profiles',
  summary: 'Replace the custom profiles, or the details that are kept up to date',
  request: { headers: WriteHeaders, body: jsonBody(ProfilesPut) },
  responses: { 200: json(ProfileList, 'what holds now') },
});

export const settingRoutes = () =>
  router()
    .openapi(assumptions, async (c) => c.json(await getAssumptions(c.var.ctx), 200))
    .openapi(replaceAssumptions, async (c) => {
      const table = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(
        await once(c.var.ctx, { key, payload: { assumptions: table } }, () => putAssumptions(c.var.ctx, { table })),
        200,
      );
    })
    .openapi(profiles, async (c) => c.json(await getProfiles(c.var.ctx), 200))
    .openapi(replaceProfiles, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(
        await once(c.var.ctx, { key, payload: { profiles: input } }, () => putProfiles(c.var.ctx, input)),
        200,
      );
    });
