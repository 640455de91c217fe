// How does a row of a list become a camera, and what is wrong with it?
import type { CameraFields, Stage } from '#contract/camera';
import { isStandardId, otherDevice, positionWords, useWords } from './catalogue-codes.ts';
import { hasDecimalComma, isPacked, readCoordinate } from './coordinates.ts';
import { directionInName, readDirection, readDirectionType } from './directions.ts';
import type { ColumnUse, HeaderReading } from './headers.ts';
import type { Params, ProblemCode } from './messages.ts';
import { FAR_KM, type PositionReading, roughKm } from './positions.ts';
import {
  proposeAzimuth,
  proposeCoordinate,
  proposeDate,
  proposeDegrees,
  proposeMetres,
  proposePacked,
  proposeStage,
  proposeType,
} from './proposals.ts';
import type { Reporter } from './reporter.ts';
import { hasSecret, withoutSecrets } from './secrets.ts';
import type { SourceRow, Table } from './source.ts';
import { clean, isBlank, plain, remembered } from './text.ts';
import { createTextSet } from './text-set.ts';
import type { CameraRow, LonLat } from './types.ts';
import {
  isMangled,
  readDate,
  readDegrees,
  readFlag,
  readMetres,
  readNumber,
  readPtzType,
  readStage,
  readType,
} from './values.ts';

export interface CameraReader {
  /** empty when the row stays out; several when it names several directions */
  read(source: SourceRow): CameraRow[];
  /** notes that sum up, after the last row */
  finish(): void;
}

type Say = (
  code: ProblemCode,
  column: string | null,
  value: string | null,
  params?: Params,
  proposal?: string | null,
) => null;
interface Cell {
  text: string;
  column: string;
  reader?: ColumnUse['reader'];
}
interface NumberRule {
  field:
    | 'hfovDeg'
    | 'rangeM'
    | 'nearM'
    | 'heightM'
    | 'tiltDeg'
    | 'vfovDeg'
    | 'lensHfovDeg'
    | 'resolutionH'
    | 'retentionDays';
  read: (text: string) => number | null;
  min: number;
  max: number;
  /** the minimum itself is not allowed */
  above?: boolean;
  whole?: boolean;
  unit: string;
}
const NUMBERS: NumberRule[] = [
  { field: 'hfovDeg', read: readDegrees, min: 0, above: true, max: 360, unit: '°' },
  { field: 'rangeM', read: readMetres, min: 0, above: true, max: 20_000, unit: 'm' },
  { field: 'nearM', read: readMetres, min: 0, max: 20_000, unit: 'm' },
  { field: 'heightM', read: readMetres, min: -50, max: 1_000, unit: 'm' },
  { field: 'tiltDeg', read: readDegrees, min: -90, max: 90, unit: '°' },
  { field: 'vfovDeg', read: readDegrees, min: 0, above: true, max: 360, unit: '°' },
  { field: 'lensHfovDeg', read: readDegrees, min: 0, above: true, max: 360, unit: '°' },
  {
    field: 'resolutionH',
    read: (text) => readNumber(text.replace(/\s*(?:px|像素)$/i, '')),
    min: 1,
    max: 100_000,
    whole: true,
    unit: 'px',
  },
  {
    field: 'retentionDays',
    read: (text) => readNumber(text.replace(/\s*(?:天|日|days?)$/i, '')),
    min: 0,
    max: 36_500,
    whole: true,
    unit: 'd',
  },
];
const DATES = [
  'plannedOn',
  'approvedOn',
  'procuredOn',
  'installedOn',
  'networkedOn',
  'acceptedOn',
  'retiredOn',
  'reviewOn',
  'filedOn',
] as const;
const TEXTS = [
  { field: 'name', limit: 300 },
  { field: 'owner', limit: 300 },
  { field: 'parentId', limit: 100 },
  { field: 'purpose', limit: 1_000 },
  { field: 'legalBasis', limit: 1_000 },
  { field: 'filingNo', limit: 100 },
] as const;
/** Columns whose cells are codes, not words. */
const CODED: Partial<Record<string, (text: string) => string | null>> = {
  'gb-position': positionWords,
  'gb-use': useWords,
};
const FLAGS = ['signage', 'restricted'] as const;
/** Poles and masts end about here; more is usually the altitude. */
const directionOf = remembered(readDirection);
const UNUSUAL_HEIGHT_M = 60;
const ID_CHARS = 100;
/** Names longer than this are not searched for a direction. */
const NAME_SEARCH_CHARS = 300;

export function createCameraReader(
  table: Table,
  header: HeaderReading,
  positions: PositionReading,
  reporter: Reporter,
  repairs: ReadonlySet<string> = new Set(),
): CameraReader {
  const taken = createTextSet();
  const repeats = new Map<string, number>();
  const commaIsDecimal = table.separator !== null && table.separator !== ',';
  const isCatalogue =
    table.format === 'gb28181-xml' || (table.columns.includes('CivilCode') && table.columns.includes('Parental'));
  const gbDirection = header.uses.get('azimuthDeg')?.some((use) => use.reader === 'gb-direction') ?? false;
  // Only the fields that some column feeds are looked for, row after row.
  const fed = <T extends { field: string }>(rules: readonly T[]): T[] =>
    rules.filter(({ field }) => header.uses.has(field));
  const numbers = fed(NUMBERS);
  const texts = fed(TEXTS);
  const dates = DATES.filter((field) => header.uses.has(field));
  const others = new Map<string, { en: string; zh: string; n: number }>();
  let withoutId = 0;

  const cellOf = (source: SourceRow, field: string): Cell | null => {
    const uses = header.uses.get(field);
    if (uses === undefined) return null;
    for (let i = 0; i < uses.length; i++) {
      const { index, column, reader } = uses[i]!;
      const text = source.get(index);
      if (!isBlank(text)) return { text: text!, column, reader };
    }
    return null;
  };

  /** What a cell means that cannot be read as it stands: its proposal, once somebody has agreed; else a problem. */
  function mended<T>(
    say: Say,
    code: ProblemCode,
    cell: Cell,
    propose: (text: string) => string | null,
    readIt: (text: string) => T | null,
    params?: Params,
  ): T | null {
    const proposal = propose(cell.text);
    const value = proposal === null ? null : readIt(proposal);
    if (value !== null && repairs.has(code)) {
      say('repair.applied', cell.column, cell.text, { to: proposal! });
      return value;
    }
    return say(code, cell.column, cell.text, params, value === null ? null : proposal);
  }

  function read(source: SourceRow): CameraRow[] {
    const say: Say = (code, column, value, params, proposal) =>
      reporter.say(code, { row: source.row, column, value, proposal }, params);
    if (source.broken) return say('feature.invalid', null, null) ?? [];
    if (table.hasHeader && source.width !== null && source.width > table.columns.length)
      return say('row.too_many_cells', null, null, { n: source.width, columns: table.columns.length }) ?? [];
    if (isOtherDevice(source, say)) return [];
    const kind = kindFault(source, cellOf, table.format);
    if (kind) {
      say(kind.code, kind.cell.column, kind.cell.text);
      if (kind.code !== 'camera.plates') return [];
    }
    const position = readPosition(source, say);
    if (!position) return [];
    const stageCell = cellOf(source, 'stage');
    const stage = stageCell
      ? (readStage(stageCell.text) ?? mended(say, 'camera.stage.unknown', stageCell, proposeStage, readStage))
      : 'installed';
    if (stage === null) return [];
    const id = readId(source, position.wgs84, say);
    if (id === null) return [];

    const fields = blankFields(position.wgs84, stage);
    readTexts(source, fields, say);
    readNumbers(source, fields, say);
    for (const field of dates) {
      const cell = cellOf(source, field);
      if (!cell) continue;
      fields[field] = readDate(cell.text) ?? mended(say, 'camera.date', cell, proposeDate, readDate);
    }
    readFlags(source, fields, say);
    fields.type = readTypeCell(source, say);
    const views = readViews(source, fields, say);
    const place = placeOf(source);
    const rows = views.map((view): CameraRow => {
      const kept = keepId(id.text, id.given, source.row, views.length > 1);
      return {
        row: source.row,
        id: kept,
        idGiven: id.given,
        fields: views.length === 1 ? Object.assign(fields, view) : { ...fields, ...view },
        originalX: position.x,
        originalY: position.y,
        originalCrs: positions.crs.name,
        place,
      };
    });
    if (rows.length > 1) {
      const cell = cellOf(source, 'azimuthDeg')!;
      say('camera.split', cell.column, cell.text, { n: rows.length, ids: rows.map((r) => r.id).join(', ') });
    }
    return rows;
  }

  /** GB/T 28181 lists recorders, groups and divisions beside the cameras; they stay out, and how many is said. */
  function isOtherDevice(source: SourceRow, say: Say): boolean {
    const id = cellOf(source, 'id');
    if (id === null || !(isCatalogue || isStandardId(id.column))) return false;
    const device = otherDevice(id.text, isCatalogue);
    if (device === null) return false;
    const { type, en, zh } = device;
    const known = others.get(type) ?? { en, zh, n: 0 };
    known.n++;
    others.set(type, known);
    say('camera.other_device', id.column, id.text, { type, what: en, whatZh: zh });
    return true;
  }

  function sayOthers(): void {
    if (others.size === 0) return;
    const all = [...others].sort(([, a], [, b]) => b.n - a.n);
    reporter.say(
      'camera.other_devices',
      { row: null },
      {
        n: all.reduce((sum, [, { n }]) => sum + n, 0),
        list: all.map(([type, { en, n }]) => `${n} × ${type} ${en}`).join(', '),
        listZh: all.map(([type, { zh, n }]) => `${type} ${zh} ${n} 个`).join('，'),
      },
    );
  }

  function readPosition(source: SourceRow, say: Say): { x: number; y: number; wgs84: LonLat } | null {
    let pair: [number, number] | null = null;
    let column: string | null = 'geometry';
    let shown: string | null = null;
    const geometry = source.geometry as { type?: unknown; coordinates?: unknown } | null | undefined;
    if (geometry !== null && geometry !== undefined) {
      const { type, coordinates } = geometry;
      // A MultiPoint of one point is what some exporters make of every point.
      const point =
        type === 'MultiPoint' && Array.isArray(coordinates) && coordinates.length === 1 ? coordinates[0] : coordinates;
      if (type !== 'Point' && point === coordinates)
        return say('position.not_point', column, String(type).slice(0, 40), { type: String(type).slice(0, 40) });
      const [x, y] = Array.isArray(point) ? (point as unknown[]) : [];
      shown = JSON.stringify(coordinates ?? null).slice(0, 100);
      if (!Array.isArray(point) || point.length === 0) return say('position.missing', column, shown);
      if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y))
        return say('position.number', column, shown);
      pair = positions.swap ? [y, x] : [x, y];
    } else {
      const xCell = cellOf(source, 'longitude');
      const yCell = cellOf(source, 'latitude');
      if (!xCell || !yCell) {
        const absent = !xCell && !yCell ? null : !xCell ? 'longitude' : 'latitude';
        return say('position.missing', header.uses.get(absent ?? 'longitude')?.[0]?.column ?? absent, null);
      }
      for (const cell of [xCell, yCell])
        if (isMangled(cell.text)) return say('position.mangled', cell.column, cell.text);
      const coordinate = (cell: Cell): number | null => {
        const readIt = (text: string): number | null => readCoordinate(text, commaIsDecimal);
        return (
          readIt(cell.text) ??
          (isPacked(cell.text)
            ? mended(say, 'position.packed', cell, proposePacked, readIt)
            : mended(say, 'position.number', cell, proposeCoordinate, readIt))
        );
      };
      const x = coordinate(xCell);
      const y = x === null ? null : coordinate(yCell);
      if (x === null || y === null) return null;
      if (hasDecimalComma(xCell.text) || hasDecimalComma(yCell.text))
        reporter.sayOnce('position.decimal_comma', { row: null, column: xCell.column });
      pair = positions.swap ? [y, x] : [x, y];
      column = Math.abs(pair[0]) > 180 ? xCell.column : yCell.column;
      shown = `${xCell.text}, ${yCell.text}`;
    }
    const [x, y] = pair;
    if (x === 0 && y === 0) return say('position.zero', column, shown);
    /** The two values of the row exchanged, where somebody has agreed to that. */
    const exchanged = (other: LonLat): { x: number; y: number; wgs84: LonLat } | null => {
      const to = `${y}, ${x}`;
      if (!repairs.has('position.swapped')) return say('position.swapped', column, shown, {}, to);
      say('repair.applied', column, shown, { to });
      return { x: y, y: x, wgs84: other };
    };
    const wgs84 = positions.crs.toWgs84(x, y);
    if (!wgs84) {
      const other = positions.crs.toWgs84(y, x);
      if (other) return exchanged(other);
      if (positions.crs.projected) say('position.outside_crs', column, shown, { crs: positions.crs.name });
      else say('position.out_of_range', column, shown);
      return null;
    }
    if (positions.middle && roughKm(wgs84, positions.middle) > FAR_KM) {
      const other = positions.crs.toWgs84(y, x);
      if (other && roughKm(other, positions.middle) < FAR_KM / 10) return exchanged(other);
      say('position.far', column, shown, { km: FAR_KM });
    }
    return { x, y, wgs84 };
  }

  /** The region that the row names: to check the position with, never kept. */
  function placeOf(source: SourceRow): string | null {
    const cell = cellOf(source, 'region');
    return cell ? clean(cell.text.slice(0, ID_CHARS)) : null;
  }

  function readId(source: SourceRow, at: LonLat, say: Say): { text: string; given: boolean } | null {
    const cell = cellOf(source, 'id');
    let text = cell
      ? clean(cell.text)
      : source.featureId !== null && !isBlank(source.featureId)
        ? clean(source.featureId)
        : '';
    if (cell && text !== cell.text.replace(/^ +| +$/g, ''))
      say('text.cleaned', cell.column, cell.text.replace(/\r/g, '\\r').replace(/\n/g, '\\n'));
    if (hasSecret(text)) {
      say('text.address_removed', cell?.column ?? 'id', null);
      text = '';
    }
    if (text === '') {
      withoutId++;
      return { text: `at-${at[1].toFixed(7)}_${at[0].toFixed(7)}`, given: false };
    }
    if (text.length > ID_CHARS - 6) return say('id.too_long', cell?.column ?? 'id', text);
    return { text, given: true };
  }

  /** Several on one pole without ids are ordinary; a repeated given id is a problem. */
  function keepId(id: string, given: boolean, row: number, split: boolean): string {
    if (taken.add(id)) return id;
    let n = (repeats.get(id) ?? 1) + 1;
    while (!taken.add(`${id}~${n}`)) n++;
    repeats.set(id, n);
    const kept = `${id}~${n}`;
    if (given && !split)
      reporter.say('id.repeated', { row, column: header.uses.get('id')?.[0]?.column ?? 'id', value: id }, { id, kept });
    return kept;
  }

  function readTexts(source: SourceRow, fields: CameraFields, say: Say): void {
    for (const { field, limit } of texts) {
      const cell = cellOf(source, field);
      if (!cell) continue;
      const coded = CODED[cell.reader ?? ''];
      let text = coded ? (coded(cell.text) ?? '') : clean(cell.text.slice(0, limit * 4));
      // A position written as text (POINT (39.3 -76.6)) names nothing.
      if (field === 'name' && /^(?:SRID=\d+;)?(?:MULTI)?POINT\s*Z?\s*\(/i.test(text)) continue;
      const bare = withoutSecrets(text, field === 'filingNo');
      if (bare !== text) say('text.address_removed', cell.column, null);
      text = bare;
      if (text.length > limit) {
        say('text.too_long', cell.column, text, { limit });
        text = clean(text.slice(0, limit));
      }
      if (text !== '') fields[field] = text;
    }
  }

  function readNumbers(source: SourceRow, fields: CameraFields, say: Say): void {
    for (const { field, read: readIt, min, max, above, whole, unit } of numbers) {
      const written = cellOf(source, field);
      if (!written) continue;
      const cell = commaIsDecimal ? { ...written, text: withPoint(written.text) } : written;
      const propose = unit === '°' ? proposeDegrees : proposeMetres;
      const number =
        readIt(cell.text) ?? mended(say, 'camera.number', cell, propose, inside(readIt, min, max), { field, unit });
      if (number === null) continue;
      if (number < min || number > max || (above && number === min) || (whole && !Number.isInteger(number)))
        say('camera.range', cell.column, cell.text, { field, min, max, unit });
      else {
        fields[field] = number;
        if (field === 'heightM' && number > UNUSUAL_HEIGHT_M) say('camera.height.unusual', cell.column, cell.text);
      }
    }
    if (fields.nearM !== null && fields.rangeM !== null && fields.nearM >= fields.rangeM) {
      say('camera.near_beyond_range', cellOf(source, 'nearM')!.column, String(fields.nearM));
      fields.nearM = null;
    }
    const count = cellOf(source, 'count');
    if (!count) return;
    const n = readNumber(count.text);
    if (n !== null && Number.isInteger(n) && n >= 1 && n <= 1_000) fields.count = n;
    else say('camera.count', count.column, count.text);
  }

  function readFlags(source: SourceRow, fields: CameraFields, say: Say): void {
    for (const field of FLAGS) {
      const cell = cellOf(source, field);
      if (!cell) continue;
      const flag = readFlag(cell.text);
      if (flag === null) say('camera.flag', cell.column, cell.text);
      else if (field === 'restricted') fields.restricted = flag;
      else fields.signage = flag;
    }
  }

  function readTypeCell(source: SourceRow, say: Say): CameraFields['type'] {
    const cell = cellOf(source, 'type');
    if (!cell) return null;
    const coded = cell.reader === 'gb-ptz' ? readPtzType(cell.text) : undefined;
    if (coded !== undefined) return coded;
    return readType(cell.text) ?? mended(say, 'camera.type.unknown', cell, proposeType, readType);
  }

  type View = Pick<CameraFields, 'azimuthDeg' | 'hfovDeg' | 'count'>;
  /** One view, or one per direction where the cell names several. */
  function readViews(source: SourceRow, fields: CameraFields, say: Say): View[] {
    const cell = cellOf(source, 'azimuthDeg');
    const one: View = { azimuthDeg: null, hfovDeg: fields.hfovDeg, count: fields.count };
    if (!cell) {
      const name = fields.name !== null && fields.name.length <= NAME_SEARCH_CHARS ? fields.name : null;
      const found = name === null ? null : directionInName(name);
      if (!found) return [one];
      const column = cellOf(source, 'name')?.column ?? 'name';
      say('camera.azimuth.from_name', column, found.text, {
        deg: found.compass.azimuthDeg,
        tolerance: found.compass.toleranceDeg,
      });
      return [{ ...one, azimuthDeg: found.compass.azimuthDeg }];
    }
    if (cell.reader === 'gb-direction' && gbDirection) {
      const code = readDirectionType(cell.text);
      if (code) {
        reporter.sayOnce('camera.azimuth.code', { row: null, column: cell.column });
        return [{ ...one, azimuthDeg: code.azimuthDeg }];
      }
    }
    const direction = directionOf(cell.text);
    if (direction.kind !== 'several') return [viewOf(cell, cell.text, fields, one, say)];
    const views = direction.parts.map((part) => viewOf(cell, part, fields, { ...one, count: 1 }, say));
    // A pole that counts more devices than directions keeps the rest on its first view.
    views[0]!.count = Math.max(1, fields.count - views.length + 1);
    return views;
  }

  function viewOf(cell: Cell, text: string, fields: CameraFields, one: View, say: Say): View {
    const direction = directionOf(text);
    const turns = fields.type === 'ptz' || fields.type === 'dome' || fields.type === 'panoramic';
    switch (direction.kind) {
      case 'degrees':
        return { ...one, azimuthDeg: direction.azimuthDeg };
      case 'compass': {
        const { azimuthDeg, toleranceDeg } = direction.compass;
        say('camera.azimuth.compass', cell.column, text, { deg: azimuthDeg, tolerance: toleranceDeg });
        return { ...one, azimuthDeg };
      }
      case 'range':
        if (turns) return say('camera.azimuth.turning', cell.column, text) ?? one;
        say('camera.azimuth.range', cell.column, text, { deg: direction.azimuthDeg, hfov: direction.hfovDeg });
        return { ...one, azimuthDeg: direction.azimuthDeg, hfovDeg: direction.hfovDeg };
      case 'full-turn':
        if (fields.type === 'fixed') return say('camera.azimuth.north', cell.column, text) ?? { ...one, azimuthDeg: 0 };
        if (fields.type === null) return say('camera.azimuth.ambiguous_360', cell.column, text) ?? one;
        if (fields.type === 'ptz') return say('camera.azimuth.turning', cell.column, text) ?? one;
        return say('camera.azimuth.all_round', cell.column, text) ?? { ...one, hfovDeg: 360 };
      case 'all-round':
        if (fields.type === 'ptz') return say('camera.azimuth.turning', cell.column, text) ?? one;
        return say('camera.azimuth.all_round', cell.column, text) ?? { ...one, hfovDeg: 360 };
      default:
        return {
          ...one,
          azimuthDeg: mended(say, 'camera.azimuth.unclear', { ...cell, text }, proposeAzimuth, readDegrees),
        };
    }
  }

  return {
    read,
    finish() {
      if (withoutId > 0) reporter.say('id.from_position', { row: null, column: null }, { n: withoutId });
      sayOthers();
      if (isCatalogue && table.columns.includes('Status'))
        reporter.say('camera.status_elsewhere', { row: null, column: 'Status' });
    },
  };
}

const inside =
  (readIt: (text: string) => number | null, min: number, max: number) =>
  (text: string): number | null => {
    const number = readIt(text);
    return number !== null && number >= min && number <= max ? number : null;
  };

/** 4,5 → 4.5; 1,200 may be thousands and stays as it is. */
const withPoint = (text: string): string =>
  text.includes(',') ? text.replace(/^(\s*[+-]?\d+),(?!\d{3}(?!\d))(\d+)/, '$1.$2') : text;

/** A fresh record; cheaper than spreading the defaults 1.9 million times. */
function blankFields([longitude, latitude]: LonLat, stage: Stage): CameraFields {
  return {
    longitude,
    latitude,
    name: null,
    type: null,
    azimuthDeg: null,
    hfovDeg: null,
    rangeM: null,
    nearM: null,
    heightM: null,
    tiltDeg: null,
    vfovDeg: null,
    lensHfovDeg: null,
    resolutionH: null,
    stage,
    plannedOn: null,
    approvedOn: null,
    procuredOn: null,
    installedOn: null,
    networkedOn: null,
    acceptedOn: null,
    retiredOn: null,
    owner: null,
    purpose: null,
    legalBasis: null,
    reviewOn: null,
    retentionDays: null,
    filingNo: null,
    filedOn: null,
    signage: null,
    restricted: false,
    count: 1,
    parentId: null,
  };
}

/** OSM rows that watch no outdoor public space, or are no camera: docs/model.md §1 keeps those out. */
const NOT_PUBLIC = new Set(['indoor', 'webcam', 'private', 'privat']);
const NOT_A_CAMERA = new Set(['guard', 'fake', 'dummy', 'gunshot_detector']);

function kindFault(
  source: SourceRow,
  cellOf: (source: SourceRow, field: string) => Cell | null,
  format: string,
): { code: 'camera.not_public' | 'camera.not_a_camera' | 'camera.plates'; cell: Cell } | null {
  const manMade = cellOf(source, 'manMade');
  if (manMade && plain(manMade.text).toLowerCase() !== 'surveillance')
    return { code: 'camera.not_a_camera', cell: manMade };
  if (!manMade && format.startsWith('osm-'))
    return { code: 'camera.not_a_camera', cell: { text: '—', column: 'man_made' } };
  let plates: Cell | null = null;
  for (const field of ['surveillance', 'surveillanceType']) {
    const cell = cellOf(source, field);
    if (!cell) continue;
    const words = plain(cell.text)
      .toLowerCase()
      .split(/\s*;\s*/);
    if (words.every((word) => NOT_A_CAMERA.has(word))) return { code: 'camera.not_a_camera', cell };
    if (words.every((word) => NOT_PUBLIC.has(word))) return { code: 'camera.not_public', cell };
    if (words.every((word) => word === 'alpr' || word === 'anpr')) plates = cell;
  }
  const indoor = cellOf(source, 'indoor');
  if (indoor) {
    const word = plain(indoor.text).toLowerCase();
    const inside =
      indoor.reader === 'gb-room'
        ? word === '2' || word === '室内'
        : readFlag(word) === true || word === '室内' || word === 'room';
    if (inside) return { code: 'camera.not_public', cell: { ...indoor, text: `${indoor.column}=${indoor.text}` } };
  }
  return plates ? { code: 'camera.plates', cell: plates } : null;
}
