// A map without pixels: remembers what it was told and lets a test play the person.
import type { StyleSpecification } from 'maplibre-gl';
import type { Bbox } from '#contract/region';
import type { GapCell } from '../preview/preview-leaf.ts';
import type { MapView } from '../url-state.ts';
import type { MapAdapter, MapEvents, MapHit, RegionStates } from './adapter.ts';

export interface FakeMap extends MapAdapter {
  style: StyleSpecification | null;
  states: RegionStates;
  fitted: Bbox[];
  inView: string[];
  /** what an edit drew; null without one */
  edit: { buildings: number[][][][]; before: number[][][][]; now: number[][][][]; gaps: Map<string, GapCell> } | null;
  click(hit: MapHit | null): void;
  hover(hit: MapHit | null): void;
  pan(view: MapView): void;
}

export function createFakeMap(events: MapEvents, start: MapView): FakeMap {
  let view = start;
  const map: FakeMap = {
    style: null,
    states: { hovered: null, selected: null, classes: new Map() },
    fitted: [],
    inView: [],
    edit: null,
    beginEdit: (ground) => {
      map.edit = { ...ground, now: [], gaps: new Map() };
    },
    showEdit({ now, gaps }) {
      if (map.edit === null) return;
      map.edit.now = now;
      for (const cell of gaps) map.edit.gaps.set(cell.cell, cell);
    },
    endEdit: () => {
      map.edit = null;
    },
    // a pixel is a hundred-thousandth of a degree, about a metre
    project: (lon, lat) => ({ x: (lon - view.lon) * 1e5, y: (view.lat - lat) * 1e5 }),
    unproject: (x, y) => ({ lon: view.lon + x / 1e5, lat: view.lat - y / 1e5 }),
    setStyle(style) {
      map.style = style;
    },
    setRegionStates(states) {
      map.states = states;
    },
    fit(bbox) {
      map.fitted.push(bbox);
      view = { zoom: view.zoom, lat: (bbox[1] + bbox[3]) / 2, lon: (bbox[0] + bbox[2]) / 2 };
      events.moved(view, false);
    },
    setView(next) {
      view = next;
      events.moved(view, false);
    },
    zoomBy(steps) {
      view = { ...view, zoom: view.zoom + steps };
      events.moved(view, true);
    },
    view: () => view,
    codesInView: () => map.inView,
    resize() {},
    destroy() {
      map.style = null;
    },
    click: (hit) => events.clicked(hit),
    hover: (hit) => events.hovered(hit, hit && { x: 0, y: 0 }),
    pan(next) {
      view = next;
      events.moved(view, true);
    },
  };
  return map;
}
