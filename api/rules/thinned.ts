// What does a shape look like on a map as small as a hand? A few of its corners.
import type { PolygonSoup } from '#engine';

type LonLat = [longitude: number, latitude: number];
/** Parts with fewer corners than their share are left as they are; the smallest ones beyond this many are left out. */
const MOST_PARTS = 8;

/** At most about `corners` of the corners of a shape, evenly taken; rings are closed, lines keep their ends (degrees, 6 places). */
export function thinned({ coords, ringEnd }: PolygonSoup, kind: 'area' | 'line', corners = 40): LonLat[][] {
  const parts = Array.from(ringEnd, (end, i) => ({ from: i === 0 ? 0 : ringEnd[i - 1]!, end }))
    .sort((a, b) => b.end - b.from - (a.end - a.from))
    .slice(0, MOST_PARTS);
  const total = parts.reduce((sum, { from, end }) => sum + end - from, 0);
  const least = kind === 'area' ? 4 : 2;
  return parts.map(({ from, end }) => {
    const n = end - from;
    const kept = Math.min(n, Math.max(least, Math.floor((corners * n) / total)));
    // of a line the last corner is one of those kept
    const step = kind === 'line' ? (n - 1) / Math.max(1, kept - 1) : n / kept;
    const part = Array.from({ length: kept }, (_, i) => cornerAt(coords, from + Math.round(i * step)));
    return kind === 'area' ? [...part, part[0]!] : part;
  });
}

const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
const cornerAt = (coords: Float64Array, i: number): LonLat => [rounded(coords[2 * i]!), rounded(coords[2 * i + 1]!)];
