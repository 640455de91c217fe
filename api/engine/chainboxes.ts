// Boxes that follow each other on the ground, as the edges of a ring do: runs of them share a box, runs of runs another.
import type { BoxGrid } from './boxgrid.ts';
import { freshRoom, type Room } from './room.ts';

/** Boxes under one. */
const FAN = 12;
/** Levels of a million million boxes. */
const MOST_LEVELS = 12;

/** An index that is built in one pass and asked from the top down; good where neighbours in the list are neighbours on the
 * ground. The arrays are kept, not copied. */
export class ChainBoxes implements BoxGrid {
  /** boxes of all levels above the lowest: x0, y0, x1, y1 each, level by level upwards */
  private readonly above: Float64Array;
  /** first box and number of boxes of every level in `above`; the lowest first */
  private readonly first: number[] = [];
  private readonly count: number[] = [];
  /** where the search is, by level */
  private readonly at: Int32Array;
  private readonly end: Int32Array;

  constructor(
    private readonly n: number,
    private readonly x0: Float64Array,
    private readonly y0: Float64Array,
    private readonly x1: Float64Array,
    private readonly y1: Float64Array,
    room: Room = freshRoom,
  ) {
    this.at = room.i32(MOST_LEVELS);
    this.end = room.i32(MOST_LEVELS);
    let total = 0;
    for (let m = n; m > 1; ) {
      m = Math.ceil(m / FAN);
      this.first.push(total);
      this.count.push(m);
      total += m;
    }
    const above = room.f64(4 * total);
    for (let l = 0; l < this.first.length; l++) {
      const below = l === 0 ? n : this.count[l - 1];
      for (let k = 0; k < this.count[l]; k++) {
        let [lx, ly, hx, hy] = [Infinity, Infinity, -Infinity, -Infinity];
        const from = k * FAN;
        const to = Math.min(below, from + FAN);
        if (l === 0)
          for (let i = from; i < to; i++) {
            if (x0[i] < lx) lx = x0[i];
            if (y0[i] < ly) ly = y0[i];
            if (x1[i] > hx) hx = x1[i];
            if (y1[i] > hy) hy = y1[i];
          }
        else
          for (let i = from; i < to; i++) {
            const b = 4 * (this.first[l - 1] + i);
            if (above[b] < lx) lx = above[b];
            if (above[b + 1] < ly) ly = above[b + 1];
            if (above[b + 2] > hx) hx = above[b + 2];
            if (above[b + 3] > hy) hy = above[b + 3];
          }
        const b = 4 * (this.first[l] + k);
        above[b] = lx;
        above[b + 1] = ly;
        above[b + 2] = hx;
        above[b + 3] = hy;
      }
    }
    this.above = above;
  }

  query(a: number, b: number, c: number, d: number, out: { list: Int32Array }): number {
    const { above, first, count, at, end, n, x0, y0, x1, y1 } = this;
    let m = 0;
    let level = first.length - 1;
    if (level < 0) {
      if (n === 1 && x0[0] <= c && x1[0] >= a && y0[0] <= d && y1[0] >= b) out.list[m++] = 0;
      return m;
    }
    at[level] = 0;
    end[level] = count[level];
    while (level < first.length) {
      const k = at[level]++;
      if (k >= end[level]) {
        level++;
        continue;
      }
      const box = 4 * (first[level] + k);
      if (above[box] > c || above[box + 2] < a || above[box + 1] > d || above[box + 3] < b) continue;
      const from = k * FAN;
      if (level > 0) {
        level--;
        at[level] = from;
        end[level] = Math.min(count[level], from + FAN);
        continue;
      }
      const to = Math.min(n, from + FAN);
      if (m + FAN > out.list.length) {
        const more = new Int32Array(2 * m + 2 * FAN);
        more.set(out.list);
        out.list = more;
      }
      const { list } = out;
      for (let i = from; i < to; i++) if (x0[i] <= c && x1[i] >= a && y0[i] <= d && y1[i] >= b) list[m++] = i;
    }
    return m;
  }
}
