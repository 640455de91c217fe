// What is drawn inside of regions: public space, gaps, what cameras see, the cameras themselves.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { type MapState, ZOOM } from './map-state.ts';

export function publicSpaceLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('ps')) return [];
  const { palette } = state;
  return [
    {
      id: 'public-space',
      type: 'fill',
      source: 'public-space',
      'source-layer': 'public-space',
      minzoom: ZOOM.publicSpace,
      paint: {
        'fill-color': palette.dark ? '#ffffff' : palette.ink,
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], ZOOM.publicSpace, 0, 14, palette.dark ? 0.09 : 0.075],
      },
    },
  ];
}

export function footprintLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('fp')) return [];
  const { palette } = state;
  const blue = palette.cov[palette.dark ? 2 : 3];
  const other: FilterSpecification = ['!=', ['get', 'id'], state.editing?.camera ?? ''];
  const certain: FilterSpecification = ['all', ['==', ['get', 'certain'], true], other];
  const uncertain: FilterSpecification = ['all', ['!=', ['get', 'certain'], true], other];
  const common = { source: 'footprints', 'source-layer': 'footprints', minzoom: 13.2 } as const;
  const appear = (full: number): ExpressionSpecification => [
    'interpolate',
    ['linear'],
    ['zoom'],
    13.4,
    0,
    ZOOM.footprints,
    full,
  ];
  return [
    {
      id: 'seen',
      type: 'fill',
      ...common,
      filter: certain,
      paint: { 'fill-color': blue, 'fill-opacity': appear(0.24) },
    },
    {
      id: 'seen-edge',
      type: 'line',
      ...common,
      filter: certain,
      paint: { 'line-color': blue, 'line-width': 0.8, 'line-opacity': appear(0.7) },
    },
    {
      id: 'reach-edge',
      type: 'line',
      ...common,
      filter: uncertain,
      paint: { 'line-color': blue, 'line-width': 0.9, 'line-dasharray': [2, 3], 'line-opacity': appear(0.55) },
    },
  ];
}

export function gapLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('gap')) return [];
  const { palette } = state;
  const filter: FilterSpecification = ['!=', ['get', 'regionCode'], state.editing?.region ?? ''];
  const common = { source: 'gaps', 'source-layer': 'gaps', minzoom: ZOOM.gaps, filter } as const;
  const appear = (full: number): ExpressionSpecification => [
    'interpolate',
    ['linear'],
    ['zoom'],
    ZOOM.gaps,
    0,
    13,
    full,
  ];
  return [
    { id: 'gap', type: 'fill', ...common, paint: { 'fill-color': palette.gap, 'fill-opacity': appear(0.2) } },
    {
      id: 'gap-edge',
      type: 'line',
      ...common,
      paint: {
        'line-color': palette.gap,
        'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.6, 15, 1.4],
        'line-dasharray': [3, 2],
        'line-opacity': appear(0.95),
      },
    },
  ];
}

export function cameraLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('cam')) return [];
  const { palette } = state;
  const soft = palette.dark ? '#ffffff' : palette.ink;
  const notEdited: ExpressionSpecification = ['!=', ['get', 'id'], state.editing?.camera ?? ''];
  const points = { source: 'cameras', 'source-layer': 'cameras' } as const;
  return [
    {
      id: 'camera-cell',
      type: 'circle',
      source: 'cameras',
      'source-layer': 'camera-cells',
      paint: {
        'circle-color': soft,
        'circle-opacity': 0.28,
        'circle-radius': ['min', 4, ['+', 0.6, ['*', 0.45, ['sqrt', ['get', 'count']]]]],
      },
    },
    {
      id: 'camera-dot',
      type: 'circle',
      ...points,
      maxzoom: ZOOM.cameraPoints,
      filter: ['==', ['get', 'stackIndex'], 0],
      paint: { 'circle-color': soft, 'circle-opacity': 0.45, 'circle-radius': 1.4 },
    },
    {
      id: 'camera',
      type: 'symbol',
      ...points,
      minzoom: ZOOM.cameraPoints,
      filter: ['all', ['==', ['get', 'stackIndex'], 0], ['any', notEdited, ['>', ['get', 'stack'], 1]]],
      layout: {
        'icon-image': [
          'case',
          ['in', ['get', 'stage'], ['literal', ['planned', 'approved', 'procured']]],
          'camera-planned',
          ['==', ['get', 'stage'], 'retired'],
          'camera-retired',
          ['==', ['get', 'state'], 'offline'],
          'camera-offline',
          ['==', ['get', 'state'], 'unknown'],
          'camera-unknown',
          ['==', ['get', 'aimed'], true],
          'camera-aimed',
          'camera-unaimed',
        ],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 13.5, 0.62, 16, 1, 18, 1.25],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: 'camera-focus',
      type: 'circle',
      ...points,
      filter: ['all', ['==', ['get', 'id'], state.focusedCamera ?? ''], notEdited],
      paint: {
        'circle-radius': 10,
        'circle-color': 'rgba(0,0,0,0)',
        'circle-stroke-color': palette.accent,
        'circle-stroke-width': 2,
      },
    },
  ];
}
