// What the screens need of a map, whatever draws it. The fake one answers the same questions in tests.
import type { StyleSpecification } from 'maplibre-gl';
import type { Bbox } from '#contract/region';
import type { GapCell } from '../preview/preview-leaf.ts';
import type { MapView } from '../url-state.ts';

export type MapHit =
  | { kind: 'region'; code: string }
  | { kind: 'gap'; id: string }
  | { kind: 'camera'; id: string; stack: number };

export interface MapEvents {
  /** the view is moving */
  moving?(): void;
  /** the view has settled */
  moved(view: MapView, byPerson: boolean): void;
  hovered(hit: MapHit | null, at: { x: number; y: number } | null): void;
  clicked(hit: MapHit | null): void;
  /** a second click on the same place */
  opened(hit: MapHit): void;
  /** something is on its way */
  loading(): void;
  /** all that is asked for is drawn */
  settled(): void;
  failed(message: string): void;
}

/** Flags and classes of regions that change without a new tile. */
export interface RegionStates {
  hovered: string | null;
  selected: string | null;
  /** code → class of the legend */
  classes: ReadonlyMap<string, string>;
}

/** What an edit draws: polygons of [lon, lat]. */
export interface EditMap {
  /** the buildings around the camera, and what it sees as it is kept */
  beginEdit(ground: { buildings: number[][][][]; before: number[][][][] }): void;
  /** what it would see, and the cells whose gaps are not those of the picture before */
  showEdit(picture: { now: number[][][][]; gaps: readonly GapCell[] }): void;
  endEdit(): void;
}
export interface MapAdapter extends EditMap {
  setStyle(style: StyleSpecification): void;
  setRegionStates(states: RegionStates): void;
  fit(bbox: Bbox, options?: { animate?: boolean; maxZoom?: number }): void;
  setView(view: MapView): void;
  zoomBy(steps: number): void;
  view(): MapView;
  /** pixels of the map's own box */
  project(lon: number, lat: number): { x: number; y: number };
  unproject(x: number, y: number): { lon: number; lat: number };
  /** codes of the regions whose label point is in view */
  codesInView(): string[];
  resize(): void;
  destroy(): void;
}
