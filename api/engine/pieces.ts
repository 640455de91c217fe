// Outlines cut where they meet: pieces between vertices, each once, that cross nowhere.
//
// Places nearer than SNAP_M become one vertex, and pieces are cut at every vertex they come that near to. A cut may so move
// a piece by up to SNAP_M, onto something it did not meet before; then the pieces are cut again, until none is moved.
import { boxGrid } from './boxgrid.ts';
import type { Shapes } from './shapes.ts';
import { type Snapper, snapper } from './snapper.ts';

/** Vertices nearer than this (m) become one: the resolution of the overlay. */
export const SNAP_M = 1e-6;
/** Two pieces between the same vertices whose middles are nearer than this (m) are one; so is an arc and its chord. */
const LENS_M = 1e-7;
/** A vertex that stands farther than this (m) off its arc's circle gets the piece a circle of its own. */
const OFF_CIRCLE_M = 1e-10;
/** A piece moved by less than this (m) meets nothing new. */
const MOVED_M = 1e-9;
/** Rounds of cutting, at most; the second one is rare, a fourth has not been seen. */
const MOST_ROUNDS = 6;
/** Owners of a piece looked through for the same polygon before an entry of its own is written. */
const OWNERS_LOOKED_AT = 8;

/** Pieces between vertices, and the polygons whose outlines run along them. */
export interface Pieces {
  n: number;
  /** vertices */
  a: Int32Array;
  b: Int32Array;
  /** −1 = straight; else counter-clockwise along that circle, within one quadrant */
  circle: Int32Array;
  /** how far (m) the middle stands off the chord, to the right of lower → higher vertex */
  off: Float64Array;
  /** owners of piece k: entries first[k], next[first[k]] …, and how often (signed along a → b) the outline runs here */
  first: Int32Array;
  next: Int32Array;
  polygon: Int32Array;
  times: Int32Array;
  entries: number;
  /** chains of pieces by the hash of their vertices */
  head: Int32Array;
  chain: Int32Array;
}

/** What pieces lie on. */
export interface Net {
  places: Snapper;
  /** circles by number */
  cx: number[];
  cy: number[];
  r: number[];
}

/** Snaps, cuts and merges the outlines. */
export function piecesOf(s: Shapes): { pieces: Pieces; net: Net } {
  const { same, cx, cy, r } = circlesOf(s);
  const net: Net = { places: snapper(SNAP_M, s.n + 16), cx, cy, r };
  let pieces = emptyPieces(s.n, s.n);
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  let last = -1;
  for (let e = 0; e < s.n; e++) {
    const a = s.ax[e] === lastX && s.ay[e] === lastY ? last : net.places.at(s.ax[e], s.ay[e]);
    lastX = s.bx[e];
    lastY = s.by[e];
    last = net.places.at(lastX, lastY);
    if (a !== last) put(net, pieces, a, last, s.circle[e] < 0 ? -1 : same[s.circle[e]], s.polygon[e], 1);
  }
  let asked: Uint8Array = new Uint8Array(pieces.n).fill(1);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const cuts = meetings(net, pieces, asked);
    if (cuts.n === 0) break;
    ({ pieces, asked } = split(net, pieces, cuts));
    if (!cuts.anyMoved) break;
  }
  return { pieces, net };
}

function emptyPieces(n: number, entries: number): Pieces {
  return {
    n: 0,
    a: new Int32Array(n),
    b: new Int32Array(n),
    circle: new Int32Array(n),
    off: new Float64Array(n),
    first: new Int32Array(n),
    next: new Int32Array(entries),
    polygon: new Int32Array(entries),
    times: new Int32Array(entries),
    entries: 0,
    head: new Int32Array(2 ** Math.ceil(Math.log2(2 * n + 2))).fill(-1),
    chain: new Int32Array(n),
  };
}

/** Adds a piece, or what it says to the one that is there already; returns its number. */
function put(net: Net, p: Pieces, a: number, b: number, circle: number, polygon: number, times: number): number {
  const { x, y } = net.places;
  let c = circle;
  let off = 0;
  if (c >= 0) {
    const quarter = ((x[b] - x[a]) ** 2 + (y[b] - y[a]) ** 2) / 4;
    const r = net.r[c];
    const sag = quarter / (r + Math.sqrt(Math.max(0, r * r - quarter)));
    if (sag < LENS_M) c = -1;
    else off = a < b ? sag : -sag;
  }
  const h = Math.imul(Math.min(a, b), 0x9e3779b1) ^ Math.imul(Math.max(a, b), 0x85ebca6b);
  const slot = (h ^ (h >>> 15)) & (p.head.length - 1);
  let k = p.head[slot];
  for (; k >= 0; k = p.chain[k]) {
    const known = (p.a[k] === a && p.b[k] === b) || (p.a[k] === b && p.b[k] === a);
    if (known && Math.abs(p.off[k] - off) < LENS_M) break;
  }
  if (k < 0) {
    k = p.n++;
    p.chain[k] = p.head[slot];
    p.head[slot] = k;
    p.a[k] = a;
    p.b[k] = b;
    p.off[k] = off;
    p.circle[k] = c < 0 ? -1 : circleThrough(net, a, b, c);
    p.first[k] = -1;
  }
  const signed = p.a[k] === a ? times : -times;
  let looked = 0;
  for (let z = p.first[k]; z >= 0 && looked < OWNERS_LOOKED_AT; z = p.next[z], looked++) {
    if (p.polygon[z] !== polygon) continue;
    p.times[z] += signed;
    return k;
  }
  const z = p.entries++;
  p.polygon[z] = polygon;
  p.times[z] = signed;
  p.next[z] = p.first[k];
  p.first[k] = z;
  return k;
}

/** Equal circles once: same centre, same radius, both within SNAP_M. */
function circlesOf(s: Shapes): { same: Int32Array; cx: number[]; cy: number[]; r: number[] } {
  const n = s.r.length;
  const same = new Int32Array(n);
  const cx: number[] = [];
  const cy: number[] = [];
  const r: number[] = [];
  if (n === 0) return { same, cx, cy, r };
  const centres = snapper(SNAP_M, n + 16);
  const head = new Int32Array(n).fill(-1);
  const next: number[] = [];
  for (let c = 0; c < n; c++) {
    const v = centres.at(s.cx[c], s.cy[c]);
    let k = head[v];
    while (k >= 0 && Math.abs(r[k] - s.r[c]) >= SNAP_M) k = next[k];
    if (k < 0) {
      k = r.length;
      cx.push(centres.x[v]);
      cy.push(centres.y[v]);
      r.push(s.r[c]);
      next.push(head[v]);
      head[v] = k;
    }
    same[c] = k;
  }
  return { same, cx, cy, r };
}

/** Circle c, or where snapping has moved an end off it (by up to SNAP_M) a circle of that radius through both ends: an arc
 * that misses its own ends would leave the border open by that much. */
function circleThrough(net: Net, a: number, b: number, c: number): number {
  const { x, y } = net.places;
  const r = net.r[c];
  const offA = Math.hypot(x[a] - net.cx[c], y[a] - net.cy[c]) - r;
  const offB = Math.hypot(x[b] - net.cx[c], y[b] - net.cy[c]) - r;
  if (Math.abs(offA) < OFF_CIRCLE_M && Math.abs(offB) < OFF_CIRCLE_M) return c;
  const dx = x[b] - x[a];
  const dy = y[b] - y[a];
  const l = Math.hypot(dx, dy);
  const h = Math.sqrt(Math.max(0, (r - l / 2) * (r + l / 2)));
  net.cx.push((x[a] + x[b]) / 2 - (h * dy) / l);
  net.cy.push((y[a] + y[b]) / 2 + (h * dx) / l);
  net.r.push(r);
  return net.r.length - 1;
}

/** Vertices at which pieces are to be cut, in no order. */
interface Cuts {
  n: number;
  piece: Int32Array;
  vertex: Int32Array;
  /** per piece: 1 = a cut moves it */
  moved: Uint8Array;
  anyMoved: boolean;
}

/** Finds where the pieces with asked[e] = 1 cross, touch or run along others. */
function meetings(net: Net, p: Pieces, asked: Uint8Array): Cuts {
  const { places, cx, cy, r } = net;
  const { n, a: from, b: to, circle } = p;
  let { x: vx, y: vy } = places;
  const room = new Float64Array(4 * n);
  const x0 = room.subarray(0, n);
  const y0 = room.subarray(n, 2 * n);
  const x1 = room.subarray(2 * n, 3 * n);
  const y1 = room.subarray(3 * n);
  for (let e = 0; e < n; e++) {
    const a = from[e];
    const b = to[e];
    x0[e] = Math.min(vx[a], vx[b]) - SNAP_M;
    y0[e] = Math.min(vy[a], vy[b]) - SNAP_M;
    x1[e] = Math.max(vx[a], vx[b]) + SNAP_M;
    y1[e] = Math.max(vy[a], vy[b]) + SNAP_M;
  }
  const grid = boxGrid(n, x0, y0, x1, y1);
  const near = { list: new Int32Array(256) };
  const cuts: Cuts = {
    n: 0,
    piece: new Int32Array(256),
    vertex: new Int32Array(256),
    moved: new Uint8Array(n),
    anyMoved: false,
  };
  const move = (e: number): void => {
    cuts.moved[e] = 1;
    cuts.anyMoved = true;
  };
  const cut = (e: number, v: number): void => {
    if (v === from[e] || v === to[e]) return;
    if (cuts.n === cuts.piece.length) {
      const [piece, vertex] = [new Int32Array(2 * cuts.n), new Int32Array(2 * cuts.n)];
      piece.set(cuts.piece);
      vertex.set(cuts.vertex);
      cuts.piece = piece;
      cuts.vertex = vertex;
    }
    cuts.piece[cuts.n] = e;
    cuts.vertex[cuts.n++] = v;
  };
  /** Is a place inside the angle of arc e, seen from its centre? */
  const faces = (e: number, x: number, y: number): boolean => {
    const c = circle[e];
    const px = x - cx[c];
    const py = y - cy[c];
    return (
      (vx[from[e]] - cx[c]) * py - (vy[from[e]] - cy[c]) * px > 0 &&
      px * (vy[to[e]] - cy[c]) - py * (vx[to[e]] - cx[c]) > 0
    );
  };
  /** Cuts piece e at vertex v if v lies on it, within SNAP_M of its inside. */
  const cutIfOn = (v: number, e: number): boolean => {
    const a = from[e];
    const b = to[e];
    if (v === a || v === b) return false;
    const c = circle[e];
    let off: number;
    if (c < 0) {
      const dx = vx[b] - vx[a];
      const dy = vy[b] - vy[a];
      const px = vx[v] - vx[a];
      const py = vy[v] - vy[a];
      const l2 = dx * dx + dy * dy;
      const along = px * dx + py * dy;
      if (along <= 0 || along >= l2) return false;
      const cross = dx * py - dy * px;
      if (cross * cross >= SNAP_M * SNAP_M * l2) return false;
      off = cross / Math.sqrt(l2);
    } else {
      if (!faces(e, vx[v], vy[v])) return false;
      off = Math.hypot(vx[v] - cx[c], vy[v] - cy[c]) - r[c];
      if (off >= SNAP_M || off <= -SNAP_M) return false;
    }
    if (off > MOVED_M || off < -MOVED_M) move(e);
    cut(e, v);
    return true;
  };
  const cutBoth = (e: number, g: number, x: number, y: number): void => {
    const v = places.at(x, y);
    ({ x: vx, y: vy } = places);
    if (Math.abs(vx[v] - x) > MOVED_M || Math.abs(vy[v] - y) > MOVED_M) {
      move(e);
      move(g);
    }
    cut(e, v);
    cut(g, v);
  };
  const crossLines = (e: number, g: number): void => {
    const ax = vx[from[e]];
    const ay = vy[from[e]];
    const rx = vx[to[e]] - ax;
    const ry = vy[to[e]] - ay;
    const sx = vx[to[g]] - vx[from[g]];
    const sy = vy[to[g]] - vy[from[g]];
    const den = rx * sy - ry * sx;
    if (den === 0) return;
    const wx = vx[from[g]] - ax;
    const wy = vy[from[g]] - ay;
    const t = (wx * sy - wy * sx) / den;
    const u = (wx * ry - wy * rx) / den;
    if (t > 0 && t < 1 && u > 0 && u < 1) cutBoth(e, g, ax + t * rx, ay + t * ry);
  };
  /** A straight piece and an arc. A touch is one cut: two crossings nearer than that would be a guess. */
  const crossArc = (e: number, g: number): void => {
    const c = circle[g];
    const ax = vx[from[e]];
    const ay = vy[from[e]];
    const dx = vx[to[e]] - ax;
    const dy = vy[to[e]] - ay;
    const l = Math.hypot(dx, dy);
    const h = ((cx[c] - ax) * dy - (cy[c] - ay) * dx) / l;
    const off = r[c] - Math.abs(h);
    if (off <= -SNAP_M) return;
    const foot = ((cx[c] - ax) * dx + (cy[c] - ay) * dy) / (l * l);
    const half = off < SNAP_M ? 0 : Math.sqrt(off * (r[c] + Math.abs(h))) / l;
    for (let k = half === 0 ? 1 : -1; k <= 1; k += 2) {
      const t = foot + k * half;
      if (t <= 0 || t >= 1) continue;
      const x = ax + t * dx;
      const y = ay + t * dy;
      if (!faces(g, x, y)) continue;
      if (half === 0 && Math.abs(off) > MOVED_M) move(g);
      cutBoth(e, g, x, y);
    }
  };
  const crossArcs = (e: number, g: number): void => {
    // The lower circle first, so that the same two circles meet in the same places whichever pieces ask.
    const c = Math.min(circle[e], circle[g]);
    const k = Math.max(circle[e], circle[g]);
    if (c === k) return;
    const ux = cx[k] - cx[c];
    const uy = cy[k] - cy[c];
    const dist = Math.hypot(ux, uy);
    const outer = r[c] + r[k] - dist;
    const inner = dist - Math.abs(r[c] - r[k]);
    if (dist < SNAP_M || outer <= -SNAP_M || inner <= -SNAP_M) return;
    let along = (dist * dist + (r[c] - r[k]) * (r[c] + r[k])) / (2 * dist);
    let half = 0;
    const touch = Math.min(outer, inner) < SNAP_M;
    if (touch) along = along > 0 ? r[c] : -r[c];
    else half = Math.sqrt(Math.max(0, (r[c] - along) * (r[c] + along)));
    for (let z = half === 0 ? 1 : -1; z <= 1; z += 2) {
      const x = cx[c] + (along * ux - z * half * uy) / dist;
      const y = cy[c] + (along * uy + z * half * ux) / dist;
      if (!faces(e, x, y) || !faces(g, x, y)) continue;
      if (touch && Math.abs(Math.min(outer, inner)) > MOVED_M) {
        move(e);
        move(g);
      }
      cutBoth(e, g, x, y);
    }
  };
  for (let e = 0; e < n; e++) {
    if (asked[e] === 0) continue;
    const m = grid.query(x0[e], y0[e], x1[e], y1[e], near);
    for (let q = 0; q < m; q++) {
      const g = near.list[q];
      if (g === e || (g < e && asked[g] === 1)) continue;
      const a = from[e];
      const b = to[e];
      const c = from[g];
      const d = to[g];
      const aOn = cutIfOn(a, g);
      const bOn = cutIfOn(b, g);
      const cOn = cutIfOn(c, e);
      const dOn = cutIfOn(d, e);
      if (circle[e] >= 0) {
        if (circle[g] >= 0) crossArcs(e, g);
        else crossArc(g, e);
      } else if (circle[g] >= 0) crossArc(e, g);
      // Straight pieces that touch or share an end do not cross as well.
      else if (!(aOn || bOn || cOn || dOn || a === c || a === d || b === c || b === d)) crossLines(e, g);
    }
  }
  return cuts;
}

/** The pieces between the cuts, and which of them have moved. */
function split(net: Net, p: Pieces, cuts: Cuts): { pieces: Pieces; asked: Uint8Array } {
  const start = new Int32Array(p.n + 2);
  for (let k = 0; k < cuts.n; k++) start[cuts.piece[k] + 2]++;
  let entries = p.entries;
  for (let e = 0; e < p.n; e++) {
    if (start[e + 2] > 0) for (let z = p.first[e]; z >= 0; z = p.next[z]) entries += start[e + 2];
    start[e + 2] += start[e + 1];
  }
  const at = new Int32Array(cuts.n);
  for (let k = 0; k < cuts.n; k++) at[start[cuts.piece[k] + 1]++] = cuts.vertex[k];
  const out = emptyPieces(p.n + cuts.n, entries);
  const asked = new Uint8Array(p.n + cuts.n);
  for (let e = 0; e < p.n; e++) {
    const begin = start[e];
    const end = start[e + 1];
    if (end - begin > 1) sortAlong(net, at, begin, end, p.a[e], p.b[e]);
    let a = p.a[e];
    for (let k = begin; k <= end; k++) {
      const b = k < end ? at[k] : p.b[e];
      if (b === a) continue;
      for (let z = p.first[e]; z >= 0; z = p.next[z]) {
        const k = put(net, out, a, b, p.circle[e], p.polygon[z], p.times[z]);
        if (cuts.moved[e]) asked[k] = 1;
      }
      a = b;
    }
  }
  return { pieces: out, asked };
}

const INSERTION_UP_TO = 24;
/** Sorts vertices list[begin…end) along the way from a to b; within a quadrant the chord's direction orders an arc too. */
function sortAlong(net: Net, list: Int32Array, begin: number, end: number, a: number, b: number): void {
  const { x, y } = net.places;
  const dx = x[b] - x[a];
  const dy = y[b] - y[a];
  const along = (v: number): number => (x[v] - x[a]) * dx + (y[v] - y[a]) * dy;
  if (end - begin > INSERTION_UP_TO) {
    list.subarray(begin, end).sort((p, q) => along(p) - along(q) || p - q);
    return;
  }
  for (let k = begin + 1; k < end; k++) {
    const v = list[k];
    const t = along(v);
    let z = k - 1;
    for (; z >= begin; z--) {
      const s = along(list[z]);
      if (s < t || (s === t && list[z] <= v)) break;
      list[z + 1] = list[z];
    }
    list[z + 1] = v;
  }
}
