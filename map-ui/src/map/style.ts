// What the map draws, as one pure function: state in, style out. The adapter applies the difference.
import type {
  DataDrivenPropertyValueSpecification,
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import { CAMERA_POINT_ZOOM, TILE_ZOOM, type TileSource } from '#contract/tile';
import type { MapTheme } from '../url-state.ts';
import { classColour, classesOf, luminance } from './classes.ts';
import type { Palette } from './palette.ts';

/** One gap of the ranked list, with the number it has there. */
export interface ListedGap {
  id: string;
  n: number;
  lon: number;
  lat: number;
}
export interface MapState {
  origin: string;
  /** tiles of another data version are other tiles */
  dataVersion: number;
  gapVersion: string;
  theme: MapTheme;
  /** level that is filled with the theme, and its depth below the root */
  level: string;
  depth: number;
  /** drawn beneath where the level has too many areas for its tiles to hold them from far away; null = not needed */
  coarser: string | null;
  layers: ReadonlySet<string>;
  /** classes of the legend that are shown; null = all */
  shown: ReadonlySet<string> | null;
  /** fade what lies outside of the scope? */
  scoped: boolean;
  selected: string | null;
  gaps: readonly ListedGap[];
  focusedGap: string | null;
  focusedCamera: string | null;
  language: 'zh' | 'en';
  /** the map font takes a moment to arrive; names wait for it, the rest does not */
  labels: boolean;
  palette: Palette;
}

/** Zooms (512 px tiles) at which things appear: docs of the ladder in the design. */
export const ZOOM = { cameraPoints: 13.5, footprints: 14.5, gaps: 12, publicSpace: 12.5, secondLine: 11 } as const;
export const MAP_FONT = 'Lacuna Hans';
const FONTS = ['Inter Variable', MAP_FONT];

/** Relative luminance below which a colour carries light text. */
const DEEP = 0.26;

type Paint<T> = DataDrivenPropertyValueSpecification<T>;
const cls: ExpressionSpecification = ['coalesce', ['feature-state', 'cls'], 'none'];
const selected: ExpressionSpecification = ['boolean', ['feature-state', 'selected'], false];
const hovered: ExpressionSpecification = ['boolean', ['feature-state', 'hovered'], false];

/** No class: not a part of the scope, or not known yet. */
const outside: ExpressionSpecification = ['==', ['feature-state', 'cls'], null];

function matchClass<T extends string | number>(pairs: [string, T][], otherwise: T): ExpressionSpecification {
  if (pairs.length === 0) return ['literal', otherwise] as unknown as ExpressionSpecification;
  return ['match', cls, ...pairs.flat(), otherwise] as unknown as ExpressionSpecification;
}

function tileSource(state: MapState, source: TileSource, version: string): SourceSpecification {
  const { min, max } = TILE_ZOOM[source];
  const promoteId = source === 'regions' ? { regions: 'code', 'region-labels': 'code' } : undefined;
  return {
    type: 'vector',
    tiles: [`${state.origin}/api/tiles/${source}/{z}/{x}/{y}.mvt?v=${version}`],
    minzoom: min,
    maxzoom: max,
    ...(promoteId && { promoteId }),
  };
}

function sources(state: MapState): Record<string, SourceSpecification> {
  const version = String(state.dataVersion);
  return {
    regions: tileSource(state, 'regions', version),
    cameras: tileSource(state, 'cameras', version),
    footprints: tileSource(state, 'footprints', version),
    gaps: tileSource(state, 'gaps', state.gapVersion),
    'public-space': tileSource(state, 'public-space', version),
    'listed-gaps': {
      type: 'geojson',
      data: {
        type: 'FeatureCollection',
        features: state.gaps.map(({ id, n, lon, lat }) => ({
          type: 'Feature',
          properties: { id, n },
          geometry: { type: 'Point', coordinates: [lon, lat] },
        })),
      },
    },
  };
}

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

function areaLayers(state: MapState): LayerSpecification[] {
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
        'fill-opacity': fadeClose(strength(state), 0.5),
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

function publicSpaceLayers(state: MapState): LayerSpecification[] {
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

function footprintLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('fp')) return [];
  const { palette } = state;
  const blue = palette.cov[palette.dark ? 2 : 3];
  const certain: FilterSpecification = ['==', ['get', 'certain'], true];
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
      filter: ['!', certain] as FilterSpecification,
      paint: { 'line-color': blue, 'line-width': 0.9, 'line-dasharray': [2, 3], 'line-opacity': appear(0.55) },
    },
  ];
}

function gapLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('gap')) return [];
  const { palette } = state;
  const common = { source: 'gaps', 'source-layer': 'gaps', minzoom: ZOOM.gaps } as const;
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

function cameraLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('cam')) return [];
  const { palette } = state;
  const soft = palette.dark ? '#ffffff' : palette.ink;
  const points = { source: 'cameras', 'source-layer': 'cameras' } as const;
  return [
    {
      id: 'camera-cell',
      type: 'circle',
      source: 'cameras',
      'source-layer': 'camera-cells',
      maxzoom: CAMERA_POINT_ZOOM + 1,
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
      filter: ['==', ['get', 'stackIndex'], 0],
      layout: {
        'icon-image': [
          'case',
          ['in', ['get', 'stage'], ['literal', ['planned', 'approved', 'procured']]],
          'camera-planned',
          ['==', ['get', 'stage'], 'retired'],
          'camera-retired',
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
      filter: ['==', ['get', 'id'], state.focusedCamera ?? ''],
      paint: {
        'circle-radius': 10,
        'circle-color': 'rgba(0,0,0,0)',
        'circle-stroke-color': palette.accent,
        'circle-stroke-width': 2,
      },
    },
  ];
}

/** Several cameras on one pole show how many they are. */
function stackLabels(state: MapState): LayerSpecification[] {
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

function gapNumbers(state: MapState): LayerSpecification[] {
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

function nameLayers(state: MapState): LayerSpecification[] {
  if (!state.layers.has('lab') || !state.labels) return [];
  const { palette, theme } = state;
  const first: ExpressionSpecification =
    state.language === 'en' ? ['coalesce', ['get', 'nameEn'], ['get', 'name']] : ['get', 'name'];
  const second: ExpressionSpecification =
    state.language === 'en' ? ['get', 'name'] : ['coalesce', ['get', 'nameEn'], ''];
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

function selectionLayers(state: MapState): LayerSpecification[] {
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

export function mapStyle(state: MapState): StyleSpecification {
  return {
    version: 8,
    sources: sources(state),
    transition: { duration: 160, delay: 0 },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': state.palette.paper } },
      ...areaLayers(state),
      ...publicSpaceLayers(state),
      ...gapLayers(state),
      ...footprintLayers(state),
      ...selectionLayers(state),
      ...cameraLayers(state),
      ...nameLayers(state),
      ...stackLabels(state),
      ...gapNumbers(state),
    ],
  };
}
