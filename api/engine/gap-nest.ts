// Does one loop of a cell lie inside another? Asked of the true arcs: a hole may be nearer to its shell than a chord is to
// the arc, and thinner.
import type { GapChain } from './gap-chain.ts';
import { STRETCH } from './gap-filed.ts';
import { type GapItems, ITEM } from './gap-items.ts';

/** About so many places of the inner loop are asked. */
const ASKED = 5;

export class GapNest {
  constructor(
    private readonly items: GapItems,
    private readonly chain: GapChain,
  ) {}

  /** Loops are given by the place they begin at. Both may share nodes: most of the inner one's middles decide. */
  holds(outer: number, inner: number): boolean {
    const { order, next } = this.chain;
    const { g, flags } = this.items;
    let n = 0;
    let q = inner;
    do {
      n++;
      q = next[q];
    } while (q !== inner);
    const step = Math.max(1, Math.floor(n / ASKED));
    let yes = 0;
    let asked = 0;
    for (let k = 0; k < n; k++, q = next[q]) {
      if (k % step !== 0) continue;
      const own = order[q];
      const at = STRETCH * own;
      const r = g[at + 6];
      const middle = g[at + 7] + g[at + 8] / 2;
      let x = r > 0 ? g[at + 4] + r * Math.cos(middle) : (g[at] + g[at + 2]) / 2;
      let y = r > 0 ? g[at + 5] + r * Math.sin(middle) : (g[at + 1] + g[at + 3]) / 2;
      if (flags[own] & ITEM.RUN) {
        x = (this.items.runX(own, 0) + this.items.runX(own, 1)) / 2;
        y = (this.items.runY(own, 0) + this.items.runY(own, 1)) / 2;
      }
      asked++;
      if (this.isInside(outer, x, y)) yes++;
    }
    return 2 * yes > asked;
  }

  /** Even-odd, by what lies east of the place. */
  private isInside(loop: number, x: number, y: number): boolean {
    const { items } = this;
    const { order, next } = this.chain;
    const { g, flags } = items;
    let inside = false;
    let q = loop;
    do {
      const own = order[q];
      const at = STRETCH * own;
      if (flags[own] & ITEM.RUN) {
        const n = items.runLength(own);
        for (let p = 0; p < n; p++)
          if (isEast(items.runX(own, p), items.runY(own, p), items.runX(own, p + 1), items.runY(own, p + 1), x, y))
            inside = !inside;
      } else if (g[at + 6] > 0) {
        if (this.arcIsEast(at, x, y)) inside = !inside;
      } else if (isEast(g[at], g[at + 1], g[at + 2], g[at + 3], x, y)) inside = !inside;
      q = next[q];
    } while (q !== loop);
    return inside;
  }
  /** Is an odd number of crossings with the arc at g[at] east of the place? */
  private arcIsEast(at: number, x: number, y: number): boolean {
    const { g } = this.items;
    const cx = g[at + 4];
    const cy = g[at + 5];
    const r = g[at + 6];
    const end = g[at + 7] + g[at + 8];
    const forward = g[at + 8] > 0;
    const [from, to] = forward ? [g[at + 7], end] : [end, g[at + 7]];
    // Its ends are where its neighbours have them.
    const [startY, endY] = forward ? [g[at + 1], g[at + 3]] : [g[at + 3], g[at + 1]];
    let odd = false;
    // Between its lowest and highest places an arc crosses a height once.
    let y0 = startY;
    for (let t = from, half = Math.floor(from / Math.PI + 0.5); t < to; half++) {
      const u = Math.min(to, (half + 0.5) * Math.PI);
      const y1 = u < to ? cy + r * Math.sin(u) : endY;
      if (y0 > y !== y1 > y) {
        const away = Math.sqrt(Math.max(0, (r - (y - cy)) * (r + (y - cy))));
        if (cx + (half % 2 === 0 ? away : -away) > x) odd = !odd;
      }
      t = u;
      y0 = y1;
    }
    return odd;
  }
}

/** Does a segment cross the height of a place east of it? */
const isEast = (ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean =>
  ay > y !== by > y && ax + ((y - ay) * (bx - ax)) / (by - ay) > x;
