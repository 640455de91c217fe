// Which columns has the region table, what number stands in each, and which are shown unless somebody chose?
import type { RegionRow } from '../../api/figure-columns.ts';

export const COLUMN_IDS = [
  'bar',
  'likely',
  'range',
  'covered',
  'unsettled',
  'open',
  'distance',
  'grade',
  'trend',
  'gaps',
  'cameras',
  'unaimed',
  'over',
  'online',
  'assumed',
  'basis',
  'demand',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

interface ColumnDef {
  widthPx: number;
  align: 'left' | 'right';
  /** `share`: ratio shown as %; `points`: difference of ratios; `count`, `area`, or words */
  kind: 'share' | 'points' | 'count' | 'area' | 'word' | 'bar' | 'trend';
}
export const COLUMNS: Record<ColumnId, ColumnDef> = {
  bar: { widthPx: 104, align: 'left', kind: 'bar' },
  likely: { widthPx: 70, align: 'right', kind: 'share' },
  range: { widthPx: 88, align: 'left', kind: 'word' },
  covered: { widthPx: 72, align: 'right', kind: 'share' },
  unsettled: { widthPx: 78, align: 'right', kind: 'share' },
  open: { widthPx: 68, align: 'right', kind: 'share' },
  distance: { widthPx: 80, align: 'right', kind: 'points' },
  grade: { widthPx: 92, align: 'left', kind: 'word' },
  trend: { widthPx: 104, align: 'left', kind: 'trend' },
  gaps: { widthPx: 58, align: 'right', kind: 'count' },
  cameras: { widthPx: 70, align: 'right', kind: 'count' },
  unaimed: { widthPx: 86, align: 'right', kind: 'count' },
  over: { widthPx: 76, align: 'right', kind: 'share' },
  online: { widthPx: 74, align: 'right', kind: 'share' },
  assumed: { widthPx: 98, align: 'right', kind: 'count' },
  basis: { widthPx: 100, align: 'left', kind: 'word' },
  demand: { widthPx: 88, align: 'right', kind: 'area' },
};
/** Shares of what is to be seen: all of them are missing together. */
export const SHARE_COLUMNS: readonly ColumnId[] = ['bar', 'likely', 'range', 'covered', 'unsettled', 'open'];

/** Seldom asked for, and a click away. */
const APART: ReadonlySet<ColumnId> = new Set(['unsettled', 'unaimed', 'assumed', 'basis', 'demand']);
const WIDE: readonly ColumnId[] = COLUMN_IDS.filter((id) => !APART.has(id));
const NARROW: readonly ColumnId[] = ['likely', 'distance', 'grade'];
export const defaultColumns = (isNarrow: boolean): readonly ColumnId[] => (isNarrow ? NARROW : WIDE);

/** The columns of a link in the order of the table; names it does not know are left out. */
export function columnsOf(chosen: readonly string[] | null, isNarrow: boolean): readonly ColumnId[] {
  if (chosen === null) return defaultColumns(isNarrow);
  return COLUMN_IDS.filter((id) => chosen.includes(id));
}

/** From the first known month of the trend to the last; null where fewer than two are known. */
export function trendChange(trend: readonly (number | null)[]): number | null {
  const known = trend.filter((v): v is number => v !== null);
  return known.length < 2 ? null : known.at(-1)! - known[0];
}

/** The number behind a cell, null where there is none. Words have their own. */
export function numberIn(row: RegionRow, id: ColumnId): number | null {
  switch (id) {
    case 'bar':
    case 'likely':
      return row.likely;
    case 'range':
    case 'unsettled':
      return row.low === null || row.high === null ? null : row.high - row.low;
    case 'covered':
      return row.low;
    case 'open':
      return row.high === null ? null : 1 - row.high;
    case 'distance':
      return row.distance;
    case 'gaps':
      return row.leavesMeasured === 0 ? null : row.gapCount;
    case 'cameras':
      return row.leavesMeasured === 0 ? null : row.cameras;
    case 'unaimed':
      return row.leavesMeasured === 0 ? null : row.unaimed;
    case 'assumed':
      return row.leavesMeasured === 0 ? null : row.assumed;
    case 'over':
      return row.overM2 === null || !row.demandM2 ? null : row.overM2 / row.demandM2;
    case 'online':
      return row.league?.online ?? null;
    case 'trend':
      return trendChange(row.league?.trend ?? []);
    case 'demand':
      return row.demandM2;
    case 'grade':
    case 'basis':
      return null;
  }
}
