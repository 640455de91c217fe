// The stored pyramid: how many cameras of each stage stand in each cell of each coarse map tile. Kept true by every
// transaction that changes cameras: a few by adding and taking away, many by counting all anew before the commit.
import { and, asc, eq, gt, gte, lt, max, min, or, sql } from 'drizzle-orm';
import {
  CELL_ZOOMS,
  type CellSums,
  changeCells,
  encodeCells,
  STAGE_SLOTS,
  STAGES,
  TILE_CELLS,
} from './camera-cells-blob.ts';
import { keptQuery } from './kept-query.ts';
import { readMeta, writeMeta } from './meta.repository.ts';
import { regionsWithin, type Scope } from './scope.ts';
import type { Reader, Writer } from './storage.ts';
import { cameraCells, cameras, regions } from './tables.sqlite.ts';
import { boxRanges, cellOfZkey, ZKEY_ZOOM, type ZRange } from './zkey.ts';

/** The deepest tiles that are kept; their cells are an eighth of a kilometre wide. */
export const DEEPEST_TILE_ZOOM = 13;
const BASE_ZOOM = DEEPEST_TILE_ZOOM + CELL_ZOOMS;
/** Steps of the Z-order grid along a cell of the deepest tiles, and keys in it. */
const BASE_STEPS = 2 ** (ZKEY_ZOOM - BASE_ZOOM);
const BASE_KEYS = BASE_STEPS ** 2;
/** A transaction that changes more cameras than this counts all anew: a pass over the key index instead of a list. */
export const COUNTED_ONE_BY_ONE = 50_000;
/** Keys read at a time while counting anew: some milliseconds each. */
const SLICE = 10_000;
const WHOLE_CURVE: ZRange = [0, 4 ** ZKEY_ZOOM];
/** Rises when what is kept changes its meaning. */
const PYRAMID_VERSION = 1;

export interface CellCamera {
  zkey: number;
  stage: (typeof STAGES)[number];
}

/** What a transaction has done to cameras so far: by base cell × STAGE_SLOTS + stage. */
interface Changes {
  sums: Map<number, CellSums>;
  cameras: number;
  countAnew: boolean;
}
const noChanges = (): Changes => ({ sums: new Map(), cameras: 0, countAnew: false });
const changesOf = (writer: Writer): Changes =>
  writer.beforeCommit('camera cells', noChanges, (changes) => settle(writer, changes));

/** Notes that cameras come (`sign` 1) or go (−1); the pyramid follows when the transaction commits. */
export function noteCells(writer: Writer, sign: 1 | -1, rows: Iterable<CellCamera>): void {
  const changes = changesOf(writer);
  if (changes.countAnew) return;
  for (const { zkey, stage } of rows) {
    add(changes.sums, baseSlot(zkey, STAGES.indexOf(stage)), sign, ...withinBase(zkey, sign));
    changes.cameras += 1;
  }
  if (changes.cameras > COUNTED_ONE_BY_ONE) countCellsAnew(writer);
}

/** For whoever changes cameras past the repository, and for a database that has no pyramid yet. */
export function countCellsAnew(writer: Writer): void {
  const changes = changesOf(writer);
  changes.countAnew = true;
  changes.sums.clear();
}

/** Does this transaction count all anew already? Then nobody has to say what it changes. */
export const willCountAnew = (writer: Writer): boolean => changesOf(writer).countAnew;

export const hasCells = async (reader: Reader): Promise<boolean> =>
  (await readMeta(reader, 'cameraCellsVersion')) === PYRAMID_VERSION;

/** Counts of a tile (zoom ≤ DEEPEST_TILE_ZOOM) over everything, for `eachCell`; null where no pyramid is kept yet. A scope
 * that is less than everything has none: its counts are those of its regions' cameras alone. */
export async function cellsOfTile(
  reader: Reader,
  scope: Scope & { kind: 'everything' },
  zoom: number,
  tile: number,
): Promise<Uint8Array | null> {
  if (scope.kind !== 'everything') throw new Error(`expected the scope everything, got ${JSON.stringify(scope)}`);
  const rows = await oneTile(reader).execute({ zoom, tile });
  if (rows.length > 0) return rows[0].cells;
  return (await hasCells(reader)) ? NO_CELLS : null;
}
const NO_CELLS = new Uint8Array(0);
const oneTile = keptQuery((reader: Reader) =>
  reader
    .select({ cells: cameraCells.cells })
    .from(cameraCells)
    .where(and(eq(cameraCells.zoom, sql.placeholder('zoom')), eq(cameraCells.tile, sql.placeholder('tile'))))
    .prepare(),
);

const baseSlot = (zkey: number, stage: number): number => Math.floor(zkey / BASE_KEYS) * STAGE_SLOTS + stage;
function withinBase(zkey: number, sign: 1 | -1): [x: number, y: number] {
  const [x, y] = cellOfZkey(zkey % BASE_KEYS);
  return [sign * x, sign * y];
}

function add(into: Map<number, CellSums>, slot: number, n: number, x: number, y: number): void {
  const known = into.get(slot);
  if (known === undefined) into.set(slot, { n, x, y });
  else {
    known.n += n;
    known.x += x;
    known.y += y;
  }
}

/** The same cameras in cells twice as wide. `zoom`: of the cells they are in. */
function addToParent(into: Map<number, CellSums>, slot: number, { n, x, y }: CellSums, zoom: number): void {
  const cell = Math.floor(slot / STAGE_SLOTS);
  const steps = n * 2 ** (ZKEY_ZOOM - zoom);
  const parent = Math.floor(cell / 4) * STAGE_SLOTS + (slot % STAGE_SLOTS);
  add(into, parent, n, x + (cell % 2) * steps, y + (Math.floor(cell / 2) % 2) * steps);
}

async function settle(writer: Writer, changes: Changes): Promise<void> {
  if (changes.countAnew) return buildCells(writer);
  let sums = new Map([...changes.sums].filter(([, { n, x, y }]) => n !== 0 || x !== 0 || y !== 0));
  if (sums.size === 0) return;
  if (!(await hasCells(writer))) return buildCells(writer);
  for (let zoom = DEEPEST_TILE_ZOOM; zoom >= 0; zoom--) {
    // a count below nothing: what is kept was not true
    if (!(await applyAt(writer, zoom, sums))) return buildCells(writer);
    const wider = new Map<number, CellSums>();
    for (const [slot, cell] of sums) addToParent(wider, slot, cell, zoom + CELL_ZOOMS);
    sums = wider;
  }
}

async function applyAt(writer: Writer, zoom: number, sums: Map<number, CellSums>): Promise<boolean> {
  const byTile = new Map<number, [slot: number, change: CellSums][]>();
  for (const [slot, change] of sums) {
    const tile = Math.floor(slot / (TILE_CELLS * STAGE_SLOTS));
    const list = byTile.get(tile);
    const own: [number, CellSums] = [slot % (TILE_CELLS * STAGE_SLOTS), change];
    if (list) list.push(own);
    else byTile.set(tile, [own]);
  }
  const written: (typeof cameraCells.$inferInsert)[] = [];
  for (const [tile, changes] of byTile) {
    const [kept] = await writer.rawRows(cellsAt(writer), { zoom, tile });
    const cells = changeCells(
      kept === undefined ? null : (kept[0] as Uint8Array),
      changes.sort(([slotA], [slotB]) => slotA - slotB),
    );
    if (cells === null) return false;
    if (cells.length > 0) written.push({ zoom, tile, cells });
    else await dropTile(writer).execute({ zoom, tile });
  }
  writer.insertMany(cameraCells, written, 'replace');
  return true;
}
const cellsAt = keptQuery((reader: Reader) =>
  reader
    .select({ cells: cameraCells.cells })
    .from(cameraCells)
    .where(and(eq(cameraCells.zoom, sql.placeholder('zoom')), eq(cameraCells.tile, sql.placeholder('tile')))),
);
const dropTile = keptQuery((writer: Writer) =>
  writer
    .delete(cameraCells)
    .where(and(eq(cameraCells.zoom, sql.placeholder('zoom')), eq(cameraCells.tile, sql.placeholder('tile'))))
    .prepare(),
);

/** Counts all cameras in one walk along the Z-order curve, which meets the cells of every zoom in order: of each zoom
 * only the tile that is being filled is in memory. Lets others have their turn between slices. */
async function buildCells(writer: Writer): Promise<void> {
  await writer.delete(cameraCells);
  const filling = Array.from({ length: DEEPEST_TILE_ZOOM + 1 }, () => ({
    tile: -1,
    cells: new Map<number, CellSums>(),
  }));
  let rows: (typeof cameraCells.$inferInsert)[] = [];
  const close = (zoom: number): void => {
    const { tile, cells } = filling[zoom];
    if (tile < 0) return;
    rows.push({ zoom, tile, cells: encodeCells(cells) });
    if (zoom > 0) {
      const first = tile * TILE_CELLS * STAGE_SLOTS;
      const wider = new Map<number, CellSums>();
      for (const [slot, cell] of cells) addToParent(wider, first + slot, cell, zoom + CELL_ZOOMS);
      for (const [slot, cell] of wider) put(zoom - 1, slot, cell.n, cell.x, cell.y);
    }
    cells.clear();
  };
  const put = (zoom: number, slot: number, n: number, x: number, y: number): void => {
    const tile = Math.floor(slot / (TILE_CELLS * STAGE_SLOTS));
    if (tile !== filling[zoom].tile) {
      close(zoom);
      filling[zoom].tile = tile;
    }
    add(filling[zoom].cells, slot % (TILE_CELLS * STAGE_SLOTS), n, x, y);
  };
  const stageNumber = new Map<unknown, number>(STAGES.map((stage, i) => [stage, i]));
  for await (const slice of keysInOrder(writer, WHOLE_CURVE, false)) {
    for (const [zkey, , stage] of slice) {
      const key = zkey as number;
      put(DEEPEST_TILE_ZOOM, baseSlot(key, stageNumber.get(stage)!), 1, ...withinBase(key, 1));
    }
    writer.insertMany(cameraCells, rows);
    rows = [];
  }
  for (let zoom = DEEPEST_TILE_ZOOM; zoom >= 0; zoom--) close(zoom);
  writer.insertMany(cameraCells, rows);
  await writeMeta(writer, 'cameraCellsVersion', PYRAMID_VERSION);
}

/** Counts per cell (`cellZoom` > the tile's) of a scope's cameras in a range of the curve, found by walking it. */
export async function countInRange(
  reader: Reader,
  scope: Scope,
  range: ZRange,
  cellZoom: number,
): Promise<Map<number, CellSums>> {
  const cellKeys = 4 ** (ZKEY_ZOOM - cellZoom);
  const sums = new Map<number, CellSums>();
  const stageNumber = new Map<unknown, number>(STAGES.map((stage, i) => [stage, i]));
  const inside = await codesInside(reader, scope);
  const ranges = inside === null ? [range] : await rangesOfScope(reader, scope, range);
  for (const part of ranges)
    for await (const slice of keysInOrder(reader, part, inside !== null))
      for (const [zkey, , stage, code] of slice) {
        if (inside !== null && !inside.has(code)) continue;
        const key = zkey as number;
        const [x, y] = cellOfZkey(key % cellKeys);
        add(sums, Math.floor(key / cellKeys) * STAGE_SLOTS + stageNumber.get(stage)!, 1, x, y);
      }
  return sums;
}

/** Region codes of a scope; null = it is not limited. */
async function codesInside(reader: Reader, scope: Scope): Promise<Set<unknown> | null> {
  if (scope.kind === 'everything') return null;
  const query = reader
    .select({ code: regions.code })
    .from(regions)
    .where(await regionsWithin(reader, scope));
  return new Set((await reader.rawRows(query, {})).map(([code]) => code));
}

/** The parts of a range where the scope's regions may lie. */
async function rangesOfScope(reader: Reader, scope: Scope, [from, below]: ZRange): Promise<ZRange[]> {
  const [box] = await reader
    .select({
      west: min(regions.minLon),
      south: min(regions.minLat),
      east: max(regions.maxLon),
      north: max(regions.maxLat),
    })
    .from(regions)
    .where(await regionsWithin(reader, scope));
  const { west, south, east, north } = box;
  if (west === null || south === null || east === null || north === null) return [];
  return boxRanges([west, south, east, north])
    .map(([a, b]): ZRange => [Math.max(a, from), Math.min(b, below)])
    .filter(([a, b]) => a < b);
}

/** Key, id, stage and, where it is asked for, region of every camera along the Z-order curve, some at a time. */
async function* keysInOrder(reader: Reader, [from, below]: ZRange, withRegion: boolean): AsyncGenerator<unknown[][]> {
  const { zkey, id, stage, regionCode } = cameras;
  const query = reader
    .select(withRegion ? { zkey, id, stage, regionCode } : { zkey, id, stage })
    .from(cameras)
    .where(
      and(
        gte(cameras.zkey, sql.placeholder('zkey')),
        lt(cameras.zkey, below),
        or(gt(cameras.zkey, sql.placeholder('zkey')), gt(cameras.id, sql.placeholder('id'))),
      ),
    )
    .orderBy(asc(cameras.zkey), asc(cameras.id))
    .limit(SLICE);
  let last: { zkey: unknown; id: unknown } = { zkey: from, id: '' };
  for (;;) {
    const slice = await reader.rawRows(query, last);
    yield slice;
    if (slice.length < SLICE) return;
    const [lastKey, lastId] = slice[SLICE - 1];
    last = { zkey: lastKey, id: lastId };
    await new Promise((resolve) => setImmediate(resolve));
  }
}
