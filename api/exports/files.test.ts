// Workbook, GeoPackage and shapefile, read by other means than our importers.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { unzipSync } from '#reports/unzip.fixture';
import { openGpkg } from './gpkg.fixture.ts';
import { writeGpkg } from './gpkg-file.ts';
import { camera, cameraLayer, region, regionLayer, rowsOf } from './layer.fixture.ts';
import { writeShapefile } from './shapefile.ts';
import { writeXlsx } from './xlsx.ts';

const dir = mkdtempSync(join(tmpdir(), 'lacuna-exports-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let n = 0;
const fresh = (): string => join(dir, `f${n++}`);

test('a workbook has real numbers and days, units in row 2, a frozen head and a filter', async () => {
  const path = fresh();
  await writeXlsx(
    cameraLayer,
    rowsOf(camera('00123', [110.1, 30.2], { name: '=1+1', heightM: 4.5, installedOn: '2024-02-29', signage: true })),
    path,
  );
  const parts = unzipSync(readFileSync(path));
  const sheet = parts.get('xl/worksheets/sheet1.xml')!;
  expect(sheet).toContain('<pane xSplit="1" ySplit="2"');
  expect(sheet).toMatch(/<autoFilter ref="A1:AG3"\/>/);
  expect(sheet).toContain('<c><v>110.1</v></c><c><v>30.2</v></c>');
  // 2024-02-29 is day 45351 of the calendar of worksheets
  expect(sheet).toContain('<c s="1"><v>45351</v></c>');
  expect(sheet).toContain('<c t="inlineStr"><is><t>=1+1</t></is></c>');
  expect(sheet).not.toContain('<f>');
  expect(sheet).toContain('<t>00123</t>');
  expect(sheet).toMatch(/<row><c t="inlineStr" s="3"><is><t>#<\/t><\/is><\/c>/);
  expect([...parts.keys()]).toContain('[Content_Types].xml');
  expect(parts.get('xl/worksheets/sheet2.xml')).toContain('data version: 7');
});

test('rows beyond the last of a sheet go on in a sheet of their own, with the same head', async () => {
  const path = fresh();
  const rows = Array.from({ length: 7 }, (_, i) => camera(`c${i}`, [110, 30 + i]));
  await writeXlsx(cameraLayer, rowsOf(...rows), path, 5);
  const parts = unzipSync(readFileSync(path));
  expect(parts.get('xl/workbook.xml')).toMatch(/name="cameras".*name="cameras 2".*name="cameras 3".*name="README"/);
  const ids = [1, 2, 3].map((k) =>
    [...parts.get(`xl/worksheets/sheet${k}.xml`)!.matchAll(/<t>(c\d)<\/t>/g)].map((m) => m[1]),
  );
  expect(ids).toEqual([['c0', 'c1', 'c2'], ['c3', 'c4', 'c5'], ['c6']]);
  // a further sheet says of which it is the rest
  const marks = [1, 2, 3].map((k) => /<t>(#[^<]*)<\/t>/.exec(parts.get(`xl/worksheets/sheet${k}.xml`)!)![1]);
  expect(marks).toEqual(['#', '# ← cameras', '# ← cameras 2']);
});

test('a shape too long for a cell is left out and counted', async () => {
  const ring = Array.from({ length: 2_000 }, (_, i) => [i / 3, i / 7]);
  const long = { ...region('L', 0), geometry: { type: 'MultiPolygon' as const, coordinates: [[[...ring, ring[0]!]]] } };
  expect(await writeXlsx(regionLayer, rowsOf(long, region('S', 1)), fresh())).toMatchObject({ shapesLeftOut: 1 });
});

test('a GeoPackage names itself, its system, its extent and a style; a row without a shape keeps its values', async () => {
  const path = fresh();
  await writeGpkg(regionLayer, rowsOf(region('A', 10, { cameras: 2, coverage: 0.5 }), region('B', null)), path);
  const db = openGpkg(path);
  expect(db.pragma('application_id', { simple: true })).toBe(0x47504b47);
  expect(db.pragma('user_version', { simple: true })).toBe(10300);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.prepare('select * from gpkg_contents').get()).toMatchObject({
    table_name: 'regions',
    data_type: 'features',
    min_x: 10,
    min_y: 0,
    max_x: 14,
    max_y: 4,
    srs_id: 4326,
  });
  expect(db.prepare('select srs_id from gpkg_spatial_ref_sys order by 1').pluck().all()).toEqual([-1, 0, 4326, 4490]);
  const rows = db.prepare('select * from regions order by fid').all() as Record<string, unknown>[];
  expect(rows.map(({ code, cameras, coverage }) => [code, cameras, coverage])).toEqual([
    ['A', 2, 0.5],
    ['B', null, null],
  ]);
  expect(rows[1].geom).toBeNull();
  const blob = rows[0].geom as Buffer;
  expect([blob.toString('latin1', 0, 2), blob[3], blob.readInt32LE(4)]).toEqual(['GP', 3, 4326]);
  // after head and box: little-endian, a multipolygon of one polygon of two rings
  expect([blob[40], blob.readUInt32LE(41), blob.readUInt32LE(45), blob.readUInt32LE(54)]).toEqual([1, 6, 1, 2]);
  const qml = db.prepare('select styleQML from layer_styles where useAsDefault = 1').pluck().get() as string;
  for (const color of ['230,239,242,255', '14,51,87,255']) expect(qml).toContain(color);
  expect(db.prepare('select metadata from gpkg_metadata').pluck().get()).toContain('"dataVersion":7');
  db.close();
});

/** As bytes: the parts of a shapefile are no text. */
function bytesIn(path: string, name: string): Buffer {
  const file = readFileSync(path);
  let at = file.readUInt32LE(file.lastIndexOf('PK\u0005\u0006', undefined, 'latin1') + 16);
  for (;;) {
    const [nameLength, extra, comment] = [28, 30, 32].map((o) => file.readUInt16LE(at + o)) as [number, number, number];
    if (file.toString('utf8', at + 46, at + 46 + nameLength) === name) break;
    at += 46 + nameLength + extra + comment;
    if (file.readUInt32LE(at) !== 0x02014b50) throw new Error(`expected ${name} in the zip`);
  }
  const local = file.readUInt32LE(at + 42);
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  return inflateRawSync(file.subarray(start, start + file.readUInt32LE(at + 20)));
}

test('a shapefile winds outer rings clockwise, counts its bytes, and cuts texts between characters', async () => {
  const path = fresh();
  const lost = await writeShapefile(
    regionLayer,
    rowsOf(region('A', 10, { name: `${'名'.repeat(90)}` }), region('B', null)),
    path,
  );
  expect(lost.textsCut).toBe(1);
  const shp = bytesIn(path, 'regions.shp');
  expect(shp.readInt32BE(24) * 2).toBe(shp.length);
  expect([36, 44, 52, 60].map((o) => shp.readDoubleLE(o))).toEqual([10, 0, 14, 4]);
  const first = 100 + 8;
  expect([shp.readInt32LE(first), shp.readInt32LE(first + 36), shp.readInt32LE(first + 40)]).toEqual([5, 2, 10]);
  const points = first + 44 + 8;
  const xy = Array.from({ length: 10 }, (_, i) => [
    shp.readDoubleLE(points + 16 * i),
    shp.readDoubleLE(points + 16 * i + 8),
  ]);
  const area = (ring: number[][]): number =>
    ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0) / 2;
  expect([area(xy.slice(0, 5)), area(xy.slice(5))]).toEqual([-16, 1]);
  // the second record is a null shape
  expect(shp.readInt32LE(shp.length - 4)).toBe(0);
  const dbf = bytesIn(path, 'regions.dbf');
  expect(dbf.readUInt32LE(4)).toBe(2);
  expect(dbf.length).toBe(dbf.readUInt16LE(8) + 2 * dbf.readUInt16LE(10) + 1);
  expect(dbf.toString('utf8', dbf.readUInt16LE(8))).toContain('名'.repeat(84));
  expect(dbf.toString('utf8')).not.toContain('\ufffd'.repeat(2) + ' ');
  expect(unzipSync(readFileSync(path)).get('README.txt')).toContain('coverHigh = coveredHighM2');
});

test('a shapefile that readers could not count is refused before a byte is written', async () => {
  await expect(writeShapefile(regionLayer, rowsOf(region('A', 1)), fresh(), 200)).rejects.toMatchObject({
    code: 'export.shapefile_too_large',
  });
});

test('names of the columns of a shapefile are ten characters at most and different', async () => {
  const { CAMERA_EXPORT_FIELDS, FOOTPRINT_EXPORT_FIELDS, GAP_EXPORT_FIELDS, REGION_EXPORT_FIELDS } = await import(
    './fields.ts'
  );
  for (const fields of [CAMERA_EXPORT_FIELDS, FOOTPRINT_EXPORT_FIELDS, GAP_EXPORT_FIELDS, REGION_EXPORT_FIELDS]) {
    const names = fields.map((f) => f.short.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]{1,10}$/);
  }
});

test('a GeoPackage has the spatial index of the standard: boxes that hold each shape, and triggers that keep them true', async () => {
  const path = fresh();
  const rows = Array.from({ length: 400 }, (_, i) =>
    camera(`c${i}`, [110 + (i % 20) / 7, 30 + Math.floor(i / 20) / 7]),
  );
  await writeGpkg(
    cameraLayer,
    rowsOf(...rows.slice(0, 200), { ...rows[0]!, geometry: null }, ...rows.slice(200)),
    path,
  );
  const db = openGpkg(path);
  const all = (sql: string, ...values: number[]) =>
    db
      .prepare(sql)
      .raw()
      .all(...values);
  expect(all("SELECT * FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")).toEqual([
    ['cameras', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only'],
  ]);
  expect(all("SELECT rtreecheck('main', 'rtree_cameras_geom')")).toEqual([['ok']]);
  const within = (w: number, s: number, e: number, n: number) =>
    all(
      'SELECT cameras.id FROM cameras JOIN rtree_cameras_geom r ON r.id = fid WHERE maxx >= ? AND maxy >= ? AND minx <= ? AND miny <= ? ORDER BY fid',
      ...[w, s, e, n],
    ).flat();
  const [w, s, e, n] = [110.5, 30.3, 111.2, 31.9];
  const inside = rows.filter(({ geometry }) => {
    const [x, y] = geometry!.coordinates as [number, number];
    return x >= w && x <= e && y >= s && y <= n;
  });
  expect(inside.length).toBeGreaterThan(20);
  expect(within(w, s, e, n)).toEqual(inside.map(({ id }) => id));
  expect(all('SELECT count(*) FROM rtree_cameras_geom')).toEqual([[400]]);
  db.close();

  // as a program does that brings the functions along
  const changed = openGpkg(path, 'to change it');
  const x = (blob: Buffer) => blob.readDoubleLE(13);
  const y = (blob: Buffer) => blob.readDoubleLE(21);
  const empty = (blob: Buffer) => Number(blob.length === 0);
  for (const [name, of] of Object.entries({ ST_MinX: x, ST_MaxX: x, ST_MinY: y, ST_MaxY: y, ST_IsEmpty: empty }))
    changed.function(name, { deterministic: true }, of as (...values: unknown[]) => unknown);
  const ids = () => changed.prepare('SELECT id FROM rtree_cameras_geom ORDER BY id LIMIT 3').pluck().all();
  const boxOf = (id: number) => changed.prepare('SELECT minx, miny FROM rtree_cameras_geom WHERE id = ?').raw().get(id);
  const far = changed.prepare("SELECT geom FROM cameras WHERE id = 'c399'").pluck().get();
  changed.prepare('UPDATE cameras SET geom = ? WHERE fid = 1').run(far);
  expect(boxOf(1)).toEqual(boxOf(401));
  changed.exec('UPDATE cameras SET geom = NULL WHERE fid = 2; DELETE FROM cameras WHERE fid = 3');
  expect(ids()).toEqual([1, 4, 5]);
  const moved = boxOf(4);
  changed.exec('UPDATE cameras SET fid = 1000 WHERE fid = 4; UPDATE cameras SET fid = 3, geom = NULL WHERE fid = 1');
  expect(ids()).toEqual([5, 6, 7]);
  expect([boxOf(4), boxOf(1000)]).toEqual([undefined, moved]);
  changed.prepare('INSERT INTO cameras (fid, geom) VALUES (1, ?)').run(far);
  expect(ids()).toEqual([1, 5, 6]);
  changed.close();
});
