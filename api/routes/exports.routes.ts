// Data out as files: ordered as a job, fetched by name.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createRoute, z } from '@hono/zod-openapi';
import { ExportOrder } from '#contract/export';
import { Job } from '#contract/job';
import { getExportFile, startExport } from '#services/exports';
import { once } from '#services/idempotency';
import { getJob } from '#services/jobs';
import { Id, json, jsonBody, router, text, WriteHeaders } from './define.ts';
import { attachment } from './stream-text.ts';

const order = createRoute({
  method: 'post',
  path: '/exports',
  summary: 'Write cameras, regions, gaps or footprints as a file',
  description: 'Restricted cameras are left out unless `includeRestricted` asks for them. Files are kept for a day.',
  request: { headers: WriteHeaders, body: jsonBody(ExportOrder) },
  responses: {
    202: json(Job, 'it is being written; follow the job, whose result names the file and holds the receipt'),
  },
});
const one = createRoute({
  method: 'get',
  path: '/exports/{id}',
  summary: 'An export: its job',
  request: { params: Id },
  responses: { 200: json(Job, 'the job; its result names the file') },
});
const file = createRoute({
  method: 'get',
  path: '/exports/{id}/files/{name}',
  summary: 'The file of an export',
  request: { params: Id.extend({ name: z.string().min(1).max(200) }) },
  responses: { 200: text('application/octet-stream', 'the file') },
});

export const exportRoutes = () =>
  router()
    .openapi(order, async (c) => {
      const input = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const begun = await once(c.var.ctx, { key, payload: ['export', input] }, () => startExport(c.var.ctx, input));
      return c.json(begun, 202, { Location: `/api/exports/${encodeURIComponent(begun.id)}` });
    })
    .openapi(one, async (c) => c.json(await getJob(c.var.ctx, c.req.valid('param')), 200))
    .openapi(file, async (c) => {
      const { id, name } = c.req.valid('param');
      const { path, type, bytes } = await getExportFile(c.var.ctx, { id, name });
      const headers = {
        'Content-Type': type,
        'Content-Length': String(bytes),
        'Content-Disposition': attachment(name),
      };
      return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, headers) as never;
    });
