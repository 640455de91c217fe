// Which apex is nearest to a place? Buckets on a grid, searched in growing rings.
import type { Footprints } from './footprint.ts';

/** Answers the footprint number and the distance (m); −1 and 0 when there is none. Equal distances go to the lower number. */
export function nearestApex(o: Footprints): (x: number, y: number) => { index: number; distanceM: number } {
  if (o.n === 0) return () => ({ index: -1, distanceM: 0 });
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < o.n; i++) {
    x0 = Math.min(x0, o.X[i]);
    x1 = Math.max(x1, o.X[i]);
    y0 = Math.min(y0, o.Y[i]);
    y1 = Math.max(y1, o.Y[i]);
  }
  // About two apexes a bucket.
  const side = Math.max(
    1,
    Math.sqrt((2 * Math.max(1, (x1 - x0) * (y1 - y0))) / o.n),
    (x1 - x0) / 1_000,
    (y1 - y0) / 1_000,
  );
  const w = Math.floor((x1 - x0) / side) + 1;
  const h = Math.floor((y1 - y0) / side) + 1;
  const bucket = (i: number): number => Math.floor((o.Y[i] - y0) / side) * w + Math.floor((o.X[i] - x0) / side);
  const start = new Int32Array(w * h + 1);
  for (let i = 0; i < o.n; i++) start[bucket(i) + 1]++;
  for (let k = 0; k < w * h; k++) start[k + 1] += start[k];
  const next = start.slice();
  const items = new Int32Array(o.n);
  for (let i = 0; i < o.n; i++) items[next[bucket(i)]++] = i;
  return (x, y) => {
    const cx = Math.max(0, Math.min(w - 1, Math.floor((x - x0) / side)));
    const cy = Math.max(0, Math.min(h - 1, Math.floor((y - y0) / side)));
    let best = -1;
    let bestD2 = Infinity;
    for (let ring = 0; ring <= Math.max(w, h); ring++) {
      // Everything in this ring and beyond is at least this far away.
      const reach = (ring - 1) * side;
      if (best >= 0 && reach > 0 && reach * reach > bestD2) break;
      for (let j = Math.max(0, cy - ring); j <= Math.min(h - 1, cy + ring); j++) {
        const edge = j === cy - ring || j === cy + ring;
        for (let i = Math.max(0, cx - ring); i <= Math.min(w - 1, cx + ring); i++) {
          if (!edge && i !== cx - ring && i !== cx + ring) continue;
          for (let k = start[j * w + i]; k < start[j * w + i + 1]; k++) {
            const f = items[k];
            const d2 = (o.X[f] - x) ** 2 + (o.Y[f] - y) ** 2;
            if (d2 < bestD2 || (d2 === bestD2 && f < best)) {
              bestD2 = d2;
              best = f;
            }
          }
        }
      }
    }
    return { index: best, distanceM: Math.sqrt(bestD2) };
  };
}

/** The same for one place, without an index; −1 when there is none. */
export function nearestOf(o: Footprints, x: number, y: number): number {
  let best = -1;
  let bestD2 = Infinity;
  for (let i = 0; i < o.n; i++) {
    const d2 = (o.X[i] - x) ** 2 + (o.Y[i] - y) ** 2;
    if (d2 < bestD2) {
      bestD2 = d2;
      best = i;
    }
  }
  return best;
}
