// Which rows does a sheet hold, and where do its header and its rows begin?
import { FileFault } from './fault.ts';
import { columnName, continuedSheet, filledIn, isUnits } from './sheet-rows.ts';
import type { Sheet, Workbook } from './xlsx-book.ts';
import { columnOf, dateText, numberText, unescapeText } from './xlsx-values.ts';
import { walkXml } from './xlsx-xml.ts';

export interface SheetRow {
  /** as the spreadsheet program numbers it */
  row: number;
  /** null = blank; sparse */
  cells: (string | null)[];
}

export const LAST_ROW = 1_048_576;

/** Rows with at least one filled cell. `columns` = further cells are not looked at. */
export async function* sheetRows(
  book: Workbook,
  { name: sheet, part }: Sheet,
  columns: number,
  onBytes: (read: number) => void = () => {},
): AsyncGenerator<SheetRow[]> {
  let rows: SheetRow[] = [];
  let read = 0;
  let row = 0;
  let cells: (string | null)[] = [];
  let filled = 0;
  let column = -1;
  let type = '';
  let style = 0;
  let value: string | null = null;
  let inValue = false;
  let phonetic = 0;
  let inline = false;
  let ended = false;
  const broken = (why: string): FileFault => new FileFault('xlsx.sheet', { sheet, why }, row || null);

  const startRow = (said: string | undefined): void => {
    const next = said === undefined ? row + 1 : Number(said);
    if (!Number.isInteger(next) || next <= row || next > LAST_ROW) throw broken(`row “${said}” behind row ${row}`);
    row = next;
    cells = [];
    filled = 0;
    column = -1;
  };
  const startCell = (attributes: Record<string, string>): void => {
    const said = attributes.r;
    const next = said === undefined ? column + 1 : columnOf(said);
    if (next === null || next > 16_383) throw broken(`a cell “${said}”`);
    column = next;
    type = attributes.t ?? 'n';
    style = Number(attributes.s ?? 0);
    value = null;
  };
  const endCell = (): void => {
    if (value === null || column >= columns) return;
    const text = textOf(value);
    if (text === null || text === '') return;
    cells[column] = text;
    filled++;
  };
  const textOf = (raw: string): string | null => {
    switch (type) {
      case 's': {
        if (raw.trim() === '') return null;
        const text = book.strings.get(Number(raw));
        if (text === undefined) throw broken(`a text with number “${raw.slice(0, 20)}”, of ${book.strings.length}`);
        return text;
      }
      case 'inlineStr':
      case 'str':
        return unescapeText(raw);
      case 'b':
        return raw.trim() === '1' || raw.trim() === 'true' ? 'true' : 'false';
      case 'd':
        return raw.trim();
      // an error such as #N/A says nothing
      case 'e':
        return null;
      default: {
        const kind = book.dates[style] ?? null;
        if (kind === null) return numberText(raw);
        return dateText(Number(raw), kind, book.from1904) ?? numberText(raw);
      }
    }
  };

  const source = {
    ...part.source,
    async *open() {
      for await (const chunk of part.source.open()) {
        read += chunk.length;
        yield chunk;
      }
    },
  };
  const walk = walkXml(source, part.path, {
    open(name, attributes) {
      if (name === 'c') startCell(attributes);
      else if (name === 'v') {
        inValue = true;
        value = '';
      } else if (name === 'row') startRow(attributes.r);
      else if (name === 'is') inline = true;
      else if (name === 'rPh') phonetic++;
      else if (name === 't' && inline && phonetic === 0) {
        inValue = true;
        value ??= '';
      }
    },
    text(piece) {
      if (inValue) value += piece;
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'c') endCell();
      else if (name === 'rPh') phonetic--;
      else if (name === 'is') inline = false;
      else if (name === 'row' && filled > 0) rows.push({ row, cells });
      else if (name === 'sheetData') ended = true;
    },
    done: () => ended,
  });
  for await (const _ of walk) {
    onBytes(read);
    if (rows.length === 0) continue;
    const found = rows;
    rows = [];
    yield found;
  }
}

export interface SheetHead {
  columns: string[];
  headerRow: number;
  /** first row of data; everything above is title, header or units */
  dataFrom: number;
  hasData: boolean;
  /** rows of data, where the sheet ended within what was looked at */
  rows: number | null;
  /** the sheet that this one says to go on from */
  continues: string | null;
}

/** Filled rows looked at to find the header. */
const TOP_ROWS = 20;
/** Columns without a name that may stand behind those with one. */
const NAMELESS_COLUMNS = 10;

/** null = the sheet is blank. */
export async function sheetHead(book: Workbook, sheet: Sheet, columns: number): Promise<SheetHead | null> {
  const top: SheetRow[] = [];
  let whole = true;
  for await (const rows of sheetRows(book, sheet, columns + 1)) {
    top.push(...rows);
    if (top.length > TOP_ROWS) {
      whole = false;
      break;
    }
  }
  const seen = top.slice(0, TOP_ROWS);
  if (seen.length === 0) return null;
  const filled = seen.map(({ cells }) => filledIn(cells).length);
  // A title has one cell, or a few; a header has about as many as the fullest row.
  const half = Math.max(...filled) / 2;
  const at = filled.findIndex((n) => n > half);
  const header = seen[at]!;
  if (header.cells.length > columns)
    throw new FileFault('csv.columns_too_many', { n: header.cells.length, limit: columns }, header.row);
  const below = top[at + 1];
  const units = below !== undefined && isUnits(below.cells) ? 1 : 0;
  const first = top[at + 1 + units];
  // columns that have cells but no name are columns too; a single cell far away is none
  const widest = Math.max(...top.slice(at).map(({ cells }) => cells.length));
  const width = Math.min(widest, header.cells.length + NAMELESS_COLUMNS, columns);
  return {
    columns: Array.from({ length: width }, (_, i) => columnName(header.cells[i] ?? '', i)),
    headerRow: header.row,
    dataFrom: (first ?? below ?? header).row + (first === undefined ? 1 : 0),
    hasData: first !== undefined,
    rows: whole ? top.length - at - 1 - units : null,
    continues: (below && continuedSheet(below.cells)) ?? null,
  };
}
