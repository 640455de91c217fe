// What is written on the map: names in two languages, numbers of gaps, how many cameras share a pole.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { classColour, classesOf, luminance } from './classes.ts';
import { cls, FONTS, type MapState, matchClass, outside, type Paint, selected, ZOOM } from './map-state.ts';

/** Relative luminance below which a colour carries light text. */
const DEEP = 0.26;

/** Several cameras on one pole show how many they are. */
export function stackLabels(state: MapState): LayerSpecification[] {
  if (!state.layers.has('cam') || !state.labels) return [];
  const { palette } = state;
  return [
    {
      id: 'camera-stack',
      type: 'symbol',
      source: 'cameras',
      'source-layer': 'cameras',
      minzoom: 14.5,
      filter: ['all', ['==', ['get', 'stackIndex'], 0], ['>', ['get', 'stack'], 1]],
      layout: {
        'text-field': ['to-string', ['get', 'stack']],
        'text-font': FONTS,
        'text-size': 10,
        'text-offset': [0.85, -0.75],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.paper, 'text-halo-width': 1.4 },
    },
  ];
}

export function gapNumbers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('gap') || !state.labels) return [];
  const { palette } = state;
  const focused: FilterSpecification = ['==', ['get', 'id'], state.focusedGap ?? ''];
  const text = (size: number) => ({
    'text-field': ['to-string', ['get', 'n']] as ExpressionSpecification,
    'text-font': FONTS,
    'text-size': size,
  });
  return [
    {
      id: 'gap-number',
      type: 'symbol',
      source: 'listed-gaps',
      filter: [
        'all',
        ['!', focused],
        ['<=', ['get', 'n'], ['step', ['zoom'], 12, 11, 30, 15, 100_000]],
      ] as FilterSpecification,
      layout: {
        ...text(10.5),
        'icon-image': palette.dark ? 'badge-dark' : 'badge-light',
        'icon-size': 1,
        'icon-padding': 1,
        'text-padding': 0,
        'symbol-sort-key': ['get', 'n'],
      },
      paint: { 'text-color': palette.onGap },
    },
    {
      id: 'gap-number-focus',
      type: 'symbol',
      source: 'listed-gaps',
      filter: focused,
      layout: {
        ...text(13),
        'icon-image': palette.dark ? 'badge-focus-dark' : 'badge-focus-light',
        'icon-allow-overlap': true,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.onGap },
    },
  ];
}

export function nameLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('lab') || !state.labels) return [];
  const { palette, theme } = state;
  const first: ExpressionSpecification =
    state.language === 'en' ? ['coalesce', ['get', 'nameEn'], ['get', 'name']] : ['get', 'name'];
  const second: ExpressionSpecification =
    state.language === 'en' ? ['case', ['has', 'nameEn'], ['get', 'name'], ''] : ['coalesce', ['get', 'nameEn'], ''];
  const both = ['format', first, {}, '\n', {}, second, { 'font-scale': 0.82 }] as ExpressionSpecification;
  const light = palette.dark ? palette.ink : palette.panel;
  const dark = palette.dark ? palette.paper : palette.ink;
  const shades = classesOf(theme).map((c) => [c.id, classColour(c.id, theme, palette)] as [string, string]);
  const onPaper = palette.ink;
  const isDeep = (colour: string) => luminance(colour) < DEEP;
  const colours = shades.map(([id, colour]) => [id, isDeep(colour) ? light : dark] as [string, string]);
  // Half transparent: a halo as strong as the letters would smudge them.
  const halos = shades.map(([id, colour]) => [id, isDeep(colour) ? `${dark}66` : `${light}bf`] as [string, string]);
  const inScope: ExpressionSpecification | 1 = state.scoped ? ['case', outside, 0.45, 1] : 1;
  const hidden: ExpressionSpecification | 1 =
    state.shown === null ? inScope : ['case', ['in', cls, ['literal', [...state.shown]]], inScope, 0];
  const size: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 9, 10.5, 12, 12, 15, 14];
  return [
    {
      id: 'parent-name',
      type: 'symbol',
      source: 'regions',
      'source-layer': 'region-labels',
      filter: ['==', ['get', 'depth'], state.depth - 1],
      maxzoom: 9.2,
      layout: {
        'text-field': first,
        'text-font': FONTS,
        'text-size': 13,
        'text-letter-spacing': state.language === 'en' ? 0.02 : 0.12,
        'symbol-sort-key': -1,
        'text-padding': 6,
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.paper, 'text-halo-width': 1.8 },
    },
    {
      id: 'area-name',
      type: 'symbol',
      source: 'regions',
      'source-layer': 'region-labels',
      filter: ['==', ['get', 'level'], state.level],
      layout: {
        'text-field': ['step', ['zoom'], first, ZOOM.secondLine, both],
        'text-font': FONTS,
        'text-size': size,
        'text-max-width': 9,
        'text-line-height': 1.15,
        'text-padding': 3,
        'symbol-sort-key': ['coalesce', ['get', 'targetDistance'], 0],
      },
      paint: {
        'text-color': [
          'step',
          ['zoom'],
          ['case', selected, onPaper, matchClass(colours, onPaper)],
          14,
          onPaper,
        ] as Paint<string>,
        'text-halo-color': [
          'step',
          ['zoom'],
          ['case', selected, palette.paper, matchClass(halos, palette.paper)],
          14,
          palette.paper,
        ] as Paint<string>,
        'text-halo-width': ['step', ['zoom'], 1.1, 14, 1.6],
        'text-halo-blur': 0.4,
        'text-opacity': hidden,
      },
    },
  ];
}
