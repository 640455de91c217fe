// How do formats that hold features one after the other become a table whose columns grow while it is read?
import { FileFault } from './fault.ts';
import type { ProblemCode } from './messages.ts';
import type { SourceRow, Table, TableFormat } from './source.ts';
import type { ParseLimits } from './types.ts';

export interface Feature {
  /** see Problem.row */
  row: number;
  properties: Readonly<Record<string, unknown>>;
  /** GeoJSON; undefined where the format has none */
  geometry: unknown;
  id: string | null;
  broken?: boolean;
  /** what is wrong with it, where the format knows */
  fault?: ProblemCode;
}
/** As many at once as a piece of the file holds. */
export type Features = (onBytes?: (read: number) => void) => AsyncGenerator<Feature[]>;

const NESTED_CHARS = 300;
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value).slice(0, NESTED_CHARS);
}

/** Names in the order in which they are first seen. */
export function growingColumns(limits: Pick<ParseLimits, 'columns'>): {
  columns: string[];
  note(properties: Readonly<Record<string, unknown>>): void;
} {
  const columns: string[] = [];
  const seen = new Set<string>();
  return {
    columns,
    note(properties) {
      for (const name of Object.keys(properties)) {
        if (seen.has(name)) continue;
        if (seen.size >= limits.columns)
          throw new FileFault('csv.columns_too_many', { n: seen.size + 1, limit: limits.columns });
        seen.add(name);
        columns.push(name);
      }
    },
  };
}

export function sourceRow(
  columns: readonly string[],
  { row, properties, geometry, id, broken = false, fault }: Feature,
): SourceRow {
  return {
    row,
    get: (i) => (Object.hasOwn(properties, columns[i]!) ? textOf(properties[columns[i]!]) : null),
    width: null,
    geometry: broken ? null : geometry,
    featureId: id,
    broken,
    skip: false,
    fault: fault === undefined ? null : { code: fault },
  };
}

export function featureTable(
  about: Pick<Table, 'hasGeometry'> & { format: TableFormat; encoding: string | null } & Partial<
      Pick<Table, 'layers' | 'layer' | 'declaredCrs'>
    >,
  limits: ParseLimits,
  features: Features,
): Table {
  const { columns, note } = growingColumns(limits);
  return {
    hasHeader: false,
    layers: [],
    layer: null,
    declaredCrs: null,
    ...about,
    columns,
    separator: null,
    async *rows(onBytes) {
      for await (const some of features(onBytes)) {
        for (const { properties } of some) note(properties);
        if (some.length > 0) yield some.map((feature) => sourceRow(columns, feature));
      }
    },
  };
}
