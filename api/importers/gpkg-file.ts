// How is a GeoPackage opened so that nothing in it can act? Read only, no views, no virtual tables, nothing beside the file.
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

/** The file gets a name of ours in a folder of its own: a log or a journal that lies beside it is not taken up. */
export async function openGpkgFile(source: ByteSource): Promise<GpkgFile> {
  const folder = await mkdtemp(join(tmpdir(), 'lacuna-gpkg-'));
  const path = join(folder, 'data.gpkg');
  let db: GpkgDb | null = null;
  const close = async (): Promise<void> => {
    db?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const halfWritten = await place(source, path);
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

/** Answers whether the header says that a write-ahead log belongs to it; the copy then says that none does. */
async function place(source: ByteSource, path: string): Promise<boolean> {
  const inLog = await saysWal(source);
  if (source.path === undefined) await writeFile(path, source.open());
  else if (inLog) await copyFile(source.path, path);
  else
    await link(source.path, path).catch((error: NodeJS.ErrnoException) => {
      // another disk, or one that knows no links
      if (!/^(?:EXDEV|EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK|EACCES)$/.test(error.code ?? '')) throw error;
      return copyFile(source.path!, path);
    });
  if (inLog) {
    const file = await open(path, 'r+');
    try {
      await file.write(Uint8Array.of(ROLLBACK, ROLLBACK), 0, 2, VERSIONS_AT);
    } finally {
      await file.close();
    }
  }
  return inLog;
}

async function saysWal(source: ByteSource): Promise<boolean> {
  for await (const chunk of source.open()) return chunk[VERSIONS_AT] === WAL || chunk[VERSIONS_AT + 1] === WAL;
  return false;
}

/** What SQLite says of a damaged or crafted file is a fault of the file. */
export function sqliteFault(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_')
    ? new FileFault('gpkg.broken', { why: `${String(message).slice(0, 120)}` })
    : error;
}
