// What the screens ask the server, each question as one hook.
import { QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CameraPatch } from '#contract/camera';
import type { StoredSet } from '#contract/figure';
import type { GapItem } from '#contract/gap';
import type { Target } from '#contract/target';
import { client } from './client.ts';
import { type FigureColumns, toRows } from './figure-columns.ts';
import { ApiError, getJson } from './http.ts';
import { keys } from './keys.ts';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
const PAGE = '100';

/** The body of an answer; a refusal has been thrown before. */
async function read<T>(answer: Promise<{ json(): Promise<T> }>): Promise<T> {
  return (await answer).json();
}
const byCode = (code: string) => ({ code: encodeURIComponent(code) });
const once = () => ({ 'idempotency-key': crypto.randomUUID() });

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

export const readWorkspace = (signal?: AbortSignal) => read(client.api.workspace.$get({}, { init: { signal } }));

export const useWorkspace = (pollMs: number | false = false) =>
  useQuery({ queryKey: keys.workspace, queryFn: ({ signal }) => readWorkspace(signal), refetchInterval: pollMs });

export const useRegion = (code: string | null) =>
  useQuery({
    queryKey: keys.region(code ?? ''),
    queryFn: ({ signal }) =>
      read(client.api.regions[':code'].$get({ param: byCode(code ?? ''), query: {} }, { init: { signal } })),
    enabled: code !== null,
  });

type Rings = [number, number][][][];
/** Borders of a few regions, for small maps: rings of longitude and latitude. */
export const useOutlines = (codes: readonly string[]) =>
  useQuery({
    queryKey: keys.outlines(codes),
    queryFn: async ({ signal }) => {
      const regions = await Promise.all(
        codes.map((code) =>
          read(
            client.api.regions[':code'].$get(
              { param: byCode(code), query: { geometry: 'true' } },
              { init: { signal } },
            ),
          ),
        ),
      );
      return regions.flatMap(({ geometry }) => (geometry as { coordinates: Rings } | null)?.coordinates.flat() ?? []);
    },
    enabled: codes.length > 0,
  });

export interface RegionQuery {
  /** '' = the roots */
  parent?: string;
  within?: string;
  level?: string;
  q?: string;
  sort?: 'code' | 'name' | 'coverage' | '-coverage' | 'distance' | '-distance' | 'gaps' | '-gaps';
  limit?: number;
  cursor?: string;
}
/** One page of regions. */
export const useRegions = ({ limit = 500, ...query }: RegionQuery, enabled = true) =>
  useQuery({
    queryKey: keys.regions({ ...query, limit }),
    queryFn: ({ signal }) =>
      read(client.api.regions.$get({ query: { ...query, limit: String(limit) } }, { init: { signal } })),
    enabled,
  });

/** Every region below `scope` (null = all), with the numbers that maps, legends and tables need. */
export function useRegionRows(scope: string | null, enabled = true) {
  const query = useQuery({
    queryKey: keys.figures(scope),
    queryFn: ({ signal }) =>
      read(client.api.figures.$get({ query: scope === null ? {} : { scope } }, { init: { signal } })),
    enabled,
    placeholderData: (before) => before,
  });
  const rows = useMemo(() => (query.data ? toRows(query.data as FigureColumns) : null), [query.data]);
  return { ...query, rows };
}

/** What the cameras that work now see; looked at again now and then, since it changes without the data. */
export function useLiveRows(scope: string | null, enabled: boolean) {
  const query = useQuery({
    queryKey: [...keys.figures(scope), 'live'],
    queryFn: ({ signal }) => getJson<FigureColumns>('/figures', { scope, set: 'live' }, signal),
    enabled,
    refetchInterval: LIVE_MS,
    placeholderData: (before) => before,
  });
  return useMemo(() => (query.data ? toRows(query.data) : null), [query.data]);
}
const LIVE_MS = 15_000;

export const useFigure = (code: string | null, set: StoredSet) =>
  useQuery({
    queryKey: keys.figure(code ?? '', set),
    queryFn: ({ signal }) =>
      read(
        client.api.regions[':code'].figures.$get({ param: byCode(code ?? ''), query: { set } }, { init: { signal } }),
      ),
    enabled: code !== null,
  });

/** Of a region's subtree; null = of everything. */
export const useGaps = (code: string | null) =>
  useInfiniteQuery({
    queryKey: keys.gaps(code ?? ''),
    // The same address answers GeoJSON to who asks for it; without that header it is a page.
    queryFn: ({ pageParam, signal }) =>
      read<Page<GapItem>>(
        (code === null
          ? client.api.gaps.$get({ query: pageOf(pageParam) }, { init: { signal } })
          : client.api.regions[':code'].gaps.$get(
              { param: byCode(code), query: pageOf(pageParam) },
              { init: { signal } },
            )) as Promise<{ json(): Promise<Page<GapItem>> }>,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
const pageOf = (cursor: string | null) => ({ limit: PAGE, ...(cursor !== null && { cursor }) });

export const useRegionCameras = (code: string | null) =>
  useInfiniteQuery({
    queryKey: keys.cameras(code ?? ''),
    queryFn: ({ pageParam, signal }) =>
      read(
        client.api.regions[':code'].cameras.$get(
          { param: byCode(code ?? ''), query: { limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) } },
          { init: { signal } },
        ),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    enabled: code !== null,
  });

/** Key places of a region that are not covered, the first few. */
export const useUncoveredPlaces = (code: string, limit: number) =>
  useQuery({
    queryKey: [...keys.places(code), limit],
    queryFn: ({ signal }) =>
      read(
        client.api.regions[':code'].places.$get(
          { param: byCode(code), query: { covered: 'false', limit: String(limit) } },
          { init: { signal } },
        ),
      ),
  });

/** The cameras whose loss would cost least; every leaf of the region is measured anew for it. */
export const useLeastMissed = (code: string, limit: number, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.leastMissed(code), limit],
    queryFn: ({ signal }) =>
      read(
        client.api.regions[':code'].cameras.$get(
          { param: byCode(code), query: { sort: 'uniqueM2', limit: String(limit) } },
          { init: { signal } },
        ),
      ),
    enabled,
  });

export const readCamera = (id: string, signal?: AbortSignal) =>
  read(client.api.cameras[':id'].$get({ param: byId(id) }, { init: { signal } }));
export const useCamera = (id: string | null) =>
  useQuery({
    queryKey: keys.camera(id ?? ''),
    queryFn: ({ signal }) => readCamera(id ?? '', signal),
    enabled: id !== null,
  });
const byId = (id: string) => ({ id: encodeURIComponent(id) });

/** Refused where the record is at another revision. */
export const patchCamera = (id: string, patch: CameraPatch, revision: number) =>
  read(
    client.api.cameras[':id'].$patch({
      param: byId(id),
      query: { revision: String(revision) },
      header: once(),
      json: patch,
    }),
  );

/** What the engine needs of one leaf; never kept: an edit wants what is true now. */
export const readEngineInput = (code: string, set: StoredSet) =>
  read(client.api.regions[':code']['engine-input'].$get({ param: byCode(code), query: { set } }));

export const useTargets = () =>
  useQuery({
    queryKey: keys.targets,
    queryFn: ({ signal }) => getJson<{ items: Target[] }>('/targets', {}, signal),
  });

export const cancelJob = (id: string) =>
  read(client.api.jobs[':id'].cancel.$post({ param: { id: encodeURIComponent(id) }, header: once() }));
export const addSample = () => read(client.api.sample.$post({ header: once() }));
export const removeSample = async (): Promise<void> => {
  await client.api.sample.$delete({ header: once() });
};
