// What an address says: where you are (path) and how you look (query). The codec is pure; location.ts moves the browser.

export const SCREENS = ['start', 'map', 'regions', 'targets', 'import', 'quality', 'monitoring', 'reports'] as const;
export type Screen = (typeof SCREENS)[number];
/** what installed cameras see, how far that is from the target, and what those that work now see */
export const MAP_THEMES = ['cov', 'gapt', 'live'] as const;
export type MapTheme = (typeof MAP_THEMES)[number];
export const FILTER_OPS = ['in', 'lt', 'gt'] as const;
export type FilterOp = (typeof FILTER_OPS)[number];

export interface Filter {
  field: string;
  op: FilterOp;
  values: string[];
}
/** zoom to 2 decimals, position to 5 */
export interface MapView {
  zoom: number;
  lat: number;
  lon: number;
}
export interface UrlState {
  /** null at `/`: Start when the workspace is empty, else the map */
  screen: Screen | null;
  /** scope: a region code; null = everything */
  region: string | null;
  view: MapView | null;
  layers: string[];
  theme: MapTheme;
  /** classification; `fix` = fixed policy breaks */
  classes: string;
  filters: Filter[];
  /** focus: `reg:CODE`, `gap:ID` or `cam:ID` */
  focus: string | null;
  panel: string | null;
  sort: string | null;
  columns: string[] | null;
  /** level of the rows and of the map's areas; null = the finest */
  level: string | null;
  /** search text of the screen's table */
  search: string;
  /** month looked at, `2026-10`; null = the newest there is */
  month: string | null;
  /** target whose curve is drawn; null = the first that holds for the scope */
  target: string | null;
  /** part of the time that charts show: first and last month */
  span: [string, string] | null;
  /** codes of regions kept on top of the league table */
  pins: string[];
  /** table drawer of the map open? null = as the width of the window suggests */
  drawer: boolean | null;
  /** keys this version does not know: kept, so that a newer link survives a visit here */
  rest: [string, string][];
}

export const DEFAULT_LAYERS = ['bld', 'cam', 'fp', 'gap', 'lab', 'ps', 'pz'];
export const DEFAULTS: UrlState = {
  screen: null,
  region: null,
  view: null,
  layers: DEFAULT_LAYERS,
  theme: 'cov',
  classes: 'fix',
  filters: [],
  focus: null,
  panel: null,
  sort: null,
  columns: null,
  level: null,
  search: '',
  month: null,
  target: null,
  span: null,
  pins: [],
  drawer: null,
  rest: [],
};

const KNOWN = new Set([
  'm',
  'ly',
  'th',
  'cls',
  'f',
  'sel',
  'pn',
  'sort',
  'col',
  'lv',
  'q',
  'dr',
  't',
  'tg',
  'span',
  'pins',
]);

/** The characters a query may hold as they are, so that a link can be read: `, : ; / ~ -`. */
function escapeQuery(text: string): string {
  return encodeURIComponent(text).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%3B/g, ';').replace(/%2F/g, '/');
}
function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
/** A list item may hold the separators itself: they are escaped once more inside it. */
const escapeItem = (text: string) => text.replace(/[%,:;]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
const unescapeItem = (text: string) => text.replace(/%(25|2C|3A|3B)/g, (all) => safeDecode(all));
const list = (items: string[]) => items.map(escapeItem).join(',');
const unlist = (text: string) => (text === '' ? [] : text.split(',').map(unescapeItem));

function formatView({ zoom, lat, lon }: MapView): string {
  return `${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}
function parseView(text: string): MapView | null {
  const parts = text.split('/').map(Number);
  if (parts.length !== 3 || parts.some((n) => !Number.isFinite(n))) return null;
  const [zoom, lat, lon] = parts as [number, number, number];
  if (zoom < 0 || zoom > 24 || Math.abs(lat) > 90 || Math.abs(lon) > 180) return null;
  return { zoom, lat, lon };
}

const isMonth = (text: string | null) => text !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
function parseSpan(text: string): [string, string] | null {
  const [from = '', to = ''] = text.split('/');
  return isMonth(from) && isMonth(to) && from < to ? [from, to] : null;
}

const formatFilters = (filters: Filter[]) =>
  filters.map((f) => `${escapeItem(f.field)}:${f.op}:${list(f.values)}`).join(';');
function parseFilters(text: string): Filter[] {
  return text.split(';').flatMap((part) => {
    const [field, op, values] = part.split(':');
    if (!field || values === undefined || !(FILTER_OPS as readonly string[]).includes(op ?? '')) return [];
    return [{ field: unescapeItem(field), op: op as FilterOp, values: unlist(values) }];
  });
}

const same = (a: string[], b: string[]) => a.length === b.length && a.every((x, i) => x === b[i]);

/** State → `/map/430599?sel=…`. Defaults are left out and keys are sorted, so equal states give equal links. */
export function formatUrl(state: UrlState): string {
  const pairs: [string, string][] = [...state.rest];
  const put = (key: string, value: string | null) => {
    if (value !== null) pairs.push([key, value]);
  };
  put('m', state.view && formatView(state.view));
  put('ly', same(state.layers, DEFAULT_LAYERS) ? null : list(state.layers));
  put('th', state.theme === DEFAULTS.theme ? null : state.theme);
  put('cls', state.classes === DEFAULTS.classes ? null : state.classes);
  put('f', state.filters.length === 0 ? null : formatFilters(state.filters));
  put('sel', state.focus);
  put('pn', state.panel);
  put('sort', state.sort);
  put('col', state.columns && list(state.columns));
  put('lv', state.level);
  put('q', state.search === '' ? null : state.search);
  put('t', state.month);
  put('tg', state.target);
  put('span', state.span?.join('/') ?? null);
  put('pins', state.pins.length === 0 ? null : list(state.pins));
  put('dr', state.drawer === null ? null : state.drawer ? '1' : '0');
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const query = pairs.map(([k, v]) => `${escapeQuery(k)}=${escapeQuery(v)}`).join('&');
  const path =
    state.screen === null
      ? '/'
      : `/${state.screen}${state.region === null ? '' : `/${encodeURIComponent(state.region)}`}`;
  return query === '' ? path : `${path}?${query}`;
}

/** Link → state. Never throws: what cannot be read falls back to its default, unknown keys are kept. */
export function parseUrl(url: string): UrlState {
  const [beforeHash = ''] = url.split('#');
  const cut = beforeHash.indexOf('?');
  const path = cut < 0 ? beforeHash : beforeHash.slice(0, cut);
  const query = cut < 0 ? '' : beforeHash.slice(cut + 1);
  const [first, second] = path.split('/').filter(Boolean).map(safeDecode);
  const screen = (SCREENS as readonly string[]).includes(first ?? '') ? (first as Screen) : null;

  const values = new Map<string, string>();
  const rest: [string, string][] = [];
  for (const pair of query.split('&').filter(Boolean)) {
    const at = pair.indexOf('=');
    const key = safeDecode((at < 0 ? pair : pair.slice(0, at)).replace(/\+/g, ' '));
    const value = at < 0 ? '' : safeDecode(pair.slice(at + 1).replace(/\+/g, ' '));
    if (KNOWN.has(key)) values.set(key, value);
    else rest.push([key, value]);
  }
  const text = (key: string) => values.get(key) || null;
  const layers = values.get('ly');
  const columns = values.get('col');
  const view = values.get('m');
  const theme = values.get('th');
  return {
    screen,
    region: screen === null ? null : (second ?? null),
    view: view === undefined ? null : parseView(view),
    layers: layers === undefined ? DEFAULT_LAYERS : unlist(layers),
    theme: (MAP_THEMES as readonly string[]).includes(theme ?? '') ? (theme as MapTheme) : DEFAULTS.theme,
    classes: text('cls') ?? DEFAULTS.classes,
    filters: parseFilters(values.get('f') ?? ''),
    focus: text('sel'),
    panel: text('pn'),
    sort: text('sort'),
    columns: columns === undefined ? null : unlist(columns),
    level: text('lv'),
    search: values.get('q') ?? '',
    month: isMonth(text('t')) ? text('t') : null,
    target: text('tg'),
    span: parseSpan(values.get('span') ?? ''),
    pins: unlist(values.get('pins') ?? ''),
    drawer: values.get('dr') === '1' ? true : values.get('dr') === '0' ? false : null,
    rest,
  };
}

/** Scope, focus and screen are places one goes back to; the rest changes the current place. */
export function isNewPlace(before: UrlState, after: UrlState): boolean {
  return before.screen !== after.screen || before.region !== after.region || before.focus !== after.focus;
}

export function withFilter(filters: Filter[], field: string, next: Filter | null): Filter[] {
  const others = filters.filter((f) => f.field !== field);
  return next ? [...others, next] : others;
}
