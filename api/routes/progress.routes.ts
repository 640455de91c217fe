// How the roll-out goes: progress to a target, months of a metric, reported months, the league table.
import { createRoute, z } from '@hono/zod-openapi';
import { Job } from '#contract/job';
import { PublicSpaceClass } from '#contract/layers';
import { FreezeInput, Frozen, FrozenMonth, History, League, Progress } from '#contract/progress';
import { TargetMeasure, TargetMetric } from '#contract/target';
import { PEERS } from '#rules/league';
import { freezeMonth, listFrozen } from '#services/freeze';
import { frozenMonth } from '#services/frozen';
import { regionHistory } from '#services/history';
import { once } from '#services/idempotency';
import { league } from '#services/league';
import { recomputeMonths } from '#services/month-history';
import { progressOf } from '#services/progress';
import type { Measured } from '#services/snapshot-metrics';
import { Code, Id, json, jsonBody, router, WriteHeaders } from './define.ts';

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/)
  .optional()
  .meta({ description: 'a month or a day' });
const region = z.string().min(1).max(200).optional().meta({ description: 'region code; absent = everything' });
/** What is counted, as parameters of an address. */
const measured = {
  metric: TargetMetric.optional().meta({ description: 'coverage' }),
  ...TargetMeasure.omit({ classes: true, k: true, ofMinimum: true }).shape,
  k: z.coerce.number().int().min(1).max(4).optional(),
  ofMinimum: z.coerce.number().gt(0).optional(),
  classes: z
    .string()
    .max(300)
    .transform((names) => names.split(','))
    .pipe(z.array(PublicSpaceClass))
    .optional()
    .meta({ description: 'with commas between' }),
};
type MeasuredQuery = z.infer<z.ZodObject<typeof measured>>;
const measureOf = ({ metric = 'coverage', ...measure }: MeasuredQuery): Measured => ({ metric, measure });

const progress = createRoute({
  method: 'get',
  path: '/progress',
  summary: 'Plan, months, forecast, milestones and stages of a scope',
  request: {
    query: z.strictObject({
      scope: region,
      from: month,
      to: month,
      target: z.string().max(100).optional().meta({ description: 'absent = the first that holds' }),
    }),
  },
  responses: { 200: json(Progress, 'progress') },
});
const history = createRoute({
  method: 'get',
  path: '/regions/{code}/history',
  summary: 'A metric month by month: as known today, as reported, and what was reported first',
  request: { params: Code, query: z.strictObject({ ...measured, from: month, to: month }) },
  responses: { 200: json(History, 'a point a month; null where nothing is known or was reported') },
});
const freeze = createRoute({
  method: 'post',
  path: '/progress/freeze',
  summary: 'Report a month: what is known of its end stays as it is for ever',
  description: 'The same month again is a correction and needs a reason; the first report stays as it is.',
  request: { headers: WriteHeaders, body: jsonBody(FreezeInput) },
  responses: { 202: json(Job, 'it is being written; `result.id` of the job names it') },
});
const recompute = createRoute({
  method: 'post',
  path: '/progress/recompute',
  summary: 'Compute the ends of months anew, as they are known today',
  description: 'Months that are kept as they are known today are left alone. Stages and status need no computing.',
  request: { headers: WriteHeaders, body: jsonBody(z.strictObject({ from: month, to: month })) },
  responses: { 202: json(Job, 'follow the job') },
});
const frozen = createRoute({
  method: 'get',
  path: '/progress/frozen',
  summary: 'Reported months, newest first',
  responses: { 200: json(z.object({ items: z.array(Frozen), nextCursor: z.null() }), 'all of them') },
});
const oneFrozen = createRoute({
  method: 'get',
  path: '/progress/frozen/{id}',
  summary: 'What was reported',
  request: {
    params: Id,
    query: z.strictObject({ region, level: z.string().min(1).max(100).optional() }),
  },
  responses: { 200: json(FrozenMonth, 'figures, stages and status times of the regions asked for') },
});

const leagueTable = createRoute({
  method: 'get',
  path: '/progress/league',
  summary: 'Regions of a level side by side: values, targets, trends, and ranks among regions of like size',
  request: {
    query: z.strictObject({
      scope: region,
      level: z.string().min(1).max(100).optional().meta({ description: 'absent = the one below the scope' }),
      metric: TargetMetric.optional().meta({ description: 'coverage' }),
      on: z.iso.date().optional().meta({ description: 'a day; absent = today' }),
      peers: z.enum(PEERS).optional().meta({ description: 'who is compared with whom; all' }),
    }),
  },
  responses: { 200: json(League, 'a row a region, best first, those without a rank last') },
});

export const progressRoutes = () =>
  router()
    .openapi(progress, async (c) => c.json(await progressOf(c.var.ctx, c.req.valid('query')), 200))
    .openapi(leagueTable, async (c) => c.json(await league(c.var.ctx, c.req.valid('query')), 200))
    .openapi(history, async (c) => {
      const { from, to, ...asked } = c.req.valid('query');
      const { code } = c.req.valid('param');
      return c.json(await regionHistory(c.var.ctx, { code, from, to, ...measureOf(asked) }), 200);
    })
    .openapi(freeze, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const job = await once(c.var.ctx, { key, payload: ['progress.freeze', input] }, () =>
        freezeMonth(c.var.ctx, input),
      );
      return c.json(job, 202);
    })
    .openapi(recompute, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const job = await once(c.var.ctx, { key, payload: ['progress.recompute', input] }, () =>
        recomputeMonths(c.var.ctx, input),
      );
      return c.json(job, 202);
    })
    .openapi(frozen, async (c) => c.json({ items: await listFrozen(c.var.ctx), nextCursor: null }, 200))
    .openapi(oneFrozen, async (c) =>
      c.json(await frozenMonth(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    );
