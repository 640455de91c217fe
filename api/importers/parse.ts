// How does a file of one kind become rows, problems and a summary? Bytes in, values out: no database, no network.
import type { ImportKind, ImportQuestion } from '#contract/import';
import { IMPORT_FIELDS } from '#contract/import-fields';
import { crsOf } from './crs.ts';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';
import { CELL_CHARS, DEFAULT_LIMITS, PROGRESS_ROWS } from './limits.ts';
import { problemOf } from './messages.ts';
import { overriding } from './overrides.ts';
import { type PositionColumn, positionColumn, withoutColumn } from './position-text.ts';
import { emptySample, judgePositions, type PositionReading, type PositionSample } from './positions.ts';
import { askEncoding, askLayer } from './questions.ts';
import { openWithRecipe } from './recipe.ts';
import { flatRings, parentCircles, type RegionShape, reportOverlaps } from './region-tree.ts';
import { createReporter, type Reporter, type Sink } from './reporter.ts';
import { readerOf } from './row-reader.ts';
import { withoutSecrets } from './secrets.ts';
import type { SourceRow, Table } from './source.ts';
import { blankSummary } from './summary.ts';
import { type Survey, surveyTable, withGeometry } from './survey.ts';
import { askColumns, checkKind, reportRepeatedColumns } from './table-checks.ts';
import { clean } from './text.ts';
import type { BboxDeg, ParseLimits, ParseProgress, ParseRequest, ParseSummary, RegionRow, RowOf } from './types.ts';

/** Rows already handed to the sink that must not be used after all (`row` numbers). */
export interface ParsedSource {
  summary: ParseSummary;
  withdrawn: number[];
}
type Request<K extends ImportKind> = Pick<
  ParseRequest<K>,
  'kind' | 'fileName' | 'options' | 'where' | 'limits' | 'recipes'
>;

const MAX_CHECKED_CORNERS = 6_000_000;

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
    throw new FileFault('column.unknown_field', {
      field: header.unknownFields[0]!,
      fields: IMPORT_FIELDS[kind].join(', '),
    });
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
          ...kept.map(({ i }) => withoutSecrets(clean((source.get(i) ?? '').slice(0, CELL_CHARS)))),
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
const GEOMETRY_MEMBERS = new Set(['', 'type', 'coordinates', 'geometries']);
/** Whatever else somebody wrote into a geometry is not kept. */
function onlyGeometry(this: unknown, key: string, value: unknown): unknown {
  if (!Array.isArray(this) && !GEOMETRY_MEMBERS.has(key)) return undefined;
  return typeof value === 'string' ? withoutSecrets(value) : value;
}
function geometryText(geometry: unknown): string {
  const text = JSON.stringify(geometry ?? null, onlyGeometry);
  return text.length > GEOMETRY_CHARS ? 'null' : text;
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
