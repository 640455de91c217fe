// Everything the map, the legend, the table and the panel agree on: scope, level, classes, rows, focus.
import { useMemo } from 'react';
import { withLive } from '../../api/figure-columns.ts';
import { useLiveRows, useRegion, useRegionRows, useWorkspace } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { useLocation } from '../../location.ts';
import { shownClasses } from '../../map/classes.ts';
import { useScope } from '../../scope.ts';
import { parseFocus } from './focus.ts';
import { countClasses, defaultSort, levelsOf, matchesText, sortRows } from './rows.ts';

/** A level with more regions than this is in the tiles only from close up (api/tiles/regions.tile.ts). */
const ALWAYS_IN_TILES = 1_500;
const NO_ROWS: never[] = [];

export function useMapModel() {
  const location = useLocation();
  const { language } = useText();
  const workspace = useWorkspace();
  const scope = useScope();
  const query = useRegionRows(scope ?? null, scope !== undefined);
  const scopeRegion = useRegion(scope ?? null);
  const isLive = location.theme === 'live';
  const live = useLiveRows(scope ?? null, scope !== undefined && isLive);
  const rows = useMemo(() => {
    const installed = query.rows ?? NO_ROWS;
    return isLive ? withLive(installed, live ?? NO_ROWS) : installed;
  }, [query.rows, live, isLive]);
  const focus = useMemo(() => parseFocus(location.focus), [location.focus]);

  const levels = useMemo(() => levelsOf(rows, scope ?? null), [rows, scope]);
  const level = location.level && levels.includes(location.level) ? location.level : (levels.at(-1) ?? 'village');
  const { classes, counts } = useMemo(() => countClasses(rows, level, location.theme), [rows, level, location.theme]);
  const shown = useMemo(() => shownClasses(location.filters, location.theme), [location.filters, location.theme]);
  const levelRows = useMemo(() => rows.filter((row) => row.level === level), [rows, level]);
  const sort = location.sort ?? defaultSort(levelRows);
  const visibleRows = useMemo(
    () =>
      sortRows(
        levelRows.filter(
          (row) => (shown === null || shown.has(classes.get(row.code) ?? 'none')) && matchesText(row, location.search),
        ),
        sort,
      ),
    [levelRows, shown, classes, location.search, sort],
  );
  const byCode = useMemo(() => new Map(rows.map((row) => [row.code, row])), [rows]);
  const facts = workspace.data?.levels.find((l) => l.level === level);
  const depth = facts?.depth ?? 0;
  const coarser = (facts?.count ?? 0) > ALWAYS_IN_TILES ? (levels[levels.indexOf(level) - 1] ?? null) : null;
  const roots = workspace.data?.roots ?? NO_ROWS;
  /** Is the scope less than everything there is? */
  const scoped = scope !== null && scope !== undefined && !(roots.length === 1 && roots[0] === scope);
  return {
    location,
    language,
    workspace,
    scope: scope ?? null,
    scopeRegion,
    query,
    rows,
    byCode,
    levels,
    level,
    depth,
    coarser,
    classes,
    counts,
    shown,
    levelRows,
    visibleRows,
    sort,
    focus,
    scoped,
    /** the region the panel is about */
    inspected: focus.region ?? scope ?? null,
  };
}
export type MapModel = ReturnType<typeof useMapModel>;
