// How the file on screen is read anew: options are sent, each change is a step that can be gone back to, also after a reload.
import { useCallback, useEffect, useState } from 'react';
import type { ImportOptions, ImportRecord } from '#contract/import';
import { problemText } from '../../api/http.ts';
import { answerImport, readImportAs } from '../../api/imports.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { createStore, type Store, useStore } from '../../store.ts';
import { showToast } from '../../ui/Toast.tsx';
import {
  begin,
  type Done,
  type Entry,
  earlier,
  entryOf,
  goTo,
  type History,
  later,
  withStep,
} from './option-history.ts';

const KEY = 'lacuna.import.steps.';
const stores = new Map<string, Store<History>>();

function storeOf({ id, options }: ImportRecord): Store<History> {
  const known = stores.get(id);
  if (known) return known;
  const history = kept(id) ?? begin(options, Date.now());
  const store = createStore<History>(goTo(history, entryOf(history, options)?.id ?? history.now));
  store.subscribe(() => sessionStorage.setItem(KEY + id, JSON.stringify(store.get())));
  stores.set(id, store);
  return store;
}
function kept(id: string): History | null {
  try {
    const history = JSON.parse(sessionStorage.getItem(KEY + id) ?? 'null') as History | null;
    return history && Array.isArray(history.entries) && history.entries.length > 0 ? history : null;
  } catch {
    // written by another version, or cut off: the list begins anew
    return null;
  }
}

export interface Reading {
  busy: boolean;
  history: History;
  /** Resolves to false where the server refused; the reason has been said. */
  change: (done: Done, options: ImportOptions) => Promise<boolean>;
  goBackTo: (entry: Entry) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

export function useReading(record: ImportRecord): Reading {
  const store = storeOf(record);
  const history = useStore(store);
  // until the answer is on screen, not only here: the record then names another job
  const [sent, setSent] = useState<{ job: string | null } | null>(null);
  const { id, jobId } = record;
  const sending = sent !== null && sent.job === jobId;
  const busy = sending || record.state === 'parsing' || record.state === 'committing';
  const open = record.state === 'ready' || record.state === 'needs-answer' || record.state === 'failed';

  // the list is of this window; what another one did is one step of it
  const settled = !busy && open;
  useEffect(() => {
    if (!settled) return;
    const entry = entryOf(store.get(), record.options);
    if (entry === null) store.set(withStep(store.get(), { key: 'elsewhere' }, record.options, Date.now()));
  }, [settled, store, record.options]);

  const send = useCallback(
    async (request: () => Promise<ImportRecord>, then: (answer: ImportRecord) => History) => {
      setSent({ job: jobId });
      try {
        store.set(then(await request()));
        return true;
      } catch (error) {
        const { detail, fix } = problemText(error, currentLanguage());
        showToast(`${detail} ${fix}`, { kind: 'error' });
        setSent(null);
        return false;
      }
    },
    [store, jobId],
  );
  const change = useCallback(
    (done: Done, options: ImportOptions) =>
      send(
        () => answerImport(id, options),
        (answer) => withStep(store.get(), done, answer.options, Date.now()),
      ),
    [id, send, store],
  );
  const goBackTo = useCallback(
    (entry: Entry) =>
      void send(
        () => readImportAs(id, entry.options),
        () => goTo(store.get(), entry.id),
      ),
    [id, send, store],
  );
  const way = (entry: Entry | null) => (entry === null || busy || !open ? null : () => goBackTo(entry));
  return { busy, history, change, goBackTo, undo: way(earlier(history)), redo: way(later(history)) };
}
