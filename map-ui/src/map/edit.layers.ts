// What is drawn of a camera under the hand: the buildings around it, what it saw, what it would see, the gaps as they would be.
import type { FilterSpecification, GeoJSONSourceSpecification, LayerSpecification } from 'maplibre-gl';
import type { MapState } from './map-state.ts';

export const EDIT_SOURCES = ['edit-buildings', 'edit-before', 'edit-now', 'edit-gaps'] as const;
export type EditSource = (typeof EDIT_SOURCES)[number];
/** Their data is the adapter's: it changes with every frame of a drag. */
export const editSources = (): Record<EditSource, GeoJSONSourceSpecification> =>
  Object.fromEntries(
    EDIT_SOURCES.map((id) => [id, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } }]),
  ) as unknown as Record<EditSource, GeoJSONSourceSpecification>;

const polygons: FilterSpecification = ['==', ['geometry-type'], 'Polygon'];
const lines: FilterSpecification = ['==', ['geometry-type'], 'LineString'];

/** Beneath the footprints. */
export function editGroundLayers({ palette, editing }: MapState): LayerSpecification[] {
  if (editing === null) return [];
  return [
    {
      id: 'edit-gap',
      type: 'fill',
      source: 'edit-gaps',
      filter: polygons,
      paint: { 'fill-color': palette.gap, 'fill-opacity': 0.2, 'fill-antialias': false },
    },
    {
      id: 'edit-gap-edge',
      type: 'line',
      source: 'edit-gaps',
      filter: lines,
      paint: {
        'line-color': palette.gap,
        'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.6, 15, 1.4],
        'line-dasharray': [3, 2],
        'line-opacity': 0.95,
      },
    },
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
    {
      id: 'edit-now',
      type: 'fill',
      source: 'edit-now',
      paint: { 'fill-color': palette.accent, 'fill-opacity': palette.dark ? 0.34 : 0.3 },
    },
    {
      id: 'edit-now-edge',
      type: 'line',
      source: 'edit-now',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.accent, 'line-width': 2 },
    },
  ];
}
