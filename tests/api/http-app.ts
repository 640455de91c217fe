// A real application over a real, migrated, temporary database, for tests.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace } from '#services/open-workspace';
import { inlineRunner } from '#workers/runner';
import { type AppDeps, createApp } from '../../api/app.ts';

export async function openTestApp(options: Partial<AppDeps> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-http-'));
  const errors: unknown[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) };
  const deps = await openWorkspace({
    databasePath: join(folder, 'test.db'),
    runner: inlineRunner,
    log,
    version: '0.0.0',
  });
  const app = createApp({ deps, cursorKey: new Uint8Array(32).fill(7), webRoot: null, ...options });
  return {
    app,
    deps,
    /** what the log was told at level error: a test that ends with entries here has found a bug */
    errors,
    folder,
    async close() {
      app.closeStreams();
      await deps.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type TestApp = Awaited<ReturnType<typeof openTestApp>>;

/** Headers that stand on every reply, whoever made it. */
export const SEALED_HEADERS = [
  'content-security-policy',
  'x-content-type-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'cache-control',
  'x-request-id',
];
