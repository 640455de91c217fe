// Connections that only read: those beside the writer, and the one that another thread opens for itself.
import BetterSqlite3 from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { applySettings } from './pragmas.sqlite.ts';
import { rawReader } from './raw-rows.ts';
import type { Reader } from './storage.ts';

/** A connection and what reads on it: kept together, so that repositories may keep prepared queries per reader. */
export interface Lane {
  connection: BetterSqlite3.Database;
  reader: Reader;
}

export const laneOn = (connection: BetterSqlite3.Database): Lane => ({
  connection,
  reader: Object.assign(drizzle(connection), { rawRows: rawReader(connection) }),
});

/** On a database that was opened before: what it is has been checked. */
export function openLane(path: string): Lane {
  const connection = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
  applySettings(connection, 'reader');
  return laneOn(connection);
}

/** All statements of the body see one version of the data. */
export async function readOn<T>({ connection, reader }: Lane, body: (reader: Reader) => Promise<T>): Promise<T> {
  connection.exec('begin');
  try {
    return await body(reader);
  } finally {
    if (connection.inTransaction) connection.exec('rollback');
  }
}
