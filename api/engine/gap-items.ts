// What bounds the gaps of one cell: parts of stretches, runs of border edges, and the gap parts of its four sides.
import type { Demand } from './demand.ts';
import { STRETCH } from './gap-filed.ts';

/** Ends nearer than this (m, per axis) are one node. Intersections of near-tangent arcs agree to about 1e-7 m. */
export const NODE_M = 2e-6;

/** Flags of an item. */
const MAY_BE_INNER = 1;
const SIDE = 2;
const IS_INNER = 4;
/** a run of edges of a ring border, from edge runFrom to edge runTo */
const RUN = 8;
export const ITEM = { MAY_BE_INNER, SIDE, IS_INNER, RUN } as const;

/** One cell at a time: `begin`, then its items. */
export class GapItems {
  d!: Demand;
  n = 0;
  /** per item the numbers of a stretch (gap-filed.ts) */
  g = new Float64Array(64 * STRETCH);
  label = new Int32Array(64);
  flags = new Uint8Array(64);
  runFrom = new Int32Array(64);
  runTo = new Int32Array(64);
  /** gap parts of the sides in the order in which they are told: their items, −1 = too short for one */
  sideItem = new Int32Array(16);
  readonly sideEnd = new Int32Array(4);
  /** is any item a border between labels? */
  mixed = false;
  private sideParts = 0;
  private sides = 0;

  begin(d: Demand): void {
    this.d = d;
    this.n = 0;
    this.mixed = false;
    this.sideParts = 0;
    this.sides = 0;
  }
  private grow(): void {
    const size = 2 * this.label.length;
    const copy = <T extends Float64Array | Int32Array | Uint8Array>(old: T, length: number): T => {
      const more = new (old.constructor as new (length: number) => T)(length);
      more.set(old);
      return more;
    };
    this.g = copy(this.g, STRETCH * size);
    this.label = copy(this.label, size);
    this.flags = copy(this.flags, size);
    this.runFrom = copy(this.runFrom, size);
    this.runTo = copy(this.runTo, size);
  }
  private add(label: number, flags: number): number {
    this.label[this.n] = label;
    this.flags[this.n] = flags;
    return this.n++;
  }

  /** The stretch whose numbers stand at f[at]… */
  stretch(f: Float64Array, at: number, label: number, inner: boolean): void {
    // A stretch that shrinks to a node is no outline; a full circle is.
    if (
      Math.abs(f[at] - f[at + 2]) < NODE_M &&
      Math.abs(f[at + 1] - f[at + 3]) < NODE_M &&
      Math.abs(f[at + 6] * f[at + 8]) < 10 * NODE_M
    )
      return;
    if (this.n === this.label.length) this.grow();
    const { g } = this;
    const to = STRETCH * this.n;
    for (let q = 0; q < STRETCH; q++) g[to + q] = f[at + q];
    if (inner) this.mixed = true;
    this.add(label, inner ? MAY_BE_INNER : 0);
  }
  /** Ring edges first…last, all of them gap on the demand's side. */
  run(first: number, last: number): void {
    if (this.n === this.label.length) this.grow();
    const { ax, ay, bx, by, left, right } = this.d;
    const forward = left[first] >= 0;
    if (forward) this.straight(ax[first], ay[first], bx[last], by[last]);
    else this.straight(bx[last], by[last], ax[first], ay[first]);
    this.runFrom[this.n] = first;
    this.runTo[this.n] = last;
    this.add(forward ? left[first] : right[first], RUN);
  }
  /** A gap part of the side in hand; `along` = the cell lies on the left of (x0, y0) → (x1, y1). */
  side(x0: number, y0: number, x1: number, y1: number, along: boolean, label: number): void {
    if (this.sideParts === this.sideItem.length) {
      const more = new Int32Array(2 * this.sideParts);
      more.set(this.sideItem);
      this.sideItem = more;
    }
    if (Math.abs(x0 - x1) < NODE_M && Math.abs(y0 - y1) < NODE_M) {
      this.sideItem[this.sideParts++] = -1;
      return;
    }
    if (this.n === this.label.length) this.grow();
    if (along) this.straight(x0, y0, x1, y1);
    else this.straight(x1, y1, x0, y0);
    this.sideItem[this.sideParts++] = this.add(label, SIDE | IS_INNER);
  }
  private straight(x0: number, y0: number, x1: number, y1: number): void {
    const { g } = this;
    const to = STRETCH * this.n;
    g[to] = x0;
    g[to + 1] = y0;
    g[to + 2] = x1;
    g[to + 3] = y1;
    for (let q = 4; q < STRETCH; q++) g[to + q] = 0;
  }
  /** What is told from here on belongs to the next side. */
  nextSide(): void {
    this.sideEnd[this.sides++] = this.sideParts;
  }

  /** Edges of the run that is item `own`, and vertex p of it: 0 where it begins, `runLength` where it ends. */
  runLength(own: number): number {
    return this.runTo[own] - this.runFrom[own] + 1;
  }
  runX(own: number, p: number): number {
    return this.runAt(this.d.ax, this.d.bx, own, p);
  }
  runY(own: number, p: number): number {
    return this.runAt(this.d.ay, this.d.by, own, p);
  }
  private runAt(a: Float64Array, b: Float64Array, own: number, p: number): number {
    const first = this.runFrom[own];
    const last = this.runTo[own];
    if (this.d.left[first] >= 0) return first + p <= last ? a[first + p] : b[last];
    return p === 0 ? b[last] : a[last - p + 1];
  }
  /** Twice the area that a run sweeps over, seen from a place. */
  runTwice(own: number, ox: number, oy: number): number {
    const { ax, ay, bx, by, left } = this.d;
    const first = this.runFrom[own];
    const last = this.runTo[own];
    let twice = 0;
    for (let e = first; e <= last; e++) twice += (ax[e] - ox) * (by[e] - oy) - (ay[e] - oy) * (bx[e] - ox);
    return left[first] >= 0 ? twice : -twice;
  }
}
