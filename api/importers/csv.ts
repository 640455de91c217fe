// How is a CSV text cut into rows of cells, as a stream and within limits?
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { FileFault } from './fault.ts';

export interface CsvRow {
  /** 1 = the header, as a spreadsheet counts */
  row: number;
  cells: string[];
}

/** Rows in order, empty lines skipped but counted. Raises FileFault on an open quote or a line beyond the limit. */
export async function* csvRows(
  text: AsyncIterable<string>,
  separator: string,
  limits: { lineChars: number; columns: number },
): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter: separator,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.lineChars,
    skip_empty_lines: false,
  });
  const input = Readable.from(text, { objectMode: false, highWaterMark: 1 << 16 });
  // pipe() does not carry errors over; without this a decoding fault would hang the loop.
  input.on('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++;
      if (cells.length > limits.columns)
        throw new FileFault('csv.columns_too_many', { n: cells.length, limit: limits.columns }, row);
      if (cells.length === 1 && cells[0] === '') continue;
      yield { row, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser fails before it hands out what it had read, so it knows the row better than we do.
    const at = Math.max(row, Number(error.records ?? 0)) + 1;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') throw new FileFault('csv.quote', { row: at }, at);
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      throw new FileFault('csv.line_too_long', { row: at, limit: limits.lineChars }, at);
    throw new FileFault('csv.syntax', { row: at, why: error.code }, at);
  } finally {
    input.destroy();
    parser.destroy();
  }
}
