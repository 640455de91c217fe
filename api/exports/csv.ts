// The table as CSV: UTF-8 with a mark, RFC 4180, shapes as well-known text.
import { csvLine, guarded } from '#rules/formula-guard';
import { writeText } from './text-file.ts';
import type { ExportGeometry, ExportTable, OnRows, Value } from './types.ts';

/** Texts are always quoted: a spreadsheet can then be told to leave 20-digit ids and dates as they are. */
const textCell = (text: string): string => (text === '' ? '' : `"${guarded(text).replaceAll('"', '""')}"`);

export const cellText = (value: Value): string => (value === null ? '' : String(value));

const line = (cells: string[]): string => `${cells.join(',')}\r\n`;

const ring = (positions: [number, number][]): string => `(${positions.map(([x, y]) => `${x} ${y}`).join(',')})`;
export const wktOf = (geometry: ExportGeometry): string =>
  geometry.type === 'Point'
    ? `POINT (${geometry.coordinates.join(' ')})`
    : `MULTIPOLYGON (${geometry.coordinates.map((rings) => `(${rings.map(ring).join(',')})`).join(',')})`;

/** Points have their columns; shapes get one. */
export const WKT_COLUMN = 'wkt';

export async function writeCsv(table: ExportTable, path: string, onRows: OnRows): Promise<void> {
  const withShape = table.geometry !== 'Point';
  async function* pieces(): AsyncGenerator<string> {
    yield `\ufeff${csvLine([...table.fields.map(({ key }) => key), ...(withShape ? [WKT_COLUMN] : [])])}`;
    let n = 0;
    for await (const rows of table.rows) {
      yield rows
        .map(({ values, geometry }) =>
          line([
            ...values.map((value) => (typeof value === 'number' ? cellText(value) : textCell(cellText(value)))),
            ...(withShape ? [geometry === null ? '' : textCell(wktOf(geometry))] : []),
          ]),
        )
        .join('');
      onRows((n += rows.length));
    }
  }
  await writeText(path, pieces());
}
