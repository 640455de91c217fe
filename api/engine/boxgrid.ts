// Which boxes meet a box? A grid in levels by size, so that one huge footprint does not slow the small ones down.

export interface BoxGrid {
  /** Writes the indices of all boxes that meet [x0, x1] × [y0, y1] into `out` (grown as needed) and returns how many. */
  query(x0: number, y0: number, x1: number, y1: number, out: { list: Int32Array }): number;
}

/** Fewer boxes than this are asked one by one. */
const BRUTE_FORCE_BELOW = 24;
/** Levels: sides up to 4^level times this (m). */
const FINEST_M = 1;
const LEVELS = 14;
/** Cells of a level: at most this many per box, and some. */
const CELLS_PER_BOX = 2;
const CELLS_MORE = 16;

/** Index over n boxes given as four arrays. The arrays are kept, not copied. */
export function boxGrid(n: number, x0: Float64Array, y0: Float64Array, x1: Float64Array, y1: Float64Array): BoxGrid {
  return n < BRUTE_FORCE_BELOW ? new FewBoxes(n, x0, y0, x1, y1) : new GridInLevels(n, x0, y0, x1, y1);
}

function more(list: Int32Array): Int32Array {
  const bigger = new Int32Array(2 * list.length + 64);
  bigger.set(list);
  return bigger;
}

class FewBoxes implements BoxGrid {
  constructor(
    private readonly n: number,
    private readonly x0: Float64Array,
    private readonly y0: Float64Array,
    private readonly x1: Float64Array,
    private readonly y1: Float64Array,
  ) {}
  query(a: number, b: number, c: number, d: number, out: { list: Int32Array }): number {
    const { n, x0, y0, x1, y1 } = this;
    if (out.list.length < n) out.list = new Int32Array(n + 64);
    const list = out.list;
    let m = 0;
    for (let i = 0; i < n; i++) if (x0[i] <= c && x1[i] >= a && y0[i] <= d && y1[i] >= b) list[m++] = i;
    return m;
  }
}

/** What a query needs of one level: its grid lies at (ox, oy) with w × h cells; a box is in the cell of its middle, and its
 * sides reach at most reachX, reachY from there. Its cells begin at `at` in `start`. */
interface Level {
  ox: number;
  oy: number;
  scale: number;
  w: number;
  h: number;
  reachX: number;
  reachY: number;
  at: number;
}

class GridInLevels implements BoxGrid {
  private readonly levels: Level[] = [];
  /** items of cell k: items[start[k]] … items[start[k + 1] − 1] */
  private readonly start: Int32Array;
  private readonly items: Int32Array;

  constructor(
    n: number,
    private readonly x0: Float64Array,
    private readonly y0: Float64Array,
    private readonly x1: Float64Array,
    private readonly y1: Float64Array,
  ) {
    const levelOf = new Uint8Array(n);
    const members = new Int32Array(LEVELS);
    for (let i = 0; i < n; i++) {
      const side = Math.max(x1[i] - x0[i], y1[i] - y0[i]) / FINEST_M;
      let level = 0;
      if (side > 1) level = Math.min(LEVELS - 1, (33 - Math.clz32(Math.min(side, 2 ** 30))) >> 1);
      levelOf[i] = level;
      members[level]++;
    }
    // Extents of the middles and reaches, level by level.
    const slot = new Int32Array(LEVELS);
    let used = 0;
    for (let l = 0; l < LEVELS; l++) if (members[l] > 0) slot[l] = used++;
    const ext = new Float64Array(6 * used);
    for (let s = 0; s < used; s++) {
      ext[6 * s] = ext[6 * s + 1] = Infinity;
      ext[6 * s + 2] = ext[6 * s + 3] = -Infinity;
    }
    for (let i = 0; i < n; i++) {
      const s = 6 * slot[levelOf[i]];
      const cx = (x0[i] + x1[i]) / 2;
      const cy = (y0[i] + y1[i]) / 2;
      if (cx < ext[s]) ext[s] = cx;
      if (cy < ext[s + 1]) ext[s + 1] = cy;
      if (cx > ext[s + 2]) ext[s + 2] = cx;
      if (cy > ext[s + 3]) ext[s + 3] = cy;
      if (x1[i] - x0[i] > ext[s + 4]) ext[s + 4] = x1[i] - x0[i];
      if (y1[i] - y0[i] > ext[s + 5]) ext[s + 5] = y1[i] - y0[i];
    }
    let cells = 0;
    for (let l = 0, s = 0; l < LEVELS; l++) {
      if (members[l] === 0) continue;
      const width = ext[6 * s + 2] - ext[6 * s];
      const height = ext[6 * s + 3] - ext[6 * s + 1];
      // Cells about as large as the boxes, and not many more of them than boxes.
      let cell = Math.max(ext[6 * s + 4], ext[6 * s + 5], 1e-3);
      const most = CELLS_PER_BOX * members[l] + CELLS_MORE;
      while ((width / cell + 1) * (height / cell + 1) > most) cell *= 1.5;
      const w = Math.floor(width / cell) + 1;
      const h = Math.floor(height / cell) + 1;
      this.levels.push({
        ox: ext[6 * s],
        oy: ext[6 * s + 1],
        scale: 1 / cell,
        w,
        h,
        reachX: ext[6 * s + 4] / 2,
        reachY: ext[6 * s + 5] / 2,
        at: cells,
      });
      cells += w * h;
      s++;
    }
    const start = new Int32Array(cells + 2);
    const cellOf = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const l = this.levels[slot[levelOf[i]]];
      // The last row and column take what rounding puts behind them.
      const column = Math.min(l.w - 1, (((x0[i] + x1[i]) / 2 - l.ox) * l.scale) | 0);
      const row = Math.min(l.h - 1, (((y0[i] + y1[i]) / 2 - l.oy) * l.scale) | 0);
      const k = l.at + row * l.w + column;
      cellOf[i] = k;
      start[k + 2]++;
    }
    for (let k = 0; k < cells; k++) start[k + 2] += start[k + 1];
    const items = new Int32Array(n);
    for (let i = 0; i < n; i++) items[start[cellOf[i] + 1]++] = i;
    this.start = start;
    this.items = items;
  }

  query(a: number, b: number, c: number, d: number, out: { list: Int32Array }): number {
    const { levels, start, items, x0, y0, x1, y1 } = this;
    let list = out.list;
    let m = 0;
    for (let q = 0; q < levels.length; q++) {
      const l = levels[q];
      const i0 = Math.max(0, Math.floor((a - l.reachX - l.ox) * l.scale - EDGE));
      const i1 = Math.min(l.w - 1, Math.floor((c + l.reachX - l.ox) * l.scale + EDGE));
      if (i1 < i0) continue;
      const j0 = Math.max(0, Math.floor((b - l.reachY - l.oy) * l.scale - EDGE));
      const j1 = Math.min(l.h - 1, Math.floor((d + l.reachY - l.oy) * l.scale + EDGE));
      for (let j = j0; j <= j1; j++) {
        const row = l.at + j * l.w;
        const k0 = start[row + i0];
        const k1 = start[row + i1 + 1];
        if (m + k1 - k0 > list.length) {
          while (m + k1 - k0 > list.length) list = more(list);
          out.list = list;
        }
        for (let k = k0; k < k1; k++) {
          const i = items[k];
          if (x0[i] <= c && x1[i] >= a && y0[i] <= d && y1[i] >= b) list[m++] = i;
        }
      }
    }
    return m;
  }
}

/** Rounding of a cell number: far below a cell, far above what the products above are off by. */
const EDGE = 1e-6;
