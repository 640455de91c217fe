// What does a tile of cameras hold: single cameras, or how many stand in each cell?
import type { Stage } from '#contract/camera';
import { CAMERA_POINT_ZOOM } from '#contract/tile';
import { footprintOf } from '#rules/assumptions';
import { inSet } from '#rules/leaf-input';
import { cellsOfTile, countInRange, DEEPEST_TILE_ZOOM } from '#storage/camera-cells.repository';
import { CELL_ZOOMS, type CellSums, eachCell, STAGE_SLOTS, STAGES, TILE_CELLS } from '#storage/camera-cells-blob';
import { type PointRow, pointRows } from '#storage/camera-sight.repository';
import { cellOfZkey, tileRange, ZKEY_ZOOM } from '#storage/zkey';
import { type CountedCell, camerasTile, cellsTile, mostPoints, type TileCamera } from '#tiles/cameras.tile';
import type { TileId } from '#tiles/mercator';
import type { Ctx } from './ctx.ts';
import type { CameraSetName } from './figures.ts';
import { lookAt } from './look.ts';
import { areStatesKnown } from './tile-states.ts';

/** Up to so many cameras a deep tile's cells are counted one by one; beyond it they are as wide as the pyramid has them. */
const COUNTED_ONE_BY_ONE = 60_000;

/** Here the cells of the deepest kept tiles are 32 px wide: about as wide as the mark of a count. */
const FINE_ENOUGH_ZOOM = DEEPEST_TILE_ZOOM + 1;

const isShown = (stage: Stage, set: CameraSetName | undefined): boolean =>
  set === undefined ? stage !== 'retired' : inSet(stage, set);

/** Single cameras; null where the tile is to hold counts instead. */
export async function cameraPoints(
  ctx: Ctx,
  tile: TileId,
  set: CameraSetName | undefined,
  stored: StoredCells | null,
): Promise<Uint8Array | null> {
  const most = mostPoints(tile.z);
  if (tile.z < CAMERA_POINT_ZOOM || standingIn(stored) > most) return null;
  const { reader } = ctx.storage;
  const look = await lookAt(reader);
  // of cameras without azimuth, few kinds: by type, then angle
  const discs = new Map<string | null, Map<number | null, boolean>>();
  const isDisc = (type: PointRow[4], hfovDeg: number | null): boolean => {
    let ofType = discs.get(type);
    if (ofType === undefined) discs.set(type, (ofType = new Map()));
    let disc = ofType.get(hfovDeg);
    if (disc === undefined) {
      disc = !footprintOf({ ...NO_RANGE, type, azimuthDeg: null, hfovDeg }, look).unaimed;
      ofType.set(hfovDeg, disc);
    }
    return disc;
  };
  const hasStates = areStatesKnown(ctx);
  const shown: TileCamera[] = [];
  const standing: TileCamera[] = [];
  for await (const rows of pointRows(reader, ctx.scope, tileRange(tile.z, tile.x, tile.y))) {
    for (const [zkey, id, longitude, latitude, type, azimuthDeg, hfovDeg, stage] of rows) {
      if (!isShown(stage, set)) continue;
      const aimed = azimuthDeg !== null || isDisc(type, hfovDeg);
      const camera = { zkey, id, longitude, latitude, type: type ?? 'fixed', stage, azimuthDeg, aimed, state: null };
      shown.push(camera);
      // only what is installed is in a state
      if (hasStates && inSet(stage, 'installed')) standing.push(camera);
    }
    if (shown.length > most) return null;
  }
  if (hasStates) addStates(ctx, standing);
  return camerasTile(tile, shown);
}

function addStates(ctx: Ctx, standing: TileCamera[]): void {
  const states = ctx.status.statesOf(standing.map((camera) => camera.id));
  for (const camera of standing) camera.state = states.get(camera.id)?.state ?? 'unknown';
}
const NO_RANGE = { rangeM: null, nearM: null };

/** Counts of the pyramid that a tile holds, or that hold it: deep tiles are parts of those. */
export interface StoredCells {
  /** for `eachCell`, of the tile `number` */
  cells: Uint8Array;
  number: number;
  /** slots [from, below) lie in the tile */
  from: number;
  below: number;
}

/** Null where nothing is kept, or not for this caller. */
export async function storedCells(ctx: Ctx, { z, x, y }: TileId): Promise<StoredCells | null> {
  if (ctx.scope.kind !== 'everything') return null;
  const zoom = Math.min(z, DEEPEST_TILE_ZOOM);
  const [from, below] = tileRange(z, x, y);
  const number = Math.floor(from / 4 ** (ZKEY_ZOOM - zoom));
  const cells = await cellsOfTile(ctx.storage.reader, ctx.scope, zoom, number);
  if (cells === null) return null;
  const cellKeys = 4 ** (ZKEY_ZOOM - zoom - CELL_ZOOMS);
  const first = number * TILE_CELLS;
  return {
    cells,
    number,
    from: (Math.floor(from / cellKeys) - first) * STAGE_SLOTS,
    below: (Math.ceil(below / cellKeys) - first) * STAGE_SLOTS,
  };
}

/** How many cameras stand in the tile: at most so many, as the pyramid knows; 0 where it cannot say. Seen by everybody
 * alike, so it decides only how much work is worth while, never what a caller is told. */
function standingIn(stored: StoredCells | null): number {
  if (stored === null) return 0;
  let standing = 0;
  eachCell(stored.cells, (slot, n) => {
    if (slot >= stored.from && slot < stored.below) standing += n;
  });
  return standing;
}

export async function cameraCells(
  ctx: Ctx,
  tile: TileId,
  set: CameraSetName | undefined,
  stored: StoredCells | null,
): Promise<Uint8Array> {
  const own = tile.z + CELL_ZOOMS;
  const isFine = tile.z <= FINE_ENOUGH_ZOOM;
  if (stored !== null && (isFine || standingIn(stored) > COUNTED_ONE_BY_ONE))
    return cellsTile(tile, counted(sumsOf(stored), Math.min(own, DEEPEST_TILE_ZOOM + CELL_ZOOMS), set));
  const range = tileRange(tile.z, tile.x, tile.y);
  return cellsTile(tile, counted(await countInRange(ctx.storage.reader, ctx.scope, range, own), own, set));
}

/** By cell number × STAGE_SLOTS + stage. */
function sumsOf({ cells, number, from, below }: StoredCells): Map<number, CellSums> {
  const found = new Map<number, CellSums>();
  const first = number * TILE_CELLS * STAGE_SLOTS;
  eachCell(cells, (slot, n, x, y) => {
    if (slot >= from && slot < below) found.set(first + slot, { n, x, y });
  });
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
