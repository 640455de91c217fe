// The rows that stayed out, to be corrected and sent again: in the kind of file they came in, with what is wrong beside them.
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '#contract/problem';
import type { Field } from '#exports/model';
import { FILE_TYPES } from '#exports/write';
import { writeXlsx } from '#exports/xlsx';
import { makeWorkFolder } from '#importers/work-folder';
import { csvLine } from '#rules/formula-guard';
import { findImport, type ImportRow, problemsOfRows, rejectedPage } from '#storage/imports.repository';
import type { Ctx } from './ctx.ts';
import { ServiceError } from './errors.ts';

export interface RejectedFile {
  fileName: string;
  type: string;
  parts: AsyncGenerator<string | Uint8Array>;
}

const NOTES = ['row', 'problem', 'fix', '问题', '处理'];
const PAGE = 500;

interface Rejected {
  notes: string[];
  cells: string[];
  geometry: string | null;
}

/** In the format of the file: features as GeoJSON, workbooks as workbooks, everything else as CSV. Errors: import.not_found. */
export async function rejectedFile(ctx: Ctx, input: { id: string; as?: 'csv' }): Promise<RejectedFile> {
  const row = await findImport(ctx.storage.reader, ctx.scope, input.id);
  if (row === null) throw new ServiceError('import.not_found', 'not-found', { id: input.id });
  const name = `${row.fileName}.rejected`;
  if (input.as !== 'csv' && (await hasGeometry(ctx, row)))
    return { fileName: `${name}.geojson`, type: 'application/geo+json', parts: geojson(ctx, row) };
  if (input.as !== 'csv' && row.receipt?.format === 'xlsx')
    return { fileName: `${name}.xlsx`, type: FILE_TYPES.xlsx.type, parts: xlsx(ctx, row) };
  return { fileName: `${name}.csv`, type: 'text/csv', parts: csv(ctx, row) };
}

async function hasGeometry(ctx: Ctx, row: ImportRow): Promise<boolean> {
  const [first] = await rejectedPage(ctx.storage.reader, ctx.scope, row.id, 0, 1);
  return first !== undefined && first.cells.length > row.columns.length;
}

async function* pages(ctx: Ctx, row: ImportRow): AsyncGenerator<Rejected[]> {
  const { reader } = ctx.storage;
  for (let after = 0; ; ) {
    const page = await rejectedPage(reader, ctx.scope, row.id, after, PAGE);
    if (page.length === 0) return;
    const numbers = page.map((rejected) => rejected.row);
    const problems = await problemsOfRows(reader, ctx.scope, row.id, numbers);
    yield page.map((rejected): Rejected => {
      const own = problems.filter((item) => item.row === rejected.row && item.severity === 'error');
      const said = (pick: (problem: Problem) => string): string => own.map((item) => pick(item.problem)).join(' ');
      return {
        notes: [
          String(rejected.row),
          said((p) => p.message),
          said((p) => p.fix),
          said((p) => p.messageZh),
          said((p) => p.fixZh),
        ],
        cells: rejected.cells.slice(0, row.columns.length),
        geometry: rejected.cells[row.columns.length] ?? null,
      };
    });
    after = page.at(-1)!.seq;
  }
}

async function* csv(ctx: Ctx, row: ImportRow): AsyncGenerator<string> {
  yield `\ufeff${csvLine([...NOTES, ...row.columns])}`;
  for await (const page of pages(ctx, row))
    yield page.map(({ notes, cells }) => csvLine([...notes, ...cells])).join('');
}

async function* geojson(ctx: Ctx, row: ImportRow): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let comma = '\n';
  for await (const page of pages(ctx, row)) {
    let text = '';
    for (const { notes, cells, geometry } of page) {
      // what was not in the feature stays out of it
      const own = row.columns.map((column, i) => [column, cells[i]] as const).filter(([, cell]) => cell !== '');
      const properties = Object.fromEntries([...NOTES.map((name, i) => [name, notes[i]] as const), ...own]);
      text += `${comma}{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":${geometry ?? 'null'}}`;
      comma = ',\n';
    }
    yield text;
  }
  yield '\n]}\n';
}

/** A workbook is whole only when it has ended: it is written beside, sent, and removed. */
async function* xlsx(ctx: Ctx, row: ImportRow): AsyncGenerator<Uint8Array> {
  const folder = await makeWorkFolder('rejected');
  try {
    const path = join(folder, 'rejected.xlsx');
    const field = (key: string): Field => ({ key, kind: 'text', unit: '', short: '', zh: '', en: '' });
    const crs = row.receipt?.crs ?? 'wgs84';
    await writeXlsx(
      {
        what: 'cameras',
        fields: [...NOTES, ...row.columns].map(field),
        geometry: 'Point',
        crs: { name: crs, projected: false, epsg: null },
        about: {
          dataVersion: 0,
          writtenAt: row.createdAt,
          productVersion: ctx.version,
          region: null,
          includesRestricted: true,
        },
        readme: [`未导入的行 Rows that stayed out: ${row.fileName}`, row.createdAt, `坐标系 / coordinates: ${crs}`],
      },
      {
        async *pages() {
          for await (const page of pages(ctx, row))
            yield page.map(({ notes, cells }) => ({
              id: notes[0],
              name: null,
              values: [...notes, ...cells],
              geometry: null,
            }));
        },
      },
      path,
    );
    yield* createReadStream(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
