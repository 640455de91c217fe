// Data quality: the summary, the issues of one rule, and what is done about them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Job } from '#contract/job';
import type { QualityFixed, QualityFixInput, QualityIssue, QualityMarkInput, QualitySummary } from '#contract/quality';
import { apiPath, getJson, sendJson } from './http.ts';
import { keys } from './keys.ts';
import { type Page, queryClient } from './queries.ts';

export interface IssueQuery {
  region: string | null;
  rule: string | null;
  state: 'open' | 'ignored' | null;
  owner: string | null;
  sort: string | null;
}
const PAGE = 100;

export const useQualitySummary = (region: string | null, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.quality, 'summary', region],
    queryFn: ({ signal }) => getJson<QualitySummary>('/quality/summary', { region }, signal),
    enabled,
  });

export const useQualityIssues = (query: IssueQuery) =>
  useInfiniteQuery({
    queryKey: [...keys.quality, 'issues', query],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<QualityIssue>>('/quality/issues', { ...query, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled: query.rule !== null,
  });

export const runQuality = () => sendJson<Job>('POST', '/quality/run');
export const markIssues = (input: QualityMarkInput) => sendJson<{ marked: number }>('POST', '/quality/marks', input);
export const fixIssues = (input: QualityFixInput) => sendJson<QualityFixed>('POST', '/quality/fixes', input);
export const undoFix = (importId: string) => sendJson<unknown>('POST', `/imports/${encodeURIComponent(importId)}/undo`);
export const fieldSheetHref = (region: string | null, format: 'html' | 'csv', lang: string) =>
  apiPath('/quality/field-sheet', { region, format, lang });

export const refreshQuality = () => queryClient.invalidateQueries({ queryKey: keys.quality });
