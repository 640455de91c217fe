// kill -9 in the middle of an import's commit and of a measuring job, then a new start on the same file.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitImport, commitNow, undoNow } from '#services/imports';
import { listJobs, whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { countCameras } from '#storage/cameras.repository';
import { contentHash } from '#storage/content-hash';
import { figureRecords } from '#storage/figures.repository';
import { countStaged, findImport, type ImportRow, importPage } from '#storage/imports.repository';
import { openSqlite } from '#storage/open.sqlite';
import { EVERYTHING } from '#storage/scope';
import { camerasCsv, countyGeojson, openWorld, seeded, type World } from './world.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./killed-process.ts', import.meta.url));
const CAMERAS = 4_000;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lacuna-kill-'));
  writeFileSync(join(dir, 'county.geojson'), countyGeojson(60, 40));
  const random = seeded(5);
  const lines = Array.from({ length: CAMERAS }, (_, i) => ({
    id: `k${String(i).padStart(5, '0')}`,
    eastM: random() * 2_400,
    northM: random() * 120,
    type: 'fixed',
    azimuthDeg: Math.floor(random() * 360),
    rangeM: 5 + Math.floor(random() * 20),
  }));
  writeFileSync(join(dir, 'cameras.csv'), camerasCsv(lines));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Starts the program and kills it at a line of its output (`null` = let it end). */
function runUntil(mode: string, killAt: string | null): Promise<{ lines: string[]; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', PROGRAM, dir, mode], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout!.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (killAt !== null && text.split('\n').includes(killAt)) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', (_code, signal) => resolve({ lines: text.trim().split('\n'), signal }));
  });
}

const reopen = (): Promise<World> => openWorld({ dir, databasePath: join(dir, 'lacuna.db') });

const hash = (world: World): Promise<string> => world.ctx.storage.read(contentHash);
/** A hash that the killed process had printed. */
function said(lines: string[], name: string): string {
  const line = lines.find((text) => text.startsWith(`${name} `));
  if (line === undefined) throw new Error(`expected a hash of ${name}, got ${lines.join(' | ')}`);
  return line.slice(name.length + 1);
}

const numbers = async (world: World): Promise<unknown> =>
  (await figureRecords(world.ctx.storage.reader, EVERYTHING, 'installed')).map((row) => row.figure);

/** What one undisturbed measuring gives for the same data. */
async function cleanNumbers(world: World): Promise<unknown> {
  const job = await startMeasure(world.ctx, { regions: 'all' });
  await whenEnded(world.ctx, { id: job.id });
  return numbers(world);
}

for (const point of ['staged', 'commit-begun', 'half-written', 'before-commit', 'after-commit']) {
  test(`an import killed at ${point} is absent or whole, and is read again where it is absent`, async () => {
    const run = await runUntil(point, point);
    expect(run.signal).toBe('SIGKILL');
    const world = await reopen();
    const { reader } = world.ctx.storage;
    const cameras = await countCameras(reader, EVERYTHING);
    expect([0, CAMERAS]).toContain(cameras);
    expect(cameras).toBe(point === 'after-commit' ? CAMERAS : 0);
    expect(await countStaged(reader, EVERYTHING)).toBe(0);
    await world.ctx.background.settled();
    if (cameras === 0) expect(await hash(world)).toBe(said(run.lines, 'before'));
    // what was not committed was read again from its stored file
    const [latest] = await importPage(reader, EVERYTHING, { kind: 'cameras' }, null, 1);
    expect(latest.state).toBe(cameras === 0 ? 'ready' : 'committed');
    expect(latest.receipt).toMatchObject({ rows: CAMERAS, usable: CAMERAS, create: CAMERAS });
    if (cameras === 0) await commitImport(world.ctx, { id: latest.id });
    expect(await countCameras(reader, EVERYTHING)).toBe(CAMERAS);
    await world.ctx.background.settled();
    expect(world.ctx.storage.stagedImports()).toEqual([]);
    expect(await numbers(world)).toEqual(await cleanNumbers(world));
    await undoNow(world.ctx, (await findImport(reader, EVERYTHING, latest.id))!, false);
    expect(await hash(world)).toBe(said(run.lines, 'before'));
    await world.close();
  });
}

for (const point of ['stored', 'child-spawned', 'block-staged']) {
  test(`an import killed at ${point} has changed nothing and is read again from its stored file`, async () => {
    const run = await runUntil(point, point);
    expect(run.signal).toBe('SIGKILL');
    const world = await reopen();
    const { reader } = world.ctx.storage;
    const [latest] = await importPage(reader, EVERYTHING, { kind: 'cameras' }, null, 1);
    expect(latest.state).toBe('parsing');
    await world.ctx.background.settled();
    expect(await hash(world)).toBe(said(run.lines, 'before'));
    const read = (await findImport(reader, EVERYTHING, latest.id))!;
    expect(read).toMatchObject({ state: 'ready', receipt: { rows: CAMERAS, create: CAMERAS } });
    await commitNow(world.ctx, read);
    expect(await countCameras(reader, EVERYTHING)).toBe(CAMERAS);
    await world.close();
  });
}

for (const point of ['undo-begun', 'undo-before-commit', 'undone']) {
  test(`an undo killed at ${point} is absent or whole`, async () => {
    const run = await runUntil(point, point);
    expect(run.signal).toBe('SIGKILL');
    const world = await reopen();
    const { reader } = world.ctx.storage;
    const [latest] = await importPage(reader, EVERYTHING, { kind: 'cameras' }, null, 1);
    const isWhole = point === 'undone';
    expect(latest.state).toBe(isWhole ? 'undone' : 'committed');
    expect(await hash(world)).toBe(said(run.lines, isWhole ? 'before' : 'with'));
    if (!isWhole) await undoNow(world.ctx, latest, false);
    expect(await hash(world)).toBe(said(run.lines, 'before'));
    await world.close();
  });
}

test('a file whose reading is cut again and again is given up, not tried for ever', async () => {
  await runUntil('stored', 'stored');
  const reading = async (): Promise<ImportRow['state']> => {
    const storage = openSqlite(join(dir, 'lacuna.db'));
    try {
      const [latest] = await importPage(storage.reader, EVERYTHING, { kind: 'cameras' }, null, 1);
      return latest.state;
    } finally {
      await storage.close();
    }
  };
  for (let start = 0; start < 4 && (await reading()) === 'parsing'; start += 1) {
    const stopped = await openWorld({ dir, databasePath: join(dir, 'lacuna.db') });
    await stopped.workspace.close();
  }
  expect(await reading()).toBe('failed');
});

test('a measuring job killed between two chunks goes on after the start and ends with the same figures', async () => {
  const run = await runUntil('chunk-written', 'chunk-written');
  expect(run.signal).toBe('SIGKILL');
  const world = await reopen();
  await world.ctx.background.settled();
  const jobs = await listJobs(world.ctx, {});
  const measuring = jobs.items.filter((job) => job.kind === 'measure');
  expect(measuring.map((job) => job.state)).not.toContain('running');
  for (const job of measuring) if (job.state === 'failed') expect(job.reason).not.toBeNull();
  const resumed = await numbers(world);
  expect((resumed as unknown[]).length).toBe(83);
  expect(resumed).toEqual(await cleanNumbers(world));
  await world.close();
});
