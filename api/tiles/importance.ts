// From which size of detail on does a vertex matter? (Douglas-Peucker, remembered as one number per vertex)

/** Past this many nested splits the middle is taken instead of the farthest vertex, which bounds the time on spirals. */
const MAX_DEPTH = 48;

/**
 * Fills `importance` for the vertices strictly between `order[from]` and `order[to]`: a vertex belongs to the line
 * simplified at tolerance t if its importance is > t. Importance never grows from a split to its parts, so a coarser
 * line is always a part of a finer one. `order` lists vertex numbers along the line.
 */
export function rankVertices(
  order: Int32Array,
  from: number,
  to: number,
  xs: Float64Array,
  ys: Float64Array,
  importance: Float64Array,
): void {
  const stack: number[] = [from, to, Number.POSITIVE_INFINITY, 0];
  while (stack.length > 0) {
    const depth = stack.pop()!;
    const limit = stack.pop()!;
    const last = stack.pop()!;
    const first = stack.pop()!;
    if (last - first < 2) continue;
    let split = (first + last) >> 1;
    let farthest = limit;
    if (depth < MAX_DEPTH) {
      const ax = xs[order[first]];
      const ay = ys[order[first]];
      const dx = xs[order[last]] - ax;
      const dy = ys[order[last]] - ay;
      const lengthSq = dx * dx + dy * dy;
      let farthestSq = -1;
      for (let i = first + 1; i < last; i++) {
        const px = xs[order[i]] - ax;
        const py = ys[order[i]] - ay;
        const t = lengthSq > 0 ? Math.max(0, Math.min(1, (px * dx + py * dy) / lengthSq)) : 0;
        const [qx, qy] = [px - t * dx, py - t * dy];
        const distanceSq = qx * qx + qy * qy;
        if (distanceSq > farthestSq) {
          farthestSq = distanceSq;
          split = i;
        }
      }
      farthest = Math.sqrt(farthestSq);
    }
    const value = Math.min(limit, farthest);
    importance[order[split]] = value;
    stack.push(first, split, value, depth + 1, split, last, value, depth + 1);
  }
}
