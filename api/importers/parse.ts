// How does a file of one kind become rows, problems and a summary? Bytes in, values out: no database, no network.
import type { ColumnMapping, ImportKind, ImportOptions, ImportQuestion } from '#contract/import';
import { createCameraReader } from './cameras.ts';
import { crsOf } from './crs.ts';
import { crsOfTable } from './declared-crs.ts';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';
import { createTextSamples, fitOf, guessFields } from './header-values.ts';
import { FIELDS, type HeaderReading, readHeader } from './headers.ts';
import { DEFAULT_LIMITS, SURVEY_ROWS } from './limits.ts';
import { problemOf } from './messages.ts';
import { createObstacleReader } from './obstacles.ts';
import { overriding } from './overrides.ts';
import { type PositionColumn, positionColumn, withoutColumn } from './position-text.ts';
import { addSample, emptySample, judgePositions, type PositionReading, type PositionSample } from './positions.ts';
import { createPrivacyZoneReader } from './privacy-zones.ts';
import { createPublicSpaceReader } from './public-space.ts';
import { askColumn, askEncoding, askLayer } from './questions.ts';
import { openWithRecipe } from './recipe.ts';
import { flatRings, parentCircles, type RegionShape, reportOverlaps } from './region-tree.ts';
import { type CodeColumn, chooseCode, codeColumns, createRegionReader, noteCode } from './regions.ts';
import { createReporter, type Reporter, type Sink } from './reporter.ts';
import type { SourceRow, Table, TableFormat } from './source.ts';
import { createStatusReader } from './status.ts';
import { blankSummary } from './summary.ts';
import { createTargetReader } from './targets.ts';
import { clean, isBlank, withoutAddresses } from './text.ts';
import type {
  BboxDeg,
  LonLat,
  ParseLimits,
  ParseProgress,
  ParseRequest,
  ParseSummary,
  RegionRow,
  RowOf,
  SampledPosition,
} from './types.ts';

/** Rows already handed to the sink that must not be used after all (`row` numbers). */
export interface ParsedSource {
  summary: ParseSummary;
  withdrawn: number[];
}
type Request<K extends ImportKind> = Pick<
  ParseRequest<K>,
  'kind' | 'fileName' | 'options' | 'where' | 'limits' | 'recipes'
>;

const SAMPLE_CHARS = 60;
const CELL_CHARS = 300;
const MAX_CHECKED_CORNERS = 6_000_000;
const PROGRESS_ROWS = 5_000;

/** Reads the whole source. Faults of the file end in `summary.refused`; only bugs throw. */
export async function parseSource<K extends ImportKind>(
  source: ByteSource,
  request: Request<K>,
  sink: Sink<K>,
  onProgress: (progress: ParseProgress) => void = () => {},
): Promise<ParsedSource> {
  const limits: ParseLimits = { ...DEFAULT_LIMITS, ...request.limits };
  const reporter = createReporter(request.fileName, sink, limits.problemsPerCode);
  const summary: ParseSummary = {
    ...blankSummary(request.kind, source.bytes),
    problemCounts: reporter.counts,
  };
  const withdrawn: number[] = [];
  try {
    const { opened, options } = await openWithRecipe(source, request, limits, summary);
    if (opened.kind === 'encoding-unclear') {
      summary.questions.push(askEncoding(opened.choices, opened.samples));
      return { summary, withdrawn };
    }
    if (opened.kind === 'layer-unclear') {
      summary.format = opened.format;
      Object.assign(summary.probe, { format: opened.format, layers: opened.layers });
      summary.questions.push(askLayer(opened.choices ?? opened.layers));
      return { summary, withdrawn };
    }
    const asked = { ...request, options };
    try {
      await readTable(opened.table, source.bytes, asked, limits, reporter, sink, summary, withdrawn, onProgress);
    } finally {
      await opened.table.close?.();
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const { code, row, column, params } = error;
    summary.refused = problemOf(code, { file: request.fileName, row, column }, params);
    reporter.say(code, { row, column }, params);
    summary.rejected += summary.usable;
    summary.usable = 0;
  }
  return { summary, withdrawn };
}

async function readTable<K extends ImportKind>(
  table: Table,
  bytesTotal: number,
  request: Request<K>,
  limits: ParseLimits,
  reporter: Reporter,
  sink: Sink<K>,
  summary: ParseSummary,
  withdrawn: number[],
  onProgress: (progress: ParseProgress) => void,
): Promise<void> {
  const { kind, options } = request;
  let bytesRead = 0;
  let progressRows = 0;
  async function* rows(): AsyncGenerator<SourceRow[]> {
    let column = -1;
    let n = 0;
    const isWanted = (row: SourceRow): boolean => {
      if (row.skip) return false;
      if (!request.where) return true;
      if (column < 0) column = table.columns.indexOf(request.where.field);
      const text = column < 0 || row.broken ? null : row.get(column);
      return text !== null && clean(text) === request.where.value;
    };
    const override = overriding(table, options);
    for await (const some of table.rows((read) => (bytesRead = read))) {
      const found = some.filter(isWanted);
      const replaced = override === null ? found : found.map(override);
      const wanted = position === null ? replaced : replaced.map((row) => withGeometry(row, position!));
      const over = n + wanted.length - limits.rows;
      n += wanted.length;
      if (over > 0) {
        yield wanted.slice(0, -over);
        throw new FileFault('file.too_many_rows', { limit: limits.rows });
      }
      if (wanted.length > 0) yield wanted;
    }
  }

  summary.encoding = table.encoding;
  const { layers, layer, separator } = table;
  Object.assign(summary.probe, { encoding: table.encoding, layers, layer, separator });
  let position: PositionColumn | null = null;
  const look = (): Promise<Survey> =>
    surveyTable(table, rows, kind, options, (n) => onProgress({ phase: 'checking', bytesRead, bytesTotal, rows: n }));
  let survey = await look();
  for (const { code, params } of table.notes ?? []) reporter.say(code, { row: null }, params);
  if (!table.hasGeometry) position = positionColumn(kind, survey.header, survey.texts);
  if (position !== null) {
    table.hasGeometry = true;
    table.declaredCrs ??= position.crs;
    survey = await look();
    survey.header = withoutColumn(survey.header, position.index);
    const read = survey.header.mapping[position.index]!;
    Object.assign(read, { field: 'position', sure: read.sure === 'none' ? 'guess' : read.sure });
  }
  summary.format = table.format;
  Object.assign(summary.probe, { format: table.format, declaredCrs: table.declaredCrs ?? survey.namedCrs });
  checkKind(kind, table);
  if (request.where && !table.columns.includes(request.where.field))
    throw new FileFault('column.absent', {
      column: request.where.field,
      columns: table.columns.slice(0, 40).join(', '),
    });
  if (survey.rows === 0 && request.where)
    throw new FileFault('file.nothing_kept', { where: `${request.where.field}=${request.where.value}` });
  if (survey.rows === 0) throw new FileFault(table.hasHeader ? 'file.header_only' : 'file.no_features');

  const { header } = survey;
  summary.positions = survey.positions;
  Object.assign(summary, { mapping: header.mapping, dropped: header.dropped });
  const kept = table.columns.map((column, i) => ({ column, i })).filter(({ i }) => !header.mapping[i]?.dropped);
  summary.columns = kept.map(({ column }) => column);
  if (header.unknownFields.length > 0)
    throw new FileFault('column.unknown_field', { field: header.unknownFields[0]!, fields: FIELDS[kind].join(', ') });
  if (header.absentColumns.length > 0)
    throw new FileFault('column.absent', {
      column: header.absentColumns[0]!,
      columns: table.columns.slice(0, 40).join(', '),
    });
  for (const column of header.dropped) reporter.say('column.dropped', { row: table.hasHeader ? 1 : null, column });
  reportRepeatedColumns(table, reporter);

  const { positions, ruined } = judge(
    survey.sample,
    table.declaredCrs ?? survey.namedCrs,
    position,
    request,
    reporter,
    summary.questions,
  );
  summary.crs = positions.crs.name;
  summary.axes = positions.swap ? 'lat-lon' : 'lon-lat';
  if (hasPositions(kind)) for (const { code, params } of positions.notes) reporter.say(code, { row: null }, params);
  askColumns(kind, table, header, survey, summary.questions);
  if (summary.questions.some(({ option, code }) => option === 'crs' || code.startsWith('column.l'))) {
    reporter.mute('position.');
    reporter.mute('polygon.position');
  }

  const shapes: RegionShape[] = [];
  let corners = 0;
  const extent: BboxDeg = [Infinity, Infinity, -Infinity, -Infinity];
  const reader = readerOf(kind, { table, header, positions, reporter, survey, options, questions: summary.questions });
  const readOne = (source: SourceRow): void => {
    summary.rows++;
    const { fault } = source;
    if (fault) reporter.say(fault.code, { row: source.row }, fault.params);
    const found = fault ? [] : reader.read(source);
    if (found.length > 0 && !ruined) summary.usable++;
    else {
      summary.rejected++;
      sink.rejected({
        row: source.row,
        cells: [
          ...kept.map(({ i }) => withoutAddresses(clean((source.get(i) ?? '').slice(0, CELL_CHARS)))),
          ...(table.hasGeometry ? [geometryText(source.geometry)] : []),
        ],
      });
    }
    if (!ruined)
      for (const row of found) {
        if (kind === 'regions') {
          const { code, name, parentCode, bbox, geometry, row: at } = row as RegionRow;
          const rings = flatRings(geometry);
          corners += rings.reduce((sum, ring) => sum + ring.length / 2, 0);
          shapes.push({ row: at, code, name, parentCode, bbox, rings: corners > MAX_CHECKED_CORNERS ? [] : rings });
        }
        widen(extent, row as RowOf[ImportKind]);
        sink.row(row as RowOf[K]);
      }
    if (++progressRows % PROGRESS_ROWS === 0)
      onProgress({ phase: 'reading', bytesRead, bytesTotal, rows: summary.rows });
  };
  sink.mapping?.(header.mapping);
  for await (const some of rows()) for (const source of some) readOne(source);
  reader.finish();
  if (kind === 'regions') checkTree(shapes, corners, reporter, summary, withdrawn, request.where !== undefined);
  if (ruined) {
    summary.refused = problemOf(ruined.code, { file: request.fileName }, ruined.params);
    reporter.say(ruined.code, { row: null }, ruined.params);
  }
  Object.assign(summary.probe, {
    rows: summary.rows,
    columns: table.columns.length,
    extent: extent[0] <= extent[2] ? extent : null,
  });
  onProgress({ phase: 'reading', bytesRead: bytesTotal, bytesTotal, rows: summary.rows });
}

/** Makes room for the row's position or box. */
function widen(extent: BboxDeg, row: RowOf[ImportKind]): void {
  if ('bbox' in row) {
    extent[0] = Math.min(extent[0], row.bbox[0]);
    extent[1] = Math.min(extent[1], row.bbox[1]);
    extent[2] = Math.max(extent[2], row.bbox[2]);
    extent[3] = Math.max(extent[3], row.bbox[3]);
  } else if ('fields' in row) {
    const { longitude, latitude } = row.fields;
    if (longitude < extent[0]) extent[0] = longitude;
    if (latitude < extent[1]) extent[1] = latitude;
    if (longitude > extent[2]) extent[2] = longitude;
    if (latitude > extent[3]) extent[3] = latitude;
  }
}

/** Longer ones stay out of the list of rejected rows: it is to be corrected by hand. */
const GEOMETRY_CHARS = 200_000;
function geometryText(geometry: unknown): string {
  const text = JSON.stringify(geometry ?? null);
  return text.length > GEOMETRY_CHARS ? 'null' : text;
}

interface Survey {
  rows: number;
  positions: SampledPosition[];
  /** the first filled cells of every column */
  texts: string[][];
  /** the system that the table names in its header or cells */
  namedCrs: string | null;
  sample: PositionSample;
  header: HeaderReading;
  codes: CodeColumn[];
  ids: { given: number; unique: boolean; rows: number };
}

const withGeometry = (row: SourceRow, { index, read }: PositionColumn): SourceRow => ({
  ...row,
  geometry: read(row.get(index)),
});

/** First pass: which columns are there, what do they hold, where are the positions? */
async function surveyTable(
  table: Table,
  rows: () => AsyncGenerator<SourceRow[]>,
  kind: ImportKind,
  options: ImportOptions,
  onRows: (n: number) => void,
  guesses: ReadonlyMap<number, string> = new Map(),
): Promise<Survey> {
  const byHand = options.mapping ?? {};
  const samples: (string | null)[] = [];
  const texts = createTextSamples();
  const spread = createSpread();
  const sample = emptySample();
  const ids = { given: 0, unique: true, rows: 0 };
  const seenIds = new Set<string>();
  let codes: CodeColumn[] = [];
  let header: HeaderReading | null = null;
  let width = -1;
  let n = 0;
  const commaIsDecimal = table.separator !== null && table.separator !== ',';
  const look = (row: SourceRow): void => {
    if (n % PROGRESS_ROWS === 0) onRows(n);
    for (let i = 0; i < table.columns.length; i++) {
      if (texts.isFull(i)) continue;
      const text = row.get(i);
      texts.add(i, text);
      if (samples[i] != null) continue;
      samples[i] =
        text === null || isBlank(text)
          ? null
          : withoutAddresses(clean(text.slice(0, CELL_CHARS))).slice(0, SAMPLE_CHARS);
    }
    if (width !== table.columns.length) {
      width = table.columns.length;
      header = readHeader(kind, table.columns, samples, byHand, guesses);
      const known = new Map(codes.map((column) => [column.index, column]));
      codes = codeColumns(header, header.mapping).map(
        (column) => known.get(column.index) ?? { ...column, rows: n - 1 },
      );
    }
    if (kind === 'regions') {
      for (const column of codes) noteCode(column, row.get(column.index));
      ids.rows++;
      if (row.featureId !== null) {
        ids.given++;
        if (seenIds.has(row.featureId)) ids.unique = false;
        seenIds.add(row.featureId);
      }
    }
    if (sample.filled >= SURVEY_ROWS) return;
    const before = sample.pairs.length;
    samplePosition(row, header!, sample, commaIsDecimal);
    const pair = sample.pairs[before];
    if (pair !== undefined) spread.add([...pair, filledCell(row, header!, 'region')]);
  };
  const enough = (): boolean => table.hasHeader && n >= SURVEY_ROWS;
  for await (const some of rows()) {
    for (const row of some) {
      if (enough()) break;
      n++;
      look(row);
    }
    if (enough()) break;
  }
  const read = readHeader(kind, table.columns, samples, byHand, guesses);
  // recognised by their cells: now their positions and codes can be looked at as well
  const found = guesses.size > 0 ? guesses : guessFields(kind, read, texts.texts);
  if (found.size > guesses.size) return surveyTable(table, rows, kind, options, onRows, found);
  for (const [i, column] of read.mapping.entries())
    column.fits = column.dropped ? null : fitOf(column.field, texts.texts[i] ?? [], commaIsDecimal);
  return {
    rows: n,
    positions: spread.all,
    texts: texts.texts,
    namedCrs: crsOfTable(read, texts.texts),
    sample,
    ids,
    codes,
    header: read,
  };
}

/** At most this many positions go to the truth test. */
const SPREAD = 2_000;
/** Keeps every n-th of what comes, n doubling: at most twice SPREAD at any time, spread over all of it. */
function createSpread(): { add(item: SampledPosition): void; readonly all: SampledPosition[] } {
  let kept: SampledPosition[] = [];
  let every = 1;
  let n = 0;
  return {
    add(item) {
      if (n++ % every === 0) kept.push(item);
      if (kept.length < 2 * SPREAD) return;
      kept = kept.filter((_, i) => i % 2 === 0);
      every *= 2;
    },
    get all() {
      return kept;
    },
  };
}

function filledCell(row: SourceRow, header: HeaderReading, field: string): string | null {
  for (const { index } of header.uses.get(field) ?? []) {
    const text = row.get(index);
    if (!isBlank(text)) return clean(text!.slice(0, SAMPLE_CHARS));
  }
  return null;
}

/** Of a collection, those of its first member. */
function firstCoordinates(geometry: { coordinates?: unknown; geometries?: unknown }): unknown {
  const { coordinates, geometries } = geometry;
  if (coordinates !== undefined || !Array.isArray(geometries)) return coordinates;
  return (geometries as ({ coordinates?: unknown } | null)[]).find((inner) => inner?.coordinates)?.coordinates;
}

function samplePosition(row: SourceRow, header: HeaderReading, sample: PositionSample, commaIsDecimal: boolean): void {
  const geometry = row.geometry as { coordinates?: unknown; geometries?: unknown } | null | undefined;
  if (geometry !== null && geometry !== undefined) {
    let first: unknown = firstCoordinates(geometry);
    for (let depth = 0; depth < 4 && Array.isArray(first) && Array.isArray(first[0]); depth++) first = first[0];
    if (!Array.isArray(first)) return;
    const [x, y] = first as unknown[];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    sample.filled++;
    if (!(x === 0 && y === 0)) sample.pairs.push([x, y] as LonLat);
    return;
  }
  const filled = (field: string): string | null => {
    for (const { index } of header.uses.get(field) ?? []) {
      const text = row.get(index);
      if (text !== null && !isBlank(text)) return text;
    }
    return null;
  };
  addSample(sample, filled('longitude'), filled('latitude'), commaIsDecimal);
}

/** The system of the file; a file whose numbers are ruined is still read row by row, so that every fault is named. */
function judge<K extends ImportKind>(
  sample: PositionSample,
  declaredCrs: string | null,
  column: PositionColumn | null,
  request: Request<K>,
  reporter: Reporter,
  questions: ImportQuestion[],
): { positions: PositionReading; ruined: FileFault | null } {
  if (!hasPositions(request.kind)) return { positions: judgePositions(emptySample(), {}, null), ruined: null };
  try {
    const positions = judgePositions(sample, request.options, declaredCrs, column?.isPair ?? false);
    questions.push(...positions.questions);
    return { positions, ruined: null };
  } catch (error) {
    if (!(error instanceof FileFault) || error.code !== 'position.mangled_file') throw error;
    reporter.mute('crs.');
    return { positions: { crs: crsOf('wgs84')!, swap: false, questions: [], notes: [], middle: null }, ruined: error };
  }
}

const hasPositions = (kind: ImportKind): boolean => kind !== 'targets' && kind !== 'status';

const KINDS: Record<ImportKind, { en: string; zh: string; needsGeometry: boolean; wanted: string }> = {
  regions: { en: 'Regions', zh: '区划边界', needsGeometry: true, wanted: 'polygons' },
  'public-space': { en: 'Public space', zh: '公共区域', needsGeometry: true, wanted: 'polygons, lines or points' },
  obstacles: { en: 'Obstacles', zh: '遮挡物', needsGeometry: true, wanted: 'polygons or lines' },
  'privacy-zones': { en: 'Privacy zones', zh: '隐私区', needsGeometry: true, wanted: 'polygons' },
  cameras: { en: 'Cameras', zh: '点位', needsGeometry: false, wanted: 'a position for each camera' },
  // read by elevation.ts: no table is one
  elevation: { en: 'Elevation', zh: '高程', needsGeometry: true, wanted: 'GeoTIFF' },
  status: { en: 'Status', zh: '在线状态', needsGeometry: false, wanted: 'a table' },
  targets: { en: 'Targets', zh: '目标', needsGeometry: false, wanted: 'a table' },
};
const FORMATS: Record<TableFormat, string> = {
  csv: 'CSV',
  xlsx: 'XLSX',
  geojson: 'GeoJSON',
  'geojson-seq': 'GeoJSON',
  topojson: 'TopoJSON',
  'json-table': 'JSON',
  'osm-json': 'OSM JSON',
  'osm-pbf': 'OSM PBF',
  'osm-xml': 'OSM XML',
  kml: 'KML',
  shapefile: 'Shapefile',
  gpkg: 'GeoPackage',
  'gb28181-xml': 'GB/T 28181 XML',
};

function checkKind(kind: ImportKind, { format, hasGeometry }: Table): void {
  const { en, zh, needsGeometry, wanted } = KINDS[kind];
  if (needsGeometry && !hasGeometry)
    throw new FileFault('file.kind', { format: FORMATS[format], kind: en, kindZh: zh, wanted });
}

function askColumns(
  kind: ImportKind,
  table: Table,
  header: HeaderReading,
  survey: Survey,
  questions: ImportQuestion[],
): void {
  const free = header.mapping.filter(({ dropped }) => !dropped).map(({ column }) => column);
  const need = (field: string): void => {
    if (!header.uses.has(field)) questions.push(askColumn(field, free));
  };
  if (kind === 'cameras' && !table.hasGeometry && survey.sample.filled === 0) {
    need('longitude');
    need('latitude');
  }
  if (kind === 'status') {
    need('cameraId');
    need('state');
    need('at');
  }
  if (kind === 'targets') {
    if (!header.uses.has('level')) need('region');
    need('minimum');
    need('due');
  }
}

function reportRepeatedColumns(table: Table, reporter: Reporter): void {
  if (!table.hasHeader) return;
  const counts = new Map<string, number>();
  for (const column of table.columns) counts.set(column, (counts.get(column) ?? 0) + 1);
  for (const [column, n] of counts) if (n > 1) reporter.say('column.repeated', { row: 1, column }, { n });
}

interface RowReader {
  read(source: SourceRow): RowOf[ImportKind][];
  finish(): void;
}
interface Parts {
  table: Table;
  header: HeaderReading;
  positions: PositionReading;
  reporter: Reporter;
  survey: Survey;
  options: ParseRequest['options'];
  questions: ImportQuestion[];
}

function readerOf(
  kind: ImportKind,
  { table, header, positions, reporter, survey, options, questions }: Parts,
): RowReader {
  const one = (read: (source: SourceRow) => RowOf[ImportKind] | null): RowReader => ({
    read(source) {
      const row = read(source);
      return row === null ? [] : [row];
    },
    finish() {},
  });
  switch (kind) {
    case 'cameras':
      return createCameraReader(table, header, positions, reporter, new Set(options.repairs));
    case 'public-space':
      return createPublicSpaceReader(header, positions, reporter);
    case 'obstacles':
      return createObstacleReader(header, positions, reporter);
    case 'privacy-zones':
      return one(createPrivacyZoneReader(header, positions, reporter).read);
    case 'elevation':
      throw new Error('expected a table, got an elevation grid');
    case 'status':
      return one(createStatusReader(header, reporter).read);
    case 'targets':
      return one(createTargetReader(header, reporter).read);
    case 'regions': {
      // of what OpenStreetMap has, only its own number is there for every region
      const own = table.format.startsWith('osm-') ? { codeField: 'id', ...options } : options;
      const choice = chooseCode(survey.codes, own, table.columns, survey.ids, header.uses.has('name'));
      questions.push(...choice.questions);
      for (const { code, params } of choice.notes)
        reporter.say(code, { row: null, column: params.column ?? null }, params);
      return one(createRegionReader(table, header, choice, positions, reporter).read);
    }
  }
}

function checkTree(
  shapes: RegionShape[],
  corners: number,
  reporter: Reporter,
  summary: ParseSummary,
  withdrawn: number[],
  chosen: boolean,
): void {
  const byCode = new Map(shapes.map((shape) => [shape.code, shape]));
  const parents = new Map(shapes.map(({ code, parentCode }) => [code, parentCode]));
  for (const circle of parentCircles(parents))
    for (const code of circle) {
      const { row } = byCode.get(code)!;
      reporter.say(
        'region.parent_cycle',
        { row, column: 'parentCode', value: code },
        { circle: [...circle, circle[0]].slice(0, 8).join(' → ') },
      );
      withdrawn.push(row);
      summary.usable--;
      summary.rejected++;
    }
  // where only some of the regions were asked for, their parents are missing on purpose
  for (const { row, parentCode } of chosen ? [] : shapes)
    if (parentCode !== null && !byCode.has(parentCode))
      reporter.say('region.parent_unknown', { row, column: 'parentCode', value: parentCode }, { parent: parentCode });
  if (corners > MAX_CHECKED_CORNERS)
    reporter.say('region.overlap_unchecked', { row: null }, { limit: MAX_CHECKED_CORNERS });
  else reportOverlaps(shapes, reporter);
}

export type { ColumnMapping };
