// Whatever a text holds, it comes back from CSV and from a workbook: generated ones, cell by cell.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { csvText } from '#exports/csv';
import { CAMERA_EXPORT_FIELDS } from '#exports/fields';
import type { Layer, Rows } from '#exports/model';
import { writeXlsx } from '#exports/xlsx';
import { DEFAULT_LIMITS } from '#importers/limits';
import { memorySource } from '#importers/memory-source';
import { openTable } from '#importers/source';

const dir = mkdtempSync(join(tmpdir(), 'lacuna-texts-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LAYER: Layer = {
  what: 'cameras',
  geometry: 'Point',
  fields: CAMERA_EXPORT_FIELDS.filter(({ key }) => ['id', 'name', 'longitude', 'latitude', 'owner'].includes(key)),
  crs: { name: 'wgs84', projected: false, epsg: 4326 },
  about: {
    dataVersion: 1,
    writtenAt: '2026-11-27T08:00:00.000Z',
    productVersion: '0',
    region: null,
    includesRestricted: false,
  },
};
const rowsOf = (texts: readonly string[]): Rows => ({
  async *pages() {
    yield texts.map((text, i) => ({
      id: `c${i}`,
      name: text,
      values: [`c${i}`, text, 110, 30, texts.at(i - 1)!],
      geometry: { type: 'Point', coordinates: [110, 30] },
    }));
  },
});

/** What spreadsheets, readers and guards look at. */
const PIECES = [...'\'=+-@＝＋－＠",;|\n\r\t 01e.a名🎥#%:/&<\u00a0\u0001\ufeff\u2028', '_x0041_', 'TRUE', '2024-05-06'];
const text = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 })
  // records hold no blanks at their ends
  .map((pieces) => pieces.join('').trim())
  .filter((made) => made !== '');

const WRITERS: Record<string, (rows: Rows, n: number) => Promise<Buffer>> = {
  csv: async (rows) => {
    const parts: string[] = [];
    for await (const part of csvText(LAYER, rows)) parts.push(part);
    return Buffer.from(parts.join(''));
  },
  xlsx: async (rows, n) => {
    const path = join(dir, `${n}.xlsx`);
    await writeXlsx(LAYER, rows, path);
    return readFileSync(path);
  },
};

for (const [format, write] of Object.entries(WRITERS))
  test(`texts that left as ${format} come back as they were`, async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 30, maxLength: 30 }), async (texts) => {
        const opened = await openTable(memorySource(await write(rowsOf(texts), n++)), {}, DEFAULT_LIMITS, 'cameras');
        if (opened.kind !== 'table') throw new Error(`expected a table, got ${opened.kind}`);
        const { table } = opened;
        const [name, owner] = ['name', 'owner'].map((key) => table.columns.indexOf(key)) as [number, number];
        const found: (string | null)[][] = [];
        for await (const rows of table.rows()) for (const row of rows) found.push([row.get(name), row.get(owner)]);
        expect(found).toEqual(texts.map((made, i) => [made, texts.at(i - 1)]));
      }),
      { numRuns: 60 },
    );
  });
