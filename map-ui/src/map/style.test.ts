import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import type { MapState } from './map-state.ts';
import { sixDigits } from './palette.ts';
import { mapStyle } from './style.ts';

const palette = {
  paper: '#f7f6f2',
  panel: '#ffffff',
  ink: '#1b2428',
  mute: '#5c676b',
  line: '#e2dfd6',
  accent: '#0f5c73',
  gap: '#c2602a',
  gapBadge: '#b4521e',
  privacy: '#5e2a7e',
  building: '#ece7db',
  buildingTall: '#d6cebd',
  buildingEdge: '#b9b09d',
  wall: '#857b68',
  camera: '#2f8de3',
  cameraPlanned: '#280140',
  cameraOffline: '#721a0b',
  cameraUnknown: '#50535a',
  onGap: '#ffffff',
  zero: '#f3ede3',
  dark: false,
  cov: ['#e6eff2', '#a9cbd8', '#5f9db9', '#2a6a93', '#0e3357'],
  div: ['#7a2e0e', '#c2602a', '#e8a56b', '#f3ede3', '#a3c7dd', '#4e8dbb', '#1d4e85'],
};
const state: MapState = {
  origin: 'http://here',
  dataVersion: 7,
  gapVersion: '7.1',
  cameraVersion: '7',
  theme: 'cov',
  level: 'village',
  depth: 2,
  coarser: null,
  layers: new Set(['bld', 'cam', 'fp', 'gap', 'lab', 'ps', 'pz']),
  shown: null,
  scoped: false,
  selected: null,
  gaps: [{ id: 'g', n: 1, lon: 1, lat: 2 }],
  focusedGap: null,
  focusedCamera: null,
  editing: null,
  language: 'zh',
  labels: true,
  palette,
};
const ids = (s: MapState) => mapStyle(s).layers.map((l) => l.id);
const problems = (s: MapState) => validateStyleMin(mapStyle(s)).map((e) => e.message);

describe('the map style', () => {
  it('is valid in every combination of theme, language, filter and scope', () => {
    for (const theme of ['cov', 'gapt'] as const)
      for (const language of ['zh', 'en'] as const)
        for (const shown of [null, new Set(['20'])])
          for (const scoped of [true, false])
            expect(
              problems({
                ...state,
                theme,
                language,
                shown,
                scoped,
                selected: 'x',
                focusedGap: 'g',
                coarser: 'township',
              }),
            ).toEqual([]);
  });
  it('reads short colours of a small style sheet as full ones', () => {
    expect([sixDigits('#fff'), sixDigits('#1B2428'), sixDigits('#0aF')]).toEqual(['#ffffff', '#1B2428', '#00aaFF']);
  });
  it('needs nothing from another origin: no glyphs, no sprite, tiles from here', () => {
    const style = mapStyle(state);
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    for (const source of Object.values(style.sources)) {
      if (source.type === 'vector') expect(source.tiles?.[0]).toMatch(/^http:\/\/here\/api\/tiles\//);
    }
  });
  it('draws no text before the map font is there, and the areas all the same', () => {
    const early = mapStyle({ ...state, labels: false }).layers;
    expect(early.some((l) => l.type === 'symbol' && l.layout?.['text-field'] !== undefined)).toBe(false);
    expect(early.some((l) => l.id === 'area')).toBe(true);
  });
  it('leaves a layer that is switched off out, and nothing else', () => {
    const without = ids({ ...state, layers: new Set([...state.layers].filter((layer) => layer !== 'cam')) });
    expect(
      ids(state)
        .filter((id) => !without.includes(id))
        .every((id) => id.startsWith('camera')),
    ).toBe(true);
    expect(without).toContain('gap-number');
  });
  it('draws private ground and buildings beneath what cameras see, each under its own switch', () => {
    const all = ids(state);
    for (const id of ['privacy', 'privacy-forbid', 'privacy-mask', 'building', 'wall'])
      expect(all.indexOf(id), id).toBeLessThan(all.indexOf('seen'));
    expect(all.indexOf('privacy')).toBeGreaterThan(all.indexOf('public-space'));
    const gone = (layer: string) => {
      const without = ids({ ...state, layers: new Set([...state.layers].filter((other) => other !== layer)) });
      return all.filter((id) => !without.includes(id));
    };
    expect(gone('bld')).toEqual(['building', 'wall']);
    expect(gone('pz').every((id) => id.startsWith('privacy'))).toBe(true);
    expect(gone('pz').length).toBe(5);
  });
  it('lays the next coarser level beneath only where asked, and never beneath a filter', () => {
    expect(ids(state)).not.toContain('area-coarser');
    const beneath = ids({ ...state, coarser: 'township' });
    expect(beneath.indexOf('area-coarser')).toBeLessThan(beneath.indexOf('area'));
    expect(ids({ ...state, coarser: 'township', shown: new Set(['20']) })).not.toContain('area-coarser');
  });
  it('gives the numbers of the list to the map', () => {
    const source = mapStyle(state).sources['listed-gaps'];
    expect(source.type === 'geojson' && source.data).toMatchObject({ features: [{ properties: { id: 'g', n: 1 } }] });
  });
  it('asks for other tiles when the data version rises, and only gap tiles when figures arrive', () => {
    const tiles = (s: MapState, id: string) => {
      const source = mapStyle(s).sources[id];
      return source.type === 'vector' ? source.tiles?.[0] : null;
    };
    expect(tiles({ ...state, dataVersion: 8 }, 'regions')).not.toBe(tiles(state, 'regions'));
    expect(tiles({ ...state, gapVersion: '7.2' }, 'regions')).toBe(tiles(state, 'regions'));
    expect(tiles({ ...state, gapVersion: '7.2' }, 'gaps')).not.toBe(tiles(state, 'gaps'));
  });
});
