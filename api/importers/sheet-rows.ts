// Which rows of a sheet or a CSV are none of the table: units below the header, sums at the end? And what is a column called?
import { CELL_CHARS } from './limits.ts';
import { withoutSecrets } from './secrets.ts';

const UNIT_WORDS = new Set(
  'm|cm|km|mm|ft|°|º|deg|degree|degrees|度|m²|m2|㎡|km²|km2|平方米|平方公里|米|公尺|厘米|毫米|公里|metre|metres|meter|meters|px|像素|%|‰|天|日|day|days|d|h|小时|s|秒|年|year|years|个|台|人|项'.split(
    '|',
  ),
);

/** Of a column at place `i`. Where the header is missing, a row of data stands for it: nothing secret, nothing endless. */
export const columnName = (name: string, i: number): string =>
  withoutSecrets(name.slice(0, CELL_CHARS)).trim() || `(${i + 1})`;

export const filledIn = (cells: (string | null)[]): string[] =>
  cells.filter((cell): cell is string => cell != null && cell.trim() !== '');

/** How a table beyond the last row of a sheet goes on in the next: said in the row of units. */
const CONTINUES = /^# ← (.+)$/;

/** The sheet that this one goes on from, by its row of units. */
export const continuedSheet = (units: readonly (string | null)[]): string | null =>
  CONTINUES.exec(units[0]?.trim() ?? '')?.[1] ?? null;

export function isUnits(cells: (string | null)[]): boolean {
  const words = filledIn(cells).map((cell) => cell.trim());
  if (words[0] === '#' || continuedSheet(cells) !== null) return true;
  return words.every(
    (word) => word.startsWith('#') || UNIT_WORDS.has(word.toLowerCase().replace(/^[(（[]|[)）\]]$/g, '')),
  );
}

const SUM =
  /^(?:合计|总计|总数|小计|共计|合計|總計|總數|小計|共計|(?:grand |sub)?totals?|sum|summe|gesamt)\s*[:：]?\s*(?:\d+\s*\S{0,6})?$/i;
/** What such words begin with: most rows are told by it at once. */
const SUM_BEGINS = new Set('合总小共總gGtTsS');
const NUMBER = /^[\d.,\s%]+$/;

/** A row that sums up the others: such a word, beside it nothing but numbers, and half of the table blank. */
export function isSum(cells: readonly (string | null)[], columns: number): boolean {
  const first = cells.find((cell) => cell != null && cell !== '');
  if (first == null || !SUM_BEGINS.has(first[0]!)) return false;
  const [word, ...others] = filledIn([...cells]);
  return (
    word !== undefined &&
    2 * (others.length + 1) <= columns &&
    SUM.test(word.trim()) &&
    others.every((cell) => NUMBER.test(cell.trim()))
  );
}
