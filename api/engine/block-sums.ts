// Sums of rows of numbers, block by block: rounding grows with blocks, not with rows, and after a change only its blocks are
// summed again. Sums of blocks depend on their rows alone, so a total has the same bytes however it came about.
import type { Room } from './room.ts';

/** Rows whose sum is taken before the sums are. */
const BLOCK = 64;

/** Sums over the same rows of several tables. */
export class BlockSums {
  private sums: Float64Array[];
  private stale: Uint8Array;
  private blocks: number;

  /** `widths`: numbers in a row of each table. */
  constructor(
    private readonly widths: readonly number[],
    rows: number,
    room: Room,
  ) {
    this.blocks = Math.ceil(rows / BLOCK);
    this.sums = widths.map((width) => room.f64(this.blocks * width));
    this.stale = room.u8(this.blocks).fill(1);
  }

  /** Row i is not what it was. */
  touch(i: number): void {
    this.stale[Math.floor(i / BLOCK)] = 1;
  }
  /** Nor are all rows from i on, of which there are `rows` now. */
  touchFrom(i: number, rows: number): void {
    const blocks = Math.ceil(rows / BLOCK);
    if (blocks > this.stale.length) {
      this.sums = this.sums.map((old, t) => {
        const bigger = new Float64Array(2 * blocks * this.widths[t]);
        bigger.set(old);
        return bigger;
      });
      const stale = new Uint8Array(2 * blocks);
      stale.set(this.stale);
      this.stale = stale;
    }
    this.blocks = blocks;
    this.stale.fill(1, Math.floor(i / BLOCK), blocks);
  }

  /** Adds the first n rows of every table to its total; `used`: how many numbers of each row are not always 0. */
  addTo(totals: readonly Float64Array[], tables: readonly Float64Array[], used: readonly number[], n: number): void {
    const { widths, sums, stale } = this;
    for (let b = 0; b < this.blocks; b++) {
      if (stale[b] === 0) continue;
      stale[b] = 0;
      const to = Math.min(n, (b + 1) * BLOCK);
      for (let t = 0; t < tables.length; t++) this.sumRows(t, tables[t], b, to, used[t]);
    }
    for (let t = 0; t < tables.length; t++) {
      const width = widths[t];
      const from = sums[t];
      const into = totals[t];
      for (let b = 0; b < this.blocks; b++) for (let f = 0; f < used[t]; f++) into[f] += from[b * width + f];
    }
  }
  /** The sum of block b, which ends before row `to`. */
  private sumRows(t: number, rows: Float64Array, b: number, to: number, used: number): void {
    const width = this.widths[t];
    const into = this.sums[t];
    const at = b * width;
    for (let f = 0; f < used; f++) into[at + f] = 0;
    for (let i = b * BLOCK; i < to; i++) for (let f = 0; f < used; f++) into[at + f] += rows[i * width + f];
  }
}
