// What does a table hold? A first pass over it: its columns with samples, its codes, and where its positions lie.
import type { ImportKind, ImportOptions } from '#contract/import';
import { crsOfTable } from './declared-crs.ts';
import { createTextSamples, fitOf, guessFields } from './header-values.ts';
import { type HeaderReading, readHeader } from './headers.ts';
import { CELL_CHARS, PROGRESS_ROWS, SURVEY_ROWS } from './limits.ts';
import type { PositionColumn } from './position-text.ts';
import { addSample, emptySample, type PositionSample } from './positions.ts';
import { type CodeColumn, codeColumns, noteCode } from './regions.ts';
import { withoutSecrets } from './secrets.ts';
import type { SourceRow, Table } from './source.ts';
import { clean, isBlank } from './text.ts';
import type { LonLat, SampledPosition } from './types.ts';

const SAMPLE_CHARS = 60;

export interface Survey {
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

export const withGeometry = (row: SourceRow, { index, read }: PositionColumn): SourceRow => ({
  ...row,
  geometry: read(row.get(index)),
});

/** First pass: which columns are there, what do they hold, where are the positions? */
export async function surveyTable(
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
        text === null || isBlank(text) ? null : withoutSecrets(clean(text.slice(0, CELL_CHARS))).slice(0, SAMPLE_CHARS);
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
