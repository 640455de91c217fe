// Where does which label lie? Overlapping outlines become one planar partition of the demand.
//
// Region rings, public space, strokes and excluded ground may overlap, touch, repeat or cross themselves. They are cut
// where they meet, every piece is asked what lies left and right of it, and the pieces where that differs are kept. So the
// measuring needs no polygon library, and ground under two polygons counts once.
import { boxGrid } from './boxgrid.ts';
import { arcAt, type Demand, demandOf, type Rows, rowIndex, rowOf } from './demand.ts';
import type { Shapes } from './shapes.ts';
import { snapper } from './snapper.ts';

/** Vertices nearer than this (m) become one: the resolution of the overlay. */
export const SNAP_M = 1e-6;
/** Two pieces between the same vertices whose middles are nearer than this (m) are one; so is an arc and its chord. */
const LENS_M = 1e-7;
/** A vertex that stands farther than this (m) off its arc's circle gets the piece a circle of its own. */
const OFF_CIRCLE_M = 1e-10;

/** Growing pairs of numbers. */
interface Pairs {
  n: number;
  a: Int32Array;
  b: Int32Array;
}

/** Pieces between vertices, each once, with the polygons whose outline runs along it. */
interface Pieces {
  n: number;
  ax: Float64Array;
  ay: Float64Array;
  bx: Float64Array;
  by: Float64Array;
  a: Int32Array;
  b: Int32Array;
  /** 0 = straight; else counter-clockwise about (cx, cy); null where no piece is an arc */
  r: Float64Array | null;
  cx: Float64Array | null;
  cy: Float64Array | null;
  /** owners of piece k: entries first[k], next[first[k]] …; how often (signed along a → b) the polygon's outline runs here */
  first: Int32Array;
  next: Int32Array;
  polygon: Int32Array;
  times: Int32Array;
  entries: number;
  /** number of vertices */
  vertices: number;
}

/** Overlays the outlines. Region polygons have label −1; with `everywhere` there need be none, and all ground counts as
 * region. Without any public-space polygon the whole region is demand with label 0. */
export function overlay(s: Shapes, everywhere = false): Demand {
  const pieces = piecesOf(s);
  return partition(pieces, s, everywhere);
}

/** Snaps, cuts and merges. */
function piecesOf(s: Shapes): Pieces {
  // 1. Vertices, snapped to each other. Circles too, so that equal ones are one.
  const places = snapper(SNAP_M, s.n + 16);
  const room = s.n;
  const from = new Int32Array(room);
  const to = new Int32Array(room);
  const owner = new Int32Array(room);
  const circle = new Int32Array(room);
  const { same, ccx, ccy, cr } = circlesOf(s);
  let ne = 0;
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  let last = -1;
  for (let e = 0; e < s.n; e++) {
    const a = s.ax[e] === lastX && s.ay[e] === lastY ? last : places.at(s.ax[e], s.ay[e]);
    lastX = s.bx[e];
    lastY = s.by[e];
    const b = places.at(lastX, lastY);
    last = b;
    if (a === b) continue;
    from[ne] = a;
    to[ne] = b;
    owner[ne] = s.polygon[e];
    circle[ne++] = s.circle[e] < 0 ? -1 : same[s.circle[e]];
  }
  let { x: vx, y: vy } = places;

  // 2. Cut the edges where they cross, touch or run along each other.
  const lox = new Float64Array(ne);
  const loy = new Float64Array(ne);
  const hix = new Float64Array(ne);
  const hiy = new Float64Array(ne);
  for (let e = 0; e < ne; e++) {
    const a = from[e];
    const b = to[e];
    lox[e] = Math.min(vx[a], vx[b]) - SNAP_M;
    hix[e] = Math.max(vx[a], vx[b]) + SNAP_M;
    loy[e] = Math.min(vy[a], vy[b]) - SNAP_M;
    hiy[e] = Math.max(vy[a], vy[b]) + SNAP_M;
  }
  const grid = boxGrid(ne, lox, loy, hix, hiy);
  const near = { list: new Int32Array(256) };
  const cuts: Pairs = { n: 0, a: new Int32Array(256), b: new Int32Array(256) };
  const cut = (e: number, v: number): void => {
    if (v === from[e] || v === to[e]) return;
    if (cuts.n === cuts.a.length) {
      const [a, b] = [new Int32Array(2 * cuts.n), new Int32Array(2 * cuts.n)];
      a.set(cuts.a);
      b.set(cuts.b);
      cuts.a = a;
      cuts.b = b;
    }
    cuts.a[cuts.n] = e;
    cuts.b[cuts.n++] = v;
  };
  /** Cuts edge e at vertex v if v lies on it (within SNAP_M of its inside). */
  const cutIfOn = (v: number, e: number): boolean => {
    const a = from[e];
    const b = to[e];
    if (v === a || v === b) return false;
    const c = circle[e];
    if (c < 0) {
      const dx = vx[b] - vx[a];
      const dy = vy[b] - vy[a];
      const px = vx[v] - vx[a];
      const py = vy[v] - vy[a];
      const l2 = dx * dx + dy * dy;
      const along = px * dx + py * dy;
      if (along <= 0 || along >= l2) return false;
      const off = dx * py - dy * px;
      if (off * off >= SNAP_M * SNAP_M * l2) return false;
    } else {
      if (!within(e, vx[v], vy[v])) return false;
      const off = Math.hypot(vx[v] - ccx[c], vy[v] - ccy[c]) - cr[c];
      if (off >= SNAP_M || off <= -SNAP_M) return false;
    }
    cut(e, v);
    return true;
  };
  /** Is a place inside the quadrant of arc e, seen from its centre? */
  const within = (e: number, x: number, y: number): boolean => {
    const c = circle[e];
    const px = x - ccx[c];
    const py = y - ccy[c];
    return (
      (vx[from[e]] - ccx[c]) * py - (vy[from[e]] - ccy[c]) * px > 0 &&
      px * (vy[to[e]] - ccy[c]) - py * (vx[to[e]] - ccx[c]) > 0
    );
  };
  const cutBoth = (e: number, g: number, x: number, y: number): void => {
    const v = places.at(x, y);
    ({ x: vx, y: vy } = places);
    cut(e, v);
    cut(g, v);
  };
  /** A straight edge and an arc. A touch is one cut: two crossings nearer than that would be a guess. */
  const crossArc = (e: number, g: number): void => {
    const c = circle[g];
    const ax = vx[from[e]];
    const ay = vy[from[e]];
    const dx = vx[to[e]] - ax;
    const dy = vy[to[e]] - ay;
    const l = Math.hypot(dx, dy);
    const h = ((ccx[c] - ax) * dy - (ccy[c] - ay) * dx) / l;
    const off = cr[c] - Math.abs(h);
    if (off <= -SNAP_M) return;
    const foot = ((ccx[c] - ax) * dx + (ccy[c] - ay) * dy) / (l * l);
    const half = off < SNAP_M ? 0 : Math.sqrt(off * (cr[c] + Math.abs(h))) / l;
    for (let k = half === 0 ? 1 : -1; k <= 1; k += 2) {
      const t = foot + k * half;
      if (t <= 0 || t >= 1) continue;
      const x = ax + t * dx;
      const y = ay + t * dy;
      if (within(g, x, y)) cutBoth(e, g, x, y);
    }
  };
  const crossArcs = (e: number, g: number): void => {
    // The lower circle first, so that the same two circles meet in the same places whichever quadrants ask.
    const c = Math.min(circle[e], circle[g]);
    const k = Math.max(circle[e], circle[g]);
    if (c === k) return;
    const ux = ccx[k] - ccx[c];
    const uy = ccy[k] - ccy[c];
    const dist = Math.hypot(ux, uy);
    const outer = cr[c] + cr[k] - dist;
    const inner = dist - Math.abs(cr[c] - cr[k]);
    if (dist < SNAP_M || outer <= -SNAP_M || inner <= -SNAP_M) return;
    let along = (dist * dist + (cr[c] - cr[k]) * (cr[c] + cr[k])) / (2 * dist);
    let half = 0;
    if (outer < SNAP_M || inner < SNAP_M) along = along > 0 ? cr[c] : -cr[c];
    else half = Math.sqrt(Math.max(0, (cr[c] - along) * (cr[c] + along)));
    for (let z = half === 0 ? 1 : -1; z <= 1; z += 2) {
      const x = ccx[c] + (along * ux - z * half * uy) / dist;
      const y = ccy[c] + (along * uy + z * half * ux) / dist;
      if (within(e, x, y) && within(g, x, y)) cutBoth(e, g, x, y);
    }
  };
  for (let e = 0; e < ne; e++) {
    const m = grid.query(lox[e], loy[e], hix[e], hiy[e], near);
    for (let q = 0; q < m; q++) {
      const g = near.list[q];
      if (g <= e) continue;
      const a = from[e];
      const b = to[e];
      const c = from[g];
      const d = to[g];
      const onG = cutIfOn(a, g);
      const touched = cutIfOn(b, g) || onG;
      const onE = cutIfOn(c, e);
      const touches = cutIfOn(d, e) || onE || touched;
      if (circle[e] >= 0) {
        if (circle[g] >= 0) crossArcs(e, g);
        else crossArc(g, e);
        continue;
      }
      if (circle[g] >= 0) {
        crossArc(e, g);
        continue;
      }
      if (touches || a === c || a === d || b === c || b === d) continue;
      const rx = vx[b] - vx[a];
      const ry = vy[b] - vy[a];
      const sx = vx[d] - vx[c];
      const sy = vy[d] - vy[c];
      const den = rx * sy - ry * sx;
      if (den === 0) continue;
      const wx = vx[c] - vx[a];
      const wy = vy[c] - vy[a];
      const t = (wx * sy - wy * sx) / den;
      const u = (wx * ry - wy * rx) / den;
      if (t <= 0 || t >= 1 || u <= 0 || u >= 1) continue;
      cutBoth(e, g, vx[a] + t * rx, vy[a] + t * ry);
    }
  }
  // Cuts by edge.
  const cutStart = new Int32Array(ne + 2);
  for (let k = 0; k < cuts.n; k++) cutStart[cuts.a[k] + 2]++;
  for (let e = 0; e < ne; e++) cutStart[e + 2] += cutStart[e + 1];
  const cutAt = new Int32Array(cuts.n);
  for (let k = 0; k < cuts.n; k++) cutAt[cutStart[cuts.a[k] + 1]++] = cuts.b[k];

  // 3. Pieces, each once; where several edges share a piece, all their polygons have a part in it.
  const most = ne + cuts.n;
  const f = (): Float64Array => new Float64Array(most);
  const i = (): Int32Array => new Int32Array(most);
  const arcs = cr.length > 0;
  const p: Pieces = {
    n: 0,
    ax: f(),
    ay: f(),
    bx: f(),
    by: f(),
    a: i(),
    b: i(),
    r: arcs ? f() : null,
    cx: arcs ? f() : null,
    cy: arcs ? f() : null,
    first: i().fill(-1),
    next: i(),
    polygon: i(),
    times: i(),
    entries: 0,
    vertices: places.count,
  };
  const side = arcs ? f() : null; // how far the middle stands off the chord, to the right of lower → higher vertex
  const mask = 2 ** Math.ceil(Math.log2(2 * most + 2)) - 1;
  const head = new Int32Array(mask + 1).fill(-1);
  const chain = i();
  const circleRef = { x: 0, y: 0 };
  const put = (a: number, b: number, c: number, polygon: number): void => {
    let off = 0;
    let r = c < 0 ? 0 : cr[c];
    if (r > 0) {
      const l2 = (vx[b] - vx[a]) ** 2 + (vy[b] - vy[a]) ** 2;
      const sag = l2 / (4 * (r + Math.sqrt(Math.max(0, r * r - l2 / 4))));
      if (sag < LENS_M) r = 0;
      else off = a < b ? sag : -sag;
    }
    const lower = Math.min(a, b);
    const higher = Math.max(a, b);
    const h = Math.imul(lower, 0x9e3779b1) ^ Math.imul(higher, 0x85ebca6b);
    const slot = (h ^ (h >>> 15)) & mask;
    let k = head[slot];
    while (k >= 0) {
      if (
        ((p.a[k] === a && p.b[k] === b) || (p.a[k] === b && p.b[k] === a)) &&
        (!side || Math.abs(side[k] - off) < LENS_M)
      )
        break;
      k = chain[k];
    }
    if (k < 0) {
      k = p.n++;
      chain[k] = head[slot];
      head[slot] = k;
      p.a[k] = a;
      p.b[k] = b;
      p.ax[k] = vx[a];
      p.ay[k] = vy[a];
      p.bx[k] = vx[b];
      p.by[k] = vy[b];
      if (side) side[k] = off;
      if (r > 0) {
        ownCircle(vx[a], vy[a], vx[b], vy[b], r, ccx[c], ccy[c], circleRef);
        p.r![k] = r;
        p.cx![k] = circleRef.x;
        p.cy![k] = circleRef.y;
      }
    }
    const step = p.a[k] === a ? 1 : -1;
    let tries = 0;
    for (let z = p.first[k]; z >= 0 && tries < 8; z = p.next[z], tries++) {
      if (p.polygon[z] !== polygon) continue;
      p.times[z] += step;
      return;
    }
    const z = p.entries++;
    p.polygon[z] = polygon;
    p.times[z] = step;
    p.next[z] = p.first[k];
    p.first[k] = z;
  };
  for (let e = 0; e < ne; e++) {
    const begin = cutStart[e];
    const end = cutStart[e + 1];
    if (end - begin > 1) sortAlong(cutAt, begin, end, vx, vy, from[e], to[e]);
    let a = from[e];
    for (let k = begin; k < end; k++) {
      const b = cutAt[k];
      if (b === a) continue;
      put(a, b, circle[e], owner[e]);
      a = b;
    }
    if (a !== to[e]) put(a, to[e], circle[e], owner[e]);
  }
  return p;
}

/** Equal circles once: same centre, same radius, both within SNAP_M. */
function circlesOf(s: Shapes): { same: Int32Array; ccx: number[]; ccy: number[]; cr: number[] } {
  const same = new Int32Array(s.r.length);
  const ccx: number[] = [];
  const ccy: number[] = [];
  const cr: number[] = [];
  if (s.r.length === 0) return { same, ccx, ccy, cr };
  const centres = snapper(SNAP_M, s.r.length + 16);
  const head = new Int32Array(s.r.length).fill(-1);
  const next: number[] = [];
  for (let c = 0; c < s.r.length; c++) {
    const v = centres.at(s.cx[c], s.cy[c]);
    let k = head[v];
    while (k >= 0 && Math.abs(cr[k] - s.r[c]) >= SNAP_M) k = next[k];
    if (k < 0) {
      k = cr.length;
      ccx.push(centres.x[v]);
      ccy.push(centres.y[v]);
      cr.push(s.r[c]);
      next.push(head[v]);
      head[v] = k;
    }
    same[c] = k;
  }
  return { same, ccx, ccy, cr };
}

/** The centre of a circle of radius r through both ends, next to the given one: snapping may have moved an end by up to
 * SNAP_M, and an arc that misses its own ends would leave the border open by that much. */
function ownCircle(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  r: number,
  cx: number,
  cy: number,
  out: { x: number; y: number },
): void {
  out.x = cx;
  out.y = cy;
  const offA = Math.hypot(ax - cx, ay - cy) - r;
  const offB = Math.hypot(bx - cx, by - cy) - r;
  if (Math.abs(offA) < OFF_CIRCLE_M && Math.abs(offB) < OFF_CIRCLE_M) return;
  const dx = bx - ax;
  const dy = by - ay;
  const l = Math.hypot(dx, dy);
  const h = Math.sqrt(Math.max(0, (r - l / 2) * (r + l / 2)));
  out.x = (ax + bx) / 2 - (h * dy) / l;
  out.y = (ay + by) / 2 + (h * dx) / l;
}

const INSERTION_UP_TO = 24;
/** Sorts vertices list[begin…end) along the way from a to b; along a quadrant the chord's direction orders them too. */
function sortAlong(
  list: Int32Array,
  begin: number,
  end: number,
  vx: Float64Array,
  vy: Float64Array,
  a: number,
  b: number,
): void {
  const dx = vx[b] - vx[a];
  const dy = vy[b] - vy[a];
  const at = (v: number): number => (vx[v] - vx[a]) * dx + (vy[v] - vy[a]) * dy;
  if (end - begin > INSERTION_UP_TO) {
    list.subarray(begin, end).sort((p, q) => at(p) - at(q) || p - q);
    return;
  }
  for (let k = begin + 1; k < end; k++) {
    const v = list[k];
    const t = at(v);
    let z = k - 1;
    while (z >= begin && (at(list[z]) > t || (at(list[z]) === t && list[z] > v))) {
      list[z + 1] = list[z];
      z--;
    }
    list[z + 1] = v;
  }
}

/** Sine of the least angle at which it is plain on which side a piece leaves a vertex. */
const PLAIN = 1e-3;
/** At a vertex with more ends than this a ray is cheaper. */
const MOST_ENDS = 24;

/** Which pieces end at a vertex: piece[start[v]] … piece[start[v + 1] − 1]. */
function endsByVertex(
  n: number,
  a: Int32Array,
  b: Int32Array,
  vertices: number,
): { start: Int32Array; piece: Int32Array } {
  const start = new Int32Array(vertices + 2);
  for (let k = 0; k < n; k++) {
    start[a[k] + 2]++;
    start[b[k] + 2]++;
  }
  for (let v = 0; v < vertices; v++) start[v + 2] += start[v + 1];
  const piece = new Int32Array(2 * n);
  for (let k = 0; k < n; k++) {
    piece[start[a[k] + 1]++] = k;
    piece[start[b[k] + 1]++] = k;
  }
  return { start, piece };
}

/** Asks for the ground on both sides of every piece and keeps those that separate different ground. The left side is asked
 * by a ray, or follows from the piece before where it is plain which pieces leave to the left between the two. The right
 * side differs by exactly the polygons that own the piece, so the partition closes however thin a sliver is. */
function partition(p: Pieces, s: Shapes, everywhere: boolean): Demand {
  const whole = s.label.every((l) => l < 0);
  // Pieces that every owner runs along as often one way as the other separate nothing.
  let n = 0;
  const first = p.first;
  for (let k = 0; k < p.n; k++) {
    let alive = false;
    for (let z = first[k]; z >= 0; z = p.next[z])
      if (s.winds[p.polygon[z]] ? p.times[z] !== 0 : (p.times[z] & 1) !== 0) alive = true;
    if (!alive) continue;
    if (n < k) {
      for (const f of [p.ax, p.ay, p.bx, p.by, p.a, p.b, first]) f[n] = f[k];
      if (p.r) for (const f of [p.r, p.cx!, p.cy!]) f[n] = f[k];
    }
    n++;
  }
  const { ax, ay, bx, by, a: pa, b: pb, r: pr, cx: pcx, cy: pcy } = p;
  const ends = endsByVertex(n, pa, pb, p.vertices);
  // Windings of the polygons around one place; those with no entry in `met` have 0.
  const winding = new Int32Array(s.label.length);
  const stamp = new Int32Array(s.label.length);
  const met = new Int32Array(s.label.length);
  let nMet = 0;
  let ray = 0;
  /** Steps over piece k: from its right side to its left one (step 1), or back (step −1). */
  const stepOver = (k: number, step: number): void => {
    for (let z = first[k]; z >= 0; z = p.next[z]) {
      const polygon = p.polygon[z];
      if (stamp[polygon] !== ray) {
        stamp[polygon] = ray;
        winding[polygon] = 0;
        met[nMet++] = polygon;
      }
      winding[polygon] += step * p.times[z];
    }
  };
  /** Finds the windings beside (u, v) by a ray towards growing u, leaving out the piece `own`. The ray runs at v + 0, so
   * vertices on it are no trouble. `sense`: 1 where (u, v) are (x, y), −1 where they are (y, x). */
  const cast = (
    rows: Rows,
    au: Float64Array,
    av: Float64Array,
    bu: Float64Array,
    bv: Float64Array,
    cu: Float64Array | null,
    cv: Float64Array | null,
    u: number,
    v: number,
    own: number,
    sense: number,
  ): void => {
    nMet = 0;
    ray++;
    const row = rowOf(rows, v);
    for (let q = rows.start[row], end = rows.start[row + 1]; q < end; q++) {
      const k = rows.items[q];
      if (av[k] > v === bv[k] > v || k === own) continue;
      if (au[k] <= u && bu[k] <= u) continue;
      if (au[k] <= u || bu[k] <= u) {
        const at =
          pr && pr[k] !== 0
            ? arcAt(v, au[k], av[k], bu[k], bv[k], pr[k], cu![k], cv![k])
            : au[k] + ((v - av[k]) * (bu[k] - au[k])) / (bv[k] - av[k]);
        if (at <= u) continue;
      }
      stepOver(k, bv[k] > av[k] ? sense : -sense);
    }
  };
  /** Label of the ground the windings stand for. */
  const label = (): number => {
    let inRegion = everywhere;
    let best = Infinity;
    let bestPolygon = -1;
    let found = -1;
    for (let q = 0; q < nMet; q++) {
      const polygon = met[q];
      const w = winding[polygon];
      if (s.winds[polygon] ? w === 0 : (w & 1) === 0) continue;
      const l = s.label[polygon];
      if (l === -2) return -1;
      if (l === -1) inRegion = true;
      else if (s.rank[polygon] < best || (s.rank[polygon] === best && polygon < bestPolygon)) {
        best = s.rank[polygon];
        bestPolygon = polygon;
        found = l;
      }
    }
    return inRegion ? (whole ? 0 : found) : -1;
  };
  // Flat pieces are asked by rays upwards, steep ones by rays to the right, so that a ray never runs along its piece.
  let rightRows: Rows | null = null;
  let upRows: Rows | null = null;
  /** Windings left of piece k, by a ray from its middle. */
  const ask = (k: number): void => {
    const dx = bx[k] - ax[k];
    const dy = by[k] - ay[k];
    let mx = (ax[k] + bx[k]) / 2;
    let my = (ay[k] + by[k]) / 2;
    if (pr && pr[k] !== 0) {
      const ux = mx - pcx![k];
      const uy = my - pcy![k];
      const scale = pr[k] / Math.hypot(ux, uy);
      mx = pcx![k] + scale * ux;
      my = pcy![k] + scale * uy;
    }
    // The ray gives the ground above a flat piece, right of a steep one.
    if (Math.abs(dx) > Math.abs(dy)) {
      upRows ??= rowIndex(n, ax, bx);
      cast(upRows, ay, ax, by, bx, pcy, pcx, my, mx, k, -1);
      if (dx < 0) stepOver(k, 1);
    } else {
      rightRows ??= rowIndex(n, ay, by);
      cast(rightRows, ax, ay, bx, by, pcx, pcy, mx, my, k, 1);
      if (dy > 0) stepOver(k, 1);
    }
  };
  const way = { x: 0, y: 0 };
  /** Sets `way` to the direction in which piece k leaves its end a, or its end b. */
  const leaves = (k: number, atA: boolean): void => {
    const side = atA ? 1 : -1;
    if (pr && pr[k] !== 0) {
      way.x = (-side * ((atA ? ay[k] : by[k]) - pcy![k])) / pr[k];
      way.y = (side * ((atA ? ax[k] : bx[k]) - pcx![k])) / pr[k];
    } else {
      const l = Math.sqrt((bx[k] - ax[k]) ** 2 + (by[k] - ay[k]) ** 2);
      way.x = (side * (bx[k] - ax[k])) / l;
      way.y = (side * (by[k] - ay[k])) / l;
    }
  };
  /** From the windings left of piece k − 1 to those left of piece k that goes on where it ends: steps over the pieces that
   * leave to the left there. False where it is not plain on which side one leaves. */
  const follow = (k: number): boolean => {
    const v = pa[k];
    const begin = ends.start[v];
    const end = ends.start[v + 1];
    if (end - begin === 2) return true;
    if (end - begin > MOST_ENDS) return false;
    leaves(k - 1, false);
    const px = -way.x;
    const py = -way.y;
    leaves(k, true);
    const qx = way.x;
    const qy = way.y;
    const turnsLeft = px * qy - py * qx > 0;
    for (let z = begin; z < end; z++) {
      const h = ends.piece[z];
      if (h === k || h === k - 1) continue;
      const atA = pa[h] === v;
      leaves(h, atA);
      const s0 = px * way.y - py * way.x;
      const s1 = qx * way.y - qy * way.x;
      if (Math.abs(s0) < PLAIN || Math.abs(s1) < PLAIN) return false;
      if (turnsLeft ? s0 > 0 && s1 > 0 : s0 > 0 || s1 > 0) stepOver(h, atA ? -1 : 1);
    }
    return true;
  };
  const keep = new Int32Array(n);
  const left = new Int16Array(n);
  const right = new Int16Array(n);
  let kept = 0;
  let ownLeft = -1;
  let ownRight = -1;
  let anyArc = false;
  for (let k = 0; k < n; k++) {
    const goesOn = k > 0 && pa[k] === pb[k - 1];
    // Where only two pieces meet, the ground beside them is the same.
    if (!goesOn || ends.start[pa[k] + 1] - ends.start[pa[k]] !== 2) {
      if (!goesOn || !follow(k)) ask(k);
      ownLeft = label();
      stepOver(k, -1);
      ownRight = label();
      stepOver(k, 1);
    }
    if (ownLeft === ownRight) continue;
    if (pr && pr[k] !== 0) anyArc = true;
    keep[kept] = k;
    left[kept] = ownLeft;
    right[kept++] = ownRight;
  }
  const pick = (f: Float64Array): Float64Array => {
    const out = new Float64Array(kept);
    for (let k = 0; k < kept; k++) out[k] = f[keep[k]];
    return out;
  };
  return demandOf(
    pick(ax),
    pick(ay),
    pick(bx),
    pick(by),
    left.slice(0, kept),
    right.slice(0, kept),
    anyArc ? { r: pick(pr!), cx: pick(pcx!), cy: pick(pcy!) } : null,
  );
}
