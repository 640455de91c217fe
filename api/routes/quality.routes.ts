// Data quality: how far the figures can be trusted, which records are at fault, what people say of them, and fixes.
import { createRoute, z } from '@hono/zod-openapi';
import { Job } from '#contract/job';
import { page } from '#contract/page';
import {
  FieldSheet,
  QualityFeedback,
  QualityFeedbackInput,
  QualityFixed,
  QualityFixInput,
  QualityIssue,
  QualityMarkInput,
  QualityPositions,
  QualityRuleItem,
  QualityState,
  QualitySummary,
} from '#contract/quality';
import { fieldSheetCsv, fieldSheetHtml } from '#reports/field-sheet';
import { fieldSheet } from '#services/field-sheet';
import { type KeepAnswer, once } from '#services/idempotency';
import { listIssues, qualityRules, qualitySummary } from '#services/quality';
import { listFeedback, sayRuleWrong } from '#services/quality-feedback';
import { fixIssues } from '#services/quality-fixes';
import { markIssues } from '#services/quality-marks';
import { issuePositions, MOST_POSITIONS } from '#services/quality-positions';
import { startQuality } from '#services/quality-run';
import { bindingOf } from './cursor.ts';
import { type Http, Id, json, jsonBody, pageQuery, router, WriteHeaders } from './define.ts';
import { attachment } from './stream-text.ts';

const region = z.string().max(200).optional().meta({ description: 'this region and everything below it' });

const summary = createRoute({
  method: 'get',
  path: '/quality/summary',
  summary: 'The grade, and every rule with its open issues, greatest effect first',
  request: { query: z.strictObject({ region }) },
  responses: { 200: json(QualitySummary, 'the summary') },
});
const rules = createRoute({
  method: 'get',
  path: '/quality/rules',
  summary: 'Which rules there are',
  responses: { 200: json(z.object({ items: z.array(QualityRuleItem), nextCursor: z.null() }), 'all rules') },
});
const issues = createRoute({
  method: 'get',
  path: '/quality/issues',
  summary: 'Issues, greatest effect first',
  request: {
    query: z.strictObject({
      region,
      rule: z.string().max(100).optional(),
      state: QualityState.optional(),
      owner: z.string().max(300).optional(),
      camera: z.string().max(200).optional().meta({ description: 'only of this camera' }),
      sort: z.enum(['-effect', 'effect', 'age', '-age', 'camera']).optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(page(QualityIssue), 'a page of issues') },
});
const positions = createRoute({
  method: 'get',
  path: '/quality/positions',
  summary: 'Where issues are, greatest effect first, for a map',
  request: {
    query: z.strictObject({
      region,
      rule: z.string().max(100).optional(),
      state: QualityState.optional(),
      owner: z.string().max(300).optional(),
      limit: z.coerce.number().int().min(1).max(MOST_POSITIONS).optional(),
    }),
  },
  responses: { 200: json(QualityPositions, 'their positions as columns, and how many there are in all') },
});
const feedback = createRoute({
  method: 'get',
  path: '/quality/rules/{id}/feedback',
  summary: 'What people said of a rule, newest first',
  request: { params: Id, query: z.strictObject(pageQuery) },
  responses: { 200: json(page(QualityFeedback), 'a page of it') },
});
const sayWrong = createRoute({
  method: 'post',
  path: '/quality/rules/{id}/feedback',
  summary: 'Say that a rule is wrong, with or without a sentence',
  request: { params: Id, headers: WriteHeaders, body: jsonBody(QualityFeedbackInput) },
  responses: { 201: json(QualityFeedback, 'it is kept') },
});
const run = createRoute({
  method: 'post',
  path: '/quality/run',
  summary: 'Check now; a check that waits or goes on is that one',
  request: { headers: WriteHeaders },
  responses: { 202: json(Job, 'follow the job') },
});
const marks = createRoute({
  method: 'post',
  path: '/quality/marks',
  summary: 'Ignore issues with a reason until their record changes, or assign them',
  request: { headers: WriteHeaders, body: jsonBody(QualityMarkInput) },
  responses: { 200: json(z.object({ marked: z.number().int() }), 'how many were marked') },
});
const fixes = createRoute({
  method: 'post',
  path: '/quality/fixes',
  summary: 'Set a field, or take the proposal, for the cameras of many issues',
  description: 'One transaction with history; POST /api/imports/{importId}/undo takes it back.',
  request: { headers: WriteHeaders, body: jsonBody(QualityFixInput) },
  responses: { 200: json(QualityFixed, 'what was changed') },
});
const sheet = createRoute({
  method: 'get',
  path: '/quality/field-sheet',
  summary: 'The twenty checks that narrow the interval most, in walking order',
  request: {
    query: z.strictObject({
      region,
      format: z.enum(['json', 'csv', 'html']).optional(),
      lang: z.enum(['zh', 'en']).optional(),
    }),
  },
  responses: {
    200: {
      content: {
        'application/json': { schema: FieldSheet },
        'text/csv': { schema: z.string() },
        'text/html': { schema: z.string() },
      },
      description: 'the sheet',
    },
  },
});

export const qualityRoutes = ({ cursors }: Http) =>
  router()
    .openapi(summary, async (c) => c.json(await qualitySummary(c.var.ctx, c.req.valid('query')), 200))
    .openapi(rules, async (c) => c.json({ items: qualityRules(), nextCursor: null }, 200))
    .openapi(issues, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('quality issues', query);
      const found = await listIssues(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(positions, async (c) => c.json(await issuePositions(c.var.ctx, c.req.valid('query')), 200))
    .openapi(feedback, async (c) => {
      const rule = c.req.valid('param').id;
      const query = c.req.valid('query');
      const binding = bindingOf('quality feedback', { ...query, rule });
      const found = await listFeedback(c.var.ctx, { ...query, rule, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(sayWrong, async (c) => {
      const input = { ...c.req.valid('json'), rule: c.req.valid('param').id };
      const key = c.req.valid('header')['idempotency-key'];
      const say = (keep?: KeepAnswer<QualityFeedback>) => sayRuleWrong(c.var.ctx, input, keep);
      return c.json(await once(c.var.ctx, { key, payload: ['quality.feedback', input] }, say), 201);
    })
    .openapi(run, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      const begun = await once(c.var.ctx, { key, payload: ['quality.run'] }, () => startQuality(c.var.ctx));
      return c.json(begun, 202, { Location: `/api/jobs/${encodeURIComponent(begun.id)}` });
    })
    .openapi(marks, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const mark = (keep?: KeepAnswer<{ marked: number }>) => markIssues(c.var.ctx, input, keep);
      return c.json(await once(c.var.ctx, { key, payload: ['quality.marks', input] }, mark), 200);
    })
    .openapi(fixes, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const fix = (keep?: KeepAnswer<QualityFixed>) => fixIssues(c.var.ctx, input, keep);
      return c.json(await once(c.var.ctx, { key, payload: ['quality.fixes', input] }, fix), 200);
    })
    .openapi(sheet, async (c) => {
      const { format = 'json', lang = 'zh', region: code } = c.req.valid('query');
      const made = await fieldSheet(c.var.ctx, { region: code });
      if (format === 'json') return c.json(made, 200);
      const name = `lacuna-field-sheet-${code ?? 'all'}-v${made.dataVersion}.${format}`;
      c.header('Content-Disposition', attachment(name));
      // a page of its own, to be kept and printed: not shown under this server's address
      c.header('Content-Type', format === 'csv' ? 'text/csv; charset=utf-8' : 'text/html; charset=utf-8');
      return c.body(format === 'csv' ? fieldSheetCsv(made, lang) : fieldSheetHtml(made, lang), 200) as never;
    });
