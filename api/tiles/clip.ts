// What part of a ring lies in a box (Sutherland-Hodgman, one side after the other).
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
