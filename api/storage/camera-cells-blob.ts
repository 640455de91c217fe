// How are the counts of one map tile kept? One blob per tile: what stands in its 32 × 32 cells, stage by stage.
//
// Numbers: varint = 7 bits a byte, low first.
//   1 byte   version (1)
//   per cell and stage that hold a camera, ascending by cell, then stage:
//     varint   slot (cell within the tile on the Z-order curve × 8 + stage) less the one before, the first less −1
//     varint   cameras
//     varint   sum of their columns, then of their rows, counted from the cell's corner in steps of the Z-order grid
//
// Sums are whole numbers, so that taking out what was put in gives exactly what was there before. Whether a camera is
// live is not known yet: a status will take stage numbers of its own, or a version 2 with one count more per slot.
import { Stage } from '#contract/camera';

/** A tile's cells are so many zooms deeper: 32 × 32 of them. */
export const CELL_ZOOMS = 5;
/** Cells of one tile. */
export const TILE_CELLS = 4 ** CELL_ZOOMS;
export const STAGES = Stage.options;
/** Room for stages in a slot. */
export const STAGE_SLOTS = 8;

/** Cameras of one stage in one cell: how many, and the sums that give their mean position. */
export interface CellSums {
  n: number;
  x: number;
  y: number;
}
/** By slot: number of the cell within its tile × STAGE_SLOTS + number of the stage. */
export type TileCells = Map<number, CellSums>;

const VERSION = 1;

export function encodeCells(cells: TileCells): Uint8Array {
  const slots = [...cells.keys()].sort((a, b) => a - b);
  // four varints of at most 8 bytes (52 bits)
  const bytes = new Uint8Array(1 + slots.length * 32);
  bytes[0] = VERSION;
  let at = 1;
  const varint = (value: number): void => {
    let v = value;
    while (v >= 0x80) {
      bytes[at++] = (v % 0x80) | 0x80;
      v = Math.floor(v / 0x80);
    }
    bytes[at++] = v;
  };
  let before = -1;
  for (const slot of slots) {
    const { n, x, y } = cells.get(slot)!;
    varint(slot - before);
    varint(n);
    varint(x);
    varint(y);
    before = slot;
  }
  return bytes.slice(0, at);
}

/** Visits what a blob holds in its order; what has no bytes holds nothing. */
export function eachCell(blob: Uint8Array, visit: (slot: number, n: number, x: number, y: number) => void): void {
  if (blob.length === 0) return;
  if (blob[0] !== VERSION) throw new Error(`expected camera cells version ${VERSION}, got ${blob[0]}`);
  let at = 1;
  const varint = (): number => {
    let v = blob[at++];
    if (v < 0x80) return v;
    v &= 0x7f;
    for (let unit = 0x80; ; unit *= 0x80) {
      const byte = blob[at++];
      v += (byte & 0x7f) * unit;
      if (byte < 0x80) return v;
    }
  };
  let slot = -1;
  while (at < blob.length) {
    slot += varint();
    visit(slot, varint(), varint(), varint());
  }
}

export function decodeCells(blob: Uint8Array): TileCells {
  const cells: TileCells = new Map();
  eachCell(blob, (slot, n, x, y) => cells.set(slot, { n, x, y }));
  return cells;
}

/** The blob with some slots changed (ascending), copied but for them: an edit touches a blob of every zoom. Zero bytes
 * when nothing is left; null when a count would fall below nothing. */
export function changeCells(
  blob: Uint8Array | null,
  changes: readonly (readonly [slot: number, change: CellSums])[],
): Uint8Array | null {
  const from = blob ?? Uint8Array.of(VERSION);
  if (from[0] !== VERSION) throw new Error(`expected camera cells version ${VERSION}, got ${from[0]}`);
  const out = new Uint8Array(from.length + changes.length * 32 + 8);
  out[0] = VERSION;
  let [at, end] = [1, 1];
  // slot of the entry read last, and of the one written last
  let [read, written] = [-1, -1];
  // bytes that go over as they are
  let [runFrom, runTo] = [1, 1];
  const take = (): number => {
    let v = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = from[at++];
      v += (byte & 0x7f) * unit;
      if (byte < 0x80) return v;
    }
  };
  const put = (value: number): void => {
    let v = value;
    while (v >= 0x80) {
      out[end++] = (v % 0x80) | 0x80;
      v = Math.floor(v / 0x80);
    }
    out[end++] = v;
  };
  const flush = (): void => {
    out.set(from.subarray(runFrom, runTo), end);
    end += runTo - runFrom;
    runFrom = runTo;
  };
  let start = at;
  let rest = at;
  let next = -1;
  const peek = (): void => {
    start = at;
    next = at < from.length ? read + take() : Number.POSITIVE_INFINITY;
    rest = at;
  };
  const keep = (): void => {
    for (let left = 3; left > 0; left--) while (from[at++] >= 0x80);
    if (written === read) {
      if (runTo !== start) {
        flush();
        runFrom = start;
      }
    } else {
      flush();
      put(next - written);
      runFrom = rest;
    }
    runTo = at;
    written = next;
    read = next;
    peek();
  };
  peek();
  for (const [slot, change] of changes) {
    while (next < slot) keep();
    let { n, x, y } = change;
    if (next === slot) {
      n += take();
      x += take();
      y += take();
      read = next;
      peek();
    }
    if (n < 0 || x < 0 || y < 0) return null;
    if (n === 0) continue;
    flush();
    put(slot - written);
    put(n);
    put(x);
    put(y);
    written = slot;
  }
  if (next < Number.POSITIVE_INFINITY) {
    keep();
    // behind an entry that is kept all others are as they were
    runTo = from.length;
  }
  flush();
  return end === 1 ? new Uint8Array() : out.slice(0, end);
}
