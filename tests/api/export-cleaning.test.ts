// What is left of exports that were stopped, cut by a crash, or made a day ago: nothing.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportFormat } from '#contract/export';
import { writeExport } from '#services/exports';
import { newJob } from '#services/job-row';
import { getJob } from '#services/jobs';
import { auditPage } from '#storage/audit.repository';
import { addJob } from '#storage/jobs.repository';
import { EVERYTHING } from '#storage/scope';
import { camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

const dir = mkdtempSync(join(tmpdir(), 'lacuna-cleaning-'));
let world: World;
beforeAll(async () => {
  world = await openWorld({ dir });
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  const cameras = Array.from({ length: 20 }, (_, i) => ({ id: `c${i}`, eastM: 20 + i * 10, northM: 30, rangeM: 10 }));
  await importText(world, 'cameras', camerasCsv(cameras), 'c.csv');
});
afterAll(async () => {
  await world.close();
  rmSync(dir, { recursive: true, force: true });
});

for (const format of ['csv', 'xlsx', 'geojson', 'gpkg', 'shp', 'kml', 'osm'] satisfies ExportFormat[])
  test(`an export as ${format} that is stopped leaves the file that was there, and no entry in the audit`, async () => {
    const out = join(dir, `out-${format}`);
    mkdirSync(out);
    const path = join(out, 'kept');
    writeFileSync(path, 'of yesterday');
    const stop = new AbortController();
    const tell = (): void => stop.abort(new Error('enough'));
    await expect(writeExport(world.ctx, { what: 'cameras', format }, path, tell, stop.signal)).rejects.toThrow(
      'enough',
    );
    expect(readdirSync(out)).toEqual(['kept']);
    const rows = await auditPage(world.ctx.storage.reader, EVERYTHING, 0, 1_000);
    expect(rows.filter(({ action }) => action === 'export')).toEqual([]);
  });

const DAY_MS = 24 * 3_600_000;

test('a start takes away files older than a day and those of exports that a crash cut, and no others', async () => {
  const folder = join(world.ctx.dataDir, 'exports');
  const made = (id: string, ageMs: number): string => {
    const path = join(folder, id);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'f.csv'), 'id');
    const at = new Date(Date.now() - ageMs);
    utimesSync(path, at, at);
    return path;
  };
  const cut = { ...newJob(world.ctx, 'export', {}), state: 'running' as const };
  await world.ctx.storage.transaction((writer) => addJob(writer, cut));
  const [old, fresh, half] = [made('old', 1.1 * DAY_MS), made('fresh', 0.9 * DAY_MS), made(cut.id, 0)];
  await world.workspace.close();
  world = await openWorld({ dir });
  expect([old, fresh, half].map((path) => existsSync(path))).toEqual([false, true, false]);
  expect(await getJob(world.ctx, { id: cut.id })).toMatchObject({ state: 'failed' });
});
