// How is a CSV text cut into rows of cells, as a stream and within limits?
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { FileFault } from './fault.ts';

export interface CsvRow {
  /** 1 = the header, as a spreadsheet counts */
  row: number;
  cells: string[];
}
interface CsvLimits {
  lineChars: number;
  columns: number;
}

const QUOTE = '"';

/** Rows in order, as many at once as a piece of text holds; empty lines are skipped but counted. Raises FileFault on an
 * open quote or a line beyond the limit. Sound rows are cut here; from the first one on that breaks the rules of
 * quoting, csv-parse decides what is meant: it is six times slower. */
export async function* csvRows(
  text: AsyncIterable<string>,
  separator: string,
  limits: CsvLimits,
): AsyncGenerator<CsvRow[]> {
  const pieces = text[Symbol.asyncIterator]();
  let rest = '';
  let row = 0;
  let lineEnd: LineEnd | null = null;
  let first = true;
  /** A row that did not end in this text is looked at again when twice as much is there: not with every piece. */
  let waitFor = 0;
  try {
    for (;;) {
      const next = await pieces.next();
      const last = next.done === true;
      if (!last) rest += next.value;
      if (first && rest !== '') {
        first = false;
        if (rest.startsWith('\ufeff')) rest = rest.slice(1);
      }
      if (!last && rest.length < waitFor) {
        assertLength(rest.length, row, limits);
        continue;
      }
      lineEnd ??= lineEndOf(rest, last);
      if (lineEnd === null) {
        if (!last) {
          assertLength(rest.length, row, limits);
          waitFor = 2 * rest.length;
          continue;
        }
        lineEnd = '\n';
      }
      const cut = cutRows(rest, last, separator, lineEnd, row, limits);
      row = cut.row;
      waitFor = cut.from === 0 ? 2 * rest.length : 0;
      rest = cut.from === 0 ? rest : rest.slice(cut.from);
      if (cut.rows.length > 0) yield cut.rows;
      if (cut.unsound) {
        yield* slowRows(joined(rest, pieces), separator, lineEnd, row, limits);
        return;
      }
      if (last) return;
      assertLength(rest.length, row, limits);
    }
  } finally {
    await pieces.return?.();
  }
}

function assertLength(chars: number, row: number, limits: CsvLimits): void {
  if (chars > limits.lineChars)
    throw new FileFault('csv.line_too_long', { row: row + 1, limit: limits.lineChars }, row + 1);
}

/** LF, also with a CR before it: files that were put together have both. CR alone only where the first row ends so. */
type LineEnd = '\n' | '\r';

/** null = not to be told yet. */
function lineEndOf(text: string, isAll: boolean): LineEnd | null {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === QUOTE) quoted = !quoted;
    else if (!quoted && c === '\n') return '\n';
    else if (!quoted && c === '\r') {
      if (i + 1 === text.length && !isAll) return null;
      return text[i + 1] === '\n' ? '\n' : '\r';
    }
  }
  return null;
}

interface Cut {
  rows: CsvRow[];
  /** where the first row begins that is not cut yet */
  from: number;
  /** number of the last row that was cut */
  row: number;
  /** the row at `from` breaks the rules of quoting */
  unsound: boolean;
}

function cutRows(
  text: string,
  isLast: boolean,
  separator: string,
  lineEnd: LineEnd,
  before: number,
  limits: CsvLimits,
): Cut {
  const cut: Cut = { rows: [], from: 0, row: before, unsound: false };
  let quote = text.indexOf(QUOTE);
  while (cut.from < text.length) {
    let next = text.indexOf(lineEnd, cut.from) + 1;
    if (next === 0) {
      // the end of a piece may be in the middle of a row
      if (!isLast) return cut;
      next = text.length + 1;
    }
    let end = beforeCr(text, next - 1, cut.from, lineEnd);
    if (quote >= 0 && quote < cut.from) quote = text.indexOf(QUOTE, cut.from);
    let cells: string[];
    if (quote < 0 || quote >= end) cells = text.slice(cut.from, end).split(separator);
    else {
      const found = quotedRow(text, cut.from, isLast, separator, lineEnd);
      if (found === 'more') {
        if (isLast) throw new FileFault('csv.quote', { row: cut.row + 1 }, cut.row + 1);
        return cut;
      }
      if (found === 'unsound') {
        cut.unsound = true;
        return cut;
      }
      ({ cells, end } = found);
      next = end + (lineEnd === '\n' && text[end] === '\r' ? 2 : 1);
    }
    cut.row++;
    cut.from = next;
    if (cells.length > limits.columns)
      throw new FileFault('csv.columns_too_many', { n: cells.length, limit: limits.columns }, cut.row);
    if (cells.length > 1 || cells[0] !== '') cut.rows.push({ row: cut.row, cells });
  }
  cut.from = Math.min(cut.from, text.length);
  return cut;
}

/** Where a row ends whose line ends at `end`. */
const beforeCr = (text: string, end: number, from: number, lineEnd: LineEnd): number =>
  lineEnd === '\n' && end > from && text.charCodeAt(end - 1) === CR ? end - 1 : end;
const CR = 13;
const endsLine = (text: string, at: number, lineEnd: LineEnd): boolean =>
  text[at] === lineEnd || (lineEnd === '\n' && text[at] === '\r' && text[at + 1] === '\n');

/** One row with quotes in it. `more` = it does not end in this text. */
function quotedRow(
  text: string,
  from: number,
  isLast: boolean,
  separator: string,
  lineEnd: LineEnd,
): { cells: string[]; end: number } | 'more' | 'unsound' {
  const cells: string[] = [];
  for (let at = from; ; ) {
    let end: number;
    if (text[at] === QUOTE) {
      let close = at;
      for (;;) {
        close = text.indexOf(QUOTE, close + 1);
        if (close < 0) return 'more';
        if (text[close + 1] !== QUOTE) break;
        close++;
      }
      end = close + 1;
      // whether this quote closes, or is the first of two, shows only behind it
      if (!isLast && text.length < end + 2) return 'more';
      if (end < text.length && !text.startsWith(separator, end) && !endsLine(text, end, lineEnd)) return 'unsound';
      cells.push(text.slice(at + 1, close).replaceAll('""', QUOTE));
    } else {
      const nextLine = text.indexOf(lineEnd, at);
      const nextCell = text.indexOf(separator, at);
      if (nextLine < 0 && nextCell < 0 && !isLast) return 'more';
      const lineStop = beforeCr(text, nextLine < 0 ? text.length : nextLine, at, lineEnd);
      end = Math.min(lineStop, nextCell < 0 ? text.length : nextCell);
      cells.push(text.slice(at, end));
    }
    if (!text.startsWith(separator, end)) return { cells, end };
    at = end + separator.length;
  }
}

async function* joined(rest: string, pieces: AsyncIterator<string>): AsyncGenerator<string> {
  yield rest;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
}

/** csv-parse on the rows behind the first `before`. */
async function* slowRows(
  text: AsyncIterable<string>,
  separator: string,
  lineEnd: LineEnd,
  before: number,
  limits: CsvLimits,
): AsyncGenerator<CsvRow[]> {
  const parser = parse({
    delimiter: separator,
    record_delimiter: lineEnd === '\n' ? ['\r\n', '\n'] : lineEnd,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.lineChars,
    skip_empty_lines: false,
  });
  const input = Readable.from(text, { objectMode: false, highWaterMark: 1 << 16 });
  // pipe() does not carry errors over; without this a decoding fault would hang the loop.
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let row = before;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++;
      if (cells.length > limits.columns)
        throw new FileFault('csv.columns_too_many', { n: cells.length, limit: limits.columns }, row);
      if (cells.length === 1 && cells[0] === '') continue;
      yield [{ row, cells }];
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser fails before it hands out what it had read, so it knows the row better than we do.
    const at = Math.max(row, before + Number(error.records ?? 0)) + 1;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') throw new FileFault('csv.quote', { row: at }, at);
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      throw new FileFault('csv.line_too_long', { row: at, limit: limits.lineChars }, at);
    throw new FileFault('csv.syntax', { row: at, why: error.code }, at);
  } finally {
    input.destroy();
    parser.destroy();
  }
}
