// Which borders are drawn under the marks of a small map, and how much around the marks is shown?
import { useOutlines, useRegions, useWorkspace } from '../api/queries.ts';
import { type Box, type LonLat, union, widened } from './mini-map.ts';

/** The whole of the scope is shown where it is at most this many times as wide and as high as what the marks need. */
const MOST_AROUND = 2;
/** Borders of so many regions of the next level are drawn, else only those of the scope. */
const MOST_PARTS = 24;
/** Of a workspace with many roots only the first few are drawn. */
const MOST_ROOTS = 6;
const NO_RINGS: LonLat[][] = [];

/** Borders of the scope and, where they are not too many, of the regions in it. */
export function useBorders(region: string | null): LonLat[][] {
  const roots = useWorkspace().data?.roots ?? [];
  const scope = region ?? (roots.length === 1 ? roots[0] : null);
  const parts = useRegions({ parent: scope ?? '', limit: MOST_PARTS });
  const isAll = parts.data !== undefined && parts.data.nextCursor === null;
  const inside = isAll ? parts.data.items.map((part) => part.code) : [];
  const around = scope === null ? (isAll ? [] : roots.slice(0, MOST_ROOTS)) : [scope];
  return useOutlines(parts.data === undefined ? [] : [...around, ...inside]).data ?? NO_RINGS;
}

export function boxAround(marks: Box, scope: Box | null): Box {
  const near = widened(marks, 0.08, 5e-3);
  const isNear = (from: 0 | 1, to: 2 | 3): boolean =>
    scope !== null && scope[to] - scope[from] <= MOST_AROUND * (near[to] - near[from]);
  return scope !== null && isNear(0, 2) && isNear(1, 3) ? union(near, widened(scope, 0.03)) : near;
}
