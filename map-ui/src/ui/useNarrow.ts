// Is the window so narrow that only the essential fits?
import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(max-width: 700px)');
const subscribe = (listener: () => void) => {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};
export const useNarrow = () => useSyncExternalStore(subscribe, () => query.matches);
