// How much of the demand do the footprints see, at every depth, for certain, likely and at most?
//
// Method. A footprint is bounded by arcs and straight segments (elements). Along every element we find, analytically,
// the intervals in which it runs inside the other footprints, and sweep over them: on each stretch c certain and u
// uncertain others cover the ground, the uncertain ones with independent probabilities pⱼ. By Green's theorem the
// integral of a piecewise constant function f over the demand is the sum over all boundary stretches of
// (f inside − f outside) × ½∮(x dy − y dx); so one sweep gives, for every k at once,
//   depth_k  (at least k certain ones see it)          jump 1 where c = k − 1, certain footprints only,
//   high_k   (at least k could see it)                 jump 1 where c + u = k − 1,
//   likely_k (probability that at least k see it)      jump p · P(exactly k − 1 of the others see it).
// The border of the demand closes the figure: each of its stretches counts with f itself, taken on its inner side.
//
// Ties. Of coincident stretches on the same side the lower index counts as outside the higher one and the higher as
// inside the lower, as if the lower footprint were larger by nothing; on opposite sides neither covers the other. The
// border is covered from its inner side only, and a footprint's stretch along the border is dropped: what it would have
// said, the border says.
import { type BoxGrid, boxGrid } from './boxgrid.ts';
import type { Demand } from './demand.ts';
import { contains, type Footprints, footprintArea } from './footprint.ts';
import type { GapSink } from './gap-sink.ts';
import { singleAreaIn } from './single.ts';

const TAU = 2 * Math.PI;
/** Two boundaries nearer than this (m) all along count as one. Far above rounding (1e-12 m), far below a centimetre. */
export const COINCIDE_M = 2e-7;
/** Sine of the largest angle between two straight boundaries that may still coincide over a short overlap. */
export const PARALLEL = 1e-4;
/** How a straight element lies to a straight edge. */
const CROSSES = 0;
const OVERLAPS = 1;
const BEHIND = 2;
/** A stretch shorter than this (m, or radians on an arc) carries nothing. */
const NOTHING = 1e-13;
/** How far (m) to both sides of a stretch the direct count looks; beyond COINCIDE_M. */
const BESIDE_M = 2e-6;

export interface PlaneSums {
  demandM2: number;
  depth: Float64Array;
  likely: Float64Array;
  high: Float64Array;
  residualM: number;
  /** check 2: areas over all depths beside single areas, certain ones and all */
  allDepths: [number, number];
  singles: [number, number];
  /** check 4: stretches whose direct count disagreed */
  miscounted: number;
  counted: number;
  /** per footprint: its area inside the demand */
  single: Float64Array;
}

/** Faults planted on purpose, to prove that the checks bite (tests only). */
export interface Fault {
  dropLonelyDiscs?: boolean;
  doubleDuplicates?: boolean;
  loseBorder?: boolean;
  wrongTie?: boolean;
}

interface Scratch {
  list: Int32Array;
}

/** Sorts order[0…n) by keys ascending (shell sort: short lists are nearly sorted, long ones must not be quadratic). */
function sortBy(keys: Float64Array, order: Int32Array, n: number): void {
  let gap = 1;
  while (gap < n / 9) gap = 3 * gap + 1;
  for (; gap > 0; gap = (gap - 1) / 3) {
    for (let i = gap; i < n; i++) {
      const v = order[i];
      const k = keys[v];
      let j = i - gap;
      while (j >= 0 && keys[order[j]] > k) {
        order[j + gap] = order[j];
        j -= gap;
      }
      order[j + gap] = v;
    }
  }
}

/** Measures `o` against `d` in their common plane. K depths; `sink` collects the gap boundary when given. */
export function sweep(
  o: Footprints,
  d: Demand,
  K: number,
  edgeGrid: BoxGrid,
  sink: GapSink | null,
  fault: Fault = {},
): PlaneSums {
  const { X, Y, R, N, A, width, UX, UY, VX, VY, P, full } = o;
  const n = o.n;
  const grid = boxGrid(n, o.x0, o.y0, o.x1, o.y1);
  const F = 3 * K;
  const total = new Float64Array(F);
  const vecX = new Float64Array(F);
  const vecY = new Float64Array(F);
  const term = new Float64Array(F);
  const deeper = [0, 0];
  const singles: [number, number] = [0, 0];
  const single = new Float64Array(n);
  let demandM2 = 0;
  let miscounted = 0;
  let counted = 0;

  // The element in hand. kind 0: (ex, ey) + t·(dx, dy), t in metres; kind 1: arc about (ex, ey), radius er, from angle ea,
  // t in radians counter-clockwise; sign −1 where the footprint lies outside the arc (its near edge).
  let kind = 0;
  let ex = 0;
  let ey = 0;
  let dx = 0;
  let dy = 0;
  let er = 0;
  let ea = 0;
  let sign = 1;
  let lim = 0;
  let self = -1;

  // Intervals of the element inside other footprints, and stretches that coincide with another boundary.
  let cap = 256;
  let IS = new Float64Array(cap);
  let IE = new Float64Array(cap);
  let IJ = new Int32Array(cap);
  let starts = new Int32Array(cap);
  let ends = new Int32Array(cap);
  let ni = 0;
  let baseCertain = 0;
  const baseUncertain: number[] = [];
  const push = (s: number, e: number, j: number): void => {
    if (e <= s) return;
    if (s <= 0 && e >= lim) {
      // Covers the whole element: no event, only a higher start.
      if (P[j] === 1) baseCertain++;
      else baseUncertain.push(j);
      return;
    }
    if (ni === cap) {
      cap *= 2;
      const grow = <T extends Float64Array | Int32Array>(a: T, b: T): T => {
        b.set(a);
        return b;
      };
      IS = grow(IS, new Float64Array(cap));
      IE = grow(IE, new Float64Array(cap));
      IJ = grow(IJ, new Int32Array(cap));
      starts = new Int32Array(cap);
      ends = new Int32Array(cap);
    }
    IS[ni] = s;
    IE[ni] = e;
    IJ[ni++] = j;
  };
  /** [s, e] pairs along which some boundary coincides; opposite: … with the other footprint on the other side. */
  const coincident: number[] = [];
  const opposite: number[] = [];
  /** Along this element the boundary of j coincides: is it covered, by the tie rule? */
  const tie = (sameSide: boolean, j: number): boolean =>
    self < 0 ? sameSide : sameSide && (fault.wrongTie ? false : j < self);

  // --- intervals of a segment inside footprint j -------------------------------------------------------------------
  function coverSegment(j: number): void {
    const px = ex - X[j];
    const py = ey - Y[j];
    const b = dx * px + dy * py;
    const h = dx * py - dy * px; // distance of the line from the apex
    const q = (R[j] - h) * (R[j] + h);
    if (q <= 0) return;
    const root = Math.sqrt(q);
    let lo = Math.max(0, -b - root);
    let hi = Math.min(lim, -b + root);
    if (hi <= lo) return;
    let holeLo = 1;
    let holeHi = 0;
    if (!full[j]) {
      const ux = UX[j];
      const uy = UY[j];
      const vx = VX[j];
      const vy = VY[j];
      // inside: f0 + g0·t > 0 (left of U) and / or f1 + g1·t > 0 (right of V)
      const f0 = ux * py - uy * px;
      const g0 = ux * dy - uy * dx;
      const f1 = vy * px - vx * py;
      const g1 = vy * dx - vx * dy;
      const wide = width[j] > Math.PI;
      let l0 = -Infinity;
      let r0 = Infinity;
      let l1 = -Infinity;
      let r1 = Infinity;
      const along0 = runsAlong(f0, g0, ux * dx + uy * dy, -b, j, lo, hi);
      if (along0 === OVERLAPS) {
        if (!note(ux * dx + uy * dy > 0, j)) r0 = -Infinity;
      } else if (along0 === BEHIND) {
        if (wide) r0 = -Infinity;
      } else if (g0 > 0) l0 = -f0 / g0;
      else if (g0 < 0) r0 = -f0 / g0;
      else if (f0 < 0) r0 = -Infinity;
      const along1 = runsAlong(f1, g1, vx * dx + vy * dy, -b, j, lo, hi);
      if (along1 === OVERLAPS) {
        if (!note(vx * dx + vy * dy < 0, j)) r1 = -Infinity;
      } else if (along1 === BEHIND) {
        if (wide) r1 = -Infinity;
      } else if (g1 > 0) l1 = -f1 / g1;
      else if (g1 < 0) r1 = -f1 / g1;
      else if (f1 < 0) r1 = -Infinity;
      if (!wide) {
        lo = Math.max(lo, l0, l1);
        hi = Math.min(hi, r0, r1);
        if (hi <= lo) return;
      } else {
        // The union of two half planes: what both leave out is a hole (an interval of the line, maybe unbounded).
        const a =
          r0 < l0 || r0 === -Infinity ? [-Infinity, Infinity] : l0 > -Infinity ? [-Infinity, l0] : [r0, Infinity];
        const c =
          r1 < l1 || r1 === -Infinity ? [-Infinity, Infinity] : l1 > -Infinity ? [-Infinity, l1] : [r1, Infinity];
        holeLo = Math.max(a[0], c[0], lo);
        holeHi = Math.min(a[1], c[1], hi);
      }
    }
    let nearLo = 1;
    let nearHi = 0;
    if (N[j] > 0) {
      const qn = (N[j] - h) * (N[j] + h);
      if (qn > 0) {
        const rn = Math.sqrt(qn);
        nearLo = -b - rn;
        nearHi = -b + rn;
      }
    }
    pushWithout(lo, hi, holeLo, holeHi, nearLo, nearHi, j);
  }
  let alongLo = 0;
  let alongHi = 0;
  /** Does a straight edge of j coincide with the element where the two overlap? f + g·t is the element's distance from
   * the edge's line, `cos` the cosine between them, `apex` the parameter of j's apex. Leaves the overlap in alongLo/Hi.
   * BEHIND: on the edge's line, but on the far side of the apex or short of its near end, where j's other edge decides. */
  function runsAlong(f: number, g: number, cos: number, apex: number, j: number, lo: number, hi: number): number {
    if (g > PARALLEL || g < -PARALLEL) return CROSSES;
    const s = Math.max(lo, cos > 0 ? apex + N[j] : apex - R[j]);
    const e = Math.min(hi, cos > 0 ? apex + R[j] : apex - N[j]);
    if (e <= s) return Math.abs(f + g * lo) < COINCIDE_M && Math.abs(f + g * hi) < COINCIDE_M ? BEHIND : CROSSES;
    if (Math.abs(f + g * s) >= COINCIDE_M || Math.abs(f + g * e) >= COINCIDE_M) return CROSSES;
    alongLo = s;
    alongHi = e;
    return OVERLAPS;
  }
  /** Remembers the coincidence just found and answers whether the tie rule lets j cover it. */
  function note(sameSide: boolean, j: number): boolean {
    coincident.push(alongLo, alongHi);
    if (!sameSide) opposite.push(alongLo, alongHi);
    return tie(sameSide, j);
  }
  /** Pushes [lo, hi] minus two holes (empty where end ≤ start). */
  function pushWithout(lo: number, hi: number, a: number, b: number, c: number, e: number, j: number): void {
    const first = b > a && (e <= c || a <= c);
    const [p, q, r, s] = first ? [a, b, c, e] : [c, e, a, b];
    if (q <= p) {
      push(lo, hi, j);
      return;
    }
    push(lo, Math.min(p, hi), j);
    let from = Math.max(lo, q);
    if (s > r) {
      push(from, Math.min(r, hi), j);
      from = Math.max(from, s);
    }
    push(from, hi, j);
  }

  // --- intervals of an arc inside footprint j ----------------------------------------------------------------------
  const pa = new Float64Array(32);
  const pb = new Float64Array(32);
  let np = 0;
  /** Takes [a, b] out of the pieces. */
  function takeOut(a: number, b: number): void {
    for (let k = np - 1; k >= 0; k--) {
      const p = pa[k];
      const q = pb[k];
      if (b <= p || a >= q) continue;
      if (a <= p && b >= q) {
        np--;
        pa[k] = pa[np];
        pb[k] = pb[np];
      } else if (a <= p) pa[k] = b;
      else if (b >= q) pb[k] = a;
      else {
        pb[k] = a;
        pa[np] = b;
        pb[np++] = q;
      }
    }
  }
  /** Takes out the cyclic interval centre ± half, in radians from the arc's start. */
  function takeOutCyclic(centre: number, half: number): void {
    let s = centre - half;
    s -= TAU * Math.floor(s / TAU);
    const e = s + 2 * half;
    takeOut(s, e);
    if (e > TAU) takeOut(-1, e - TAU);
  }
  function coverArc(j: number, inner: boolean): void {
    const vx = X[j] - ex;
    const vy = Y[j] - ey;
    const d2 = vx * vx + vy * vy;
    const concentric = d2 < COINCIDE_M * COINCIDE_M;
    const onReach = concentric && Math.abs(er - R[j]) < COINCIDE_M;
    const onNear = concentric && !onReach && Math.abs(er - N[j]) < COINCIDE_M;
    np = 0;
    let toCentre = 0;
    let dist = 0;
    if (concentric) {
      if (!onReach && er > R[j]) return;
      if (!onNear && er < N[j]) return;
      pa[0] = 0;
      pb[0] = lim;
      np = 1;
    } else {
      dist = Math.sqrt(d2);
      toCentre = Math.atan2(vy, vx) - ea;
      // r² + d² − R² without cancelling when the radii are equal
      const num = d2 + (er - R[j]) * (er + R[j]);
      const den = 2 * er * dist;
      if (num >= den) return;
      pa[0] = 0;
      pb[0] = lim;
      np = 1;
      if (num > -den) {
        // keep centre ± φ: take out the opposite arc
        const phi = Math.acos(num / den);
        takeOutCyclic(toCentre + Math.PI, Math.PI - phi);
      }
    }
    if (np > 0 && !full[j]) {
      // left of U: f0 + sin(θ − θU) > 0 where θ runs along the arc; what is not left of U is centred at U − 90°
      const f0 = (UY[j] * vx - UX[j] * vy) / er;
      const f1 = (VX[j] * vy - VY[j] * vx) / er;
      const u = A[j] - ea;
      const v = u + width[j];
      if (width[j] <= Math.PI) {
        if (f0 <= -1 || f1 <= -1) return;
        if (f0 < 1) takeOutCyclic(u - Math.PI / 2, Math.acos(f0));
        if (np > 0 && f1 < 1) takeOutCyclic(v + Math.PI / 2, Math.acos(f1));
      } else if (f0 < 1 && f1 < 1) {
        // What neither half plane holds is taken out: the intersection of two cyclic intervals.
        const h0 = f0 <= -1 ? Math.PI : Math.acos(f0);
        const h1 = f1 <= -1 ? Math.PI : Math.acos(f1);
        takeOutBoth(u - Math.PI / 2, h0, v + Math.PI / 2, h1);
      }
    }
    if (np > 0 && N[j] > 0 && !concentric) {
      const num = d2 + (er - N[j]) * (er + N[j]);
      const den = 2 * er * dist;
      if (num <= -den) return; // wholly inside the near circle
      if (num < den) takeOutCyclic(toCentre, Math.acos(num / den));
    }
    if (onReach || onNear) {
      const sameSide = onReach ? !inner : inner;
      for (let k = 0; k < np; k++) {
        coincident.push(pa[k], pb[k]);
        if (!sameSide) opposite.push(pa[k], pb[k]);
      }
      if (!tie(sameSide, j)) return;
    }
    for (let k = 0; k < np; k++) push(pa[k], pb[k], j);
  }
  /** Takes out the intersection of two cyclic intervals. */
  function takeOutBoth(c0: number, h0: number, c1: number, h1: number): void {
    const from = c0 - h0 - TAU * Math.floor((c0 - h0) / TAU);
    const to = from + 2 * h0;
    let s = c1 - h1 - TAU * Math.floor((c1 - h1 - from) / TAU); // first start ≥ from
    for (const shift of [s - TAU, s]) {
      s = shift;
      const a = Math.max(from, s);
      const b = Math.min(to, s + 2 * h1);
      if (b > a) takeOutCyclic((a + b) / 2, (b - a) / 2);
    }
  }

  // --- where on the element is demand? -----------------------------------------------------------------------------
  const edgesNear: Scratch = { list: new Int32Array(256) };
  const fanEdges: Scratch = { list: new Int32Array(256) };
  let nEdges = 0;
  let home = -1;
  let cutN = 0;
  let cuts = new Float64Array(64);
  let cutLabel = new Int16Array(64);
  const makeRoom = (): void => {
    if (cutN + 1 < cuts.length) return;
    const more = new Float64Array(2 * cuts.length);
    more.set(cuts);
    cuts = more;
    cutLabel = new Int16Array(more.length);
  };
  const cutAt = (t: number): void => {
    if (!(t > 0 && t < lim)) return;
    makeRoom();
    cuts[cutN++] = t;
  };
  const along: number[] = [];
  /** Cuts the element at the demand's border and labels every part; −2 = runs along the border (dropped). */
  function label(): void {
    cutN = 0;
    if (nEdges === 0) {
      cuts[cutN++] = lim;
      cutLabel[0] = home;
      return;
    }
    along.length = 0;
    for (let q = 0; q < nEdges; q++) {
      const e = edgesNear.list[q];
      const ax = d.ax[e] - ex;
      const ay = d.ay[e] - ey;
      const fx = d.bx[e] - d.ax[e];
      const fy = d.by[e] - d.ay[e];
      if (kind === 0) {
        const offA = dx * ay - dy * ax;
        const turn = dx * fy - dy * fx;
        const offB = offA + turn;
        const t = ax * dx + ay * dy;
        const span = fx * dx + fy * dy;
        if (Math.abs(turn) <= PARALLEL * Math.abs(span)) {
          const lo = Math.max(0, Math.min(t, t + span));
          const hi = Math.min(lim, Math.max(t, t + span));
          const slope = turn / span;
          if (
            hi > lo &&
            Math.abs(offA + (lo - t) * slope) < COINCIDE_M &&
            Math.abs(offA + (hi - t) * slope) < COINCIDE_M
          ) {
            along.push(lo, hi);
            cutAt(lo);
            cutAt(hi);
            continue;
          }
        }
        // A touch is a cut too: the edge's ends are taken with the coincidence tolerance.
        if ((offA > COINCIDE_M && offB > COINCIDE_M) || (offA < -COINCIDE_M && offB < -COINCIDE_M)) continue;
        if (turn === 0) continue;
        const w = Math.max(0, Math.min(1, -offA / turn));
        cutAt((ax + w * fx) * dx + (ay + w * fy) * dy);
      } else {
        const l2 = fx * fx + fy * fy;
        const b = ax * fx + ay * fy;
        const h = (ax * fy - ay * fx) / Math.sqrt(l2);
        const reach = er + COINCIDE_M;
        if (h > reach || h < -reach) continue;
        const root = Math.sqrt(Math.max(0, (er - h) * (er + h)) * l2);
        for (let z = -1; z <= 1; z += 2) {
          let w = (-b + z * root) / l2;
          const slack = COINCIDE_M / Math.sqrt(l2);
          if (w < -slack || w > 1 + slack) continue;
          w = Math.max(0, Math.min(1, w));
          const t = Math.atan2(ay + w * fy, ax + w * fx) - ea;
          cutAt(t - TAU * Math.floor(t / TAU));
        }
      }
    }
    makeRoom();
    if (cutN > 1) cuts.subarray(0, cutN).sort();
    cuts[cutN++] = lim;
    let from = 0;
    for (let k = 0; k < cutN; k++) {
      const to = cuts[k];
      const t = (from + to) / 2;
      cutLabel[k] = -1;
      if (to - from > NOTHING) {
        let dropped = false;
        for (let z = 0; z < along.length; z += 2) if (t > along[z] && t < along[z + 1]) dropped = true;
        if (!dropped)
          cutLabel[k] =
            kind === 0
              ? d.locate(ex + t * dx, ey + t * dy)
              : d.locate(ex + er * Math.cos(ea + t), ey + er * Math.sin(ea + t));
      }
      from = to;
    }
  }

  // --- the sweep over one element ----------------------------------------------------------------------------------
  // dist[m] = P(exactly m of the uncertain ones that cover this stretch see it), m < K.
  const dist = new Float64Array(K + 1);
  const active: number[] = [];
  let distStale = true;
  function distribution(): void {
    dist.fill(0);
    dist[0] = 1;
    for (let q = 0; q < active.length; q++) {
      const p = P[active[q]];
      for (let m = Math.min(q + 1, K); m > 0; m--) dist[m] = dist[m] * (1 - p) + dist[m - 1] * p;
      dist[0] *= 1 - p;
    }
    distStale = false;
  }
  /** Green term ½∮(x dy − y dx) of the stretch, and its end-to-start vector. */
  let green = 0;
  let gx = 0;
  let gy = 0;
  function integrate(s: number, e: number): void {
    if (kind === 0) {
      green = ((ex * dy - ey * dx) * (e - s)) / 2;
      gx = dx * (e - s);
      gy = dy * (e - s);
    } else {
      const c = Math.cos(ea + e) - Math.cos(ea + s);
      const z = Math.sin(ea + e) - Math.sin(ea + s);
      green = (sign * er * (er * (e - s) + ex * z - ey * c)) / 2;
      gx = sign * er * c;
      gy = sign * er * z;
    }
  }
  const add = (f: number, w: number): void => {
    term[f] += w * green;
    vecX[f] += w * gx;
    vecY[f] += w * gy;
  };

  // One stretch per element is counted directly afterwards (check 4), and one where boundaries coincide.
  let checked = false;
  let wantAt = -1;
  let tieAt = -1;
  const sample = { t: -1, c: 0, u: 0, q: 1, len: 0 };
  const tieSample = { t: -1, c: 0, u: 0, q: 1, len: 0 };

  /** One more uncertain footprint over the stretch; the list stays in index order, so that products round alike. */
  function activate(j: number): void {
    let z = active.length;
    active.push(j);
    while (z > 0 && active[z - 1] > j) {
      active[z] = active[z - 1];
      active[--z] = j;
    }
    distStale = true;
  }
  /** Walks the element; `visit(s, e, c)` gets every stretch with c certain ones and `active` uncertain ones over it. */
  function walk(visit: (s: number, e: number, c: number) => void): void {
    for (let k = 0; k < ni; k++) {
      starts[k] = k;
      ends[k] = k;
    }
    if (ni > 1) {
      sortBy(IS, starts, ni);
      sortBy(IE, ends, ni);
    }
    active.length = 0;
    for (const j of baseUncertain) activate(j);
    distStale = true;
    let c = baseCertain;
    let p = 0;
    let a = 0;
    let b = 0;
    while (p < lim) {
      const nextStart = a < ni ? IS[starts[a]] : Infinity;
      const nextEnd = b < ni ? IE[ends[b]] : Infinity;
      const next = Math.min(nextStart, nextEnd, lim);
      if (next - p > NOTHING) {
        visit(p, next, c);
        p = next;
      } else if (next > p) p = next;
      if (next >= lim) break;
      if (nextStart <= nextEnd) {
        const j = IJ[starts[a++]];
        if (P[j] === 1) c++;
        else activate(j);
      } else {
        const j = IJ[ends[b++]];
        if (P[j] === 1) c--;
        else {
          const at = active.indexOf(j);
          active.copyWithin(at, at + 1);
          active.pop();
          distStale = true;
        }
      }
    }
  }

  /** A stretch of a footprint's boundary, in the demand parts of it. */
  function footprintStretch(s: number, e: number, c: number): void {
    const u = active.length;
    const p = P[self];
    if (distStale && c < K) distribution();
    // One surviving stretch a camera: the last that starts before the seeded place, else the first.
    if (!checked && c < K && (sample.t < 0 || s < wantAt)) remember(sample, s, e, c);
    if (s < tieAt && tieAt <= e) remember(tieSample, s, e, c);
    let from = 0;
    for (let k = 0; k < cutN; k++) {
      const to = cuts[k];
      const lab = cutLabel[k];
      if (to > s && lab >= 0) {
        const a = Math.max(from, s);
        const b = Math.min(to, e);
        if (b > a) {
          integrate(a, b);
          if (p === 1) {
            if (c < K) add(c, 1);
            else deeper[0] += green;
          }
          if (c + u < K) add(2 * K + c + u, 1);
          else deeper[1] += green;
          for (let m = c; m < K; m++) {
            const w = p * dist[m - c];
            if (w > 0) add(K + m, w);
          }
          if (sink && c + u === 0) emitGap(a, b, false, lab);
        }
      }
      if (to >= e) break;
      from = to;
    }
  }
  /** A stretch of the demand's border, walked with the demand on the left. */
  let ownLabel = -1;
  function borderStretch(s: number, e: number, c: number): void {
    const u = active.length;
    integrate(s, e);
    if (sink && c + u === 0) emitGap(s, e, true, ownLabel);
    if (c + u === 0) return;
    if (distStale && c < K) distribution();
    for (let m = 0; m < Math.min(c, K); m++) {
      add(m, 1);
      add(K + m, 1);
    }
    for (let m = 0; m < Math.min(c + u, K); m++) add(2 * K + m, 1);
    let none = 1;
    for (let m = c; m < Math.min(c + u, K); m++) {
      none -= dist[m - c];
      if (none > 0) add(K + m, none);
    }
    if (c > K) deeper[0] += (c - K) * green;
    if (c + u > K) deeper[1] += (c + u - K) * green;
  }
  let innerLine = false;
  function emitGap(s: number, e: number, forward: boolean, lab: number): void {
    // Where a footprint coincides from the other side there is no gap beside this stretch.
    if (!forward && opposite.length > 0) {
      const parts: number[] = [s, e];
      for (let z = 0; z < opposite.length; z += 2) {
        for (let k = 0; k < parts.length; k += 2) {
          const [p, q] = [parts[k], parts[k + 1]];
          const a = Math.max(p, opposite[z]);
          const b = Math.min(q, opposite[z + 1]);
          if (b <= a) continue;
          parts.splice(k, 2);
          if (a > p) parts.push(p, a);
          if (q > b) parts.push(b, q);
          k = -2;
        }
      }
      for (let k = 0; k < parts.length; k += 2)
        if (parts[k + 1] - parts[k] > NOTHING) send(parts[k], parts[k + 1], forward, lab);
      return;
    }
    send(s, e, forward, lab);
  }
  function send(s: number, e: number, forward: boolean, lab: number): void {
    if (kind === 0) sink!.segment(ex, ey, dx, dy, s, e, forward, lab, innerLine);
    else sink!.arc(ex, ey, er, ea + s, ea + e, sign > 0 ? forward : !forward, lab, innerLine);
  }
  function remember(to: typeof sample, s: number, e: number, c: number): void {
    to.t = (s + e) / 2;
    to.len = kind === 0 ? e - s : er * (e - s);
    to.c = c;
    to.u = active.length;
    to.q = 1;
    for (const j of active) to.q *= 1 - P[j];
  }

  // --- check 4: count directly beside a stretch --------------------------------------------------------------------
  const others: Scratch = { list: new Int32Array(256) };
  let nOthers = 0;
  /** Does a plain count just inside and just outside agree with the depth and Q used on the stretch? */
  function directCount(of: typeof sample): void {
    if (of.t < 0 || of.len < 10 * BESIDE_M) return;
    counted++;
    for (const frac of [0, 0.31, -0.27, 0.43]) {
      const t = of.t + frac * (kind === 0 ? of.len : of.len / er);
      let x: number;
      let y: number;
      let nx: number;
      let ny: number;
      if (kind === 0) {
        x = ex + t * dx;
        y = ey + t * dy;
        nx = -dy;
        ny = dx;
      } else {
        nx = -sign * Math.cos(ea + t);
        ny = -sign * Math.sin(ea + t);
        x = ex - sign * er * nx;
        y = ey - sign * er * ny;
      }
      let c = 0;
      let u = 0;
      let q = 1;
      for (let k = 0; k < nOthers; k++) {
        const j = others.list[k];
        if (j === self) continue;
        const inside = contains(o, j, x + BESIDE_M * nx, y + BESIDE_M * ny);
        const outside = contains(o, j, x - BESIDE_M * nx, y - BESIDE_M * ny);
        // Both: covers the stretch. Inside only: coincides on the same side, covers when its index is lower.
        if (!(inside && (outside || j < self))) continue;
        if (P[j] === 1) c++;
        else {
          u++;
          q *= 1 - P[j];
        }
      }
      if (c === of.c && u === of.u && Math.abs(q - of.q) <= 1e-12) return;
    }
    miscounted++;
  }

  /** Runs one element of footprint `self` whose geometry is set. */
  function element(inner: boolean): void {
    ni = 0;
    baseCertain = 0;
    baseUncertain.length = 0;
    coincident.length = 0;
    opposite.length = 0;
    sample.t = -1;
    tieSample.t = -1;
    // Under K certain footprints all along nothing of the element is told apart any more: only its whole counts.
    for (let q = 0; q < nOthers && baseCertain < K; q++) {
      const j = others.list[q];
      if (j === self) continue;
      if (kind === 0) coverSegment(j);
      else coverArc(j, inner);
    }
    label();
    if (baseCertain >= K) {
      active.length = 0;
      tieAt = -1;
      footprintStretch(0, lim, baseCertain);
      return;
    }
    // A seeded place on the element: the golden ratio scatters it evenly over indices.
    wantAt = lim * ((self * 0.6180339887498949 + 0.37) % 1);
    tieAt = coincident.length > 0 ? (coincident[0] + coincident[1]) / 2 : -1;
    walk(footprintStretch);
    directCount(sample);
    if (sample.t >= 0) checked = true;
    directCount(tieSample);
  }
  function segment(ax: number, ay: number, ux: number, uy: number, length: number): void {
    if (length <= 0) return;
    kind = 0;
    ex = ax;
    ey = ay;
    dx = ux;
    dy = uy;
    lim = length;
    element(false);
  }
  function arc(radius: number, from: number, w: number, inner: boolean): void {
    kind = 1;
    ex = X[self];
    ey = Y[self];
    er = radius;
    ea = from;
    lim = w;
    sign = inner ? -1 : 1;
    element(inner);
  }

  // --- footprints, in index order ----------------------------------------------------------------------------------
  for (let i = 0; i < n; i++) {
    self = i;
    sink?.owner(i);
    nEdges = edgeGrid.query(o.x0[i], o.y0[i], o.x1[i], o.y1[i], edgesNear);
    if (nEdges === 0) {
      home = d.locate((o.x0[i] + o.x1[i]) / 2, (o.y0[i] + o.y1[i]) / 2);
      if (home < 0) continue;
      single[i] = footprintArea(o, i);
    } else single[i] = singleAreaIn(o, i, d, edgeGrid, fanEdges);
    if (P[i] === 1) singles[0] += single[i];
    singles[1] += single[i];
    nOthers = grid.query(o.x0[i], o.y0[i], o.x1[i], o.y1[i], others);
    if (fault.dropLonelyDiscs && full[i] && nOthers === 1) continue;
    term.fill(0);
    checked = false;
    const rounds =
      fault.doubleDuplicates && i > 0 && X[i] === X[i - 1] && Y[i] === Y[i - 1] && R[i] === R[i - 1] ? 2 : 1;
    for (let round = 0; round < rounds; round++) {
      if (full[i]) {
        arc(R[i], 0, TAU, false);
        if (N[i] > 0) arc(N[i], 0, TAU, true);
      } else {
        arc(R[i], A[i], width[i], false);
        segment(X[i] + N[i] * UX[i], Y[i] + N[i] * UY[i], UX[i], UY[i], R[i] - N[i]);
        segment(X[i] + R[i] * VX[i], Y[i] + R[i] * VY[i], -VX[i], -VY[i], R[i] - N[i]);
        if (N[i] > 0) arc(N[i], A[i], width[i], true);
      }
    }
    for (let f = 0; f < F; f++) total[f] += term[f];
  }

  // --- the demand's border, both sides -----------------------------------------------------------------------------
  self = -1;
  kind = 0;
  sign = 1;
  term.fill(0);
  coincident.length = 0;
  opposite.length = 0;
  for (let e = 0; e < d.n; e++) {
    sink?.owner(-1 - e);
    nOthers = grid.query(
      Math.min(d.ax[e], d.bx[e]),
      Math.min(d.ay[e], d.by[e]),
      Math.max(d.ax[e], d.bx[e]),
      Math.max(d.ay[e], d.by[e]),
      others,
    );
    for (let side = 0; side < 2; side++) {
      ownLabel = side === 0 ? d.left[e] : d.right[e];
      if (ownLabel < 0) continue;
      ex = side === 0 ? d.ax[e] : d.bx[e];
      ey = side === 0 ? d.ay[e] : d.by[e];
      const tx = (side === 0 ? d.bx[e] : d.ax[e]) - ex;
      const ty = (side === 0 ? d.by[e] : d.ay[e]) - ey;
      lim = Math.hypot(tx, ty);
      if (lim === 0) continue;
      innerLine = d.left[e] >= 0 && d.right[e] >= 0;
      dx = tx / lim;
      dy = ty / lim;
      integrate(0, lim);
      demandM2 += green;
      ni = 0;
      baseCertain = 0;
      baseUncertain.length = 0;
      for (let q = 0; q < nOthers; q++) coverSegment(others.list[q]);
      if (fault.loseBorder && ni + baseCertain > 0 && e % 7 === 3) continue;
      walk(borderStretch);
    }
  }
  for (let f = 0; f < F; f++) total[f] += term[f];

  let residualM = 0;
  for (let f = 0; f < F; f++) residualM = Math.max(residualM, Math.hypot(vecX[f], vecY[f]));
  const allDepths: [number, number] = [deeper[0], deeper[1]];
  for (let m = 0; m < K; m++) {
    allDepths[0] += total[m];
    allDepths[1] += total[2 * K + m];
  }
  return {
    demandM2,
    depth: total.slice(0, K),
    likely: total.slice(K, 2 * K),
    high: total.slice(2 * K),
    residualM,
    allDepths,
    singles,
    miscounted,
    counted,
    single,
  };
}
