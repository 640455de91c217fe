// What every owner (a footprint, or an edge of the border) contributes to every sum: one row each, summed in their order.
import { BlockSums } from './block-sums.ts';
import type { Room } from './room.ts';

/** Totals of all rows. */
export interface Totals {
  term: Float64Array;
  vector: Float64Array;
  deep: Float64Array;
}

export class OwnerRows {
  /** numbers in a row of `terms`: depth, likely, high for every k, then low, likely, high of every label */
  readonly width: number;
  terms: Float64Array;
  /** vector sums of the boundaries of depth, likely and high, for every k: the `closure` check */
  vectors: Float64Array;
  /** area at depths beyond K, certain ones and all: the `depth-sum` check */
  deeper: Float64Array;
  private readonly sums: BlockSums;

  constructor(
    private readonly K: number,
    private readonly labels: number,
    n: number,
    room: Room,
  ) {
    this.width = 3 * K + (labels > 1 ? 3 * labels : 0);
    this.terms = room.f64(n * this.width);
    this.vectors = room.f64(n * 6 * K);
    this.deeper = room.f64(2 * n);
    this.sums = new BlockSums([this.width, 6 * K, 2], n, room);
  }

  /** Row i is written anew. */
  clear(i: number): void {
    const { width, K } = this;
    this.terms.fill(0, i * width, (i + 1) * width);
    this.vectors.fill(0, i * 6 * K, (i + 1) * 6 * K);
    this.deeper[2 * i] = this.deeper[2 * i + 1] = 0;
    this.sums.touch(i);
  }
  /** So are all n rows. */
  touchAll(n: number): void {
    this.sums.touchFrom(0, n);
  }
  /** Row k came (+1) or went (−1); there are n now. */
  shift(k: number, by: 1 | -1, n: number): void {
    this.terms = shiftRows(this.terms, this.width, k, by, n);
    this.vectors = shiftRows(this.vectors, 6 * this.K, k, by, n);
    this.deeper = shiftRows(this.deeper, 2, k, by, n);
    this.sums.touchFrom(Math.min(k, n), n);
  }

  /** Adds the first n rows; `plain`: only depth was written, and what has labels. */
  addTo(totals: Totals, n: number, plain: boolean): void {
    const { K, width, labels } = this;
    const used = plain && labels === 1 ? [K, 2 * K, 1] : [width, 6 * K, 2];
    this.sums.addTo([totals.term, totals.vector, totals.deep], [this.terms, this.vectors, this.deeper], used, n);
  }
}

/** Makes place for row k (+1) or closes it (−1) in rows of `width` numbers, n of them afterwards. */
export function shiftRows<T extends Float64Array | Uint8Array | Int32Array>(
  old: T,
  width: number,
  k: number,
  by: 1 | -1,
  n: number,
): T {
  const [to, from] = by === 1 ? [k + 1, k] : [k, k + 1];
  let rows = old;
  if (n * width > rows.length) {
    rows = new (old.constructor as new (length: number) => T)(2 * n * width + 8 * width);
    rows.set(old);
  }
  return rows.copyWithin(to * width, from * width, (n - by) * width) as T;
}
