// What bounds the gaps of one plane, filed by cell: parts of stretches, crossings of the lines between cells, and edges of
// a ring border that nothing comes near.
//
// Where a leaf stays open, every entry also knows its owner (a footprint, an edge of the border): what an owner said before
// is dead as soon as it speaks again, and the cells it touched are dirty. A leaf that is measured once keeps no owners.

/** Numbers of one stretch: start, end, centre, radius (0 = segment), start angle, signed turn. */
export const STRETCH = 9;
/** Numbers of one crossing: place along the side, and in the plane. */
export const CROSSING = 3;
/** Whole numbers of a stretch or crossing: cell or side, next there, next of the owner, flags. */
export const INTS = 4;
/** Flags: label · 4 + second · 2 + dead; second = inner (stretch) or begins (crossing). */
export const DEAD = 1;
export const SECOND = 2;

/** Numbers filed in lists: floats and whole numbers side by side, dead entries used again. */
export class Pool {
  f: Float64Array;
  i = new Int32Array(64 * INTS);
  private n = 0;
  private free = -1;
  constructor(private readonly stride: number) {
    this.f = new Float64Array(64 * stride);
  }
  clear(): void {
    this.n = 0;
    this.free = -1;
  }
  /** A free entry. */
  take(): number {
    if (this.free >= 0) {
      const k = this.free;
      this.free = this.i[INTS * k + 1];
      return k;
    }
    if (INTS * (this.n + 1) > this.i.length) this.grow();
    return this.n++;
  }
  /** Entry k stands in no list any more. */
  drop(k: number): void {
    this.i[INTS * k + 1] = this.free;
    this.free = k;
  }
  private grow(): void {
    const f = new Float64Array(2 * this.n * this.stride);
    f.set(this.f);
    this.f = f;
    const i = new Int32Array(2 * this.n * INTS);
    i.set(this.i);
    this.i = i;
  }
}

/** Room for at least n numbers, the first n set to `value`: the old one where it is large enough. */
export function filled<T extends Int32Array | Int16Array | Uint8Array>(old: T, n: number, value: number): T {
  const room = n <= old.length ? old : new (old.constructor as new (length: number) => T)(2 * n);
  room.fill(value, 0, n);
  return room;
}

export class Filed {
  readonly stretches = new Pool(STRETCH);
  readonly crossings = new Pool(CROSSING);
  firstInCell = new Int32Array(0);
  /** sides: 2k = from corner k eastwards, 2k + 1 = from corner k southwards */
  firstOnSide = new Int32Array(0);
  /** cells to be linked, in the order in which they became dirty, and rows of corners to be labelled */
  dirty = new Int32Array(64);
  nDirty = 0;
  dirtyRow = new Uint8Array(0);
  private dirtyCell = new Uint8Array(0);
  /** ring borders: 1 = all of the edge bounds a gap */
  whole = new Uint8Array(0);
  /** ring borders: the cell of every edge that keeps away from the lines, −1 for the others */
  edgeCell = new Int32Array(0);
  /** ring borders: edges runFrom[r] … runFrom[r + 1] − 1 are run r, all in one cell or all near lines */
  runFrom = new Int32Array(64);
  /** the first run of a cell and the one after each, ascending; −1 = none */
  firstRun = new Int32Array(0);
  nextRun = new Int32Array(64);

  private w = 0;
  private slot = -1;
  private readonly slotOf = new Map<number, number>();
  private readonly stretchOf: number[] = [];
  private readonly crossingOf: number[] = [];

  constructor(private readonly keeps: boolean) {}

  /** An empty file for w × h corners. */
  begin(w: number, h: number, ringEdges: number): void {
    const cells = w * h;
    this.w = w;
    this.stretches.clear();
    this.crossings.clear();
    this.firstInCell = filled(this.firstInCell, cells, -1);
    this.firstOnSide = filled(this.firstOnSide, 2 * cells, -1);
    this.firstRun = filled(this.firstRun, cells, -1);
    this.dirtyCell = filled(this.dirtyCell, cells, 0);
    this.dirtyRow = filled(this.dirtyRow, h, 0);
    this.nDirty = 0;
    this.whole = filled(this.whole, ringEdges, 0);
    this.edgeCell = filled(this.edgeCell, ringEdges, -1);
  }
  /** Gathers the runs of n edges whose cells are known. */
  findRuns(n: number): void {
    const { edgeCell, firstRun } = this;
    let runs = 0;
    for (let e = 0; e < n; e++) {
      if (e > 0 && edgeCell[e] === edgeCell[e - 1]) continue;
      if (runs + 1 === this.runFrom.length) {
        const more = new Int32Array(2 * this.runFrom.length);
        more.set(this.runFrom);
        this.runFrom = more;
        this.nextRun = new Int32Array(more.length);
      }
      this.runFrom[runs++] = e;
    }
    const { runFrom, nextRun } = this;
    runFrom[runs] = n;
    // From the last to the first, so that each cell has them in order.
    for (let r = runs - 1; r >= 0; r--) {
      const cell = edgeCell[runFrom[r]];
      if (cell < 0) continue;
      nextRun[r] = firstRun[cell];
      firstRun[cell] = r;
    }
  }

  markCell(k: number): void {
    if (k < 0 || this.dirtyCell[k] === 1) return;
    this.dirtyCell[k] = 1;
    if (this.nDirty === this.dirty.length) {
      const more = new Int32Array(2 * this.nDirty);
      more.set(this.dirty);
      this.dirty = more;
    }
    this.dirty[this.nDirty++] = k;
  }
  private markSide(side: number): void {
    const k = side >> 1;
    this.markCell(k);
    if (side & 1) this.markCell(k - 1);
    else {
      this.markCell(k - this.w);
      this.dirtyRow[Math.floor(k / this.w)] = 1;
    }
  }
  /** No cell is dirty any more. */
  settle(): void {
    for (let q = 0; q < this.nDirty; q++) this.dirtyCell[this.dirty[q]] = 0;
    this.nDirty = 0;
  }

  /** What follows is said by `key`; what it said before is dead. */
  owner(key: number): void {
    if (!this.keeps) return;
    if (key < 0 && this.whole[-1 - key] === 1) {
      this.whole[-1 - key] = 0;
      this.markCell(this.edgeCell[-1 - key]);
    }
    const known = this.slotOf.get(key);
    if (known === undefined) {
      this.slot = this.stretchOf.length;
      this.slotOf.set(key, this.slot);
      this.stretchOf.push(-1);
      this.crossingOf.push(-1);
      return;
    }
    this.slot = known;
    const s = this.stretches.i;
    for (let k = this.stretchOf[known]; k >= 0; k = s[INTS * k + 2]) {
      s[INTS * k + 3] |= DEAD;
      this.markCell(s[INTS * k]);
    }
    const c = this.crossings.i;
    for (let k = this.crossingOf[known]; k >= 0; k = c[INTS * k + 2]) {
      c[INTS * k + 3] |= DEAD;
      this.markSide(c[INTS * k]);
    }
    this.stretchOf[known] = -1;
    this.crossingOf[known] = -1;
  }

  /** All of ring edge e, which keeps away from the lines, bounds a gap. */
  edge(e: number): void {
    this.whole[e] = 1;
    this.markCell(this.edgeCell[e]);
  }

  /** `numbers` are those of a stretch. */
  stretch(cell: number, numbers: Float64Array, flags: number): void {
    const k = this.stretches.take();
    const { f, i } = this.stretches;
    const at = STRETCH * k;
    for (let q = 0; q < STRETCH; q++) f[at + q] = numbers[q];
    i[INTS * k] = cell;
    i[INTS * k + 1] = this.firstInCell[cell];
    this.firstInCell[cell] = k;
    this.own(i, k, flags, this.stretchOf);
    this.markCell(cell);
  }
  crossing(side: number, along: number, x: number, y: number, flags: number): void {
    const k = this.crossings.take();
    const { f, i } = this.crossings;
    f[CROSSING * k] = along;
    f[CROSSING * k + 1] = x;
    f[CROSSING * k + 2] = y;
    i[INTS * k] = side;
    i[INTS * k + 1] = this.firstOnSide[side];
    this.firstOnSide[side] = k;
    this.own(i, k, flags, this.crossingOf);
    this.markSide(side);
  }
  private own(i: Int32Array, k: number, flags: number, firstOf: number[]): void {
    i[INTS * k + 2] = -1;
    i[INTS * k + 3] = flags;
    if (!this.keeps) return;
    i[INTS * k + 2] = firstOf[this.slot];
    firstOf[this.slot] = k;
  }

  /** Walks the living stretches of a cell; the dead ones are dropped. */
  eachInCell(cell: number, visit: (f: Float64Array, at: number, flags: number) => void): void {
    const { f, i } = this.stretches;
    let before = -1;
    for (let s = this.firstInCell[cell]; s >= 0; ) {
      const next = i[INTS * s + 1];
      const flags = i[INTS * s + 3];
      if (flags & DEAD) {
        if (before < 0) this.firstInCell[cell] = next;
        else i[INTS * before + 1] = next;
        this.stretches.drop(s);
      } else {
        before = s;
        visit(f, STRETCH * s, flags);
      }
      s = next;
    }
  }

  /** Crossings of one side in the order of place: numbers in the pool, valid until the next call. */
  onSide = new Int32Array(32);
  /** Gathers the living crossings of a side into `onSide`; answers how many. */
  gather(side: number): number {
    let n = 0;
    let before = -1;
    const { f, i } = this.crossings;
    for (let k = this.firstOnSide[side]; k >= 0; ) {
      const next = i[INTS * k + 1];
      if (i[INTS * k + 3] & DEAD) {
        if (before < 0) this.firstOnSide[side] = next;
        else i[INTS * before + 1] = next;
        this.crossings.drop(k);
      } else {
        before = k;
        if (n === this.onSide.length) {
          const more = new Int32Array(2 * n);
          more.set(this.onSide);
          this.onSide = more;
        }
        const { onSide } = this;
        let z = n++;
        const along = f[CROSSING * k];
        const flags = i[INTS * k + 3];
        for (; z > 0; z--) {
          const o = onSide[z - 1];
          const d = f[CROSSING * o] - along;
          if (d < 0 || (d === 0 && i[INTS * o + 3] <= flags)) break;
          onSide[z] = o;
        }
        onSide[z] = k;
      }
      k = next;
    }
    return n;
  }
}
