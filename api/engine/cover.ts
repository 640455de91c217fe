// On which stretches does one boundary element run inside another footprint?
//
// The element in hand is a straight segment or an arc, described by a parameter t that runs from 0 to `lim`. Asked about
// footprint j, `segmentIn` and `arcIn` find the intervals of t analytically and add them to the lists of covers. Ties are
// decided here too: of coincident stretches on the same side the lower index counts as outside the higher one and the
// higher as inside the lower, as if the lower footprint were larger by nothing; on opposite sides neither covers the
// other; the border of the demand (self < 0) is covered from its inner side only.
//
// All state of the element lives in fields of one object and in typed arrays: a number in a field is written in place,
// while one captured by a closure is allocated anew on every write, and this code runs some hundred million times.
import type { Footprints } from './footprint.ts';
import type { SightTable } from './sight.ts';

const TAU = 2 * Math.PI;
/** Two boundaries nearer than this (m) all along count as one. Far above rounding (1e-12 m), far below a centimetre. */
export const COINCIDE_M = 2e-7;
/** Sine of the largest angle between two straight boundaries that may still coincide over a short overlap. */
export const PARALLEL = 1e-4;
/** How a straight element lies to a straight edge. */
const CROSSES = 0;
const OVERLAPS = 1;
const BEHIND = 2;
/** How much of an element lies within something. */
const NONE = 0;
const PART = 1;
const ALL = 2;
export const SEGMENT = 0;
export const ARC = 1;
/** Up to this many intervals are sorted by insertion. */
const FEW = 48;

/** A list of intervals that grows. */
export class Intervals {
  n = 0;
  s = new Float64Array(64);
  e = new Float64Array(64);
  /** what the interval belongs to */
  j = new Int32Array(64);
  add(s: number, e: number, j: number): void {
    if (this.n === this.s.length) this.grow();
    this.s[this.n] = s;
    this.e[this.n] = e;
    this.j[this.n++] = j;
  }
  swap(a: number, b: number): void {
    const [s, e, j] = [this.s[a], this.e[a], this.j[a]];
    this.s[a] = this.s[b];
    this.e[a] = this.e[b];
    this.j[a] = this.j[b];
    this.s[b] = s;
    this.e[b] = e;
    this.j[b] = j;
  }
  private grow(): void {
    const [s, e, j] = [new Float64Array(2 * this.n), new Float64Array(2 * this.n), new Int32Array(2 * this.n)];
    s.set(this.s);
    e.set(this.e);
    j.set(this.j);
    this.s = s;
    this.e = e;
    this.j = j;
  }
}

/** Sorts v[0…n) ascending. */
export function sortFew(v: Float64Array, n: number): void {
  if (n > FEW) {
    v.subarray(0, n).sort();
    return;
  }
  for (let i = 1; i < n; i++) {
    const x = v[i];
    let k = i - 1;
    while (k >= 0 && v[k] > x) {
      v[k + 1] = v[k];
      k--;
    }
    v[k + 1] = x;
  }
}

export class Cover {
  // --- the element ---
  kind = SEGMENT;
  /** segment: (ex, ey) + t·(dx, dy), t in metres; arc: about (ex, ey), radius er, from angle ea, t in radians
   * counter-clockwise, sign −1 where the footprint (or the demand) lies outside the arc */
  ex = 0;
  ey = 0;
  dx = 0;
  dy = 0;
  er = 0;
  ea = 0;
  sign = 1;
  lim = 0;
  /** an arc of less than half a turn whose ends lie in the directions (ux, uy) and (wx, wy) from its centre */
  short = false;
  ux = 0;
  uy = 0;
  wx = 0;
  wy = 0;
  /** the footprint that the element bounds; −1 for the border of the demand */
  self = -1;

  // --- what was found ---
  /** intervals inside certain footprints and inside uncertain ones */
  readonly certain = new Intervals();
  readonly uncertain = new Intervals();
  /** footprints that cover the element from end to end */
  allCertain = 0;
  /** their indices added up: where there is one certain one, this is it */
  allCertainSum = 0;
  readonly allUncertain: number[] = [];
  /** stretches along which some boundary coincides; `opposite`: … with the other footprint on the other side */
  readonly coincident = new Intervals();
  readonly opposite = new Intervals();

  private o!: Footprints;
  /** planted fault (tests): ties never cover */
  private wrongTie = false;

  begin(o: Footprints, wrongTie: boolean): void {
    this.o = o;
    this.wrongTie = wrongTie;
  }
  clear(): void {
    this.certain.n = 0;
    this.uncertain.n = 0;
    this.allCertain = 0;
    this.allCertainSum = 0;
    if (this.allUncertain.length > 0) this.allUncertain.length = 0;
    this.coincident.n = 0;
    this.opposite.n = 0;
  }

  private push(s: number, e: number, j: number): void {
    if (e <= s) return;
    if (s <= 0 && e >= this.lim) {
      // Covers the whole element: no event, only a higher start.
      if (this.o.P[j] === 1) {
        this.allCertain++;
        this.allCertainSum += j;
      } else this.allUncertain.push(j);
      return;
    }
    if (this.o.P[j] === 1) this.certain.add(s, e, j);
    else this.uncertain.add(s, e, j);
  }
  /** Pushes [lo, hi] minus two holes (empty where end ≤ start). */
  private pushWithout(lo: number, hi: number, a: number, b: number, c: number, e: number, j: number): void {
    if (b <= a && e <= c) {
      this.push(lo, hi, j);
      return;
    }
    const first = b > a && (e <= c || a <= c);
    const [p, q, r, s] = first ? [a, b, c, e] : [c, e, a, b];
    this.push(lo, Math.min(p, hi), j);
    let from = Math.max(lo, q);
    if (s > r) {
      this.push(from, Math.min(r, hi), j);
      from = Math.max(from, s);
    }
    this.push(from, hi, j);
  }
  /** Along [s, e] the boundary of j coincides with the element: remembers it, and answers whether j covers it. */
  private tie(sameSide: boolean, s: number, e: number, j: number): boolean {
    this.coincident.add(s, e, j);
    if (!sameSide) this.opposite.add(s, e, j);
    return this.self < 0 ? sameSide : sameSide && !this.wrongTie && j < this.self;
  }

  /** Pieces of the element in the cells of one footprint: inside, and along a side that is the element's own or not. */
  private readonly within = new Intervals();
  private readonly sameSide = new Intervals();
  private readonly otherSide = new Intervals();

  // --- a segment -----------------------------------------------------------------------------------------------------

  /** Adds the intervals in which the segment runs inside footprint j. */
  segmentIn(j: number): void {
    const { o } = this;
    if (isCut(o, j)) {
      this.segmentInCells(j, o.cells!);
      return;
    }
    const { dx, dy, lim } = this;
    const px = this.ex - o.X[j];
    const py = this.ey - o.Y[j];
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
      if (!this.tie(sameSide, this.alongLo, this.alongHi, j)) this.halfHi = -Infinity;
    } else if (along === BEHIND) {
      if (wide) this.halfHi = -Infinity;
    } else if (g > 0) this.halfLo = -f / g;
    else if (g < 0) this.halfHi = -f / g;
    else if (f < 0) this.halfHi = -Infinity;
  }
  /** Does a straight edge of j coincide with the element where the two overlap? Leaves the overlap in alongLo, alongHi. */
  private runsAlong(f: number, g: number, cos: number, apex: number, j: number, lo: number, hi: number): number {
    if (g > PARALLEL || g < -PARALLEL) return CROSSES;
    const { o } = this;
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
  private segmentInCells(j: number, c: SightTable): void {
    const { o, dx, dy } = this;
    const px = this.ex - o.X[j];
    const py = this.ey - o.Y[j];
    const b = dx * px + dy * py;
    const h = dx * py - dy * px;
    const q = (o.R[j] - h) * (o.R[j] + h);
    if (q <= 0 || -b - Math.sqrt(q) >= this.lim || -b + Math.sqrt(q) <= 0) return;
    this.within.n = 0;
    this.sameSide.n = 0;
    this.otherSide.n = 0;
    for (let k = c.from[j]; k < c.from[j + 1]; k++) {
      this.cellLo = 0;
      this.cellHi = this.lim;
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
    this.pushCells(j);
  }
  /** A piece of the element in one cell, held against the limits that run beside it. */
  private keepPiece(lo: number, hi: number, j: number): void {
    let list = this.within;
    for (let z = 0; z < this.besideN; z++) {
      const f = this.besideF[z];
      const g = this.besideG[z];
      if (Math.abs(f + g * lo) < COINCIDE_M && Math.abs(f + g * hi) < COINCIDE_M) {
        list = this.besideSame[z] === 1 ? this.sameSide : this.otherSide;
        continue;
      }
      if (g > 0) lo = Math.max(lo, -f / g);
      else if (g < 0) hi = Math.min(hi, -f / g);
      else if (f < 0) return;
    }
    if (hi > lo) list.add(lo, hi, j);
  }
  /** Where two cells of j meet along the element, the element is inside j; where only one does, the tie rule decides. */
  private pushCells(j: number): void {
    const { within, sameSide, otherSide } = this;
    if (sameSide.n > 0 || otherSide.n > 0) {
      for (let a = 0; a < sameSide.n; a++)
        for (let b = 0; b < otherSide.n; b++) {
          const s = Math.max(sameSide.s[a], otherSide.s[b]);
          const e = Math.min(sameSide.e[a], otherSide.e[b]);
          if (e > s) within.add(s, e, j);
        }
      this.tieAlone(sameSide, otherSide, true, j);
      this.tieAlone(otherSide, sameSide, false, j);
    }
    // Neighbouring cells share their ray, so their pieces meet exactly.
    for (let i = 1; i < within.n; i++)
      for (let k = i; k > 0 && within.s[k - 1] > within.s[k]; k--) within.swap(k, k - 1);
    let k = 0;
    while (k < within.n) {
      const s = within.s[k];
      let e = within.e[k++];
      while (k < within.n && within.s[k] <= e) e = Math.max(e, within.e[k++]);
      this.push(s, e, j);
    }
  }
  /** The parts of `own` that `other` does not share. */
  private tieAlone(own: Intervals, other: Intervals, same: boolean, j: number): void {
    for (let a = 0; a < own.n; a++) {
      let parts = [own.s[a], own.e[a]];
      for (let b = 0; b < other.n; b++) {
        const next: number[] = [];
        for (let k = 0; k < parts.length; k += 2) {
          if (other.e[b] <= parts[k] || other.s[b] >= parts[k + 1]) next.push(parts[k], parts[k + 1]);
          else {
            if (other.s[b] > parts[k]) next.push(parts[k], other.s[b]);
            if (other.e[b] < parts[k + 1]) next.push(other.e[b], parts[k + 1]);
          }
        }
        parts = next;
      }
      for (let k = 0; k < parts.length; k += 2)
        if (this.tie(same, parts[k], parts[k + 1], j)) this.within.add(parts[k], parts[k + 1], j);
    }
  }

  // --- an arc --------------------------------------------------------------------------------------------------------

  private readonly pa = new Float64Array(64);
  private readonly pb = new Float64Array(64);
  private np = 0;
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
    if (s < this.lim) this.takeOut(s, e);
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
    const num = d2 + (this.er - r) * (this.er + r);
    const den = 2 * this.er * dist;
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

  /** Adds the intervals in which the arc runs inside footprint j. */
  arcIn(j: number): void {
    const { o, er, ea, lim } = this;
    const vx = o.X[j] - this.ex;
    const vy = o.Y[j] - this.ey;
    const d2 = vx * vx + vy * vy;
    const r = o.R[j];
    if (d2 >= (er + r) * (er + r)) return;
    if (isCut(o, j)) {
      this.arcInCells(j, o.cells!, vx, vy, d2);
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
      // A short arc mostly lies on one side of what bounds j, which its ends tell; only where it does not, angles are needed.
      const { short } = this;
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
      const sameSide = onReach === this.sign > 0;
      let covers = false;
      for (let k = 0; k < this.np; k++) covers = this.tie(sameSide, pa[k], pb[k], j);
      if (!covers) return;
    }
    for (let k = 0; k < this.np; k++) this.push(pa[k], pb[k], j);
  }
  /** Cuts the pieces at the straight sides of sector j that they may cross; false when nothing is left. */
  private bySides(j: number, f0: number, f1: number, left: number, right: number): boolean {
    const { o } = this;
    const u = o.A[j] - this.ea;
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
    const { ux, uy, wx, wy } = this;
    const slack = COINCIDE_M / this.er;
    const atU = f + nx * ux + ny * uy;
    const atW = f + nx * wx + ny * wy;
    // Is n between the ends, or its opposite? There the left side is greatest or least.
    const sinU = ux * ny - uy * nx;
    const sinW = nx * wy - ny * wx;
    if (atU > slack && atW > slack) return sinU < 0 && sinW < 0 ? PART : ALL;
    if (atU < -slack && atW < -slack) return sinU > 0 && sinW > 0 ? PART : NONE;
    return PART;
  }
  private arcInCells(j: number, c: SightTable, vx: number, vy: number, d2: number): void {
    const { er, ea, pa, pb } = this;
    const concentric = d2 < COINCIDE_M * COINCIDE_M;
    const dist = Math.sqrt(d2);
    this.within.n = 0;
    this.sameSide.n = 0;
    this.otherSide.n = 0;
    const { short } = this;
    for (let k = c.from[j]; k < c.from[j + 1]; k++) {
      const ux = c.ux[k];
      const uy = c.uy[k];
      const wx = c.vx[k];
      const wy = c.vy[k];
      const f0 = (uy * vx - ux * vy) / er;
      const f1 = (wx * vy - wy * vx) / er;
      // Most cells lie aside: the ends of a short arc tell, as in arcIn.
      const left = short ? this.partIn(-uy, ux, f0) : PART;
      if (left === NONE) continue;
      const right = short ? this.partIn(wy, -wx, f1) : PART;
      if (right === NONE) continue;
      pa[0] = 0;
      pb[0] = this.lim;
      this.np = 1;
      let list = this.within;
      const ox = c.outX[k];
      const oy = c.outY[k];
      if (ox !== 0 || oy !== 0) {
        // outH − n·p > 0 with p = er·(cos θ, sin θ) − (vx, vy): the gradient is −n
        if (!this.keepSide(-ox, -oy, (c.outH[k] + ox * vx + oy * vy) / er)) continue;
      } else if (concentric) {
        if (Math.abs(er - c.outH[k]) < COINCIDE_M) list = this.sign > 0 ? this.sameSide : this.otherSide;
        else if (er > c.outH[k]) continue;
      } else if (!this.keepCircle(c.outH[k], d2, dist, vx, vy, true)) continue;
      const ix = c.inX[k];
      const iy = c.inY[k];
      if (ix !== 0 || iy !== 0) {
        if (!this.keepSide(ix, iy, (-c.inH[k] - ix * vx - iy * vy) / er)) continue;
      } else if (c.inH[k] > 0) {
        if (concentric) {
          if (Math.abs(er - c.inH[k]) < COINCIDE_M) list = this.sign > 0 ? this.otherSide : this.sameSide;
          else if (er < c.inH[k]) continue;
        } else if (!this.keepCircle(c.inH[k], d2, dist, vx, vy, false)) continue;
      }
      if (left === PART && !this.byHalfPlane(f0, Math.atan2(ux, -uy) - ea)) continue;
      if (right === PART && !this.byHalfPlane(f1, Math.atan2(-wx, wy) - ea)) continue;
      for (let z = 0; z < this.np; z++) list.add(pa[z], pb[z], j);
    }
    this.pushCells(j);
  }
  /** Keeps the pieces where f + n·d > 0, d the direction from the arc's centre, with an angle only where the arc may cross
   * that line; false when nothing is left. */
  private keepSide(nx: number, ny: number, f: number): boolean {
    const part = this.short ? this.partIn(nx, ny, f) : PART;
    return part === ALL || (part === PART && this.byHalfPlane(f, Math.atan2(ny, nx) - this.ea));
  }
  /** The same for a circle about the point (vx, vy) from the centre, `dist` away: inside (keep = true) or outside of it. */
  private keepCircle(r: number, d2: number, dist: number, vx: number, vy: number, keep: boolean): boolean {
    if (this.short) {
      const f = -(d2 + (this.er - r) * (this.er + r)) / (2 * this.er * dist);
      const part = this.partIn(vx / dist, vy / dist, f);
      if (part !== PART) return (part === ALL) === keep;
    }
    return this.byCircle(r, d2, dist, Math.atan2(vy, vx) - this.ea, keep);
  }
}

/** Is footprint j cut by obstacles or terrain? */
export const isCut = (o: Footprints, j: number): boolean =>
  o.cells !== null && (o.cells.from[j + 1] > o.cells.from[j] || o.cells.blind[j] === 1);
