// Archives, workbooks, shapefiles and GeoPackages through the limited child: they stream, and a bomb harms nobody.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportKind } from '#contract/import';
import { gp, gpkgOf, wkbPolygon } from '#importers/gpkg.fixture';
import { parseAll, parseFile } from '#importers/run';
import { dbfOf, shpOf } from '#importers/shapefile.fixture';
import type { ParseLimits } from '#importers/types';
import { rowsXml, xlsxOf } from '#importers/xlsx.fixture';
import { overlappingZip, zipOf } from '#importers/zip.fixture';
import { bundleParseChild } from '../../api/importers/bundle.mjs';

let folder = '';
let outside: string | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-test-'));
  outside = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  await bundleParseChild();
});
afterAll(async () => {
  if (outside === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outside;
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
const folders = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.startsWith('lacuna-'));
const summaryOf = async (path: string, kind: ImportKind, limits: Partial<ParseLimits> = {}) => {
  const result = await parseFile(path, { kind, fileName: 'upload', options: {}, limits });
  await result.close();
  return result.summary;
};

const RING = [
  [111, 27],
  [112, 27],
  [112, 28],
  [111, 28],
  [111, 27],
];

describe('what a child reads', () => {
  it('a GeoPackage, from the source and from the bundle, also packed, and nothing is left behind', async () => {
    const bytes = gpkgOf([
      { table: 't', geometry: 'POLYGON', rows: [{ geom: gp(wkbPolygon([RING])), code: 'a', name: 'A' }] },
    ]);
    for (const path of [await write('a.gpkg', bytes), await write('a.zip', zipOf([{ name: 'a.gpkg', data: bytes }]))])
      for (const childEntry of ['source', undefined]) {
        const { summary, rows } = await parseAll(path, { kind: 'regions', fileName: 'a', options: {}, childEntry });
        expect(summary.refused).toBeNull();
        expect(rows.map(({ code }) => code)).toEqual(['a']);
      }
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['a.gpkg', 'a.zip']));
    expect(await folders()).toEqual([]);
  });

  it('a workbook inside an archive', async () => {
    const book = xlsxOf({
      sheets: [
        {
          name: 'S',
          rows: rowsXml([
            ['id', 'longitude', 'latitude'],
            ['a', 111.5, 27.3],
          ]),
        },
      ],
    });
    const path = await write('book.zip', zipOf([{ name: '表/list.xlsx', data: book }]));
    expect(await summaryOf(path, 'cameras')).toMatchObject({ format: 'xlsx', usable: 1 });
    expect(await folders()).toEqual([]);
  });

  it('a workbook whose sheet would fill the memory it may have', async () => {
    const rows = rowsXml(
      Array.from({ length: 150_000 }, (_, i) =>
        i === 0 ? ['id', 'longitude', 'latitude', 'name'] : [`id ${i}`, 111 + i / 1e6, 27.3, `路口 ${i}`],
      ),
    );
    const bytes = xlsxOf({ sheets: [{ name: 'S', rows }] });
    expect(rows.length).toBeGreaterThan(20 * 1024 ** 2);
    const summary = await summaryOf(await write('large.xlsx', bytes), 'cameras', { memoryMb: 40 });
    expect(summary).toMatchObject({ refused: null, usable: 149_999 });
  });

  it('a shapefile larger than the memory it may have', async () => {
    const circle = (i: number): number[][] =>
      Array.from({ length: 501 }, (_, k) => {
        const angle = (-2 * Math.PI * (k % 500)) / 500;
        return [111 + (i % 100) / 50 + Math.cos(angle) / 200, 27 + Math.floor(i / 100) / 50 + Math.sin(angle) / 200];
      });
    const shp = shpOf(Array.from({ length: 6_000 }, (_, i) => ({ parts: [circle(i)] })));
    const dbf = dbfOf(
      [{ name: 'height', type: 'N', length: 4 }],
      Array.from({ length: 6_000 }, (_, i) => [String(3 + (i % 30))]),
    );
    expect(shp.length).toBeGreaterThan(45 * 1024 ** 2);
    const path = await write(
      'large.zip',
      zipOf([
        { name: 'a.shp', data: shp, method: 0 },
        { name: 'a.dbf', data: dbf },
      ]),
    );
    expect(await summaryOf(path, 'obstacles', { memoryMb: 40 })).toMatchObject({ refused: null, usable: 6_000 });
  });
});

describe('a bomb is answered with a code, and the parent does not grow', () => {
  const zeros = Buffer.alloc(64 * 1024 ** 2, '0');
  const layers = (depth: number): Uint8Array =>
    depth === 0
      ? zipOf([{ name: 'a.csv', data: zeros }])
      : zipOf([0, 1, 2].map((i) => ({ name: `lib ${i}.zip`, data: layers(depth - 1) })));
  const random = Buffer.from(Uint32Array.from({ length: 1 << 18 }, (_, i) => (i * 2_654_435_761) >>> 0).buffer);
  it.each<[string, () => Uint8Array, string]>([
    ['64 MB out of 64 kB', () => zipOf([{ name: 'a.csv', data: zeros }]), 'zip.bomb'],
    ['the same as .gz', () => gzipSync(zeros), 'zip.bomb'],
    ['archives in archives in archives', () => layers(2), 'zip.nested'],
    ['entries over each other', () => overlappingZip(900, random), 'zip.overlap'],
    [
      'a sheet of blank rows',
      () =>
        xlsxOf({
          sheets: [
            { name: 'S', rows: `<?xml version="1.0"?><worksheet><sheetData>${'<row/>'.repeat(10 * 1024 ** 2)}` },
          ],
        }),
      'xlsx.sheet',
    ],
    [
      'shapes of one byte',
      () =>
        zipOf([
          { name: 'a.shp', data: Buffer.concat([shpOf([]), zeros]) },
          { name: 'a.dbf', data: dbfOf([], []) },
        ]),
      'shp.record_too_large',
    ],
  ])('%s', async (_, make, code) => {
    const path = await write('bomb', make());
    global.gc?.();
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
    const summary = await summaryOf(path, 'cameras').finally(() => clearInterval(watch));
    expect(summary.refused?.code).toBe(code);
    expect((peak - before) / 1024 ** 2).toBeLessThan(30);
    expect(await folders()).toEqual([]);
  });
});
