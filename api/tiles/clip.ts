// What part of a ring (Sutherland-Hodgman, one side after the other) or of a line (Liang-Barsky) lies in a box?
import type { Box } from './mercator.ts';

/** Rings are flat x, y, x, y … and not closed. The answer may be empty. */
export function clipRing(ring: number[], box: Box): number[] {
  const [minX, minY, maxX, maxY] = box;
  return clipSide(clipSide(clipSide(clipSide(ring, 0, minX, 1), 0, maxX, -1), 1, minY, 1), 1, maxY, -1);
}

/** Keeps what satisfies sign · (coordinate − edge) ≥ 0 on one axis. */
function clipSide(ring: number[], axis: 0 | 1, edge: number, sign: 1 | -1): number[] {
  const n = ring.length;
  let anyOut = false;
  for (let i = axis; i < n; i += 2) {
    if (sign * (ring[i] - edge) < 0) {
      anyOut = true;
      break;
    }
  }
  if (!anyOut) return ring;
  const out: number[] = [];
  for (let i = 0; i < n; i += 2) {
    const j = (i + 2) % n;
    const a = ring[i + axis];
    const b = ring[j + axis];
    const aIn = sign * (a - edge) >= 0;
    if (aIn) out.push(ring[i], ring[i + 1]);
    if (aIn !== sign * (b - edge) >= 0) {
      const t = (edge - a) / (b - a);
      const other = ring[i + 1 - axis] + t * (ring[j + 1 - axis] - ring[i + 1 - axis]);
      if (axis === 0) out.push(edge, other);
      else out.push(other, edge);
    }
  }
  return out;
}

/** The parts of a line inside the box, each flat x, y, x, y … */
export function clipLine(line: number[], [minX, minY, maxX, maxY]: Box): number[][] {
  const parts: number[][] = [];
  let part: number[] = [];
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [x, y, dx, dy] = [line[i], line[i + 1], line[i + 2] - line[i], line[i + 3] - line[i + 1]];
    let [from, to] = [0, 1];
    for (const [step, room] of [
      [-dx, x - minX],
      [dx, maxX - x],
      [-dy, y - minY],
      [dy, maxY - y],
    ]) {
      if (step === 0) to = room < 0 ? -1 : to;
      else if (step < 0) from = Math.max(from, room / step);
      else to = Math.min(to, room / step);
    }
    if (from > to) continue;
    if (from > 0 || part.length === 0) {
      if (part.length > 0) parts.push(part);
      part = [x + from * dx, y + from * dy];
    }
    part.push(x + to * dx, y + to * dy);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
