// The table as a workbook: real numbers, a header and a row of units that stay in view, and a sheet that explains it. Rows
// stream into the archive; beyond the most a sheet can have they go on in further ones.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { xml } from './text-file.ts';
import type { ExportAbout, ExportField, ExportRow, ExportTable, OnRows, Value } from './types.ts';

/** Of a sheet, header and units included. */
const MOST_ROWS = 1_048_576;
const HEAD_ROWS = 2;
/** A cell holds no more. */
const CELL_CHARS = 32_767;
const README = 'README';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** 0 → A, 26 → AA. */
export function columnName(i: number): string {
  let name = '';
  for (let n = i + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}

/** Style 1 is the header's, 2 the units'. */
function cell(column: string, row: number, value: Value, style = 0): string {
  if (value === null || value === '') return '';
  const at = `<c r="${column}${row}"${style ? ` s="${style}"` : ''}`;
  if (typeof value === 'number') return `${at}><v>${value}</v></c>`;
  if (typeof value === 'boolean') return `${at} t="b"><v>${Number(value)}</v></c>`;
  // a text of its own type is never run, whatever it begins with
  return `${at} t="inlineStr"><is><t xml:space="preserve">${xml(value.slice(0, CELL_CHARS))}</t></is></c>`;
}

/** `most`: rows of a sheet, for tests. */
export async function writeXlsx(table: ExportTable, path: string, onRows: OnRows, most = MOST_ROWS): Promise<void> {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  // what goes wrong while a sheet is made must not leave the archive waiting for it
  written.catch(() => {});
  try {
    const sheets: string[] = [];
    const source = rowsOf(table, onRows);
    do {
      sheets.push(sheets.length === 0 ? table.what : `${table.what} ${sheets.length + 1}`);
      const sheet = Readable.from(sheetXml(table.fields, source, most), { objectMode: true });
      // strings become bytes in the archive
      zip.addReadStream(sheet as NodeJS.ReadableStream, `xl/worksheets/sheet${sheets.length}.xml`, { compress: true });
      await finished(sheet);
    } while (!source.ended());
    const readme = sheets.length + 1;
    const put = (name: string, text: string): void => zip.addBuffer(Buffer.from(DECLARATION + text), name);
    put(`xl/worksheets/sheet${readme}.xml`, readmeXml(table));
    const names = [...sheets, README];
    put('xl/workbook.xml', workbookXml(names));
    put('xl/_rels/workbook.xml.rels', relationsXml(names.length));
    put('xl/styles.xml', STYLES);
    put('_rels/.rels', ROOT_RELATIONS);
    put('[Content_Types].xml', contentTypesXml(names.length));
    zip.end();
    await written;
  } catch (error) {
    (zip.outputStream as Readable).destroy();
    throw error;
  }
}

interface RowSource {
  /** the next row; null = there is none */
  next(): Promise<ExportRow | null>;
  ended(): boolean;
}
function rowsOf(table: ExportTable, onRows: OnRows): RowSource {
  const pages = table.rows[Symbol.asyncIterator]();
  let page: ExportRow[] = [];
  let at = 0;
  let n = 0;
  let ended = false;
  const fill = async (): Promise<void> => {
    while (at >= page.length && !ended) {
      onRows((n += page.length));
      const { done, value } = await pages.next();
      [page, at, ended] = done ? [[], 0, true] : [value, 0, false];
    }
  };
  return {
    async next() {
      await fill();
      return ended ? null : page[at++]!;
    },
    ended: () => ended,
  };
}

const BATCH = 500;

async function* sheetXml(fields: readonly ExportField[], source: RowSource, most: number): AsyncGenerator<Buffer> {
  const names = fields.map((_, i) => columnName(i));
  const widths = fields
    .map(({ type }, i) => `<col min="${i + 1}" max="${i + 1}" width="${type === 'text' ? 22 : 12}" customWidth="1"/>`)
    .join('');
  const head = (row: number, style: number, text: (field: ExportField, i: number) => string): string =>
    `<row r="${row}">${fields.map((field, i) => cell(names[i]!, row, text(field, i), style)).join('')}</row>`;
  yield Buffer.from(
    `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${HEAD_ROWS}" topLeftCell="A${HEAD_ROWS + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths}</cols><sheetData>${head(1, 1, ({ key }) => key)}${head(2, 2, ({ unit }, i) => (i === 0 ? '#' : unit))}`,
  );
  let row = HEAD_ROWS;
  let text = '';
  while (row < most) {
    const next = await source.next();
    if (next === null) break;
    row += 1;
    text += `<row r="${row}">${next.values.map((value, i) => cell(names[i]!, row, value)).join('')}</row>`;
    if (row % BATCH !== 0) continue;
    yield Buffer.from(text);
    text = '';
  }
  const last = names.at(-1) ?? 'A';
  yield Buffer.from(
    `${text}</sheetData><autoFilter ref="A${HEAD_ROWS}:${last}${Math.max(row, HEAD_ROWS)}"/></worksheet>`,
  );
}

/** One column of lines: nothing takes it for a table. */
export function readmeLines({ fields, about }: { fields: readonly ExportField[]; about: ExportAbout }): string[] {
  return [
    `${about.title.zh} ${about.title.en}`,
    `数据版本 data version ${about.dataVersion} · ${about.writtenAt} · Lacuna ${about.productVersion}`,
    `范围 scope: ${about.scope ?? '全部 all'} · 坐标系 coordinates: ${about.crs}`,
    ...about.notes.map(({ zh, en }) => `${zh} ${en}`),
    '',
    ...fields.map(({ key, unit, title }) => `${key}${unit === '' ? '' : ` (${unit})`}: ${title.zh} · ${title.en}`),
  ];
}

function readmeXml(table: ExportTable): string {
  const rows = readmeLines(table).map((line, i) => `<row r="${i + 1}">${cell('A', i + 1, line)}</row>`);
  return `<worksheet xmlns="${MAIN}"><cols><col min="1" max="1" width="110" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

const workbookXml = (names: readonly string[]): string =>
  `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${names
    .map((name, i) => `<sheet name="${xml(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
    .join('')}</sheets></workbook>`;

function relationsXml(sheets: number): string {
  const one = (i: number, type: string, target: string): string =>
    `<Relationship Id="rId${i}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  const all = Array.from({ length: sheets }, (_, i) => one(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`));
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}${one(sheets + 1, 'styles', 'styles.xml')}</Relationships>`;
}

const STYLES = `<styleSheet xmlns="${MAIN}"><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><i/><sz val="9"/><color rgb="FF5C676B"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE6EFF2"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" fillId="2" applyFont="1" applyFill="1"/><xf fontId="2" fillId="2" applyFont="1" applyFill="1"/></cellXfs></styleSheet>`;
const ROOT_RELATIONS = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
function contentTypesXml(sheets: number): string {
  const part = (name: string, type: string): string =>
    `<Override PartName="${name}" ContentType="${TYPE}.${type}+xml"/>`;
  const all = Array.from({ length: sheets }, (_, i) => part(`/xl/worksheets/sheet${i + 1}.xml`, 'worksheet'));
  return `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('/xl/workbook.xml', 'sheet.main')}${all.join('')}${part('/xl/styles.xml', 'styles')}</Types>`;
}
