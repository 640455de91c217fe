// What the quality screen shows, all from the address: scope, rule, state, owner, order and the issue looked at.
import { useMemo } from 'react';
import type { QualityIssue } from '#contract/quality';
import { useQualityIssue, useQualityIssues, useQualitySummary } from '../../api/quality.ts';
import { useRegion } from '../../api/queries.ts';
import { navigate, useLocation } from '../../location.ts';
import { useScope } from '../../scope.ts';
import { type Filter, withFilter } from '../../url-state.ts';
import { parseFocus } from '../map/focus.ts';

export const ISSUE_SORTS = ['-effect', 'age', 'camera'] as const;
const NO_ISSUES: QualityIssue[] = [];

export function useQualityModel() {
  const location = useLocation();
  const scope = useScope();
  const region = scope ?? null;
  const summary = useQualitySummary(region, scope !== undefined);
  const scopeRegion = useRegion(region);
  const value = (field: string): string | null => location.filters.find((f) => f.field === field)?.values[0] ?? null;
  const ruleId = value('rule');
  const rule = summary.data?.rules.find((r) => r.id === ruleId) ?? null;
  const state = value('state') === 'ignored' ? ('ignored' as const) : ('open' as const);
  const owner = value('owner');
  const sort = ISSUE_SORTS.find((s) => s === location.sort) ?? '-effect';
  const query = { region, rule: rule?.id ?? null, state, owner, sort };
  const issues = useQualityIssues(query);
  const items = useMemo(() => issues.data?.pages.flatMap((page) => page.items) ?? NO_ISSUES, [issues.data]);
  const camera = parseFocus(location.focus).camera ?? null;
  const listed = items.findIndex((issue) => issue.camera.id === camera);
  // one that a mark or a link names may come far down in the list
  const isBeyond = camera !== null && listed < 0 && issues.hasNextPage;
  const beyond = useQualityIssue(query, isBeyond ? camera : null).data ?? null;
  const at = listed < 0 && isBeyond && beyond !== null ? items.length : listed;
  const put = (field: string, next: string | null): Filter[] =>
    withFilter(location.filters, field, next === null ? null : { field, op: 'in', values: [next] });
  return {
    region,
    scopeRegion,
    summary,
    rule,
    state,
    owner,
    sort,
    issues,
    items,
    /** the selected issue where pages that are not loaded yet come before it */
    beyond: isBeyond ? beyond : null,
    at,
    selected: at < 0 ? null : (items[at] ?? beyond),
    openRule: (id: string | null) =>
      navigate({ filters: id === null ? [] : [{ field: 'rule', op: 'in', values: [id] }], focus: null, sort: null }),
    setState: (next: 'open' | 'ignored') =>
      navigate({ filters: put('state', next === 'open' ? null : next), focus: null }),
    setOwner: (next: string | null) => navigate({ filters: put('owner', next), focus: null }),
    setSort: (next: string) => navigate({ sort: next === '-effect' ? null : next }),
    select: (id: string | null) => navigate({ focus: id === null ? null : `cam:${id}` }, { replace: true }),
  };
}
export type QualityModel = ReturnType<typeof useQualityModel>;
