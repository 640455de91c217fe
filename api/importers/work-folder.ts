// Where does a process put what it needs for a moment? In a folder that says whose it is, so that a later start can clear up.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^lacuna-(?:import|rejected)-(\d+)-/;

export const makeWorkFolder = (what: 'import' | 'rejected'): Promise<string> =>
  mkdtemp(join(tmpdir(), `lacuna-${what}-${process.pid}-`));

/** Removes the folders of processes that are gone: what they had taken out of a file must not lie about. */
export async function sweepWorkFolders(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [] as string[])) {
    const pid = Number(NAME.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid || isAlive(pid)) continue;
    // somebody else's of the same name stays
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
