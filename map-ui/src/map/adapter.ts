// What the screens need of a map, whatever draws it. The fake one answers the same questions in tests.
import type { StyleSpecification } from 'maplibre-gl';
import type { Bbox } from '#contract/region';
import type { MapView } from '../url-state.ts';

export type MapHit =
  | { kind: 'region'; code: string }
  | { kind: 'gap'; id: string }
  | { kind: 'camera'; id: string; stack: number };

export interface MapEvents {
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

export interface MapAdapter {
  setStyle(style: StyleSpecification): void;
  setRegionStates(states: RegionStates): void;
  fit(bbox: Bbox, options?: { animate?: boolean; maxZoom?: number }): void;
  setView(view: MapView): void;
  zoomBy(steps: number): void;
  view(): MapView;
  /** codes of the regions whose label point is in view */
  codesInView(): string[];
  resize(): void;
  destroy(): void;
}
