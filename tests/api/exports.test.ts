// What goes out comes in again unchanged; what is restricted stays; every export is on record.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportFormat, ExportWhat } from '#contract/export';
import type { ImportKind } from '#contract/import';
import { CAMERA_EXPORT_FIELDS } from '#exports/fields';
import { writeXlsx } from '#exports/xlsx';
import { crsOf } from '#importers/crs';
import { createCamera } from '#services/cameras';
import { rowPages } from '#services/export-rows';
import { getExportFile, startExport, writeExport } from '#services/exports';
import { startImport, whenRead } from '#services/imports';
import { cancelJob, whenEnded } from '#services/jobs';
import { auditPage, brokenAuditRow } from '#storage/audit.repository';
import { EVERYTHING } from '#storage/scope';
import { at, countyGeojson, importText, openWorld, type World } from './world.ts';

/** Names that spreadsheets, readers and cleaners like to change. */
const NAMES = [
  '00123',
  '1e5',
  '=1+1',
  "'=1+1",
  "''@x",
  '-5',
  '＝全角',
  '+86 门口',
  'a "quoted", name',
  '两行\n名称',
  '🎥 路口 𠮷',
  '_x0041_ <b>&amp;',
  `长${'名'.repeat(290)}`,
  'TRUE',
  '2024-05-06',
];

interface Feature {
  id: string;
  geometry: { coordinates: [number, number] };
}

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  for (const [i, name] of NAMES.entries()) {
    const [longitude, latitude] = at(40 + 70 * (i % 15) + i / 7, 50 + 40 * (i % 17) + 1 / 3);
    await createCamera(world.ctx, {
      camera: {
        id: i % 2 ? `00${i}` : `4401-${i}`,
        name,
        longitude,
        latitude,
        type: i % 3 ? 'fixed' : null,
        azimuthDeg: i % 3 ? 23.7 * i + 0.1 : null,
        rangeM: 30.3,
        tiltDeg: i === 1 ? -3.25 : null,
        installedOn: i % 2 ? '2024-02-29' : null,
        signage: i % 2 ? true : null,
        owner: '0'.repeat(6) + i,
        purpose: `第一段;${'用途'.repeat(300)}`,
        count: 1 + i,
      },
    });
  }
  await createCamera(world.ctx, {
    camera: { id: 'SECRET', longitude: at(10, 10)[0], latitude: at(10, 10)[1], restricted: true },
  });
});
afterAll(() => world.close());

const write = async (what: ExportWhat, format: ExportFormat, more: object = {}) => {
  const path = join(
    world.dir,
    `out-${what}-${format}-${Math.random().toString(36).slice(2)}.${format === 'shp' ? 'zip' : format}`,
  );
  const receipt = await writeExport(world.ctx, { what, format, ...more }, path);
  return { path, receipt };
};
async function readBack(kind: ImportKind, path: string, fileName: string) {
  const started = await startImport(world.ctx, { path, fileName, kind, options: {} });
  return whenRead(world.ctx, { id: started.id });
}

for (const format of ['geojson', 'gpkg', 'csv', 'xlsx'] as const)
  for (const what of ['cameras', 'regions'] as const)
    test(`${what} that left as ${format} change nothing when they come back`, async () => {
      const { path, receipt } = await write(what, format, { includeRestricted: true });
      const read = await readBack(what, path, `back.${format}`);
      expect(read.receipt, JSON.stringify(read.reason ?? read.problemGroups)).toMatchObject({
        rows: receipt.rows,
        usable: receipt.rows,
        create: 0,
        update: 0,
        unchanged: receipt.rows,
      });
      expect(receipt.rows).toBe(what === 'cameras' ? NAMES.length + 1 : 9);
      expect(read.state).toBe('ready');
    });

test('cameras of a workbook that needs several sheets change nothing when they come back', async () => {
  const path = join(world.dir, 'sheets.xlsx');
  const about = { dataVersion: 1, writtenAt: '2026-11-27T08:00:00.000Z', productVersion: '0', region: null };
  const counts = { rows: 0, restricted: 0, outsideCrs: 0 };
  await writeXlsx(
    {
      what: 'cameras',
      geometry: 'Point',
      fields: CAMERA_EXPORT_FIELDS,
      crs: { name: 'wgs84', projected: false, epsg: 4326 },
      about: { ...about, includesRestricted: true },
    },
    { pages: () => rowPages(world.ctx, 'cameras', { includeRestricted: true, shape: (g) => g, counts }) },
    path,
    7,
  );
  const read = await readBack('cameras', path, 'sheets.xlsx');
  const n = NAMES.length + 1;
  expect(read.state, JSON.stringify(read.reason ?? read.receipt?.questions)).toBe('ready');
  expect(read.receipt).toMatchObject({ rows: n, usable: n, create: 0, update: 0, unchanged: n });
  expect(read.receipt?.vanish ?? 0).toBe(0);
});

for (const format of ['shp', 'kml'] as const)
  test(`${format} keeps the places and ids of cameras`, async () => {
    const { path, receipt } = await write('cameras', format, { includeRestricted: true });
    const read = await readBack('cameras', path, format === 'shp' ? 'back.zip' : 'back.kml');
    expect(read.receipt, JSON.stringify(read.reason ?? read.problemGroups)).toMatchObject({
      usable: receipt.rows,
      create: 0,
      questions: [],
    });
    expect(receipt.dropped.length).toBeGreaterThan(0);
  });

test('cameras as OSM come back at their places with their types', async () => {
  const { path } = await write('cameras', 'osm');
  const text = readFileSync(path, 'utf8');
  expect(text.match(/<node /g)).toHaveLength(NAMES.length);
  expect(text).toContain('<tag k="man_made" v="surveillance"/>');
  expect(text).toContain('<tag k="camera:direction" v="23.8"/>');
});

test('restricted cameras leave only when asked for, and the receipt counts them', async () => {
  for (const format of ['csv', 'geojson', 'kml'] as const) {
    const { path, receipt } = await write('cameras', format);
    expect(receipt).toMatchObject({ rows: NAMES.length, restrictedLeftOut: 1 });
    expect(readFileSync(path, 'utf8')).not.toContain('SECRET');
  }
  const { path } = await write('gaps', 'csv');
  expect(readFileSync(path, 'utf8')).not.toContain('SECRET');
});

test('no cell of a CSV begins as a formula', async () => {
  const { path } = await write('cameras', 'csv');
  const text = readFileSync(path, 'utf8');
  expect(text.startsWith('\ufeffid,name,longitude,latitude')).toBe(true);
  expect(text).toContain("'=1+1");
  expect(/(?:^|,)"?[=+@＝]/m.test(text)).toBe(false);
});

test('a subtree leaves alone, and a region that is not there is refused', async () => {
  const part = await write('regions', 'geojson', { region: 'CA' });
  expect(part.receipt).toMatchObject({ rows: 4, region: 'CA' });
  await expect(write('regions', 'csv', { region: 'nowhere' })).rejects.toMatchObject({ code: 'region.not_found' });
  const narrow = world.as({ kind: 'subtree', code: 'CB' });
  const path = join(world.dir, 'foreign.csv');
  await expect(writeExport(narrow, { what: 'regions', format: 'csv', region: 'CA' }, path)).rejects.toMatchObject({
    code: 'region.not_found',
  });
  expect(existsSync(path)).toBe(false);
});

test('what a format cannot say is refused before anything is written', async () => {
  await expect(write('gaps', 'osm')).rejects.toMatchObject({ code: 'export.format_unfit' });
  await expect(write('cameras', 'kml', { crs: 'gcj02' })).rejects.toMatchObject({ code: 'export.wgs84_only' });
  await expect(write('cameras', 'csv', { crs: 'epsg:99' })).rejects.toMatchObject({ code: 'export.crs_unknown' });
  await expect(write('cameras', 'shp', { crs: 'epsg:3857' })).rejects.toMatchObject({ code: 'export.crs_without_prj' });
  await expect(write('cameras', 'csv', { fields: ['nothing'] })).rejects.toMatchObject({
    code: 'export.field_unknown',
  });
});

test('positions in a national grid are those of the cameras to within a millimetre', async () => {
  const { path } = await write('cameras', 'geojson', { crs: 'epsg:4546' });
  const own = await write('cameras', 'geojson');
  const read = (file: string): Feature[] => JSON.parse(readFileSync(file, 'utf8')).features;
  const truth = new Map(read(own.path).map((f) => [f.id, f.geometry.coordinates]));
  const moved = read(path);
  expect(moved).toHaveLength(NAMES.length);
  for (const { id, geometry } of moved) {
    const [lon, lat] = crsOf('epsg:4546')!.toWgs84(...geometry.coordinates)!;
    expect(Math.hypot(lon - truth.get(id)![0], lat - truth.get(id)![1]) * 111_000).toBeLessThan(1e-3);
  }
});

test('a file says in which system its positions are, and it is read in that one', async () => {
  for (const [format, crs] of [
    ['geojson', 'epsg:4546'],
    ['gpkg', 'epsg:32649'],
    ['shp', 'epsg:4546'],
    ['gpkg', 'cgcs2000'],
  ] as const) {
    const { path } = await write('cameras', format, { crs });
    const read = await readBack('cameras', path, format === 'shp' ? 'b.zip' : `b.${format}`);
    expect(read.receipt, `${format} ${crs} ${JSON.stringify(read.reason)}`).toMatchObject({
      crs,
      usable: NAMES.length,
    });
  }
});

test('every export is an audit entry, and the chain holds', async () => {
  await write('footprints', 'geojson');
  const rows = (await auditPage(world.ctx.storage.reader, EVERYTHING, 0, 1_000)).filter(
    (row) => row.action === 'export',
  );
  expect(rows.at(-1)).toMatchObject({
    actor: 'local',
    subject: '*',
    detail: { what: 'footprints', format: 'geojson', rows: NAMES.length, restrictedLeftOut: 1 },
  });
  expect(await brokenAuditRow(world.ctx.storage.reader, EVERYTHING)).toBeNull();
});

test('a job writes a file that only its own name fetches', async () => {
  const job = await whenEnded(world.ctx, await startExport(world.ctx, { what: 'gaps', format: 'geojson' }));
  expect(job.reason).toBeNull();
  const { files } = job.result as { files: { name: string; bytes: number }[] };
  const file = await getExportFile(world.ctx, { id: job.id, name: files[0].name });
  const gaps = JSON.parse(readFileSync(file.path, 'utf8'));
  expect(gaps.features.length).toBeGreaterThan(0);
  expect(gaps.features[0].geometry.type).toBe('MultiPolygon');
  await expect(getExportFile(world.ctx, { id: job.id, name: '../lacuna.db' })).rejects.toMatchObject({
    code: 'export.not_found',
  });
});

test('a job that is cancelled leaves no file', async () => {
  const begun = await startExport(world.ctx, { what: 'footprints', format: 'gpkg' });
  const job = await cancelJob(world.ctx, { id: begun.id });
  if (job.state === 'cancelled') expect(existsSync(join(world.ctx.dataDir, 'exports', job.id))).toBe(false);
  else expect(job.state).toBe('done');
});
