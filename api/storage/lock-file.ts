// Who has the database open for writing? A file beside it holds the owner's pid; a dead owner's file is taken over.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { StorageError } from './storage.ts';

interface Owner {
  pid: number;
  /** kernel start time of that process where it can be known: a reused pid is not the owner */
  started: string | null;
}

/** Files held by this very process: a second open in one process is refused too. */
const held = new Set<string>();

/** Field 22 of /proc/PID/stat: start time in clock ticks after boot. */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startTime(owner.pid);
  return owner.started === null || started === null || owner.started === started;
}

function readOwner(file: string): Owner | null {
  try {
    const [pid, started] = readFileSync(file, 'utf8').trim().split(' ');
    return /^\d+$/.test(pid) ? { pid: Number(pid), started: started ?? null } : null;
  } catch {
    return null;
  }
}

/** Appears with its content or not at all: a lock seen empty would look like one that nobody owns.
 * Throws EEXIST where there is one. */
function putWhole(file: string, content: string): void {
  const aside = `${file}.${process.pid}.new`;
  writeFileSync(aside, content, { mode: 0o600 });
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // a file system without hard links
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Takes the lock or throws `storage.locked` with the owner's pid. Answers the function that gives it back. */
export function takeLock(databasePath: string): () => void {
  const file = `${databasePath}.lock`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      putWhole(file, `${process.pid} ${startTime(process.pid) ?? ''}\n`);
      held.add(file);
      return () => {
        if (held.delete(file)) rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    if (owner !== null && (owner.pid === process.pid ? held.has(file) : isAlive(owner))) throw locked(file, owner.pid);
    // moved away first: of two processes that find the same stale file only one can move it
    const aside = `${file}.${process.pid}`;
    try {
      renameSync(file, aside);
      rmSync(aside, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw locked(file, readOwner(file)?.pid ?? 0);
}

const locked = (file: string, pid: number): StorageError =>
  new StorageError('storage.locked', 78, {
    message: `The database is already open in process ${pid} (${file}).`,
    messageZh: `数据库已被进程 ${pid} 打开（${file}）。`,
    fix: `Stop process ${pid} first, or give this one another database with DATABASE_URL or --db.`,
    fixZh: `请先停止进程 ${pid}，或用 DATABASE_URL 或 --db 指定另一个数据库。`,
  });
