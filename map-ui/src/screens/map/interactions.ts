// What a click on the map changes: pure, so that a map without pixels can prove it.
import type { MapHit } from '../../map/adapter.ts';
import type { UrlState } from '../../url-state.ts';
import { type Focus, formatFocus } from './focus.ts';

/** null = nothing changes. A gap or a camera keeps the region it was looked at from. */
export function clickPatch(focus: Focus, hit: MapHit | null): Partial<UrlState> | null {
  if (hit === null) return null;
  if (hit.kind === 'gap') return { focus: formatFocus({ region: focus.region, gap: hit.id }), panel: null };
  if (hit.kind === 'camera') return { focus: formatFocus({ region: focus.region, camera: hit.id }), panel: 'cameras' };
  if (hit.code === focus.region && focus.gap === null && focus.camera === null) return null;
  return { focus: formatFocus({ region: hit.code }) };
}

/** One level out: gap or camera, then region, then the filter; null when there is nothing to leave. */
export function outPatch(focus: Focus, filtered: boolean): Partial<UrlState> | null {
  if (focus.gap !== null || focus.camera !== null) return { focus: formatFocus({ region: focus.region }) };
  if (focus.region !== null) return { focus: null, panel: null };
  return filtered ? { filters: [] } : null;
}

/** The gap after or before the focused one; from none, the first or the last. */
export function stepIndex(count: number, at: number, by: 1 | -1): number {
  if (at < 0) return by > 0 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, at + by));
}
