// States of cameras that a test says by hand, in the place of words: what live-status.ts promises, and no more.
import type { StatusState } from '#contract/status';
import type { LiveStatus, StateChange, StateNow } from '#services/live-status';

export interface SaidStatus extends LiveStatus {
  /** Now these are in this state; answers the changes. `leafOf`: where they stand. */
  say(
    ids: Iterable<string>,
    state: StatusState,
    more?: { at?: number; reason?: string | null; feed?: string; parentId?: string | null },
  ): StateChange[];
}

export function saidStatus(leafOf: (id: string) => string | null, clock: () => number): SaidStatus {
  const known = new Map<string, StateNow>();
  const listeners = new Set<(changes: readonly StateChange[]) => void>();
  const NEVER: StateNow = { state: 'unknown', since: null, reason: null, feed: '' };
  const ofLeaf = (code: string): [string, StateNow][] => [...known].filter(([id]) => leafOf(id) === code);
  return {
    ready: async () => {},
    asOf: () => clock(),
    statesOf: (ids) => new Map(Array.from(ids, (id) => [id, known.get(id) ?? NEVER])),
    camerasOfLeaf: (code) => new Map(ofLeaf(code)),
    countsOf(codes) {
      const counts = { installed: 0, online: 0, offline: 0, unknown: 0, neverHeard: 0, reasons: {} };
      for (const code of codes)
        for (const [, { state }] of ofLeaf(code)) {
          counts.installed += 1;
          counts[state] += 1;
        }
      return counts;
    },
    leavesChangedSince: (at) => [
      ...new Set([...known].filter(([, s]) => (s.since ?? 0) > at).flatMap(([id]) => leafOf(id) ?? [])),
    ],
    onChanges(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tick: async () => {},
    close() {},
    say(ids, state, { at = clock(), reason = null, feed = '', parentId = null } = {}) {
      const changes: StateChange[] = [];
      for (const cameraId of ids) {
        const from = known.get(cameraId)?.state ?? 'unknown';
        known.set(cameraId, { state, since: at, reason, feed });
        if (from !== state)
          changes.push({ cameraId, from, to: state, at, reason, feed, parentId, regionCode: leafOf(cameraId) });
      }
      for (const listener of listeners) listener(changes);
      return changes;
    },
  };
}
