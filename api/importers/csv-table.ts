// Where in a CSV does the table begin, and which of its rows are none? Titles and remarks stand above many a header.
import { withoutGuard } from '#rules/formula-guard';
import { type CsvRow, csvRows } from './csv.ts';
import { separatorOf } from './detect.ts';
import { FileFault } from './fault.ts';
import { CSV_LINE_BYTES } from './limits.ts';
import { columnName, isSum, isUnits } from './sheet-rows.ts';
import type { SourceRow, Table } from './source.ts';
import type { ParseLimits } from './types.ts';

type Text = (onBytes?: (read: number) => void) => AsyncIterable<string>;

/** Rows in which the header is looked for. */
const LOOKED_AT = 30;
/** A header is at least this wide, as a share of the widest rows. */
const WIDE = 0.6;

export async function csvTable(text: Text, encoding: string, start: string, limits: ParseLimits): Promise<Table> {
  const separator = separatorOf(start.replace(/^\ufeff/, ''));
  const csvLimits = { lineChars: CSV_LINE_BYTES, columns: limits.columns };
  const head: CsvRow[] = [];
  for await (const some of csvRows(text(), separator, csvLimits)) {
    head.push(...some);
    if (head.length >= LOOKED_AT) break;
  }
  if (head.length === 0) throw new FileFault('file.empty');
  const header = headerOf(head.slice(0, LOOKED_AT));
  const columns = header.cells.map(columnName);
  const isHeader = (cells: string[]): boolean =>
    cells.length === header.cells.length && cells.every((cell, i) => cell === header.cells[i]);
  return {
    format: 'csv',
    encoding,
    hasHeader: true,
    hasGeometry: false,
    layers: [],
    layer: null,
    columns,
    separator,
    declaredCrs: null,
    async *rows(onBytes) {
      let isBelowHeader = true;
      for await (const some of csvRows(text(onBytes), separator, csvLimits)) {
        const rows: SourceRow[] = [];
        for (const { row, cells } of some) {
          if (row <= header.row) continue;
          if (isBelowHeader) {
            isBelowHeader = false;
            if (isUnits(cells)) continue;
          }
          const width = widthOf(cells);
          // files that were put together repeat the header
          if (width === 0 || (cells[0] === header.cells[0] && isHeader(cells))) continue;
          const get = (i: number): string | null => {
            const cell = cells[i];
            if (cell === undefined) return null;
            // what our own files, and some others, put in front so that a spreadsheet runs nothing
            return cell.startsWith("'") || cell.startsWith('=') ? withoutGuard(cell) : cell;
          };
          const fault = isSum(cells, columns.length) ? SUMS_UP : null;
          rows.push({ row, get, width, geometry: undefined, featureId: null, broken: false, skip: false, fault });
        }
        if (rows.length > 0) yield rows;
      }
    },
  };
}

/** The first row as wide as the table, remarks (`# …`, `sep=;`) left out. */
function headerOf(rows: readonly CsvRow[]): CsvRow {
  const filled = (cells: string[]): number => cells.filter((cell) => cell.trim() !== '').length;
  const widest = Math.max(...rows.map(({ cells }) => filled(cells)));
  const isRemark = ({ row, cells }: CsvRow): boolean =>
    (widest > 1 && cells[0]!.startsWith('#') && filled(cells) < widest) ||
    (row === 1 && /^sep=.$/i.test(cells.join('')));
  const kept = rows.filter((row) => !isRemark(row));
  return kept.find(({ cells }) => filled(cells) >= WIDE * widest) ?? kept[0] ?? rows[0]!;
}

const SUMS_UP = { code: 'row.sum' } as const;
/** What DOS wrote behind the last line. */
const END_OF_FILE = '\u001a';

/** Trailing empty cells do not count: spreadsheets add them. */
function widthOf(cells: string[]): number {
  let n = cells.length;
  while (n > 0 && (cells[n - 1]!.trim() === '' || cells[n - 1] === END_OF_FILE)) n--;
  return n;
}
