// How a SQLite database is opened: checked, locked, migrated, with one writing connection and read-only ones beside it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import {
  areStaged,
  attachStaged,
  createCameraStaging,
  detachStaged,
  dropStaged,
  keepMatches,
  stagedChanges,
  stagedImports,
} from './camera-staging.sqlite.ts';
import { createCheckpointer } from './checkpoint.sqlite.ts';
import { dropCopies, dropCopy, makeCopy } from './copy.sqlite.ts';
import { explain, newerSchema, olderSchema, otherSchema, readOnlyFolder, wrongFile } from './faults.sqlite.ts';
import { rowInserter } from './insert-many.ts';
import { takeLock } from './lock-file.ts';
import { APPLICATION_ID, applySettings, assertSqliteVersion, checkSettings } from './pragmas.sqlite.ts';
import { rawReader } from './raw-rows.ts';
import { type Lane, laneOn, openLane, readOn } from './reader.sqlite.ts';
import type { StagedCameras, Storage, Writer } from './storage.ts';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));
/** Consistent reads that may run beside each other; more wait their turn. */
const MAX_READERS = 3;

/** Schema number of this program: how many migrations it has. */
export function schemaVersion(folder = MIGRATIONS): number {
  const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as { entries: unknown[] };
  return journal.entries.length;
}

export interface OpenOptions {
  /** Reads only: no lock is taken, nothing is migrated. For commands beside a running server. */
  readOnly?: boolean;
  /** what `Writer.now` tells; default: the machine's */
  clock?: () => number;
}

/** Opens or creates the database at `path`. Throws StorageError with a code and an exit status. */
export function openSqlite(path: string, options: OpenOptions = {}): Storage {
  const readOnly = options.readOnly ?? false;
  let unlock = (): void => {};
  const opened: BetterSqlite3.Database[] = [];
  try {
    if (!readOnly) {
      makeFolder(dirname(path));
      unlock = takeLock(path);
      dropCopies(path);
    } else if (!existsSync(path)) throw readOnlyFolder(path);
    const main = openMain(path, readOnly, opened);
    return build(path, main, readOnly, opened, { unlock, clock: options.clock ?? Date.now });
  } catch (error) {
    for (const connection of opened) connection.close();
    unlock();
    throw explain(error, path);
  }
}

/** A copy of the database as it is committed now, at a path where nothing is yet; also beside a running server.
 * Throws StorageError. */
export function copySqlite(path: string, to: string): void {
  let connection: BetterSqlite3.Database | null = null;
  try {
    connection = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
    if (connection.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw wrongFile(path);
    connection.prepare('vacuum into ?').run(to);
  } catch (error) {
    throw explain(error, path);
  } finally {
    connection?.close();
  }
}

/** The folder holds positions: only this user may look into one that we make. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  // step by step: mkdir's own recursion never ends where a file system answers ENOENT for a new folder
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
  chmodSync(folder, 0o700);
}

function openMain(path: string, readOnly: boolean, opened: BetterSqlite3.Database[]): BetterSqlite3.Database {
  const isNew = !existsSync(path) || statSync(path).size === 0;
  const connection = new BetterSqlite3(path, { readonly: readOnly });
  opened.push(connection);
  // before its journal, which takes over who may read
  if (isNew && !readOnly) chmodSync(path, 0o600);
  assertSqliteVersion(String(connection.prepare('select sqlite_version()').pluck().get()));
  const known = schemaVersion();
  const found = Number(connection.pragma('user_version', { simple: true }));
  const isOurs = connection.pragma('application_id', { simple: true }) === APPLICATION_ID;
  if (!isNew && !isOurs && !isUnfinished(connection)) throw wrongFile(path);
  if (found > known) throw newerSchema(path, found, known);
  if (found === known && !isSameSchema(connection)) throw otherSchema(path);
  if (readOnly) {
    if (found < known) throw olderSchema(path, found, known);
    applySettings(connection, 'reader');
    return connection;
  }
  if (isNew) connection.pragma('auto_vacuum = INCREMENTAL');
  applySettings(connection, 'writer');
  if (found < known) bringUpToDate(path, connection, found, known);
  connection.pragma('optimize');
  return connection;
}

/** The same number may stand for another text of the schema while a version is being made. */
function isSameSchema(connection: BetterSqlite3.Database): boolean {
  const { entries } = JSON.parse(readFileSync(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number }[];
  };
  const last = connection.prepare('select max(created_at) from __drizzle_migrations').pluck().get();
  return Number(last) === entries.at(-1)?.when;
}

/** A start that was killed before its first migration leaves a file without any table. */
const isUnfinished = (connection: BetterSqlite3.Database): boolean =>
  connection.prepare('select count(*) from sqlite_schema').pluck().get() === 0;

function bringUpToDate(path: string, connection: BetterSqlite3.Database, found: number, known: number): void {
  if (found > 0) {
    // a copy of the last good state; VACUUM INTO refuses an existing file
    const copy = `${path}.before-schema-${known}`;
    rmSync(copy, { force: true });
    connection.prepare('vacuum into ?').run(copy);
    chmodSync(copy, 0o600);
  }
  connection.pragma(`application_id = ${APPLICATION_ID}`);
  migrate(drizzle(connection), { migrationsFolder: MIGRATIONS });
  connection.pragma(`user_version = ${known}`);
}

function build(
  path: string,
  main: BetterSqlite3.Database,
  readOnly: boolean,
  opened: BetterSqlite3.Database[],
  { unlock, clock }: { unlock: () => void; clock: () => number },
): Storage {
  const openReader = (): Lane => {
    const lane = openLane(path);
    opened.push(lane.connection);
    return lane;
  };
  const { connection: readerConnection, reader } = readOnly ? laneOn(main) : openReader();
  let attached: { importId: string; staged: StagedCameras } | null = null;
  let pending = new Map<string, { kept: unknown; finish: () => Promise<void> }>();
  const writer: Writer = Object.assign(drizzle(main), {
    insertMany: rowInserter(main),
    rawRows: rawReader(main),
    now: () => new Date(clock()).toISOString(),
    beforeCommit<T>(name: string, begin: () => T, finish: (kept: T) => Promise<void>): T {
      const known = pending.get(name);
      if (known !== undefined) return known.kept as T;
      const kept = begin();
      pending.set(name, { kept, finish: () => finish(kept) });
      return kept;
    },
    stagedCameras(importId: string) {
      if (attached?.importId === importId) return attached.staged;
      if (attached !== null) throw new Error('expected the staged cameras of one import in a transaction, got two');
      attached = { importId, staged: attachStaged(main, path, importId) };
      return attached.staged;
    },
  });
  const insideTransaction = new AsyncLocalStorage<true>();
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;
  const checkpointer = readOnly ? null : createCheckpointer(path, main);

  async function runTransaction<T>(body: (writer: Writer) => Promise<T>): Promise<T> {
    main.exec('begin immediate');
    try {
      const result = await insideTransaction.run(true, async () => {
        const made = await body(writer);
        for (const { finish } of pending.values()) await finish();
        return made;
      });
      main.exec('commit');
      return result;
    } catch (error) {
      if (main.inTransaction) main.exec('rollback');
      throw explain(error, path);
    } finally {
      pending = new Map();
      if (attached !== null) detachStaged(main);
      checkpointer?.afterCommit(attached !== null);
      attached = null;
    }
  }

  const copyLanes = new Set<Lane>();
  const idle: Lane[] = [];
  const waiting: ((lane: Lane) => void)[] = [];
  let lanes = 0;
  const borrow = async (): Promise<Lane> => {
    const free = idle.pop();
    if (free !== undefined) return free;
    if (lanes < MAX_READERS) {
      lanes += 1;
      return openReader();
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (lane: Lane): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(lane);
    else next(lane);
  };

  return {
    reader,
    readOnly,
    path,
    async read(body) {
      const lane = await borrow();
      try {
        return await readOn(lane, body);
      } catch (error) {
        throw explain(error, path);
      } finally {
        giveBack(lane);
      }
    },
    async readCopy(tables, body, made = () => {}) {
      // a copy is a file beside the database, which is the owner's to make and to clear away
      if (readOnly) throw readOnlyFolder(path);
      let copy: string | null = null;
      let lane: Lane | null = null;
      try {
        const done = await makeCopy(path, tables);
        copy = done.copy;
        made(done.readMs);
        lane = openLane(copy);
        copyLanes.add(lane);
        return await readOn(lane, body);
      } catch (error) {
        throw explain(error, path);
      } finally {
        lane?.connection.close();
        if (lane !== null) copyLanes.delete(lane);
        if (copy !== null) dropCopy(copy);
      }
    },
    transaction(body) {
      if (readOnly) return Promise.reject(readOnlyFolder(path));
      if (closed) return Promise.reject(new Error('expected an open database, got a closed one'));
      if (insideTransaction.getStore()) {
        return Promise.reject(new Error('expected no transaction inside a transaction: it would wait for itself'));
      }
      const run = queue.then(() => runTransaction(body));
      queue = run.catch(() => {});
      return run;
    },
    stageCameras(importId) {
      if (readOnly) throw readOnlyFolder(path);
      return createCameraStaging(path, importId);
    },
    stagedImports: () => stagedImports(path),
    stagedChanges: (importId, after, limit, actions) => stagedChanges(path, importId, after, limit, actions),
    keepMatches: (importId, matches) => keepMatches(path, importId, matches),
    areStaged: (importId, ids) => areStaged(path, importId, ids),
    dropStaged(importId) {
      if (!readOnly) dropStaged(path, importId);
    },
    inspect() {
      const version = String(readerConnection.prepare('select sqlite_version()').pluck().get());
      const integrity = String(readerConnection.prepare('pragma quick_check(1)').pluck().get());
      return [
        { name: 'sqlite', ok: true, value: version },
        { name: 'schema', ok: true, value: String(schemaVersion()) },
        { name: 'quick_check', ok: integrity === 'ok', value: integrity },
        ...(readOnly ? [] : checkSettings(main, 'writer')),
        ...checkSettings(readerConnection, 'reader'),
      ];
    },
    async close() {
      if (closed) return;
      closed = true;
      await queue;
      await checkpointer?.close();
      for (const lane of copyLanes) lane.connection.close();
      for (const connection of opened) if (connection !== main) connection.close();
      if (!readOnly) main.pragma('wal_checkpoint(TRUNCATE)');
      main.close();
      unlock();
    },
  };
}
