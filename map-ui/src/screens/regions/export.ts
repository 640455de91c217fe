// The table as a file: the columns and rows that are on screen, in their order, with the numbers that are on screen.
import type { RegionRow } from '../../api/figure-columns.ts';
import { sharePoints } from '../../i18n/format.ts';
import { COLUMNS, type ColumnId, numberIn } from './columns.ts';
import type { Ranked } from './rank.ts';

export type Cell = string | number | null;
export interface ExportWords {
  rank: string;
  code: string;
  name: string;
  nameEn: string;
  low: string;
  high: string;
  target: string;
  due: string;
  note: string;
  column: (id: ColumnId) => string;
  grade: (grade: NonNullable<RegionRow['grade']>) => string;
  basis: (basis: NonNullable<RegionRow['basis']>) => string;
  why: (ranked: Ranked) => string;
}

const percent = (ratio: number | null): number | null => (ratio === null ? null : sharePoints(ratio));
const points = (ratio: number | null): number | null => (ratio === null ? null : Math.round(ratio * 1_000) / 10 + 0);

/** A column on screen may be more than one in a file: the interval is its two ends, a distance comes with its target. */
function cellsOf(id: ColumnId, words: ExportWords): { title: string; value: (row: RegionRow) => Cell }[] {
  const title = words.column(id);
  switch (id) {
    case 'bar':
      return [];
    case 'range':
      return [
        { title: `${words.low} %`, value: (row) => percent(row.low) },
        { title: `${words.high} %`, value: (row) => percent(row.high) },
      ];
    case 'trend':
      return [{ title: `${title} Δ`, value: (row) => points(numberIn(row, 'trend')) }];
    case 'distance':
      return [
        { title: `${words.target} %`, value: (row) => percent(row.minimum) },
        { title: words.due, value: (row) => row.due },
        { title, value: (row) => points(row.distance) },
      ];
    case 'grade':
      return [{ title, value: (row) => row.grade && words.grade(row.grade) }];
    case 'basis':
      return [{ title, value: (row) => row.basis && words.basis(row.basis) }];
    case 'demand':
      return [{ title: `${title} m²`, value: (row) => (row.demandM2 === null ? null : Math.round(row.demandM2)) }];
    default:
      return COLUMNS[id].kind === 'share'
        ? [{ title: `${title} %`, value: (row) => percent(numberIn(row, id)) }]
        : [{ title, value: (row) => numberIn(row, id) }];
  }
}

/** Head and rows. Code and both names are always there, so that the file can be joined with others. */
export function exportTable(rows: readonly Ranked[], columns: readonly ColumnId[], words: ExportWords): Cell[][] {
  const shown = columns.flatMap((id) => cellsOf(id, words));
  const head = [words.rank, words.code, words.name, words.nameEn, ...shown.map((c) => c.title), words.note];
  return [
    head,
    ...rows.map((ranked) => [
      ranked.rank,
      ranked.row.code,
      ranked.row.name,
      ranked.row.nameEn,
      ...shown.map((c) => c.value(ranked.row)),
      ranked.why === null ? null : words.why(ranked),
    ]),
  ];
}

/** What a spreadsheet takes for a formula, also in full width, also behind blanks. */
const RUNS = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = RUNS.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
/** UTF-8 with BOM, RFC 4180. */
export const csvText = (table: readonly (readonly Cell[])[]): string =>
  `\ufeff${table.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;

/** Text cells are typed as text: a workbook runs none of them. */
export async function xlsxBlob(table: readonly (readonly Cell[])[], sheet: string): Promise<Blob> {
  const { default: writeXlsxFile } = await import('write-excel-file/browser');
  const [head, ...rows] = table;
  const data = [
    head.map((title) => ({ value: String(title ?? ''), type: String, fontWeight: 'bold' as const })),
    ...rows.map((row) =>
      row.map((value) => {
        if (value === null) return null;
        return typeof value === 'number' ? { value, type: Number } : { value: writable(value), type: String };
      }),
    ),
  ];
  const columns = head.map((title, i) => ({ width: Math.max(10, i < 4 ? 18 : 0, String(title ?? '').length + 2) }));
  return writeXlsxFile(data, { columns, stickyRowsCount: 1, sheet: sheet.slice(0, 31) }).toBlob();
}
/** XML 1.0 has no way to write these characters. */
const writable = (text: string) => text.replace(/[^\t\n\r\u0020-\ufffd]/g, ' ').slice(0, 32_000);
