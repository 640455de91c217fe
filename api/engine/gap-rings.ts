// The rings of a piece: arcs as chords, first in the plane, then in units of an outline.
import type { CellGrid } from './gap-cells.ts';
import type { GapChain } from './gap-chain.ts';
import { STRETCH } from './gap-filed.ts';
import { type GapItems, ITEM } from './gap-items.ts';

/** Chords of outlines keep within this (m) of the arc; with the rounding to 1e-7° the promise is 0.05. */
const CHORD_SAG_M = 0.04;
/** Heights of level chords, as shares of the height of the piece. */
const CHORDS = [0.5, 0.31, 0.69, 0.17, 0.83];

export class GapRings {
  /** vertices of the rings, x and y by turns, and whether the edge from each is an inner one; ring k up to ringEnd[k] */
  private vertices = new Float64Array(1024);
  private inner = new Uint8Array(512);
  private n = 0;
  private ringEnd = new Int32Array(64);
  private made = 0;
  private levels = new Float64Array(64);

  /** The same in E7 once they are rounded: `rings` of them, ring r up to vertex unitEnd[r]. */
  units = new Int32Array(1024);
  innerUnit = new Uint8Array(512);
  unitEnd = new Int32Array(64);
  rings = 0;

  constructor(
    private readonly items: GapItems,
    private readonly chain: GapChain,
  ) {}

  begin(): void {
    this.n = 0;
    this.made = 0;
  }
  private makeRoom(n: number): void {
    const v = new Float64Array(4 * n);
    v.set(this.vertices);
    this.vertices = v;
    const e = new Uint8Array(2 * n);
    e.set(this.inner);
    this.inner = e;
  }

  /** The ring of the loop that begins at place `first`; the shell comes first, then its holes. */
  add(first: number): void {
    const { order, next, nodeX, nodeY } = this.chain;
    const { g, flags, d, runFrom, runTo } = this.items;
    let n = this.n;
    let q = first;
    do {
      const own = order[q];
      const at = STRETCH * own;
      const isRun = (flags[own] & ITEM.RUN) !== 0;
      const r = g[at + 6];
      const turn = g[at + 8];
      // A chord over an angle s stands off by less than r s² / 8.
      const parts = isRun
        ? runTo[own] - runFrom[own] + 1
        : r > 0
          ? Math.ceil(Math.abs(turn) * Math.sqrt(r / (8 * CHORD_SAG_M)))
          : 1;
      if (n + parts >= this.inner.length) this.makeRoom(n + parts);
      const { vertices, inner } = this;
      vertices[2 * n] = nodeX[q];
      vertices[2 * n + 1] = nodeY[q];
      const isInner = flags[own] & ITEM.IS_INNER ? 1 : 0;
      inner[n++] = isInner;
      if (isRun) {
        const { ax, ay, left } = d;
        const from = runFrom[own];
        const to = runTo[own];
        const forward = left[from] >= 0;
        for (let k = 1; k < parts; k++, n++) {
          const e = forward ? from + k : to - k + 1;
          vertices[2 * n] = ax[e];
          vertices[2 * n + 1] = ay[e];
          inner[n] = 0;
        }
      } else if (parts > 1) {
        const c = Math.cos(turn / parts);
        const s = Math.sin(turn / parts);
        const cx = g[at + 4];
        const cy = g[at + 5];
        let x = g[at] - cx;
        let y = g[at + 1] - cy;
        for (let k = 1; k < parts; k++, n++) {
          const rotated = c * x - s * y;
          y = s * x + c * y;
          x = rotated;
          vertices[2 * n] = cx + x;
          vertices[2 * n + 1] = cy + y;
          inner[n] = isInner;
        }
      }
      q = next[q];
    } while (q !== first);
    this.n = n;
    if (this.made === this.ringEnd.length) {
      const ends = new Int32Array(2 * this.made);
      ends.set(this.ringEnd);
      this.ringEnd = ends;
      this.unitEnd = new Int32Array(2 * this.made);
    }
    this.ringEnd[this.made++] = n;
  }
  /** A point well inside: the middle of the widest of a few level chords. */
  pointIn(areaM2: number, at: Float64Array): void {
    const { ringEnd, vertices, made } = this;
    let lo = Infinity;
    let hi = -Infinity;
    for (let v = 1; v < 2 * ringEnd[0]; v += 2) {
      const y = vertices[v];
      if (y < lo) lo = y;
      if (y > hi) hi = y;
    }
    const enough = Math.sqrt(areaM2) / 2;
    let widest = -1;
    for (let k = 0; k < CHORDS.length && widest < enough; k++) {
      const y = lo + (hi - lo) * CHORDS[k];
      let m = 0;
      for (let r = 0; r < made; r++) m = this.addLevels(r, y, m);
      const { levels } = this;
      for (let q = 0; q + 1 < m; q += 2)
        if (levels[q + 1] - levels[q] > widest) {
          widest = levels[q + 1] - levels[q];
          at[0] = (levels[q] + levels[q + 1]) / 2;
          at[1] = y;
        }
    }
  }
  /** Where a ring crosses a height, sorted in among the m that are there; answers how many there are now. */
  private addLevels(ring: number, y: number, m: number): number {
    const { vertices, ringEnd } = this;
    const to = 2 * ringEnd[ring];
    let n = m;
    let u = to - 2;
    let y0 = vertices[u + 1];
    for (let v = ring === 0 ? 0 : 2 * ringEnd[ring - 1]; v < to; u = v, v += 2) {
      const y1 = vertices[v + 1];
      const above = y0 > y;
      const before = y0;
      y0 = y1;
      if (y1 > y === above) continue;
      const x = vertices[v] + ((y - y1) * (vertices[u] - vertices[v])) / (before - y1);
      if (n === this.levels.length) {
        const more = new Float64Array(2 * n);
        more.set(this.levels);
        this.levels = more;
      }
      const { levels } = this;
      let z = n++;
      for (; z > 0 && levels[z - 1] > x; z--) levels[z] = levels[z - 1];
      levels[z] = x;
    }
    return n;
  }

  /** Rounds all rings to E7 and drops vertices that fall on their follower. */
  round(grid: CellGrid): void {
    const { ringEnd, made } = this;
    this.rings = 0;
    let start = 0;
    for (let r = 0; r < made; r++) start = this.roundRing(grid, r === 0 ? 0 : ringEnd[r - 1], ringEnd[r], start);
  }
  /** Behind the rings that are there; answers where the next one goes. */
  private roundRing(grid: CellGrid, from: number, to: number, start: number): number {
    if (start + to - from > this.innerUnit.length) {
      const more = new Int32Array(4 * (start + to - from));
      more.set(this.units);
      this.units = more;
      const flags = new Uint8Array(more.length >> 1);
      flags.set(this.innerUnit);
      this.innerUnit = flags;
    }
    const { units, innerUnit, inner } = this;
    grid.unitsOf(this.vertices, from, to, units, start);
    // What is read lies at or behind what is written. The edge between two equal vertices is none: the later one takes the
    // earlier one's place.
    let m = start;
    let lastX = units[2 * start];
    let lastY = units[2 * start + 1];
    innerUnit[start] = inner[from];
    for (let v = from + 1, at = 2 * start + 2; v < to; v++, at += 2) {
      const x = units[at];
      const y = units[at + 1];
      if (x !== lastX || y !== lastY) {
        m++;
        units[2 * m] = x;
        units[2 * m + 1] = y;
        lastX = x;
        lastY = y;
      }
      innerUnit[m] = inner[v];
    }
    m++;
    if (m - start > 1 && lastX === units[2 * start] && lastY === units[2 * start + 1]) m--;
    if (m - start < 3) return start;
    this.unitEnd[this.rings++] = m;
    return m;
  }
}
