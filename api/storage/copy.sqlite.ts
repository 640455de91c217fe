// How does somebody who reads for long see one version of the data without holding up the log? From a copy of a few tables
// that another thread makes in one short read, and that goes when its reader ends.
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { getTableName } from 'drizzle-orm';
import type { CopiedTable } from './storage.ts';

/** Tables, then their indexes, then the rows: a whole table into an empty one of the same text goes page by page, without
 * any row being taken apart. The read begins with the first statement that looks into the source. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { driver, from, to, tables, without } = workerData;
const BetterSqlite3 = require(driver);
const connection = new BetterSqlite3(to, { fileMustExist: true });
try {
  // pages of 16 kB: a quarter of the calls that write them, and half the time; larger ones cost who meets rows out of their order
  for (const setting of ['main.page_size = 16384', 'main.journal_mode = MEMORY', 'main.synchronous = OFF', 'mmap_size = 0', 'trusted_schema = OFF'])
    connection.pragma(setting);
  connection.prepare('attach ? as source').run(from);
  connection.exec('begin');
  const begun = performance.now();
  for (const kind of ['table', 'index']) {
    const texts = connection.prepare('select tbl_name, name, sql from source.sqlite_schema where type = ? and sql is not null').all(kind);
    for (const { tbl_name, name, sql } of texts)
      if (tables.includes(tbl_name) && !without.includes(name)) connection.exec(sql);
  }
  for (const table of tables) connection.exec('insert into main."' + table + '" select * from source."' + table + '"');
  connection.exec('commit');
  parentPort.postMessage({ readMs: performance.now() - begun });
} catch (error) {
  parentPort.postMessage({ fault: { message: String(error && error.message), code: error && error.code } });
} finally {
  connection.close();
}`;

/** Large, and of no use to who reads along ids. */
const LEFT_OUT = ['cameras_zkey', 'cameras_source', 'cameras_region'];

const startOf = (path: string): string => `${basename(path)}.copy-`;
let copies = 0;

/** A file beside the database with these tables as they are committed now; resolves with its path and how long the one
 * read took. Throws what SQLite throws, and leaves nothing then. */
export async function makeCopy(
  path: string,
  tables: readonly CopiedTable[],
): Promise<{ copy: string; readMs: number }> {
  copies += 1;
  const copy = join(dirname(path), `${startOf(path)}${process.pid}-${copies}`);
  try {
    // it holds positions: nobody else reads it, not even while it is made
    closeSync(openSync(copy, 'wx', 0o600));
    const said = await inThread({
      driver: createRequire(import.meta.url).resolve('better-sqlite3'),
      from: path,
      to: copy,
      tables: tables.map((table) => getTableName(table)),
      without: LEFT_OUT,
    });
    if ('fault' in said) throw Object.assign(new Error(said.fault.message), { code: said.fault.code });
    return { copy, readMs: said.readMs };
  } catch (error) {
    dropCopy(copy);
    throw error;
  }
}

type Said = { readMs: number } | { fault: { message: string; code?: string } };

function inThread(workerData: Record<string, unknown>): Promise<Said> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(PROGRAM, { eval: true, workerData, execArgv: [], env: {} });
    let said: Said | null = null;
    worker.once('message', (message: Said) => {
      said = message;
    });
    worker.once('error', reject);
    // only then has it closed the file
    worker.once('exit', (code) => {
      if (said !== null) resolve(said);
      else reject(new Error(`expected a copy of the database, the thread ended with ${code}`));
    });
  });
}

export function dropCopy(copy: string): void {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(copy + end, { force: true });
}

/** What a crash left. Only for who holds the lock. */
export function dropCopies(path: string): void {
  const start = startOf(path);
  for (const name of readdirSync(dirname(path)))
    if (name.startsWith(start)) rmSync(join(dirname(path), name), { force: true });
}
