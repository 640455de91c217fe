// Which import is open: `imp:ID` in the address.
import { navigate } from '../../location.ts';

export const openImport = (id: string | null) =>
  navigate({ focus: id === null ? null : `imp:${id}`, panel: null, filters: [] });
export const openId = (focus: string | null) => (focus?.startsWith('imp:') ? focus.slice(4) : null);
