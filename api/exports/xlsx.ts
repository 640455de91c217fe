// A layer as a workbook that is written while the rows come: as many sheets as the rows need, and one that explains them.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { WKT_FIELD } from './fields.ts';
import { readmeLines } from './losses.ts';
import { type Field, type Layer, type Lost, nothingLost, type Rows } from './model.ts';
import { wktOf } from './text-shapes.ts';
import { CELL_CHARS, cellOf, letters, STYLE, STYLES_XML, textCell } from './xlsx-cells.ts';

/** Rows of a worksheet, by the file format. */
const SHEET_ROWS = 1_048_576;
/** Names and units. */
const HEAD_ROWS = 2;
/** Sheets are text that repeats itself: more effort gains a tenth and costs as much again. */
const LEVEL = 3;

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

const WIDTHS: Readonly<Record<Field['kind'], number>> = {
  text: 18,
  number: 12,
  integer: 12,
  flag: 10,
  date: 12,
  time: 24,
};

export async function writeXlsx(layer: Layer, rows: Rows, path: string, sheetRows = SHEET_ROWS): Promise<Lost> {
  const lost = nothingLost();
  const withShape = layer.geometry !== 'Point';
  const fields = withShape ? [...layer.fields, WKT_FIELD] : layer.fields;
  const zip = new ZipFile();
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const written = finished(file);
  // seen where it is awaited; until then it must not end the process
  written.catch(() => {});
  zip.outputStream.pipe(file);
  const names: string[] = [];
  let sheet: Writable | null = null;
  let row = 0;
  const put = async (text: string): Promise<void> => {
    if (!sheet!.write(text)) await Promise.race([once(sheet!, 'drain'), written]);
  };
  const begin = async (): Promise<void> => {
    const stream = new PassThrough({ highWaterMark: 1 << 18 });
    sheet = stream;
    names.push(names.length === 0 ? layer.what : `${layer.what} ${names.length + 1}`);
    zip.addReadStream(stream, `xl/worksheets/sheet${names.length}.xml`, { compressionLevel: LEVEL });
    await put(sheetHead(fields, names.at(-2)));
    row = HEAD_ROWS;
  };
  const end = (): void => {
    sheet!.end(
      `</sheetData><autoFilter ref="A1:${letters(fields.length - 1)}${Math.max(row, HEAD_ROWS)}"/></worksheet>`,
    );
  };
  try {
    await begin();
    for await (const page of rows.pages()) {
      let text = '';
      for (const { values, geometry } of page) {
        if (row >= sheetRows) {
          await put(text);
          text = '';
          end();
          await begin();
        }
        row++;
        text += '<row>';
        for (let i = 0; i < values.length; i++) text += cellOf(values[i]!, fields[i]!.kind);
        if (withShape && geometry !== null) {
          const wkt = wktOf(geometry);
          if (wkt.length <= CELL_CHARS) text += textCell(wkt);
          else lost.shapesLeftOut++;
        }
        text += '</row>';
      }
      await put(text);
    }
    end();
    addRest(zip, layer, names, fields);
    zip.end();
    await written;
    return lost;
  } catch (error) {
    sheet = null;
    zip.outputStream.unpipe(file);
    file.destroy();
    throw error;
  }
}

/** `continued` = the sheet that this one goes on from. */
function sheetHead(fields: readonly Field[], continued: string | undefined): string {
  const columns = fields.map(
    ({ kind, key }, i) =>
      `<col min="${i + 1}" max="${i + 1}" width="${/name|purpose|reason|places/i.test(key) ? 28 : WIDTHS[kind]}" customWidth="1"/>`,
  );
  const pane = `<pane xSplit="1" ySplit="${HEAD_ROWS}" topLeftCell="B${HEAD_ROWS + 1}" activePane="bottomRight" state="frozen"/>`;
  const heads = fields.map(({ key }) => textCell(key, STYLE.head)).join('');
  // `#` says to readers, ours too, that this row is no data; what follows it, that both sheets are one table
  const mark = continued === undefined ? '#' : `# ← ${continued}`;
  const units = fields.map(({ unit }, i) => textCell(i === 0 ? mark : unit, STYLE.unit)).join('');
  return `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData><row>${heads}</row><row>${units}</row>`;
}

function addRest(zip: ZipFile, layer: Layer, names: readonly string[], fields: readonly Field[]): void {
  const add = (path: string, text: string): void => zip.addBuffer(Buffer.from(text), path);
  const readme = names.length + 1;
  const all = [...names, 'README'];
  // one column: no reader takes it for a table
  const lines = (layer.readme ?? readmeLines({ ...layer, fields }, 'xlsx')).map(
    (line) => `<row>${line === '' ? '' : textCell(line)}</row>`,
  );
  add(
    `xl/worksheets/sheet${readme}.xml`,
    `${XML}<worksheet xmlns="${MAIN}"><cols><col min="1" max="1" width="110" customWidth="1"/></cols><sheetData>${lines.join('')}</sheetData></worksheet>`,
  );
  add('xl/styles.xml', STYLES_XML);
  const sheets = all.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('');
  add('xl/workbook.xml', `${XML}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets>${sheets}</sheets></workbook>`);
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${DOCUMENT}/${type}" Target="${target}"/>`;
  add(
    'xl/_rels/workbook.xml.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all
      .map((_, i) => relation(`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`))
      .join('')}${relation(`rId${all.length + 1}`, 'styles', 'styles.xml')}</Relationships>`,
  );
  add(
    '_rels/.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
  );
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const parts = all.map(
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${type}.worksheet+xml"/>`,
  );
  add(
    '[Content_Types].xml',
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${parts.join('')}</Types>`,
  );
}
