// Links the items of a cell end to start, so that they close to loops.
//
// They are sorted by place first, so the loops are a function of the items alone. q, z and p are places in that order.
import { STRETCH } from './gap-filed.ts';
import { type GapItems, ITEM, NODE_M } from './gap-items.ts';

const TAU = 2 * Math.PI;
/** An end that meets no start within this (m) is open: the sweep contradicted itself. */
const CLOSE_M = 1e-4;
/** Distance (m) along a stretch at which its direction is taken where several go on from a node. */
const DIRECTION_M = 1e-2;

export class GapChain {
  /** the item at each place, and where it starts: once by itself, once at the node it shares */
  order = new Int32Array(64);
  private startX = new Float64Array(64);
  nodeX = new Float64Array(64);
  nodeY = new Float64Array(64);
  /** where it goes on: a permutation */
  next = new Int32Array(64);
  private taken = new Uint8Array(64);
  /** the other side of a border between labels with gap on both, −1 = none */
  twin = new Int32Array(64);

  constructor(private readonly items: GapItems) {}

  /** Links all items; answers the ends that met nothing. */
  link(): number {
    const { n, mixed } = this.items;
    if (n > this.order.length) this.makeRoom(2 * n);
    this.sort();
    this.settle();
    if (mixed) this.pairUp();
    return this.chain();
  }
  private makeRoom(size: number): void {
    this.order = new Int32Array(size);
    this.startX = new Float64Array(size);
    this.nodeX = new Float64Array(size);
    this.nodeY = new Float64Array(size);
    this.next = new Int32Array(size);
    this.taken = new Uint8Array(size);
    this.twin = new Int32Array(size);
  }

  /** Of two items that start at the same x: is a before b? By start, then end, then turn, then label. */
  private before(a: number, b: number): boolean {
    const { g, label } = this.items;
    const p = STRETCH * a;
    const q = STRETCH * b;
    if (g[p + 1] !== g[q + 1]) return g[p + 1] < g[q + 1];
    if (g[p + 2] !== g[q + 2]) return g[p + 2] < g[q + 2];
    if (g[p + 3] !== g[q + 3]) return g[p + 3] < g[q + 3];
    if (g[p + 8] !== g[q + 8]) return g[p + 8] < g[q + 8];
    return label[a] < label[b];
  }
  private sort(): void {
    const { order, startX } = this;
    const { g, n } = this.items;
    for (let q = 0; q < n; q++) {
      order[q] = q;
      startX[q] = g[STRETCH * q];
    }
    let gap = 1;
    while (gap < n / 9) gap = 3 * gap + 1;
    for (; gap > 0; gap = (gap - 1) / 3)
      for (let i = gap; i < n; i++) {
        const own = order[i];
        const x = startX[i];
        let j = i - gap;
        while (j >= 0 && (x < startX[j] || (x === startX[j] && this.before(own, order[j])))) {
          order[j + gap] = order[j];
          startX[j + gap] = startX[j];
          j -= gap;
        }
        order[j + gap] = own;
        startX[j + gap] = x;
      }
  }
  /** First place in the order whose start is not west of x. */
  private firstFrom(x: number): number {
    const { startX } = this;
    let lo = 0;
    let hi = this.items.n;
    // Of few, which most cells have, one after the other is quicker.
    if (hi <= 16) {
      while (lo < hi && startX[lo] < x) lo++;
      return lo;
    }
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (startX[mid] < x) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  /** Nodes: starts that lie together take the place of the first of them, so that neighbours say the same vertex. */
  private settle(): void {
    const { order, startX, nodeX, nodeY } = this;
    const { g, n } = this.items;
    for (let q = 0; q < n; q++) {
      const y = g[STRETCH * order[q] + 1];
      nodeX[q] = startX[q];
      nodeY[q] = y;
      for (let z = q - 1; z >= 0 && startX[q] - startX[z] < NODE_M; z--) {
        if (Math.abs(g[STRETCH * order[z] + 1] - y) > NODE_M) continue;
        nodeX[q] = nodeX[z];
        nodeY[q] = nodeY[z];
        break;
      }
    }
  }

  /** Borders between labels with gap on both sides: each stretch's partner walks it the other way. */
  private pairUp(): void {
    const { order, startX, twin } = this;
    const { g, label, flags, n } = this.items;
    for (let q = 0; q < n; q++) {
      twin[q] = -1;
      const own = order[q];
      if (!(flags[own] & ITEM.MAY_BE_INNER)) continue;
      const a = STRETCH * own;
      for (let z = this.firstFrom(g[a + 2] - NODE_M); z < n && startX[z] <= g[a + 2] + NODE_M; z++) {
        const other = order[z];
        const b = STRETCH * other;
        if (!(flags[other] & ITEM.MAY_BE_INNER) || label[other] === label[own]) continue;
        if (
          Math.abs(g[b + 1] - g[a + 3]) > NODE_M ||
          Math.abs(g[b + 2] - g[a]) > NODE_M ||
          Math.abs(g[b + 3] - g[a + 1]) > NODE_M ||
          Math.abs(g[b + 6] - g[a + 6]) > NODE_M
        )
          continue;
        twin[q] = z;
        flags[own] |= ITEM.IS_INNER;
        break;
      }
    }
  }

  private chain(): number {
    const { order, startX, next, taken } = this;
    const { g, label, n } = this.items;
    for (let q = 0; q < n; q++) taken[q] = 0;
    let hard = false;
    for (let q = 0; q < n; q++) {
      const own = order[q];
      const x = g[STRETCH * own + 2];
      const y = g[STRETCH * own + 3];
      let found = -1;
      let several = false;
      for (let z = this.firstFrom(x - NODE_M); z < n && startX[z] <= x + NODE_M; z++) {
        const other = order[z];
        if (label[other] !== label[own] || Math.abs(g[STRETCH * other + 1] - y) > NODE_M) continue;
        if (found < 0) found = z;
        else several = true;
      }
      if (found < 0 || several || taken[found]) {
        next[q] = -1;
        hard = true;
      } else {
        next[q] = found;
        taken[found] = 1;
      }
    }
    if (!hard) return 0;
    this.turnLeft();
    return this.joinNearest();
  }
  /** Several go on: always the sharpest left turn, so that outlines that only touch in a point stay apart. */
  private turnLeft(): void {
    const { order, startX, next, taken } = this;
    const { g, label, n } = this.items;
    for (let q = 0; q < n; q++) {
      if (next[q] >= 0) continue;
      const own = order[q];
      const x = g[STRETCH * own + 2];
      const y = g[STRETCH * own + 3];
      const back = this.direction(own, true);
      let best = Infinity;
      for (let z = this.firstFrom(x - NODE_M); z < n && startX[z] <= x + NODE_M; z++) {
        const other = order[z];
        if (taken[z] || label[other] !== label[own] || Math.abs(g[STRETCH * other + 1] - y) > NODE_M) continue;
        let angle = back - this.direction(other, false);
        angle -= TAU * Math.floor(angle / TAU);
        if (angle < 1e-9) angle = TAU;
        if (angle < best) {
          best = angle;
          next[q] = z;
        }
      }
      if (next[q] >= 0) taken[next[q]] = 1;
    }
  }
  /** Every label has as many ends as starts: what is left over is joined to the nearest, so that loops close. Answers the
   * ends that met nothing. */
  private joinNearest(): number {
    const { order, next, taken } = this;
    const { g, label, n } = this.items;
    let open = 0;
    for (let q = 0; q < n; q++) {
      if (next[q] >= 0) continue;
      const own = order[q];
      let best = Infinity;
      for (let z = 0; z < n; z++) {
        const other = order[z];
        if (taken[z] || label[other] !== label[own]) continue;
        const away = Math.hypot(
          g[STRETCH * other] - g[STRETCH * own + 2],
          g[STRETCH * other + 1] - g[STRETCH * own + 3],
        );
        if (away < best) {
          best = away;
          next[q] = z;
        }
      }
      taken[next[q]] = 1;
      if (best > CLOSE_M) open++;
    }
    return open;
  }

  /** Direction in which an item leaves its start (or, reversed, its end). */
  private direction(own: number, atEnd: boolean): number {
    const { items } = this;
    const { g } = items;
    if (items.flags[own] & ITEM.RUN) {
      const p = atEnd ? items.runLength(own) : 0;
      const q = atEnd ? p - 1 : 1;
      return Math.atan2(items.runY(own, q) - items.runY(own, p), items.runX(own, q) - items.runX(own, p));
    }
    const at = STRETCH * own;
    const r = g[at + 6];
    const turn = g[at + 8];
    if (r === 0) {
      const x = g[at + 2] - g[at];
      const y = g[at + 3] - g[at + 1];
      return atEnd ? Math.atan2(-y, -x) : Math.atan2(y, x);
    }
    const step = Math.sign(turn) * Math.min(DIRECTION_M / r, Math.abs(turn) / 2);
    const t = atEnd ? g[at + 7] + turn : g[at + 7];
    const u = atEnd ? t - step : t + step;
    return Math.atan2(Math.sin(u) - Math.sin(t), Math.cos(u) - Math.cos(t));
  }
}
