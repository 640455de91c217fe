// An elevation grid into the workspace: its file moves beside the database when it is staged, its row is written when it is
// committed, and an undo brings back the grid that it replaced.
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reachBox } from '#engine';
import type { ElevationRow } from '#importers/types';
import { greatestRangeM } from '#storage/camera-sight.repository';
import {
  addElevation,
  elevationRecords,
  elevationsOfSource,
  elevationsReplacedBy,
  gridPaths,
  retireElevations,
  undoElevation,
} from '#storage/elevations.repository';
import { type ImportRow, stagedPage } from '#storage/imports.repository';
import { writeMeta } from '#storage/meta.repository';
import { touchLeaves } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import type { Writer } from '#storage/storage';
import type { Ctx } from './ctx.ts';
import { greatestUnstatedM, looksInUse } from './look.ts';
import type { LeafIndex } from './spatial-cache.ts';

const FOLDER = 'elevations';

/** What is staged of a grid. */
export type StagedElevation = Omit<ElevationRow, 'row'>;

/** Moves the grid of a parsed file into the data folder; the staged row names it there. */
export async function keepGrid(ctx: Ctx, importId: string, row: ElevationRow): Promise<StagedElevation> {
  const { row: _row, ...grid } = row;
  await mkdir(join(ctx.dataDir, FOLDER), { recursive: true, mode: 0o700 });
  // a file read again with other answers makes another grid: what is open must not change under its reader
  const gridPath = join(FOLDER, `${importId}-${ctx.ids()}.grid`);
  await moveGrid(grid.gridPath, join(ctx.dataDir, gridPath));
  return { ...grid, gridPath };
}

async function moveGrid(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
    await rm(from);
  }
}

/** A grid from a file of the same name is replaced; others stay in force beside it. */
export async function commitElevation(
  ctx: Ctx,
  writer: Writer,
  row: ImportRow,
  version: number,
  index: LeafIndex,
  earlier: readonly Pick<ImportRow, 'id'>[],
): Promise<void> {
  const before = new Set(earlier.map(({ id }) => id));
  const replaced = (await elevationRecords(writer, EVERYTHING)).filter(({ source }) => before.has(source));
  await retireElevations(
    writer,
    row.id,
    replaced.map(({ id }) => id),
  );
  const boxes = replaced.map(({ minLon, minLat, maxLon, maxLat }) => [minLon, minLat, maxLon, maxLat] as const);
  for (const item of await stagedPage(writer, EVERYTHING, row.id, 0, 1, ['create'])) {
    const { gridPath, crs, width, height, cellM, unknownShare, bbox } = item.data as StagedElevation;
    const [minLon, minLat, maxLon, maxLat] = bbox;
    const place = { minLon, minLat, maxLon, maxLat };
    const what = { gridPath, crs, width, height, cellM, unknownShare };
    const { id, fileName } = row;
    await addElevation(writer, { id, fileName, ...what, ...place, source: row.id, removedBy: null });
    boxes.push(bbox);
  }
  await touch(ctx, writer, index, boxes, version);
}

/** How many grids of an import a later one has replaced. */
export async function countReplacedGrids(writer: Writer, importId: string): Promise<number> {
  return (await elevationsOfSource(writer, EVERYTHING, importId)).filter(({ removedBy }) => removedBy !== null).length;
}

export async function undoGrid(
  ctx: Ctx,
  writer: Writer,
  row: ImportRow,
  version: number,
  index: LeafIndex,
): Promise<void> {
  const gone = await elevationsOfSource(writer, EVERYTHING, row.id);
  const back = await elevationsReplacedBy(writer, EVERYTHING, row.id);
  await undoElevation(writer, row.id);
  const boxes = [...gone, ...back].map(
    ({ minLon, minLat, maxLon, maxLat }) => [minLon, minLat, maxLon, maxLat] as const,
  );
  await touch(ctx, writer, index, boxes, version);
}

/** The leaves into which a camera over one of the boxes may see. */
async function touch(
  ctx: Ctx,
  writer: Writer,
  index: LeafIndex,
  boxes: readonly (readonly [number, number, number, number])[],
  version: number,
): Promise<void> {
  let farthestM = await greatestRangeM(writer, EVERYTHING);
  for (const look of await looksInUse(writer))
    farthestM = Math.max(farthestM, await greatestUnstatedM(writer, ctx.spatial, look));
  // from the grid to a camera that looks over it, and from that camera to what it sees
  const reachM = 2 * farthestM;
  const codes = new Set<string>();
  for (const [west, south, east, north] of boxes) {
    const farthest = Math.max(Math.abs(south), Math.abs(north));
    const [padWest, , padEast] = reachBox(0, farthest, reachM);
    const wide = [
      west + padWest,
      reachBox(0, south, reachM)[1],
      east + padEast,
      reachBox(0, north, reachM)[3],
    ] as const;
    for (const turn of [0, 360, -360])
      for (const code of index.meeting([wide[0] + turn, wide[1], wide[2] + turn, wide[3]])) codes.add(code);
  }
  await touchLeaves(writer, [...codes], version);
  await writeMeta(writer, 'elevationsVersion', version);
}

/** At start-up, when nothing is open: grids whose import failed, was never committed or was undone. */
export async function sweepGrids(ctx: Ctx): Promise<void> {
  const folder = join(ctx.dataDir, FOLDER);
  const files = await readdir(folder).catch(() => [] as string[]);
  if (files.length === 0) return;
  const wanted = new Set(await gridPaths(ctx.storage.reader, EVERYTHING));
  for (const name of files) if (!wanted.has(join(FOLDER, name))) await rm(join(folder, name), { force: true });
}
