// Who is told of outages: alerts, and whoever else asks.
import type { OutageRecord } from '#storage/outages.repository';
import type { Storage } from '#storage/storage';

/** `opened`: a new one, or one that was over for less than half an hour; `priced`: its loss is known, or known anew;
 * `reminder-due`: it is open at its due time; `closed`: all its cameras are back. */
export interface OutageNews {
  kind: 'opened' | 'priced' | 'reminder-due' | 'closed';
  outage: OutageRecord;
}
type Listener = (news: OutageNews) => void;

const listeners = new WeakMap<Storage, Set<Listener>>();

/** Answers how to stop. */
export function onOutage({ storage }: { storage: Storage }, listener: Listener): () => void {
  const known = listeners.get(storage) ?? new Set<Listener>();
  listeners.set(storage, known);
  known.add(listener);
  return () => void known.delete(listener);
}

export function tellOutage({ storage }: { storage: Storage }, news: OutageNews): void {
  for (const listener of listeners.get(storage) ?? []) listener(news);
}
