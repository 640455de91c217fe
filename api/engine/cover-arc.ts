// On which stretches does an arc run inside another footprint?
//
// The whole arc is one piece at first; what bounds the other footprint takes its outside out of the pieces. A short arc mostly
// lies on one side of such a circle or line, which its ends tell; only where it does not, angles are needed.
import { CellPieces } from './cover-cells.ts';
import type { Found } from './cover-found.ts';
import { COINCIDE_M, type Element } from './element.ts';
import { isCut } from './footprint.ts';
import type { SightTable } from './sight.ts';

const TAU = 2 * Math.PI;
/** How much of the arc lies within something. */
const NONE = 0;
const PART = 1;
const ALL = 2;

export class ArcCover {
  private readonly cells: CellPieces;
  private readonly pa = new Float64Array(64);
  private readonly pb = new Float64Array(64);
  private np = 0;

  constructor(
    private readonly element: Element,
    private readonly found: Found,
  ) {
    this.cells = new CellPieces(found);
  }

  /** Adds the intervals in which the arc runs inside footprint j. */
  ask(j: number): void {
    const { o } = this.found;
    const { ex, ey, er, ea, lim, short } = this.element;
    const vx = o.X[j] - ex;
    const vy = o.Y[j] - ey;
    const d2 = vx * vx + vy * vy;
    const r = o.R[j];
    if (d2 >= (er + r) * (er + r)) return;
    if (isCut(o, j)) {
      this.askCells(j, o.cells!, vx, vy, d2);
      return;
    }
    // left of U: f0 + sin(θ − θU) > 0 where θ runs along the arc; right of V likewise
    let f0 = 0;
    let f1 = 0;
    if (o.full[j] === 0) {
      f0 = (o.UY[j] * vx - o.UX[j] * vy) / er;
      f1 = (o.VX[j] * vy - o.VY[j] * vx) / er;
      if (f0 <= -1 && f1 <= -1) return;
      if (o.width[j] <= Math.PI && (f0 <= -1 || f1 <= -1)) return;
    }
    const concentric = d2 < COINCIDE_M * COINCIDE_M;
    const onReach = concentric && Math.abs(er - r) < COINCIDE_M;
    const onNear = concentric && !onReach && Math.abs(er - o.N[j]) < COINCIDE_M;
    const { pa, pb } = this;
    pa[0] = 0;
    pb[0] = lim;
    this.np = 1;
    const wide = o.width[j] > Math.PI;
    if (concentric) {
      if (!onReach && er > r) return;
      if (!onNear && er < o.N[j]) return;
      if (o.full[j] === 0 && !this.bySides(j, f0, f1, PART, PART)) return;
    } else {
      const dist = Math.sqrt(d2);
      if (dist + r <= er) return; // wholly inside the element's circle
      const den = 2 * er * dist;
      const nx = vx / dist;
      const ny = vy / dist;
      const inReach = short ? this.partIn(nx, ny, -(d2 + (er - r) * (er + r)) / den) : PART;
      if (inReach === NONE) return;
      let left = o.full[j] === 1 ? ALL : PART;
      let right = left;
      if (short && left === PART && !wide) {
        left = this.partIn(-o.UY[j], o.UX[j], f0);
        if (left === NONE) return;
        right = this.partIn(o.VY[j], -o.VX[j], f1);
        if (right === NONE) return;
      }
      const n = o.N[j];
      let inNear = n > 0 ? PART : NONE;
      if (short && n > 0) inNear = this.partIn(nx, ny, -(d2 + (er - n) * (er + n)) / den);
      if (inNear === ALL) return;
      const toCentre = inReach === PART || inNear === PART ? Math.atan2(vy, vx) - ea : 0;
      if (inReach === PART && !this.byCircle(r, d2, dist, toCentre, true)) return;
      if ((left === PART || right === PART) && !this.bySides(j, f0, f1, left, right)) return;
      if (inNear === PART && !this.byCircle(n, d2, dist, toCentre, false)) return;
    }
    if (onReach || onNear) {
      // The inside of j is towards the centre at its reach, away from it at its near edge; `sign` says it of the element.
      const sameSide = onReach === this.element.sign > 0;
      let covers = false;
      for (let k = 0; k < this.np; k++) covers = this.found.tie(sameSide, pa[k], pb[k], j);
      if (!covers) return;
    }
    for (let k = 0; k < this.np; k++) this.found.push(pa[k], pb[k], j);
  }
  /** Cuts the pieces at the straight sides of sector j that they may cross; false when nothing is left. */
  private bySides(j: number, f0: number, f1: number, left: number, right: number): boolean {
    const { o } = this.found;
    const u = o.A[j] - this.element.ea;
    const v = u + o.width[j];
    if (o.width[j] <= Math.PI) {
      if (left === PART && !this.byHalfPlane(f0, u + Math.PI / 2)) return false;
      return right !== PART || this.byHalfPlane(f1, v - Math.PI / 2);
    }
    if (f0 < 1 && f1 < 1) {
      // What neither half plane holds is taken out: the intersection of two cyclic intervals.
      const h0 = f0 <= -1 ? Math.PI : Math.acos(f0);
      const h1 = f1 <= -1 ? Math.PI : Math.acos(f1);
      this.takeOutBoth(u - Math.PI / 2, h0, v + Math.PI / 2, h1);
    }
    return this.np > 0;
  }
  /** How much of the short arc in hand lies where f + n·d > 0, d the direction from its centre and n a unit vector? PART
   * too where an end is within the coincidence tolerance of the line. */
  private partIn(nx: number, ny: number, f: number): number {
    if (f >= 1) return ALL;
    if (f <= -1) return NONE;
    const { ux, uy, wx, wy, er } = this.element;
    const slack = COINCIDE_M / er;
    const atU = f + nx * ux + ny * uy;
    const atW = f + nx * wx + ny * wy;
    // Is n between the ends, or its opposite? There the left side is greatest or least.
    const sinU = ux * ny - uy * nx;
    const sinW = nx * wy - ny * wx;
    if (atU > slack && atW > slack) return sinU < 0 && sinW < 0 ? PART : ALL;
    if (atU < -slack && atW < -slack) return sinU > 0 && sinW > 0 ? PART : NONE;
    return PART;
  }
  private askCells(j: number, c: SightTable, vx: number, vy: number, d2: number): void {
    const { er, ea, lim, sign, short } = this.element;
    const { within, sameSide, otherSide } = this.cells;
    const { pa, pb } = this;
    const concentric = d2 < COINCIDE_M * COINCIDE_M;
    const dist = Math.sqrt(d2);
    this.cells.clear();
    for (let k = c.from[j]; k < c.from[j + 1]; k++) {
      const ux = c.ux[k];
      const uy = c.uy[k];
      const wx = c.vx[k];
      const wy = c.vy[k];
      const f0 = (uy * vx - ux * vy) / er;
      const f1 = (wx * vy - wy * vx) / er;
      // Most cells lie aside: the ends of a short arc tell, as in `ask`.
      const left = short ? this.partIn(-uy, ux, f0) : PART;
      if (left === NONE) continue;
      const right = short ? this.partIn(wy, -wx, f1) : PART;
      if (right === NONE) continue;
      pa[0] = 0;
      pb[0] = lim;
      this.np = 1;
      let list = within;
      const ox = c.outX[k];
      const oy = c.outY[k];
      if (ox !== 0 || oy !== 0) {
        // outH − n·p > 0 with p = er·(cos θ, sin θ) − (vx, vy): the gradient is −n
        if (!this.keepSide(-ox, -oy, (c.outH[k] + ox * vx + oy * vy) / er)) continue;
      } else if (concentric) {
        if (Math.abs(er - c.outH[k]) < COINCIDE_M) list = sign > 0 ? sameSide : otherSide;
        else if (er > c.outH[k]) continue;
      } else if (!this.keepCircle(c.outH[k], d2, dist, vx, vy, true)) continue;
      const ix = c.inX[k];
      const iy = c.inY[k];
      if (ix !== 0 || iy !== 0) {
        if (!this.keepSide(ix, iy, (-c.inH[k] - ix * vx - iy * vy) / er)) continue;
      } else if (c.inH[k] > 0) {
        if (concentric) {
          if (Math.abs(er - c.inH[k]) < COINCIDE_M) list = sign > 0 ? otherSide : sameSide;
          else if (er < c.inH[k]) continue;
        } else if (!this.keepCircle(c.inH[k], d2, dist, vx, vy, false)) continue;
      }
      if (left === PART && !this.byHalfPlane(f0, Math.atan2(ux, -uy) - ea)) continue;
      if (right === PART && !this.byHalfPlane(f1, Math.atan2(-wx, wy) - ea)) continue;
      for (let z = 0; z < this.np; z++) list.add(pa[z], pb[z], j);
    }
    this.cells.file(j);
  }
  /** Keeps the pieces where f + n·d > 0, d the direction from the arc's centre, with an angle only where the arc may cross
   * that line; false when nothing is left. */
  private keepSide(nx: number, ny: number, f: number): boolean {
    const part = this.element.short ? this.partIn(nx, ny, f) : PART;
    return part === ALL || (part === PART && this.byHalfPlane(f, Math.atan2(ny, nx) - this.element.ea));
  }
  /** The same for a circle about the point (vx, vy) from the centre, `dist` away: inside (keep = true) or outside of it. */
  private keepCircle(r: number, d2: number, dist: number, vx: number, vy: number, keep: boolean): boolean {
    const { er, ea, short } = this.element;
    if (short) {
      const f = -(d2 + (er - r) * (er + r)) / (2 * er * dist);
      const part = this.partIn(vx / dist, vy / dist, f);
      if (part !== PART) return (part === ALL) === keep;
    }
    return this.byCircle(r, d2, dist, Math.atan2(vy, vx) - ea, keep);
  }

  // --- pieces of the arc, in radians from its start ------------------------------------------------------------------

  /** Takes [a, b] out of the pieces. */
  private takeOut(a: number, b: number): void {
    const { pa, pb } = this;
    for (let k = this.np - 1; k >= 0; k--) {
      const p = pa[k];
      const q = pb[k];
      if (b <= p || a >= q) continue;
      if (a <= p && b >= q) {
        this.np--;
        pa[k] = pa[this.np];
        pb[k] = pb[this.np];
      } else if (a <= p) pa[k] = b;
      else if (b >= q) pb[k] = a;
      else {
        pb[k] = a;
        pa[this.np] = b;
        pb[this.np++] = q;
      }
    }
  }
  /** Takes out the cyclic interval centre ± half, in radians from the arc's start. */
  private takeOutCyclic(centre: number, half: number): void {
    let s = centre - half;
    if (s < 0 || s >= TAU) s -= TAU * Math.floor(s / TAU);
    const e = s + 2 * half;
    if (s < this.element.lim) this.takeOut(s, e);
    if (e > TAU) this.takeOut(-1, e - TAU);
  }
  /** Takes out the intersection of two cyclic intervals. */
  private takeOutBoth(c0: number, h0: number, c1: number, h1: number): void {
    const from = c0 - h0 - TAU * Math.floor((c0 - h0) / TAU);
    const to = from + 2 * h0;
    let s = c1 - h1 - TAU * Math.floor((c1 - h1 - from) / TAU); // first start ≥ from
    for (const shift of [s - TAU, s]) {
      s = shift;
      const a = Math.max(from, s);
      const b = Math.min(to, s + 2 * h1);
      if (b > a) this.takeOutCyclic((a + b) / 2, (b - a) / 2);
    }
  }
  /** Keeps the pieces inside (keep = true) or outside the circle of radius r about the point at distance `dist` in
   * direction `toCentre` (from the arc's start); false when nothing is left. */
  private byCircle(r: number, d2: number, dist: number, toCentre: number, keep: boolean): boolean {
    // er² + d² − r² without cancelling when the radii are equal
    const { er } = this.element;
    const num = d2 + (er - r) * (er + r);
    const den = 2 * er * dist;
    if (keep) {
      if (num >= den) return false;
      if (num > -den) {
        // keep centre ± φ: take out the opposite arc
        const phi = Math.acos(num / den);
        this.takeOutCyclic(toCentre + Math.PI, Math.PI - phi);
      }
    } else {
      if (num <= -den) return false;
      if (num < den) this.takeOutCyclic(toCentre, Math.acos(num / den));
    }
    return this.np > 0;
  }
  /** Keeps the pieces where f + cos(θ − m) > 0, m from the arc's start; false when nothing is left. */
  private byHalfPlane(f: number, m: number): boolean {
    if (f <= -1) return false;
    if (f < 1) this.takeOutCyclic(m + Math.PI, Math.acos(f));
    return this.np > 0;
  }
}
