// Many rows through one prepared statement: drizzle's values() is five times slower.
import type BetterSqlite3 from 'better-sqlite3';
import { Column, getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

type Statement = {
  run: (values: unknown[]) => void;
  keys: string[];
  /** null = the value goes in as it is */
  encode: (((value: unknown) => unknown) | null)[];
};

/** Keeps one statement per table and mode for the life of the connection. */
export function rowInserter(connection: BetterSqlite3.Database) {
  const prepared = new Map<string, Statement>();
  const statementFor = (table: SQLiteTable, mode: 'insert' | 'replace'): Statement => {
    const id = `${mode} ${getTableName(table)}`;
    const known = prepared.get(id);
    if (known !== undefined) return known;
    const columns = Object.entries(getTableColumns(table));
    const names = columns.map(([, column]) => `"${column.name}"`).join(',');
    const verb = mode === 'replace' ? 'insert or replace' : 'insert';
    const text = `${verb} into "${getTableName(table)}" (${names}) values (${columns.map(() => '?').join(',')})`;
    const statement = connection.prepare(text);
    const fresh: Statement = {
      run: (values) => void statement.run(values),
      keys: columns.map(([key]) => key),
      encode: columns.map(([, column]) =>
        column.mapToDriverValue === Column.prototype.mapToDriverValue
          ? null
          : (value) => column.mapToDriverValue(value),
      ),
    };
    prepared.set(id, fresh);
    return fresh;
  };
  return <T extends SQLiteTable>(
    table: T,
    rows: Iterable<T['$inferInsert']>,
    mode: 'insert' | 'replace' = 'insert',
  ) => {
    const { run, keys, encode } = statementFor(table, mode);
    const values: unknown[] = new Array(keys.length);
    for (const row of rows as Iterable<Record<string, unknown>>) {
      for (let i = 0; i < keys.length; i += 1) {
        const value = row[keys[i]];
        const put = encode[i];
        values[i] = value === null || value === undefined ? null : put === null ? value : put(value);
      }
      run(values);
    }
  };
}
