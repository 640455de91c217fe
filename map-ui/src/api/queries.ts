// What the screens ask the server, each question as one hook.
import { QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Camera } from '#contract/camera';
import type { CameraSet, Figure } from '#contract/figure';
import type { GapItem } from '#contract/gap';
import type { Job } from '#contract/job';
import type { RegionDetail, RegionItem } from '#contract/region';
import type { Target } from '#contract/target';
import type { Workspace } from '#contract/workspace';
import { type FigureColumns, toRows } from './figure-columns.ts';
import { ApiError, getJson, type Query, sendJson } from './http.ts';
import { keys } from './keys.ts';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // What the server refused it will refuse again; what did not arrive may arrive now.
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});

export const useWorkspace = (pollMs: number | false = false) =>
  useQuery({
    queryKey: keys.workspace,
    queryFn: ({ signal }) => getJson<Workspace>('/workspace', {}, signal),
    refetchInterval: pollMs,
  });

export const useRegion = (code: string | null) =>
  useQuery({
    queryKey: keys.region(code ?? ''),
    queryFn: ({ signal }) => getJson<RegionDetail>(`/regions/${encodeURIComponent(code ?? '')}`, {}, signal),
    enabled: code !== null,
    placeholderData: (before) => (before?.code === code ? before : undefined),
  });

/** One page of regions; `parent: ''` asks for the roots. */
export const useRegions = (query: Query, enabled = true) =>
  useQuery({
    queryKey: keys.regions(query),
    queryFn: ({ signal }) => getJson<Page<RegionItem>>('/regions', query, signal),
    enabled,
  });

/** Every region below `scope` (null = all), with the numbers that maps, legends and tables need. */
export function useRegionRows(scope: string | null, enabled = true) {
  const query = useQuery({
    queryKey: keys.figures(scope),
    queryFn: ({ signal }) => getJson<FigureColumns>('/figures', { scope }, signal),
    enabled,
    placeholderData: (before) => before,
  });
  const rows = useMemo(() => (query.data ? toRows(query.data) : null), [query.data]);
  return { ...query, rows };
}

export const useFigure = (code: string | null, set: CameraSet) =>
  useQuery({
    queryKey: keys.figure(code ?? '', set),
    queryFn: ({ signal }) => getJson<Figure>(`/regions/${encodeURIComponent(code ?? '')}/figures`, { set }, signal),
    enabled: code !== null,
  });

export const useGaps = (code: string | null) =>
  useInfiniteQuery({
    queryKey: keys.gaps(code ?? ''),
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<GapItem>>(
        `/regions/${encodeURIComponent(code ?? '')}/gaps`,
        { cursor: pageParam, limit: 100 },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled: code !== null,
  });

export const useRegionCameras = (code: string | null) =>
  useInfiniteQuery({
    queryKey: keys.cameras(code ?? ''),
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<Camera>>(
        `/regions/${encodeURIComponent(code ?? '')}/cameras`,
        { cursor: pageParam, limit: 100 },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled: code !== null,
  });

export const useTargets = () =>
  useQuery({ queryKey: keys.targets, queryFn: ({ signal }) => getJson<Page<Target>>('/targets', {}, signal) });

export const cancelJob = (id: string) => sendJson<Job>('POST', `/jobs/${encodeURIComponent(id)}/cancel`);
export const addSample = () => sendJson<Job>('POST', '/sample');
export const removeSample = () => sendJson<void>('DELETE', '/sample');
