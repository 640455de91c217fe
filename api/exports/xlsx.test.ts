import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { unzipSync } from '../reports/unzip.fixture.ts';
import type { ExportTable } from './types.ts';
import { columnName, writeXlsx } from './xlsx.ts';

const folder = mkdtempSync(join(tmpdir(), 'lacuna-xlsx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table = (n: number): ExportTable => ({
  what: 'cameras',
  fields: [
    { key: 'id', type: 'text', unit: '', title: { zh: '编码', en: 'id' } },
    { key: 'heightM', type: 'number', unit: 'm', title: { zh: '高度', en: 'height' } },
  ],
  geometry: 'Point',
  rows: (async function* () {
    for (let i = 0; i < n; i += 3)
      yield Array.from({ length: Math.min(3, n - i) }, (_, k) => ({
        values: [`=${i + k}&<`, i + k],
        geometry: null,
      }));
  })(),
  about: {
    title: { zh: '点位', en: 'Cameras' },
    scope: null,
    crs: 'wgs84',
    dataVersion: 7,
    writtenAt: '2026-01-01T00:00:00.000Z',
    productVersion: '0',
    notes: [],
  },
});

it('columns are named as spreadsheets name them', () =>
  expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']));

it('rows beyond what a sheet holds go on in the next one, and none is lost', async () => {
  const path = join(folder, 'split.xlsx');
  await writeXlsx(table(11), path, () => {}, 6);
  const parts = unzipSync(readFileSync(path));
  const sheets = [1, 2, 3].map((i) => parts.get(`xl/worksheets/sheet${i}.xml`)!);
  expect(sheets.map((sheet) => sheet.match(/<row /g)!.length)).toEqual([6, 6, 5]);
  expect(parts.get('xl/workbook.xml')!).toContain('name="cameras 3"');
  expect(sheets[0]).toContain('<pane ySplit="2"');
  expect(sheets[0]).toContain('<c r="B4"><v>1</v></c>');
  expect(sheets[0]).toContain('<t xml:space="preserve">=0&amp;&lt;</t>');
});

it('an empty table is a sheet with its header', async () => {
  const path = join(folder, 'empty.xlsx');
  await writeXlsx(table(0), path, () => {});
  expect(unzipSync(readFileSync(path)).get('xl/worksheets/sheet1.xml')!.match(/<row /g)).toHaveLength(2);
});

it('what fails while rows are made fails the writing', async () => {
  const gone = Promise.reject(new Error('gone'));
  const bad: ExportTable = { ...table(0), rows: { [Symbol.asyncIterator]: () => ({ next: () => gone }) } };
  await expect(writeXlsx(bad, join(folder, 'bad.xlsx'), () => {})).rejects.toThrow('gone');
});
