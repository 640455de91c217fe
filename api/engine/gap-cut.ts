// Cuts the stretches that bound gaps where they cross the lines between cells, and files the parts.
import type { Demand } from './demand.ts';
import { type CellGrid, NEAR_LINE } from './gap-cells.ts';
import { type Filed, SECOND } from './gap-filed.ts';
import type { GapSink } from './gap-sink.ts';

const TAU = 2 * Math.PI;
/** A part of a stretch shorter than this (m) is not filed. */
const NOTHING_M = 1e-9;

export class GapCutter implements GapSink {
  private d!: Demand;
  // Cuts of the stretch in hand, in order: parameter 0…1, place, side, place along the side, does the gap begin there?
  private cutT = new Float64Array(16);
  private cutX = new Float64Array(16);
  private cutY = new Float64Array(16);
  private cutAlong = new Float64Array(16);
  private cutSide = new Int32Array(16);
  private cutBegins = new Uint8Array(16);
  private nCuts = 0;
  private readonly fu = new Float64Array(2);
  private readonly fv = new Float64Array(2);

  constructor(
    private readonly grid: CellGrid,
    private readonly filed: Filed,
  ) {}

  /** The grid and the file have begun with this demand. */
  begin(d: Demand): void {
    this.d = d;
    if (!d.ring) return;
    const { ax, ay, bx, by } = d;
    const { edgeCell } = this.filed;
    const { cellM } = this.grid;
    for (let e = 0; e < d.n; e++) {
      const length = Math.abs(bx[e] - ax[e]) + Math.abs(by[e] - ay[e]);
      edgeCell[e] = this.quietCell((ax[e] + bx[e]) / 2, (ay[e] + by[e]) / 2, length / (2 * cellM));
    }
  }

  owner(key: number): void {
    this.filed.owner(key);
  }
  edge(e: number, label: number): void {
    if (this.filed.edgeCell[e] >= 0) {
      this.filed.edge(e);
      return;
    }
    const { ax, ay, bx, by, left } = this.d;
    if (left[e] >= 0) this.putSegment(ax[e], ay[e], bx[e], by[e], 4 * label);
    else this.putSegment(bx[e], by[e], ax[e], ay[e], 4 * label);
  }
  segment(
    x: number,
    y: number,
    dx: number,
    dy: number,
    s: number,
    e: number,
    forward: boolean,
    label: number,
    inner: boolean,
  ): void {
    if (e <= s) return;
    const p = forward ? s : e;
    const q = forward ? e : s;
    this.putSegment(x + p * dx, y + p * dy, x + q * dx, y + q * dy, 4 * label + (inner ? SECOND : 0));
  }
  arc(x: number, y: number, r: number, s: number, e: number, forward: boolean, label: number, inner: boolean): void {
    if (e <= s) return;
    const p = forward ? s : e;
    const q = forward ? e : s;
    const x0 = x + r * Math.cos(p);
    const y0 = y + r * Math.sin(p);
    // A full circle ends where it starts, to the last bit.
    const closed = e - s >= TAU;
    const x1 = closed ? x0 : x + r * Math.cos(q);
    const y1 = closed ? y0 : y + r * Math.sin(q);
    this.putArc(x0, y0, x1, y1, x, y, r, p, q - p, 4 * label + (inner ? SECOND : 0));
  }

  /** The cell of a stretch that reaches `ext` cells around a place, or −1 when it comes near a line. */
  private quietCell(x: number, y: number, ext: number): number {
    const { grid, fu } = this;
    grid.fraction(x, y, fu);
    const i = Math.floor(fu[0]);
    const j = Math.floor(fu[1]);
    const u = fu[0] - i;
    const v = fu[1] - j;
    const room = NEAR_LINE + ext;
    return u > room && u < 1 - room && v > room && v < 1 - room ? j * grid.w + i : -1;
  }

  private cut(t: number, x: number, y: number, side: number, along: number, begins: boolean): void {
    if (this.nCuts === this.cutT.length) this.grow();
    const { cutT, cutX, cutY, cutAlong, cutSide, cutBegins } = this;
    // Kept in order: there are few.
    let k = this.nCuts++;
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
  private grow(): void {
    const n = 2 * this.nCuts;
    const more = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const bigger = new Float64Array(n);
      bigger.set(old);
      return bigger;
    };
    this.cutT = more(this.cutT);
    this.cutX = more(this.cutX);
    this.cutY = more(this.cutY);
    this.cutAlong = more(this.cutAlong);
    const sides = new Int32Array(n);
    sides.set(this.cutSide);
    this.cutSide = sides;
    const begins = new Uint8Array(n);
    begins.set(this.cutBegins);
    this.cutBegins = begins;
  }

  private putSegment(x0: number, y0: number, x1: number, y1: number, flags: number): void {
    const { grid, fu, fv } = this;
    const { w, h, cellM } = grid;
    const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    const quiet = this.quietCell((x0 + x1) / 2, (y0 + y1) / 2, length / (2 * cellM));
    if (quiet >= 0) {
      this.filed.stretch(quiet, x0, y0, x1, y1, 0, 0, 0, 0, 0, flags);
      return;
    }
    this.nCuts = 0;
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
          this.segmentMeets(axis === 0 ? 2 * (m * w + l) + 1 : 2 * (l * w + m), x0, y0, x1, y1);
      }
    }
    this.fileParts(x0, y0, x1, y1, 0, 0, 0, 0, 0, flags);
  }
  private segmentMeets(side: number, x0: number, y0: number, x1: number, y1: number): void {
    const { px, py, w } = this.grid;
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
    if (along >= 0 && along < 1) this.cut(t, x, y, side, along, (x1 - x0) * fy - (y1 - y0) * fx > 0);
  }

  private putArc(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    cx: number,
    cy: number,
    r: number,
    from: number,
    turn: number,
    flags: number,
  ): void {
    const { grid, fu } = this;
    const { w, h } = grid;
    // No point of an arc is farther from the middle of its chord than half its length.
    const ext = Math.min((r * Math.abs(turn)) / 2, 2 * r) / grid.cellM;
    const quiet = this.quietCell((x0 + x1) / 2, (y0 + y1) / 2, ext);
    if (quiet >= 0) {
      this.filed.stretch(quiet, x0, y0, x1, y1, cx, cy, r, from, turn, flags);
      return;
    }
    this.nCuts = 0;
    const room = ext + NEAR_LINE;
    const i0 = Math.max(0, Math.floor(fu[0] - room));
    const i1 = Math.min(w - 1, Math.floor(fu[0] + room) + 1);
    const j0 = Math.max(0, Math.floor(fu[1] - room));
    const j1 = Math.min(h - 1, Math.floor(fu[1] + room) + 1);
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        if (i < i1) this.arcMeets(2 * (j * w + i), cx, cy, r, from, turn);
        if (j < j1) this.arcMeets(2 * (j * w + i) + 1, cx, cy, r, from, turn);
      }
    this.fileParts(x0, y0, x1, y1, cx, cy, r, from, turn, flags);
  }
  private arcMeets(side: number, cx: number, cy: number, r: number, from: number, turn: number): void {
    const { px, py, w } = this.grid;
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
      this.cut(t, cx + vx, cy + vy, side, along, begins);
    }
  }

  /** Files the parts between the cuts, and the cuts. */
  private fileParts(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    cx: number,
    cy: number,
    r: number,
    from: number,
    turn: number,
    flags: number,
  ): void {
    const { filed, grid, nCuts, cutT, cutX, cutY, cutSide, cutAlong, cutBegins } = this;
    let x = x0;
    let y = y0;
    let t = 0;
    for (let k = 0; k <= nCuts; k++) {
      const to = k < nCuts ? cutT[k] : 1;
      const toX = k < nCuts ? cutX[k] : x1;
      const toY = k < nCuts ? cutY[k] : y1;
      const part = turn * (to - t);
      const lengthM = r > 0 ? Math.abs(part) * r : Math.abs(toX - x) + Math.abs(toY - y);
      if (lengthM > NOTHING_M) {
        const start = from + turn * t;
        const middle = start + part / 2;
        const cell =
          r > 0 ? grid.at(cx + r * Math.cos(middle), cy + r * Math.sin(middle)) : grid.at((x + toX) / 2, (y + toY) / 2);
        filed.stretch(cell, x, y, toX, toY, cx, cy, r, start, part, flags);
      }
      // a crossing has the label of its stretch, and begins where the gap does
      if (k < nCuts) filed.crossing(cutSide[k], cutAlong[k], toX, toY, (flags & ~SECOND) + SECOND * cutBegins[k]);
      x = toX;
      y = toY;
      t = to;
    }
  }
}
