// How the roll-out goes: curves, league, months that were reported, stages, and what is done about them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Job } from '#contract/job';
import type {
  BulkStage,
  BulkStageAnswer,
  FreezeInput,
  Frozen,
  Funnels,
  League,
  MonthlyReport,
  Progress,
  StageEvidence,
} from '#contract/progress';
import { refreshData } from './events.ts';
import { getJson, sendJson } from './http.ts';
import { keys } from './keys.ts';
import { type Page, queryClient } from './queries.ts';

export interface ProgressQuery {
  scope: string | null;
  from?: string | null;
  to?: string | null;
  target?: string | null;
  /** day that grade and lag are judged on */
  on?: string | null;
}
export const useProgress = (query: ProgressQuery, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.progress, 'curves', query],
    queryFn: ({ signal }) => getJson<Progress>('/progress', { ...query }, signal),
    enabled,
    placeholderData: (before) => before,
  });

export interface LeagueQuery {
  scope: string | null;
  level: string | null;
  on?: string | null;
  /** who is compared with whom; absent = all with all */
  peers?: 'size' | 'density';
}
export const useLeague = (query: LeagueQuery, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.progress, 'league', query],
    queryFn: ({ signal }) => getJson<League>('/progress/league', { ...query }, signal),
    enabled: enabled && query.level !== null,
    placeholderData: (before) => before,
  });

export const useMonthly = (query: { scope: string | null; on: string }, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.progress, 'monthly', query],
    queryFn: ({ signal }) => getJson<MonthlyReport>('/progress/monthly', { ...query }, signal),
    enabled,
  });

/** Past months are measured again with what is known today: a job. */
export const recomputeMonths = (span: { from?: string; to?: string }) =>
  sendJson<Job>('POST', '/progress/recompute', span);

export const useFrozen = () =>
  useQuery({
    queryKey: [...keys.progress, 'frozen'],
    queryFn: async ({ signal }) => (await getJson<Page<Frozen>>('/progress/frozen', {}, signal)).items,
  });
export const freezeMonth = async (input: FreezeInput) => {
  const job = await sendJson<Job>('POST', '/progress/freeze', input);
  void queryClient.invalidateQueries({ queryKey: keys.progress });
  return job;
};

/** A region by stage, with its children; null = everything, with the topmost regions. */
export const useFunnels = (parent: string | null, on: string, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.stages, 'funnels', parent, on],
    queryFn: ({ signal }) => getJson<Funnels>('/funnel', { parent, on }, signal),
    enabled,
    placeholderData: (before) => before,
  });

const PAGE = 50;
export const useStageEvidence = (query: { region: string | null; finding: string | null }, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: [...keys.stages, 'evidence', query],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<StageEvidence>>('/stages/evidence', { ...query, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled,
  });

/** Up to some thousand cameras are done at once; more go on as the job that the answer names. */
export const changeStages = async (input: BulkStage): Promise<BulkStageAnswer> => {
  const answer = await sendJson<BulkStageAnswer>('POST', '/cameras/stages', input);
  void queryClient.invalidateQueries({ queryKey: keys.stages });
  refreshData();
  return answer;
};
