// Which SQLite column stands for each of our few column kinds. columns.pg.ts will answer the same for PostgreSQL.
import { customType, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'blob',
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  fromDriver: (value) => value,
});

export const sqliteColumns = {
  table: sqliteTable,
  text: (name: string) => text(name),
  real: (name: string) => real(name),
  /** whole numbers up to 2^53 */
  integer: (name: string) => integer(name),
  bool: (name: string) => integer(name, { mode: 'boolean' }),
  /** ISO 8601 UTC text, so that it sorts and reads the same everywhere */
  instant: (name: string) => text(name),
  json: (name: string) => text(name, { mode: 'json' }),
  bytes: (name: string) => bytes(name),
  index,
  uniqueIndex,
  primaryKey,
};
export type Columns = typeof sqliteColumns;
