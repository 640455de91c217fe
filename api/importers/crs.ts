// How does a position in a declared system become WGS-84? Everything needed is here: no grid is fetched.
import gcoord from 'gcoord';
import proj4 from 'proj4';
import type { LonLat } from './types.ts';

export interface Crs {
  /** canonical name: wgs84 | cgcs2000 | gcj02 | bd09 | epsg:N */
  name: string;
  /** metres on a plane, not degrees */
  projected: boolean;
  /** null when the result is no position on Earth or far outside the system's area */
  toWgs84(x: number, y: number): LonLat | null;
  /** the way back; absent for shifted systems (gcj02, bd09), whose way back is not exact */
  fromWgs84?(lon: number, lat: number): LonLat | null;
  /** set when the conversion is only this good */
  accuracyM: number | null;
}

type Area = [west: number, south: number, east: number, north: number];
interface Grid {
  proj: string;
  area: Area;
  accuracyM?: number;
}

const GRS80_TM = (lon0: number, x0: number, k = 1): string =>
  `+proj=tmerc +lat_0=0 +lon_0=${lon0} +k=${k} +x_0=${x0} +y_0=0 +ellps=GRS80 +units=m +no_defs`;

/** National grids known by heart. Ellipsoid shifts without a grid file are good to a few metres (`accuracyM`). */
const NATIONAL: Record<number, Grid> = {
  3857: {
    proj: '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs',
    area: [-180, -85.06, 180, 85.06],
  },
  27700: {
    proj: '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.1502,0.247,0.8421,-20.4894 +units=m +no_defs',
    area: [-9.5, 49.5, 2.5, 61.2],
    accuracyM: 5,
  },
  2154: {
    proj: '+proj=lcc +lat_1=49 +lat_2=44 +lat_0=46.5 +lon_0=3 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs',
    area: [-10, 41, 10.5, 51.6],
  },
  2056: {
    proj: '+proj=somerc +lat_0=46.95240555555556 +lon_0=7.439583333333333 +k_0=1 +x_0=2600000 +y_0=1200000 +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0 +units=m +no_defs',
    area: [5.9, 45.7, 10.6, 47.9],
    accuracyM: 2,
  },
  21781: {
    proj: '+proj=somerc +lat_0=46.95240555555556 +lon_0=7.439583333333333 +k_0=1 +x_0=600000 +y_0=200000 +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0 +units=m +no_defs',
    area: [5.9, 45.7, 10.6, 47.9],
    accuracyM: 2,
  },
  28992: {
    proj: '+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +towgs84=565.2369,50.0087,465.658,-0.406857330322398,0.350732676542563,-1.8703473836068,4.0812 +units=m +no_defs',
    area: [3.2, 50.7, 7.3, 53.7],
    accuracyM: 2,
  },
  3035: {
    proj: '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs',
    area: [-36, 24, 45, 85],
  },
  2326: {
    proj: '+proj=tmerc +lat_0=22.31213333333334 +lon_0=114.1785555555556 +k=1 +x_0=836694.05 +y_0=819069.8 +ellps=intl +towgs84=-162.619,-276.959,-161.764,0.067753,-2.243649,-1.158827,-1.094246 +units=m +no_defs',
    area: [113.7, 22.1, 114.6, 22.6],
    accuracyM: 2,
  },
  3826: { proj: GRS80_TM(121, 250000, 0.9999), area: [118, 20.4, 123, 26.8] },
  3825: { proj: GRS80_TM(119, 250000, 0.9999), area: [117.5, 22.5, 121, 26.8] },
  3414: {
    proj: '+proj=tmerc +lat_0=1.366666666666667 +lon_0=103.8333333333333 +k=1 +x_0=28001.642 +y_0=38744.572 +ellps=WGS84 +units=m +no_defs',
    area: [103.5, 1.1, 104.2, 1.6],
  },
  5179: {
    proj: '+proj=tmerc +lat_0=38 +lon_0=127.5 +k=0.9996 +x_0=1000000 +y_0=2000000 +ellps=GRS80 +units=m +no_defs',
    area: [122.7, 28.6, 134.3, 40.3],
  },
};
/** Degrees on a datum that equals WGS-84 for our purpose. */
const GEOGRAPHIC = new Set([4326, 4490, 4258, 4979, 4269, 3824, 4674]);

/** Sentences list these. */
export const KNOWN_CRS =
  'wgs84, cgcs2000, gcj02, bd09, epsg:4326, epsg:4490, epsg:4491-4554 (CGCS2000 Gauss-Krüger), epsg:32601-32660, epsg:32701-32760 (UTM), epsg:25828-25838, ' +
  Object.keys(NATIONAL)
    .map((code) => `epsg:${code}`)
    .join(', ');

/** CGCS2000 Gauss-Krüger: 4491-4501 six-degree zones 13-23 with the zone before the easting, 4502-4512 the same without,
 * 4513-4533 three-degree zones 25-45 with it, 4534-4554 the same without. */
function gaussKruger(code: number): Grid | null {
  const grid = (lon0: number, x0: number, half: number): Grid => ({
    proj: GRS80_TM(lon0, x0),
    area: [lon0 - half, 0, lon0 + half, 60],
  });
  if (code >= 4491 && code <= 4501) return grid((code - 4478) * 6 - 3, (code - 4478) * 1e6 + 500_000, 6);
  if (code >= 4502 && code <= 4512) return grid((code - 4489) * 6 - 3, 500_000, 6);
  if (code >= 4513 && code <= 4533) return grid((code - 4488) * 3, (code - 4488) * 1e6 + 500_000, 4);
  if (code >= 4534 && code <= 4554) return grid((code - 4509) * 3, 500_000, 4);
  return null;
}

function utm(code: number): Grid | null {
  const family = Math.floor(code / 100);
  const zone = code % 100;
  const lon0 = zone * 6 - 183;
  const proj = `+proj=utm +zone=${zone}${family === 327 ? ' +south' : ''} +ellps=${family === 258 ? 'GRS80' : 'WGS84'} +units=m +no_defs`;
  const wide: Area = [lon0 - 9, family === 327 ? -82 : -2, lon0 + 9, family === 327 ? 2 : 85];
  if ((family === 326 || family === 327) && zone >= 1 && zone <= 60) return { proj, area: wide };
  if (family === 258 && zone >= 28 && zone <= 38) return { proj, area: wide };
  return null;
}

const onEarth = (lon: number, lat: number): LonLat | null =>
  lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90 ? [lon, lat] : null;

/** Accepts our names, `EPSG:4547`, urn:ogc:def:crs:EPSG::4547, CRS84 and bare codes; null when it is not known. */
export function crsOf(declared: string): Crs | null {
  const word = declared.trim().toLowerCase().replace(/[\s_]/g, '');
  const simple = (name: string, toWgs84: Crs['toWgs84'] = onEarth): Crs => ({
    name,
    projected: false,
    toWgs84,
    ...(toWgs84 === onEarth ? { fromWgs84: (lon: number, lat: number): LonLat => [lon, lat] } : {}),
    accuracyM: null,
  });
  if (
    /^(?:wgs-?84|crs:?84|urn:ogc:def:crs:ogc:[\d.]*:crs84|http:\/\/www\.opengis\.net\/def\/crs\/ogc\/1\.3\/crs84)$/.test(
      word,
    )
  )
    return simple('wgs84');
  if (/^cgcs-?2000$/.test(word)) return simple('cgcs2000');
  if (/^gcj-?02$/.test(word)) return simple('gcj02', shiftedBy(gcoord.GCJ02));
  if (/^bd-?09(?:ll)?$/.test(word)) return simple('bd09', shiftedBy(gcoord.BD09));
  const code = Number(
    /^(?:epsg:+|urn:ogc:def:crs:epsg:[\d.]*:|https?:\/\/www\.opengis\.net\/def\/crs\/epsg\/\d+\/|)(\d{4,6})$/.exec(
      word,
    )?.[1] ?? Number.NaN,
  );
  if (Number.isNaN(code)) return null;
  if (code === 4326 || code === 4979) return simple('wgs84');
  if (code === 4490) return simple('cgcs2000');
  if (GEOGRAPHIC.has(code)) return simple(`epsg:${code}`);
  const grid = NATIONAL[code] ?? gaussKruger(code) ?? utm(code);
  return grid ? projectedCrs(code, grid) : null;
}

const shiftedBy =
  (from: typeof gcoord.GCJ02 | typeof gcoord.BD09) =>
  (x: number, y: number): LonLat | null => {
    if (!onEarth(x, y)) return null;
    const [lon, lat] = gcoord.transform([x, y], from, gcoord.WGS84) as [number, number];
    return onEarth(lon, lat);
  };

function projectedCrs(code: number, grid: Grid): Crs {
  const convert = proj4(grid.proj, 'EPSG:4326');
  const [west, south, east, north] = grid.area;
  return {
    name: `epsg:${code}`,
    projected: true,
    accuracyM: grid.accuracyM ?? null,
    toWgs84(x, y) {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return null;
      // Degrees given as metres would land near the grid's origin, which no list of cameras is within 180 m of.
      if (Math.abs(x) <= 180 && Math.abs(y) <= 90) return null;
      const [lon, lat] = convert.forward([x, y]) as [number, number];
      return lon >= west && lon <= east && lat >= south && lat <= north ? [lon, lat] : null;
    },
    fromWgs84(lon, lat) {
      if (!(lon >= west && lon <= east && lat >= south && lat <= north)) return null;
      return convert.inverse([lon, lat]) as LonLat;
    },
  };
}

/** Systems a list of large numbers may be in, likeliest first: for the question that asks which. */
export function likelyCrs(x: number, y: number): string[] {
  const names: string[] = [];
  const [east, north] =
    Math.abs(x) >= Math.abs(y) && Math.abs(y) < 1_000_000 && Math.abs(x) < 10_000_000 && Math.abs(x) > 1_500_000
      ? [y, x]
      : [x, y];
  const prefix = Math.floor(east / 1e6);
  if (prefix >= 25 && prefix <= 45) names.push(`epsg:${4488 + prefix}`);
  if (prefix >= 13 && prefix <= 23) names.push(`epsg:${4478 + prefix}`);
  const candidates = [...Object.keys(NATIONAL).map(Number), ...range(4534, 4554)];
  for (const code of candidates) {
    if (names.includes(`epsg:${code}`)) continue;
    if (crsOf(String(code))?.toWgs84(east, north)) names.push(`epsg:${code}`);
  }
  return names.slice(0, 30);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
