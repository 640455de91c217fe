// The independent slower way: horizontal lines through everything, integrated over y.
//
// It shares no formula with the sweep but plain membership of a line: on each line the intervals of every footprint and
// of the demand are cut by hand and counted. Used when a figure fails a check, and as the oracle in tests. With `exact`
// the lines are placed between all places where anything begins, ends or crosses, by Gauss–Legendre after y = cos, which
// takes the square-root ends away: then it converges to about 1e-11 and costs a power more.
import { type Demand, edgeAt } from './demand.ts';
import type { Footprints } from './footprint.ts';
import type { SightTable } from './sight.ts';

export interface ScanSums {
  demandM2: number;
  depth: Float64Array;
  likely: Float64Array;
  high: Float64Array;
}

const ORDER = 16;
/** A strip is fine when its two halves agree with it within this (m²). */
const STRIP_M2 = 1e-9;
/** Parts of one footprint nearer than this (m) on a line are one. */
const TOUCH_M = 1e-10;
/** Gauss–Legendre nodes and weights on [0, 1] (Newton on the Legendre polynomial). */
const RULE = (() => {
  const nodes: [number, number][] = [];
  for (let i = 1; i <= ORDER; i++) {
    let x = Math.cos((Math.PI * (i - 0.25)) / (ORDER + 0.5));
    let dp = 1;
    for (let it = 0; it < 50; it++) {
      let p0 = 1;
      let p1 = x;
      for (let k = 2; k <= ORDER; k++) [p0, p1] = [p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k];
      dp = (ORDER * (x * p1 - p0)) / (x * x - 1);
      const step = p1 / dp;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    nodes.push([(1 - x) / 2, 1 / ((1 - x * x) * dp * dp)]);
  }
  return nodes;
})();

/** Sums over the demand. `exact`: break at every crossing (few footprints only); else at most `stepM` between lines. */
export function scanline(
  o: Footprints,
  d: Demand,
  K: number,
  how: { exact: true } | { exact: false; stepM: number },
): ScanSums {
  const out: ScanSums = {
    demandM2: 0,
    depth: new Float64Array(K),
    likely: new Float64Array(K),
    high: new Float64Array(K),
  };
  if (d.n === 0) return out;
  const breaks = [d.box[1], d.box[3], ...levels(o, d)];
  if (how.exact) breaks.push(...crossings(o, d));
  else {
    const lines = Math.min(200_000, Math.ceil((d.box[3] - d.box[1]) / how.stepM));
    for (let k = 1; k < lines; k++) breaks.push(d.box[1] + ((d.box[3] - d.box[1]) * k) / lines);
  }
  const ys = breaks.filter((y) => y >= d.box[1] && y <= d.box[3]).sort((a, b) => a - b);
  for (let k = 0; k + 1 < ys.length; k++) {
    const h = ys[k + 1] - ys[k];
    if (h < 1e-12) continue;
    if (how.exact) strip(o, d, K, ys[k], h, gauss(o, d, K, ys[k], h), out, 0);
    else line(o, d, K, ys[k] + h / 2, h, out);
  }
  return out;
}

/** One strip by Gauss–Legendre after y = cos, which takes square-root ends away. */
function gauss(o: Footprints, d: Demand, K: number, y: number, h: number): ScanSums {
  const part: ScanSums = {
    demandM2: 0,
    depth: new Float64Array(K),
    likely: new Float64Array(K),
    high: new Float64Array(K),
  };
  for (const [t, w] of RULE)
    line(o, d, K, y + (h * (1 - Math.cos(Math.PI * t))) / 2, (w * h * Math.PI * Math.sin(Math.PI * t)) / 2, part);
  return part;
}

/** Halves a strip until its halves agree with it: a circle that turns just outside the strip is nearly singular in it. */
function strip(
  o: Footprints,
  d: Demand,
  K: number,
  y: number,
  h: number,
  whole: ScanSums,
  out: ScanSums,
  depth: number,
): void {
  const a = gauss(o, d, K, y, h / 2);
  const b = gauss(o, d, K, y + h / 2, h / 2);
  let off = Math.abs(whole.demandM2 - a.demandM2 - b.demandM2);
  for (const f of ['depth', 'likely', 'high'] as const)
    for (let k = 0; k < K; k++) off = Math.max(off, Math.abs(whole[f][k] - a[f][k] - b[f][k]));
  if (off > STRIP_M2 && depth < 14) {
    strip(o, d, K, y, h / 2, a, out, depth + 1);
    strip(o, d, K, y + h / 2, h / 2, b, out, depth + 1);
    return;
  }
  for (const p of [a, b]) {
    out.demandM2 += p.demandM2;
    for (const f of ['depth', 'likely', 'high'] as const) for (let k = 0; k < K; k++) out[f][k] += p[f][k];
  }
}

/** Adds one line's lengths, times `weight`. */
function line(o: Footprints, d: Demand, K: number, y: number, weight: number, out: ScanSums): void {
  const events: { x: number; kind: number; j: number; step: number }[] = [];
  for (let e = 0; e < d.n; e++) {
    if (d.ay[e] > y === d.by[e] > y) continue;
    const up = d.by[e] > d.ay[e];
    const was = (up ? d.left[e] : d.right[e]) >= 0 ? 1 : 0;
    const is = (up ? d.right[e] : d.left[e]) >= 0 ? 1 : 0;
    if (was !== is) events.push({ x: edgeAt(d, e, y), kind: 0, j: -1, step: is - was });
  }
  if (events.length === 0) return;
  for (let j = 0; j < o.n; j++)
    for (const [a, b] of spans(o, j, y)) events.push({ x: a, kind: 1, j, step: 1 }, { x: b, kind: 1, j, step: -1 });
  events.sort((a, b) => a.x - b.x);
  let inside = 0;
  let c = 0;
  const open = new Set<number>();
  let from = events[0].x;
  for (const ev of events) {
    const len = (ev.x - from) * weight;
    if (inside > 0 && len > 0) {
      out.demandM2 += len;
      const dist = new Float64Array(K + 1);
      dist[0] = 1;
      for (const j of open) {
        for (let m = K; m > 0; m--) dist[m] = dist[m] * (1 - o.P[j]) + dist[m - 1] * o.P[j];
        dist[0] *= 1 - o.P[j];
      }
      let fewer = 0; // P(fewer than k − c uncertain ones see it)
      for (let k = 1; k <= K; k++) {
        if (c >= k) out.depth[k - 1] += len;
        if (c + open.size >= k) out.high[k - 1] += len;
        if (k > c) fewer += dist[k - c - 1];
        out.likely[k - 1] += len * (k <= c ? 1 : Math.max(0, 1 - fewer));
      }
    }
    from = ev.x;
    if (ev.kind === 0) inside += ev.step;
    else if (o.P[ev.j] === 1) c += ev.step;
    else if (ev.step > 0) open.add(ev.j);
    else open.delete(ev.j);
  }
}

/** Where a level line runs inside footprint j: its chord, without the near disc, inside the wedge. */
function spans(o: Footprints, j: number, y: number): [number, number][] {
  if (o.cells?.blind[j] === 1) return [];
  if (o.cells && o.cells.from[j + 1] > o.cells.from[j]) return cellSpans(o, o.cells, j, y);
  const h = y - o.Y[j];
  const q = o.R[j] * o.R[j] - h * h;
  if (q <= 0) return [];
  let parts: [number, number][] = [[-Math.sqrt(q), Math.sqrt(q)]];
  const without = (a: number, b: number): void => {
    parts = parts.flatMap(([p, r]): [number, number][] => {
      const left: [number, number] = [p, Math.min(r, a)];
      const right: [number, number] = [Math.max(p, b), r];
      return [left, right].filter(([s, t]) => t > s);
    });
  };
  const nq = o.N[j] * o.N[j] - h * h;
  if (nq > 0) without(-Math.sqrt(nq), Math.sqrt(nq));
  if (!o.full[j]) {
    // cut at the edges' lines, keep the parts whose middle is in the wedge (by angle)
    const at: number[] = [];
    if (o.UY[j] !== 0) at.push((h * o.UX[j]) / o.UY[j]);
    if (o.VY[j] !== 0) at.push((h * o.VX[j]) / o.VY[j]);
    parts = parts.flatMap(([p, r]): [number, number][] => {
      const cut = [p, ...at.filter((x) => x > p && x < r).sort((a, b) => a - b), r];
      const keep: [number, number][] = [];
      for (let k = 0; k + 1 < cut.length; k++) {
        let t = Math.atan2(h, (cut[k] + cut[k + 1]) / 2) - o.A[j];
        t -= 2 * Math.PI * Math.floor(t / (2 * Math.PI));
        if (t < o.width[j]) keep.push([cut[k], cut[k + 1]]);
      }
      return keep;
    });
  }
  return parts.map(([p, r]) => [p + o.X[j], r + o.X[j]]);
}

/** The same for a footprint that is cut into cells: the line is cut at every ray and limit of a cell, and each part is
 * asked by its middle. Parts of neighbouring cells that touch are one. */
function cellSpans(o: Footprints, t: SightTable, j: number, y: number): [number, number][] {
  const h = y - o.Y[j];
  const parts: [number, number][] = [];
  for (let c = t.from[j]; c < t.from[j + 1]; c++) {
    const at = [-o.R[j], o.R[j]];
    if (t.uy[c] !== 0) at.push((h * t.ux[c]) / t.uy[c]);
    if (t.vy[c] !== 0) at.push((h * t.vx[c]) / t.vy[c]);
    for (const [nx, ny, d] of [limitOf(t, c, false), limitOf(t, c, true)]) {
      if (nx === 0 && ny === 0) {
        const q = d * d - h * h;
        if (q > 0) at.push(-Math.sqrt(q), Math.sqrt(q));
      } else if (nx !== 0) at.push((d - ny * h) / nx);
    }
    at.sort((p, q) => p - q);
    for (let k = 0; k + 1 < at.length; k++)
      if (at[k + 1] > at[k] && inCell(t, c, (at[k] + at[k + 1]) / 2, h)) parts.push([at[k], at[k + 1]]);
  }
  parts.sort((p, q) => p[0] - q[0]);
  const out: [number, number][] = [];
  for (const [p, q] of parts) {
    const last = out[out.length - 1];
    if (last && p <= last[1] + TOUCH_M) last[1] = Math.max(last[1], q);
    else out.push([p, q]);
  }
  return out.map(([p, q]) => [p + o.X[j], q + o.X[j]]);
}

/** A cell's inner or outer limit: unit normal (0, 0 for a circle) and distance. */
const limitOf = (t: SightTable, c: number, outer: boolean): [number, number, number] =>
  outer ? [t.outX[c], t.outY[c], t.outH[c]] : [t.inX[c], t.inY[c], t.inH[c]];

function inCell(t: SightTable, c: number, x: number, y: number): boolean {
  if (t.ux[c] * y - t.uy[c] * x <= 0 || t.vx[c] * y - t.vy[c] * x >= 0) return false;
  const before = ([nx, ny, h]: [number, number, number]): boolean =>
    nx === 0 && ny === 0 ? x * x + y * y < h * h : nx * x + ny * y < h;
  return before(limitOf(t, c, true)) && !before(limitOf(t, c, false));
}

/** Heights where something begins, ends or turns. */
function levels(o: Footprints, d: Demand): number[] {
  const ys: number[] = [];
  for (let e = 0; e < d.n; e++) ys.push(d.ay[e], d.by[e]);
  if (d.r)
    for (let e = 0; e < d.n; e++) if (d.r[e] !== 0) ys.push(d.cy![e] - Math.abs(d.r[e]), d.cy![e] + Math.abs(d.r[e]));
  for (let j = 0; j < o.n; j++) {
    for (const { corners, circles } of cellsOf(o, j)) {
      for (const [, y] of corners) ys.push(y);
      for (const r of circles) ys.push(o.Y[j] - r, o.Y[j] + r);
    }
    for (const r of [o.R[j], o.N[j]]) {
      ys.push(o.Y[j] - r, o.Y[j], o.Y[j] + r);
      if (!o.full[j]) ys.push(o.Y[j] + r * o.UY[j], o.Y[j] + r * o.VY[j]);
    }
  }
  return ys;
}

interface CellOutline {
  /** hits of both rays on the inner and on the outer limit: U in, U out, V out, V in */
  corners: [number, number][];
  circles: number[];
}

function cellsOf(o: Footprints, j: number): CellOutline[] {
  const t = o.cells;
  const out: CellOutline[] = [];
  for (let c = t ? t.from[j] : 0; t && c < t.from[j + 1]; c++) {
    const hit = (x: number, y: number, [nx, ny, h]: [number, number, number]): [number, number] => {
      const far = nx === 0 && ny === 0 ? h : h / (nx * x + ny * y);
      return [o.X[j] + far * x, o.Y[j] + far * y];
    };
    const [inner, outer] = [limitOf(t, c, false), limitOf(t, c, true)];
    out.push({
      corners: [
        hit(t.ux[c], t.uy[c], inner),
        hit(t.ux[c], t.uy[c], outer),
        hit(t.vx[c], t.vy[c], outer),
        hit(t.vx[c], t.vy[c], inner),
      ],
      circles: [inner, outer].filter(([nx, ny, h]) => nx === 0 && ny === 0 && h > 0).map(([, , h]) => h),
    });
  }
  return out;
}

type Circle = [x: number, y: number, r: number];
type Line = [x: number, y: number, dx: number, dy: number];

/** Heights of all crossings of a footprint's outline with another one or with the demand's edges. */
function crossings(o: Footprints, d: Demand): number[] {
  const circles: Circle[] = [];
  const lines: Line[] = [];
  for (let j = 0; j < o.n; j++) {
    const cells = cellsOf(o, j);
    for (const cell of cells) {
      for (const r of cell.circles) circles.push([o.X[j], o.Y[j], r]);
      cell.corners.forEach(([x, y], k) => {
        const [u, v] = cell.corners[(k + 1) % 4];
        if (u !== x || v !== y) lines.push([x, y, u - x, v - y]);
      });
    }
    if (cells.length > 0) continue;
    circles.push([o.X[j], o.Y[j], o.R[j]]);
    if (o.N[j] > 0) circles.push([o.X[j], o.Y[j], o.N[j]]);
    if (!o.full[j])
      for (const [ux, uy] of [
        [o.UX[j], o.UY[j]],
        [o.VX[j], o.VY[j]],
      ])
        lines.push([o.X[j], o.Y[j], ux * o.R[j], uy * o.R[j]]);
  }
  // The demand's edges meet at their ends only, and those are levels.
  const edgeCircles: Circle[] = [];
  const edgeLines: Line[] = [];
  for (let e = 0; e < d.n; e++)
    if (d.r && d.r[e] !== 0) edgeCircles.push([d.cx![e], d.cy![e], Math.abs(d.r[e])]);
    else edgeLines.push([d.ax[e], d.ay[e], d.bx[e] - d.ax[e], d.by[e] - d.ay[e]]);
  const ys: number[] = [];
  circles.forEach((a, i) => {
    for (const b of circles.slice(i + 1)) circleCircle(a, b, ys);
    for (const b of edgeCircles) circleCircle(a, b, ys);
    for (const b of edgeLines) lineCircle(b, a, ys);
  });
  for (const a of lines) {
    for (const b of circles) lineCircle(a, b, ys);
    for (const b of edgeCircles) lineCircle(a, b, ys);
    for (const b of lines) lineLine(a, b, ys);
    for (const b of edgeLines) lineLine(a, b, ys);
  }
  return ys;
}

function circleCircle([x, y, r]: Circle, [u, v, s]: Circle, ys: number[]): void {
  const dist2 = (u - x) ** 2 + (v - y) ** 2;
  if (dist2 === 0) return;
  const a = (dist2 + r * r - s * s) / (2 * dist2);
  const q = r * r - a * a * dist2;
  if (q < 0) return;
  const h = Math.sqrt(q / dist2);
  ys.push(y + a * (v - y) + h * (u - x), y + a * (v - y) - h * (u - x));
}

function lineCircle([x, y, dx, dy]: Line, [u, v, r]: Circle, ys: number[]): void {
  const l2 = dx * dx + dy * dy;
  const b = ((u - x) * dx + (v - y) * dy) / l2;
  const q = r * r - ((u - x) ** 2 + (v - y) ** 2) + b * b * l2;
  if (q < 0) return;
  for (const t of [b - Math.sqrt(q / l2), b + Math.sqrt(q / l2)]) if (t > 0 && t < 1) ys.push(y + t * dy);
}

function lineLine([x, y, dx, dy]: Line, [u, v, ex, ey]: Line, ys: number[]): void {
  const den = dx * ey - dy * ex;
  if (den === 0) return;
  const t = ((u - x) * ey - (v - y) * ex) / den;
  if (t > 0 && t < 1) ys.push(y + t * dy);
}
