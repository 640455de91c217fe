// How do the features of a boundary layer become regions with codes, parents and clean outlines?
import type { ColumnMapping, ImportOptions, ImportQuestion } from '#contract/import';
import { FileFault } from './fault.ts';
import { type HeaderReading, isDropped, normalise } from './headers.ts';
import { CELL_CHARS } from './limits.ts';
import { readArea } from './polygons.ts';
import type { PositionReading } from './positions.ts';
import { askCodeField } from './questions.ts';
import type { Reporter } from './reporter.ts';
import { withoutSecrets } from './secrets.ts';
import { joinedAreas } from './shapes.ts';
import type { SourceRow, Table } from './source.ts';
import { clean, isBlank, plain } from './text.ts';
import type { RegionRow } from './types.ts';
import { readNumber } from './values.ts';

/** Where codes come from. `index` null = no column: `from` says what stands in. */
export interface CodeChoice {
  index: number | null;
  from: string;
  questions: ImportQuestion[];
  notes: { code: 'region.code_from' | 'region.code_made'; params: Record<string, string> }[];
}

/** What the survey learns of one column that may hold codes. */
export interface CodeColumn {
  index: number;
  column: string;
  rows: number;
  filled: number;
  values: Set<string>;
  sample: string | null;
  sure: ColumnMapping['sure'];
}

/** Columns that may hold codes, best first: see headers. */
export function codeColumns(header: HeaderReading, mapping: ColumnMapping[]): CodeColumn[] {
  return (header.uses.get('code') ?? []).map(({ index, column }) => ({
    index,
    column,
    rows: 0,
    filled: 0,
    values: new Set<string>(),
    sample: null,
    sure: mapping[index]!.sure,
  }));
}

export function noteCode(column: CodeColumn, text: string | null): void {
  column.rows++;
  // NA, null and the like may be codes: only emptiness is empty here.
  if (text === null || clean(text) === '') return;
  column.filled++;
  column.sample ??= withoutSecrets(clean(text.slice(0, CELL_CHARS))).slice(0, 40);
  column.values.add(clean(text));
}

/** Never silently: one clear column is named in a note, several clear ones are asked about. */
export function chooseCode(
  columns: CodeColumn[],
  options: ImportOptions,
  all: readonly string[],
  ids: { given: number; unique: boolean; rows: number },
  named: boolean,
): CodeChoice {
  if (options.codeField !== undefined) {
    const index = all.indexOf(options.codeField);
    if (index < 0)
      throw new FileFault('column.absent', { column: options.codeField, columns: all.slice(0, 40).join(', ') });
    if (isDropped(options.codeField))
      throw new FileFault('column.absent', { column: options.codeField, columns: all.slice(0, 40).join(', ') });
    return { index, from: options.codeField, questions: [], notes: [] };
  }
  const chosen = (column: CodeColumn, why = '', whyZh = ''): CodeChoice => ({
    index: column.index,
    from: column.column,
    questions: [],
    notes:
      column.sure === 'exact' && why === ''
        ? []
        : [{ code: 'region.code_from', params: { column: column.column, why, whyZh } }],
  });
  const exact = columns.find((column) => column.sure === 'exact' && column.filled > 0);
  if (exact) return chosen(exact);
  const clear = columns.filter((column) => column.sure === 'synonym' && column.filled > 0);
  const distinct = clear.filter((column) => column.values.size === column.filled && column.filled === column.rows);
  if (distinct.length === 1) {
    const others = clear.filter((column) => column !== distinct[0]).map((column) => column.column);
    return others.length === 0
      ? chosen(distinct[0]!)
      : chosen(
          distinct[0]!,
          `; ${others.join(', ')} is not different for every region`,
          `；${others.join('、')} 并非每个区划都不同`,
        );
  }
  if (distinct.length > 1) return { ...chosen(distinct[0]!), questions: [askCodeField(distinct)] };
  if (clear.length === 1) return chosen(clear[0]!);
  if (clear.length > 1) return { ...chosen(clear[0]!), questions: [askCodeField(clear)] };
  // `id` is a well-known synonym of the contract, but a database writes one into every layer: it comes after the others.
  const plainId = columns.find((column) => normalise(column.column) === 'id' && column.filled > 0);
  if (plainId && (plainId.values.size > 1 || plainId.rows === 1)) return chosen(plainId);
  const guesses = columns.filter(
    (column) => column.sure === 'guess' && column.filled === column.rows && column.values.size === column.filled,
  );
  if (guesses.length > 0) return chosen(guesses[0]!);
  const made = (from: string, fromEn: string, fromZh: string): CodeChoice => ({
    index: null,
    from,
    questions: [],
    notes: [{ code: 'region.code_made', params: { from: fromEn, fromZh } }],
  });
  if (ids.given === ids.rows && ids.unique) return made('feature id', 'the id of the feature', '要素 id');
  return named ? made('name', 'the name', '名称') : made('position', 'the position in the file', '在文件中的位置');
}

export interface RegionReader {
  read(source: SourceRow): RegionRow | null;
}

const CODE_CHARS = 100;
const NAME_CHARS = 300;

export function createRegionReader(
  table: Table,
  header: HeaderReading,
  choice: CodeChoice,
  positions: PositionReading,
  reporter: Reporter,
): RegionReader {
  const firstRow = new Map<string, number>();
  const textOf = (source: SourceRow, field: string): { text: string; column: string } | null => {
    for (const { index, column } of header.uses.get(field) ?? []) {
      if (field === 'name' && index === choice.index) continue;
      const text = source.get(index);
      if (text !== null && !isBlank(text)) return { text: withoutSecrets(clean(text)).slice(0, NAME_CHARS), column };
    }
    return null;
  };

  return {
    read(source) {
      const { row } = source;
      if (source.broken) return reporter.say('feature.invalid', { row });
      const name = textOf(source, 'name');
      const raw =
        choice.index !== null
          ? source.get(choice.index)
          : choice.from === 'feature id'
            ? source.featureId
            : choice.from === 'name'
              ? (name?.text ?? null)
              : `row-${row}`;
      const column = choice.index === null ? null : table.columns[choice.index]!;
      const code = raw === null ? '' : clean(raw);
      if (code === '') return reporter.say('region.code_missing', { row, column });
      if (code.length > CODE_CHARS) return reporter.say('region.code_too_long', { row, column, value: code });
      const first = firstRow.get(code);
      if (first !== undefined)
        return reporter.say('region.code_repeated', { row, column, value: code }, { code, first });
      const geometry = joinedAreas(source.geometry) as { type?: unknown; coordinates?: unknown } | null | undefined;
      if (geometry === null || geometry === undefined || typeof geometry !== 'object')
        return reporter.say('geometry.missing', { row, column: 'geometry', value: code });
      if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')
        return reporter.say(
          'geometry.not_polygon',
          { row, column: 'geometry', value: code },
          { type: String(geometry.type).slice(0, 40) },
        );
      const { crs, swap } = positions;
      const area = readArea(
        { type: geometry.type, coordinates: geometry.coordinates },
        swap ? (x, y) => crs.toWgs84(y, x) : crs.toWgs84,
      );
      for (const { code: fault, value, params } of area.findings)
        reporter.say(fault, { row, column: 'geometry', value: value ?? code }, params);
      if (!area.ok) return null;
      const parent = textOf(source, 'parentCode');
      if (parent?.text === code) return reporter.say('region.parent_self', { row, column: parent.column, value: code });
      firstRow.set(code, row);
      if (!name && header.uses.has('name') && choice.from !== 'name')
        reporter.say('region.name_missing', { row, value: code });
      else if (!name) reporter.sayOnce('region.no_names', { row: null });
      const population = textOf(source, 'population');
      const people = population ? readNumber(plain(population.text).replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '')) : null;
      if (population && (people === null || people < 0))
        reporter.say('region.population', { row, column: population.column, value: population.text });
      return {
        row,
        code,
        codeFrom: choice.from,
        name: name?.text ?? code,
        nameEn: textOf(source, 'nameEn')?.text ?? null,
        parentCode: parent?.text ?? null,
        level: textOf(source, 'level')?.text ?? null,
        population: people !== null && people >= 0 ? Math.round(people) : null,
        urbanRural: textOf(source, 'urbanRural')?.text ?? null,
        geometry: area.geometry,
        bbox: area.bbox,
      };
    },
  };
}
