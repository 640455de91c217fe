// The list of targets while it is changed: kept in this browser until it is saved or dropped.
import { useEffect, useState } from 'react';
import type { Target, TargetInput } from '#contract/target';

const KEY = 'lacuna.targetsDraft';
interface Kept {
  /** version that was changed */
  base: number | null;
  targets: TargetInput[];
  reason: string;
}
function kept(): Kept | null {
  const text = localStorage.getItem(KEY);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Kept;
  } catch {
    // not ours any more: what holds on the server is shown
    localStorage.removeItem(KEY);
    return null;
  }
}

export function useDraftList(saved: readonly Target[], version: number | null) {
  const [draft, setDraft] = useState<Kept | null>(kept);
  useEffect(() => {
    if (draft === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(draft));
  }, [draft]);
  const targets: readonly TargetInput[] = draft?.targets ?? saved;
  const put = (next: readonly TargetInput[]) =>
    setDraft({ base: draft?.base ?? version, targets: [...next], reason: draft?.reason ?? '' });
  return {
    targets,
    reason: draft?.reason ?? '',
    isChanged: draft !== null,
    /** somebody saved another list since this one was begun */
    isOld: draft !== null && draft.base !== version,
    put,
    setReason: (reason: string) => setDraft({ base: draft?.base ?? version, targets: [...targets], reason }),
    drop: () => setDraft(null),
  };
}
export type DraftList = ReturnType<typeof useDraftList>;
