// The gap pieces of one cell: its stretches, runs of border edges and the gap parts of its sides, linked to loops, nested,
// outlined.
//
// Everything is sorted by place before it is linked, so the pieces are a function of the stretches alone.
import type { Demand } from './demand.ts';
import type { CellGrid } from './gap-cells.ts';
import { STRETCH } from './gap-filed.ts';
import { E7, OutlineWriter } from './gap-outline.ts';
import { type Ring, ringInside } from './outline.ts';
import { columnOf, quadkey, quadkeyDigits, rowOf } from './quadkey.ts';
import type { GapPiece } from './types.ts';

const TAU = 2 * Math.PI;
/** Ends nearer than this (m, per axis) are one node. Intersections of near-tangent arcs agree to about 1e-7 m. */
const NODE_M = 2e-6;
/** An end that meets no start within this (m) is open: the sweep contradicted itself. */
const CLOSE_M = 1e-4;
/** Distance (m) along a stretch at which its direction is taken where several go on from a node. */
const DIRECTION_M = 1e-2;
/** Chords of outlines keep within this (m) of the arc; with the rounding to 1e-7° the promise is 0.05. */
const CHORD_SAG_M = 0.04;
/** A loop below this (m²) is rounding: two boundaries that coincide but for it. */
const DUST_M2 = 1e-7;
/** Pieces under this (m²) are summed, not listed; maps draw them where they belong to a larger gap. */
export const LISTED_M2 = 25;
/** Depth of the quadkey that anchors a piece. */
const ANCHOR_ZOOM = 26;

const MAY_BE_INNER = 1;
const SIDE = 2;
const IS_INNER = 4;
/** a run of edges of a ring border, from edge runFrom to edge runTo */
const RUN = 8;

/** The gaps of one cell. */
export class CellGaps {
  readonly pieces: GapPiece[] = [];
  /** label points in the plane, x and y by turns */
  readonly labelXY: number[] = [];
  /** per piece the place of the footprint whose apex is nearest (STALE = to be looked for) and its squared distance (m²) */
  readonly apex: number[] = [];
  readonly apexD2: number[] = [];
  /** gap parts of the sides (north, east, south, west): sideEnd[s] = parts up to and including side s; per part its piece,
   * −1 = none */
  readonly sideEnd: number[];
  readonly sidePiece: number[] = [];
  /** pieces that share a border between labels, two by two */
  readonly pairs: number[] = [];
  /** number of its first piece in the leaf */
  first = 0;
  constructor(
    readonly key: string,
    sideEnd: readonly number[],
    readonly open: number,
  ) {
    this.sideEnd = sideEnd.slice();
  }
  add(piece: GapPiece, x: number, y: number): void {
    this.pieces.push(piece);
    this.labelXY.push(x, y);
    this.apex.push(STALE);
    this.apexD2.push(0);
  }
}
export const STALE = -2;

/** Room for one cell at a time, shared by all linkers: none keeps anything here between begin() and finish(). */
const room = {
  size: 0,
  g: new Float64Array(0),
  label: new Int32Array(0),
  flags: new Uint8Array(0),
  runFrom: new Int32Array(0),
  runTo: new Int32Array(0),
  order: new Int32Array(0),
  startX: new Float64Array(0),
  nodeX: new Float64Array(0),
  nodeY: new Float64Array(0),
  next: new Int32Array(0),
  taken: new Uint8Array(0),
  twin: new Int32Array(0),
  loopOf: new Int32Array(0),
  loopFirst: new Int32Array(0),
  loopArea: new Float64Array(0),
  loopPiece: new Int32Array(0),
  ringFrom: new Int32Array(0),
  ringTo: new Int32Array(0),
  shell: new Int32Array(0),
  hole: new Int32Array(0),
  holeOf: new Int32Array(0),
};
function makeRoom(n: number): void {
  if (n <= room.size) return;
  const size = Math.max(64, 2 * n);
  const g = new Float64Array(STRETCH * size);
  g.set(room.g);
  const label = new Int32Array(size);
  label.set(room.label);
  const flags = new Uint8Array(size);
  flags.set(room.flags);
  const runFrom = new Int32Array(size);
  runFrom.set(room.runFrom);
  const runTo = new Int32Array(size);
  runTo.set(room.runTo);
  const f = (): Float64Array<ArrayBuffer> => new Float64Array(size);
  const i = (): Int32Array<ArrayBuffer> => new Int32Array(size);
  Object.assign(room, {
    size,
    g,
    label,
    flags,
    runFrom,
    runTo,
    order: i(),
    startX: f(),
    nodeX: f(),
    nodeY: f(),
    next: i(),
  });
  Object.assign(room, { taken: new Uint8Array(size), twin: i(), loopOf: i(), loopFirst: i(), loopArea: f() });
  Object.assign(room, { loopPiece: i(), ringFrom: i(), ringTo: i(), shell: i(), hole: i(), holeOf: i() });
}
/** Vertices of the rings in hand and whether the edge from each is an inner one. */
let vertices = new Float64Array(1024);
let innerEdge = new Uint8Array(512);
let nVertices = 0;
/** The rings of one piece in E7. */
let coords = new Int32Array(1024);
let innerOf = new Uint8Array(512);
let levels = new Float64Array(64);

function vertex(x: number, y: number, inner: boolean): void {
  if (2 * nVertices === vertices.length) {
    const v = new Float64Array(4 * nVertices);
    v.set(vertices);
    vertices = v;
    const e = new Uint8Array(2 * nVertices);
    e.set(innerEdge);
    innerEdge = e;
  }
  vertices[2 * nVertices] = x;
  vertices[2 * nVertices + 1] = y;
  innerEdge[nVertices++] = inner ? 1 : 0;
}

/** One cell after another: `begin`, its stretches, runs and sides, `finish`. */
export class Linker {
  private d!: Demand;
  private n = 0;
  private readonly sideEnd: number[] = [];
  private readonly sideItem: number[] = [];
  private readonly writer = new OutlineWriter();
  private readonly units = new Int32Array(2);
  private readonly ringEnd: number[] = [];
  /** label point of the piece in hand */
  private readonly at = new Float64Array(2);

  constructor(private readonly grid: CellGrid) {}

  key(cell: number): string {
    const { c0, r0, w, zoom } = this.grid;
    return quadkey(c0 + (cell % w), r0 + Math.floor(cell / w), zoom);
  }

  private add(label: number, flags: number): number {
    room.label[this.n] = label;
    room.flags[this.n] = flags;
    return this.n++;
  }
  begin(d: Demand): void {
    this.d = d;
    this.n = 0;
    this.sideEnd.length = 0;
    this.sideItem.length = 0;
  }
  /** The stretch whose numbers stand at f[at]… */
  stretch(f: Float64Array, at: number, label: number, inner: boolean): void {
    // A stretch that shrinks to a node is no outline; a full circle is.
    if (
      Math.abs(f[at] - f[at + 2]) < NODE_M &&
      Math.abs(f[at + 1] - f[at + 3]) < NODE_M &&
      Math.abs(f[at + 6] * f[at + 8]) < 10 * NODE_M
    )
      return;
    makeRoom(this.n + 1);
    const { g } = room;
    const to = STRETCH * this.n;
    for (let q = 0; q < STRETCH; q++) g[to + q] = f[at + q];
    this.add(label, inner ? MAY_BE_INNER : 0);
  }
  /** Ring edges first…last, all of them gap on the demand's side. */
  run(first: number, last: number): void {
    makeRoom(this.n + 1);
    const { ax, ay, bx, by, left, right } = this.d;
    const forward = left[first] >= 0;
    if (forward) this.straight(ax[first], ay[first], bx[last], by[last]);
    else this.straight(bx[last], by[last], ax[first], ay[first]);
    room.runFrom[this.n] = first;
    room.runTo[this.n] = last;
    this.add(forward ? left[first] : right[first], RUN);
  }
  /** A gap part of the side in hand; `along` = the cell lies on the left of (x0, y0) → (x1, y1). */
  side(x0: number, y0: number, x1: number, y1: number, along: boolean, label: number): void {
    if (Math.abs(x0 - x1) < NODE_M && Math.abs(y0 - y1) < NODE_M) {
      this.sideItem.push(-1);
      return;
    }
    makeRoom(this.n + 1);
    if (along) this.straight(x0, y0, x1, y1);
    else this.straight(x1, y1, x0, y0);
    this.sideItem.push(this.add(label, SIDE | IS_INNER));
  }
  private straight(x0: number, y0: number, x1: number, y1: number): void {
    const { g } = room;
    const to = STRETCH * this.n;
    g[to] = x0;
    g[to + 1] = y0;
    g[to + 2] = x1;
    g[to + 3] = y1;
    g.fill(0, to + 4, to + STRETCH);
  }
  nextSide(): void {
    this.sideEnd.push(this.sideItem.length);
  }

  /** The vertices of a run between its ends. */
  private runVertices(own: number): void {
    const { ax, ay, left } = this.d;
    const first = room.runFrom[own];
    const last = room.runTo[own];
    if (left[first] >= 0) for (let e = first + 1; e <= last; e++) vertex(ax[e], ay[e], false);
    else for (let e = last; e > first; e--) vertex(ax[e], ay[e], false);
  }
  // Vertex p of the run that is item `own`: 0 where it begins, `runLength` where it ends.
  private runLength(own: number): number {
    return room.runTo[own] - room.runFrom[own] + 1;
  }
  private runX(own: number, p: number): number {
    return this.runAt(this.d.ax, this.d.bx, own, p);
  }
  private runY(own: number, p: number): number {
    return this.runAt(this.d.ay, this.d.by, own, p);
  }
  private runAt(a: Float64Array, b: Float64Array, own: number, p: number): number {
    const first = room.runFrom[own];
    const last = room.runTo[own];
    if (this.d.left[first] >= 0) return first + p <= last ? a[first + p] : b[last];
    return p === 0 ? b[last] : a[last - p + 1];
  }

  /** Is stretch a before stretch b? By start, then end, then turn, then label. */
  private before(a: number, b: number): boolean {
    const { g } = room;
    const p = STRETCH * a;
    const q = STRETCH * b;
    if (g[p] !== g[q]) return g[p] < g[q];
    if (g[p + 1] !== g[q + 1]) return g[p + 1] < g[q + 1];
    if (g[p + 2] !== g[q + 2]) return g[p + 2] < g[q + 2];
    if (g[p + 3] !== g[q + 3]) return g[p + 3] < g[q + 3];
    if (g[p + 8] !== g[q + 8]) return g[p + 8] < g[q + 8];
    return room.label[a] < room.label[b];
  }
  private sort(): void {
    const { n } = this;
    const { order, startX, g } = room;
    for (let q = 0; q < n; q++) order[q] = q;
    let gap = 1;
    while (gap < n / 9) gap = 3 * gap + 1;
    for (; gap > 0; gap = (gap - 1) / 3)
      for (let i = gap; i < n; i++) {
        const v = order[i];
        let j = i - gap;
        while (j >= 0 && this.before(v, order[j])) {
          order[j + gap] = order[j];
          j -= gap;
        }
        order[j + gap] = v;
      }
    for (let q = 0; q < n; q++) startX[q] = g[STRETCH * order[q]];
  }
  /** First place in the order whose start is not west of x. */
  private firstFrom(x: number): number {
    const { startX } = room;
    let lo = 0;
    let hi = this.n;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (startX[mid] < x) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  /** Direction in which a stretch leaves its start (or, reversed, its end). */
  private direction(own: number, atEnd: boolean): number {
    const { g, flags } = room;
    if (flags[own] & RUN) {
      const p = atEnd ? this.runLength(own) : 0;
      const q = atEnd ? p - 1 : 1;
      return Math.atan2(this.runY(own, q) - this.runY(own, p), this.runX(own, q) - this.runX(own, p));
    }
    const at = STRETCH * own;
    const r = g[at + 6];
    const turn = g[at + 8];
    if (r === 0) {
      const x = g[at + 2] - g[at];
      const y = g[at + 3] - g[at + 1];
      return atEnd ? Math.atan2(-y, -x) : Math.atan2(y, x);
    }
    const step = Math.sign(turn) * Math.min(DIRECTION_M / r, Math.abs(turn) / 2);
    const t = atEnd ? g[at + 7] + turn : g[at + 7];
    const u = atEnd ? t - step : t + step;
    return Math.atan2(Math.sin(u) - Math.sin(t), Math.cos(u) - Math.cos(t));
  }

  /** next[q] = the stretch that goes on where q ends; a permutation. Answers the ends that met nothing. */
  private chain(): number {
    const { n } = this;
    const { g, order, startX, label, next, taken } = room;
    for (let q = 0; q < n; q++) taken[q] = 0;
    let hard = false;
    for (let q = 0; q < n; q++) {
      const own = order[q];
      const x = g[STRETCH * own + 2];
      const y = g[STRETCH * own + 3];
      let found = -1;
      let several = false;
      for (let z = this.firstFrom(x - NODE_M); z < n && startX[z] <= x + NODE_M; z++) {
        const other = order[z];
        if (label[other] !== label[own] || Math.abs(g[STRETCH * other + 1] - y) > NODE_M) continue;
        if (found < 0) found = z;
        else several = true;
      }
      if (found < 0 || several || taken[found]) {
        next[q] = -1;
        hard = true;
      } else {
        next[q] = found;
        taken[found] = 1;
      }
    }
    if (!hard) return 0;
    // Several go on: always the sharpest left turn, so that outlines that only touch in a point stay apart.
    for (let q = 0; q < n; q++) {
      if (next[q] >= 0) continue;
      const own = order[q];
      const x = g[STRETCH * own + 2];
      const y = g[STRETCH * own + 3];
      const back = this.direction(own, true);
      let best = Infinity;
      for (let z = this.firstFrom(x - NODE_M); z < n && startX[z] <= x + NODE_M; z++) {
        const other = order[z];
        if (taken[z] || label[other] !== label[own] || Math.abs(g[STRETCH * other + 1] - y) > NODE_M) continue;
        let angle = back - this.direction(other, false);
        angle -= TAU * Math.floor(angle / TAU);
        if (angle < 1e-9) angle = TAU;
        if (angle < best) {
          best = angle;
          next[q] = z;
        }
      }
      if (next[q] >= 0) taken[next[q]] = 1;
    }
    // Every label has as many ends as starts: what is left over is joined to the nearest, so that loops close.
    let open = 0;
    for (let q = 0; q < n; q++) {
      if (next[q] >= 0) continue;
      const own = order[q];
      let best = Infinity;
      for (let z = 0; z < n; z++) {
        const other = order[z];
        if (taken[z] || label[other] !== label[own]) continue;
        const away = Math.hypot(
          g[STRETCH * other] - g[STRETCH * own + 2],
          g[STRETCH * other + 1] - g[STRETCH * own + 3],
        );
        if (away < best) {
          best = away;
          next[q] = z;
        }
      }
      taken[next[q]] = 1;
      if (best > CLOSE_M) open++;
    }
    return open;
  }

  /** Nodes: starts that lie together take the place of the first of them, so that neighbours say the same vertex. */
  private settle(): void {
    const { n } = this;
    const { g, order, startX, nodeX, nodeY } = room;
    for (let q = 0; q < n; q++) {
      const y = g[STRETCH * order[q] + 1];
      nodeX[q] = startX[q];
      nodeY[q] = y;
      for (let z = q - 1; z >= 0 && startX[q] - startX[z] < NODE_M; z--) {
        if (Math.abs(g[STRETCH * order[z] + 1] - y) > NODE_M) continue;
        nodeX[q] = nodeX[z];
        nodeY[q] = nodeY[z];
        break;
      }
    }
  }

  /** Borders between labels with gap on both sides: each stretch's partner walks it the other way. */
  private pairUp(): void {
    const { n } = this;
    const { g, order, startX, label, flags, twin } = room;
    for (let q = 0; q < n; q++) {
      twin[q] = -1;
      const own = order[q];
      if (!(flags[own] & MAY_BE_INNER)) continue;
      const a = STRETCH * own;
      for (let z = this.firstFrom(g[a + 2] - NODE_M); z < n && startX[z] <= g[a + 2] + NODE_M; z++) {
        const other = order[z];
        const b = STRETCH * other;
        if (!(flags[other] & MAY_BE_INNER) || label[other] === label[own]) continue;
        if (
          Math.abs(g[b + 1] - g[a + 3]) > NODE_M ||
          Math.abs(g[b + 2] - g[a]) > NODE_M ||
          Math.abs(g[b + 3] - g[a + 1]) > NODE_M ||
          Math.abs(g[b + 6] - g[a + 6]) > NODE_M
        )
          continue;
        twin[q] = z;
        flags[own] |= IS_INNER;
        break;
      }
    }
  }

  private ring(loop: number): void {
    const { g, order, next, flags, nodeX, nodeY, loopFirst, ringFrom, ringTo } = room;
    if (ringTo[loop] >= 0) return;
    ringFrom[loop] = nVertices;
    let q = loopFirst[loop];
    do {
      const own = order[q];
      const inner = (flags[own] & IS_INNER) !== 0;
      vertex(nodeX[q], nodeY[q], inner);
      const at = STRETCH * own;
      const r = g[at + 6];
      if (flags[own] & RUN) {
        this.runVertices(own);
      } else if (r > 0) {
        // A chord over an angle s stands off by less than r s² / 8.
        const turn = g[at + 8];
        const parts = Math.ceil(Math.abs(turn) * Math.sqrt(r / (8 * CHORD_SAG_M)));
        if (parts > 1) {
          const c = Math.cos(turn / parts);
          const s = Math.sin(turn / parts);
          let x = g[at] - g[at + 4];
          let y = g[at + 1] - g[at + 5];
          for (let k = 1; k < parts; k++) {
            const rotated = c * x - s * y;
            y = s * x + c * y;
            x = rotated;
            vertex(g[at + 4] + x, g[at + 5] + y, inner);
          }
        }
      }
      q = next[q];
    } while (q !== loopFirst[loop]);
    ringTo[loop] = nVertices;
  }
  private ringOf(loop: number): Ring {
    this.ring(loop);
    return vertices.subarray(2 * room.ringFrom[loop], 2 * room.ringTo[loop]);
  }

  /** A point well inside: the middle of the widest of a few level chords. */
  private pointIn(group: readonly number[], areaM2: number): void {
    const { ringFrom, ringTo } = room;
    const { at } = this;
    let lo = Infinity;
    let hi = -Infinity;
    for (let v = ringFrom[group[0]]; v < ringTo[group[0]]; v++) {
      const y = vertices[2 * v + 1];
      if (y < lo) lo = y;
      if (y > hi) hi = y;
    }
    const enough = Math.sqrt(areaM2) / 2;
    let widest = -1;
    for (const share of CHORDS) {
      const y = lo + (hi - lo) * share;
      let m = 0;
      for (const loop of group) {
        const to = ringTo[loop];
        for (let v = ringFrom[loop], u = to - 1; v < to; u = v++) {
          const y1 = vertices[2 * v + 1];
          const y0 = vertices[2 * u + 1];
          if (y1 > y === y0 > y) continue;
          const x = vertices[2 * v] + ((y - y1) * (vertices[2 * u] - vertices[2 * v])) / (y0 - y1);
          if (m === levels.length) {
            const more = new Float64Array(2 * m);
            more.set(levels);
            levels = more;
          }
          let z = m++;
          for (; z > 0 && levels[z - 1] > x; z--) levels[z] = levels[z - 1];
          levels[z] = x;
        }
      }
      for (let q = 0; q + 1 < m; q += 2)
        if (levels[q + 1] - levels[q] > widest) {
          widest = levels[q + 1] - levels[q];
          at[0] = (levels[q] + levels[q + 1]) / 2;
          at[1] = y;
        }
      if (widest >= enough) return;
    }
  }

  /** Rounds a ring to E7 and drops vertices that fall on their follower; behind the rings that are already there. */
  private quantise(loop: number): void {
    const { ringEnd } = this;
    const from = room.ringFrom[loop];
    const to = room.ringTo[loop];
    const start = ringEnd.length === 0 ? 0 : ringEnd[ringEnd.length - 1];
    if (2 * (start + to - from) > coords.length) {
      const more = new Int32Array(4 * (start + to - from));
      more.set(coords);
      coords = more;
      const flags = new Uint8Array(more.length >> 1);
      flags.set(innerOf);
      innerOf = flags;
    }
    this.grid.unitsOf(vertices, from, to, coords, start);
    // What is read lies at or behind what is written.
    let m = start;
    for (let v = from; v < to; v++) {
      const x = coords[2 * (start + v - from)];
      const y = coords[2 * (start + v - from) + 1];
      // The edge between two equal vertices is none: the later one takes the earlier one's place.
      if (m > start && coords[2 * m - 2] === x && coords[2 * m - 1] === y) m--;
      coords[2 * m] = x;
      coords[2 * m + 1] = y;
      innerOf[m++] = innerEdge[v];
    }
    if (m > start && coords[2 * m - 2] === coords[2 * start] && coords[2 * m - 1] === coords[2 * start + 1]) m--;
    if (m - start >= 3) ringEnd.push(m);
  }

  private anchorOf(cell: number, cellKey: string, lonE7: number, latE7: number): string {
    const { zoom, w, c0, r0 } = this.grid;
    const depth = ANCHOR_ZOOM - zoom;
    const side = 1 << depth;
    // Vertices on the cell's border are the cell's, whatever rounding did to them.
    const within = (v: number, first: number): number => Math.max(0, Math.min(side - 1, Math.floor(v) - first * side));
    const x = within(columnOf(lonE7 / E7, ANCHOR_ZOOM), c0 + (cell % w));
    const y = within(rowOf(latE7 / E7, ANCHOR_ZOOM), r0 + Math.floor(cell / w));
    return cellKey + quadkeyDigits(x, y, depth);
  }

  private piece(cell: number, cellKey: string, label: number, areaM2: number, group: readonly number[]): GapPiece {
    const { g, order, loopFirst } = room;
    const { at, ringEnd, units } = this;
    const listed = areaM2 >= LISTED_M2;
    const p = STRETCH * order[loopFirst[group[0]]];
    at[0] = g[p];
    at[1] = g[p + 1];
    ringEnd.length = 0;
    for (const loop of group) this.ring(loop);
    if (listed) this.pointIn(group, areaM2);
    for (const loop of group) this.quantise(loop);
    this.grid.unitsOf(at, 0, 1, units, 0);
    const [lon, lat] = units;
    let west = lon;
    let east = lon;
    let south = lat;
    let north = lat;
    let anchorLon = lon;
    let anchorLat = lat;
    if (ringEnd.length > 0) {
      west = coords[0];
      east = west;
      south = coords[1];
      north = south;
      anchorLon = west;
      anchorLat = south;
      for (let v = 2; v < 2 * ringEnd[0]; v += 2) {
        const x = coords[v];
        const y = coords[v + 1];
        if (x < west || (x === west && y < anchorLat)) {
          west = x;
          anchorLon = x;
          anchorLat = y;
        }
        if (x > east) east = x;
        if (y < south) south = y;
        if (y > north) north = y;
      }
    }
    return {
      cell: cellKey,
      label,
      anchor: this.anchorOf(cell, cellKey, anchorLon, anchorLat),
      areaM2,
      component: 0,
      labelPoint: [lon / E7, lat / E7],
      bbox: [west / E7, south / E7, east / E7, north / E7],
      outline: this.writer.write(coords, innerOf, ringEnd, ringEnd.length),
      nearest: -1,
      nearestM: 0,
    };
  }

  finish(cell: number): CellGaps | null {
    const { n, at, sideEnd, sideItem } = this;
    if (n === 0) return null;
    const { g, order, next, loopOf, loopFirst, loopArea, loopPiece, ringTo, flags, twin } = room;
    this.sort();
    this.settle();
    let mixed = false;
    for (let q = 0; q < n && !mixed; q++) if (flags[q] & MAY_BE_INNER) mixed = true;
    if (mixed) this.pairUp();
    const open = this.chain();
    // Loops, each from its first stretch in the order; areas about that place, so that nothing large cancels.
    let loops = 0;
    for (let q = 0; q < n; q++) loopOf[q] = -1;
    for (let first = 0; first < n; first++) {
      if (loopOf[first] >= 0) continue;
      const ox = g[STRETCH * order[first]];
      const oy = g[STRETCH * order[first] + 1];
      let lastX = 0;
      let lastY = 0;
      let twice = 0;
      let q = first;
      do {
        loopOf[q] = loops;
        const at = STRETCH * order[q];
        const x0 = g[at] - ox;
        const y0 = g[at + 1] - oy;
        const x1 = g[at + 2] - ox;
        const y1 = g[at + 3] - oy;
        twice += lastX * y0 - lastY * x0;
        if (flags[order[q]] & RUN) twice += this.runTwice(order[q], ox, oy);
        else twice += x0 * y1 - y0 * x1;
        const r = g[at + 6];
        if (r > 0) twice += r * r * (g[at + 8] - Math.sin(g[at + 8]));
        lastX = x1;
        lastY = y1;
        q = next[q];
      } while (q !== first);
      loopFirst[loops] = first;
      loopArea[loops] = twice / 2;
      loopPiece[loops] = -1;
      ringTo[loops++] = -1;
    }
    nVertices = 0;
    const found = new CellGaps(this.key(cell), sideEnd, open);
    for (let own = this.nextLabel(loops, -1); own >= 0; own = this.nextLabel(loops, own)) {
      const { shells, holes } = this.sortLoops(loops, own);
      for (let s = 0; s < shells; s++) {
        const { group } = this;
        group.length = 1;
        group[0] = room.shell[s];
        for (let z = 0; z < holes; z++) if (room.holeOf[z] === s) group.push(room.hole[z]);
        let areaM2 = 0;
        for (const l of group) {
          areaM2 += loopArea[l];
          loopPiece[l] = found.pieces.length;
        }
        const piece = this.piece(cell, found.key, own, areaM2, group);
        found.add(piece, at[0], at[1]);
      }
    }
    if (found.pieces.length === 0) return null;
    if (sideItem.length > 0) {
      // The order is of places; sides remember items.
      const position = room.next;
      for (let q = 0; q < n; q++) position[order[q]] = loopOf[q];
      for (const item of sideItem) found.sidePiece.push(item < 0 ? -1 : loopPiece[position[item]]);
    }
    if (mixed)
      for (let q = 0; q < n; q++) {
        const z = twin[q];
        if (z <= q) continue;
        const a = loopPiece[loopOf[q]];
        const b = loopPiece[loopOf[z]];
        if (a >= 0 && b >= 0) found.pairs.push(a, b);
      }
    return found;
  }
  /** The least label of a loop above `done`; −1 = none. */
  private nextLabel(loops: number, done: number): number {
    const { label, order, loopFirst } = room;
    let least = -1;
    for (let l = 0; l < loops; l++) {
      const it = label[order[loopFirst[l]]];
      if (it > done && (least < 0 || it < least)) least = it;
    }
    return least;
  }
  /** Outer rings and holes of one label into room.shell and room.hole; room.holeOf is the place of the smallest shell around
   * a hole, −1 where there is none. */
  private sortLoops(loops: number, own: number): { shells: number; holes: number } {
    const { label, order, loopFirst, loopArea, shell, hole, holeOf } = room;
    const { counts } = this;
    counts.shells = 0;
    counts.holes = 0;
    for (let l = 0; l < loops; l++) {
      if (label[order[loopFirst[l]]] !== own) continue;
      if (loopArea[l] > DUST_M2) shell[counts.shells++] = l;
      else if (loopArea[l] < -DUST_M2) hole[counts.holes++] = l;
    }
    for (let z = 0; z < counts.holes; z++) {
      const l = hole[z];
      let best = counts.shells === 1 ? 0 : -1;
      if (counts.shells > 1)
        for (let s = 0; s < counts.shells; s++) {
          const area = loopArea[shell[s]];
          if (area < -loopArea[l] || (best >= 0 && area >= loopArea[shell[best]])) continue;
          // both made before either is looked at: making one may move them
          this.ring(l);
          this.ring(shell[s]);
          if (ringInside(this.ringOf(l), this.ringOf(shell[s]))) best = s;
        }
      holeOf[z] = best;
    }
    return counts;
  }
  private readonly counts = { shells: 0, holes: 0 };
  private readonly group: number[] = [];

  /** Twice the area that a run sweeps over, seen from a place. */
  private runTwice(own: number, ox: number, oy: number): number {
    const { ax, ay, bx, by, left } = this.d;
    const first = room.runFrom[own];
    let twice = 0;
    for (let e = first; e <= room.runTo[own]; e++) twice += (ax[e] - ox) * (by[e] - oy) - (ay[e] - oy) * (bx[e] - ox);
    return left[first] >= 0 ? twice : -twice;
  }
}

/** Heights of level chords, as shares of the height of the piece. */
const CHORDS = [0.5, 0.31, 0.69, 0.17, 0.83];
