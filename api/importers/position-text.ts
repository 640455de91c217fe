// A position in one column: how does its text become a point or a shape, and which column is it?
import type { ImportKind } from '#contract/import';
import type { HeaderReading } from './headers.ts';
import { readCoordinate } from './positions.ts';
import { isBlank, plain } from './text.ts';
import { looksLikeWkt, readWkt } from './wkt-geometry.ts';

interface Geometry {
  type: string;
  coordinates: unknown;
}
export interface PositionColumn {
  index: number;
  column: string;
  /** pairs stand in the order in which they are written: `axes` tells which is which */
  isPair: boolean;
  read(text: string | null): Geometry | null;
}

const LABELS = /(?:经度|東經|东经|longitude|long|lng|lon|x)\s*[:：=]?|(?:纬度|北纬|緯度|latitude|lat|y)\s*[:：=]?/gi;
const FIRST_LAT = /^\W*(?:纬度|緯度|北纬|latitude|lat\b|y\s*[:：=])/i;
/** After a hemisphere, or between two numbers. */
const BETWEEN = /\s*[,，;；/|、]\s*|(?<=[NSEWnsew北南东西東])\s+|\s+(?=[NSEWnsew北南东西東])/;
const LATITUDE = /[NSns北南]/;
const LONGITUDE = /[EWew东西東]/;

/** `113.5,29.5`, `(39.3, -76.6)`, `31°12'30"N 121°28'13"E`, `经度:113.5 纬度:29.5`: in the order written, or longitude first
 * where the text says which is which. null = no pair. */
export function readPair(text: string): { pair: [number, number]; sure: boolean } | null {
  const value = plain(text).replace(/^[([{【]\s*|\s*[)\]}】]$/g, '');
  const latFirst = FIRST_LAT.test(value);
  const labelled = latFirst || /^\W*(?:经度|東經|东经|longitude|lon|lng|x\s*[:：=])/i.test(value);
  const bare = labelled ? value.replace(LABELS, ' ').trim() : value;
  const parts = cut(bare);
  if (parts === null) return null;
  const numbers = parts.map((part) => readCoordinate(part, false));
  const [a, b] = numbers;
  if (a === null || b === null || a === undefined || b === undefined) return null;
  const saysLat = [LATITUDE.test(parts[0]!), LATITUDE.test(parts[1]!)];
  const saysLon = [LONGITUDE.test(parts[0]!), LONGITUDE.test(parts[1]!)];
  if (saysLat[0] && saysLon[1]) return { pair: [b, a], sure: true };
  if (saysLon[0] && saysLat[1]) return { pair: [a, b], sure: true };
  if (labelled) return { pair: latFirst ? [b, a] : [a, b], sure: true };
  return { pair: [a, b], sure: false };
}

function cut(text: string): [string, string] | null {
  for (const separator of [BETWEEN, /\s+/]) {
    const parts = text.split(separator).filter((part) => part.trim() !== '');
    if (parts.length === 2) return [parts[0]!, parts[1]!];
  }
  return null;
}

const NAMES =
  /^(?:坐标|坐标值|坐标点|经纬度|经纬度坐标|位置坐标|地理坐标|gps|gps坐标|latlng|latlon|lonlat|lnglat|coordinates?|coords?|geo|geopoint|geo_point|geolocation|wkt|geom|the_geom|geometry|shape|position|point|边界|图形|几何)$/i;

function geoJsonText(text: string): Geometry | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const value = JSON.parse(text) as Geometry;
    return typeof value.type === 'string' && Array.isArray(value.coordinates) ? value : null;
  } catch {
    return null;
  }
}

/** What cannot be read is a point whose coordinates are that text: the reader of positions says what is wrong with it. */
function geometryOf(text: string | null): Geometry | null {
  if (isBlank(text)) return null;
  const shape = readWkt(text!) ?? geoJsonText(text!);
  if (shape !== null) return { type: shape.type, coordinates: shape.coordinates };
  const found = readPair(text!);
  return { type: 'Point', coordinates: found === null ? [text!.slice(0, 100)] : found.pair };
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
  const isShape = (text: string): boolean => looksLikeWkt(text) || geoJsonText(text) !== null;
  const isPosition = (text: string): boolean => isShape(text) || (kind === 'cameras' && readPair(text) !== null);
  const share = (i: number, test: (text: string) => boolean): number =>
    (texts[i] ?? []).filter(test).length / Math.max(1, texts[i]?.length ?? 0);
  const index =
    byHand ??
    mapping.findIndex(
      ({ column, dropped }, i) =>
        !dropped && (NAMES.test(plain(column)) ? share(i, isPosition) : share(i, isShape)) > ENOUGH,
    );
  if (index < 0) return null;
  const isPair = share(index, (text) => !isShape(text) && readPair(text)?.sure !== true) > ENOUGH;
  return { index, column: mapping[index]!.column, isPair, read: geometryOf };
}
