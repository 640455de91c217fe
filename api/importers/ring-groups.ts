// Which rings are outlines and which are holes, when only containment can be trusted?
import Flatbush from 'flatbush';
import { isInside, pointInside, signedArea } from './ring-repair.ts';
import type { LonLat } from './types.ts';

interface Ring {
  ring: LonLat[];
  areaAbs: number;
  box: [number, number, number, number];
}

/** Polygon coordinates. Writers wind their rings either way, so a ring inside an odd number of others is a hole. */
export function groupRings(rings: LonLat[][]): LonLat[][][] {
  if (rings.length < 2) return rings.map((ring) => [ring]);
  // what is no number anywhere is refused where the ring is read
  if (!rings.every((ring) => ring.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y)))) return [rings];
  const sized = rings
    .map((ring): Ring => ({ ring, areaAbs: Math.abs(signedArea(ring)), box: boxOf(ring) }))
    .sort((a, b) => b.areaAbs - a.areaAbs);
  const index = new Flatbush(sized.length);
  for (const { box } of sized) index.add(...box);
  index.finish();
  const depth: number[] = [];
  const polygonOf: LonLat[][][] = [];
  const polygons: LonLat[][][] = [];
  for (const [i, { ring, areaAbs, box }] of sized.entries()) {
    const [x, y] = areaAbs === 0 ? ring[0]! : pointInside(ring);
    // the smallest around it: the last one before it
    const around = index
      .search(x, y, x, y)
      .filter((j) => j < i && holds(sized[j]!.box, box))
      .sort((a, b) => b - a);
    const parent = around.find((j) => isInside(sized[j]!.ring, x, y));
    if (parent !== undefined && isSame(sized[parent]!, sized[i]!)) {
      depth.push(depth[parent]!);
      polygonOf.push(polygonOf[parent]!);
      continue;
    }
    depth.push(parent === undefined ? 0 : depth[parent]! + 1);
    if (depth[i]! % 2 === 1) {
      polygonOf.push(polygonOf[parent!]!);
      polygonOf[i]!.push(ring);
    } else {
      const polygon = [ring];
      polygonOf.push(polygon);
      polygons.push(polygon);
    }
  }
  return polygons;
}

function boxOf(ring: LonLat[]): Ring['box'] {
  const box: Ring['box'] = [ring[0]![0], ring[0]![1], ring[0]![0], ring[0]![1]];
  for (const [x, y] of ring) {
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return box;
}
const holds = (outer: Ring['box'], inner: Ring['box']): boolean =>
  outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
/** Written twice: the second adds nothing, and takes nothing away. */
const isSame = (a: Ring, b: Ring): boolean =>
  a.areaAbs === b.areaAbs && a.ring.length === b.ring.length && a.box.every((side, k) => side === b.box[k]);
