// What the monitoring screen shows, all from the address: scope, span of days, list, grouping, order, outage looked at.
import { useMemo } from 'react';
import type { Outage } from '#contract/status';
import { useOutage, useOutages, useStatusSummary } from '../../api/monitoring.ts';
import { useRegion } from '../../api/queries.ts';
import { navigate, useLocation } from '../../location.ts';
import { useScope } from '../../scope.ts';
import { type Filter, withFilter } from '../../url-state.ts';
import { GROUPINGS, type Grouping, groupOutages } from './outage-rows.ts';

export const SPANS = [30, 90] as const;
export type Span = (typeof SPANS)[number];
export const SORTS = ['lost', '-since'] as const;
export const TABS = ['outages', 'works', 'feeds'] as const;
export type Tab = (typeof TABS)[number];

const PREFIX = 'out:';
const NONE: Outage[] = [];

export function useMonitoringModel() {
  const location = useLocation();
  const scope = useScope();
  const region = scope ?? null;
  const isKnown = scope !== undefined;
  const value = (field: string): string | null => location.filters.find((f) => f.field === field)?.values[0] ?? null;
  const put = (field: string, next: string | null): Filter[] =>
    withFilter(location.filters, field, next === null ? null : { field, op: 'in', values: [next] });

  const span: Span = value('days') === '90' ? 90 : 30;
  const show = value('show') === 'closed' ? ('closed' as const) : ('open' as const);
  const by: Grouping = GROUPINGS.find((grouping) => grouping === value('by')) ?? 'none';
  const tab: Tab = TABS.find((id) => id === location.panel) ?? 'outages';
  const sort = SORTS.find((id) => id === location.sort) ?? 'lost';
  const selectedId = location.focus?.startsWith(PREFIX) ? location.focus.slice(PREFIX.length) : null;

  const summary = useStatusSummary(region, span, isKnown);
  const outages = useOutages(region, show, sort === 'lost' ? null : sort, isKnown);
  const items = useMemo(() => outages.data?.pages.flatMap((page) => page.items) ?? NONE, [outages.data]);
  const groups = useMemo(() => groupOutages(items, by), [items, by]);
  return {
    region,
    scopeRegion: useRegion(region),
    summary,
    outages,
    items,
    groups,
    span,
    show,
    by,
    tab,
    sort,
    selectedId,
    detail: useOutage(selectedId),
    setSpan: (next: Span) => navigate({ filters: put('days', next === 30 ? null : String(next)) }),
    setShow: (next: 'open' | 'closed') =>
      navigate({ filters: put('show', next === 'open' ? null : next), focus: null }),
    setBy: (next: Grouping) => navigate({ filters: put('by', next === 'none' ? null : next) }),
    setSort: (next: string) => navigate({ sort: next === 'lost' ? null : next }),
    setTab: (next: Tab) => navigate({ panel: next === 'outages' ? null : next }),
    /** by keys, going through a list leaves no steps in the history */
    select: (id: string | null, how?: { replace?: boolean }) =>
      navigate({ focus: id === null ? null : PREFIX + id }, how),
  };
}
export type MonitoringModel = ReturnType<typeof useMonitoringModel>;
