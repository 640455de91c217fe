// What happens on the server while somebody looks: events as they come, or asking every few seconds when they do not.
import { useEffect } from 'react';
import type { Job, ServerEvent } from '#contract/job';
import { createStore, useStore } from '../store.ts';
import { keys } from './keys.ts';
import { queryClient, readWorkspace } from './queries.ts';

export type Liveness = 'live' | 'polling' | 'lost';
interface LiveState {
  liveness: Liveness;
  /** newest first; ended jobs stay until dismissed */
  jobs: Job[];
  /** rises with every answer that makes figures or tiles old */
  figuresStamp: number;
  /** rises when states of cameras are old, and with them the tiles that draw them */
  statusStamp: number;
  lastAnswerMs: number;
}
const live = createStore<LiveState>({
  liveness: 'polling',
  jobs: [],
  figuresStamp: 0,
  statusStamp: 0,
  lastAnswerMs: Date.now(),
});
export const useLive = () => useStore(live);

/** While figures arrive by the second, everything is read again at most this often. */
const REFRESH_MS = 1_500;
const POLL_MS = 4_000;
const LOST_AFTER_MS = 15_000;

const listeners = new Set<(job: Job, before: Job | undefined) => void>();
/** Called once when a job ends. */
export function onJobEnd(listener: (job: Job) => void): () => void {
  const ended = (job: Job, before: Job | undefined) => {
    if (isEnded(job) && before && !isEnded(before)) listener(job);
  };
  listeners.add(ended);
  return () => listeners.delete(ended);
}
export const isEnded = (job: Job) => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

function mergeJob(job: Job) {
  const { jobs } = live.get();
  const before = jobs.find((j) => j.id === job.id);
  const others = jobs.filter((j) => j.id !== job.id);
  const next = [job, ...others].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).slice(0, 20);
  live.set({ ...live.get(), jobs: next });
  for (const listener of [...listeners]) listener(job, before);
}
export function dismissJob(id: string) {
  live.set({ ...live.get(), jobs: live.get().jobs.filter((j) => j.id !== id) });
}

let refreshTimer: ReturnType<typeof setTimeout> | null = null;
let lastRefreshMs = 0;
/** Marks every figure as old; several calls in a row become one reading. */
export function refreshData() {
  if (refreshTimer !== null) return;
  const waitMs = Math.max(0, lastRefreshMs + REFRESH_MS - Date.now());
  refreshTimer = setTimeout(() => {
    refreshTimer = null;
    lastRefreshMs = Date.now();
    live.set({ ...live.get(), figuresStamp: live.get().figuresStamp + 1 });
    void queryClient.invalidateQueries({ queryKey: keys.workspace });
    void queryClient.invalidateQueries({ queryKey: keys.data });
  }, waitMs);
}

/** Words about states come by the second; what shows them is read again at most this often. */
const STATUS_MS = 1_500;
/** Asked for without events, states are looked at again this often. */
const STATUS_POLL_MS = 15_000;
let statusTimer: ReturnType<typeof setTimeout> | null = null;
let lastStatusMs = 0;
/** Marks what is said of states and outages as old; several calls in a row become one reading. */
function refreshStatus() {
  if (statusTimer !== null) return;
  const waitMs = Math.max(0, lastStatusMs + STATUS_MS - Date.now());
  statusTimer = setTimeout(() => {
    statusTimer = null;
    lastStatusMs = Date.now();
    live.set({ ...live.get(), statusStamp: live.get().statusStamp + 1 });
    void queryClient.invalidateQueries({ queryKey: keys.monitoring });
  }, waitMs);
}

function answered(liveness: Liveness) {
  live.set({ ...live.get(), liveness, lastAnswerMs: Date.now() });
}

let knownVersion: number | null = null;
function seenVersion(dataVersion: number) {
  if (knownVersion !== null && knownVersion !== dataVersion) refreshData();
  knownVersion = dataVersion;
}

function onEvent(event: ServerEvent) {
  answered('live');
  if (event.type === 'hello') seenVersion(event.dataVersion);
  else if (event.type === 'data') {
    knownVersion = event.dataVersion;
    refreshData();
  } else if (event.type === 'status') refreshStatus();
  else if (event.type === 'alert') void queryClient.invalidateQueries({ queryKey: keys.alerts });
  else if (event.type === 'job') {
    mergeJob(event.job);
    if (event.job.kind !== 'report' && (event.job.state === 'running' || isEnded(event.job))) refreshData();
    if (event.job.kind === 'import') void queryClient.invalidateQueries({ queryKey: keys.imports });
  }
}

async function poll() {
  try {
    const workspace = await queryClient.fetchQuery({
      queryKey: keys.workspace,
      queryFn: ({ signal }) => readWorkspace(signal),
      staleTime: 0,
      retry: false,
    });
    answered('polling');
    seenVersion(workspace.dataVersion);
    const running = new Set(workspace.runningJobs.map((j) => j.id));
    for (const job of workspace.runningJobs) mergeJob(job);
    for (const job of live.get().jobs) {
      if (!isEnded(job) && !running.has(job.id)) {
        mergeJob({ ...job, state: 'done', done: job.total ?? job.done, rate: null, secondsLeft: null });
        refreshData();
      }
    }
    if (running.size > 0) refreshData();
    if (Date.now() - lastStatusMs > STATUS_POLL_MS) refreshStatus();
  } catch {
    // The reason is on screen: the shell shows `lost` and the time of the last answer.
    if (Date.now() - live.get().lastAnswerMs > LOST_AFTER_MS) live.set({ ...live.get(), liveness: 'lost' });
  }
}

/** Starts listening for the life of the page. */
export function useServerEvents() {
  useEffect(() => {
    let source: EventSource | null = null;
    let pollTimer: ReturnType<typeof setInterval> | null = null;
    const startPolling = () => {
      if (pollTimer === null) {
        pollTimer = setInterval(poll, POLL_MS);
        void poll();
      }
    };
    const stopPolling = () => {
      if (pollTimer !== null) clearInterval(pollTimer);
      pollTimer = null;
    };
    const connect = () => {
      source = new EventSource('/api/events');
      const read = (message: MessageEvent<string>) => {
        stopPolling();
        onEvent(JSON.parse(message.data) as ServerEvent);
      };
      for (const type of ['message', 'hello', 'job', 'data', 'status', 'alert'])
        source.addEventListener(type, read as EventListener);
      source.onopen = () => {
        stopPolling();
        answered('live');
      };
      source.onerror = () => {
        startPolling();
        // A browser gives up for good on some answers; it is asked again as long as the page is open.
        if (source?.readyState === EventSource.CLOSED) {
          source.close();
          setTimeout(connect, POLL_MS * 2);
        }
      };
    };
    connect();
    return () => {
      source?.close();
      stopPolling();
    };
  }, []);
}
