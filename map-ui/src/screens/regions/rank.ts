// In which order do regions stand, which rank has each, and who has none and why?
import type { Grade } from '#contract/target';
import type { RegionRow } from '../../api/figure-columns.ts';
import { COLUMN_IDS, COLUMNS, type ColumnId, numberIn } from './columns.ts';

export type NoRank = 'not-measured' | 'partial' | 'not-applicable' | 'mixed' | 'no-target' | 'few-cameras' | 'no-value';
export interface Ranked {
  row: RegionRow;
  /** 1 = first in this order; regions that show the same number share a rank; null = unranked */
  rank: number | null;
  tied: boolean;
  /** false = the intervals of its neighbours overlap with its own: the order says little */
  meaningful: boolean;
  why: NoRank | null;
}

/** Worst first. */
const GRADES: readonly Grade[] = ['veto', 'warning', 'notice', 'behind', 'on-track', 'met', 'no-data'];

/** Without a target nobody is behind: then it goes by coverage. */
export const defaultSort = (rows: readonly RegionRow[]): string =>
  rows.some((row) => row.distance !== null) ? 'distance' : 'likely';

export interface Sort {
  column: ColumnId | 'name';
  down: boolean;
}
/** `-gaps` → gaps, most first. Anything else falls back. */
export function parseSort(text: string | null, fallback: string): Sort {
  const read = (value: string): Sort | null => {
    const down = value.startsWith('-');
    const name = down ? value.slice(1) : value;
    const known = name === 'name' || (COLUMN_IDS as readonly string[]).includes(name);
    return known ? { column: name as Sort['column'], down } : null;
  };
  return (text === null ? null : read(text)) ?? read(fallback) ?? { column: 'name', down: false };
}

/** Columns by which regions are judged: a rank in them is said to be worth something, or not. */
export const JUDGED: ReadonlySet<Sort['column']> = new Set(['bar', 'likely', 'covered', 'open', 'distance', 'grade']);

/** Why a region cannot be compared by this column; null = it can. A sum over a part of its leaves is not compared. */
export function whyUnranked(row: RegionRow, column: Sort['column']): NoRank | null {
  if (column === 'name' || column === 'basis') return null;
  if (row.leavesMeasured === 0) return 'not-measured';
  if (!row.measured) return 'partial';
  // a share of four cameras jumps by a quarter with one: it is listed and not compared
  if (row.league?.unranked === 'few-cameras' && JUDGED.has(column)) return 'few-cameras';
  if (column === 'grade') return row.grade === null ? 'no-target' : row.grade === 'no-data' ? noShare(row) : null;
  if (numberIn(row, column) !== null) return null;
  return column === 'distance' && row.likely !== null ? 'no-target' : noShare(row);
}
function noShare(row: RegionRow): NoRank {
  if (row.basis === 'mixed') return 'mixed';
  return row.basis === 'not-applicable' || row.demandM2 === 0 ? 'not-applicable' : 'no-value';
}

const collators = { zh: new Intl.Collator('zh', { numeric: true }), en: new Intl.Collator('en', { numeric: true }) };
const nameOrders = new WeakMap<readonly RegionRow[], Map<string, Float64Array>>();
/** Position of every row in the order of names: comparing words is slow, so it is done once per list and language. */
function nameOrder(rows: readonly RegionRow[], language: 'zh' | 'en'): Float64Array {
  let byLanguage = nameOrders.get(rows);
  if (!byLanguage) nameOrders.set(rows, (byLanguage = new Map()));
  const known = byLanguage.get(language);
  if (known) return known;
  const names = rows.map((row) => (language === 'en' ? (row.nameEn ?? row.name) : row.name));
  const order = names.map((_, i) => i).sort((a, b) => collators[language].compare(names[a], names[b]));
  const position = new Float64Array(rows.length);
  for (const [at, i] of order.entries()) position[i] = at;
  byLanguage.set(language, position);
  return position;
}

/** The number two regions must share on screen to share a rank. */
function shown(value: number, column: Sort['column']): number {
  const kind = column === 'name' ? 'word' : COLUMNS[column].kind;
  return kind === 'share' || kind === 'points' || kind === 'bar' || column === 'range'
    ? Math.round(value * 1_000)
    : value;
}

/** All rows in order: ranked ones first, then those without a rank; ties in the order of codes. */
export function rankRows(rows: readonly RegionRow[], { column, down }: Sort, language: 'zh' | 'en'): Ranked[] {
  const keys = new Float64Array(rows.length);
  const whys = rows.map((row) => whyUnranked(row, column));
  const names = column === 'name' ? nameOrder(rows, language) : null;
  for (const [i, row] of rows.entries()) {
    if (names) keys[i] = names[i];
    else if (column === 'grade') keys[i] = row.grade === null ? GRADES.length : GRADES.indexOf(row.grade);
    else if (column === 'basis') keys[i] = row.basis === null ? 9 : row.basis.charCodeAt(0);
    else keys[i] = numberIn(row, column as ColumnId) ?? 0;
  }
  const byCode = (a: number, b: number) => (rows[a].code < rows[b].code ? -1 : rows[a].code > rows[b].code ? 1 : 0);
  const order = rows.map((_, i) => i);
  order.sort((a, b) => {
    const [x, y] = [whys[a] !== null, whys[b] !== null];
    if (x !== y) return x ? 1 : -1;
    if (x) return byCode(a, b);
    return (down ? keys[b] - keys[a] : keys[a] - keys[b]) || byCode(a, b);
  });
  const hasRank = column !== 'name' && column !== 'basis';
  const found: Ranked[] = [];
  let rank = 0;
  let previous: number | null = null;
  for (const [at, i] of order.entries()) {
    const why = whys[i];
    if (why !== null || !hasRank) {
      found.push({ row: rows[i], rank: null, tied: false, meaningful: true, why });
      continue;
    }
    const value = shown(keys[i], column);
    const tied = previous !== null && value === previous;
    if (tied) found[at - 1].tied = true;
    else rank = at + 1;
    previous = value;
    const meaningful = rows[i].league?.rankMeaningful !== false || !JUDGED.has(column);
    found.push({ row: rows[i], rank, tied, meaningful, why: null });
  }
  return found;
}
