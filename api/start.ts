// The composition root: configuration → workspace → app → port → graceful stop. The only file that names implementations.
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import pino from 'pino';
import { type MessageParams, sentencesOf } from '#rules/messages';
import { contextFor, type Deps } from '#services/ctx';
import { listJobs } from '#services/jobs';
import { openWorkspace } from '#services/open-workspace';
import { addSample } from '#services/sample';
import { startPast } from '#services/sample-past';
import { workspace } from '#services/workspace';
import { StorageError } from '#storage/storage';
import { createApp } from './app.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { sealReply } from './routes/guard.ts';
import { quarantineFolder } from './routes/upload.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WEB_ROOT = join(ROOT, 'map-ui', 'dist');

/** Exit statuses of a server that must stop (sysexits): a bug, input/output, configuration. */
const EXIT_BUG = 70;
const EXIT_IO = 74;
const EXIT_CONFIG = 78;
/** After this the process ends whatever still runs; whoever supervises it kills at 30 s. */
const HARD_STOP_MS = 25_000;
/** Replies under way may take this long once the port is closed. */
const DRAIN_MS = 10_000;
/** npm passes Ctrl-C on although the terminal has sent it already: two within this time are one. */
const SAME_SIGNAL_MS = 500;

type State = 'starting' | 'ready' | 'stopping';

async function main(): Promise<void> {
  const config = configOrExit();
  const log = pino(
    { level: config.logLevel, base: null, redact: ['req.headers.cookie', 'req.headers.authorization'] },
    pino.destination({ dest: 2, sync: true }),
  );
  let state: State = 'starting';
  let app: ReturnType<typeof createApp> | null = null;
  let workspaceDeps: (Deps & { close(): Promise<void> }) | null = null;

  const server = createAdaptorServer({
    fetch: (request, env) => app?.fetch(request, env) ?? notYet(request),
    overrideGlobalObjects: false,
    serverOptions: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 15_000,
      // an upload may take this long; a body that stalls is given up much earlier (routes/body.ts)
      requestTimeout: 15 * 60_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
    },
  }) as Server;
  server.maxRequestsPerSocket = 1_000;
  server.maxConnections = 2_000;
  server.on('request', (_request, reply) => {
    if (state === 'stopping') reply.setHeader('Connection', 'close');
  });

  let stopBegan = 0;
  async function stop(status: number): Promise<void> {
    if (state === 'stopping') return;
    state = 'stopping';
    stopBegan = performance.now();
    setTimeout(() => process.exit(status || EXIT_BUG), HARD_STOP_MS).unref();
    if (config.shutdownDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, config.shutdownDelayMs));
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    app?.closeStreams();
    server.closeIdleConnections();
    const drained = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(drained);
    await workspaceDeps?.close();
    log.info('stopped');
    process.exit(status);
  }
  const stopFor = (status: number) => {
    stop(status).catch((error) => {
      log.fatal({ err: error }, 'the stop failed');
      process.exit(status || EXIT_BUG);
    });
  };
  for (const [signal, status] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    process.on(signal, () => {
      if (state === 'stopping') {
        if (performance.now() - stopBegan > SAME_SIGNAL_MS) process.exit(status);
      } else stopFor(0);
    });
  }
  const fail = (error: unknown) => {
    log.fatal({ err: error }, 'a fault that nobody caught');
    if (state === 'starting') process.exit(EXIT_BUG);
    stopFor(EXIT_BUG);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  await listen(server, config);
  const isNew = !existsSync(config.databasePath);
  workspaceDeps = await openOrExit(config, log);
  rmSync(quarantineFolder(workspaceDeps.dataDir), { recursive: true, force: true });
  app = createApp({
    deps: workspaceDeps,
    cursorKey: cursorKey(workspaceDeps),
    webRoot: WEB_ROOT,
    notReady: () => (state === 'ready' ? null : state === 'stopping' ? 'http.stopping' : 'http.starting'),
    onFatal: (error) => {
      log.fatal({ err: error }, error.message);
      stopFor(EXIT_IO);
    },
  });
  if (config.sample) {
    await firstSample(workspaceDeps, isNew).catch((error) => {
      // an empty workspace is usable, and its Start screen offers the sample again
      log.error({ err: error }, 'the sample county could not be added');
    });
  }
  state = 'ready';
  const { address, port, family } = server.address() as AddressInfo;
  process.stdout.write(`listening on http://${family === 'IPv6' ? `[${address}]` : address}:${port}\n`);
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) giveUp(EXIT_CONFIG, error.code, error.params);
    throw error;
  }
}

/** Resolves once connections are taken; a port that cannot be had ends the process. */
function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code ?? error.message;
      if (reason === 'EADDRINUSE') giveUp(EXIT_CONFIG, 'start.port_in_use', { port });
      if (reason === 'EACCES' || reason === 'EPERM') giveUp(EXIT_CONFIG, 'start.port_refused', { port, reason });
      giveUp(EXIT_CONFIG, 'start.host_unavailable', { host, reason });
    });
    server.listen(port, host, resolve);
  });
}

async function openOrExit(config: Config, log: pino.Logger): Promise<Deps & { close(): Promise<void> }> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  try {
    return await openWorkspace({
      databasePath: config.databasePath,
      watch: true,
      version,
      outbound: config.outbound,
      log: {
        debug: (fields, message) => log.debug(fields, message),
        info: (fields, message) => log.info(fields, message),
        warn: (fields, message) => log.warn(fields, message),
        error: (fields, message) => log.error(fields, message),
      },
    });
  } catch (error) {
    if (error instanceof StorageError) {
      sayAndExit(
        error.exit,
        { message: error.message, fix: error.fix },
        { message: error.messageZh, fix: error.fixZh },
      );
    }
    const reason = (error as NodeJS.ErrnoException).code ?? '';
    if (/^(EACCES|EPERM|EROFS|ENOTDIR|ENOENT)$/.test(reason)) {
      giveUp(EXIT_CONFIG, 'start.folder_unusable', { path: dirname(config.databasePath), reason });
    }
    throw error;
  }
}

/** Cursors of before a restart stay good. A folder that cannot be written gets a key for this run only. */
function cursorKey({ dataDir, storage }: Deps): Uint8Array {
  const file = join(dataDir, 'cursor.key');
  if (existsSync(file)) {
    const key = readFileSync(file);
    if (key.length === 32) return key;
  }
  const key = randomBytes(32);
  if (!storage.readOnly) writeFileSync(file, key, { mode: 0o600 });
  return key;
}

/** The very first start, or the next one after it was stopped before the sample county was in: it comes in as a job. */
async function firstSample(deps: Deps, isNew: boolean): Promise<void> {
  const ctx = contextFor(deps, 'system');
  const { counts, sample, runningJobs } = await workspace(ctx);
  // cut off while its two years were written
  if (sample) await startPast(ctx);
  if (sample || counts.regions > 0 || counts.cameras > 0 || runningJobs.length > 0) return;
  const last = (await listJobs(ctx, { limit: 50 })).items.find((job) => job.kind === 'sample');
  if (isNew || last?.state === 'failed') await addSample(ctx, {});
}

/** What is answered between the opening of the port and the opening of the database. */
function notYet(request: Request): Response {
  const { pathname } = new URL(request.url);
  const requestId = randomUUID();
  const { en, zh } = sentencesOf('http.starting');
  const alive = pathname === '/livez';
  const body = alive
    ? { status: 'ok' }
    : {
        type: 'urn:lacuna:problem:http.starting',
        status: 503,
        code: 'http.starting',
        ...{
          title: 'Not now',
          titleZh: '暂不可用',
          detail: en.message,
          detailZh: zh.message,
          fix: en.fix,
          fixZh: zh.fix,
        },
        requestId,
      };
  const headers = { 'Content-Type': alive ? 'application/json' : 'application/problem+json', 'Retry-After': '1' };
  const reply = new Response(JSON.stringify(body), { status: alive ? 200 : 503, headers });
  sealReply(pathname, requestId, reply);
  return reply;
}

function giveUp(status: number, code: string, params: MessageParams): never {
  const { en, zh } = sentencesOf(code, params);
  return sayAndExit(status, en, zh);
}

function sayAndExit(status: number, ...sentences: { message: string; fix: string }[]): never {
  process.stderr.write(sentences.map(({ message, fix }) => `lacuna: ${message} ${fix}\n`).join(''));
  process.exit(status);
}

main().catch((error) => {
  process.stderr.write(`lacuna: ${(error as Error).stack ?? String(error)}\n`);
  process.exit(EXIT_BUG);
});
