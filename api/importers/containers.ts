// How is a file that holds other files, or is a database, opened? Text formats inside go back to the one who asked.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportKind } from '#contract/import';
import { openArchive } from './archive.ts';
import type { ByteSource, Container } from './detect.ts';
import { FileFault } from './fault.ts';
import { fileSource } from './file-source.ts';
import { openGpkg } from './gpkg.ts';
import { gunzipped } from './gzip.ts';
import { type Budget, createBudget } from './inflated.ts';
import type { Opened } from './source.ts';
import { scaled } from './table-progress.ts';
import type { ParseLimits } from './types.ts';
import { openZip } from './zip.ts';

/** Where in an upload we are: how many archives around, and what came out of them so far. */
export interface Inside {
  depth: number;
  budget: Budget;
}
export const atTop = (): Inside => ({ depth: 0, budget: createBudget() });

export interface OpenOptions {
  encoding?: string;
  layer?: string;
}
export type OpenInner = (
  source: ByteSource,
  options: OpenOptions,
  limits: ParseLimits,
  kind: ImportKind,
  inside: Inside,
) => Promise<Opened>;

/** null = none of these. */
export async function openContainer(
  container: Container,
  source: ByteSource,
  options: OpenOptions,
  limits: ParseLimits,
  kind: ImportKind,
  inside: Inside,
  openInner: OpenInner,
): Promise<Opened | null> {
  const { depth, budget } = inside;
  const within: Inside = { depth: depth + 1, budget };
  switch (container.kind) {
    case 'zip': {
      // inside an archive a workbook and a KMZ are files like others; what they hold must not be packed again
      if (depth > 1) throw new FileFault('zip.nested');
      const spool = source.slice === undefined ? await spooled(source) : null;
      try {
        const zip = await openZip(spool?.source ?? source, budget, `${depth} `);
        const opened = await openArchive(zip, source.bytes, options, limits, kind, within, openInner);
        return spool === null ? opened : closing(opened, spool.close);
      } catch (error) {
        await spool?.close();
        throw error;
      }
    }
    case 'gzip': {
      if (depth > 0) throw new FileFault('zip.nested');
      const inner = await gunzipped(source, budget);
      return scaled(await openInner(inner, options, limits, kind, within), inner.bytes, source.bytes);
    }
    case 'sqlite':
      return openGpkg(source, kind, options, limits);
    case 'shapefile':
      throw new FileFault('shapefile.alone');
    default:
      return null;
  }
}

/** Onto disk, where any place of it can be read. */
async function spooled(source: ByteSource): Promise<{ source: ByteSource; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lacuna-inner-'));
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'data');
    await writeFile(path, source.open());
    return { source: fileSource(path, (await stat(path)).size), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function closing(opened: Opened, close: () => Promise<void>): Promise<Opened> {
  if (opened.kind !== 'table') {
    await close();
    return opened;
  }
  const { table } = opened;
  const inner = table.close;
  table.close = async () => {
    await inner?.();
    await close();
  };
  return opened;
}
