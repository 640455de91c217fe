// Do the regions of a file fit together: known parents, no circles, no leaves on the same ground?
import Flatbush from 'flatbush';
import type { Reporter } from './reporter.ts';
import type { BboxDeg, MultiPolygonCoordinates } from './types.ts';

/** What is kept of a region for the checks after the last one. */
export interface RegionShape {
  row: number;
  code: string;
  name: string;
  parentCode: string | null;
  bbox: BboxDeg;
  /** rings as x, y, x, y … : a tenth of the memory of nested arrays */
  rings: Float64Array[];
}

/** Codes on a circle of parents, each circle once; they must be left out. */
export function parentCircles(parents: Map<string, string | null>): string[][] {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[][] = [];
  for (const start of parents.keys()) {
    const path: string[] = [];
    let code: string | null = start;
    while (code !== null && parents.has(code) && !state.has(code)) {
      state.set(code, 'open');
      path.push(code);
      code = parents.get(code) ?? null;
    }
    if (code !== null && state.get(code) === 'open') circles.push(path.slice(path.indexOf(code)));
    for (const seen of path) state.set(seen, 'done');
  }
  return circles;
}

/** Sample points per side of the common box of two leaves, off the middle, so that round coordinates do not fall on
 * borders. */
const GRID = 9;
const OFF_X = 0.47;
const OFF_Y = 0.53;
/** Shares of the smaller leaf below this are how two drawings of one border differ. */
const SLIVER_SHARE = 0.01;
const M2_PER_DEG2 = 111_320 ** 2;

/** Leaves on the same ground, found by sampling the boxes that two leaves share: finds overlaps above about 1 %. */
export function reportOverlaps(shapes: RegionShape[], reporter: Reporter): void {
  const parents = new Set(shapes.map((shape) => shape.parentCode));
  const leaves = shapes.filter((shape) => !parents.has(shape.code));
  if (leaves.length < 2) return;
  const index = new Flatbush(leaves.length);
  for (const { bbox } of leaves) index.add(...bbox);
  index.finish();
  for (const [i, a] of leaves.entries())
    for (const j of index.search(...a.bbox, (k) => k > i)) {
      const b = leaves[j]!;
      const share = sharedGround(a, b);
      if (share === null) continue;
      const m2 = share * M2_PER_DEG2 * Math.cos((((a.bbox[1] + a.bbox[3]) / 2) * Math.PI) / 180);
      reporter.say(
        'region.overlap',
        { row: b.row, column: 'geometry', value: b.code },
        { a: a.name, b: b.name, m2: Number(m2.toPrecision(2)).toLocaleString('en', { useGrouping: false }) },
      );
    }
}

/** Common ground in square degrees, or null where it is none worth saying. */
function sharedGround(a: RegionShape, b: RegionShape): number | null {
  const west = Math.max(a.bbox[0], b.bbox[0]);
  const south = Math.max(a.bbox[1], b.bbox[1]);
  const east = Math.min(a.bbox[2], b.bbox[2]);
  const north = Math.min(a.bbox[3], b.bbox[3]);
  if (west >= east || south >= north) return null;
  const smaller = Math.min(
    (a.bbox[2] - a.bbox[0]) * (a.bbox[3] - a.bbox[1]),
    (b.bbox[2] - b.bbox[0]) * (b.bbox[3] - b.bbox[1]),
  );
  // they cannot share more than the common box, and most neighbours share the edge of it only
  if ((east - west) * (north - south) <= SLIVER_SHARE * smaller) return null;
  const xs = Float64Array.from({ length: GRID }, (_, gx) => west + ((gx + OFF_X) / GRID) * (east - west));
  let both = 0;
  for (let gy = 0; gy < GRID; gy++) {
    const y = south + ((gy + OFF_Y) / GRID) * (north - south);
    const inA = insideOf(a.rings, xs, y);
    for (let bits = inA === 0 ? 0 : inA & insideOf(b.rings, xs, y); bits !== 0; bits &= bits - 1) both++;
  }
  const shared = (both / GRID ** 2) * (east - west) * (north - south);
  return shared > SLIVER_SHARE * smaller ? shared : null;
}

export const flatRings = (polygons: MultiPolygonCoordinates): Float64Array[] =>
  polygons.flatMap((rings) => rings.map((ring) => Float64Array.from(ring.flat())));

/** Which of the points (xs[i], y) lie inside, as bits; even-odd over all rings. */
function insideOf(rings: Float64Array[], xs: Float64Array, y: number): number {
  let inside = 0;
  for (const ring of rings)
    for (let k = 1; k + 2 < ring.length; k += 2) {
      const ay = ring[k]!;
      const by = ring[k + 2]!;
      if (ay > y === by > y) continue;
      const ax = ring[k - 1]!;
      const crossing = ((ring[k + 1]! - ax) * (y - ay)) / (by - ay) + ax;
      for (let i = 0; i < xs.length; i++) if (xs[i]! < crossing) inside ^= 1 << i;
    }
  return inside;
}
