// What stays where it is while a camera is under the hand: the buildings around it, and what it saw. What moves with it is drawn
// by edit-picture.ts.
import type { GeoJSONSourceSpecification, LayerSpecification } from 'maplibre-gl';
import type { MapState } from './map-state.ts';

export const EDIT_SOURCES = ['edit-buildings', 'edit-before'] as const;
export type EditSource = (typeof EDIT_SOURCES)[number];
/** Their data is the adapter's: it comes with the camera. */
export const editSources = (): Record<EditSource, GeoJSONSourceSpecification> =>
  Object.fromEntries(
    EDIT_SOURCES.map((id) => [id, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } }]),
  ) as unknown as Record<EditSource, GeoJSONSourceSpecification>;

/** Beneath the footprints. */
export function editGroundLayers({ palette, editing }: MapState): LayerSpecification[] {
  if (editing === null) return [];
  return [
    {
      id: 'edit-building',
      type: 'fill',
      source: 'edit-buildings',
      minzoom: 14,
      paint: { 'fill-color': palette.mute, 'fill-opacity': palette.dark ? 0.42 : 0.34 },
    },
  ];
}

/** Above them. */
export function editSightLayers({ palette, editing }: MapState): LayerSpecification[] {
  if (editing === null) return [];
  return [
    {
      id: 'edit-before-edge',
      type: 'line',
      source: 'edit-before',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.accent, 'line-width': 1, 'line-dasharray': [2, 2], 'line-opacity': 0.55 },
    },
  ];
}
