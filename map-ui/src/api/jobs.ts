// One job by its id: from the events, or asked for when they have not told of it.
import { useQuery } from '@tanstack/react-query';
import type { Job } from '#contract/job';
import { isEnded, useLive } from './events.ts';
import { getJson } from './http.ts';
import { keys } from './keys.ts';

const POLL_MS = 1_500;

export function useJob(id: string | null): Job | null {
  const { jobs } = useLive();
  const told = jobs.find((job) => job.id === id) ?? null;
  const asked = useQuery({
    queryKey: [...keys.jobs, id],
    queryFn: ({ signal }) => getJson<Job>(`/jobs/${encodeURIComponent(id ?? '')}`, {}, signal),
    enabled: id !== null && (told === null || !isEnded(told)),
    refetchInterval: (query) => (query.state.data && isEnded(query.state.data) ? false : POLL_MS),
    staleTime: 0,
  });
  if (asked.data && isEnded(asked.data)) return asked.data;
  return told ?? asked.data ?? null;
}
