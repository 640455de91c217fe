// Cells written anew and not yet read: they outlive a look at another step, and hold the import back until they are used.
import { createStore, type Store, useStore } from '../../store.ts';
import { countOf, type Fixes } from './cell-fixes.ts';

const written = new Map<string, Store<Fixes>>();
export function writtenIn(id: string): Store<Fixes> {
  const known = written.get(id) ?? createStore<Fixes>({});
  written.set(id, known);
  return known;
}
export const useWaiting = (id: string): number => countOf(useStore(writtenIn(id)));
