// How does a command reach the database, and who is asking?
import { existsSync, readFileSync } from 'node:fs';
import { type Ctx, contextFor } from '#services/ctx';
import { openWorkspace } from '#services/open-workspace';
import { readConfig } from '../../api/config.ts';
import { fault, type Terminal } from './terminal.ts';

export const VERSION: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

/** --db, else DATABASE_URL, else data/local/lacuna.db. */
export const databasePathOf = (db: string | undefined): string =>
  readConfig(db === undefined ? process.env : { ...process.env, DATABASE_URL: db }).databasePath;

/** Opens the database, runs the command, closes it. `mustExist`: a command that only reads makes no empty database. */
export async function withWorkspace<T>(
  terminal: Terminal,
  db: string | undefined,
  options: { mustExist: boolean; readOnly?: boolean },
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  const databasePath = databasePathOf(db);
  if (options.mustExist && !existsSync(databasePath)) throw fault(terminal, 'cli.no_database', { path: databasePath });
  const deps = await openWorkspace({ databasePath, version: VERSION, readOnly: options.readOnly ?? false });
  try {
    return await work(contextFor(deps, 'cli'));
  } finally {
    await deps.close();
  }
}
