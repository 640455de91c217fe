// How are results written so that nothing half-written is left behind?
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fault, type Terminal } from './terminal.ts';

/** Writes the parts to a neighbour of `path` and renames it when whole; a fault leaves nothing and ends with exit 2. */
export async function writeWhole(
  terminal: Terminal,
  path: string,
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const beside = neighbour(path);
  try {
    const file = await open(beside, 'wx');
    try {
      for await (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw isFileFault(error) ? fault(terminal, 'cli.write_failed', { path, detail: said(error) }) : error;
  }
}

const neighbour = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`);
const isFileFault = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
};
const said = (error: NodeJS.ErrnoException): string => FAULTS[error.code ?? ''] ?? error.code ?? error.message;
