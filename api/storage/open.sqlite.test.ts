// The SQLite opener: the contract of every storage, and what is special about its file.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite, schemaVersion } from './open.sqlite.ts';
import { assertSqliteVersion } from './pragmas.sqlite.ts';
import { storageContract } from './storage.contract.ts';
import { StorageError } from './storage.ts';
import { gapLeaves, sees } from './tables.sqlite.ts';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lacuna-storage-'));
  path = join(dir, 'data', 'lacuna.db');
});
afterEach(() => {
  chmodSync(dir, 0o700);
  rmSync(dir, { recursive: true, force: true });
});

storageContract(async () => openSqlite(path));

function faultOf(open: () => unknown): StorageError {
  try {
    open();
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error('expected a coded fault, got an open database');
}

test('every open, not only the first, runs with synchronous FULL and all other settings', async () => {
  for (let i = 0; i < 3; i += 1) {
    const storage = openSqlite(path);
    const checks = storage.inspect();
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(checks).toContainEqual({ name: 'writer synchronous', ok: true, value: '2' });
    expect(checks).toContainEqual({ name: 'reader synchronous', ok: true, value: '2' });
    await storage.close();
  }
});

test('its folder belongs to this user alone', async () => {
  await openSqlite(path).close();
  expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700);
});

test('a SQLite that can lose commits is refused', () => {
  for (const version of ['3.51.2', '3.52.0', '3.40.1']) {
    expect(faultOf(() => assertSqliteVersion(version)).code).toBe('storage.sqlite_version');
  }
  for (const version of ['3.51.3', '3.53.0', '4.0.0']) expect(() => assertSqliteVersion(version)).not.toThrow();
});

test('a database written by a newer program is refused and not touched', async () => {
  await openSqlite(path).close();
  const raw = new BetterSqlite3(path);
  raw.pragma(`user_version = ${schemaVersion() + 1}`);
  raw.close();
  expect(faultOf(() => openSqlite(path))).toMatchObject({ code: 'storage.newer_schema', exit: 78 });
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test('a database with the same number but other tables is refused, before anything is asked of them', async () => {
  await openSqlite(path).close();
  const raw = new BetterSqlite3(path);
  raw.exec('update __drizzle_migrations set created_at = created_at - 1');
  raw.close();
  for (const readOnly of [false, true])
    expect(faultOf(() => openSqlite(path, { readOnly }))).toMatchObject({ code: 'storage.schema_other', exit: 78 });
});

test('a foreign database and a file that is none are refused and not touched', () => {
  mkdirSync(join(dir, 'data'));
  const raw = new BetterSqlite3(path);
  raw.exec('create table notes (text)');
  raw.close();
  const before = statSync(path).size;
  expect(faultOf(() => openSqlite(path))).toMatchObject({ code: 'storage.wrong_file', exit: 78 });
  expect(statSync(path).size).toBe(before);
  const text = join(dir, 'data', 'notes.db');
  writeFileSync(text, 'this is a letter, not a database. '.repeat(100));
  expect(faultOf(() => openSqlite(text))).toMatchObject({ code: 'storage.wrong_file', exit: 78 });
});

test('a second open of the same file is refused with the pid of the owner', async () => {
  const storage = openSqlite(path);
  const fault = faultOf(() => openSqlite(path));
  expect(fault).toMatchObject({ code: 'storage.locked', exit: 78 });
  expect(fault.message).toContain(String(process.pid));
  await storage.close();
  await openSqlite(path).close();
});

test('another process is refused, too', async () => {
  const storage = openSqlite(path);
  const opener = fileURLToPath(new URL('./open.sqlite.ts', import.meta.url));
  const program = `import { openSqlite } from ${JSON.stringify(opener)}; try { openSqlite(${JSON.stringify(path)}); console.log('opened'); } catch (e) { console.log(e.code, e.message); }`;
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  expect(run.stdout).toContain('storage.locked');
  expect(run.stdout).toContain(String(process.pid));
  await storage.close();
});

test('the lock of a process that is gone is taken over', async () => {
  mkdirSync(join(dir, 'data'));
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(`${path}.lock`, `${gone} 1\n`);
  await openSqlite(path).close();
  // the same pid, but another process: it started at another time
  writeFileSync(`${path}.lock`, `${process.ppid} 1\n`);
  await openSqlite(path).close();
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test('a reader beside a running writer sees its commits and cannot write', async () => {
  const storage = openSqlite(path);
  const beside = openSqlite(path, { readOnly: true });
  await expect(beside.transaction(async () => {})).rejects.toMatchObject({ code: 'storage.read_only' });
  await beside.close();
  await storage.close();
});

test('a folder that cannot be written to is said clearly', () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  expect(faultOf(() => openSqlite(join(file, 'lacuna.db')))).toMatchObject({ code: 'storage.read_only', exit: 78 });
  if (process.getuid?.() === 0) {
    // root may write anywhere: a folder below a file system that is read-only for everybody stands in
    expect(faultOf(() => openSqlite('/proc/lacuna/lacuna.db'))).toMatchObject({ code: 'storage.read_only', exit: 78 });
    return;
  }
  chmodSync(dir, 0o500);
  expect(faultOf(() => openSqlite(path))).toMatchObject({ code: 'storage.read_only', exit: 78 });
});

test('a start that was cut off before its first table is simply done again', async () => {
  mkdirSync(join(dir, 'data'));
  const raw = new BetterSqlite3(path);
  raw.pragma('journal_mode = WAL');
  raw.close();
  await openSqlite(path).close();
});

test('a long log is carried into the database aside: no commit does it, and nothing is lost', async () => {
  const storage = openSqlite(path);
  const beside = new BetterSqlite3(path, { readonly: true });
  const log = () => beside.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
  const bytes = new Uint8Array(4_000).fill(7);
  // some 3,000 pages: less than what makes a commit carry over the log itself
  for (let from = 0; from < 2_500; from += 50)
    await storage.transaction(async (writer) => {
      const rows = Array.from({ length: 50 }, (_, i) => ({ regionCode: `r${from + i}`, components: bytes }));
      writer.insertMany(gapLeaves, rows);
    });
  await expect.poll(() => log()[0].checkpointed, { timeout: 20_000 }).toBeGreaterThan(0);
  beside.close();
  await storage.close();
  const again = openSqlite(path, { readOnly: true });
  expect(await again.reader.select().from(gapLeaves)).toHaveLength(2_500);
  await again.close();
});

test('a row that is replaced stays where it stands, with what its key is and nothing of what it was', async () => {
  const storage = openSqlite(path);
  const beside = new BetterSqlite3(path, { readonly: true });
  const rows = () => beside.prepare('select rowid, leaf_code, camera_id, home_code, blind from sees').raw().all();
  const pair = (cameraId: string, homeCode: string | null, blind: boolean) => ({
    leafCode: 'a',
    set: 'installed' as const,
    cameraId,
    homeCode,
    blind,
  });
  await storage.transaction(async (writer) => writer.insertMany(sees, [pair('k', 'a', true), pair('m', 'b', false)]));
  await storage.transaction(async (writer) =>
    writer.insertMany(sees, [pair('k', null, false), pair('n', 'c', false)], 'replace'),
  );
  expect(rows()).toEqual([
    [1, 'a', 'k', null, 0],
    [2, 'a', 'm', 'b', 0],
    [3, 'a', 'n', 'c', 0],
  ]);
  beside.close();
  await storage.close();
});
