// Which apex is nearest to a place? Buckets on a grid, searched in growing rings.
import type { Footprints } from './footprint.ts';

/** One set of footprints after another, in the same room. */
export class NearestApex {
  private o: Footprints | null = null;
  private x0 = 0;
  private y0 = 0;
  private side = 1;
  private w = 0;
  private h = 0;
  /** bucket k holds items[start[k]] … items[start[k + 1] − 1], ascending */
  private start = new Int32Array(64);
  private items = new Int32Array(64);

  begin(o: Footprints): void {
    this.o = o;
    if (o.n === 0) return;
    const { X, Y, n } = o;
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
    if (this.items.length < n) this.items = new Int32Array(2 * n);
    const { start, items } = this;
    start.fill(0, 0, w * h + 2);
    for (let i = 0; i < n; i++) start[this.bucket(X[i], Y[i]) + 2]++;
    for (let k = 2; k < w * h + 2; k++) start[k] += start[k - 1];
    // Filling moves start[k + 1] from the begin of bucket k to its end, which is where bucket k + 1 begins.
    for (let i = 0; i < n; i++) items[start[this.bucket(X[i], Y[i]) + 1]++] = i;
  }
  private bucket(x: number, y: number): number {
    return Math.floor((y - this.y0) / this.side) * this.w + Math.floor((x - this.x0) / this.side);
  }

  /** The footprint whose apex is nearest; −1 when there is none. Equal distances go to the lower number. */
  find(x: number, y: number): number {
    const { o, w, h, side, start } = this;
    if (o === null || o.n === 0) return -1;
    const cx = Math.max(0, Math.min(w - 1, Math.floor((x - this.x0) / side)));
    const cy = Math.max(0, Math.min(h - 1, Math.floor((y - this.y0) / side)));
    this.best = -1;
    this.bestD2 = Infinity;
    const rings = Math.max(w, h);
    for (let ring = 0; ring <= rings; ring++) {
      // Everything in this ring and beyond is at least this far away.
      const reach = (ring - 1) * side;
      if (this.best >= 0 && reach > 0 && reach * reach > this.bestD2) break;
      const west = Math.max(0, cx - ring);
      const east = Math.min(w - 1, cx + ring);
      const last = Math.min(h - 1, cy + ring);
      for (let j = Math.max(0, cy - ring); j <= last; j++) {
        const row = j * w;
        if (j === cy - ring || j === cy + ring) this.look(start[row + west], start[row + east + 1], x, y);
        else {
          if (west === cx - ring) this.look(start[row + west], start[row + west + 1], x, y);
          if (east === cx + ring) this.look(start[row + east], start[row + east + 1], x, y);
        }
      }
    }
    return this.best;
  }
  private best = -1;
  private bestD2 = Infinity;
  private look(from: number, to: number, x: number, y: number): void {
    const { X, Y } = this.o!;
    const { items } = this;
    for (let k = from; k < to; k++) {
      const i = items[k];
      const d2 = (X[i] - x) ** 2 + (Y[i] - y) ** 2;
      if (d2 < this.bestD2 || (d2 === this.bestD2 && i < this.best)) {
        this.bestD2 = d2;
        this.best = i;
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
