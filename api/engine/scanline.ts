// The independent slower way: horizontal lines through everything, integrated over y.
//
// It shares no formula with the sweep but plain membership of a line: on each line the intervals of every footprint and
// of the demand are cut by hand and counted. Used when a figure fails a check, and as the oracle in tests. With `exact`
// the lines are placed between all places where anything begins, ends or crosses, by Gauss–Legendre after y = cos, which
// takes the square-root ends away: then it converges to about 1e-11 and costs a power more.
import type { Demand } from './demand.ts';
import type { Footprints } from './footprint.ts';

export interface ScanSums {
  demandM2: number;
  depth: Float64Array;
  likely: Float64Array;
  high: Float64Array;
}

const ORDER = 16;
/** A strip is fine when its two halves agree with it within this (m²). */
const STRIP_M2 = 1e-9;
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
  let off = 0;
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
    const { ay, by, ax, bx } = { ay: d.ay[e], by: d.by[e], ax: d.ax[e], bx: d.bx[e] };
    if (ay > y === by > y) continue;
    const up = by > ay;
    const was = (up ? d.left[e] : d.right[e]) >= 0 ? 1 : 0;
    const is = (up ? d.right[e] : d.left[e]) >= 0 ? 1 : 0;
    if (was !== is) events.push({ x: ax + ((y - ay) * (bx - ax)) / (by - ay), kind: 0, j: -1, step: is - was });
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

/** Heights where something begins, ends or turns. */
function levels(o: Footprints, d: Demand): number[] {
  const ys: number[] = [];
  for (let e = 0; e < d.n; e++) ys.push(d.ay[e], d.by[e]);
  for (let j = 0; j < o.n; j++) {
    for (const r of [o.R[j], o.N[j]]) {
      ys.push(o.Y[j] - r, o.Y[j], o.Y[j] + r);
      if (!o.full[j]) ys.push(o.Y[j] + r * o.UY[j], o.Y[j] + r * o.VY[j]);
    }
  }
  return ys;
}

type Circle = [x: number, y: number, r: number];
type Line = [x: number, y: number, dx: number, dy: number];

/** Heights of all crossings of circles, sector edges and demand edges. */
function crossings(o: Footprints, d: Demand): number[] {
  const circles: Circle[] = [];
  const lines: Line[] = [];
  for (let j = 0; j < o.n; j++) {
    circles.push([o.X[j], o.Y[j], o.R[j]]);
    if (o.N[j] > 0) circles.push([o.X[j], o.Y[j], o.N[j]]);
    if (!o.full[j])
      for (const [ux, uy] of [
        [o.UX[j], o.UY[j]],
        [o.VX[j], o.VY[j]],
      ])
        lines.push([o.X[j], o.Y[j], ux * o.R[j], uy * o.R[j]]);
  }
  for (let e = 0; e < d.n; e++) lines.push([d.ax[e], d.ay[e], d.bx[e] - d.ax[e], d.by[e] - d.ay[e]]);
  const ys: number[] = [];
  for (let i = 0; i < circles.length; i++)
    for (let k = i + 1; k < circles.length; k++) {
      const [x, y, r] = circles[i];
      const [u, v, s] = circles[k];
      const dist2 = (u - x) ** 2 + (v - y) ** 2;
      if (dist2 === 0) continue;
      const a = (dist2 + r * r - s * s) / (2 * dist2);
      const q = r * r - a * a * dist2;
      if (q < 0) continue;
      const h = Math.sqrt(q / dist2);
      ys.push(y + a * (v - y) + h * (u - x), y + a * (v - y) - h * (u - x));
    }
  for (const [x, y, dx, dy] of lines) {
    for (const [u, v, r] of circles) {
      const l2 = dx * dx + dy * dy;
      const b = ((u - x) * dx + (v - y) * dy) / l2;
      const q = r * r - ((u - x) ** 2 + (v - y) ** 2) + b * b * l2;
      if (q < 0) continue;
      for (const t of [b - Math.sqrt(q / l2), b + Math.sqrt(q / l2)]) if (t > 0 && t < 1) ys.push(y + t * dy);
    }
    for (const [u, v, ex, ey] of lines) {
      const den = dx * ey - dy * ex;
      if (den === 0) continue;
      const t = ((u - x) * ey - (v - y) * ex) / den;
      if (t > 0 && t < 1) ys.push(y + t * dy);
    }
  }
  return ys;
}
