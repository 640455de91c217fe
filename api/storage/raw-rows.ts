// Millions of rows without the cost of mapping each: a query that drizzle built, read as arrays.
import type BetterSqlite3 from 'better-sqlite3';
import { fillPlaceholders } from 'drizzle-orm';
import type { Reader } from './storage.ts';

type Query = Parameters<Reader['rawRows']>[0];

/** Keeps one statement per query object for the life of the connection. */
export function rawReader(connection: BetterSqlite3.Database): Reader['rawRows'] {
  const prepared = new WeakMap<Query, { statement: BetterSqlite3.Statement; params: unknown[] }>();
  return async (query, values) => {
    let known = prepared.get(query);
    if (known === undefined) {
      const { sql, params } = query.toSQL();
      known = { statement: connection.prepare(sql).raw(), params };
      prepared.set(query, known);
    }
    return known.statement.all(...fillPlaceholders(known.params, values)) as unknown[][];
  };
}
