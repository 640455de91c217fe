// What the region table shows: scope, level, filter and order, all from the address.
import { useMemo } from 'react';
import type { RegionRow } from '../../api/figure-columns.ts';
import { useLeague } from '../../api/progress.ts';
import { useRegion, useRegionRows, useWorkspace } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { useLocation } from '../../location.ts';
import { classOf, shownClasses } from '../../map/classes.ts';
import { useScope } from '../../scope.ts';
import { useNarrow } from '../../ui/useNarrow.ts';
import { levelsOf, matchesText } from '../map/rows.ts';
import { columnsOf } from './columns.ts';
import { defaultSort, parseSort, rankRows } from './rank.ts';

const NO_ROWS: never[] = [];

export function useRegionsModel() {
  const location = useLocation();
  const { language } = useText();
  const workspace = useWorkspace();
  const scope = useScope();
  const query = useRegionRows(scope ?? null, scope !== undefined);
  const scopeRegion = useRegion(scope ?? null);
  const narrow = useNarrow();
  const rows: readonly RegionRow[] = query.rows ?? NO_ROWS;

  const levels = useMemo(() => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(row.level, (counts.get(row.level) ?? 0) + 1);
    return levelsOf(rows, scope ?? null).map((level) => ({ level, count: counts.get(level) ?? 0 }));
  }, [rows, scope]);
  const level = levels.some((l) => l.level === location.level) ? location.level : (levels.at(-1)?.level ?? null);
  const peers = location.filters.find((f) => f.field === 'peers')?.values[0] ?? null;
  const asked = { scope: scope ?? null, level };
  // groups of like size: with few regions there is one, and nothing to choose
  const grouped = useLeague({ ...asked, peers: 'size' }, scope !== undefined);
  const among = useLeague(asked, scope !== undefined && peers === null);
  const league = peers === null ? among : grouped;
  const facts = useMemo(
    () => (league.data?.level === level ? new Map(league.data.rows.map((row) => [row.code, row])) : null),
    [league.data, level],
  );
  const levelRows = useMemo(
    () =>
      rows
        .filter((row) => row.level === level)
        .map((row) => (facts?.has(row.code) ? { ...row, league: facts.get(row.code) } : row)),
    [rows, level, facts],
  );
  const peerGroups = grouped.data?.level === level ? (grouped.data.peerGroups ?? NO_ROWS) : NO_ROWS;
  /** ranks are given among these */
  const compared = useMemo(
    () => (peers === null ? levelRows : levelRows.filter((row) => row.league?.peers === peers)),
    [levelRows, peers],
  );
  const fallback = useMemo(() => defaultSort(levelRows), [levelRows]);
  const sort = useMemo(() => parseSort(location.sort, fallback), [location.sort, fallback]);
  const ranked = useMemo(() => rankRows(compared, sort, language), [compared, sort, language]);
  const classes = useMemo(
    () => new Map(levelRows.map((row) => [row.code, classOf(row, location.theme)])),
    [levelRows, location.theme],
  );
  const shown = useMemo(() => shownClasses(location.filters, location.theme), [location.filters, location.theme]);
  const visible = useMemo(() => {
    const listed = ranked.filter(
      ({ row }) => (shown === null || shown.has(classes.get(row.code)!)) && matchesText(row, location.search),
    );
    if (location.pins.length === 0) return listed;
    // what is kept on top stays there whatever the filter hides
    const pinned = location.pins.flatMap((code) => ranked.filter(({ row }) => row.code === code));
    return [...pinned, ...listed.filter(({ row }) => !location.pins.includes(row.code))];
  }, [ranked, shown, classes, location.search, location.pins]);
  return {
    location,
    language,
    workspace,
    scope: scope ?? null,
    scopeRegion,
    query,
    rows,
    levels,
    level,
    levelRows,
    sort,
    sortText: `${sort.down ? '-' : ''}${sort.column}`,
    visible,
    classes,
    shown,
    columns: columnsOf(location.columns, narrow),
    league: league.data?.level === level ? league.data : null,
    peers,
    peerGroups,
    hasTargets: fallback === 'distance',
  };
}
export type RegionsModel = ReturnType<typeof useRegionsModel>;
