// The HTTP application: which routes there are, what guards them, how a refusal is written. Tests call app.request().
import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { contextFor, type Deps } from '#services/ctx';
import { StorageError } from '#storage/storage';
import { alertRoutes } from './routes/alerts.routes.ts';
import { type BodyRule, JSON_BODY, STATUS_BODY, UPLOAD_BODY } from './routes/body.ts';
import { cameraRoutes } from './routes/cameras.routes.ts';
import { signedCursors } from './routes/cursor.ts';
import type { Http } from './routes/define.ts';
import { router } from './routes/define.ts';
import { addDocs } from './routes/docs.ts';
import type { AppEnv } from './routes/env.ts';
import { etagReplies } from './routes/etag.ts';
import { exportRoutes } from './routes/exports.routes.ts';
import { figureRoutes } from './routes/figures.routes.ts';
import { guard, sealReply } from './routes/guard.ts';
import { healthRoutes } from './routes/health.routes.ts';
import { importRoutes } from './routes/imports.routes.ts';
import { createMetrics } from './routes/metrics.ts';
import { outageRoutes } from './routes/outages.routes.ts';
import { HttpError, isUnexpected, problemReply } from './routes/problem.ts';
import { progressRoutes } from './routes/progress.routes.ts';
import { projectRoutes } from './routes/projects.routes.ts';
import { qualityRoutes } from './routes/quality.routes.ts';
import { regionRoutes } from './routes/regions.routes.ts';
import { screens } from './routes/screens.ts';
import { settingRoutes } from './routes/settings.routes.ts';
import { stageRoutes } from './routes/stages.routes.ts';
import { statusRoutes } from './routes/status.routes.ts';
import { createStreams } from './routes/stream.ts';
import { targetRoutes } from './routes/targets.routes.ts';
import { tileRoutes } from './routes/tiles.routes.ts';
import { workRoutes } from './routes/work.routes.ts';

export interface AppDeps {
  deps: Deps;
  /** signs cursors; at least 16 bytes */
  cursorKey: Uint8Array;
  /** folder of the built browser side; null = API only */
  webRoot: string | null;
  notReady?: Http['notReady'];
  /** the database can no longer be trusted: the process has to end */
  onFatal?: (error: StorageError) => void;
}

/** Bodies that are not small JSON. */
const BODIES: Readonly<Record<string, BodyRule>> = { '/api/imports': UPLOAD_BODY, '/api/status': STATUS_BODY };

export function createApp({ deps, cursorKey, webRoot, notReady = () => null, onFatal }: AppDeps) {
  const metrics = createMetrics();
  const streams = createStreams(deps.events);
  const http: Http = { cursors: signedCursors(cursorKey), streams, metrics, notReady };
  metrics.gauge('lacuna_event_streams', 'Open streams of live events', () => streams.count());
  metrics.gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
  metrics.gauge('process_cpu_seconds_total', 'CPU time', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.gauge('process_uptime_seconds', 'Time since the start', () => process.uptime());

  const root = router();
  root.use('*', async (c, next) => {
    const begin = performance.now();
    c.set('requestId', randomUUID());
    await next();
    sealReply(c.req.path, c.get('requestId'), c.res);
    const pattern = c.req.matchedRoutes.findLast((route) => route.path !== '/*' && route.path !== '*')?.path ?? 'other';
    metrics.observe(c.req.method, pattern, c.res.status, (performance.now() - begin) / 1000);
  });
  root.use(
    '*',
    guard((path) => BODIES[path] ?? JSON_BODY),
  );
  root.use('/api/*', async (c, next) => {
    const why = notReady();
    if (why === 'http.stopping' && c.req.method !== 'GET') throw new HttpError(503, why);
    c.set('ctx', contextFor(deps, 'local'));
    await next();
  });
  root.use('/api/*', etagReplies);
  root.onError((error, c) => {
    if (isUnexpected(error)) {
      deps.log.error(
        { err: error, requestId: c.get('requestId'), method: c.req.method, path: c.req.path },
        'request failed',
      );
    }
    if (error instanceof StorageError && (error.code === 'storage.io' || error.code === 'storage.corrupt'))
      onFatal?.(error);
    return problemReply(c, error);
  });

  const app = root
    .route('/', healthRoutes(http))
    .route('/api', workRoutes(http))
    .route('/api', exportRoutes())
    .route('/api', regionRoutes(http))
    .route('/api', figureRoutes())
    .route('/api', settingRoutes())
    .route('/api', cameraRoutes(http))
    .route('/api', importRoutes(http))
    .route('/api', qualityRoutes(http))
    .route('/api', outageRoutes(http))
    .route('/api', alertRoutes(http))
    .route('/api', statusRoutes())
    .route('/api', targetRoutes())
    .route('/api', progressRoutes())
    .route('/api', stageRoutes(http))
    .route('/api', projectRoutes(http))
    .route('/api', tileRoutes());
  addDocs(app as unknown as OpenAPIHono<AppEnv>, deps.version);

  const webPage = webRoot === null ? null : screens(webRoot);
  root.notFound((c) => {
    const allowed = allowedMethods(root, c.req.path);
    if (allowed.length > 0 && !allowed.includes(c.req.method === 'HEAD' ? 'GET' : c.req.method)) {
      const params = { method: c.req.method, allowed: allowed.join(', ') };
      return problemReply(
        c,
        new HttpError(405, 'http.method_not_allowed', params, { headers: { Allow: params.allowed } }),
      );
    }
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    try {
      const page = isRead && !c.req.path.startsWith('/api') ? webPage?.(c) : null;
      return page ?? problemReply(c, new HttpError(404, 'http.not_found'));
    } catch (error) {
      return problemReply(c, error);
    }
  });
  return Object.assign(app, { closeStreams: streams.close });
}

/** The shape that the typed client of the browser side is made from. */
export type AppType = ReturnType<typeof createApp>;

/** Methods that other routes have at this address. */
function allowedMethods(app: OpenAPIHono<AppEnv>, path: string): string[] {
  const parts = path.split('/');
  const methods = app.routes
    .filter(({ method, path: pattern }) => {
      const wanted = pattern.split('/');
      return (
        method !== 'ALL' &&
        wanted.length === parts.length &&
        wanted.every((part, i) => (part.startsWith(':') ? parts[i] !== '' : part === parts[i]))
      );
    })
    .map(({ method }) => method);
  return [...new Set(methods)].sort();
}
