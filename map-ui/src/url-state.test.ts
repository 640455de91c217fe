import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULTS,
  FILTER_OPS,
  formatUrl,
  isNewPlace,
  MAP_THEMES,
  parseUrl,
  SCREENS,
  type UrlState,
} from './url-state.ts';

const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const items = fc.array(text, { minLength: 1, maxLength: 5 });
const month = fc
  .tuple(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, m]) => `${year}-${String(m).padStart(2, '0')}`);
const places = (digits: number, max: number) =>
  fc.integer({ min: -max * 10 ** digits, max: max * 10 ** digits }).map((n) => n / 10 ** digits + 0);
const anyState: fc.Arbitrary<UrlState> = fc
  .record({
    screen: fc.constantFrom(...SCREENS),
    region: fc.option(text),
    view: fc.option(fc.record({ zoom: places(2, 22).map(Math.abs), lat: places(5, 90), lon: places(5, 180) })),
    layers: fc.oneof(fc.constant(DEFAULTS.layers), items, fc.constant([] as string[])),
    theme: fc.constantFrom(...MAP_THEMES),
    classes: text,
    filters: fc.array(fc.record({ field: text, op: fc.constantFrom(...FILTER_OPS), values: items }), { maxLength: 4 }),
    focus: fc.option(text),
    panel: fc.option(text),
    sort: fc.option(text),
    columns: fc.option(items),
    level: fc.option(text),
    search: fc.oneof(fc.constant(''), text),
    drawer: fc.option(fc.boolean()),
    month: fc.option(month),
    target: fc.option(text),
    span: fc.option(fc.tuple(month, month).filter(([a, b]) => a < b)),
    pins: fc.oneof(fc.constant([] as string[]), items),
    rest: fc.uniqueArray(
      fc.tuple(
        text.filter((k) => !/^(m|ly|th|cls|f|sel|pn|sort|col|lv|q|dr|t|tg|span|pins)$/.test(k)),
        text,
      ),
      {
        maxLength: 3,
        selector: ([k]) => k,
      },
    ),
  })
  .map((s) => ({ ...s, rest: [...s.rest].sort(([a], [b]) => (a < b ? -1 : 1)) as [string, string][] }));

describe('the address', () => {
  it('holds every state: what is written is read back', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(parseUrl(formatUrl(state))).toEqual(state);
      }),
    );
  });
  it('is a fixed point: reading and writing a link again changes nothing', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const url = formatUrl(state);
        expect(formatUrl(parseUrl(url))).toBe(url);
      }),
    );
  });
  it('never throws on any text, and what it reads can be written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (s) => {
        const safe = s.replace(/[\uD800-\uDFFF]/g, '');
        expect(() => formatUrl(parseUrl(`/map?${safe}`))).not.toThrow();
      }),
    );
  });
  it('leaves defaults out', () => {
    expect(formatUrl(DEFAULTS)).toBe('/');
    expect(formatUrl({ ...DEFAULTS, screen: 'map' })).toBe('/map');
  });
  it('sorts keys and stays readable', () => {
    const url = formatUrl({
      ...DEFAULTS,
      screen: 'map',
      region: '430599',
      view: { zoom: 12.4, lat: 30.1, lon: 120.1 },
      theme: 'gapt',
      filters: [{ field: 'cov', op: 'in', values: ['0', 'none'] }],
      focus: 'gap:99010600-17',
    });
    expect(url).toBe('/map/430599?f=cov:in:0,none&m=12.4/30.10000/120.10000&sel=gap:99010600-17&th=gapt');
  });
  it('keeps keys it does not know', () => {
    expect(formatUrl(parseUrl('/map/1?zz=9&th=gapt&aa=b'))).toBe('/map/1?aa=b&th=gapt&zz=9');
  });
  it('falls back where a value cannot be read', () => {
    expect(parseUrl('/map?m=a/b&th=nope&f=x:between:1').view).toBeNull();
    expect(parseUrl('/map?th=nope').theme).toBe('cov');
    expect(parseUrl('/map?f=x:between:1').filters).toEqual([]);
  });
  it('makes a history entry for scope, focus and screen, not for panning or filters', () => {
    const here = parseUrl('/map/1');
    expect(isNewPlace(here, { ...here, region: '2' })).toBe(true);
    expect(isNewPlace(here, { ...here, focus: 'gap:1' })).toBe(true);
    expect(isNewPlace(here, { ...here, screen: 'regions' })).toBe(true);
    expect(isNewPlace(here, { ...here, view: { zoom: 3, lat: 1, lon: 2 } })).toBe(false);
    expect(isNewPlace(here, { ...here, drawer: false })).toBe(false);
  });
});
