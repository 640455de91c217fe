// The built product with a small county in it and a browser in front of it: what every journey starts from.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const TSX = ['--import', 'tsx'];
const run = promisify(execFile);

export interface Product {
  url: string;
  browser: Browser;
  /** A page of its own; what it must not do is in `faults`. */
  open(
    path: string,
    how?: { language?: 'zh' | 'en'; theme?: 'light' | 'dark'; width?: number; height?: number },
  ): Promise<Visit>;
  stop(): Promise<void>;
}
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** errors of the page, refused or foreign requests */
  faults: string[];
}

/** A county of `villages` with its public space, targets and cameras, measured; then the server on a free port. */
export async function startProduct({ villages = 24, cameras = 700 } = {}): Promise<Product> {
  if (!existsSync(join(ROOT, 'map-ui', 'dist', 'index.html'))) {
    throw new Error('the browser side is not built: run `npm run build`, or the whole of `npm test`');
  }
  const executablePath = process.env.CHROMIUM || findChromium();
  if (!executablePath) throw new Error('no Chromium found: install it (apt-get install chromium) or set CHROMIUM');
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-browser-'));
  const database = join(folder, 'county.db');
  const lacuna = (...args: string[]) => run(process.execPath, [...TSX, 'scripts/lacuna.ts', ...args], { cwd: ROOT });
  await lacuna('sample', '--villages', String(villages), '--cameras', String(cameras), '--seed', '5', '--out', folder);
  for (const [kind, file] of [
    ['regions', 'regions.geojson'],
    ['public-space', 'public-space.geojson'],
    ['targets', 'targets.csv'],
    ['cameras', 'cameras.csv'],
  ]) {
    await lacuna('import', kind, join(folder, file), '--db', database);
  }
  const { server, url } = await listen(database);
  const browser = await chromium.launch({ executablePath });
  return {
    url,
    browser,
    async open(path, { language = 'zh', theme = 'light', width = 1200, height = 760 } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        locale: language === 'zh' ? 'zh-CN' : 'en-GB',
        colorScheme: theme,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      // a slow machine draws the map in software
      page.setDefaultTimeout(60_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
      page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (origin !== url && protocol.startsWith('http')) faults.push(`foreign request: ${request.url()}`);
      });
      await page.goto(url + path);
      return { page, context, faults };
    },
    async stop() {
      await browser.close();
      server.kill('SIGTERM');
      await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(null)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listen(database: string): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(process.execPath, [...TSX, 'api/start.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', DATABASE_URL: database, LACUNA_SAMPLE: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const url = /listening on (http:\/\/\S+)/.exec(line)?.[1];
      if (url) resolve({ server, url });
    });
    server.once('exit', (code) => reject(new Error(`expected a listening server, it ended with ${code}: ${said}`)));
  });
}
