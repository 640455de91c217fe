// How much may one file ask for?
import type { ParseLimits } from './types.ts';

export const DEFAULT_LIMITS: ParseLimits = {
  memoryMb: 512,
  seconds: 120,
  fileBytes: 2 * 1024 ** 3,
  rows: 5_000_000,
  columns: 2_000,
  itemChars: 64 * 1024 ** 2,
  jsonDepth: 64,
  problemsPerCode: 20_000,
};
/** A CSV row longer than this is an open quote or a file without line breaks. */
export const CSV_LINE_BYTES = 16 * 1024 ** 2;
/** Rows of a CSV that are looked at before the columns and the coordinate system are decided. */
export const SURVEY_ROWS = 20_000;
/** Of a cell that is only shown or compared, this much. */
export const CELL_CHARS = 300;
/** Progress is said every so many rows. */
export const PROGRESS_ROWS = 5_000;
