// Stages of the roll-out: the funnel of a region on a day.
import { createRoute, z } from '@hono/zod-openapi';
import { page } from '#contract/page';
import { BulkStage, BulkStageAnswer, Funnel, Funnels, MonthlyReport, StageEvidence } from '#contract/progress';
import { StageReached } from '#contract/target';
import { funnelOf, funnelsBelow } from '#services/funnel';
import { type KeepAnswer, once } from '#services/idempotency';
import { monthlyReport } from '#services/monthly';
import { setStages } from '#services/stage-bulk';
import { stageEvidence } from '#services/stage-evidence';
import { bindingOf } from './cursor.ts';
import { Code, type Http, json, jsonBody, pageQuery, router, WriteHeaders } from './define.ts';

const on = z.iso.date().optional().meta({ description: 'YYYY-MM-DD, the end of that day; absent = today' });

const level = z.string().min(1).max(100).optional();

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

const monthly = createRoute({
  method: 'get',
  path: '/progress/monthly',
  summary: 'The numbers of the monthly roll-out report of any scope and day',
  request: {
    query: z.strictObject({
      scope: z.string().min(1).max(200).optional().meta({ description: 'region code; absent = everything' }),
      on,
      unit: level.meta({ description: 'level of the units with tasks; absent = where most tasks are' }),
      group: level.meta({ description: 'level of those that lead and lag; absent = the one below the scope' }),
      stage: StageReached.optional().meta({ description: 'what stands; absent = what most tasks count' }),
      n: z.coerce.number().int().min(1).max(100).optional().meta({ description: 'how many lead and lag; 3' }),
    }),
  },
  responses: { 200: json(MonthlyReport, 'the numbers') },
});

const bulk = createRoute({
  method: 'post',
  path: '/cameras/stages',
  summary: 'Set a stage and its day for a list of cameras, or for all of a region that are at a stage',
  description: 'What cannot be is a problem of its camera; the others change. More than 5,000 cameras are a job.',
  request: { headers: WriteHeaders, body: jsonBody(BulkStage) },
  responses: { 200: json(BulkStageAnswer, 'what was changed') },
});

const evidence = createRoute({
  method: 'get',
  path: '/stages/evidence',
  summary: 'Records whose stage the words about their state do not bear out',
  description: 'At most 20,000 cameras are looked at for one page: it may hold fewer than were asked for and go on.',
  request: {
    query: z.strictObject({
      region: z.string().min(1).max(200).optional(),
      finding: StageEvidence.shape.finding.optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(page(StageEvidence), 'a page of them') },
});

export const stageRoutes = ({ cursors }: Http) =>
  router()
    .openapi(ofRegion, async (c) => {
      const { code } = c.req.valid('param');
      return c.json(await funnelOf(c.var.ctx, { region: code, ...c.req.valid('query') }), 200);
    })
    .openapi(withChildren, async (c) => c.json(await funnelsBelow(c.var.ctx, c.req.valid('query')), 200))
    .openapi(monthly, async (c) => c.json(await monthlyReport(c.var.ctx, c.req.valid('query')), 200))
    .openapi(bulk, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const change = (keep?: KeepAnswer<BulkStageAnswer>) => setStages(c.var.ctx, input, keep);
      return c.json(await once(c.var.ctx, { key, payload: ['stages.set', input] }, change), 200);
    })
    .openapi(evidence, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('stage evidence', query);
      const found = await stageEvidence(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    });
