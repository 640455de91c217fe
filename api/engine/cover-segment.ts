// On which stretches does a straight element run inside another footprint?
import { CellPieces } from './cover-cells.ts';
import type { Found } from './cover-found.ts';
import { COINCIDE_M, type Element, PARALLEL } from './element.ts';
import { isCut } from './footprint.ts';
import type { SightTable } from './sight.ts';

/** How the element lies to a straight edge. */
const CROSSES = 0;
const OVERLAPS = 1;
const BEHIND = 2;

export class SegmentCover {
  private readonly cells: CellPieces;

  constructor(
    private readonly element: Element,
    private readonly found: Found,
  ) {
    this.cells = new CellPieces(found);
  }

  /** Adds the intervals in which the segment runs inside footprint j. */
  ask(j: number): void {
    const { o } = this.found;
    if (isCut(o, j)) {
      this.askCells(j, o.cells!);
      return;
    }
    const { ex, ey, dx, dy, lim } = this.element;
    const px = ex - o.X[j];
    const py = ey - o.Y[j];
    const r = o.R[j];
    const h = dx * py - dy * px; // distance of the line from the apex
    const q = (r - h) * (r + h);
    if (q <= 0) return;
    const b = dx * px + dy * py;
    const root = Math.sqrt(q);
    let lo = -b - root;
    let hi = -b + root;
    if (lo < 0) lo = 0;
    if (hi > lim) hi = lim;
    if (hi <= lo) return;
    let holeLo = 1;
    let holeHi = 0;
    if (o.full[j] === 0) {
      const ux = o.UX[j];
      const uy = o.UY[j];
      const vx = o.VX[j];
      const vy = o.VY[j];
      // inside: f0 + g0·t > 0 (left of U) and / or f1 + g1·t > 0 (right of V)
      const f0 = ux * py - uy * px;
      const g0 = ux * dy - uy * dx;
      const f1 = vy * px - vx * py;
      const g1 = vy * dx - vx * dy;
      if (o.width[j] <= Math.PI) {
        if (g0 > PARALLEL) lo = Math.max(lo, -f0 / g0);
        else if (g0 < -PARALLEL) hi = Math.min(hi, -f0 / g0);
        else {
          const cos = ux * dx + uy * dy;
          this.besideEdge(f0, g0, cos, cos > 0, -b, j, lo, hi, false);
          lo = Math.max(lo, this.halfLo);
          hi = Math.min(hi, this.halfHi);
        }
        if (hi <= lo) return;
        if (g1 > PARALLEL) lo = Math.max(lo, -f1 / g1);
        else if (g1 < -PARALLEL) hi = Math.min(hi, -f1 / g1);
        else {
          const cos = vx * dx + vy * dy;
          this.besideEdge(f1, g1, cos, cos < 0, -b, j, lo, hi, false);
          lo = Math.max(lo, this.halfLo);
          hi = Math.min(hi, this.halfHi);
        }
        if (hi <= lo) return;
      } else {
        // The union of two half planes: what both leave out is a hole (an interval of the line, maybe unbounded).
        const cos0 = ux * dx + uy * dy;
        this.besideEdge(f0, g0, cos0, cos0 > 0, -b, j, lo, hi, true);
        const l0 = this.halfLo;
        const r0 = this.halfHi;
        const cos1 = vx * dx + vy * dy;
        this.besideEdge(f1, g1, cos1, cos1 < 0, -b, j, lo, hi, true);
        const l1 = this.halfLo;
        const r1 = this.halfHi;
        const none0 = r0 < l0 || r0 === -Infinity;
        const none1 = r1 < l1 || r1 === -Infinity;
        holeLo = Math.max(none0 || l0 > -Infinity ? -Infinity : r0, none1 || l1 > -Infinity ? -Infinity : r1, lo);
        holeHi = Math.min(none0 || l0 === -Infinity ? Infinity : l0, none1 || l1 === -Infinity ? Infinity : l1, hi);
      }
    }
    const n = o.N[j];
    let nearLo = 1;
    let nearHi = 0;
    if (n > 0) {
      const qn = (n - h) * (n + h);
      if (qn > 0) {
        const rn = Math.sqrt(qn);
        nearLo = -b - rn;
        nearHi = -b + rn;
      }
    }
    this.pushWithout(lo, hi, holeLo, holeHi, nearLo, nearHi, j);
  }

  /** Pushes [lo, hi] minus two holes (empty where end ≤ start). */
  private pushWithout(lo: number, hi: number, a: number, b: number, c: number, e: number, j: number): void {
    if (b <= a && e <= c) {
      this.found.push(lo, hi, j);
      return;
    }
    const first = b > a && (e <= c || a <= c);
    const [p, q, r, s] = first ? [a, b, c, e] : [c, e, a, b];
    this.found.push(lo, Math.min(p, hi), j);
    let from = Math.max(lo, q);
    if (s > r) {
      this.found.push(from, Math.min(r, hi), j);
      from = Math.max(from, s);
    }
    this.found.push(from, hi, j);
  }

  private halfLo = 0;
  private halfHi = 0;
  private alongLo = 0;
  private alongHi = 0;
  /** The part of the segment's line on the inner side of a straight edge of j, into halfLo and halfHi. f + g·t is the
   * element's distance from the edge's line, `cos` the cosine between element and edge (outwards), `apex` the parameter
   * of j's apex. An edge that coincides with the element is decided by the tie rule; on the edge's line but behind the
   * apex or short of its near end, j's other edge decides. */
  private besideEdge(
    f: number,
    g: number,
    cos: number,
    sameSide: boolean,
    apex: number,
    j: number,
    lo: number,
    hi: number,
    wide: boolean,
  ): void {
    this.halfLo = -Infinity;
    this.halfHi = Infinity;
    const along = this.runsAlong(f, g, cos, apex, j, lo, hi);
    if (along === OVERLAPS) {
      if (!this.found.tie(sameSide, this.alongLo, this.alongHi, j)) this.halfHi = -Infinity;
    } else if (along === BEHIND) {
      if (wide) this.halfHi = -Infinity;
    } else if (g > 0) this.halfLo = -f / g;
    else if (g < 0) this.halfHi = -f / g;
    else if (f < 0) this.halfHi = -Infinity;
  }
  /** Does a straight edge of j coincide with the element where the two overlap? Leaves the overlap in alongLo, alongHi. */
  private runsAlong(f: number, g: number, cos: number, apex: number, j: number, lo: number, hi: number): number {
    if (g > PARALLEL || g < -PARALLEL) return CROSSES;
    const { o } = this.found;
    const s = Math.max(lo, cos > 0 ? apex + o.N[j] : apex - o.R[j]);
    const e = Math.min(hi, cos > 0 ? apex + o.R[j] : apex - o.N[j]);
    if (e <= s) return Math.abs(f + g * lo) < COINCIDE_M && Math.abs(f + g * hi) < COINCIDE_M ? BEHIND : CROSSES;
    if (Math.abs(f + g * s) >= COINCIDE_M || Math.abs(f + g * e) >= COINCIDE_M) return CROSSES;
    this.alongLo = s;
    this.alongHi = e;
    return OVERLAPS;
  }

  // A cell is convex but for a round inner limit. Straight limits that run beside the element wait until the others have
  // said where the element is in the cell at all.
  private cellLo = 0;
  private cellHi = 0;
  private besideN = 0;
  private readonly besideF = new Float64Array(4);
  private readonly besideG = new Float64Array(4);
  private readonly besideSame = new Uint8Array(4);
  /** Keeps the part of the element with f + g·t > 0. `same`: the cell would then lie on the element's left. */
  private cutAt(f: number, g: number, same: boolean): void {
    if (g > PARALLEL) {
      const t = -f / g;
      if (t > this.cellLo) this.cellLo = t;
    } else if (g < -PARALLEL) {
      const t = -f / g;
      if (t < this.cellHi) this.cellHi = t;
    } else {
      this.besideF[this.besideN] = f;
      this.besideG[this.besideN] = g;
      this.besideSame[this.besideN++] = same ? 1 : 0;
    }
  }
  private askCells(j: number, c: SightTable): void {
    const { o } = this.found;
    const { ex, ey, dx, dy, lim } = this.element;
    const px = ex - o.X[j];
    const py = ey - o.Y[j];
    const b = dx * px + dy * py;
    const h = dx * py - dy * px;
    const q = (o.R[j] - h) * (o.R[j] + h);
    if (q <= 0 || -b - Math.sqrt(q) >= lim || -b + Math.sqrt(q) <= 0) return;
    this.cells.clear();
    for (let k = c.from[j]; k < c.from[j + 1]; k++) {
      this.cellLo = 0;
      this.cellHi = lim;
      this.besideN = 0;
      const ux = c.ux[k];
      const uy = c.uy[k];
      const vx = c.vx[k];
      const vy = c.vy[k];
      this.cutAt(ux * py - uy * px, ux * dy - uy * dx, ux * dx + uy * dy > 0);
      if (this.cellHi <= this.cellLo) continue;
      this.cutAt(vy * px - vx * py, vy * dx - vx * dy, vx * dx + vy * dy < 0);
      if (this.cellHi <= this.cellLo) continue;
      const ox = c.outX[k];
      const oy = c.outY[k];
      if (ox !== 0 || oy !== 0) this.cutAt(c.outH[k] - ox * px - oy * py, -ox * dx - oy * dy, ox * dy - oy * dx > 0);
      else {
        const r = c.outH[k];
        const inside = (r - h) * (r + h);
        if (inside <= 0) continue;
        const root = Math.sqrt(inside);
        if (-b - root > this.cellLo) this.cellLo = -b - root;
        if (-b + root < this.cellHi) this.cellHi = -b + root;
      }
      if (this.cellHi <= this.cellLo) continue;
      const ix = c.inX[k];
      const iy = c.inY[k];
      let holeLo = 1;
      let holeHi = 0;
      if (ix !== 0 || iy !== 0) this.cutAt(ix * px + iy * py - c.inH[k], ix * dx + iy * dy, iy * dx - ix * dy > 0);
      else if (c.inH[k] > 0) {
        const inside = (c.inH[k] - h) * (c.inH[k] + h);
        if (inside > 0) {
          const root = Math.sqrt(inside);
          holeLo = -b - root;
          holeHi = -b + root;
        }
      }
      if (this.cellHi <= this.cellLo) continue;
      if (holeHi > holeLo && holeLo < this.cellHi && holeHi > this.cellLo) {
        if (holeLo > this.cellLo) this.keepPiece(this.cellLo, holeLo, j);
        if (holeHi < this.cellHi) this.keepPiece(holeHi, this.cellHi, j);
      } else this.keepPiece(this.cellLo, this.cellHi, j);
    }
    this.cells.file(j);
  }
  /** A piece of the element in one cell, held against the limits that run beside it. */
  private keepPiece(lo: number, hi: number, j: number): void {
    const { within, sameSide, otherSide } = this.cells;
    let list = within;
    for (let z = 0; z < this.besideN; z++) {
      const f = this.besideF[z];
      const g = this.besideG[z];
      if (Math.abs(f + g * lo) < COINCIDE_M && Math.abs(f + g * hi) < COINCIDE_M) {
        list = this.besideSame[z] === 1 ? sameSide : otherSide;
        continue;
      }
      if (g > 0) lo = Math.max(lo, -f / g);
      else if (g < 0) hi = Math.min(hi, -f / g);
      else if (f < 0) return;
    }
    if (hi > lo) list.add(lo, hi, j);
  }
}
