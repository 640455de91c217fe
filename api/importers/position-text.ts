// A position in one column: how does its text become a point or a shape, and which column is it?
import type { ImportKind } from '#contract/import';
import { readCoordinate } from './coordinates.ts';
import type { ColumnUse, HeaderReading } from './headers.ts';
import { isBlank, plain } from './text.ts';
import { readHexWkb } from './wkb-text.ts';
import { looksLikeWkt, readWkt } from './wkt-geometry.ts';

interface Geometry {
  type: string;
  coordinates: unknown;
}
/** The same header without the column of positions: its text is no name. */
export function withoutColumn(header: HeaderReading, index: number): HeaderReading {
  const uses = new Map<string, ColumnUse[]>();
  for (const [field, list] of header.uses) {
    const others = list.filter((use) => use.index !== index);
    if (others.length > 0) uses.set(field, others);
  }
  return { ...header, uses };
}

export interface PositionColumn {
  index: number;
  column: string;
  /** that the shapes themselves name: `epsg:N` */
  crs: string | null;
  /** pairs stand in the order in which they are written: `axes` tells which is which */
  isPair: boolean;
  read(text: string | null): Geometry | null;
}

const LABELS = /(?:经度|東經|东经|longitude|long|lng|lon|x)\s*[:：=]?|(?:纬度|北纬|緯度|latitude|lat|y)\s*[:：=]?/gi;
const FIRST_LAT = /^\W*(?:纬度|緯度|北纬|latitude|lat\b|y\s*[:：=])/i;
/** Where the second number may begin, in the order in which it is tried. Only a comma leaves open whether it is a decimal
 * one: where something else stands between, commas in the numbers are. */
const CUTS: { between: RegExp; commaIsDecimal: boolean }[] = [
  { between: /\s*[,，;；/|、]\s*/, commaIsDecimal: false },
  { between: /\s*[;；/|、]\s*/, commaIsDecimal: true },
  { between: /(?<=[NSEWnsew北南东西東])\s+/, commaIsDecimal: true },
  { between: /\s+(?=[NSEWnsew北南东西東])/, commaIsDecimal: true },
  { between: /\s+/, commaIsDecimal: true },
  { between: /(?<=[NSEWnsew北南东西東])(?=\d)/, commaIsDecimal: true },
  { between: /(?<=[\d"'°″′])(?=[NSEWnsew北南东西東])/, commaIsDecimal: true },
];
const LATITUDE = /[NSns北南]/;
const LONGITUDE = /[EWew东西東]/;

/** `113.5,29.5`, `(39.3, -76.6)`, `31°12'30"N 121°28'13"E`, `经度:113.5 纬度:29.5`: in the order written, or longitude first
 * where the text says which is which. null = no pair. */
export function readPair(text: string): { pair: [number, number]; sure: boolean } | null {
  const value = plain(text).replace(/^[([{【]\s*|\s*[)\]}】]$/g, '');
  const latFirst = FIRST_LAT.test(value);
  const labelled = latFirst || /^\W*(?:经度|東經|东经|longitude|lon|lng|x\s*[:：=])/i.test(value);
  const bare = labelled ? value.replace(LABELS, ' ').trim() : value;
  const found = cut(bare);
  if (found === null) return null;
  const { parts, pair } = found;
  const [a, b] = pair;
  const saysLat = [LATITUDE.test(parts[0]!), LATITUDE.test(parts[1]!)];
  const saysLon = [LONGITUDE.test(parts[0]!), LONGITUDE.test(parts[1]!)];
  if (saysLat[0] && saysLon[1]) return { pair: [b, a], sure: true };
  if (saysLon[0] && saysLat[1]) return { pair: [a, b], sure: true };
  if (labelled) return { pair: latFirst ? [b, a] : [a, b], sure: true };
  return { pair: [a, b], sure: false };
}

function cut(text: string): { parts: [string, string]; pair: [number, number] } | null {
  for (const { between, commaIsDecimal } of CUTS) {
    const parts = text.split(between).filter((part) => part.trim() !== '');
    if (parts.length !== 2) continue;
    const [a, b] = parts.map((part) => readCoordinate(part, commaIsDecimal));
    if (a != null && b != null) return { parts: [parts[0]!, parts[1]!], pair: [a, b] };
  }
  return null;
}

const NAMES =
  /^(?:坐标|坐标值|坐标点|坐标位置|经纬度|经纬度坐标|位置|位置坐标|地理坐标|地理位置|座標|經緯度|gps|gps坐标|gps位置|gpscoordinates?|coordinates?|coords?|coordonnées|koordinaten?|geo|geo[\s_]?point|geo[\s_]?location|location|loc|latlong|wkt|wkb|geom|the_geom|geometry|shape|position|point|边界|图形|几何)(?:[\s_]*\d|\s*[(（].*[)）])?$/i;
/** Headers that say in which order the two stand. */
const BETWEEN_NAMES = '[\\s_,，;/|、&+-]*(?:and)?[\\s_]*';
const LAT_FIRST = new RegExp(
  `^(?:lat(?:itude)?${BETWEEN_NAMES}(?:lon|lng|long|longitude)|纬度?${BETWEEN_NAMES}经度?)$`,
  'i',
);
const LON_FIRST = new RegExp(
  `^(?:(?:lon|lng|long|longitude)${BETWEEN_NAMES}lat(?:itude)?|经度${BETWEEN_NAMES}纬度)$`,
  'i',
);

function geoJsonText(text: string): Geometry | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const value = JSON.parse(text) as Geometry;
    return typeof value.type === 'string' && Array.isArray(value.coordinates) ? value : null;
  } catch {
    return null;
  }
}

/** `{"lat":29.5,"lng":113.5}`, as programs write it; null = it is not that. */
function objectPair(text: string): [number, number] | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const lon = Number(value.lon ?? value.lng ?? value.longitude ?? Number.NaN);
    const lat = Number(value.lat ?? value.latitude ?? Number.NaN);
    return Number.isFinite(lon) && Number.isFinite(lat) ? [lon, lat] : null;
  } catch {
    return null;
  }
}

/** `SRID=4326;POINT…`, GeoJSON, the hexadecimal bytes of PostGIS; null = no shape. */
function shapeOf(text: string): (Geometry & { crs: string | null }) | null {
  const wkt = readWkt(text);
  if (wkt !== null) return wkt;
  const json = geoJsonText(text);
  if (json !== null) return { ...json, crs: null };
  return readHexWkb(text);
}
const isShape = (text: string): boolean => looksLikeWkt(text) || shapeOf(text) !== null;

const pairOf = (text: string): { pair: [number, number]; sure: boolean } | null => {
  const uri = /^\s*geo:([^;?]+)/i.exec(text);
  if (uri !== null) {
    const found = readPair(uri[1]!.split(',').slice(0, 2).join(','));
    return found === null ? null : { pair: [found.pair[1], found.pair[0]], sure: true };
  }
  const named = objectPair(text);
  return named === null ? readPair(text) : { pair: named, sure: true };
};

/** What cannot be read is a point whose coordinates are that text: the reader of positions says what is wrong with it. */
function geometryOf(text: string | null, latFirst: boolean): Geometry | null {
  if (isBlank(text)) return null;
  const shape = shapeOf(text!);
  if (shape !== null) return { type: shape.type, coordinates: shape.coordinates };
  const found = pairOf(text!);
  if (found === null) return { type: 'Point', coordinates: [text!.slice(0, 100)] };
  const [a, b] = found.pair;
  return { type: 'Point', coordinates: latFirst && !found.sure ? [b, a] : [a, b] };
}

const ENOUGH = 0.5;
/** The column that holds whole positions or shapes; null where there is none, or two columns hold them one by one. */
export function positionColumn(
  kind: ImportKind,
  { mapping, uses }: Pick<HeaderReading, 'mapping' | 'uses'>,
  texts: readonly (readonly string[])[],
): PositionColumn | null {
  if (kind === 'targets' || kind === 'status' || kind === 'elevation') return null;
  if (uses.has('longitude') && uses.has('latitude')) return null;
  const byHand = uses.get('position')?.[0]?.index;
  const isPosition = (text: string): boolean => isShape(text) || (kind === 'cameras' && pairOf(text) !== null);
  const share = (i: number, test: (text: string) => boolean): number =>
    (texts[i] ?? []).filter(test).length / Math.max(1, texts[i]?.length ?? 0);
  const isNamed = (column: string): boolean => [NAMES, LAT_FIRST, LON_FIRST].some((names) => names.test(plain(column)));
  const index =
    byHand ??
    mapping.findIndex(
      ({ column, dropped }, i) => !dropped && share(i, isNamed(column) ? isPosition : isShape) > ENOUGH,
    );
  if (index < 0) return null;
  const { column } = mapping[index]!;
  const latFirst = LAT_FIRST.test(plain(column));
  const isPair = share(index, (text) => (isShape(text) ? isFarSouth(text) : pairOf(text)?.sure !== true)) > ENOUGH;
  return {
    index,
    column,
    isPair: isPair && !latFirst && !LON_FIRST.test(plain(column)),
    crs: onlyCrs(texts[index] ?? []),
    read: (text) => geometryOf(text, latFirst),
  };
}

/** POINT (39.3 -76.6) is well-known text and lies in Antarctica: some write it latitude first, against the rule. */
const FAR_SOUTH = -60;
function isFarSouth(text: string): boolean {
  const shape = shapeOf(text);
  const [x, y] = shape?.type === 'Point' ? (shape.coordinates as number[]) : [];
  return x !== undefined && y !== undefined && Math.abs(x) <= 90 && y < FAR_SOUTH;
}

/** The system that all of the shapes name; null = none does, or several. */
function onlyCrs(texts: readonly string[]): string | null {
  const named = new Set(texts.map((text) => shapeOf(text)?.crs ?? null));
  return named.size === 1 ? [...named][0]! : null;
}
