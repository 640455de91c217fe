// How is an outline that crosses the 180° meridian cut in two, as RFC 7946 §3.1.9 asks?
import type { LonLat } from './types.ts';

/** An edge longer than this in longitude goes round the other way. */
const HALF_TURN_DEG = 180;

/** Polygons in, polygons out; `crossed` when anything had to be cut. */
export function cutAntimeridian(polygons: LonLat[][][]): { polygons: LonLat[][][]; crossed: boolean } {
  let crossed = false;
  const out: LonLat[][][] = [];
  for (const rings of polygons) {
    if (!rings.some(jumps)) {
      out.push(rings);
      continue;
    }
    crossed = true;
    const outer = unrolled(rings[0] ?? []);
    const middle = (west(outer) + east(outer)) / 2;
    const all = [outer, ...rings.slice(1).map((hole) => near(unrolled(hole), middle))];
    for (const shift of [-360, 0, 360]) {
      const part = all
        .map((ring) => clip(clip(ring, -HALF_TURN_DEG + shift, 1), HALF_TURN_DEG + shift, -1))
        .map((ring) => ring.map(([x, y]): LonLat => [x - shift, y]));
      if (part[0]!.length >= 4) out.push(part.filter((ring) => ring.length >= 4));
    }
  }
  return { polygons: out, crossed };
}

const west = (ring: LonLat[]): number => ring.reduce((least, p) => Math.min(least, p[0]), Number.POSITIVE_INFINITY);
const east = (ring: LonLat[]): number => ring.reduce((most, p) => Math.max(most, p[0]), Number.NEGATIVE_INFINITY);
const jumps = (ring: LonLat[]): boolean =>
  ring.some((p, k) => k > 0 && Math.abs(p[0] - ring[k - 1]![0]) > HALF_TURN_DEG);

function unrolled(ring: LonLat[]): LonLat[] {
  let turn = 0;
  return ring.map(([x, y], k) => {
    if (k > 0) {
      const step = x - ring[k - 1]![0];
      if (step > HALF_TURN_DEG) turn -= 360;
      else if (step < -HALF_TURN_DEG) turn += 360;
    }
    return [x + turn, y];
  });
}

function near(ring: LonLat[], middle: number): LonLat[] {
  const shift = Math.round((middle - (west(ring) + east(ring)) / 2) / 360) * 360;
  return ring.map(([x, y]) => [x + shift, y]);
}

/** Keeps what lies on the side of the meridian `x0` that `side` (1 = east, −1 = west) names. */
function clip(ring: LonLat[], x0: number, side: 1 | -1): LonLat[] {
  const out: LonLat[] = [];
  const keeps = (p: LonLat): boolean => (p[0] - x0) * side >= 0;
  for (let k = 0; k + 1 < ring.length; k++) {
    const a = ring[k]!;
    const b = ring[k + 1]!;
    if (keeps(a)) out.push(a);
    if (keeps(a) !== keeps(b)) out.push([x0, a[1] + ((x0 - a[0]) / (b[0] - a[0])) * (b[1] - a[1])]);
  }
  if (out.length > 0) out.push(out[0]!);
  return out;
}
