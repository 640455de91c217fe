// The values of a group as one: a million small values cost more to hand over than to read.
import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Texts with commas between them, in the order of `by`. (PostgreSQL: string_agg) */
export const textsTogether = (column: SQLiteColumn, by: SQLiteColumn): SQL<string> =>
  sql`group_concat(${column}, ',' order by ${by})`;

/** Bytes one behind the other, in the order of `by`. SQLite takes the bytes of a blob for a text as they are, zeros and
 * all, and gives them back so. (PostgreSQL: string_agg of bytea) */
export const bytesTogether = (column: SQLiteColumn, by: SQLiteColumn): SQL<Uint8Array> =>
  sql`cast(group_concat(${column}, '' order by ${by}) as blob)`;
