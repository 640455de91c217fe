// The only ways into the database: a reader, a consistent read, a transaction.
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

type Database = BetterSQLite3Database<Record<string, never>>;

/** Select only. Builders are awaited, never `.all()`, `.get()` or `.run()`: the same text must run on PostgreSQL. */
export interface Reader extends Pick<Database, 'select' | 'selectDistinct'> {
  /** Rows of a query as plain arrays in the order of its selection, values as the driver has them (numbers, text,
   * null): for reading millions. `values` fill its placeholders. */
  rawRows(
    query: { toSQL(): { sql: string; params: unknown[] } },
    values: Record<string, unknown>,
  ): Promise<unknown[][]>;
}

/** Exists only inside `storage.transaction`. */
export interface Writer extends Reader, Pick<Database, 'insert' | 'update' | 'delete'> {
  /** Many rows at once (prepared statement, or COPY); with `replace` a row with the same key is overwritten. */
  insertMany<T extends SQLiteTable>(table: T, rows: Iterable<T['$inferInsert']>, mode?: 'insert' | 'replace'): void;
  /** What this transaction keeps under `name`, made by `begin` when first asked for; `finish` gets it right before the
   * commit. A rollback forgets it. */
  beforeCommit<T>(name: string, begin: () => T, finish: (kept: T) => Promise<void>): T;
}

export interface Storage {
  /** Reads what is committed now; two statements may see different versions. */
  readonly reader: Reader;
  readonly readOnly: boolean;
  /** Where the database lives, for messages and doctor. */
  readonly path: string;
  /** All statements of the body see one version of the data. Keep it short. */
  read<T>(body: (reader: Reader) => Promise<T>): Promise<T>;
  /** One writer at a time; commits when the body resolves, rolls back when it rejects. Not to be nested. */
  transaction<T>(body: (writer: Writer) => Promise<T>): Promise<T>;
  /** Facts for `doctor`: versions, pragmas, integrity. */
  inspect(): { name: string; ok: boolean; value: string }[];
  close(): Promise<void>;
}

/** A fault of the database file or its folder. `exit` is what a process that cannot go on ends with. */
export class StorageError extends Error {
  readonly code: string;
  readonly exit: 74 | 78;
  readonly messageZh: string;
  readonly fix: string;
  readonly fixZh: string;
  constructor(
    code: string,
    exit: 74 | 78,
    said: { message: string; messageZh: string; fix: string; fixZh: string },
    cause?: unknown,
  ) {
    super(said.message, { cause });
    this.name = 'StorageError';
    this.code = code;
    this.exit = exit;
    this.messageZh = said.messageZh;
    this.fix = said.fix;
    this.fixZh = said.fixZh;
  }
}
