// How do CSV, GeoJSON, OSM JSON and plain JSON lists all become rows with named cells?
import type { ImportKind } from '#contract/import';
import { openCatalogue } from './catalogue-xml.ts';
import { atTop, type Inside, type OpenOptions, openContainer } from './containers.ts';
import { csvTable } from './csv-table.ts';
import { type ByteSource, containerOf, decode, EncodingFault, encodingOf, findEncoding, formatOf } from './detect.ts';
import { refuseUtf32, withEscapes } from './escaped-encodings.ts';
import { FileFault } from './fault.ts';
import { featureTable, growingColumns, textOf } from './feature-table.ts';
import { JSON_GEOMETRIES } from './json-geometries.ts';
import { openSequence } from './json-sequence.ts';
import { jsonParts } from './json-stream.ts';
import { longSequenceMode, sequenceMode } from './json-values.ts';
import { openKml } from './kml.ts';
import type { Params, ProblemCode } from './messages.ts';
import type { OsmElements } from './osm-elements.ts';
import { middleOf, osmFeatures } from './osm-features.ts';
import { isOverpass, jsonElements } from './osm-json.ts';
import { pbfElements } from './osm-pbf.ts';
import { xmlElements } from './osm-xml.ts';
import { openTopology } from './topojson.ts';
import type { ParseLimits } from './types.ts';
import { withDeclared } from './xml-encoding.ts';

export interface SourceRow {
  /** see Problem.row */
  row: number;
  /** cell of column `i` of the table, null when there is none */
  get(i: number): string | null;
  /** number of cells where the format has a fixed width (CSV) */
  width: number | null;
  /** GeoJSON geometry; undefined where the format has none */
  geometry: unknown;
  featureId: string | null;
  /** not usable as a row at all */
  broken: boolean;
  /** an OSM element without tags: a corner of something else, no row of its own */
  skip: boolean;
  /** what is wrong with it, where the format knows; such a row is never read further */
  readonly fault?: { code: ProblemCode; params?: Params } | null;
}

export type TableFormat =
  | 'csv'
  | 'xlsx'
  | 'geojson'
  | 'geojson-seq'
  | 'topojson'
  | 'json-table'
  | 'osm-json'
  | 'osm-pbf'
  | 'osm-xml'
  | 'kml'
  | 'shapefile'
  | 'gpkg'
  | 'gb28181-xml';

export interface TableLayer {
  name: string;
  /** null = not known without reading it */
  rows: number | null;
  /** as the format calls it; null = no geometry */
  geometry: string | null;
}

/** Something to know about the file as a whole. */
export interface TableNote {
  code: ProblemCode;
  params?: Params;
}

export interface Table {
  format: TableFormat;
  encoding: string | null;
  /** row 1 is a header: all columns are known from the start */
  hasHeader: boolean;
  /** rows carry GeoJSON geometries */
  hasGeometry: boolean;
  /** sheets, layers or shapefiles inside; empty where the format has one table only */
  layers: TableLayer[];
  /** the one that is read */
  layer: string | null;
  /** grows while JSON is read: names in the order they were first seen */
  columns: string[];
  separator: string | null;
  /** what the file itself names: the old GeoJSON `crs` member, a .prj, a GeoPackage's table of systems */
  declaredCrs: string | null;
  /** as many at once as a piece of the file holds */
  rows(onBytes?: (read: number) => void): AsyncGenerator<SourceRow[]>;
  notes?: TableNote[];
  /** where something has to be given back; called once, after the last row */
  close?(): Promise<void>;
}

export type Opened =
  | { kind: 'table'; table: Table }
  /** several hold what the kind wants: a person has to choose */
  | {
      kind: 'layer-unclear';
      format: TableFormat;
      layers: TableLayer[];
      /** those that the kind can want; default all */
      choices?: TableLayer[];
    }
  | { kind: 'encoding-unclear'; choices: string[]; samples: Map<string, string> };

const HEAD_CHARS = 65_536;

/** Decides what the bytes are and gives access to the rows. Raises FileFault for what cannot be read at all. */
export async function openTable(
  source: ByteSource,
  options: OpenOptions,
  limits: ParseLimits,
  kind: ImportKind,
  inside: Inside = atTop(),
): Promise<Opened> {
  // what an archive says of the size of its parts is not believed; what comes out of it is counted
  if (inside.depth === 0 && source.bytes > limits.fileBytes)
    throw new FileFault('file.too_large', { size: megabytes(source.bytes), limit: megabytes(limits.fileBytes) });
  const head = await firstBytes(source, 8_192);
  const container = containerOf(head);
  if (container.kind === 'empty') throw new FileFault('file.empty');
  if (container.kind === 'osm-pbf')
    return { kind: 'table', table: osmTable(pbfElements(source), 'osm-pbf', null, kind, limits) };
  const unpacked = await openContainer(container, source, options, limits, kind, inside, openTable);
  if (unpacked !== null) return unpacked;
  if (container.kind === 'spreadsheet') throw new FileFault('file.spreadsheet', { what: container.what });
  if (container.kind === 'archive') throw new FileFault('file.archive', { what: container.what });

  refuseUtf32(head);
  const found = withEscapes(withDeclared(await findEncoding(source), head, source.bytes <= head.length), head);
  let encoding: string;
  let label: string;
  if (options.encoding !== undefined) {
    const declared = encodingOf(options.encoding);
    if (declared === null)
      throw new FileFault(
        /^(?:utf|ucs)[\s_-]*(?:32|4)/i.test(options.encoding) ? 'encoding.utf32' : 'encoding.unknown',
        {
          name: options.encoding,
        },
      );
    if (
      found.kind === 'sure' &&
      found.encoding !== declared &&
      (found.encoding.startsWith('utf-16') || (found.encoding === 'utf-8' && !(await isAscii(source))))
    )
      throw new FileFault('encoding.wrong', { declared: options.encoding, why: `it is valid ${found.label}` });
    if (found.kind === 'binary') throw new FileFault('file.binary', { at: found.at });
    encoding = declared;
    label = found.kind === 'sure' && found.encoding === declared ? found.label : declared;
  } else if (found.kind === 'sure') ({ encoding, label } = found);
  else if (found.kind === 'binary') throw new FileFault('file.binary', { at: found.at });
  else if (found.kind === 'mixed') throw new FileFault('encoding.mixed', { at: found.at, line: found.line });
  else {
    const samples = new Map<string, string>();
    for (const choice of found.choices) samples.set(choice, await sampleOf(source, choice));
    return { kind: 'encoding-unclear', choices: found.choices, samples };
  }

  const text = (onBytes?: (read: number) => void): AsyncIterable<string> =>
    decoded(source, encoding, options.encoding ?? label, onBytes);
  let start = '';
  for await (const chunk of text()) {
    start += chunk;
    if (start.length >= HEAD_CHARS) break;
  }
  if (start.replace(/^\ufeff/, '').trim() === '') throw new FileFault('file.empty');
  const format = formatOf(start);
  if (format === 'html') throw new FileFault('file.html');
  if (format === 'xml') throw new FileFault('xml.unknown');
  if (format === 'topojson') return openTopology(await wholeText(text(), limits), label, options.layer, limits);
  return { kind: 'table', table: await textTable(format, text, label, start, kind, limits) };
}

type Text = (onBytes?: (read: number) => void) => AsyncIterable<string>;

async function textTable(
  format: Exclude<ReturnType<typeof formatOf>, 'html' | 'xml' | 'topojson'>,
  text: Text,
  label: string,
  start: string,
  kind: ImportKind,
  limits: ParseLimits,
): Promise<Table> {
  switch (format) {
    case 'csv':
      return csvTable(text, label, start, limits);
    case 'json':
    case 'json-seq':
      return jsonOrSequence(text, label, start, kind, limits);
    case 'kml':
      return openKml(text, label, limits);
    case 'catalogue':
      return openCatalogue(text, label, kind, limits);
    case 'osm-xml':
      return osmTable(xmlElements(text), 'osm-xml', label, kind, limits);
  }
}

const OSM_SHAPES: ReadonlySet<ImportKind> = new Set(['regions', 'obstacles', 'public-space', 'privacy-zones']);

async function jsonOrSequence(
  text: Text,
  label: string,
  start: string,
  kind: ImportKind,
  limits: ParseLimits,
): Promise<Table> {
  // cameras are points in any case: they are read as they come, with the number of their element
  if (OSM_SHAPES.has(kind) && isOverpass(start))
    return osmTable(jsonElements(text, limits), 'osm-json', label, kind, limits);
  const told = sequenceMode(start);
  const isCut = told === 'open' && start.length >= HEAD_CHARS;
  const mode = isCut ? await longSequenceMode(start, text(), limits.itemChars) : told;
  return mode === null || mode === 'open' ? jsonTable(text, label, limits) : openSequence(text, mode, label, limits);
}

const osmTable = (
  elements: OsmElements,
  format: 'osm-pbf' | 'osm-xml' | 'osm-json',
  encoding: string | null,
  kind: ImportKind,
  limits: ParseLimits,
): Table =>
  featureTable(
    { format, encoding, hasGeometry: true, declaredCrs: 'wgs84' },
    limits,
    osmFeatures({ elements, kind, isAnswer: format === 'osm-json' }),
  );

/** All of it, for formats that cannot be read in parts. */
async function wholeText(text: AsyncIterable<string>, limits: ParseLimits): Promise<string> {
  const pieces: string[] = [];
  let chars = 0;
  for await (const piece of text) {
    chars += piece.length;
    if (chars > 2 * limits.itemChars) throw new FileFault('json.item_too_large', { limit: 2 * limits.itemChars });
    pieces.push(piece);
  }
  return pieces.join('');
}

async function* decoded(
  source: ByteSource,
  encoding: string,
  name: string,
  onBytes?: (read: number) => void,
): AsyncGenerator<string> {
  try {
    yield* decode(source, encoding, onBytes);
  } catch (error) {
    if (error instanceof EncodingFault)
      throw new FileFault('encoding.wrong', { declared: name, why: `bytes near ${error.at} do not fit` });
    throw error;
  }
}

type Properties = Record<string, unknown>;
const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
async function jsonTable(text: Text, encoding: string, limits: ParseLimits): Promise<Table> {
  const jsonLimits = { depth: limits.jsonDepth, itemChars: limits.itemChars };
  const { columns, note } = growingColumns(limits);
  const table: Table = {
    format: 'geojson',
    encoding,
    hasHeader: false,
    hasGeometry: true,
    layers: [],
    layer: null,
    columns,
    separator: null,
    declaredCrs: null,
    rows,
  };
  const becomes = (format: 'osm-json' | 'json-table'): void => {
    table.format = format;
    table.hasGeometry = false;
  };
  const rowOf = (
    row: number,
    properties: Properties,
    geometry: unknown,
    featureId: unknown,
    skip = false,
  ): SourceRow => {
    note(properties);
    const get = (i: number): string | null =>
      Object.hasOwn(properties, table.columns[i]!) ? textOf(properties[table.columns[i]!]) : null;
    return { row, get, width: null, geometry, featureId: textOf(featureId ?? null), broken: false, skip };
  };
  const brokenRow = (row: number): SourceRow => ({
    row,
    get: () => null,
    width: null,
    geometry: null,
    featureId: null,
    broken: true,
    skip: false,
  });
  const featureRow = (row: number, value: unknown): SourceRow => {
    if (!isObject(value) || value.type !== 'Feature') return brokenRow(row);
    return rowOf(row, isObject(value.properties) ? value.properties : {}, value.geometry ?? null, value.id);
  };
  async function* rows(onBytes?: (read: number) => void): AsyncGenerator<SourceRow[]> {
    for await (const row of rowsOneByOne(onBytes)) yield [row];
  }
  async function* rowsOneByOne(onBytes?: (read: number) => void): AsyncGenerator<SourceRow> {
    let items = 0;
    for await (const part of jsonParts(text(onBytes), jsonLimits)) {
      if (part.kind === 'item') {
        items++;
        const { value } = part;
        if (part.list === 'features') yield featureRow(part.index, value);
        else if (part.list === 'elements' || isOsm(value)) {
          becomes('osm-json');
          yield isObject(value) ? osmRow(part.index, value) : brokenRow(part.index);
        } else if (isObject(value) && value.type === 'Feature') yield featureRow(part.index, value);
        else if (isObject(value)) {
          becomes('json-table');
          yield rowOf(part.index, value, undefined, null);
        } else yield brokenRow(part.index);
        continue;
      }
      const { members, top } = part;
      table.declaredCrs ??= crsMember(members.get('crs'));
      if (items > 0 || top === 'array') continue;
      const type = members.get('type');
      if (type === 'Feature') yield featureRow(1, Object.fromEntries(members));
      else if (typeof type === 'string' && JSON_GEOMETRIES.has(type))
        yield rowOf(1, {}, Object.fromEntries(members), null);
      else if (type !== 'FeatureCollection' && !members.has('elements') && !members.has('version'))
        throw new FileFault('json.shape');
    }
  }
  const osmRow = (row: number, element: Properties): SourceRow => {
    const tags = isObject(element.tags) ? element.tags : null;
    const centre = isObject(element.center) ? element.center : (middleOfWay(element) ?? element);
    const type = typeof element.type === 'string' ? element.type : 'node';
    const id = textOf(element.id ?? null);
    const properties: Properties = {
      id: id !== null && type !== 'node' ? `${type}-${id}` : id,
      lat: centre.lat ?? null,
      lon: centre.lon ?? null,
    };
    for (const [name, value] of Object.entries(tags ?? {}))
      if (!Object.hasOwn(properties, name)) Object.defineProperty(properties, name, { value, enumerable: true });
    return rowOf(row, properties, undefined, null, tags === null);
  };
  return table;
}

/** A camera drawn as a way, with the places of its corners (`out geom`). */
function middleOfWay({ geometry }: Properties): { lon: number; lat: number } | null {
  const path = (Array.isArray(geometry) ? (geometry as unknown[]) : []).flatMap((at): [number, number][] =>
    isObject(at) && typeof at.lon === 'number' && typeof at.lat === 'number' ? [[at.lon, at.lat]] : [],
  );
  if (path.length === 0) return null;
  const [lon, lat] = middleOf(path);
  return { lon, lat };
}

const isOsm = (value: unknown): boolean =>
  isObject(value) &&
  (value.type === 'node' || value.type === 'way' || value.type === 'relation') &&
  value.id !== undefined &&
  (value.tags === undefined || isObject(value.tags));

function crsMember(value: unknown): string | null {
  if (!isObject(value) || !isObject(value.properties)) return null;
  const name = value.properties.name ?? value.properties.code;
  return typeof name === 'string' ? name : typeof name === 'number' ? `epsg:${name}` : null;
}

const megabytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(bytes < 1024 ** 3 ? 1 : 0);

async function firstBytes(source: ByteSource, count: number): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of source.open()) {
    const joined = new Uint8Array(head.length + chunk.length);
    joined.set(head);
    joined.set(chunk, head.length);
    head = joined;
    if (head.length >= count) break;
  }
  return head.subarray(0, count);
}

async function isAscii(source: ByteSource): Promise<boolean> {
  for await (const chunk of source.open()) if (chunk.some((byte) => byte >= 0x80)) return false;
  return true;
}

async function sampleOf(source: ByteSource, encoding: string): Promise<string> {
  const text = new TextDecoder(encoding).decode(await firstBytes(source, 65_536), { stream: true });
  const line = text.split(/\r?\n/).find((candidate) => /[\u0080-\uffff]/.test(candidate)) ?? '';
  const at = Math.max(0, line.search(/[\u0080-\uffff]/) - 10);
  return line.slice(at, at + 40);
}
