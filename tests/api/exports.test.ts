// What leaves comes back unchanged, holds nothing that must stay, and is on record.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportAsked, ExportDone } from '#contract/export';
import { patchCamera } from '#services/cameras';
import { exportTo, getExportFile, startExport } from '#services/exports';
import { startImport, whenRead } from '#services/imports';
import { getJob, whenEnded } from '#services/jobs';
import { addSample } from '#services/sample';
import { cameraPage } from '#storage/cameras.repository';
import { EVERYTHING } from '#storage/scope';
import { openWorld, type World } from './world.ts';

let world: World;
let n = 0;
beforeAll(async () => {
  world = await openWorld();
  const job = await addSample(world.ctx, { villages: 8, cameras: 240 });
  await whenEnded(world.ctx, { id: job.id });
  await world.workspace.background.settled();
  const [first, second] = await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 2);
  const odd = {
    name: '=HYPERLINK("x")',
    owner: '路口“东”, "甲"单位',
    purpose: "'=guarded",
    filingNo: '00123',
    azimuthDeg: 0.1 + 0.2,
  };
  await patchCamera(world.ctx, { id: first!.id, revision: first!.revision, patch: odd });
  await patchCamera(world.ctx, {
    id: second!.id,
    revision: second!.revision,
    patch: { signage: true, filedOn: '2024-02-29' },
  });
});
afterAll(() => world.close());

async function written(asked: ExportAsked): Promise<{ path: string; done: Omit<ExportDone, 'files'> }> {
  const path = join(world.dir, `out-${(n += 1)}.${asked.format === 'shp' ? 'zip' : asked.format}`);
  return { path, done: await exportTo(world.ctx, asked, path, () => {}) };
}
async function readBack(kind: 'cameras' | 'regions', path: string) {
  const started = await startImport(world.ctx, { path, fileName: `back-${n}`, kind });
  return whenRead(world.ctx, { id: started.id });
}

describe('a round trip changes nothing', () => {
  it.each(['csv', 'xlsx', 'geojson', 'geojsonl', 'gpkg'] as const)('cameras as %s', async (format) => {
    const { path, done } = await written({ what: 'cameras', format });
    const back = await readBack('cameras', path);
    expect(back.receipt).toMatchObject({ rows: done.rows, usable: done.rows, create: 0, update: 0, questions: [] });
  });
  it.each(['csv', 'geojson', 'geojsonl', 'gpkg', 'shp', 'kml'] as const)('regions as %s', async (format) => {
    const { path, done } = await written({ what: 'regions', format });
    const back = await readBack('regions', path);
    expect(back.receipt).toMatchObject({ rows: done.rows, usable: done.rows, create: 0, update: 0 });
  });
  it.each(['shp', 'kml'] as const)('%s keeps ids, names and positions of cameras', async (format) => {
    const { path, done } = await written({ what: 'cameras', format });
    const back = await readBack('cameras', path);
    expect(back.receipt).toMatchObject({ rows: done.rows, usable: done.rows, create: 0 });
  });
  it('cameras in GCJ-02 come back within a metre', async () => {
    const { path } = await written({ what: 'cameras', format: 'geojson', crs: 'gcj02' });
    const started = await startImport(world.ctx, { path, fileName: 'gcj', kind: 'cameras', options: { movedM: 1 } });
    const back = await whenRead(world.ctx, { id: started.id });
    // the old `crs` member says it, so nobody has to be asked
    expect(back).toMatchObject({ state: 'ready', receipt: { crs: 'gcj02', create: 0 } });
  });
});

it('restricted cameras stay here unless they are asked for, and it is said how many', async () => {
  const all = await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 1_000);
  const last = all.at(-1)!;
  await patchCamera(world.ctx, { id: last.id, revision: last.revision, patch: { restricted: true } });
  const without = await written({ what: 'cameras', format: 'csv' });
  expect(without.done).toMatchObject({ rows: all.length - 1, restricted: 1 });
  expect(readFileSync(without.path, 'utf8')).not.toContain(last.id);
  const footprints = await written({ what: 'footprints', format: 'geojson' });
  expect(readFileSync(footprints.path, 'utf8')).not.toContain(`"${last.id}"`);
  const whole = await written({ what: 'cameras', format: 'csv', includeRestricted: true });
  expect(whole.done).toMatchObject({ rows: all.length, restricted: 0 });
});

it('no cell of a CSV is run by a spreadsheet', async () => {
  const text = readFileSync((await written({ what: 'cameras', format: 'csv' })).path, 'utf8');
  expect(text.startsWith('\ufeff')).toBe(true);
  expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  expect(text.split(/,|\r\n/).some((cell) => /^"?[=+@]/.test(cell))).toBe(false);
});

it('a GeoPackage names its layer, system and style', async () => {
  const { path, done } = await written({ what: 'regions', format: 'gpkg' });
  const file = new BetterSqlite3(path, { readonly: true });
  expect(file.pragma('application_id', { simple: true })).toBe(0x47504b47);
  expect(file.prepare('select count(*) from regions').pluck().get()).toBe(done.rows);
  expect(file.prepare("select srs_id from gpkg_contents where table_name = 'regions'").pluck().get()).toBe(4326);
  expect(file.prepare('select useAsDefault from layer_styles').pluck().get()).toBe(1);
  expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
  file.close();
});

it('an export inside a region holds that region only, runs as a job, and is in the audit log', async () => {
  const regions = world.ctx.storage.reader;
  const [camera] = await cameraPage(regions, EVERYTHING, {}, '', 1);
  const job = await startExport(world.ctx, { what: 'cameras', format: 'geojson', region: camera!.regionCode! });
  await whenEnded(world.ctx, { id: job.id });
  const { state, result } = await getJob(world.ctx, { id: job.id });
  expect(state).toBe('done');
  const { files, rows } = result as ExportDone;
  const { path } = await getExportFile(world.ctx, { id: job.id, name: files[0]!.name });
  const { features } = JSON.parse(readFileSync(path, 'utf8'));
  expect(features).toHaveLength(rows);
  expect(new Set(features.map((f: { properties: { regionCode: string } }) => f.properties.regionCode))).toEqual(
    new Set([camera!.regionCode]),
  );
  await expect(getExportFile(world.ctx, { id: job.id, name: '../../lacuna.db' })).rejects.toMatchObject({
    code: 'export.not_found',
  });
  const elsewhere = world.as({ kind: 'subtree', code: 'nowhere' });
  await expect(
    startExport(elsewhere, { what: 'cameras', format: 'csv', region: camera!.regionCode! }),
  ).rejects.toMatchObject({ code: 'region.not_found' });
});

it('a format that cannot hold it, or a system nobody knows, is refused with a sentence', async () => {
  await expect(written({ what: 'gaps', format: 'osm' })).rejects.toMatchObject({ code: 'export.format_not_for' });
  await expect(written({ what: 'cameras', format: 'csv', crs: 'mars' })).rejects.toMatchObject({
    code: 'export.crs_unknown',
  });
});
