// How does a command reach the database, and who is asking?
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ctx, contextFor } from '#services/ctx';
import { openWorkspace } from '#services/open-workspace';
import { copySqlite } from '#storage/open.sqlite';
import { readConfig } from '../../api/config.ts';
import { fault, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** --db, else DATABASE_URL, else data/local/lacuna.db. */
export const databasePathOf = (db: string | undefined): string =>
  readConfig(db === undefined ? process.env : { ...process.env, DATABASE_URL: db }).databasePath;

/** Opens the database, runs the command, closes it. `mustExist`: a command that only reads makes no empty database.
 * `trial`: a copy in a temporary folder stands in (an empty one where there is none) and goes again, so that nothing
 * is written and a server may run meanwhile. */
export async function withWorkspace<T>(
  terminal: Terminal,
  db: string | undefined,
  options: { mustExist: boolean; readOnly?: boolean; trial?: boolean },
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  const asked = databasePathOf(db);
  const missing = !existsSync(asked);
  if (missing && options.mustExist) throw fault(terminal, 'cli.no_database', { path: asked });
  const temporary = options.trial ? mkdtempSync(join(tmpdir(), 'lacuna-trial-')) : null;
  const databasePath = temporary === null ? asked : join(temporary, 'trial.db');
  try {
    if (temporary !== null && !missing) copySqlite(asked, databasePath);
    const deps = await openWorkspace({
      databasePath,
      version: VERSION,
      readOnly: options.readOnly ?? false,
      recover: temporary === null,
    });
    try {
      return await work(contextFor(deps, 'cli'));
    } finally {
      await deps.close();
    }
  } finally {
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
  }
}
