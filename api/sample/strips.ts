// What ground does a line with a width take? Strips with mitred joins, squares turned to the road, round junctions.
import type { Point } from './place.ts';

/** Corner cutting with fixed ends: two rounds make a lattice path a curve. */
export function smooth(points: readonly Point[], rounds = 2): Point[] {
  let line = [...points];
  for (let round = 0; round < rounds && line.length > 2; round++) {
    const out: Point[] = [line[0]];
    for (let i = 0; i + 1 < line.length; i++) {
      const [a, b] = [line[i], line[i + 1]];
      if (i > 0) out.push([a[0] + 0.25 * (b[0] - a[0]), a[1] + 0.25 * (b[1] - a[1])]);
      if (i + 2 < line.length) out.push([a[0] + 0.75 * (b[0] - a[0]), a[1] + 0.75 * (b[1] - a[1])]);
    }
    out.push(line[line.length - 1]);
    line = out;
  }
  return line;
}

export const lengthM = (line: readonly Point[]): number => {
  let sum = 0;
  for (let i = 1; i < line.length; i++) sum += Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
  return sum;
};

export interface Stop {
  x: number;
  y: number;
  /** unit vector along the line */
  tx: number;
  ty: number;
}

/** Stops along a line at even steps, beginning half a step in. */
export function stopsAlong(line: readonly Point[], stepM: number): Stop[] {
  const out: Stop[] = [];
  let next = stepM / 2;
  let gone = 0;
  for (let i = 1; i < line.length; i++) {
    const dx = line[i][0] - line[i - 1][0];
    const dy = line[i][1] - line[i - 1][1];
    const run = Math.hypot(dx, dy);
    for (; next <= gone + run; next += stepM) {
      const s = (next - gone) / run;
      out.push({ x: line[i - 1][0] + s * dx, y: line[i - 1][1] + s * dy, tx: dx / run, ty: dy / run });
    }
    gone += run;
  }
  return out;
}

/** The line in pieces of at least `pieceM`; neighbours share their end. */
export function pieces(line: readonly Point[], pieceM: number): Point[][] {
  const out: Point[][] = [];
  for (let from = 0, i = 1, run = 0; i < line.length; i++) {
    run += Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
    if (run < pieceM && i + 1 < line.length) continue;
    out.push(line.slice(from, i + 1));
    from = i;
    run = 0;
  }
  return out;
}

/** The same pieces as strips of a width: neighbours share their end edge. Counter-clockwise rings. */
export function strips(line: readonly Point[], widthM: number, pieceM: number): Point[][] {
  const left: Point[] = [];
  const right: Point[] = [];
  for (let i = 0; i < line.length; i++) {
    const a = line[Math.max(0, i - 1)];
    const b = line[i];
    const c = line[Math.min(line.length - 1, i + 1)];
    const n1 = normal(i > 0 ? a : b, i > 0 ? b : c);
    const n2 = normal(i + 1 < line.length ? b : a, i + 1 < line.length ? c : b);
    const mx = n1[0] + n2[0];
    const my = n1[1] + n2[1];
    // the mitre, at most twice as long as the half width
    const k = (widthM / 2) * Math.min(2, 2 / Math.max(1e-6, mx * mx + my * my));
    left.push([b[0] + k * mx, b[1] + k * my]);
    right.push([b[0] - k * mx, b[1] - k * my]);
  }
  let from = 0;
  return pieces(line, pieceM).map((piece) => {
    const to = from + piece.length;
    const ring = [...right.slice(from, to), ...left.slice(from, to).reverse()];
    from = to - 1;
    return ring;
  });
}

function normal(a: Point, b: Point): Point {
  const run = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  return [-(b[1] - a[1]) / run, (b[0] - a[0]) / run];
}

/** A rectangle around (x, y): `alongM` in direction (tx, ty), `acrossM` across it. Counter-clockwise. */
export function rectangle(x: number, y: number, tx: number, ty: number, alongM: number, acrossM: number): Point[] {
  const [a, b] = [alongM / 2, acrossM / 2];
  const at = (u: number, v: number): Point => [x + u * tx - v * ty, y + u * ty + v * tx];
  return [at(-a, -b), at(a, -b), at(a, b), at(-a, b)];
}

/** A regular twelve-sided patch. */
export function patch(x: number, y: number, radiusM: number): Point[] {
  const out: Point[] = [];
  for (let k = 0; k < 12; k++) {
    const a = (k * Math.PI) / 6;
    out.push([x + radiusM * Math.cos(a), y + radiusM * Math.sin(a)]);
  }
  return out;
}
