// What does a tile of cameras hold: single cameras, or how many stand in each cell?
import type { Stage } from '#contract/camera';
import { CAMERA_POINT_ZOOM } from '#contract/tile';
import { footprintOf } from '#rules/assumptions';
import { inSet } from '#rules/leaf-input';
import { cellsOfTile, countInRange, DEEPEST_TILE_ZOOM } from '#storage/camera-cells.repository';
import { CELL_ZOOMS, type CellSums, STAGE_SLOTS, STAGES, TILE_CELLS } from '#storage/camera-cells-blob';
import { type PointRow, pointRows } from '#storage/cameras.repository';
import { cellOfZkey, tileRange, ZKEY_ZOOM } from '#storage/zkey';
import { type CountedCell, camerasTile, cellsTile, mostPoints, type TileCamera } from '#tiles/cameras.tile';
import type { TileId } from '#tiles/mercator';
import type { Ctx } from './ctx.ts';
import type { CameraSetName } from './figures.ts';
import { lookAt } from './look.ts';

/** Up to so many cameras a deep tile's cells are counted one by one; beyond it they are as wide as the pyramid has them. */
const COUNTED_ONE_BY_ONE = 60_000;

const isShown = (stage: Stage, set: CameraSetName | undefined): boolean =>
  set === undefined ? stage !== 'retired' : inSet(stage, set);

/** Single cameras; null where the tile is to hold counts instead. */
export async function cameraPoints(ctx: Ctx, tile: TileId, set: CameraSetName | undefined): Promise<Uint8Array | null> {
  const most = mostPoints(tile.z);
  if (tile.z < CAMERA_POINT_ZOOM || (await standingIn(ctx, tile)) > most) return null;
  const { reader } = ctx.storage;
  const look = await lookAt(reader);
  const aims = new Map<string, boolean>();
  const isAimed = ({ type, azimuthDeg, hfovDeg }: PointRow): boolean => {
    const key = `${type} ${hfovDeg} ${azimuthDeg === null}`;
    const known = aims.get(key);
    if (known !== undefined) return known;
    const aimed = !footprintOf({ ...NO_RANGE, type, azimuthDeg, hfovDeg }, look).unaimed;
    aims.set(key, aimed);
    return aimed;
  };
  const shown: TileCamera[] = [];
  for await (const rows of pointRows(reader, ctx.scope, tileRange(tile.z, tile.x, tile.y))) {
    for (const row of rows)
      if (isShown(row.stage, set)) shown.push({ ...row, type: row.type ?? 'fixed', aimed: isAimed(row) });
    if (shown.length > most) return null;
  }
  return camerasTile(tile, shown);
}
const NO_RANGE = { rangeM: null, nearM: null };

/** How many cameras stand in the tile: at most so many, as the pyramid knows; 0 where it cannot say. Seen by everybody
 * alike, so it decides only how much work is worth while, never what a caller is told. */
async function standingIn(ctx: Ctx, tile: TileId): Promise<number> {
  let n = 0;
  for (const sums of ((await kept(ctx, tile)) ?? new Map<number, CellSums>()).values()) n += sums.n;
  return n;
}

export async function cameraCells(ctx: Ctx, tile: TileId, set: CameraSetName | undefined): Promise<Uint8Array> {
  const { reader } = ctx.storage;
  const range = tileRange(tile.z, tile.x, tile.y);
  const own = tile.z + CELL_ZOOMS;
  if (ctx.scope.kind === 'everything') {
    const stored = await kept(ctx, tile);
    const coarse = tile.z > DEEPEST_TILE_ZOOM;
    if (stored !== null && (!coarse || (await standingIn(ctx, tile)) > COUNTED_ONE_BY_ONE))
      return cellsTile(tile, counted(stored, Math.min(own, DEEPEST_TILE_ZOOM + CELL_ZOOMS), set));
  }
  return cellsTile(tile, counted(await countInRange(reader, ctx.scope, range, own), own, set));
}

/** The pyramid's cells in a tile, by cell number × STAGE_SLOTS + stage; those of deep tiles are wider than they like. */
async function kept(ctx: Ctx, { z, x, y }: TileId): Promise<Map<number, CellSums> | null> {
  if (ctx.scope.kind !== 'everything') return null;
  const zoom = Math.min(z, DEEPEST_TILE_ZOOM);
  const [from, below] = tileRange(z, x, y);
  const tile = Math.floor(from / 4 ** (ZKEY_ZOOM - zoom));
  const cells = await cellsOfTile(ctx.storage.reader, ctx.scope, zoom, tile);
  if (cells === null) return null;
  const cellKeys = 4 ** (ZKEY_ZOOM - zoom - CELL_ZOOMS);
  const found = new Map<number, CellSums>();
  for (const [slot, sums] of cells) {
    const key = (tile * TILE_CELLS + Math.floor(slot / STAGE_SLOTS)) * cellKeys;
    if (key + cellKeys > from && key < below) found.set(tile * TILE_CELLS * STAGE_SLOTS + slot, sums);
  }
  return found;
}

const KIND: Record<Stage, 'installed' | 'planned' | 'retired'> = {
  planned: 'planned',
  approved: 'planned',
  procured: 'planned',
  installed: 'installed',
  networked: 'installed',
  accepted: 'installed',
  retired: 'retired',
};

function counted(sums: Map<number, CellSums>, cellZoom: number, set: CameraSetName | undefined): CountedCell[] {
  const steps = 2 ** (ZKEY_ZOOM - cellZoom);
  const cells = new Map<number, CountedCell & { sumX: number; sumY: number }>();
  for (const [slot, { n, x, y }] of sums) {
    const stage = STAGES[slot % STAGE_SLOTS];
    if (!isShown(stage, set)) continue;
    const number = Math.floor(slot / STAGE_SLOTS);
    let cell = cells.get(number);
    if (cell === undefined) {
      const [column, row] = cellOfZkey(number);
      const none = { installed: 0, planned: 0, retired: 0, worldX: 0, worldY: 0, sumX: 0, sumY: 0 };
      cell = { cellZoom, x: column, y: row, ...none };
      cells.set(number, cell);
    }
    cell[KIND[stage]] += n;
    cell.sumX += x;
    cell.sumY += y;
  }
  for (const cell of cells.values()) {
    const n = cell.installed + cell.planned + cell.retired;
    // half a step: a camera stands in the middle of its grid cell
    cell.worldX = (cell.x * steps + cell.sumX / n + 0.5) / 2 ** ZKEY_ZOOM;
    cell.worldY = (cell.y * steps + cell.sumY / n + 0.5) / 2 ** ZKEY_ZOOM;
  }
  return [...cells.values()];
}
