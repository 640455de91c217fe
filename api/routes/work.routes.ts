// Long work and what it makes: jobs, live events, the sample county, reports, the workspace at a glance.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Job, JobState } from '#contract/job';
import { page } from '#contract/page';
import { Workspace } from '#contract/workspace';
import { once } from '#services/idempotency';
import { cancelJob, getJob, listJobs } from '#services/jobs';
import { getReportFile, startReport } from '#services/reports';
import { addSample, removeSample } from '#services/sample';
import { versions, workspace } from '#services/workspace';
import { bindingOf } from './cursor.ts';
import { type Http, Id, json, jsonBody, pageQuery, router, text, WriteHeaders } from './define.ts';
import type { AppEnv } from './env.ts';
import { attachment } from './stream-text.ts';

const glance = createRoute({
  method: 'get',
  path: '/workspace',
  summary: 'What is there: counts, levels, running jobs',
  responses: { 200: json(Workspace, 'the workspace') },
});
const jobs = createRoute({
  method: 'get',
  path: '/jobs',
  summary: 'Jobs, newest first',
  request: { query: z.strictObject({ state: JobState.optional(), ...pageQuery }) },
  responses: { 200: json(page(Job), 'a page of jobs') },
});
const job = createRoute({
  method: 'get',
  path: '/jobs/{id}',
  summary: 'How far is a job?',
  request: { params: Id },
  responses: { 200: json(Job, 'the job') },
});
const cancel = createRoute({
  method: 'post',
  path: '/jobs/{id}/cancel',
  summary: 'Stop a job; one that has ended stays as it is',
  request: { params: Id, headers: WriteHeaders },
  responses: { 200: json(Job, 'the job') },
});
const events = createRoute({
  method: 'get',
  path: '/events',
  summary: 'Live events: hello, job, data',
  description: 'Server-sent events; the data of each is a JSON object with `type`.',
  responses: { 200: text('text/event-stream', 'an endless stream') },
});
const sampleIn = createRoute({
  method: 'post',
  path: '/sample',
  summary: 'Add the sample county',
  request: { headers: WriteHeaders },
  responses: { 202: json(Job, 'it is being made; follow the job') },
});
const sampleOut = createRoute({
  method: 'delete',
  path: '/sample',
  summary: 'Take the sample county out again',
  request: { headers: WriteHeaders },
  responses: { 204: { description: 'it is gone' } },
});
const report = createRoute({
  method: 'post',
  path: '/reports',
  summary: "Write a report of a region's subtree",
  request: {
    headers: WriteHeaders,
    body: jsonBody(
      z.strictObject({
        region: z.string().min(1).max(200),
        format: z.enum(['csv', 'xlsx', 'geojson']),
        lang: z.enum(['zh', 'en', 'zh+en']).optional(),
      }),
    ),
  },
  responses: { 202: json(Job, 'it is being written; follow the job, whose result names the files') },
});
const reportJob = createRoute({
  method: 'get',
  path: '/reports/{id}',
  summary: 'A report: its job',
  request: { params: Id },
  responses: { 200: json(Job, 'the job; its result names the files') },
});
const reportFile = createRoute({
  method: 'get',
  path: '/reports/{id}/files/{name}',
  summary: 'A file of a report',
  request: { params: Id.extend({ name: z.string().min(1).max(200) }) },
  responses: { 200: text('application/octet-stream', 'the file') },
});

const fileReply = (
  c: Context<AppEnv>,
  name: string,
  { path, type, bytes }: { path: string; type: string; bytes: number },
) =>
  c.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, {
    'Content-Type': type,
    'Content-Length': String(bytes),
    'Content-Disposition': attachment(name),
  });

export const workRoutes = ({ cursors, streams }: Http) =>
  router()
    .openapi(glance, async (c) => c.json(await workspace(c.var.ctx), 200))
    .openapi(jobs, async (c) => {
      const query = c.req.valid('query');
      const binding = bindingOf('jobs', query);
      const found = await listJobs(c.var.ctx, { ...query, cursor: cursors.open(query.cursor, binding) });
      return c.json({ ...found, nextCursor: cursors.seal(found.nextCursor, binding) }, 200);
    })
    .openapi(job, async (c) => c.json(await getJob(c.var.ctx, c.req.valid('param')), 200))
    .openapi(cancel, async (c) => c.json(await cancelJob(c.var.ctx, c.req.valid('param')), 200))
    .openapi(events, async (c) => {
      const { dataVersion } = await versions(c.var.ctx);
      return streams.open({ type: 'hello', dataVersion }) as never;
    })
    .openapi(sampleIn, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      const begun = await once(c.var.ctx, { key, payload: ['sample'] }, () => addSample(c.var.ctx, {}));
      return c.json(begun, 202, { Location: `/api/jobs/${encodeURIComponent(begun.id)}` });
    })
    .openapi(sampleOut, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      await once(c.var.ctx, { key, payload: ['sample.remove'] }, async () => {
        await removeSample(c.var.ctx);
        return null;
      });
      return c.body(null, 204);
    })
    .openapi(report, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const begun = await once(c.var.ctx, { key, payload: ['report', input] }, () => startReport(c.var.ctx, input));
      return c.json(begun, 202, { Location: `/api/reports/${encodeURIComponent(begun.id)}` });
    })
    .openapi(reportJob, async (c) => c.json(await getJob(c.var.ctx, c.req.valid('param')), 200))
    .openapi(reportFile, async (c) => {
      const { id, name } = c.req.valid('param');
      return fileReply(c, name, await getReportFile(c.var.ctx, { id, name })) as never;
    });
