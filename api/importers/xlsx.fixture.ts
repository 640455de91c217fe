// Writes small workbooks for tests.
import { type ZipFile, zipOf } from './zip.fixture.ts';

export interface TestSheet {
  name: string;
  /** inside <sheetData>, or a whole part when it begins with <? or <x: */
  rows: string;
  state?: string;
}
export interface TestBook {
  sheets: TestSheet[];
  /** inside <sst>; each is what stands in <si> */
  strings?: string[];
  /** number formats of styles 0, 1, 2 … : a number of Excel's, or a code */
  formats?: (number | string)[];
  from1904?: boolean;
  strict?: boolean;
  prefix?: string;
  /** targets of the sheets as absolute paths */
  absolute?: boolean;
  extra?: ZipFile[];
}

const A = (n: number): string => (n < 26 ? '' : A(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** A row of inline texts, numbers as numbers; undefined = no cell. */
export const rowXml = (row: number, cells: (string | number | undefined)[]): string =>
  `<row r="${row}">${cells
    .map((cell, i) =>
      cell === undefined
        ? ''
        : typeof cell === 'number'
          ? `<c r="${A(i)}${row}"><v>${cell}</v></c>`
          : `<c r="${A(i)}${row}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`,
    )
    .join('')}</row>`;
export const rowsXml = (rows: (string | number | undefined)[][], from = 1): string =>
  rows.map((cells, i) => rowXml(from + i, cells)).join('');

export function xlsxOf(book: TestBook): Uint8Array {
  const main = book.strict
    ? 'http://purl.oclc.org/ooxml/spreadsheetml/main'
    : 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const rel = book.strict
    ? 'http://purl.oclc.org/ooxml/officeDocument/relationships'
    : 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const p = book.prefix ? `${book.prefix}:` : '';
  const ns = book.prefix ? `xmlns:${book.prefix}="${main}"` : `xmlns="${main}"`;
  const xml = (name: string, data: string): ZipFile => ({
    name,
    data: `<?xml version="1.0" encoding="UTF-8"?>${data}`,
  });
  const relations = (list: [string, string, string][]): string =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
      .map(([id, type, target]) => `<Relationship Id="${id}" Type="${rel}/${type}" Target="${target}"/>`)
      .join('')}</Relationships>`;
  const codes = (book.formats ?? []).flatMap((format, i) =>
    typeof format === 'string' ? [[200 + i, format] as const] : [],
  );
  const sheets = book.sheets.map(
    ({ name, state }, i) =>
      `<${p}sheet name="${escaped(name)}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="rId${i + 1}"/>`,
  );
  return zipOf([
    xml('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    xml('_rels/.rels', relations([['rId1', 'officeDocument', book.absolute ? '/xl/workbook.xml' : 'xl/workbook.xml']])),
    xml(
      'xl/workbook.xml',
      `<${p}workbook ${ns} xmlns:r="${rel}">${book.from1904 ? `<${p}workbookPr date1904="1"/>` : ''}<${p}sheets>${sheets.join('')}</${p}sheets></${p}workbook>`,
    ),
    xml(
      'xl/_rels/workbook.xml.rels',
      relations([
        ...book.sheets.map((_, i): [string, string, string] => [
          `rId${i + 1}`,
          'worksheet',
          `${book.absolute ? '/xl/' : ''}worksheets/sheet${i + 1}.xml`,
        ]),
        ['rId900', 'sharedStrings', 'sharedStrings.xml'],
        ['rId901', 'styles', 'styles.xml'],
      ]),
    ),
    xml(
      'xl/styles.xml',
      `<${p}styleSheet ${ns}><${p}numFmts>${codes.map(([id, code]) => `<${p}numFmt numFmtId="${id}" formatCode="${escaped(code).replace(/"/g, '&quot;')}"/>`).join('')}</${p}numFmts><${p}cellStyleXfs><${p}xf numFmtId="14"/></${p}cellStyleXfs><${p}cellXfs>${(book.formats ?? [0]).map((format, i) => `<${p}xf numFmtId="${typeof format === 'number' ? format : 200 + i}"/>`).join('')}</${p}cellXfs></${p}styleSheet>`,
    ),
    xml(
      'xl/sharedStrings.xml',
      `<${p}sst ${ns}>${(book.strings ?? []).map((text) => `<${p}si>${text}</${p}si>`).join('')}</${p}sst>`,
    ),
    ...book.sheets.map(({ rows }, i) => {
      const body = book.prefix ? rows.replace(/<(\/?)(?=[a-z])/g, `<$1${p}`) : rows;
      const data = rows.startsWith('<?')
        ? rows
        : `<${p}worksheet ${ns}><${p}dimension ref="A1:XFD1048576"/><${p}sheetData>${body}</${p}sheetData></${p}worksheet>`;
      return rows.startsWith('<?')
        ? { name: `xl/worksheets/sheet${i + 1}.xml`, data }
        : xml(`xl/worksheets/sheet${i + 1}.xml`, data);
    }),
    ...(book.extra ?? []),
  ]);
}
