// Which apex is nearest to a place? Buckets on a grid, searched in growing rings.
import type { Footprints } from './footprint.ts';

/** In which bucket an apex on the edge of two lies is decided by rounding: less than this, in buckets. */
const ROUNDING = 1e-6;

/** One set of footprints after another, in the same room. */
export class NearestApex {
  private n = 0;
  private x0 = 0;
  private y0 = 0;
  private side = 1;
  private w = 0;
  private h = 0;
  /** bucket k holds items[start[k]] … items[start[k + 1] − 1], ascending; xy are their places */
  private start = new Int32Array(64);
  private items = new Int32Array(64);
  private xy = new Float64Array(128);

  begin(o: Footprints): void {
    const { X, Y, n } = o;
    this.n = n;
    if (n === 0) return;
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < n; i++) {
      x0 = Math.min(x0, X[i]);
      x1 = Math.max(x1, X[i]);
      y0 = Math.min(y0, Y[i]);
      y1 = Math.max(y1, Y[i]);
    }
    // About two apexes a bucket.
    const side = Math.max(
      1,
      Math.sqrt((2 * Math.max(1, (x1 - x0) * (y1 - y0))) / n),
      (x1 - x0) / 1_000,
      (y1 - y0) / 1_000,
    );
    const w = Math.floor((x1 - x0) / side) + 1;
    const h = Math.floor((y1 - y0) / side) + 1;
    this.x0 = x0;
    this.y0 = y0;
    this.side = side;
    this.w = w;
    this.h = h;
    if (this.start.length < w * h + 2) this.start = new Int32Array(2 * w * h + 2);
    if (this.items.length < n) {
      this.items = new Int32Array(2 * n);
      this.xy = new Float64Array(4 * n);
    }
    const { start, items, xy } = this;
    start.fill(0, 0, w * h + 2);
    for (let i = 0; i < n; i++) start[this.bucket(X[i], Y[i]) + 2]++;
    for (let k = 2; k < w * h + 2; k++) start[k] += start[k - 1];
    // Filling moves start[k + 1] from the begin of bucket k to its end, which is where bucket k + 1 begins.
    for (let i = 0; i < n; i++) {
      const at = start[this.bucket(X[i], Y[i]) + 1]++;
      items[at] = i;
      xy[2 * at] = X[i];
      xy[2 * at + 1] = Y[i];
    }
  }
  private bucket(x: number, y: number): number {
    return Math.floor((y - this.y0) / this.side) * this.w + Math.floor((x - this.x0) / this.side);
  }

  /** The footprint whose apex is nearest; −1 when there is none. Equal distances go to the lower number. */
  find(x: number, y: number): number {
    if (this.n === 0) return -1;
    const { w, h, side, start } = this;
    const u = (x - this.x0) / side;
    const v = (y - this.y0) / side;
    const cx = Math.max(0, Math.min(w - 1, Math.floor(u)));
    const cy = Math.max(0, Math.min(h - 1, Math.floor(v)));
    this.best = -1;
    this.bestD2 = Infinity;
    const rings = Math.max(w, h);
    for (let ring = 0; ring <= rings; ring++) {
      const left = cx - ring;
      const right = cx + ring;
      const top = cy - ring;
      const bottom = cy + ring;
      for (let j = Math.max(0, top); j <= Math.min(h - 1, bottom); j++) {
        const row = j * w;
        if (j === top || j === bottom)
          this.look(start[row + Math.max(0, left)], start[row + Math.min(w - 1, right) + 1], x, y);
        else {
          if (left >= 0) this.look(start[row + left], start[row + left + 1], x, y);
          if (right < w) this.look(start[row + right], start[row + right + 1], x, y);
        }
      }
      // Everything beyond this ring is at least this far away (in buckets); where the grid ends nothing is.
      let reach = Infinity;
      if (left > 0) reach = u - left;
      if (right < w - 1) reach = Math.min(reach, right + 1 - u);
      if (top > 0) reach = Math.min(reach, v - top);
      if (bottom < h - 1) reach = Math.min(reach, bottom + 1 - v);
      const reachM = (reach - ROUNDING) * side;
      if (reachM > 0 && reachM * reachM > this.bestD2) break;
    }
    return this.best;
  }
  private best = -1;
  private bestD2 = Infinity;
  private look(from: number, to: number, x: number, y: number): void {
    const { items, xy } = this;
    for (let k = from; k < to; k++) {
      const d2 = (xy[2 * k] - x) ** 2 + (xy[2 * k + 1] - y) ** 2;
      if (d2 > this.bestD2) continue;
      if (d2 < this.bestD2 || items[k] < this.best) {
        this.bestD2 = d2;
        this.best = items[k];
      }
    }
  }
}

/** The same for one place, without an index; −1 when there is none. */
export function nearestOf(o: Footprints, x: number, y: number): number {
  let best = -1;
  let bestD2 = Infinity;
  for (let i = 0; i < o.n; i++) {
    const d2 = (o.X[i] - x) ** 2 + (o.Y[i] - y) ** 2;
    if (d2 < bestD2) {
      bestD2 = d2;
      best = i;
    }
  }
  return best;
}
