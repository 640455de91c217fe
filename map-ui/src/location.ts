// Where the browser is: the address bar as a store, written before anything is awaited.
import { createStore, useStore } from './store.ts';
import { formatUrl, isNewPlace, parseUrl, type UrlState } from './url-state.ts';

const here = () => parseUrl(window.location.pathname + window.location.search);
const store = createStore<UrlState>(here());
window.addEventListener('popstate', () => store.set(here()));

/** Change a part of the state. A new scope, focus or screen is a step in the history; anything else is not. */
export function navigate(patch: Partial<UrlState>, how?: { replace?: boolean }): void {
  const before = store.get();
  const after = { ...before, ...patch };
  const url = formatUrl(after);
  if (url !== window.location.pathname + window.location.search) {
    if (isNewPlace(before, after) && !how?.replace) window.history.pushState(null, '', url);
    else window.history.replaceState(window.history.state, '', url);
  }
  store.set(after);
}

export const currentLocation = () => store.get();
export const useLocation = () => useStore(store);
export const onLocation = store.subscribe;
/** The address of another place, for real links that can be opened in a new tab. */
export const hrefOf = (patch: Partial<UrlState>) => formatUrl({ ...store.get(), ...patch });
