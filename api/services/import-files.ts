// How long is an uploaded file kept? Until its rows are in: it may hold what is never kept of it (passwords, addresses).
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ImportRow, uploads } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';
import type { Ctx } from './ctx.ts';
import { truthFileOf } from './import-receipt.ts';

/** A file that nobody has taken over for longer than this is given up, ms. */
export const STILL_WANTED_MS = 24 * 3_600_000;

export const uploadsFolder = (ctx: Pick<Ctx, 'dataDir'>): string => join(ctx.dataDir, 'imports');

/** What the sample makes up has no file. */
export async function forgetFile(row: Pick<ImportRow, 'filePath'>): Promise<void> {
  if (row.filePath !== '') await rm(row.filePath, { force: true });
}

/** At start: files of imports that are over, were given up or were never written down. */
export async function sweepUploads(ctx: Ctx): Promise<void> {
  const folder = uploadsFolder(ctx);
  const names = await readdir(folder).catch(() => [] as string[]);
  if (names.length === 0) return;
  const wanted = new Set<string>();
  for (const row of await uploads(ctx.storage.reader, EVERYTHING)) {
    // the small maps of its coordinates are shown with its receipt
    wanted.add(basename(truthFileOf(row.filePath)));
    const isOver = row.state === 'committed' || row.state === 'undone';
    if (!isOver && ctx.clock() - Date.parse(row.createdAt) < STILL_WANTED_MS) wanted.add(basename(row.filePath));
  }
  for (const name of names) if (!wanted.has(name)) await rm(join(folder, name), { force: true });
}
