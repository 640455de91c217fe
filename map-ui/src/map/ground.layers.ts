// What stands and lies around the cameras: buildings and walls that hide, and ground that is private.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { type MapState, ZOOM } from './map-state.ts';

const appear = (from: number, full: number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  from,
  0,
  from + 0.6,
  full,
];

/** Houses are paper, towers a little darker; a height that nobody knows looks like a house. */
export function buildingLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('bld')) return [];
  const { building, buildingTall, buildingEdge, wall } = state.palette;
  const common = { source: 'obstacles', minzoom: ZOOM.buildings } as const;
  return [
    {
      id: 'building',
      type: 'fill',
      ...common,
      'source-layer': 'buildings',
      paint: {
        'fill-color': ['interpolate', ['linear'], ['coalesce', ['get', 'heightM'], 4], 4, building, 24, buildingTall],
        'fill-opacity': appear(ZOOM.buildings, 0.96),
        'fill-outline-color': buildingEdge,
      },
    },
    {
      id: 'wall',
      type: 'line',
      ...common,
      'source-layer': 'walls',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': wall,
        'line-width': ['interpolate', ['linear'], ['zoom'], 14, 0.5, 17, 1.4, 19, 2.4],
        'line-opacity': appear(ZOOM.buildings + 0.4, 0.9),
      },
    },
  ];
}

/** The stricter the rule, the more of the hatch: forbid lines, mask broken lines, consent only a tint. */
export function privacyLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('pz')) return [];
  const { privacy, dark } = state.palette;
  const suffix = dark ? 'dark' : 'light';
  const common = { source: 'privacy', 'source-layer': 'privacy', minzoom: ZOOM.privacy } as const;
  const ruled = (...rules: string[]): FilterSpecification => ['in', ['get', 'rule'], ['literal', rules]];
  const strict: ExpressionSpecification = ['match', ['get', 'rule'], 'consent', 0.07, 0.13];
  return [
    {
      id: 'privacy',
      type: 'fill',
      ...common,
      paint: { 'fill-color': privacy, 'fill-opacity': strict },
    },
    ...(['forbid', 'mask'] as const).map(
      (rule): LayerSpecification => ({
        id: `privacy-${rule}`,
        type: 'fill',
        ...common,
        filter: ruled(rule),
        paint: { 'fill-pattern': `${rule}-${suffix}`, 'fill-opacity': appear(ZOOM.privacy, 0.7) },
      }),
    ),
    {
      id: 'privacy-edge',
      type: 'line',
      ...common,
      filter: ruled('forbid', 'mask'),
      paint: { 'line-color': privacy, 'line-width': 1.2, 'line-opacity': appear(ZOOM.privacy, 0.9) },
    },
    {
      id: 'privacy-consent-edge',
      type: 'line',
      ...common,
      filter: ruled('consent'),
      paint: {
        'line-color': privacy,
        'line-width': 0.8,
        'line-dasharray': [3, 2],
        'line-opacity': appear(ZOOM.privacy + 1, 0.45),
      },
    },
  ];
}
