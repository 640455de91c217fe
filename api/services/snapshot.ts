// All figures of all regions at one data version, kept as one blob.
import { promisify } from 'node:util';
import { deflate, inflateSync } from 'node:zlib';
import type { Figure } from '#contract/figure';
import { figureRecords, findSnapshot, putSnapshot } from '#storage/figures.repository';
import { readMeta } from '#storage/meta.repository';
import { EVERYTHING } from '#storage/scope';
import { type Ctx, nowIso } from './ctx.ts';
import { toFigure } from './figure-rollup.ts';

export interface SnapshotEntry {
  code: string;
  figure: Figure;
}

/** Written after every completed measuring; a later one of the same version replaces it. */
export async function takeSnapshot(ctx: Ctx): Promise<void> {
  const { dataVersion, entries } = await ctx.storage.read(async (reader) => ({
    dataVersion: await readMeta(reader, 'dataVersion'),
    entries: (await figureRecords(reader, EVERYTHING, 'installed')).map(
      (row): SnapshotEntry => ({ code: row.regionCode, figure: toFigure(row) }),
    ),
  }));
  // in a thread of its own: a province is 30 MB of text
  const content = await promisify(deflate)(JSON.stringify(entries));
  await ctx.storage.transaction((writer) =>
    putSnapshot(writer, {
      id: `v${dataVersion}`,
      dataVersion,
      kind: 'auto',
      asOf: nowIso(ctx),
      takenAt: nowIso(ctx),
      actor: ctx.actor,
      content,
      regions: entries.length,
    }),
  );
}

export async function readSnapshot(ctx: Ctx, dataVersion: number): Promise<SnapshotEntry[] | null> {
  const row = await findSnapshot(ctx.storage.reader, EVERYTHING, dataVersion);
  return row === null ? null : (JSON.parse(inflateSync(row.content).toString('utf8')) as SnapshotEntry[]);
}
