// How is a GeoPackage opened so that nothing in it can act? Read only, no views, no virtual tables, nothing beside the file.
import { existsSync } from 'node:fs';
import { copyFile, link, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { ByteSource } from './detect.ts';
import { FileFault } from './fault.ts';

export type GpkgDb = Database.Database;
export interface GpkgFile {
  db: GpkgDb;
  /** the file was copied while another program wrote to it */
  halfWritten: boolean;
  close(): Promise<void>;
}

const VERSIONS_AT = 18;
const WAL = 2;
const ROLLBACK = 1;

/** The file gets a name of ours in a folder of its own, so that a log or a journal that lies beside it is not taken up;
 * where that would mean copying it and nothing lies beside it, it is opened where it is. */
export async function openGpkgFile(source: ByteSource): Promise<GpkgFile> {
  const folder = await mkdtemp(join(tmpdir(), 'lacuna-gpkg-'));
  let db: GpkgDb | null = null;
  const close = async (): Promise<void> => {
    db?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { path, halfWritten } = await place(source, join(folder, 'data.gpkg'));
    // Only here, since it loads a native library: other files do without.
    const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof Database;
    db = new Sqlite(path, { readonly: true, fileMustExist: true });
    db.pragma('trusted_schema = OFF');
    db.pragma('query_only = ON');
    db.pragma('cell_size_check = ON');
    db.pragma('mmap_size = 0');
    db.pragma('temp_store = MEMORY');
    return { db, halfWritten, close };
  } catch (error) {
    await close();
    throw sqliteFault(error);
  }
}

/** Where it can be opened. Of a file whose header says that a write-ahead log belongs to it, a copy that says none does. */
async function place(source: ByteSource, own: string): Promise<{ path: string; halfWritten: boolean }> {
  const halfWritten = await saysWal(source);
  if (source.path === undefined) await writeFile(own, source.open());
  else if (halfWritten) await copyFile(source.path, own);
  else if (!(await isLinked(source.path, own))) {
    if (!BESIDE.some((ending) => existsSync(`${source.path}${ending}`))) return { path: source.path, halfWritten };
    await copyFile(source.path, own);
  }
  if (halfWritten) {
    const file = await open(own, 'r+');
    try {
      await file.write(Uint8Array.of(ROLLBACK, ROLLBACK), 0, 2, VERSIONS_AT);
    } finally {
      await file.close();
    }
  }
  return { path: own, halfWritten };
}

/** What SQLite would look for beside a file. */
const BESIDE = ['-wal', '-journal', '-shm'];

/** false = another disk, or one that knows no links, or somebody else's file. */
async function isLinked(path: string, own: string): Promise<boolean> {
  try {
    await link(path, own);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!/^(?:EXDEV|EPERM|EACCES|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK)$/.test(code ?? '')) throw error;
    return false;
  }
}

async function saysWal(source: ByteSource): Promise<boolean> {
  for await (const chunk of source.open()) return chunk[VERSIONS_AT] === WAL || chunk[VERSIONS_AT + 1] === WAL;
  return false;
}

/** What SQLite says of a damaged or crafted file is a fault of the file. */
export function sqliteFault(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // the words by which want of memory is told
  if (code === 'SQLITE_NOMEM') return new Error('Cannot allocate memory');
  return typeof code === 'string' && code.startsWith('SQLITE_')
    ? new FileFault('gpkg.broken', { why: `${String(message).slice(0, 120)}` })
    : error;
}
