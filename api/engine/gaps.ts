// Gap pieces: the stretches that bound uncovered demand, cut at the cell grid and linked into outlines.
import { boxGrid } from './boxgrid.ts';
import { COINCIDE_M, PARALLEL } from './cover.ts';
import type { Demand } from './demand.ts';
import type { Footprints } from './footprint.ts';
import type { GapSink } from './measure.ts';
import { nearestApex } from './nearest.ts';
import { pointInside, type Ring, ringInside } from './outline.ts';
import type { Plane } from './plane.ts';
import { columnOf, latOfRow, lonOfColumn, quadkeyAt, rowOf } from './quadkey.ts';
import { type Snapper, snapper } from './snapper.ts';
import type { GapComponent, GapPiece } from './types.ts';

const TAU = 2 * Math.PI;
/** Ends of stretches nearer than this (m) are one node. Intersections of near-tangent arcs agree to about 1e-7 m. */
const NODE_M = 2e-6;
/** Distance (m) along a stretch at which its direction is taken when loops are told apart at a node. */
const DIRECTION_M = 1e-2;
/** Chords of outlines keep within this (m) of the arc; the promise is 0.05. */
const CHORD_SAG_M = 0.04;
/** Zoom of the cells that cut gaps. */
export const CELL_ZOOM = { publicSpace: 18, wholeArea: 16 };
/** Pieces under this (m²) are counted, not listed or drawn. */
export const LISTED_M2 = 25;
/** Depth of the quadkey that anchors a piece. */
const ANCHOR_ZOOM = 26;
/** With more cell lines than this (a wide region near a pole) the cells are taken one zoom coarser, until they fit. */
const MAX_LINES = 1_000_000;

/** One stretch, gap on the left when walked from its start node to its end node. r = 0: a segment. */
interface Stretch {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** arc: centre, radius, start angle and signed turn */
  cx: number;
  cy: number;
  r: number;
  from: number;
  turn: number;
  /** area (m²) between the stretch and its chord, signed */
  bulge: number;
  label: number;
  inner: boolean;
  a: number;
  b: number;
}

export interface GapCollector {
  sink: GapSink;
  finish(o: Footprints): { pieces: GapPiece[]; components: GapComponent[]; open: number };
}

/** Collects the gap boundary of one plane. `zoomWanted` is that of the cells. */
export function gapCollector(plane: Plane, d: Demand, zoomWanted: number): GapCollector {
  const { lines, zoom } = cellLines(plane, d, zoomWanted);
  const lox = new Float64Array(lines.n);
  const loy = new Float64Array(lines.n);
  const hix = new Float64Array(lines.n);
  const hiy = new Float64Array(lines.n);
  for (let e = 0; e < lines.n; e++) {
    lox[e] = Math.min(lines.ax[e], lines.bx[e]) - NODE_M;
    hix[e] = Math.max(lines.ax[e], lines.bx[e]) + NODE_M;
    loy[e] = Math.min(lines.ay[e], lines.by[e]) - NODE_M;
    hiy[e] = Math.max(lines.ay[e], lines.by[e]) + NODE_M;
  }
  const lineGrid = boxGrid(lines.n, lox, loy, hix, hiy);
  const near = { list: new Int32Array(64) };
  const stretches: Stretch[] = [];
  const cuts: number[] = [];
  const along: number[] = [];
  const addSegment = (
    x: number,
    y: number,
    dx: number,
    dy: number,
    s: number,
    e: number,
    forward: boolean,
    label: number,
    inner: boolean,
  ): void => {
    const x0 = x + (forward ? s : e) * dx;
    const y0 = y + (forward ? s : e) * dy;
    const x1 = x + (forward ? e : s) * dx;
    const y1 = y + (forward ? e : s) * dy;
    stretches.push({
      x0,
      y0,
      x1,
      y1,
      cx: 0,
      cy: 0,
      r: 0,
      from: 0,
      turn: 0,
      bulge: 0,
      label,
      inner,
      a: -1,
      b: -1,
    });
  };
  const addArc = (x: number, y: number, r: number, s: number, e: number, forward: boolean, label: number): void => {
    const from = forward ? s : e;
    const turn = forward ? e - s : s - e;
    const x0 = x + r * Math.cos(from);
    const y0 = y + r * Math.sin(from);
    const x1 = x + r * Math.cos(from + turn);
    const y1 = y + r * Math.sin(from + turn);
    const bulge = (r * r * (turn - Math.sin(turn))) / 2;
    stretches.push({ x0, y0, x1, y1, cx: x, cy: y, r, from, turn, bulge, label, inner: false, a: -1, b: -1 });
  };
  const sink: GapSink = {
    lines,
    segment(x, y, dx, dy, s, e, forward, label, inner) {
      const ax = x + s * dx;
      const ay = y + s * dy;
      const bx = x + e * dx;
      const by = y + e * dy;
      const m = lineGrid.query(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by), near);
      cuts.length = 0;
      along.length = 0;
      for (let q = 0; q < m; q++) {
        const l = near.list[q];
        const offA = dx * (lines.ay[l] - y) - dy * (lines.ax[l] - x);
        const offB = dx * (lines.by[l] - y) - dy * (lines.bx[l] - x);
        const ta = (lines.ax[l] - x) * dx + (lines.ay[l] - y) * dy;
        const tb = (lines.bx[l] - x) * dx + (lines.by[l] - y) * dy;
        const lo = Math.max(s, Math.min(ta, tb));
        const hi = Math.min(e, Math.max(ta, tb));
        const slope = (offB - offA) / (tb - ta);
        if (
          hi > lo &&
          Math.abs(slope) < PARALLEL &&
          Math.abs(offA + (lo - ta) * slope) < COINCIDE_M &&
          Math.abs(offA + (hi - ta) * slope) < COINCIDE_M
        ) {
          // Along the line: a footprint's stretch is left to the line, which says it too; the border's is cut at its ends.
          if (lo > s) cuts.push(lo);
          if (hi < e) cuts.push(hi);
          if (!forward) along.push(lo, hi);
          continue;
        }
        if ((offA > 0 && offB > 0) || (offA < 0 && offB < 0)) continue;
        const w = offA / (offA - offB);
        const t =
          (lines.ax[l] + w * (lines.bx[l] - lines.ax[l]) - x) * dx +
          (lines.ay[l] + w * (lines.by[l] - lines.ay[l]) - y) * dy;
        if (t > s && t < e) cuts.push(t);
      }
      cuts.sort((p, q) => p - q);
      cuts.push(e);
      let from = s;
      for (const t of cuts) {
        if (t < e && t - from < NODE_M / 10) continue;
        const middle = (from + t) / 2;
        let said = false;
        for (let z = 0; z < along.length; z += 2) if (middle > along[z] && middle < along[z + 1]) said = true;
        if (!said) addSegment(x, y, dx, dy, from, t, forward, label, inner);
        from = t;
      }
    },
    arc(x, y, r, s, e, forward, label) {
      // Box of the arc: both ends and the axis directions it passes.
      const [ca, sa, cb, sb] = [Math.cos(s), Math.sin(s), Math.cos(e), Math.sin(e)];
      const passes = (q: number): boolean => {
        const t = q - s;
        return t - TAU * Math.floor(t / TAU) < e - s;
      };
      const m = lineGrid.query(
        x + r * (passes(Math.PI) ? -1 : Math.min(ca, cb)),
        y + r * (passes(-Math.PI / 2) ? -1 : Math.min(sa, sb)),
        x + r * (passes(0) ? 1 : Math.max(ca, cb)),
        y + r * (passes(Math.PI / 2) ? 1 : Math.max(sa, sb)),
        near,
      );
      cuts.length = 0;
      for (let q = 0; q < m; q++) {
        const l = near.list[q];
        const ax = lines.ax[l] - x;
        const ay = lines.ay[l] - y;
        const fx = lines.bx[l] - lines.ax[l];
        const fy = lines.by[l] - lines.ay[l];
        const l2 = fx * fx + fy * fy;
        const b = ax * fx + ay * fy;
        const h = (ax * fy - ay * fx) / Math.sqrt(l2);
        const k = (r - h) * (r + h);
        if (k < 0) continue;
        const root = Math.sqrt(k * l2);
        for (let z = -1; z <= 1; z += 2) {
          const w = (-b + z * root) / l2;
          if (w < 0 || w > 1) continue;
          let t = Math.atan2(ay + w * fy, ax + w * fx) - s;
          t = s + (t - TAU * Math.floor(t / TAU));
          if (t > s && t < e) cuts.push(t);
        }
      }
      cuts.sort((p, q) => p - q);
      let from = s;
      for (const t of cuts) {
        if ((t - from) * r < NODE_M / 10) continue;
        addArc(x, y, r, from, t, forward, label);
        from = t;
      }
      addArc(x, y, r, from, e, forward, label);
    },
  };
  return { sink, finish: (o) => link(plane, o, stretches, zoom) };
}

/** Cell borders over the demand's box as segments between projected cell corners. */
function cellLines(plane: Plane, d: Demand, zoomWanted: number): { lines: GapSink['lines']; zoom: number } {
  const empty = {
    n: 0,
    ax: new Float64Array(0),
    ay: new Float64Array(0),
    bx: new Float64Array(0),
    by: new Float64Array(0),
  };
  if (d.n === 0) return { lines: empty, zoom: zoomWanted };
  // Corners and edge middles of the box bound its longitudes and latitudes well enough; one cell of margin covers the rest.
  let west = Infinity;
  let east = -Infinity;
  let south = Infinity;
  let north = -Infinity;
  const [x0, y0, x1, y1] = d.box;
  for (const x of [x0, (x0 + x1) / 2, x1])
    for (const y of [y0, (y0 + y1) / 2, y1]) {
      const [lon, lat] = plane.fromPlane(x, y);
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  let zoom = zoomWanted;
  let c0: number;
  let r0: number;
  let w: number;
  let h: number;
  for (; ; zoom--) {
    c0 = Math.floor(columnOf(west, zoom));
    r0 = Math.floor(rowOf(north, zoom));
    w = Math.floor(columnOf(east, zoom)) + 2 - c0;
    h = Math.floor(rowOf(south, zoom)) + 2 - r0;
    if (2 * w * h <= MAX_LINES) break;
  }
  const px = new Float64Array(w * h);
  const py = new Float64Array(w * h);
  const xy = [0, 0];
  for (let j = 0; j < h; j++)
    for (let i = 0; i < w; i++) {
      plane.toPlane(lonOfColumn(c0 + i, zoom), latOfRow(r0 + j, zoom), xy, 0);
      px[j * w + i] = xy[0];
      py[j * w + i] = xy[1];
    }
  const n = (w - 1) * h + w * (h - 1);
  const out = { n, ax: new Float64Array(n), ay: new Float64Array(n), bx: new Float64Array(n), by: new Float64Array(n) };
  let e = 0;
  const put = (a: number, b: number): void => {
    out.ax[e] = px[a];
    out.ay[e] = py[a];
    out.bx[e] = px[b];
    out.by[e++] = py[b];
  };
  for (let j = 0; j < h; j++) for (let i = 0; i + 1 < w; i++) put(j * w + i, j * w + i + 1);
  for (let j = 0; j + 1 < h; j++) for (let i = 0; i < w; i++) put(j * w + i, (j + 1) * w + i);
  return { lines: out, zoom };
}

/** Direction in which a stretch leaves its start (or, reversed, its end). */
function direction(s: Stretch, atEnd: boolean): number {
  if (s.r === 0) return atEnd ? Math.atan2(s.y0 - s.y1, s.x0 - s.x1) : Math.atan2(s.y1 - s.y0, s.x1 - s.x0);
  const step = Math.sign(s.turn) * Math.min(DIRECTION_M / s.r, Math.abs(s.turn) / 2);
  const t = atEnd ? s.from + s.turn : s.from;
  const u = atEnd ? t - step : t + step;
  return Math.atan2(Math.sin(u) - Math.sin(t), Math.cos(u) - Math.cos(t));
}

/** One number for an ordered pair of nodes. */
const nodePair = (a: number, b: number): number => a * 67_108_864 + b;

interface Loop {
  members: number[];
  area: number;
  ring: Ring;
}

/** Follows stretches from node to node, always taking the sharpest left turn, so that outlines that only touch in a point
 * stay apart. */
function trace(stretches: Stretch[], nodes: Snapper): { loops: Loop[]; open: number } {
  const outgoing = new Map<number, number[]>();
  for (let i = 0; i < stretches.length; i++) {
    const s = stretches[i];
    const list = outgoing.get(s.a);
    if (list) list.push(i);
    else outgoing.set(s.a, [i]);
  }
  const used = new Uint8Array(stretches.length);
  const loops: Loop[] = [];
  let open = 0;
  for (let first = 0; first < stretches.length; first++) {
    if (used[first]) continue;
    const members: number[] = [];
    let i = first;
    for (;;) {
      used[i] = 1;
      members.push(i);
      const at = stretches[i].b;
      const list = outgoing.get(at);
      let next = -1;
      let best = Infinity;
      if (list) {
        const back = direction(stretches[i], true);
        for (const k of list) {
          if (used[k] && k !== first) continue;
          let angle = back - direction(stretches[k], false);
          angle -= TAU * Math.floor(angle / TAU);
          if (angle < 1e-9) angle = TAU;
          if (angle < best || (angle === best && k === first)) {
            best = angle;
            next = k;
          }
        }
      }
      if (next === first) break;
      if (next < 0) {
        if (at !== stretches[first].a) open++;
        break;
      }
      i = next;
    }
    loops.push({ members, area: loopArea(stretches, members, nodes), ring: outline(stretches, members) });
  }
  return { loops, open };
}

/** Chords between nodes plus the bulges of the arcs, about the loop's own first node, so that nothing large cancels. */
function loopArea(stretches: Stretch[], members: number[], nodes: Snapper): number {
  const ox = nodes.x[stretches[members[0]].a];
  const oy = nodes.y[stretches[members[0]].a];
  let area = 0;
  for (const i of members) {
    const s = stretches[i];
    area += ((nodes.x[s.a] - ox) * (nodes.y[s.b] - oy) - (nodes.y[s.a] - oy) * (nodes.x[s.b] - ox)) / 2 + s.bulge;
  }
  return area;
}

function outline(stretches: Stretch[], members: number[]): Ring {
  const xy: number[] = [];
  for (const i of members) {
    const s = stretches[i];
    xy.push(s.x0, s.y0);
    if (s.r === 0) continue;
    const step = 2 * Math.acos(Math.max(0, 1 - CHORD_SAG_M / s.r));
    const pieces = Math.ceil(Math.abs(s.turn) / step);
    for (let k = 1; k < pieces; k++) {
      const t = s.from + (s.turn * k) / pieces;
      xy.push(s.cx + s.r * Math.cos(t), s.cy + s.r * Math.sin(t));
    }
  }
  return Float64Array.from(xy);
}

/** Shells with the holes that lie in them: [outer, hole, hole …] per shell, as loop numbers. */
function nest(loops: Loop[]): number[][] {
  const shells = loops.map((_, i) => i).filter((i) => loops[i].area > 0);
  const boxes = shells.map((i) => boxOf(loops[i].ring));
  const grid = boxGrid(
    shells.length,
    Float64Array.from(boxes, (b) => b[0]),
    Float64Array.from(boxes, (b) => b[1]),
    Float64Array.from(boxes, (b) => b[2]),
    Float64Array.from(boxes, (b) => b[3]),
  );
  const near = { list: new Int32Array(64) };
  const groups = shells.map((i) => [i]);
  for (let i = 0; i < loops.length; i++) {
    const hole = loops[i];
    if (hole.area > 0 || hole.ring.length < 6) continue;
    const m = grid.query(hole.ring[0], hole.ring[1], hole.ring[0], hole.ring[1], near);
    let best = -1;
    for (let q = 0; q < m; q++) {
      const k = near.list[q];
      if (loops[shells[k]].area < -hole.area) continue;
      if (
        (best < 0 || loops[shells[k]].area < loops[shells[best]].area) &&
        ringInside(hole.ring, loops[shells[k]].ring)
      )
        best = k;
    }
    if (best >= 0) groups[best].push(i);
  }
  return groups;
}

function boxOf(ring: Ring): [number, number, number, number] {
  const b: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    b[0] = Math.min(b[0], ring[i]);
    b[1] = Math.min(b[1], ring[i + 1]);
    b[2] = Math.max(b[2], ring[i]);
    b[3] = Math.max(b[3], ring[i + 1]);
  }
  return b;
}

function link(plane: Plane, o: Footprints, all: Stretch[], zoom: number): ReturnType<GapCollector['finish']> {
  const nodes = snapper(NODE_M, 2 * all.length + 16);
  const stretches: Stretch[] = [];
  for (const s of all) {
    s.a = nodes.at(s.x0, s.y0);
    s.b = nodes.at(s.x1, s.y1);
    // A stretch that shrinks to a node is no outline; a full circle is.
    if (s.a === s.b && (s.r === 0 || Math.abs(s.turn) * s.r < 10 * NODE_M)) continue;
    stretches.push(s);
  }
  const byLabel = new Map<number, Stretch[]>();
  for (const s of stretches) {
    const list = byLabel.get(s.label);
    if (list) list.push(s);
    else byLabel.set(s.label, [s]);
  }
  const pieces: GapPiece[] = [];
  const apexNear = nearestApex(o);
  const pieceOf = new Map<Stretch, number>();
  let open = 0;
  const toLonLat = (ring: Ring): number[][] => {
    const out: number[][] = [];
    for (let i = 0; i < ring.length; i += 2) out.push(plane.fromPlane(ring[i], ring[i + 1]));
    if (out.length > 0) out.push(out[0]);
    return out;
  };
  for (const [label, own] of [...byLabel].sort((p, q) => p[0] - q[0])) {
    const traced = trace(own, nodes);
    open += traced.open;
    for (const group of nest(traced.loops)) {
      const loops = group.map((i) => traced.loops[i]);
      let area = 0;
      for (const l of loops) area += l.area;
      for (const l of loops) for (const i of l.members) pieceOf.set(own[i], pieces.length);
      const listed = area >= LISTED_M2;
      const [lx, ly] = listed ? pointInside(loops.map((l) => l.ring)) : [loops[0].ring[0], loops[0].ring[1]];
      const camera = listed ? apexNear(lx, ly) : { index: -1, distanceM: 0 };
      const labelPoint = plane.fromPlane(lx, ly);
      const rings = listed ? loops.map((l) => toLonLat(l.ring)) : [];
      const bbox: [number, number, number, number] = listed
        ? [Infinity, Infinity, -Infinity, -Infinity]
        : [labelPoint[0], labelPoint[1], labelPoint[0], labelPoint[1]];
      let anchor: number[] = listed ? rings[0][0] : labelPoint;
      for (const p of rings[0] ?? []) {
        bbox[0] = Math.min(bbox[0], p[0]);
        bbox[1] = Math.min(bbox[1], p[1]);
        bbox[2] = Math.max(bbox[2], p[0]);
        bbox[3] = Math.max(bbox[3], p[1]);
        if (p[0] < anchor[0] || (p[0] === anchor[0] && p[1] < anchor[1])) anchor = p;
      }
      pieces.push({
        cell: quadkeyAt(labelPoint[0], labelPoint[1], zoom),
        label,
        anchor: quadkeyAt(anchor[0], anchor[1], ANCHOR_ZOOM),
        areaM2: area,
        component: pieces.length,
        labelPoint,
        bbox,
        rings,
        nearest: camera.index < 0 ? -1 : o.source[camera.index],
        nearestM: camera.distanceM,
      });
    }
  }
  // Pieces on both sides of a cell line, or of a border between labels, belong to one component.
  const parent = pieces.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  };
  const innerOf = new Map<number, number>();
  for (const s of stretches) {
    const p = pieceOf.get(s);
    if (!s.inner || p === undefined) continue;
    const twin = innerOf.get(nodePair(s.b, s.a));
    if (twin !== undefined) {
      const [q, r] = [root(p), root(twin)];
      if (q !== r) parent[Math.max(q, r)] = Math.min(q, r);
    }
    innerOf.set(nodePair(s.a, s.b), p);
  }
  // Component outlines: the same stretches without the inner ones that have a partner on the other side.
  const outerOnly = stretches.filter((s) => !(s.inner && innerOf.has(nodePair(s.b, s.a))));
  const traced = trace(outerOnly, nodes);
  const components: GapComponent[] = [];
  const numberOf = new Map<number, number>();
  const componentAt = (r: number): number => {
    let k = numberOf.get(r);
    if (k === undefined) {
      k = components.length;
      numberOf.set(r, k);
      components.push({ areaM2: 0, bbox: [Infinity, Infinity, -Infinity, -Infinity], polygons: [] });
    }
    return k;
  };
  for (let i = 0; i < pieces.length; i++) {
    const k = componentAt(root(i));
    pieces[i].component = k;
    components[k].areaM2 += pieces[i].areaM2;
    const b = components[k].bbox;
    b[0] = Math.min(b[0], pieces[i].bbox[0]);
    b[1] = Math.min(b[1], pieces[i].bbox[1]);
    b[2] = Math.max(b[2], pieces[i].bbox[2]);
    b[3] = Math.max(b[3], pieces[i].bbox[3]);
  }
  for (const group of nest(traced.loops)) {
    const p = pieceOf.get(outerOnly[traced.loops[group[0]].members[0]]);
    if (p === undefined) continue;
    components[pieces[p].component].polygons.push(group.map((i) => toLonLat(traced.loops[i].ring)));
  }
  return { pieces, components, open };
}
