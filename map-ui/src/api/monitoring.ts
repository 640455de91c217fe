// Does it work now: the summary of states, outages, feeds, planned works, and what is done about them.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type {
  CameraStatus,
  Feed,
  FeedHealth,
  FeedPatch,
  Outage,
  OutageDetail,
  OutagePatch,
  StatusPositions,
  StatusSummary,
  Works,
  WorksInput,
} from '#contract/status';
import { apiPath, getJson, sendJson } from './http.ts';
import { keys } from './keys.ts';
import { type Page, queryClient } from './queries.ts';

export type OutageState = 'open' | 'closed';
const PAGE = 100;

export const useStatusSummary = (region: string | null, days: number, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.monitoring, 'summary', region, days],
    queryFn: ({ signal }) => getJson<StatusSummary>('/status/summary', { region, days }, signal),
    enabled,
    // the other span of days or the next scope: what was there stays, dimmed, until the answer comes
    placeholderData: (before) => before,
  });

export const useOutages = (region: string | null, state: OutageState, sort: string | null, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: [...keys.monitoring, 'outages', region, state, sort],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Outage>>('/outages', { region, state, sort, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled,
  });

const outagePath = (id: string) => `/outages/${encodeURIComponent(id)}`;
export const useOutage = (id: string | null) =>
  useQuery({
    queryKey: [...keys.monitoring, 'outage', id],
    queryFn: ({ signal }) => getJson<OutageDetail>(outagePath(id ?? ''), {}, signal),
    enabled: id !== null,
  });
/** Where cameras are that do not work, offline ones first: at most two thousand. */
export const useStatusPositions = (region: string | null, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.monitoring, 'positions', region],
    queryFn: ({ signal }) => getJson<StatusPositions>('/status/positions', { region }, signal),
    enabled,
  });
/** Refused where somebody else wrote meanwhile. */
export const patchOutage = (id: string, patch: OutagePatch, revision: number) =>
  sendJson<OutageDetail>('PATCH', `${outagePath(id)}?revision=${revision}`, patch);

export const useFeeds = (enabled: boolean) =>
  useQuery({
    queryKey: [...keys.monitoring, 'feeds'],
    queryFn: ({ signal }) => getJson<{ items: FeedHealth[] }>('/status/feeds', {}, signal),
    enabled,
  });
export const patchFeed = (id: string, patch: FeedPatch) =>
  sendJson<Feed>('PATCH', `/status/feeds/${encodeURIComponent(id)}`, patch);

export const useWorks = (enabled: boolean) =>
  useQuery({
    queryKey: [...keys.monitoring, 'works'],
    queryFn: ({ signal }) => getJson<{ items: Works[] }>('/status/works', {}, signal),
    enabled,
  });
export const addWorks = (input: WorksInput) => sendJson<Works>('POST', '/status/works', input);
export const withdrawWorks = (id: string) => sendJson<unknown>('DELETE', `/status/works/${encodeURIComponent(id)}`);

export const useCameraStatus = (id: string) =>
  useQuery({
    queryKey: [...keys.monitoring, 'camera', id],
    queryFn: ({ signal }) => getJson<CameraStatus>(`/cameras/${encodeURIComponent(id)}/status`, {}, signal),
  });

export const refreshMonitoring = () => queryClient.invalidateQueries({ queryKey: keys.monitoring });
/** Where words about states are sent to. */
export const statusAddress = (): string => window.location.origin + apiPath('/status');
