import { describe, expect, it } from 'vitest';
import type { MapEvents } from '../../map/adapter.ts';
import { createFakeMap } from '../../map/fake-adapter.ts';
import { DEFAULTS, formatUrl, isNewPlace, type UrlState } from '../../url-state.ts';
import { parseFocus } from './focus.ts';
import { clickPatch, outPatch, stepIndex } from './interactions.ts';

/** The part of the screen that turns what happens on the map into addresses, without a browser. */
function play() {
  let state: UrlState = { ...DEFAULTS, screen: 'map' };
  const history: string[] = [formatUrl(state)];
  const go = (patch: Partial<UrlState> | null) => {
    if (patch === null) return;
    const next = { ...state, ...patch };
    if (isNewPlace(state, next)) history.push(formatUrl(next));
    else history[history.length - 1] = formatUrl(next);
    state = next;
  };
  const events: MapEvents = {
    moved: (view, byPerson) => byPerson && go({ view }),
    hovered: () => {},
    clicked: (hit) => go(clickPatch(parseFocus(state.focus), hit)),
    opened: () => {},
    loading: () => {},
    settled: () => {},
    failed: () => {},
  };
  const map = createFakeMap(events, { zoom: 9, lat: 1, lon: 2 });
  const out = () => go(outPatch(parseFocus(state.focus), state.filters.length > 0));
  return { map, history, out, state: () => state };
}

describe('the map as one uses it', () => {
  it('opens a region on click, and a gap beside it keeps the region', () => {
    const { map, state } = play();
    map.click({ kind: 'region', code: '4305' });
    map.click({ kind: 'gap', id: 'g:1' });
    expect(state().focus).toBe('reg:4305~gap:g:1');
  });
  it('goes out one level at a time: gap, region, filter, nothing', () => {
    const { map, out, state } = play();
    map.click({ kind: 'region', code: '4305' });
    map.click({ kind: 'gap', id: 'g' });
    out();
    expect(state().focus).toBe('reg:4305');
    out();
    expect(state().focus).toBeNull();
    expect(outPatch(parseFocus(null), true)).toEqual({ filters: [] });
    expect(outPatch(parseFocus(null), false)).toBeNull();
  });
  it('adds no history entry for ten pans, and writes the last position', () => {
    const { map, history } = play();
    for (let i = 0; i < 10; i++) map.pan({ zoom: 10, lat: i, lon: i });
    expect(history).toEqual(['/map?m=10/9.00000/9.00000']);
  });
  it('leaves the address alone when the map moves by itself, when nothing is hit, or the same region again', () => {
    const { map, history } = play();
    map.fit([0, 0, 1, 1]);
    map.click(null);
    expect(history).toEqual(['/map']);
    map.click({ kind: 'region', code: 'a' });
    map.click({ kind: 'region', code: 'a' });
    expect(history).toEqual(['/map', '/map?sel=reg:a']);
  });
  it('shows the list of cameras when one is clicked', () => {
    const { map, state } = play();
    map.click({ kind: 'camera', id: 'c', stack: 2 });
    expect(state()).toMatchObject({ focus: 'cam:c', panel: 'cameras' });
  });
  it('steps through gaps and stops at both ends', () => {
    expect([stepIndex(3, -1, 1), stepIndex(3, -1, -1), stepIndex(3, 2, 1), stepIndex(3, 0, -1)]).toEqual([0, 2, 2, 0]);
  });
});
