// Which boxes meet a box? A grid in levels by size, so that one huge footprint does not slow the small ones down.

export interface BoxGrid {
  /** Writes the indices of all boxes that meet [x0, x1] × [y0, y1] into `out` (grown as needed) and returns how many. */
  query(x0: number, y0: number, x1: number, y1: number, out: { list: Int32Array }): number;
}

/** Fewer boxes than this are asked one by one. */
const BRUTE_FORCE_BELOW = 24;
/** Level of a box: the least one with side < 4^level m. */
const LEVELS = 14;
const LARGEST_M = 4 ** (LEVELS - 1);
/** Cells of a level: at most this many per box, and some. */
const CELLS_PER_BOX = 2;
const CELLS_MORE = 16;

/** Rounding of a cell number: far below a cell, far above what the products are off by. */
const EDGE = 1e-6;

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

/** Per level in `shape`: cells per metre, columns, rows, number of its first cell, and how far its boxes reach from their
 * middles in x and in y. */
const FIELDS = 6;

/** Notes while an index is built, kept from one to the next: allocating costs more than filling, for a leaf's few edges. */
let cellOf = new Int32Array(1024);
let levelOf = new Uint8Array(1024);
const members = new Int32Array(LEVELS);
const wide = new Float64Array(2 * LEVELS);
const slot = new Uint8Array(LEVELS);

class GridInLevels implements BoxGrid {
  /** where all levels begin */
  private readonly ox: number;
  private readonly oy: number;
  private readonly levels: number;
  private readonly shape: Float64Array;
  /** items of cell k: items[start[k]] … items[start[k + 1] − 1]; a box is in the cell of its middle */
  private readonly start: Int32Array;
  private readonly items: Int32Array;

  constructor(
    n: number,
    private readonly x0: Float64Array,
    private readonly y0: Float64Array,
    private readonly x1: Float64Array,
    private readonly y1: Float64Array,
  ) {
    // Twice the middles' extent, and how far the boxes of every level reach.
    if (cellOf.length < n) {
      cellOf = new Int32Array(2 * n);
      levelOf = new Uint8Array(2 * n);
    }
    members.fill(0);
    wide.fill(0);
    let lx = Infinity;
    let ly = Infinity;
    let hx = -Infinity;
    let hy = -Infinity;
    for (let i = 0; i < n; i++) {
      const w = x1[i] - x0[i];
      const h = y1[i] - y0[i];
      const side = w > h ? w : h;
      const level = side > 1 ? (side < LARGEST_M ? (33 - Math.clz32(side)) >> 1 : LEVELS - 1) : 0;
      levelOf[i] = level;
      members[level]++;
      if (w > wide[2 * level]) wide[2 * level] = w;
      if (h > wide[2 * level + 1]) wide[2 * level + 1] = h;
      const cx = x0[i] + x1[i];
      const cy = y0[i] + y1[i];
      if (cx < lx) lx = cx;
      if (cx > hx) hx = cx;
      if (cy < ly) ly = cy;
      if (cy > hy) hy = cy;
    }
    const ox = lx / 2;
    const oy = ly / 2;
    const width = hx / 2 - ox;
    const height = hy / 2 - oy;
    let used = 0;
    for (let l = 0; l < LEVELS; l++) if (members[l] > 0) slot[l] = used++;
    const shape = new Float64Array(FIELDS * used);
    let cells = 0;
    for (let l = 0, s = 0; l < LEVELS; l++) {
      if (members[l] === 0) continue;
      // Cells about as large as the boxes, and not many more of them than boxes.
      let cell = Math.max(wide[2 * l], wide[2 * l + 1], 1e-3);
      const most = CELLS_PER_BOX * members[l] + CELLS_MORE;
      while ((width / cell + 1) * (height / cell + 1) > most) cell *= 1.5;
      const w = Math.floor(width / cell) + 1;
      const h = Math.floor(height / cell) + 1;
      shape[s] = 1 / cell;
      shape[s + 1] = w;
      shape[s + 2] = h;
      shape[s + 3] = cells;
      shape[s + 4] = wide[2 * l] / 2;
      shape[s + 5] = wide[2 * l + 1] / 2;
      cells += w * h;
      s += FIELDS;
    }
    const room = new Int32Array(cells + 2 + n);
    const start = room.subarray(0, cells + 2);
    const items = room.subarray(cells + 2);
    for (let i = 0; i < n; i++) {
      const s = FIELDS * slot[levelOf[i]];
      const scale = shape[s];
      const w = shape[s + 1];
      // The last row and column take what rounding puts behind them.
      const column = Math.min(w - 1, Math.floor(((x0[i] + x1[i]) / 2 - ox) * scale));
      const row = Math.min(shape[s + 2] - 1, Math.floor(((y0[i] + y1[i]) / 2 - oy) * scale));
      const k = shape[s + 3] + row * w + column;
      cellOf[i] = k;
      start[k + 2]++;
    }
    for (let k = 0; k < cells; k++) start[k + 2] += start[k + 1];
    for (let i = 0; i < n; i++) items[start[cellOf[i] + 1]++] = i;
    this.ox = ox;
    this.oy = oy;
    this.levels = used;
    this.shape = shape;
    this.start = start;
    this.items = items;
  }

  query(a: number, b: number, c: number, d: number, out: { list: Int32Array }): number {
    const { shape, start, items, x0, y0, x1, y1 } = this;
    let list = out.list;
    let m = 0;
    for (let s = 0, end = FIELDS * this.levels; s < end; s += FIELDS) {
      const scale = shape[s];
      const w = shape[s + 1];
      const reachX = shape[s + 4];
      const reachY = shape[s + 5];
      const i0 = Math.max(0, Math.floor((a - reachX - this.ox) * scale - EDGE));
      const i1 = Math.min(w - 1, Math.floor((c + reachX - this.ox) * scale + EDGE));
      if (i1 < i0) continue;
      const j0 = Math.max(0, Math.floor((b - reachY - this.oy) * scale - EDGE));
      const j1 = Math.min(shape[s + 2] - 1, Math.floor((d + reachY - this.oy) * scale + EDGE));
      for (let j = j0; j <= j1; j++) {
        const row = shape[s + 3] + j * w;
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
