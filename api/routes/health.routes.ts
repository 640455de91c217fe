// Is the process alive, may it be asked, and how does it do?
import { createRoute, z } from '@hono/zod-openapi';
import { type Http, json, router, text } from './define.ts';
import { HttpError } from './problem.ts';

const Status = z.object({ status: z.literal('ok') });
const livez = createRoute({
  method: 'get',
  path: '/livez',
  summary: 'The process answers',
  responses: { 200: json(Status, 'alive') },
});
const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  summary: 'Requests are welcome',
  responses: { 200: json(Status, 'ready') },
});
const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Figures about the process, Prometheus text',
  responses: { 200: text('text/plain', 'metrics') },
});

export const healthRoutes = ({ metrics, notReady }: Http) =>
  router()
    .openapi(livez, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(readyz, (c) => {
      const why = notReady();
      if (why) throw new HttpError(503, why);
      return c.json({ status: 'ok' as const }, 200);
    })
    .openapi(
      metricsRoute,
      (c) => c.body(metrics.text(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }) as never,
    );
