// How does a sheet of a workbook become rows with named cells?
import { unguarded } from '#rules/formula-guard';
import { FileFault } from './fault.ts';
import type { Opened, SourceRow, Table, TableLayer, TableNote } from './source.ts';
import { scaled } from './table-progress.ts';
import type { ParseLimits } from './types.ts';
import { openWorkbook, type Sheet, type Workbook } from './xlsx-book.ts';
import { type SheetHead, sheetHead, sheetRows } from './xlsx-sheet.ts';
import type { Zip } from './zip.ts';

export const isWorkbook = (zip: Zip): boolean =>
  zip.parts.some(({ path }) => /^xl\/workbook\.xml$/i.test(path)) || strange(zip);
/** The package may keep its workbook anywhere. */
const strange = (zip: Zip): boolean =>
  zip.parts.some(({ path }) => /^\[content_types\]\.xml$/i.test(path)) &&
  zip.parts.some(({ path }) => /(?:^|\/)workbook\d*\.xml$/i.test(path));

interface Found {
  sheet: Sheet;
  head: SheetHead | null;
}
const isTable = ({ head }: Found): boolean => head?.hasData === true && head.columns.length > 1;

export async function openXlsx(
  zip: Zip,
  options: { layer?: string },
  limits: ParseLimits,
  /** of the whole upload, for the progress */
  bytes: number,
): Promise<Opened> {
  const book = await openWorkbook(zip);
  const found: Found[] = [];
  for (const sheet of book.sheets) found.push({ sheet, head: await sheetHead(book, sheet, limits.columns) });
  const layers = found.map(
    ({ sheet, head }): TableLayer => ({ name: sheet.name, rows: head ? head.rows : 0, geometry: null }),
  );
  const chosen = choose(found, options.layer);
  if (chosen === 'unclear') {
    const visible = found.filter((one) => isTable(one) && !one.sheet.hidden);
    const asked = visible.length > 0 ? visible : found.filter(isTable);
    return {
      kind: 'layer-unclear',
      format: 'xlsx',
      layers,
      choices: layers.filter((_, i) => asked.includes(found[i]!)),
    };
  }
  if (chosen?.head == null)
    throw new FileFault('xlsx.no_table', { sheets: book.sheets.map(({ name }) => name).join(', ') });
  const table = tableOf(book, chosen.sheet, chosen.head, layers);
  return scaled({ kind: 'table', table }, chosen.sheet.part.bytes, bytes);
}

function choose(found: Found[], layer: string | undefined): Found | 'unclear' | null {
  if (layer !== undefined) {
    const named = found.find(({ sheet }) => sheet.name === layer);
    if (named === undefined)
      throw new FileFault('layer.absent', { layer, layers: found.map(({ sheet }) => sheet.name).join(', ') });
    return named;
  }
  for (const some of [found.filter(({ sheet }) => !sheet.hidden), found]) {
    const tables = some.filter(isTable);
    if (tables.length === 1) return tables[0]!;
    if (tables.length > 1) return 'unclear';
  }
  // one column, or a header without rows: still what was meant, if nothing else is there
  const filled = found.filter(({ head }) => head !== null);
  return filled.length === 1 ? filled[0]! : null;
}

function tableOf(book: Workbook, sheet: Sheet, head: SheetHead, layers: TableLayer[]): Table {
  const { columns, headerRow, dataFrom } = head;
  const notes: TableNote[] = headerRow > 1 ? [{ code: 'xlsx.header_row', params: { row: headerRow } }] : [];
  return {
    format: 'xlsx',
    encoding: null,
    hasHeader: true,
    hasGeometry: false,
    layers,
    layer: sheet.name,
    columns,
    separator: null,
    declaredCrs: null,
    notes,
    async *rows(onBytes?: (read: number) => void): AsyncGenerator<SourceRow[]> {
      for await (const some of sheetRows(book, sheet, columns.length, onBytes)) {
        const rows: SourceRow[] = [];
        for (const { row, cells } of some) {
          if (row < dataFrom) continue;
          const get = (i: number): string | null => {
            const cell = cells[i];
            return cell == null ? null : unguarded(cell);
          };
          rows.push({ row, get, width: null, geometry: undefined, featureId: null, broken: false, skip: false });
        }
        if (rows.length > 0) yield rows;
      }
    },
  };
}
