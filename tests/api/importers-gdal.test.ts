// Files as GDAL and LibreOffice write them give the rows of the file they were made from. Skipped, with a printed line, without them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ImportKind } from '#contract/import';
import { parseAll } from '#importers/run';
import { zipOf } from '#importers/zip.fixture';

const data = resolve(import.meta.dirname, '../../../shared/data');
const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;
const thereIs = { gdal: has('ogr2ogr') && existsSync(data), office: has('soffice') && existsSync(data) };
for (const [what, is] of Object.entries(thereIs)) if (!is) console.log(`not run: ${what} or the open data is not here`);

const folder = mkdtempSync(join(tmpdir(), 'lacuna-gdal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const parse = <K extends ImportKind>(kind: K, path: string, options = {}) =>
  parseAll(path, { kind, fileName: basename(path), options });
const ogr = (...args: string[]): void => void execFileSync('ogr2ogr', args, { cwd: folder, stdio: 'pipe' });
/** The parts of a Shapefile, packed; some left out. */
function packed(stem: string, without: string[] = []): string {
  const names = readdirSync(folder).filter(
    (name) => name.startsWith(`${stem}.`) && !without.some((end) => name.endsWith(end)),
  );
  const path = join(folder, `${stem}${without.join('')}.zip`);
  writeFileSync(path, zipOf(names.map((name) => ({ name: `层/${name}`, data: readFileSync(join(folder, name)) }))));
  return path;
}
const wards = join(data, 'sheffield/wards_2013.geojson');
const rounded = (rows: Awaited<ReturnType<typeof parse<'regions'>>>['rows']) =>
  rows.map(({ code, name, bbox, geometry }) => ({
    code,
    name,
    bbox: bbox.map((side) => side.toFixed(4)),
    corners: geometry.flat().reduce((sum, ring) => sum + ring.length, 0),
    rings: geometry.map((polygon) => polygon.length),
  }));

describe.skipIf(!thereIs.gdal)('GDAL', () => {
  it('a Shapefile in degrees, in metres, without .shx, .cpg and .prj', async () => {
    const wanted = rounded((await parse('regions', wards)).rows);
    ogr('degrees.shp', wards);
    ogr('-t_srs', 'EPSG:27700', 'metres.shp', wards);
    for (const [path, crs] of [
      [packed('degrees'), 'wgs84'],
      [packed('degrees', ['.shx', '.cpg', '.prj']), 'wgs84'],
      [packed('metres'), 'epsg:27700'],
    ] as const) {
      const { summary, rows } = await parse('regions', path);
      expect(summary).toMatchObject({ refused: null, questions: [], crs, usable: 28 });
      expect(rounded(rows), path).toEqual(wanted);
    }
  });

  it('a GeoPackage with several layers and systems, with heights and measures', async () => {
    ogr('-nln', 'wards', '-dim', 'XYZM', 'several.gpkg', wards);
    ogr('-update', '-nln', 'cameras', 'several.gpkg', join(data, 'sheffield/cameras.geojson'));
    ogr(
      '-update',
      '-nln',
      'buildings',
      '-t_srs',
      'EPSG:32630',
      'several.gpkg',
      join(data, 'sheffield/buildings.geojson'),
    );
    const path = join(folder, 'several.gpkg');
    const { summary, rows } = await parse('regions', path, { layer: 'wards' });
    expect(rounded(rows)).toEqual(rounded((await parse('regions', wards)).rows));
    expect(summary.probe.layers).toEqual([
      { name: 'wards', rows: 28, geometry: expect.any(String) },
      { name: 'cameras', rows: 212, geometry: 'Point' },
      { name: 'buildings', rows: 12_423, geometry: 'Polygon' },
    ]);
    expect((await parse('cameras', path)).summary).toMatchObject({ usable: 212, refused: null });
    expect((await parse('obstacles', path, { layer: 'buildings' })).summary).toMatchObject({
      usable: 12_423,
      crs: 'epsg:32630',
    });
  });

  it('a table as a workbook', async () => {
    const csv = join(data, 'imports/baltimore_citiwatch.csv');
    ogr('table.xlsx', csv);
    const wanted = (await parse('cameras', csv)).rows;
    const { rows } = await parse('cameras', join(folder, 'table.xlsx'));
    expect(rows.map(({ row, fields }) => [row, fields.longitude, fields.latitude, fields.name])).toEqual(
      wanted.map(({ row, fields }) => [row, fields.longitude, fields.latitude, fields.name]),
    );
  });
});

it.skipIf(!thereIs.office)('a table that LibreOffice saved as a workbook', async () => {
  const csv = join(data, 'imports/baltimore_citiwatch.csv');
  const home = `-env:UserInstallation=file://${folder}/office`;
  const args = [home, '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', folder, csv];
  execFileSync('soffice', args, { stdio: 'pipe' });
  const wanted = (await parse('cameras', csv)).rows;
  const { rows } = await parse('cameras', join(folder, 'baltimore_citiwatch.xlsx'));
  expect(rows.map(({ row, fields }) => [row, fields.longitude, fields.latitude, fields.name])).toEqual(
    wanted.map(({ row, fields }) => [row, fields.longitude, fields.latitude, fields.name]),
  );
});
