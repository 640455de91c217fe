// Cuts the stretches that bound gaps where they cross the lines between cells, and files the parts.
import type { Demand } from './demand.ts';
import { type CellGrid, NEAR_LINE } from './gap-cells.ts';
import { type Filed, SECOND, STRETCH } from './gap-filed.ts';
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
  /** the stretch in hand and the part of it in hand, with the numbers of gap-filed.ts */
  private readonly whole = new Float64Array(STRETCH);
  private readonly part = new Float64Array(STRETCH);
  /** places, then their columns and rows: of the middles of border edges, of the middle of the stretch in hand, of its ends */
  private edgeAt = new Float64Array(64);
  private readonly middle = new Float64Array(2);
  private readonly ends = new Float64Array(4);

  constructor(
    private readonly grid: CellGrid,
    private readonly filed: Filed,
  ) {}

  /** The grid and the file have begun with this demand. */
  begin(d: Demand): void {
    this.d = d;
    if (!d.ring) return;
    const { ax, ay, bx, by, n } = d;
    if (this.edgeAt.length < 2 * n) this.edgeAt = new Float64Array(4 * n);
    const { edgeAt, filed } = this;
    for (let e = 0; e < n; e++) {
      edgeAt[2 * e] = (ax[e] + bx[e]) / 2;
      edgeAt[2 * e + 1] = (ay[e] + by[e]) / 2;
    }
    this.grid.fractions(edgeAt, n);
    const twice = 2 * this.grid.cellM;
    for (let e = 0; e < n; e++) {
      const length = Math.abs(bx[e] - ax[e]) + Math.abs(by[e] - ay[e]);
      filed.edgeCell[e] = this.quietCell(edgeAt, 2 * e, length / twice);
    }
    filed.findRuns(n);
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
    const { whole } = this;
    const forward = left[e] >= 0;
    whole[0] = forward ? ax[e] : bx[e];
    whole[1] = forward ? ay[e] : by[e];
    whole[2] = forward ? bx[e] : ax[e];
    whole[3] = forward ? by[e] : ay[e];
    this.putSegment(4 * label);
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
    const { whole } = this;
    const p = forward ? s : e;
    const q = forward ? e : s;
    whole[0] = x + p * dx;
    whole[1] = y + p * dy;
    whole[2] = x + q * dx;
    whole[3] = y + q * dy;
    this.putSegment(4 * label + (inner ? SECOND : 0));
  }
  arc(x: number, y: number, r: number, s: number, e: number, forward: boolean, label: number, inner: boolean): void {
    if (e <= s) return;
    const { whole } = this;
    const p = forward ? s : e;
    const q = forward ? e : s;
    whole[0] = x + r * Math.cos(p);
    whole[1] = y + r * Math.sin(p);
    // A full circle ends where it starts, to the last bit.
    const closed = e - s >= TAU;
    whole[2] = closed ? whole[0] : x + r * Math.cos(q);
    whole[3] = closed ? whole[1] : y + r * Math.sin(q);
    whole[4] = x;
    whole[5] = y;
    whole[6] = r;
    whole[7] = p;
    whole[8] = q - p;
    this.putArc(4 * label + (inner ? SECOND : 0));
  }

  /** The cell of a stretch that reaches `ext` cells around the place at `at`, or −1 when it comes near a line. */
  private quietCell(places: Float64Array, at: number, ext: number): number {
    const i = Math.floor(places[at]);
    const j = Math.floor(places[at + 1]);
    const u = places[at] - i;
    const v = places[at + 1] - j;
    const room = NEAR_LINE + ext;
    return u > room && u < 1 - room && v > room && v < 1 - room ? j * this.grid.w + i : -1;
  }
  /** The same for the stretch in hand. */
  private quiet(ext: number): number {
    const { whole, middle } = this;
    middle[0] = (whole[0] + whole[2]) / 2;
    middle[1] = (whole[1] + whole[3]) / 2;
    this.grid.fractions(middle, 1);
    return this.quietCell(middle, 0, ext);
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

  /** The straight stretch whose ends stand in `whole`. */
  private putSegment(flags: number): void {
    const { grid, filed, whole, ends } = this;
    const { w, h, cellM } = grid;
    for (let q = 0; q < 4; q++) ends[q] = whole[q];
    for (let q = 4; q < STRETCH; q++) whole[q] = 0;
    const length = Math.sqrt((ends[2] - ends[0]) * (ends[2] - ends[0]) + (ends[3] - ends[1]) * (ends[3] - ends[1]));
    // A long segment bends in cell coordinates: by its length (in cells) squared over eight earth radii (in cells).
    const n = length / cellM;
    const slack = NEAR_LINE + n * n * 1e-5;
    let cell = this.quiet(length / (2 * cellM));
    if (cell < 0) {
      grid.fractions(ends, 2);
      cell = this.quietCell(ends, 0, slack - NEAR_LINE);
      if (cell !== this.quietCell(ends, 2, slack - NEAR_LINE)) cell = -1;
    }
    if (cell >= 0) {
      filed.stretch(cell, whole, flags);
      return;
    }
    this.nCuts = 0;
    for (let axis = 0; axis < 2; axis++) {
      const a0 = ends[axis];
      const a1 = ends[2 + axis];
      const b0 = ends[1 - axis];
      const b1 = ends[3 - axis];
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
        for (let m = from; m <= to; m++) this.segmentMeets(axis === 0 ? 2 * (m * w + l) + 1 : 2 * (l * w + m));
      }
    }
    this.fileParts(flags);
  }
  private segmentMeets(side: number): void {
    const { px, py, w } = this.grid;
    const { whole } = this;
    const x0 = whole[0];
    const y0 = whole[1];
    const x1 = whole[2];
    const y1 = whole[3];
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

  /** The arc whose numbers stand in `whole`. */
  private putArc(flags: number): void {
    const { grid, whole, middle } = this;
    const { w, h } = grid;
    const r = whole[6];
    // No point of an arc is farther from the middle of its chord than half its length.
    const ext = Math.min((r * Math.abs(whole[8])) / 2, 2 * r) / grid.cellM;
    const cell = this.quiet(ext);
    if (cell >= 0) {
      this.filed.stretch(cell, whole, flags);
      return;
    }
    this.nCuts = 0;
    const room = ext + NEAR_LINE;
    const i0 = Math.max(0, Math.floor(middle[0] - room));
    const i1 = Math.min(w - 1, Math.floor(middle[0] + room) + 1);
    const j0 = Math.max(0, Math.floor(middle[1] - room));
    const j1 = Math.min(h - 1, Math.floor(middle[1] + room) + 1);
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        if (i < i1) this.arcMeets(2 * (j * w + i));
        if (j < j1) this.arcMeets(2 * (j * w + i) + 1);
      }
    this.fileParts(flags);
  }
  private arcMeets(side: number): void {
    const { px, py, w } = this.grid;
    const { whole } = this;
    const cx = whole[4];
    const cy = whole[5];
    const r = whole[6];
    const from = whole[7];
    const turn = whole[8];
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
  private fileParts(flags: number): void {
    const { filed, grid, whole, part, nCuts, cutT, cutX, cutY, cutSide, cutAlong, cutBegins } = this;
    const cx = whole[4];
    const cy = whole[5];
    const r = whole[6];
    part[4] = cx;
    part[5] = cy;
    part[6] = r;
    let x = whole[0];
    let y = whole[1];
    let t = 0;
    for (let k = 0; k <= nCuts; k++) {
      const to = k < nCuts ? cutT[k] : 1;
      const toX = k < nCuts ? cutX[k] : whole[2];
      const toY = k < nCuts ? cutY[k] : whole[3];
      const turn = whole[8] * (to - t);
      const lengthM = r > 0 ? Math.abs(turn) * r : Math.abs(toX - x) + Math.abs(toY - y);
      if (lengthM > NOTHING_M) {
        part[0] = x;
        part[1] = y;
        part[2] = toX;
        part[3] = toY;
        part[7] = whole[7] + whole[8] * t;
        part[8] = turn;
        const middle = part[7] + turn / 2;
        const cell =
          r > 0 ? grid.at(cx + r * Math.cos(middle), cy + r * Math.sin(middle)) : grid.at((x + toX) / 2, (y + toY) / 2);
        filed.stretch(cell, part, flags);
      }
      // a crossing has the label of its stretch, and begins where the gap does
      if (k < nCuts) filed.crossing(cutSide[k], cutAlong[k], toX, toY, (flags & ~SECOND) + SECOND * cutBegins[k]);
      x = toX;
      y = toY;
      t = to;
    }
  }
}
