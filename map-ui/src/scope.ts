// Which region the screen is about: the one in the address, else the only root there is.
import { useWorkspace } from './api/queries.ts';
import { useLocation } from './location.ts';

/** null = everything (several roots and none chosen), undefined = not known yet. */
export function useScope(): string | null | undefined {
  const { region } = useLocation();
  const { data } = useWorkspace();
  if (region !== null) return region;
  if (!data) return undefined;
  return data.roots.length === 1 ? data.roots[0] : null;
}
