// How regions are filled and edged: the theme, what is not measured, the hovered one, the selected one, their parents.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { classColour, classesOf } from './classes.ts';
import { cls, hovered, type MapState, matchClass, outside, type Paint, selected } from './map-state.ts';

/** Only a class that is shown, and only the scope, at full strength. A region of no class is not part of the scope. */
function strength(state: MapState): ExpressionSpecification {
  const inScope: ExpressionSpecification = state.scoped
    ? ['case', outside, 0.4, 1]
    : (['literal', 1] as unknown as ExpressionSpecification);
  if (state.shown === null) return inScope;
  return ['case', ['in', cls, ['literal', [...state.shown]]], inScope, 0.08];
}

/** Close up, the areas step back so that what happens inside of them can be read. */
function fadeClose(full: ExpressionSpecification, close: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], 12.5, full, 14.5, ['*', close, full]];
}

export function areaLayers(state: MapState): LayerSpecification[] {
  const { palette, theme } = state;
  const colours = classesOf(theme)
    .filter((c) => c.kind === 'share' || c.kind === 'distance' || c.kind === 'zero')
    .map((c) => [c.id, classColour(c.id, theme, palette)] as [string, string]);
  const ofLevel: FilterSpecification = ['==', ['get', 'level'], state.level];
  const above: FilterSpecification = ['<', ['get', 'depth'], state.depth];
  const fill = matchClass(colours, palette.paper);
  // Filtered areas are see-through: what lies beneath would pass for them.
  const coarser: LayerSpecification[] =
    state.coarser === null || state.shown !== null
      ? []
      : [
          {
            id: 'area-coarser',
            type: 'fill',
            source: 'regions',
            'source-layer': 'regions',
            maxzoom: 12,
            filter: ['==', ['get', 'level'], state.coarser],
            paint: { 'fill-color': fill as Paint<string>, 'fill-opacity': strength(state), 'fill-antialias': false },
          },
        ];
  return [
    ...coarser,
    {
      id: 'area',
      type: 'fill',
      source: 'regions',
      'source-layer': 'regions',
      filter: ofLevel,
      paint: {
        'fill-color': [
          'case',
          selected,
          palette.paper,
          ...(state.scoped ? [outside, palette.line] : []),
          fill,
        ] as Paint<string>,
        'fill-opacity': fadeClose(strength(state), 0.28),
        'fill-antialias': false,
      },
    },
    {
      id: 'area-none',
      type: 'fill',
      source: 'regions',
      'source-layer': 'regions',
      filter: ofLevel,
      paint: {
        'fill-pattern': palette.dark ? 'hatch-dark' : 'hatch-light',
        'fill-opacity': ['case', selected, 0, ['==', ['feature-state', 'cls'], 'none'], 0.55, 0],
      },
    },
    {
      id: 'area-zero',
      type: 'fill',
      source: 'regions',
      'source-layer': 'regions',
      filter: ofLevel,
      paint: {
        'fill-pattern': palette.dark ? 'dots-dark' : 'dots-light',
        'fill-opacity': ['case', selected, 0, ['==', ['feature-state', 'cls'], 'zero'], 0.5, 0],
      },
    },
    {
      id: 'area-hover',
      type: 'fill',
      source: 'regions',
      'source-layer': 'regions',
      filter: ofLevel,
      paint: {
        'fill-color': palette.dark ? '#ffffff' : palette.ink,
        'fill-opacity': ['case', ['all', hovered, ['!', selected]], 0.1, 0],
      },
    },
    {
      id: 'area-edge',
      type: 'line',
      source: 'regions',
      'source-layer': 'regions',
      filter: ofLevel,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.dark ? palette.paper : palette.panel,
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.5, 12, 1.2, 16, 2],
      },
    },
    {
      id: 'parent-edge',
      type: 'line',
      source: 'regions',
      'source-layer': 'regions',
      filter: above,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.dark ? palette.paper : palette.panel,
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1.4, 12, 3, 16, 4],
      },
    },
  ];
}

export function selectionLayers(state: MapState): LayerSpecification[] {
  const { palette } = state;
  return [
    {
      id: 'selected-edge',
      type: 'line',
      source: 'regions',
      'source-layer': 'regions',
      filter: ['==', ['get', 'code'], state.selected ?? ''],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.accent, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 1.8, 14, 3] },
    },
  ];
}
