// Which of the files in an archive can be read, and which one is meant?
import type { ImportKind } from '#contract/import';
import type { Inside, OpenInner, OpenOptions } from './containers.ts';
import { FileFault } from './fault.ts';
import { shownName } from './inflated.ts';
import { fittingLayers } from './layer-choice.ts';
import { openShapefile, type ShapefileParts, shapefileLayer } from './shapefile.ts';
import type { Opened, TableFormat, TableLayer } from './source.ts';
import { scaled } from './table-progress.ts';
import type { ParseLimits } from './types.ts';
import { isWorkbook, openXlsx } from './xlsx.ts';
import { refuseClashes, type Zip, type ZipPart } from './zip.ts';
import { isAside } from './zip-names.ts';

interface Candidate {
  name: string;
  format: TableFormat;
  layer(): Promise<TableLayer>;
  open(options: OpenOptions): Promise<Opened>;
}

/** By ending. Where several of one archive are there, only those of the lowest rank count: a table is seldom alone
 * with the text that explains it. */
const FORMATS: Record<string, { format: TableFormat; rank: number; shapes: boolean }> = {
  csv: { format: 'csv', rank: 0, shapes: false },
  tsv: { format: 'csv', rank: 0, shapes: false },
  tab: { format: 'csv', rank: 0, shapes: false },
  xlsx: { format: 'xlsx', rank: 0, shapes: false },
  xlsm: { format: 'xlsx', rank: 0, shapes: false },
  geojson: { format: 'geojson', rank: 0, shapes: true },
  geojsonl: { format: 'geojson-seq', rank: 0, shapes: true },
  geojsonseq: { format: 'geojson-seq', rank: 0, shapes: true },
  ndjson: { format: 'geojson-seq', rank: 0, shapes: true },
  jsonl: { format: 'geojson-seq', rank: 0, shapes: true },
  topojson: { format: 'topojson', rank: 0, shapes: true },
  kml: { format: 'kml', rank: 0, shapes: true },
  kmz: { format: 'kml', rank: 0, shapes: true },
  gpkg: { format: 'gpkg', rank: 0, shapes: true },
  pbf: { format: 'osm-pbf', rank: 0, shapes: true },
  json: { format: 'geojson', rank: 1, shapes: true },
  xml: { format: 'gb28181-xml', rank: 2, shapes: false },
  txt: { format: 'csv', rank: 3, shapes: false },
};
/** Endings of a Shapefile that are read. */
const SHAPEFILE = new Set(['shp', 'dbf', 'prj', 'cpg', 'cst']);
const PACKED = /\.(?:zip|gz|tgz|tar|7z|rar|bz2|xz|zst)$/i;
/** Between the name of a file and the name of a layer in it. */
const INNER = ' › ';

const endingOf = (path: string): string => /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
const stemOf = (path: string): string => path.replace(/\.[^./]+$/, '');

export async function openArchive(
  zip: Zip,
  bytes: number,
  options: OpenOptions,
  limits: ParseLimits,
  kind: ImportKind,
  inside: Inside,
  openInner: OpenInner,
): Promise<Opened> {
  if (isWorkbook(zip)) {
    refuseClashes(zip.parts);
    return openXlsx(zip, options, limits, bytes);
  }
  refuseOffice(zip);
  const parts = zip.parts.filter(({ path }) => !isAside(path));
  refuseClashes(parts.filter(({ path }) => FORMATS[endingOf(path)] !== undefined || SHAPEFILE.has(endingOf(path))));
  const openPart = async ({ source }: ZipPart, inner: OpenOptions): Promise<Opened> =>
    scaled(await openInner(source, inner, limits, kind, inside), source.bytes, bytes);
  const main =
    parts.find(({ path }) => /^doc\.kml$/i.test(path)) ??
    onlyOne(parts.filter(({ path }) => /^[^/]+\.kml$/i.test(path)));
  // some writers only name the layers there, each a file of its own
  const kmz = main && !(await namesOthers(main)) ? main : undefined;
  if (
    kmz &&
    parts.every((part) => part === kmz || FORMATS[endingOf(part.path)] === undefined || endingOf(part.path) === 'kml')
  )
    return openPart(kmz, options);
  // a packed file in a packed file is a workbook or a KMZ, or it is not opened
  if (inside.depth > 1) throw new FileFault('zip.nested');

  const candidates = ranked([
    ...shapefilesIn(parts).map((shapefile): Candidate & { rank: number } => ({
      name: shapefile.name,
      format: 'shapefile',
      rank: 0,
      layer: () => shapefileLayer(shapefile, limits.columns),
      open: (inner) => openShapefile(shapefile, inner, limits, bytes),
    })),
    ...parts.flatMap((part): (Candidate & { rank: number })[] => {
      if (part === main && kmz === undefined) return [];
      const known = FORMATS[endingOf(part.path)];
      // names of metadata beside a shapefile, such as roads.shp.xml
      if (known === undefined || /\.shp\.xml$/i.test(part.path)) return [];
      const { format, rank, shapes } = known;
      const layer: TableLayer = { name: part.path, rows: null, geometry: shapes ? 'Geometry' : null };
      return [{ name: part.path, format, rank, layer: async () => layer, open: (inner) => openPart(part, inner) }];
    }),
  ]);
  if (candidates.length === 0) throw nothingIn(parts);
  if (candidates.length === 1) return candidates[0]!.open(options);
  return openOneOf(candidates, options, kind);
}

const LOOK_BYTES = 1 << 20;
/** Links and no placemarks, as far as the first megabyte says: a file of links is short. */
async function namesOthers({ source }: ZipPart): Promise<boolean> {
  let head = '';
  for await (const chunk of source.open()) {
    head += Buffer.from(chunk).toString('latin1');
    if (head.length > LOOK_BYTES) break;
  }
  return /<(?:\w+:)?NetworkLink\b/.test(head) && !/<(?:\w+:)?Placemark\b/.test(head);
}

const onlyOne = <T>(some: T[]): T | undefined => (some.length === 1 ? some[0] : undefined);

function ranked<T extends { rank: number }>(all: T[]): T[] {
  const best = Math.min(...all.map(({ rank }) => rank));
  return all.filter(({ rank }) => rank === best);
}

async function openOneOf(candidates: Candidate[], options: OpenOptions, kind: ImportKind): Promise<Opened> {
  const { layer } = options;
  const layers: TableLayer[] = [];
  for (const candidate of candidates) layers.push(await candidate.layer());
  let chosen: Candidate | undefined;
  if (layer === undefined) {
    const choices = fittingLayers(kind, layers);
    if (choices.length > 1) return { kind: 'layer-unclear', format: candidates[0]!.format, layers, choices };
    chosen = candidates[layers.indexOf(choices[0]!)]!;
  } else {
    chosen = candidates.find(({ name }) => layer === name || layer.startsWith(`${name}${INNER}`));
    if (chosen === undefined)
      throw new FileFault('layer.absent', { layer, layers: candidates.map(({ name }) => name).join(', ') });
  }
  const { name, format } = chosen;
  const innerLayer = layer?.startsWith(`${name}${INNER}`) ? layer.slice(name.length + INNER.length) : undefined;
  const opened = await chosen.open({ ...options, layer: format === 'shapefile' ? undefined : innerLayer });
  const within = (one: TableLayer): TableLayer => ({ ...one, name: `${name}${INNER}${one.name}` });
  if (opened.kind === 'layer-unclear')
    return { ...opened, layers: opened.layers.map(within), choices: opened.choices?.map(within) };
  if (opened.kind === 'table') {
    const { table } = opened;
    table.layer = format === 'shapefile' || table.layer === null ? name : `${name}${INNER}${table.layer}`;
    table.layers = layers;
  }
  return opened;
}

/** Files of one name with the endings that make a Shapefile. */
function shapefilesIn(parts: ZipPart[]): ShapefileParts[] {
  const byPath = new Map(parts.map((part) => [part.path.toLowerCase(), part.source]));
  return parts
    .filter(({ path }) => endingOf(path) === 'shp')
    .map(({ path, source }) => {
      const beside = (ending: string) => byPath.get(`${stemOf(path)}.${ending}`.toLowerCase()) ?? null;
      const cpg = beside('cpg') ?? byPath.get(`${path}.cpg`.toLowerCase()) ?? beside('cst');
      return { name: stemOf(path), shp: source, dbf: beside('dbf'), prj: beside('prj'), cpg };
    });
}

const OFFICE: [RegExp, string][] = [
  [/^xl\/workbook\.bin$/i, 'XLSB'],
  [/^word\//i, 'DOCX'],
  [/^ppt\//i, 'PPTX'],
];
function refuseOffice({ parts }: Zip): void {
  for (const [pattern, what] of OFFICE)
    if (parts.some(({ path }) => pattern.test(path))) throw new FileFault('file.spreadsheet', { what });
  if (parts.some(({ path }) => path === 'content.xml') && parts.some(({ path }) => path === 'META-INF/manifest.xml'))
    throw new FileFault('file.spreadsheet', { what: 'ODS' });
}

const SHOWN_NAMES = 8;
function nothingIn(parts: ZipPart[]): FileFault {
  if (parts.some(({ path }) => PACKED.test(path))) return new FileFault('zip.nested');
  if (parts.some(({ path }) => /\.(?:dbf|shx|prj)$/i.test(path))) return new FileFault('shapefile.no_shp');
  const names = parts.slice(0, SHOWN_NAMES).map(({ path }) => shownName(path));
  return new FileFault('zip.nothing', { n: parts.length, names: names.join(', ') });
}
