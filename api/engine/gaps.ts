// Gap pieces: the stretches that bound uncovered demand, cut at the cell grid and linked into outlines, cell by cell.
//
// A kept structure. Every stretch is cut where it crosses a line between cells and filed under its cell (gap-cut.ts);
// every crossing is filed under the side of the cell it lies on, with the label that begins or ends there; of the edges of
// a ring border that nothing comes near only their number is kept. Along each row line the crossings tell the label of
// the gap at every cell corner (outside the demand there is none), so the ground along the sides of a cell is known
// without asking any footprint. A cell whose stretches, crossings or corners changed is linked anew from its own
// stretches and the gap parts of its four sides; all others keep their pieces. Nothing depends on the order in which
// things were said: whatever is linked is sorted by place first.
import type { Demand } from './demand.ts';
import { contains, type Footprints } from './footprint.ts';
import { CellGrid } from './gap-cells.ts';
import { GapCutter } from './gap-cut.ts';
import { CROSSING, Filed, filled, INTS, SECOND } from './gap-filed.ts';
import { LISTED_M2, Linker } from './gap-link.ts';
import { type CellGaps, RecordPool, STALE } from './gap-record.ts';
import type { GapSink } from './gap-sink.ts';
import { NearestApex, nearestOf } from './nearest.ts';
import type { Plane } from './plane.ts';
import type { GapComponent, GapPiece } from './types.ts';

/** Zoom of the cells that cut gaps. */
export const CELL_ZOOM = { publicSpace: 18, wholeArea: 16 };

export interface GapsFound {
  pieces: GapPiece[];
  components: GapComponent[];
  /** ends of stretches that met nothing; 0 unless the sweep went wrong */
  open: number;
  /** cells (quadkeys) whose pieces, or whose pieces' nearest cameras, are not those of the last call */
  changed: string[];
}

/** m² from the apex of footprint i, as nearest.ts has it. */
const squared = (o: Footprints, i: number, x: number, y: number): number => (o.X[i] - x) ** 2 + (o.Y[i] - y) ** 2;

/** A collector for a leaf that stays open. `zoomWanted` is that of the cells. */
export function gapCollector(plane: Plane, d: Demand, zoomWanted: number): GapCollector {
  const collector = new GapCollector(true);
  collector.begin(plane, d, zoomWanted);
  return collector;
}

/** Collects the gap boundary of one plane. Where nothing is kept (`keeps` = false) it is filled and finished once, and may
 * then begin with the next plane in the same room. */
export class GapCollector {
  private readonly grid = new CellGrid();
  private readonly filed: Filed;
  private readonly cutter: GapCutter;
  private readonly link = new Linker(this.grid);
  private d!: Demand;
  private corner = new Int16Array(0);
  private readonly records: (CellGaps | null)[] = [];
  private readonly pool = new RecordPool();
  private readonly nearest = new NearestApex();
  private last: Footprints | null = null;

  constructor(private readonly keeps: boolean) {
    this.filed = new Filed(keeps);
    this.cutter = new GapCutter(this.grid, this.filed);
  }
  get sink(): GapSink {
    return this.cutter;
  }

  begin(plane: Plane, d: Demand, zoomWanted: number): void {
    const { grid, filed } = this;
    this.d = d;
    grid.begin(plane, d, zoomWanted);
    const cells = grid.w * grid.h;
    filed.begin(grid.w, grid.h, d.ring ? d.n : 0);
    this.cutter.begin(d);
    this.corner = filled(this.corner, cells, -1);
    this.forget(cells);
  }
  /** No cell has any piece. */
  private forget(cells: number): void {
    const { records, pool } = this;
    for (let k = 0; k < records.length; k++) {
      const record = records[k];
      if (record !== null) pool.giveBack(record);
      records[k] = null;
    }
    while (records.length < cells) records.push(null);
  }
  // --- what lies along the sides of cells --------------------------------------------------------------------------
  /** Label at the far end of a side, from the one at its near end and what crosses it; −2 when they contradict. */
  private farLabel(side: number, near: number): number {
    const { filed } = this;
    const n = filed.gather(side);
    const { onSide } = filed;
    const { i } = filed.crossings;
    let far = near;
    let sound = true;
    if (n === 0) return near;
    far = -1;
    for (let q = -1; q < n; q++) {
      const label = q < 0 ? near : i[INTS * onSide[q] + 3] >> 2;
      if (label < 0) continue;
      let sum = label === near ? 1 : 0;
      let seen = false;
      for (let z = 0; z < n; z++) {
        const flags = i[INTS * onSide[z] + 3];
        if (flags >> 2 !== label) continue;
        if (z < q) seen = true;
        sum += flags & SECOND ? 1 : -1;
      }
      if (seen) continue;
      if (sum < 0 || sum > 1) sound = false;
      if (sum >= 1) {
        if (far >= 0 && far !== label) sound = false;
        far = label;
      }
    }
    return sound ? far : -2;
  }
  /** The label of the gap at a place, asked of the demand and every footprint: only where crossings contradict. */
  private askedLabel(x: number, y: number): number {
    const o = this.last;
    if (o !== null) for (let j = 0; j < o.n; j++) if (contains(o, j, x, y)) return -1;
    return this.d.locate(x, y);
  }
  private setCorner(k: number, label: number): void {
    if (this.corner[k] === label) return;
    this.corner[k] = label;
    const { filed, grid } = this;
    filed.markCell(k);
    filed.markCell(k - 1);
    filed.markCell(k - grid.w);
    filed.markCell(k - grid.w - 1);
  }
  private propagate(j: number): boolean {
    const { w } = this.grid;
    const { firstOnSide } = this.filed;
    let label = -1;
    for (let i = 0; i < w; i++) {
      const k = j * w + i;
      this.setCorner(k, label);
      if (i === w - 1) break;
      if (firstOnSide[2 * k] >= 0) label = this.farLabel(2 * k, label);
      if (label === -2) return false;
    }
    return label === -1;
  }

  /** The stretches of a cell, its border edges and the gap parts of its sides go to the linker. */
  private relink(k: number): void {
    const { link, filed, records } = this;
    const { items } = link;
    const { w } = this.grid;
    link.begin(this.d);
    filed.eachInCell(k, this.toLink);
    // Edges that follow each other go as one.
    for (let r = filed.firstRun[k]; r >= 0; r = filed.nextRun[r]) {
      const end = filed.runFrom[r + 1];
      for (let e = filed.runFrom[r]; e < end; e++) {
        if (filed.whole[e] === 0) continue;
        const first = e;
        while (e + 1 < end && filed.whole[e + 1] === 1) e++;
        items.run(first, e);
      }
    }
    this.sideParts(2 * k, k, k + 1, false);
    items.nextSide();
    this.sideParts(2 * (k + 1) + 1, k + 1, k + w + 1, false);
    items.nextSide();
    this.sideParts(2 * (k + w), k + w, k + w + 1, true);
    items.nextSide();
    this.sideParts(2 * k + 1, k, k + w, true);
    items.nextSide();
    const record = records[k] ?? this.pool.take();
    const isGap = link.finish(k, record);
    if (!isGap) this.pool.giveBack(record);
    records[k] = isGap ? record : null;
  }
  private readonly toLink = (f: Float64Array, at: number, flags: number): void =>
    this.link.items.stretch(f, at, flags >> 2, (flags & SECOND) !== 0);
  /** `along` = the cell lies on the left of the side's direction. */
  private sideParts(side: number, a: number, b: number, along: boolean): void {
    const { filed } = this;
    const { items } = this.link;
    const { px, py } = this.grid;
    const near = this.corner[a];
    if (filed.firstOnSide[side] < 0) {
      if (near >= 0) items.side(px[a], py[a], px[b], py[b], along, near);
      return;
    }
    const n = filed.gather(side);
    const { onSide } = filed;
    const { f, i } = filed.crossings;
    let done = -1;
    for (;;) {
      // Labels in ascending order.
      let label = near > done ? near : Number.MAX_SAFE_INTEGER;
      for (let q = 0; q < n; q++) {
        const l = i[INTS * onSide[q] + 3] >> 2;
        if (l > done && l < label) label = l;
      }
      if (label === Number.MAX_SAFE_INTEGER) return;
      done = label;
      let inside = near === label;
      let x = px[a];
      let y = py[a];
      for (let q = 0; q < n; q++) {
        const at = onSide[q];
        const flags = i[INTS * at + 3];
        if (flags >> 2 !== label) continue;
        const begins = (flags & SECOND) !== 0;
        if (begins === inside) continue;
        const toX = f[CROSSING * at + 1];
        const toY = f[CROSSING * at + 2];
        if (inside) items.side(x, y, toX, toY, along, label);
        inside = begins;
        x = toX;
        y = toY;
      }
      if (inside) items.side(x, y, px[b], py[b], along, label);
    }
  }

  private readonly changedSinceLast = new Set<number>();
  /** Links what changed since the last call. Pieces of untouched cells are the same objects as before. `moved` is the place
   * of the one footprint that is new or different since then; absent = any may be. */
  finish(o: Footprints, moved?: number): GapsFound {
    const { filed, records, changedSinceLast } = this;
    const { w, h, px, py } = this.grid;
    const cells = w * h;
    this.last = o;
    for (let j = 0; j < h; j++) {
      if (filed.dirtyRow[j] === 0) continue;
      filed.dirtyRow[j] = 0;
      if (this.propagate(j)) continue;
      for (let i = 0; i < w; i++) this.setCorner(j * w + i, this.askedLabel(px[j * w + i], py[j * w + i]));
    }
    changedSinceLast.clear();
    for (let q = 0; q < filed.nDirty; q++) {
      const k = filed.dirty[q];
      // The last corners of a row or column begin no cell.
      if (k % w === w - 1 || k >= cells - w) continue;
      const had = records[k] !== null;
      this.relink(k);
      if (this.keeps && (had || records[k] !== null)) changedSinceLast.add(k);
    }
    filed.settle();
    if (moved === undefined) this.nearest.begin(o);
    const pieces: GapPiece[] = [];
    let open = 0;
    for (let k = 0; k < cells; k++) {
      const record = records[k];
      if (record === null) continue;
      record.first = pieces.length;
      open += record.open;
      const { apex, apexD2, labelXY } = record;
      for (let q = 0; q < record.n; q++) {
        const piece = record.pieces[q];
        pieces.push(piece);
        if (piece.areaM2 < LISTED_M2) continue;
        const x = labelXY[2 * q];
        const y = labelXY[2 * q + 1];
        const before = apex[q];
        if (moved === undefined || before === STALE || before === moved) {
          // After one edit few are looked for: an index would cost more.
          const at = moved === undefined ? this.nearest.find(x, y) : nearestOf(o, x, y);
          apex[q] = at;
          apexD2[q] = at < 0 ? 0 : squared(o, at, x, y);
        } else if (moved >= 0) {
          // Only the moved one can have become nearer; of equals the lower place is the nearest.
          const d2 = squared(o, moved, x, y);
          if (before < 0 || d2 < apexD2[q] || (d2 === apexD2[q] && moved < before)) {
            apex[q] = moved;
            apexD2[q] = d2;
          }
        }
        piece.nearest = apex[q] < 0 ? -1 : o.source[apex[q]];
        const distanceM = Math.sqrt(apexD2[q]);
        if (this.keeps && (apex[q] !== before || distanceM !== piece.nearestM)) changedSinceLast.add(k);
        piece.nearestM = distanceM;
      }
    }
    const components = this.connect(pieces);
    return { pieces, components, open, changed: this.changed() };
  }

  private changed(): string[] {
    const { records, link, keeps } = this;
    if (!keeps) {
      const all: string[] = [];
      for (let k = 0; k < this.grid.w * this.grid.h; k++) {
        const record = records[k];
        if (record !== null) all.push(record.key);
      }
      return all;
    }
    return [...this.changedSinceLast].sort((a, b) => a - b).map((k) => records[k]?.key ?? link.key(k));
  }

  /** Place k of the footprints came (+1) or went (−1) since the last call. */
  shift(k: number, by: 1 | -1): void {
    for (const record of this.records) {
      if (record === null) continue;
      const { apex } = record;
      for (let q = 0; q < record.n; q++) {
        if (apex[q] < k) continue;
        if (by === -1 && apex[q] === k) apex[q] = STALE;
        else apex[q] += by;
      }
    }
  }

  private parent = new Int32Array(0);
  private number = new Int32Array(0);
  /** Numbers the components: pieces are connected through shared sides of cells and through borders between labels. */
  private connect(pieces: GapPiece[]): GapComponent[] {
    const { records } = this;
    const { w, h } = this.grid;
    const cells = w * h;
    this.parent = filled(this.parent, pieces.length, -1);
    this.number = filled(this.number, pieces.length, -1);
    const { parent, number } = this;
    for (let q = 0; q < pieces.length; q++) parent[q] = q;
    const root = (q: number): number => {
      let at = q;
      while (parent[at] !== at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
      }
      return at;
    };
    const unite = (a: number, b: number): void => {
      const p = root(a);
      const q = root(b);
      if (p < q) parent[q] = p;
      else parent[p] = q;
    };
    const across = (a: CellGaps, sideA: number, b: CellGaps | null, sideB: number): void => {
      if (b === null) return;
      const from = sideA === 0 ? 0 : a.sideEnd[sideA - 1];
      const other = sideB === 0 ? 0 : b.sideEnd[sideB - 1];
      const n = Math.min(a.sideEnd[sideA] - from, b.sideEnd[sideB] - other);
      for (let q = 0; q < n; q++) {
        const p = a.sidePiece[from + q];
        const r = b.sidePiece[other + q];
        if (p >= 0 && r >= 0) unite(a.first + p, b.first + r);
      }
    };
    for (let k = 0; k < cells; k++) {
      const record = records[k];
      if (record === null) continue;
      across(record, EAST, records[k + 1], WEST);
      across(record, SOUTH, records[k + w] ?? null, NORTH);
      const { pairs } = record;
      for (let q = 0; q < 2 * record.nPairs; q += 2) unite(record.first + pairs[q], record.first + pairs[q + 1]);
    }
    const components: GapComponent[] = [];
    for (let q = 0; q < pieces.length; q++) {
      const p = root(q);
      const piece = pieces[q];
      if (number[p] < 0) {
        number[p] = components.length;
        components.push({ areaM2: 0, bbox: [Infinity, Infinity, -Infinity, -Infinity] });
      }
      piece.component = number[p];
      const whole = components[number[p]];
      whole.areaM2 += piece.areaM2;
      whole.bbox[0] = Math.min(whole.bbox[0], piece.bbox[0]);
      whole.bbox[1] = Math.min(whole.bbox[1], piece.bbox[1]);
      whole.bbox[2] = Math.max(whole.bbox[2], piece.bbox[2]);
      whole.bbox[3] = Math.max(whole.bbox[3], piece.bbox[3]);
    }
    return components;
  }
}

/** Sides of a cell in the order they are told to the linker. */
const NORTH = 0;
const EAST = 1;
const SOUTH = 2;
const WEST = 3;
