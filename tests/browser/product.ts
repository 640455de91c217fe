// The built product with a small county in it and a browser in front of it: what every journey starts from.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { programFile } from '../../scripts/program-files.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const COUNTY = [
  ['regions', 'regions.geojson'],
  ['public-space', 'public-space.geojson'],
  ['obstacles', 'obstacles.geojson'],
  ['privacy-zones', 'privacy-zones.geojson'],
  ['targets', 'targets.csv'],
  ['cameras', 'cameras.csv'],
] as const;

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

/** A county of `villages` with its public space, targets and cameras, measured; then the server on a free port.
 * With no villages the workspace is empty. `laterDays`: its clock is ahead by so many, but not while it was fed. */
export async function startProduct({ villages = 24, cameras = 700, laterDays = 0 } = {}): Promise<Product> {
  if (!existsSync(join(ROOT, 'map-ui', 'dist', 'index.html'))) {
    throw new Error('the browser side is not built: run `npm run build`, or the whole of `npm test`');
  }
  const executablePath = process.env.CHROMIUM || findChromium();
  if (!executablePath) throw new Error('no Chromium found: install it (apt-get install chromium) or set CHROMIUM');
  const folder = mkdtempSync(join(tmpdir(), 'lacuna-browser-'));
  const database = join(folder, 'county.db');
  const [fed, browser] = await Promise.all([
    listen(database),
    chromium.launch({ executablePath }),
    villages > 0 ? makeCounty(folder, villages, cameras) : null,
  ]);
  if (villages > 0) await takeIn(fed.url, folder);
  if (laterDays > 0) await ended(fed.server);
  const { server, url } = laterDays > 0 ? await listen(database, laterDays) : fed;
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
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(server: ChildProcess): Promise<void> {
  server.kill('SIGTERM');
  await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(null)));
}

const makeCounty = (folder: string, villages: number, cameras: number) =>
  run(
    process.execPath,
    [
      'scripts/lacuna.mjs',
      'sample',
      '--villages',
      `${villages}`,
      '--cameras',
      `${cameras}`,
      '--seed',
      '5',
      '--out',
      folder,
    ],
    { cwd: ROOT },
  );

/** The files of the county through the product's own door, until everything is measured. */
async function takeIn(url: string, folder: string): Promise<void> {
  const ask = async <T>(method: string, path: string, body?: FormData): Promise<T> => {
    const response = await fetch(`${url}/api${path}`, { method, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`expected ${method} ${path} to succeed, got ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  };
  const until = async <T>(path: string, done: (answer: T) => boolean): Promise<T> => {
    for (;;) {
      const answer = await ask<T>('GET', path);
      if (done(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  for (const [kind, file] of COUNTY) {
    const body = new FormData();
    body.append('kind', kind);
    body.append('file', new Blob([readFileSync(join(folder, file))]), file);
    const { id } = await ask<{ id: string }>('POST', '/imports', body);
    const read = await until<{ state: string; reason: string }>(`/imports/${id}`, ({ state }) => state !== 'parsing');
    if (read.state !== 'ready') throw new Error(`expected ${file} to be ready, got ${read.state}: ${read.reason}`);
    await ask('POST', `/imports/${id}/commit`);
  }
  await until<{ runningJobs: unknown[] }>('/workspace', ({ runningJobs }) => runningJobs.length === 0);
}

function listen(database: string, laterDays = 0): Promise<{ server: ChildProcess; url: string }> {
  const clock = laterDays > 0 ? ['--import', pathToFileURL(join(import.meta.dirname, 'later.mjs')).href] : [];
  const server = spawn(process.execPath, [...clock, programFile('server')], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', DATABASE_URL: database, LACUNA_SAMPLE: '0', LATER_DAYS: `${laterDays}` },
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
