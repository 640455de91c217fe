// Which of our coordinate systems does the text of a .prj or of a GeoPackage describe?
import { crsOf } from './crs.ts';
import { childOf, childrenOf, nameOfNode, parseWkt, type WktNode } from './wkt.ts';

export interface PrjReading {
  /** a name that `crsOf` takes; null = none of ours */
  crs: string | null;
  /** as the text calls it, for people */
  name: string;
}

const NAME_CHARS = 120;
const GEOGRAPHIC = ['GEOGCS', 'GEOGCRS', 'GEODCRS', 'GEODETICCRS', 'BASEGEOGCRS', 'BASEGEODCRS', 'GEOGRAPHICCRS'];
const PROJECTED = ['PROJCS', 'PROJCRS', 'PROJECTEDCRS'];
/** What stands around the system that positions are in. */
const WRAPPERS = ['COMPD_CS', 'COMPOUNDCRS', 'BOUNDCRS', 'SOURCECRS'];

/** Datums, by how names of them look without marks and spaces. Beijing 1954, Xi'an 1980, TWD67 and the like are not among
 * them: the shift to WGS-84 differs by tens of metres from place to place, so they are asked about. */
const DATUMS: [RegExp, string][] = [
  [/gcj0?2/, 'gcj02'],
  [/bd0?9/, 'bd09'],
  [/cgcs2000|china2000|chinageodeticcoordinatesystem2000|chinese2000|国家2000|2000国家大地坐标系/, 'cgcs2000'],
  [/wgs(?:19)?84|worldgeodeticsystem1984/, 'wgs84'],
  [/etrs(?:19)?89|europeanterrestrialreferencesystem(?:19)?89/, 'epsg:4258'],
  [/twd(?:19)?97|taiwan(?:datum)?1997/, 'epsg:3824'],
  [/northamerican(?:datum)?1983|nad(?:19)?83/, 'epsg:4269'],
  [/sirgas2000|sistemadereferenciageocentricoparalasamericas2000/, 'epsg:4674'],
  [/osgb(?:19)?36|ordnancesurvey.*1936|osgb/, 'osgb36'],
];

/** Grids that stand on their own name. */
const NAMED: [RegExp, string][] = [
  [/webmercator|pseudomercator|mercatorauxiliarysphere|popularvisualisation|googlemercator/, 'epsg:3857'],
  [/britishnationalgrid/, 'epsg:27700'],
  [/lambert93/, 'epsg:2154'],
  [/ch1903(?:\+|plus)/, 'epsg:2056'],
  [/ch1903|swissgrid/, 'epsg:21781'],
  [/rdnew|amersfoort/, 'epsg:28992'],
  [/etrs(?:19)?89.*(?:laea|europe)/, 'epsg:3035'],
  [/hongkong1980grid|hk1980grid/, 'epsg:2326'],
  [/svy21/, 'epsg:3414'],
  [/korea2000.*unified|unifiedcs/, 'epsg:5179'],
];

const bare = (name: string): string => name.toLowerCase().replace(/[\s_\-/().,']/g, '');

/** null = the text says nothing. */
export function readPrj(text: string): PrjReading | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a .prj may end in NUL bytes
  const trimmed = text.replace(/[\ufeff\u0000]/g, '').trim();
  if (trimmed === '') return null;
  if (crsOf(trimmed) !== null) return { crs: trimmed, name: trimmed };
  const root = parseWkt(trimmed);
  const system = root && systemIn(root);
  if (system === null) return { crs: null, name: shown(trimmed) };
  const name = nameOfNode(system) || system.word;
  const crs = authorityOf(system) ?? systemOf(system);
  return { crs: crs !== null && crsOf(crs) !== null ? crs : null, name: shown(name) };
}

/** What the question about an unknown system quotes must not be taken for a known one. */
const shown = (name: string): string => {
  const text = name.replace(/\s+/g, ' ').slice(0, NAME_CHARS);
  return crsOf(text) === null ? text : `${text} (?)`;
};

function systemOf(system: WktNode): string | null {
  if (PROJECTED.includes(system.word)) return gridOf(system);
  // what is neither is somebody's own, whatever it is called
  return GEOGRAPHIC.includes(system.word) ? datumOf(system, true) : null;
}

function systemIn(node: WktNode): WktNode | null {
  if (PROJECTED.includes(node.word) || GEOGRAPHIC.includes(node.word)) return node;
  if (node.word === 'LOCAL_CS' || node.word === 'ENGCRS') return node;
  if (!WRAPPERS.includes(node.word)) return null;
  for (const value of node.values) {
    const inner = typeof value === 'object' ? systemIn(value) : null;
    if (inner !== null) return inner;
  }
  return null;
}

/** AUTHORITY["EPSG","4547"], ID["EPSG",4547]: of the system itself, not of its parts. */
function authorityOf(node: WktNode): string | null {
  const said = childOf(node, 'AUTHORITY', 'ID');
  if (said === null || !/^epsg$/i.test(String(said.values[0]))) return null;
  const crs = `epsg:${said.values[1]}`;
  return crsOf(crs) === null ? null : crs;
}

const GREENWICH_WITHIN_DEG = 1e-6;
const DEGREE = Math.PI / 180;

/** The datum of a geographic system; `alone` = its numbers are the positions, so they have to be degrees. */
function datumOf(system: WktNode, alone: boolean): string | null {
  const prime = childOf(system, 'PRIMEM', 'PRIMEMERIDIAN')?.values[1];
  if (typeof prime === 'number' && Math.abs(prime) > GREENWICH_WITHIN_DEG) return null;
  const unit = childOf(system, 'UNIT', 'ANGLEUNIT')?.values[1];
  if (alone && typeof unit === 'number' && Math.abs(unit - DEGREE) > 1e-9) return null;
  const names = [nameOfNode(system), nameOfNode(childOf(system, 'DATUM', 'ENSEMBLE', 'GEODETICDATUM'))].map(bare);
  const found = DATUMS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? null;
  return alone && found === 'osgb36' ? null : found;
}

interface Grid {
  method: string;
  datum: string | null;
  lon0: number;
  lat0: number;
  scale: number;
  east: number;
  north: number;
}

function gridOf(system: WktNode): string | null {
  const name = bare(nameOfNode(system));
  const conversion = childOf(system, 'CONVERSION') ?? system;
  const unit = [...childrenOf(system, 'UNIT', 'LENGTHUNIT')].at(-1)?.values[1];
  if (typeof unit === 'number' && Math.abs(unit - 1) > 1e-9) return null;
  const base = childOf(system, ...GEOGRAPHIC);
  const parameters = new Map(
    childrenOf(conversion, 'PARAMETER').map(({ values }) => [bare(String(values[0])), Number(values[1])]),
  );
  const read = (fallback: number, ...words: string[]): number => {
    for (const word of words) if (parameters.has(word)) return parameters.get(word)!;
    return fallback;
  };
  const grid: Grid = {
    method: bare(nameOfNode(childOf(conversion, 'PROJECTION', 'METHOD'))),
    datum: base && datumOf(base, false),
    lon0: read(0, 'centralmeridian', 'longitudeofnaturalorigin', 'longitudeofcenter'),
    lat0: read(0, 'latitudeoforigin', 'latitudeofnaturalorigin', 'latitudeofcenter'),
    scale: read(1, 'scalefactor', 'scalefactoratnaturalorigin'),
    east: read(0, 'falseeasting'),
    north: read(0, 'falsenorthing'),
  };
  if (/transversemercator|gausskr/.test(grid.method)) return transverse(grid);
  return NAMED.find(([pattern]) => pattern.test(name) || pattern.test(grid.method))?.[1] ?? null;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6 * Math.max(1, Math.abs(b));
/** Datums within a metre or so of WGS-84 that UTM is used on. */
const UTM_DATUMS = ['wgs84', 'cgcs2000', 'epsg:4258', 'epsg:4269', 'epsg:4674'];

function transverse({ datum, lon0, lat0, scale, east, north }: Grid): string | null {
  if (near(lat0, 0) && near(scale, 0.9996) && near(east, 500_000)) {
    const zone = (lon0 + 183) / 6;
    if (!Number.isInteger(zone) || zone < 1 || zone > 60 || !UTM_DATUMS.includes(datum ?? '')) return null;
    if (near(north, 10_000_000)) return `epsg:${32_700 + zone}`;
    if (!near(north, 0)) return null;
    return datum === 'epsg:4258' && zone >= 28 && zone <= 38 ? `epsg:${25_800 + zone}` : `epsg:${32_600 + zone}`;
  }
  if (datum === 'cgcs2000' && near(lat0, 0) && near(scale, 1) && near(north, 0)) return gaussKruger(lon0, east);
  if (datum === 'epsg:3824' && near(lat0, 0) && near(scale, 0.9999) && near(east, 250_000) && near(north, 0))
    return near(lon0, 121) ? 'epsg:3826' : near(lon0, 119) ? 'epsg:3825' : null;
  if (datum === 'osgb36' && near(lon0, -2) && near(lat0, 49) && near(east, 400_000)) return 'epsg:27700';
  return NAMED_TM.find((tm) => near(tm.lon0, lon0) && near(tm.east, east) && near(tm.north, north))?.crs ?? null;
}

/** Known by their numbers: no other grid has them. */
const NAMED_TM = [
  { crs: 'epsg:2326', lon0: 114.178555555556, east: 836_694.05, north: 819_069.8 },
  { crs: 'epsg:3414', lon0: 103.833333333333, east: 28_001.642, north: 38_744.572 },
  { crs: 'epsg:5179', lon0: 127.5, east: 1_000_000, north: 2_000_000 },
];

/** See crs.ts for the numbers of the zones. */
function gaussKruger(lon0: number, east: number): string | null {
  if (near(east, 500_000)) return lon0 % 3 === 0 && lon0 >= 75 && lon0 <= 135 ? `epsg:${4_509 + lon0 / 3}` : null;
  const zone = (east - 500_000) / 1e6;
  if (!Number.isInteger(zone)) return null;
  if (zone >= 25 && zone <= 45 && near(lon0, zone * 3)) return `epsg:${4_488 + zone}`;
  if (zone >= 13 && zone <= 23 && near(lon0, zone * 6 - 3)) return `epsg:${4_478 + zone}`;
  return null;
}
