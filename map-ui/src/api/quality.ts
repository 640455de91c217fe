// Data quality: the summary, the issues of one rule, and what is done about them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Job } from '#contract/job';
import type {
  QualityFeedback,
  QualityFeedbackInput,
  QualityFixed,
  QualityFixInput,
  QualityIssue,
  QualityMarkInput,
  QualityPositions,
  QualitySummary,
} from '#contract/quality';
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

/** The issue of one camera, wherever it stands in the list; null where it is none. */
export const useQualityIssue = ({ sort: _sort, ...query }: IssueQuery, camera: string | null) =>
  useQuery({
    queryKey: [...keys.quality, 'issue', query, camera],
    queryFn: async ({ signal }) =>
      (await getJson<Page<QualityIssue>>('/quality/issues', { ...query, camera, limit: 1 }, signal)).items[0] ?? null,
    enabled: query.rule !== null && camera !== null,
  });

/** Where the issues of a list are: at most two thousand, greatest effect first. */
export const useQualityPositions = (query: Omit<IssueQuery, 'sort'>) =>
  useQuery({
    queryKey: [...keys.quality, 'positions', query],
    queryFn: ({ signal }) => getJson<QualityPositions>('/quality/positions', { ...query }, signal),
    enabled: query.rule !== null,
  });

const MOST_SAID = 20;
const feedbackPath = (rule: string) => `/quality/rules/${encodeURIComponent(rule)}/feedback`;
/** What was said of a rule last. */
export const useRuleFeedback = (rule: string | null) =>
  useQuery({
    queryKey: [...keys.quality, 'feedback', rule],
    queryFn: ({ signal }) => getJson<Page<QualityFeedback>>(feedbackPath(rule ?? ''), { limit: MOST_SAID }, signal),
    enabled: rule !== null,
  });
export const sayRuleWrong = (rule: string, input: QualityFeedbackInput) =>
  sendJson<QualityFeedback>('POST', feedbackPath(rule), input);

export const runQuality = () => sendJson<Job>('POST', '/quality/run');
export const markIssues = (input: QualityMarkInput) => sendJson<{ marked: number }>('POST', '/quality/marks', input);
export const fixIssues = (input: QualityFixInput) => sendJson<QualityFixed>('POST', '/quality/fixes', input);
export const undoFix = (importId: string) => sendJson<unknown>('POST', `/imports/${encodeURIComponent(importId)}/undo`);
export const fieldSheetHref = (region: string | null, format: 'html' | 'csv', lang: string) =>
  apiPath('/quality/field-sheet', { region, format, lang });

export const refreshQuality = () => queryClient.invalidateQueries({ queryKey: keys.quality });
