// Gap pieces: the stretches that bound uncovered demand, cut at the cell grid and linked into outlines, cell by cell.
//
// A kept structure. Every stretch is cut where it crosses a line between cells and filed under its cell; every crossing
// is filed under the side of the cell it lies on, with the label that begins or ends there. Along each row line the
// crossings tell the label of the gap at every cell corner (outside the demand there is none), so the ground along the
// sides of a cell is known without asking any footprint. A cell whose stretches, crossings or corners changed is linked
// anew from its own stretches and the gap parts of its four sides; all others keep their pieces. Nothing depends on the
// order in which things were said: whatever is linked is sorted by place first.
import type { Demand } from './demand.ts';
import { contains, type Footprints } from './footprint.ts';
import { cellGrid, NEAR_LINE } from './gap-cells.ts';
import { LISTED_M2, type Linked, linker } from './gap-link.ts';
import type { GapSink } from './gap-sink.ts';
import { nearestApex } from './nearest.ts';
import type { Plane } from './plane.ts';
import type { GapComponent, GapPiece } from './types.ts';

const TAU = 2 * Math.PI;
/** Zoom of the cells that cut gaps. */
export const CELL_ZOOM = { publicSpace: 18, wholeArea: 16 };
/** A part of a stretch shorter than this (m) is not filed. */
const NOTHING_M = 1e-9;

/** Numbers of one stretch in the pool: start, end, centre, radius (0 = segment), start angle, signed turn. */
const STRETCH = 9;
const CROSSING = 3;
/** Whole numbers of a stretch or crossing: cell or side, next there, next of the owner, flags. */
const INTS = 4;
/** Flags: label · 4 + second · 2 + dead; second = inner (stretch) or begins (crossing). */
const DEAD = 1;
const SECOND = 2;

export interface GapCollector {
  sink: GapSink;
  /** Links what changed since the last call. Pieces of untouched cells are the same objects as before. `moved` is the place
   * of the one footprint that is new or different since then; absent = any may be. */
  finish(o: Footprints, moved?: number): GapsFound;
  /** Place k of the footprints came (+1) or went (−1) since the last call. */
  shift(k: number, by: 1 | -1): void;
}

export interface GapsFound {
  pieces: GapPiece[];
  components: GapComponent[];
  /** ends of stretches that met nothing; 0 unless the sweep went wrong */
  open: number;
  /** cells (quadkeys) whose pieces, or whose pieces' nearest cameras, are not those of the last call */
  changed: string[];
}

interface CellRecord extends Linked {
  key: string;
  /** number of its first piece */
  first: number;
  /** per piece the place of the footprint whose apex is nearest (STALE = to be looked for) and its squared distance (m²) */
  apex: Int32Array;
  apexD2: Float64Array;
}
const STALE = -2;

/** Numbers filed in lists: floats and whole numbers side by side, dead entries used again. */
interface Pool {
  f: Float64Array;
  i: Int32Array;
  n: number;
  free: number;
}
const pool = (stride: number): Pool => ({
  f: new Float64Array(64 * stride),
  i: new Int32Array(64 * INTS),
  n: 0,
  free: -1,
});
/** Takes a free entry. */
function take(p: Pool): number {
  if (p.free >= 0) {
    const k = p.free;
    p.free = p.i[INTS * k + 1];
    return k;
  }
  if (INTS * (p.n + 1) > p.i.length) {
    const f = new Float64Array(2 * p.f.length);
    f.set(p.f);
    p.f = f;
    const i = new Int32Array(2 * p.i.length);
    i.set(p.i);
    p.i = i;
  }
  return p.n++;
}

/** m² from the apex of footprint i, as nearest.ts has it. */
const squared = (o: Footprints, i: number, x: number, y: number): number => (o.X[i] - x) ** 2 + (o.Y[i] - y) ** 2;

/** Collects the gap boundary of one plane. `zoomWanted` is that of the cells. */
export function gapCollector(plane: Plane, d: Demand, zoomWanted: number): GapCollector {
  const grid = cellGrid(plane, d, zoomWanted);
  const { w, h, px, py, cellM } = grid;
  const cells = w * h;
  const stretches = pool(STRETCH);
  const crossings = pool(CROSSING);
  const firstInCell = new Int32Array(cells).fill(-1);
  /** sides: 2k = from corner k eastwards, 2k + 1 = from corner k southwards */
  const firstOnSide = new Int32Array(2 * cells).fill(-1);
  const corner = new Int16Array(cells).fill(-1);
  const dirtyCell = new Uint8Array(cells);
  const dirtyRow = new Uint8Array(h);
  let dirty = new Int32Array(64);
  let nDirty = 0;
  const records: (CellRecord | null)[] = new Array(cells).fill(null);
  const link = linker(grid);

  const markCell = (k: number): void => {
    if (k < 0 || dirtyCell[k]) return;
    dirtyCell[k] = 1;
    if (nDirty === dirty.length) {
      const more = new Int32Array(2 * nDirty);
      more.set(dirty);
      dirty = more;
    }
    dirty[nDirty++] = k;
  };
  const markSide = (side: number): void => {
    const k = side >> 1;
    markCell(k);
    if (side & 1) markCell(k - 1);
    else {
      markCell(k - w);
      dirtyRow[Math.floor(k / w)] = 1;
    }
  };

  // --- who said what -----------------------------------------------------------------------------------------------
  const slotOf = new Map<number, number>();
  const stretchOf: number[] = [];
  const crossingOf: number[] = [];
  let slot = -1;
  function owner(key: number): void {
    const known = slotOf.get(key);
    if (known === undefined) {
      slot = stretchOf.length;
      slotOf.set(key, slot);
      stretchOf.push(-1);
      crossingOf.push(-1);
      return;
    }
    slot = known;
    for (let k = stretchOf[slot]; k >= 0; k = stretches.i[INTS * k + 2]) {
      stretches.i[INTS * k + 3] |= DEAD;
      markCell(stretches.i[INTS * k]);
    }
    for (let k = crossingOf[slot]; k >= 0; k = crossings.i[INTS * k + 2]) {
      crossings.i[INTS * k + 3] |= DEAD;
      markSide(crossings.i[INTS * k]);
    }
    stretchOf[slot] = -1;
    crossingOf[slot] = -1;
  }

  function file(
    cell: number,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    cx: number,
    cy: number,
    r: number,
    from: number,
    turn: number,
    label: number,
    inner: boolean,
  ): void {
    const k = take(stretches);
    const f = stretches.f;
    const at = STRETCH * k;
    f[at] = x0;
    f[at + 1] = y0;
    f[at + 2] = x1;
    f[at + 3] = y1;
    f[at + 4] = cx;
    f[at + 5] = cy;
    f[at + 6] = r;
    f[at + 7] = from;
    f[at + 8] = turn;
    const i = stretches.i;
    i[INTS * k] = cell;
    i[INTS * k + 1] = firstInCell[cell];
    firstInCell[cell] = k;
    i[INTS * k + 2] = -1;
    i[INTS * k + 3] = 4 * label + (inner ? SECOND : 0);
    if (slot >= 0) {
      i[INTS * k + 2] = stretchOf[slot];
      stretchOf[slot] = k;
    }
    markCell(cell);
  }
  function fileCrossing(side: number, along: number, x: number, y: number, label: number, begins: boolean): void {
    const k = take(crossings);
    crossings.f[CROSSING * k] = along;
    crossings.f[CROSSING * k + 1] = x;
    crossings.f[CROSSING * k + 2] = y;
    const i = crossings.i;
    i[INTS * k] = side;
    i[INTS * k + 1] = firstOnSide[side];
    firstOnSide[side] = k;
    i[INTS * k + 2] = -1;
    i[INTS * k + 3] = 4 * label + (begins ? SECOND : 0);
    if (slot >= 0) {
      i[INTS * k + 2] = crossingOf[slot];
      crossingOf[slot] = k;
    }
    markSide(side);
  }

  // --- cutting -----------------------------------------------------------------------------------------------------
  /** Cuts of the stretch in hand: parameter 0…1, place, side, place along the side, does the gap begin there? */
  let cutT = new Float64Array(16);
  let cutX = new Float64Array(16);
  let cutY = new Float64Array(16);
  let cutAlong = new Float64Array(16);
  let cutSide = new Int32Array(16);
  let cutBegins = new Uint8Array(16);
  let nCuts = 0;
  function cut(t: number, x: number, y: number, side: number, along: number, begins: boolean): void {
    if (nCuts === cutT.length) {
      const more = (a: Float64Array): Float64Array<ArrayBuffer> => {
        const b = new Float64Array(2 * nCuts);
        b.set(a);
        return b;
      };
      cutT = more(cutT);
      cutX = more(cutX);
      cutY = more(cutY);
      cutAlong = more(cutAlong);
      cutSide = Int32Array.from({ length: 2 * nCuts }, (_, k) => cutSide[k] ?? 0);
      cutBegins = Uint8Array.from({ length: 2 * nCuts }, (_, k) => cutBegins[k] ?? 0);
    }
    // Kept in order: there are few.
    let k = nCuts++;
    for (; k > 0 && cutT[k - 1] > t; k--) {
      cutT[k] = cutT[k - 1];
      cutX[k] = cutX[k - 1];
      cutY[k] = cutY[k - 1];
      cutAlong[k] = cutAlong[k - 1];
      cutSide[k] = cutSide[k - 1];
      cutBegins[k] = cutBegins[k - 1];
    }
    cutT[k] = t;
    cutX[k] = x;
    cutY[k] = y;
    cutAlong[k] = along;
    cutSide[k] = side;
    cutBegins[k] = begins ? 1 : 0;
  }
  const fu = new Float64Array(2);
  const fv = new Float64Array(2);
  /** The cell of a stretch that reaches `ext` cells around a place, or −1 when it comes near a line. */
  function quietCell(x: number, y: number, ext: number): number {
    grid.fraction(x, y, fu);
    const i = Math.floor(fu[0]);
    const j = Math.floor(fu[1]);
    const u = fu[0] - i;
    const v = fu[1] - j;
    const room = NEAR_LINE + ext;
    return u > room && u < 1 - room && v > room && v < 1 - room ? j * w + i : -1;
  }

  function segmentMeets(side: number, x0: number, y0: number, x1: number, y1: number): void {
    const a = side >> 1;
    const b = side & 1 ? a + w : a + 1;
    const fx = px[b] - px[a];
    const fy = py[b] - py[a];
    const s0 = fx * (y0 - py[a]) - fy * (x0 - px[a]);
    const s1 = fx * (y1 - py[a]) - fy * (x1 - px[a]);
    if (s0 > 0 === s1 > 0) return;
    const t = s0 / (s0 - s1);
    const x = x0 + t * (x1 - x0);
    const y = y0 + t * (y1 - y0);
    const along = ((x - px[a]) * fx + (y - py[a]) * fy) / (fx * fx + fy * fy);
    // Gap on the left of the stretch: it begins where the line goes over to that side.
    if (along >= 0 && along < 1) cut(t, x, y, side, along, (x1 - x0) * fy - (y1 - y0) * fx > 0);
  }
  function putSegment(x0: number, y0: number, x1: number, y1: number, label: number, inner: boolean): void {
    const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    const quiet = quietCell((x0 + x1) / 2, (y0 + y1) / 2, length / (2 * cellM));
    if (quiet >= 0) {
      file(quiet, x0, y0, x1, y1, 0, 0, 0, 0, 0, label, inner);
      return;
    }
    nCuts = 0;
    grid.fraction(x0, y0, fu);
    grid.fraction(x1, y1, fv);
    // A long segment bends in cell coordinates: by its length (in cells) squared over eight earth radii (in cells).
    const n = length / cellM;
    const slack = NEAR_LINE + n * n * 1e-5;
    for (let axis = 0; axis < 2; axis++) {
      const a0 = fu[axis];
      const a1 = fv[axis];
      const b0 = fu[1 - axis];
      const b1 = fv[1 - axis];
      const first = Math.max(0, Math.ceil(Math.min(a0, a1) - slack));
      const last = Math.min((axis === 0 ? w : h) - 1, Math.floor(Math.max(a0, a1) + slack));
      const most = (axis === 0 ? h : w) - 2;
      for (let l = first; l <= last; l++) {
        let lo = 0;
        let hi = 1;
        if (Math.abs(a1 - a0) > 2 * slack) {
          const p = (l - slack - a0) / (a1 - a0);
          const q = (l + slack - a0) / (a1 - a0);
          lo = Math.max(0, Math.min(p, q));
          hi = Math.min(1, Math.max(p, q));
        }
        const p = b0 + lo * (b1 - b0);
        const q = b0 + hi * (b1 - b0);
        const from = Math.max(0, Math.floor(Math.min(p, q) - slack));
        const to = Math.min(most, Math.floor(Math.max(p, q) + slack));
        for (let m = from; m <= to; m++)
          segmentMeets(axis === 0 ? 2 * (m * w + l) + 1 : 2 * (l * w + m), x0, y0, x1, y1);
      }
    }
    let x = x0;
    let y = y0;
    for (let k = 0; k <= nCuts; k++) {
      const toX = k < nCuts ? cutX[k] : x1;
      const toY = k < nCuts ? cutY[k] : y1;
      if (Math.abs(toX - x) + Math.abs(toY - y) > NOTHING_M)
        file(grid.at((x + toX) / 2, (y + toY) / 2), x, y, toX, toY, 0, 0, 0, 0, 0, label, inner);
      if (k < nCuts) fileCrossing(cutSide[k], cutAlong[k], toX, toY, label, cutBegins[k] === 1);
      x = toX;
      y = toY;
    }
  }

  function arcMeets(side: number, cx: number, cy: number, r: number, from: number, turn: number): void {
    const a = side >> 1;
    const b = side & 1 ? a + w : a + 1;
    const fx = px[b] - px[a];
    const fy = py[b] - py[a];
    const ax = px[a] - cx;
    const ay = py[a] - cy;
    const l2 = fx * fx + fy * fy;
    const h0 = (ax * fy - ay * fx) / Math.sqrt(l2);
    const q = (r - h0) * (r + h0);
    if (q <= 0) return;
    const root = Math.sqrt(q * l2);
    const middle = -(ax * fx + ay * fy);
    for (let z = -1; z <= 1; z += 2) {
      const along = (middle + z * root) / l2;
      if (along < 0 || along >= 1) continue;
      const vx = ax + along * fx;
      const vy = ay + along * fy;
      const theta = Math.atan2(vy, vx);
      let t = turn > 0 ? theta - from : from - theta;
      t = (t - TAU * Math.floor(t / TAU)) / Math.abs(turn);
      if (t >= 1) continue;
      // Direction of the walk there: the radius turned left, or right where it turns clockwise.
      const begins = vx * fx + vy * fy < 0 === turn > 0;
      cut(t, cx + vx, cy + vy, side, along, begins);
    }
  }
  function putArc(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    cx: number,
    cy: number,
    r: number,
    from: number,
    turn: number,
    label: number,
    inner: boolean,
  ): void {
    // No point of an arc is farther from the middle of its chord than half its length.
    const reach = Math.min((r * Math.abs(turn)) / 2, 2 * r);
    const ext = reach / cellM;
    const quiet = quietCell((x0 + x1) / 2, (y0 + y1) / 2, ext);
    if (quiet >= 0) {
      file(quiet, x0, y0, x1, y1, cx, cy, r, from, turn, label, inner);
      return;
    }
    nCuts = 0;
    const room = ext + NEAR_LINE;
    const i0 = Math.max(0, Math.floor(fu[0] - room));
    const i1 = Math.min(w - 1, Math.floor(fu[0] + room) + 1);
    const j0 = Math.max(0, Math.floor(fu[1] - room));
    const j1 = Math.min(h - 1, Math.floor(fu[1] + room) + 1);
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        if (i < i1) arcMeets(2 * (j * w + i), cx, cy, r, from, turn);
        if (j < j1) arcMeets(2 * (j * w + i) + 1, cx, cy, r, from, turn);
      }
    let x = x0;
    let y = y0;
    let t = 0;
    for (let k = 0; k <= nCuts; k++) {
      const to = k < nCuts ? cutT[k] : 1;
      const toX = k < nCuts ? cutX[k] : x1;
      const toY = k < nCuts ? cutY[k] : y1;
      const part = turn * (to - t);
      if (Math.abs(part) * r > NOTHING_M) {
        const start = from + turn * t;
        const mid = start + part / 2;
        const cell = grid.at(cx + r * Math.cos(mid), cy + r * Math.sin(mid));
        file(cell, x, y, toX, toY, cx, cy, r, start, part, label, inner);
      }
      if (k < nCuts) fileCrossing(cutSide[k], cutAlong[k], toX, toY, label, cutBegins[k] === 1);
      x = toX;
      y = toY;
      t = to;
    }
  }

  const sink: GapSink = {
    owner,
    segment(x, y, dx, dy, s, e, forward, label, inner) {
      if (e <= s) return;
      const p = forward ? s : e;
      const q = forward ? e : s;
      putSegment(x + p * dx, y + p * dy, x + q * dx, y + q * dy, label, inner);
    },
    arc(x, y, r, s, e, forward, label, inner) {
      if (e <= s) return;
      const p = forward ? s : e;
      const q = forward ? e : s;
      const x0 = x + r * Math.cos(p);
      const y0 = y + r * Math.sin(p);
      // A full circle ends where it starts, to the last bit.
      const closed = e - s >= TAU;
      const x1 = closed ? x0 : x + r * Math.cos(q);
      const y1 = closed ? y0 : y + r * Math.sin(q);
      putArc(x0, y0, x1, y1, x, y, r, p, q - p, label, inner);
    },
  };

  // --- what lies along the sides of cells --------------------------------------------------------------------------
  /** Crossings of one side in order of place: numbers in the pool. */
  let onSide = new Int32Array(32);
  function gather(side: number): number {
    let n = 0;
    let before = -1;
    const { f, i } = crossings;
    for (let k = firstOnSide[side]; k >= 0; ) {
      const next = i[INTS * k + 1];
      if (i[INTS * k + 3] & DEAD) {
        if (before < 0) firstOnSide[side] = next;
        else i[INTS * before + 1] = next;
        i[INTS * k + 1] = crossings.free;
        crossings.free = k;
      } else {
        before = k;
        if (n === onSide.length) {
          const more = new Int32Array(2 * n);
          more.set(onSide);
          onSide = more;
        }
        let z = n++;
        const along = f[CROSSING * k];
        const flags = i[INTS * k + 3];
        for (; z > 0; z--) {
          const o = onSide[z - 1];
          const d2 = f[CROSSING * o] - along;
          if (d2 < 0 || (d2 === 0 && i[INTS * o + 3] <= flags)) break;
          onSide[z] = o;
        }
        onSide[z] = k;
      }
      k = next;
    }
    return n;
  }
  /** Label at the far end of a side, from the one at its near end and what crosses it; −2 when they contradict. */
  function farLabel(side: number, near: number): number {
    const n = gather(side);
    let far = near;
    let sound = true;
    if (n === 0) return near;
    far = -1;
    for (let q = -1; q < n; q++) {
      const label = q < 0 ? near : crossings.i[INTS * onSide[q] + 3] >> 2;
      if (label < 0) continue;
      let sum = label === near ? 1 : 0;
      let seen = false;
      for (let z = 0; z < n; z++) {
        const flags = crossings.i[INTS * onSide[z] + 3];
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
  let lastFootprints: Footprints | null = null;
  /** The label of the gap at a place, asked of the demand and every footprint: only where crossings contradict. */
  function askedLabel(x: number, y: number): number {
    const o = lastFootprints;
    if (o !== null) for (let j = 0; j < o.n; j++) if (contains(o, j, x, y)) return -1;
    return d.locate(x, y);
  }
  function setCorner(k: number, label: number): void {
    if (corner[k] === label) return;
    corner[k] = label;
    markCell(k);
    markCell(k - 1);
    markCell(k - w);
    markCell(k - w - 1);
  }
  function propagate(j: number): boolean {
    let label = -1;
    for (let i = 0; i < w; i++) {
      const k = j * w + i;
      setCorner(k, label);
      if (i === w - 1) break;
      if (firstOnSide[2 * k] >= 0) label = farLabel(2 * k, label);
      if (label === -2) return false;
    }
    return label === -1;
  }

  /** The stretches of a cell and the gap parts of its sides go to the linker. */
  function relink(k: number): Linked | null {
    link.begin();
    const { f, i } = stretches;
    let before = -1;
    for (let s = firstInCell[k]; s >= 0; ) {
      const next = i[INTS * s + 1];
      const flags = i[INTS * s + 3];
      if (flags & DEAD) {
        if (before < 0) firstInCell[k] = next;
        else i[INTS * before + 1] = next;
        i[INTS * s + 1] = stretches.free;
        stretches.free = s;
      } else {
        before = s;
        link.stretch(f, STRETCH * s, flags >> 2, (flags & SECOND) !== 0);
      }
      s = next;
    }
    sideParts(2 * k, k, k + 1, false);
    link.nextSide();
    sideParts(2 * (k + 1) + 1, k + 1, k + w + 1, false);
    link.nextSide();
    sideParts(2 * (k + w), k + w, k + w + 1, true);
    link.nextSide();
    sideParts(2 * k + 1, k, k + w, true);
    link.nextSide();
    return link.finish(k);
  }
  /** `along` = the cell lies on the left of the side's direction. */
  function sideParts(side: number, a: number, b: number, along: boolean): void {
    const near = corner[a];
    const first = firstOnSide[side];
    if (first < 0) {
      if (near >= 0) link.side(px[a], py[a], px[b], py[b], along, near);
      return;
    }
    const n = gather(side);
    const { f, i } = crossings;
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
        if (inside) link.side(x, y, toX, toY, along, label);
        inside = begins;
        x = toX;
        y = toY;
      }
      if (inside) link.side(x, y, px[b], py[b], along, label);
    }
  }

  const changedSinceLast = new Set<number>();
  function finish(o: Footprints, moved?: number): GapsFound {
    lastFootprints = o;
    for (let j = 0; j < h; j++) {
      if (!dirtyRow[j]) continue;
      dirtyRow[j] = 0;
      if (propagate(j)) continue;
      for (let i = 0; i < w; i++) setCorner(j * w + i, askedLabel(px[j * w + i], py[j * w + i]));
    }
    changedSinceLast.clear();
    for (let q = 0; q < nDirty; q++) {
      const k = dirty[q];
      dirtyCell[k] = 0;
      // The last corners of a row or column begin no cell.
      if (k % w === w - 1 || k >= cells - w) continue;
      const had = records[k];
      const made = relink(k);
      records[k] =
        made === null
          ? null
          : Object.assign(made, {
              key: had?.key ?? link.key(k),
              first: 0,
              apex: new Int32Array(made.pieces.length).fill(STALE),
              apexD2: new Float64Array(made.pieces.length),
            });
      if (had !== null || made !== null) changedSinceLast.add(k);
    }
    nDirty = 0;
    let search: ReturnType<typeof nearestApex> | null = null;
    const pieces: GapPiece[] = [];
    let open = 0;
    for (let k = 0; k < cells; k++) {
      const record = records[k];
      if (record === null) continue;
      record.first = pieces.length;
      open += record.open;
      const { apex, apexD2, labelXY } = record;
      for (let q = 0; q < record.pieces.length; q++) {
        const piece = record.pieces[q];
        pieces.push(piece);
        if (piece.areaM2 < LISTED_M2) continue;
        const x = labelXY[2 * q];
        const y = labelXY[2 * q + 1];
        const before = apex[q];
        if (moved === undefined || before === STALE || before === moved) {
          search ??= nearestApex(o);
          const at = search(x, y);
          apex[q] = at.index;
          apexD2[q] = at.index < 0 ? 0 : squared(o, at.index, x, y);
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
        if (apex[q] !== before || distanceM !== piece.nearestM) changedSinceLast.add(k);
        piece.nearestM = distanceM;
      }
    }
    const components = connect(pieces);
    const changed = [...changedSinceLast].sort((a, b) => a - b).map((k) => records[k]?.key ?? link.key(k));
    return { pieces, components, open, changed };
  }

  function shift(k: number, by: 1 | -1): void {
    for (const record of records) {
      if (record === null) continue;
      const { apex } = record;
      for (let q = 0; q < apex.length; q++) {
        if (apex[q] < k) continue;
        if (by === -1 && apex[q] === k) apex[q] = STALE;
        else apex[q] += by;
      }
    }
  }

  /** Numbers the components: pieces are connected through shared sides of cells and through borders between labels. */
  function connect(pieces: GapPiece[]): GapComponent[] {
    const parent = new Int32Array(pieces.length);
    for (let q = 0; q < parent.length; q++) parent[q] = q;
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
    const across = (a: CellRecord, sideA: number, b: CellRecord | null, sideB: number): void => {
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
      for (let q = 0; q < pairs.length; q += 2) unite(record.first + pairs[q], record.first + pairs[q + 1]);
    }
    const components: GapComponent[] = [];
    const number = new Int32Array(pieces.length).fill(-1);
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
  return { sink, finish, shift };
}

/** Sides of a cell in the order they are told to the linker. */
const NORTH = 0;
const EAST = 1;
const SOUTH = 2;
const WEST = 3;
