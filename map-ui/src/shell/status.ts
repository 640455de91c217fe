// What the status line says about the current screen. A screen sets it; leaving the screen clears it.
import { useEffect } from 'react';
import { createStore, useStore } from '../store.ts';

export interface StatusFacts {
  /** one sentence: what this screen shows */
  shows: string | null;
  basis: string | null;
  set: string | null;
  detail: string | null;
  /** how much a filter hides */
  hidden: string | null;
}
const none: StatusFacts = { shows: null, basis: null, set: null, detail: null, hidden: null };
const store = createStore<StatusFacts>(none);

export const useStatus = () => useStore(store);
export function useStatusFacts(facts: Partial<StatusFacts>): void {
  const { shows = null, basis = null, set = null, detail = null, hidden = null } = facts;
  useEffect(() => {
    store.set({ shows, basis, set, detail, hidden });
    return () => store.set(none);
  }, [shows, basis, set, detail, hidden]);
}
