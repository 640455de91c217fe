// Which cells were mended by hand and wait to be read, and what do they make of the options?
import type { ColumnMapping, ImportOptions } from '#contract/import';
import type { Problem } from '#contract/problem';

type Cells = Readonly<Record<string, Readonly<Record<string, string>>>>;
/** row → column → what is read instead */
export type Fixes = Cells;
/** column → cell as it stands → what is read instead */
export type Values = Cells;

export function put(cells: Cells, outer: string, inner: string, text: string | null): Cells {
  const { [inner]: _before, ...others } = cells[outer] ?? {};
  const next = text === null ? others : { ...others, [inner]: text };
  const { [outer]: _outer, ...rest } = cells;
  return Object.keys(next).length === 0 ? rest : { ...rest, [outer]: next };
}
export const countOf = (cells: Cells): number =>
  Object.values(cells).reduce((sum, inner) => sum + Object.keys(inner).length, 0);
export function merged(before: Cells | undefined, more: Cells): Record<string, Record<string, string>> {
  const all: Record<string, Record<string, string>> = {};
  for (const cells of [before ?? {}, more])
    for (const [outer, inner] of Object.entries(cells)) all[outer] = { ...all[outer], ...inner };
  return all;
}
export const without = (before: Cells | undefined, outer: string, inner: string): ImportOptions['values'] =>
  put(before ?? {}, outer, inner, null) as ImportOptions['values'];

/** One field of a row that can be written anew: its column and what stands there. */
export interface Editable {
  column: string;
  value: string;
  proposal: string | null;
}
/** These are about one of the two numbers; every other problem of a position is about the pair. */
const ONE_NUMBER = new Set(['position.number', 'position.mangled']);
const PAIR = /^\s*([^,;]+)[,;]\s*([^,;]+)\s*$/;
const columnOf = (mapping: readonly ColumnMapping[], field: string) =>
  mapping.find((column) => column.field === field)?.column ?? null;

/** What to offer for a problem: its cell, or both halves of a position where the problem is about the pair. */
export function editables(problem: Problem, mapping: readonly ColumnMapping[]): Editable[] {
  if (problem.row === null || problem.severity === 'note') return [];
  const own = mapping.find(({ column }) => column === problem.column);
  const [x, y] = [columnOf(mapping, 'longitude'), columnOf(mapping, 'latitude')];
  const pair = problem.value === null ? null : PAIR.exec(problem.value);
  const isPosition = problem.code.startsWith('position.');
  const isPair = isPosition && !ONE_NUMBER.has(problem.code) && (pair !== null || problem.value === null);
  if (isPair && x !== null && y !== null && x !== y) {
    const proposed = problem.proposal === undefined ? null : PAIR.exec(problem.proposal);
    return [
      { column: x, value: pair?.[1] ?? '', proposal: proposed?.[1] ?? null },
      { column: y, value: pair?.[2] ?? '', proposal: proposed?.[2] ?? null },
    ];
  }
  // a point of a GeoJSON feature is written as `x, y` under this name
  if (isPosition && problem.column === 'geometry')
    return [
      { column: 'geometry', value: problem.value?.replace(/[[\]]/g, '') ?? '', proposal: problem.proposal ?? null },
    ];
  if (own === undefined) return [];
  return [{ column: own.column, value: problem.value ?? '', proposal: problem.proposal ?? null }];
}

/** A list of values to replace helps only where one value stands for many rows. */
export const hasAlike = (code: string): boolean => !/^(?:position|id|polygon|elevation|geometry)\./.test(code);
