// Which part of the country a caller may see. Every repository function takes one and puts it into its query.
import { and, gte, inArray, lt, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Reader } from './storage.ts';
import { regions } from './tables.sqlite.ts';

export type Scope = { kind: 'everything' } | { kind: 'subtree'; code: string };
export const EVERYTHING: Scope & { kind: 'everything' } = { kind: 'everything' };

/** Paths of a subtree are those from '/…/code/' up to the same text with its last '/' replaced by the next character. */
export const subtreePaths = (path: string): [from: string, below: string] => [path, `${path.slice(0, -1)}0`];

/** The root path of a subtree, or a path that no region has when the code is unknown. */
export async function pathOf(reader: Reader, code: string): Promise<string> {
  const rows = await reader
    .select({ path: regions.path })
    .from(regions)
    .where(inArray(regions.code, [code]));
  return rows[0]?.path ?? '//';
}

/** Paths of the regions of a scope: [from, below); null = all. */
export async function pathsWithin(reader: Reader, scope: Scope): Promise<{ from: string; below: string } | null> {
  if (scope.kind === 'everything') return null;
  const [from, below] = subtreePaths(await pathOf(reader, scope.code));
  return { from, below };
}

/** Condition on the regions table itself. */
export async function regionsWithin(reader: Reader, scope: Scope): Promise<SQL | undefined> {
  const paths = await pathsWithin(reader, scope);
  return paths === null ? undefined : and(gte(regions.path, paths.from), lt(regions.path, paths.below));
}

/** Condition on a column that holds a region code. Rows without a region belong to `everything` only. */
export async function codesWithin(reader: Reader, scope: Scope, column: SQLiteColumn): Promise<SQL | undefined> {
  if (scope.kind === 'everything') return undefined;
  const inside = await regionsWithin(reader, scope);
  return inArray(column, reader.select({ code: regions.code }).from(regions).where(inside));
}

/** The narrower of what the caller may see and the subtree asked for: null when they do not meet. */
export async function narrow(reader: Reader, scope: Scope, code: string | undefined): Promise<Scope | null> {
  if (code === undefined) return scope;
  const asked = await pathOf(reader, code);
  if (asked === '//') return null;
  if (scope.kind === 'everything') return { kind: 'subtree', code };
  const own = await pathOf(reader, scope.code);
  return asked.startsWith(own) ? { kind: 'subtree', code } : null;
}
