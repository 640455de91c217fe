// What goes out comes in again unchanged; what is restricted stays; every export is on record.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportFormat, ExportWhat } from '#contract/export';
import type { ImportKind } from '#contract/import';
import { CAMERA_EXPORT_FIELDS } from '#exports/fields';
import { writeXlsx } from '#exports/xlsx';
import { crsOf } from '#importers/crs';
import { createCamera, deleteCamera, patchCamera } from '#services/cameras';
import { rowPages } from '#services/export-rows';
import { getExportFile, type ReadLimits, startExport, writeExport } from '#services/exports';
import { startImport, undoImport, whenRead } from '#services/imports';
import { cancelJob, whenEnded } from '#services/jobs';
import { auditPage, brokenAuditRow } from '#storage/audit.repository';
import { EVERYTHING } from '#storage/scope';
import { at, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

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

/** Every one from a copy. */
const FROM_A_COPY: ReadLimits = { rows: -1, ms: 0 };
const copies = (): string[] => readdirSync(dirname(world.databasePath)).filter((name) => name.includes('.copy-'));
/** A file without the time at which it was written. */
const bytesOf = (path: string): string => readFileSync(path, 'utf8').replace(/"writtenAt":"[^"]*"/, '');

for (const what of ['cameras', 'regions', 'gaps', 'footprints'] as const)
  for (const region of [undefined, 'CA'])
    test(`${what} ${region ? 'of a subtree ' : ''}from a copy are those of one read`, async () => {
      const order = { what, format: 'geojson' as const, region };
      const [one, other] = [join(world.dir, `read-${what}.geojson`), join(world.dir, `copy-${what}.geojson`)];
      const read = await writeExport(world.ctx, order, one);
      const copied = await writeExport(world.ctx, order, other, () => {}, undefined, FROM_A_COPY);
      expect(read.rows).toBeGreaterThan(0);
      expect(copied).toEqual(read);
      expect(bytesOf(other)).toBe(bytesOf(one));
      expect(copies()).toEqual([]);
    });

test('an export that turns out to take long begins again from a copy, and is the same', async () => {
  const phases: string[] = [];
  const path = join(world.dir, 'long.gpkg');
  const receipt = await writeExport(
    world.ctx,
    { what: 'footprints', format: 'gpkg' },
    path,
    ({ phase }) => void phases.push(phase),
    undefined,
    { rows: 1_000, ms: 0 },
  );
  expect([...new Set(phases)]).toEqual(['writing', 'copying']);
  expect(phases.slice(0, 3)).toEqual(['writing', 'copying', 'writing']);
  expect(receipt.rows).toBe(NAMES.length);
});

test('what is committed, changed, removed and undone during an export is not in it, and nothing holds the log', async () => {
  const many = (from: number, type: string) =>
    Array.from({ length: 800 }, (_, i) => ({
      id: `M${String(from + i).padStart(5, '0')}`,
      eastM: 5 + ((i * 7) % 1_190),
      northM: 5 + ((i * 13) % 790),
      azimuthDeg: i % 360,
      type,
    }));
  const other = await openWorld();
  try {
    await importText(other, 'regions', countyGeojson(), 'county.geojson');
    await importText(other, 'cameras', camerasCsv(many(0, 'fixed')), 'first.csv');
    const later = await importText(other, 'cameras', camerasCsv(many(600, 'dome')), 'second.csv');
    const order = { what: 'cameras', format: 'geojson' } as const;
    const before = join(other.dir, 'before.geojson');
    const expected = await writeExport(other.ctx, order, before);
    let pages = 0;
    let checkpoint: unknown = null;
    const during = join(other.dir, 'during.geojson');
    const found = await writeExport(
      other.ctx,
      order,
      during,
      async ({ phase }) => {
        if (phase !== 'writing' || ++pages > 1) return;
        // after the first page: what follows is changed, taken out, moved in front of it and put behind it
        await undoImport(other.ctx, { id: later.id });
        await deleteCamera(other.ctx, { id: 'M00550' });
        await patchCamera(other.ctx, { id: 'M00580', patch: { longitude: at(60, 0)[0], name: 'moved' } });
        await createCamera(other.ctx, { camera: { id: 'M00400b', longitude: at(1, 1)[0], latitude: at(1, 1)[1] } });
        await importText(other, 'cameras', camerasCsv(many(300, 'ptz')), 'third.csv');
        const rows = camerasCsv(many(3_000, 'ptz'));
        const fourth = await importText(other, 'cameras', rows, 'fourth.csv', { match: 'id' });
        await undoImport(other.ctx, { id: fourth.id });
        await importText(other, 'regions', countyGeojson(300), 'county.geojson');
        const connection = new Sqlite(other.databasePath);
        checkpoint = connection.pragma('wal_checkpoint(TRUNCATE)');
        connection.close();
        expect(statSync(`${other.databasePath}-wal`).size).toBe(0);
      },
      undefined,
      FROM_A_COPY,
    );
    expect(pages).toBeGreaterThan(2);
    expect(checkpoint).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
    expect(found.dataVersion).toBe(3);
    expect(found).toEqual(expected);
    expect(bytesOf(during)).toBe(bytesOf(before));
    const after = await writeExport(other.ctx, order, join(other.dir, 'after.geojson'));
    expect(after.dataVersion).toBeGreaterThan(found.dataVersion);
    expect(after.rows).not.toBe(found.rows);
  } finally {
    await other.close();
  }
}, 120_000);

test('an export that is stopped leaves neither a file nor a copy, and a start clears what a crash left', async () => {
  const stop = new AbortController();
  const path = join(world.dir, 'stopped.csv');
  const seen: string[][] = [];
  const tell = ({ phase }: { phase: string }): void => {
    if (phase === 'writing') seen.push(copies());
    stop.abort(new Error('enough'));
  };
  const order = { what: 'cameras', format: 'csv' } as const;
  await expect(writeExport(world.ctx, order, path, tell, stop.signal, FROM_A_COPY)).rejects.toThrow('enough');
  expect(copies()).toEqual([]);
  expect(readdirSync(world.dir).filter((name) => name.endsWith('.part') || name === basename(path))).toEqual([]);

  const other = await openWorld();
  const left = `${other.databasePath}.copy-1-1`;
  await other.workspace.close();
  writeFileSync(left, 'x');
  const again = await openWorld({ dir: other.dir });
  expect(existsSync(left)).toBe(false);
  await again.close();
});
