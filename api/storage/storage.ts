// The only ways into the database: a reader, a consistent read, a transaction.
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { cameras } from './tables.sqlite.ts';

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

export type InsertMode = 'insert' | 'replace' | 'ignore';

/** A table that a copy is made of. */
export type CopiedTable = SQLiteTable;

type CameraRecord = typeof cameras.$inferSelect;
/** What is staged of a camera: all but what the commit itself knows. */
export type StagedFrom = Omit<CameraRecord, 'source' | 'revision' | 'validFrom' | 'recordedAt'>;

/** What a commit would do with a staged row; kept as the place in this list. */
export const STAGED_ACTIONS = ['added', 'moved', 'changed', 'unchanged'] as const;
export type StagedAction = (typeof STAGED_ACTIONS)[number];

/** One staged row as it was read: for looking at it before the commit. */
export interface StagedChange {
  /** from 1 */
  seq: number;
  /** of the file */
  row: number;
  action: StagedAction;
  camera: StagedFrom;
  /** id of the record that it is taken for; null = the one of its own id */
  matched: string | null;
}

/** A staged row that was found to be about a record of another id. */
export interface StagedMatch {
  seq: number;
  oldId: string;
  action: StagedAction;
}

/** Takes the parsed cameras of one import, until `finish` or `abandon`. Nothing of it outlives a start. */
export interface CameraStaging {
  /** what the values of a row are, in this order; booleans as 0 and 1 */
  readonly columns: readonly (keyof StagedFrom | 'row' | 'action')[];
  add(rows: Iterable<unknown[]>): void;
  /** `byId`: rows will be asked for by their ids. Not worth it where no camera was there before. At which data version regions and known cameras were looked up, and how far cameras were taken to see (`looks`, any
   * text); `touched`: leaves that the new ones touch. */
  finish(made: { dataVersion: number; looks: string; byId: boolean }, touched: Iterable<string>): void;
  abandon(): void;
}

/** The staged cameras of an import inside the transaction that commits it. Rows are numbered from 1. */
export interface StagedCameras {
  readonly last: number;
  readonly dataVersion: number;
  readonly looks: string;
  touched(): string[];
  /** Makes rows (after, upTo] true whose id no camera has. `isEmpty`: there was no camera at all before. */
  insertNew(after: number, upTo: number, from: { source: string; at: string }, isEmpty: boolean): void;
  /** Rows (after, upTo] in order: all, or those whose id a camera has, or has not. */
  page(after: number, upTo: number, which: 'all' | 'known' | 'unknown'): StagedFrom[];
  /** Rows (after, upTo] that are about a record of another id. */
  matches(after: number, upTo: number): { camera: StagedFrom; oldId: string }[];
  /** Regions that were looked up anew. */
  place(placed: { id: string; regionCode: string | null }[]): void;
  isStaged(ids: string[]): boolean[];
}

/** Exists only inside `storage.transaction`. */
export interface Writer extends Reader, Pick<Database, 'insert' | 'update' | 'delete'> {
  /** Many rows at once (prepared statement, or COPY); with `replace` a row with the same key is overwritten, with `ignore`
   * it stays. Answers how many were written. */
  insertMany<T extends SQLiteTable>(table: T, rows: Iterable<T['$inferInsert']>, mode?: InsertMode): number;
  /** The time by the workspace's clock, as instants are kept. */
  now(): string;
  /** What this transaction keeps under `name`, made by `begin` when first asked for; `finish` gets it right before the
   * commit. A rollback forgets it. */
  beforeCommit<T>(name: string, begin: () => T, finish: (kept: T) => Promise<void>): T;
  /** Of one import in a transaction. Throws when nothing was staged for it. */
  stagedCameras(importId: string): StagedCameras;
}

export interface Storage {
  /** Reads what is committed now; two statements may see different versions. */
  readonly reader: Reader;
  readonly readOnly: boolean;
  /** Where the database lives, for messages and doctor. */
  readonly path: string;
  /** All statements of the body see one version of the data. Keep it short. */
  read<T>(body: (reader: Reader) => Promise<T>): Promise<T>;
  /** As `read`, for as long as the body likes: it sees a private copy of these tables, made in one short read, and only
   * them. `made` hears how long that read took (ms). */
  readCopy<T>(
    tables: readonly CopiedTable[],
    body: (reader: Reader) => Promise<T>,
    made?: (readMs: number) => void,
  ): Promise<T>;
  /** One writer at a time; commits when the body resolves, rolls back when it rejects. Not to be nested. */
  transaction<T>(body: (writer: Writer) => Promise<T>): Promise<T>;
  /** Begins the staging of an import's cameras; what was staged for it before is gone. */
  stageCameras(importId: string): CameraStaging;
  /** Import ids whose cameras wait for a commit. */
  stagedImports(): string[];
  /** Staged cameras of an import outside its commit, behind `after`; null = nothing is staged for it. */
  stagedChanges(
    importId: string,
    after: number,
    limit: number,
    actions?: readonly StagedAction[],
  ): StagedChange[] | null;
  /** Which records staged rows are about; takes the place of what was kept before. */
  keepMatches(importId: string, matches: readonly StagedMatch[]): void;
  /** Which of these ids are staged, or are those of records that staged rows are about; all false where nothing is. */
  areStaged(importId: string, ids: string[]): boolean[];
  /** Drops the staged cameras of one import, or of all. */
  dropStaged(importId?: string): void;
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
