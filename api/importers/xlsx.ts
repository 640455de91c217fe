// How does a sheet of a workbook become rows with named cells?
import { unguarded } from '#rules/formula-guard';
import { FileFault } from './fault.ts';
import type { Opened, SourceRow, Table, TableLayer, TableNote } from './source.ts';
import { scaled } from './table-progress.ts';
import type { ParseLimits } from './types.ts';
import { openWorkbook, type Sheet, type Workbook } from './xlsx-book.ts';
import { LAST_ROW, type SheetHead, type SheetRow, sheetHead, sheetRows } from './xlsx-sheet.ts';
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
  /** sheets in which its rows go on */
  more: Sheet[];
  /** its rows are those of an earlier sheet */
  isPart: boolean;
}
const isTable = ({ head, isPart }: Found): boolean => !isPart && head?.hasData === true && head.columns.length > 1;

export async function openXlsx(
  zip: Zip,
  options: { layer?: string },
  limits: ParseLimits,
  /** of the whole upload, for the progress */
  bytes: number,
): Promise<Opened> {
  const book = await openWorkbook(zip);
  const found: Found[] = [];
  for (const sheet of book.sheets)
    found.push({ sheet, head: await sheetHead(book, sheet, limits.columns), more: [], isPart: false });
  const layers = found.map(
    ({ sheet, head }): TableLayer => ({ name: sheet.name, rows: head ? head.rows : 0, geometry: null }),
  );
  joinContinued(found);
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
    throw new FileFault('xlsx.no_table', { sheets: book.sheets.map(({ name }) => name).join(', ') || '—' });
  const sheets = [chosen.sheet, ...chosen.more];
  const table = tableOf(book, sheets, chosen.head, layers);
  return scaled(
    { kind: 'table', table },
    sheets.reduce((sum, { part }) => sum + part.bytes, 0),
    bytes,
  );
}

/** A sheet that says to go on from the one before it, with the same head, is no table of its own. Sheets that are only
 * alike are not joined: they may be two states of one list. */
function joinContinued(found: Found[]): void {
  for (let i = 1, first = 0; i < found.length; i++) {
    const [into, before, now] = [found[first]!, found[i - 1]!, found[i]!];
    const goesOn =
      now.head !== null &&
      now.head.continues === before.sheet.name &&
      now.sheet.hidden === into.sheet.hidden &&
      now.head.dataFrom === into.head?.dataFrom &&
      now.head.columns.join('\0') === into.head.columns.join('\0');
    if (!goesOn) first = i;
    else {
      into.more.push(now.sheet);
      now.isPart = true;
    }
  }
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

function tableOf(book: Workbook, sheets: Sheet[], head: SheetHead, layers: TableLayer[]): Table {
  const { columns, headerRow, dataFrom } = head;
  const notes: TableNote[] = headerRow > 1 ? [{ code: 'xlsx.header_row', params: { row: headerRow } }] : [];
  if (sheets.length > 1)
    notes.push({
      code: 'xlsx.sheets_joined',
      params: { sheets: sheets.map(({ name }) => name).join(', '), limit: LAST_ROW },
    });
  return {
    format: 'xlsx',
    encoding: null,
    hasHeader: true,
    hasGeometry: false,
    layers,
    layer: sheets[0]!.name,
    columns,
    separator: null,
    declaredCrs: null,
    notes,
    async *rows(onBytes?: (read: number) => void): AsyncGenerator<SourceRow[]> {
      let before = 0;
      for (const [i, sheet] of sheets.entries()) {
        const tell = onBytes && ((read: number): void => onBytes(before + read));
        for await (const some of sheetRows(book, sheet, columns.length, tell)) {
          const rows = some
            .filter(({ row }) => row >= dataFrom)
            .map((found) => sourceRow({ ...found, row: found.row + i * LAST_ROW }));
          if (rows.length > 0) yield rows;
        }
        before += sheet.part.bytes;
      }
    },
  };
}

function sourceRow({ row, cells }: SheetRow): SourceRow {
  const get = (i: number): string | null => {
    const cell = cells[i];
    return cell == null ? null : unguarded(cell);
  };
  return { row, get, width: null, geometry: undefined, featureId: null, broken: false, skip: false };
}
