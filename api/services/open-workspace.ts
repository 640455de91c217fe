// Everything a process needs to work on one database, built in one place: the server, the command line and tests call it.

import type { Runner } from '#workers/runner';
import type { Deps, Log } from './ctx.ts';

export interface OpenWorkspace {
  /** file of the database; its folder also holds uploads and report files */
  databasePath: string;
  readOnly?: boolean;
  /** default: a pool of workers */
  runner?: Runner;
  /** threads of that pool; default: number of CPUs, at most 8 */
  threads?: number;
  log?: Log;
  version?: string;
  /** default true: clears staging, fails or resumes jobs that a stop interrupted, measures dirty leaves */
  recover?: boolean;
}

/** Throws StorageError (`.exit` = the process's exit status). */
export async function openWorkspace(_options: OpenWorkspace): Promise<Deps & { close(): Promise<void> }> {
  throw new Error('expected a landed service, got its signature');
}
