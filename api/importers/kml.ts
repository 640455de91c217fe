// How does KML become features? Placemarks with what they say of themselves; nothing they link to is fetched.
import type { Feature, Features } from './feature-table.ts';
import { featureTable } from './feature-table.ts';
import { withoutSecrets } from './secrets.ts';
import type { Table } from './source.ts';
import type { ParseLimits } from './types.ts';
import { childOf, childText, type XmlItem, xmlReader } from './xml-items.ts';

type Text = (onBytes?: (read: number) => void) => AsyncIterable<string>;

const WANTED = new Set(['Placemark', 'NetworkLink']);
const FOLDERS = new Set(['Folder', 'Document']);
const DESCRIPTION_CHARS = 1_000;
const DEPTH = 64;

export function openKml(text: Text, encoding: string | null, limits: ParseLimits): Table {
  const features: Features = async function* (onBytes) {
    const reader = xmlReader(WANTED, { depth: DEPTH, itemChars: limits.itemChars });
    let row = 0;
    let links = 0;
    for await (const piece of text(onBytes)) {
      const found = reader.write(piece);
      const places = found.filter(({ item }) => item.name === 'Placemark');
      links += found.length - places.length;
      if (places.length > 0) yield places.map(({ item, around }) => featureOf((row += 1), item, around));
    }
    reader.end();
    table.notes = links > 0 ? [{ code: 'kml.link', params: { n: links } }] : [];
  };
  const table = featureTable({ format: 'kml', encoding, hasGeometry: true, declaredCrs: 'wgs84' }, limits, features);
  return table;
}

function featureOf(row: number, item: XmlItem, around: readonly XmlItem[]): Feature {
  const folders = around.filter(({ name }) => FOLDERS.has(name)).map((folder) => childText(folder, 'name') ?? '');
  const properties: Record<string, unknown> = Object.create(null);
  const put = (key: string, value: string | null): void => {
    if (value !== null && value !== '') properties[key] = value;
  };
  put('name', childText(item, 'name'));
  put('folder', folders.filter((name) => name !== '').join(' / '));
  put('description', plainDescription(childText(item, 'description')));
  put('address', childText(item, 'address'));
  const extended = childOf(item, 'ExtendedData');
  for (const data of extended?.children ?? []) {
    if (data.name === 'Data') put(data.attributes.name ?? '', childText(data, 'value') ?? '');
    else if (data.name === 'SchemaData')
      for (const simple of data.children) put(simple.attributes.name ?? '', simple.text.trim());
  }
  return { row, properties, geometry: geometryOf(item), id: item.attributes.id ?? null };
}

/** Descriptions are pages of HTML: only their words count, and no secret in them. */
const plainDescription = (html: string | null): string | null =>
  html === null
    ? null
    : withoutSecrets(
        html
          .slice(0, 10 * DESCRIPTION_CHARS)
          .replace(/<(?:style|script)[\s\S]*?<\/(?:style|script)>/gi, ' ')
          .replace(/<[^>]*>/g, ' ')
          .replace(/&nbsp;|\s+/g, ' ')
          .trim()
          .slice(0, DESCRIPTION_CHARS),
      );

interface Geometry {
  type: string;
  coordinates?: unknown;
  geometries?: Geometry[];
}

/** GeoJSON of the placemark; null = none that is known. */
function geometryOf(item: XmlItem): Geometry | null {
  const parts = item.children.flatMap((child): Geometry[] => partsOf(child));
  if (parts.length === 0) return null;
  return parts.length === 1 ? parts[0]! : joined(parts);
}

function partsOf(element: XmlItem): Geometry[] {
  const line = (of: XmlItem): number[][] => positionsOf(childOf(of, 'coordinates')?.text ?? '');
  switch (element.name) {
    case 'Point': {
      const [position] = line(element);
      return [{ type: 'Point', coordinates: position ?? [] }];
    }
    case 'LineString':
      return [{ type: 'LineString', coordinates: line(element) }];
    case 'LinearRing':
      return [{ type: 'Polygon', coordinates: [line(element)] }];
    case 'Polygon': {
      const ringsOf = (name: string): number[][][] =>
        element.children
          .filter((child) => child.name === name)
          .flatMap((boundary) => boundary.children.filter((ring) => ring.name === 'LinearRing').map(line));
      return [{ type: 'Polygon', coordinates: [...ringsOf('outerBoundaryIs'), ...ringsOf('innerBoundaryIs')] }];
    }
    case 'MultiGeometry':
      return element.children.flatMap(partsOf);
    default:
      return [];
  }
}

/** Parts of one kind are one geometry of several; others a collection. */
function joined(parts: Geometry[]): Geometry {
  const [{ type }] = parts as [Geometry];
  return parts.every((part) => part.type === type)
    ? { type: `Multi${type}`, coordinates: parts.map((part) => part.coordinates) }
    : { type: 'GeometryCollection', geometries: parts };
}

/** `lon,lat[,height]` with blanks in between; some writers also put blanks behind the commas. */
function positionsOf(text: string): number[][] {
  return text
    .trim()
    .replace(/\s*,\s*/g, ',')
    .split(/\s+/)
    .filter((tuple) => tuple !== '')
    .map((tuple) => {
      const [x, y] = tuple.split(',');
      // what is no number is told by the reader of positions
      return [Number(x === '' ? NaN : x), Number(y === undefined || y === '' ? NaN : y)];
    });
}
