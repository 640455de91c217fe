// Which regions the map, the legend and the table are about, in which order, and how many the filter hides.
import type { RegionRow } from '../../api/figure-columns.ts';
import { classOf } from '../../map/classes.ts';
import type { MapTheme } from '../../url-state.ts';

export const SORTS = ['name', 'likely', 'distance', 'gaps', 'cameras', 'demand'] as const;
export type SortColumn = (typeof SORTS)[number];

/** Levels that occur below the scope, coarse to fine: the order in which children follow parents. */
export function levelsOf(rows: readonly RegionRow[], scope: string | null): string[] {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const depth = (row: RegionRow): number => {
    let steps = 0;
    for (let at = row.parentCode ? byCode.get(row.parentCode) : undefined; at; steps++) {
      at = at.parentCode ? byCode.get(at.parentCode) : undefined;
    }
    return steps;
  };
  const levels = new Map<string, number>();
  for (const row of rows) {
    if (row.code === scope && rows.length > 1) continue;
    levels.set(row.level, Math.max(levels.get(row.level) ?? 0, depth(row)));
  }
  return [...levels].sort((a, b) => a[1] - b[1]).map(([level]) => level);
}

const value = (row: RegionRow, column: SortColumn): number | string | null => {
  if (column === 'name') return row.name;
  if (column === 'gaps') return row.gapCount;
  if (column === 'cameras') return row.cameras;
  if (column === 'demand') return row.demandM2;
  return row[column];
};
const collator = new Intl.Collator(['zh', 'en'], { numeric: true });

/** `-name` sorts downwards. What has no value comes last either way; equal rows keep the order of their codes. */
export function sortRows(rows: readonly RegionRow[], sort: string): RegionRow[] {
  const down = sort.startsWith('-');
  const name = down ? sort.slice(1) : sort;
  const column = (SORTS as readonly string[]).includes(name) ? (name as SortColumn) : 'name';
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a, column), value(b, column)];
    if (x === null || y === null) return x === y ? compareCodes(a, b) : x === null ? 1 : -1;
    const order = typeof x === 'string' ? collator.compare(x, y as string) : x - (y as number);
    return (down ? -order : order) || compareCodes(a, b);
  });
}
const compareCodes = (a: RegionRow, b: RegionRow) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);

/** Furthest from target first; without targets the least covered first. */
export const defaultSort = (rows: readonly RegionRow[]) =>
  rows.some((row) => row.distance !== null) ? 'distance' : 'likely';

export function matchesText(row: RegionRow, text: string): boolean {
  if (text === '') return true;
  const wanted = text.toLowerCase();
  return [row.name, row.nameEn ?? '', row.code].some((word) => word.toLowerCase().includes(wanted));
}

export interface Counted {
  classes: ReadonlyMap<string, string>;
  counts: ReadonlyMap<string, number>;
}
/** Class of every region of the scope (of all levels), and how many of the shown level fall in each. */
export function countClasses(rows: readonly RegionRow[], level: string, theme: MapTheme): Counted {
  const classes = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const id = classOf(row, theme);
    classes.set(row.code, id);
    if (row.level === level) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return { classes, counts };
}
