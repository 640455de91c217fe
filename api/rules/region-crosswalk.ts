// Which new regions lie where an old one lay, and what is that called: a new code, a merge, a split, or a transfer?
import { featureCollection, multiPolygon } from '@turf/helpers';
import { union } from '@turf/union';
import { metresPerDegree } from '#engine';

export type Polygons = [number, number][][][];
export interface Ground {
  code: string;
  level: string;
  box: readonly [west: number, south: number, east: number, north: number];
  polygons: Polygons;
}
export interface CrosswalkRow {
  change: 'merge' | 'split' | 'recode' | 'transfer';
  fromCode: string;
  toCode: string;
  /** part of the old region's area that lies in the new one, 0..1 */
  share: number;
}

/** Overlaps below this are borders drawn anew, not ground that changed hands. */
const LEAST = 0.01;
/** From this on one lies in the other. */
const WHOLE = 0.95;

/** `after`: the regions of the new list. Only those of the old one's level take its place. In order of code and share. */
export function crosswalkOf(retired: readonly Ground[], after: readonly Ground[]): CrosswalkRow[] {
  return retired.flatMap((old) => {
    const area = areaOf(old.polygons);
    if (area === 0) return [];
    const heirs = after
      .filter((region) => region.level === old.level && region.code !== old.code && meet(region.box, old.box))
      .map((region) => {
        const own = areaOf(region.polygons);
        const common = commonArea(old.polygons, area, region.polygons, own);
        return { toCode: region.code, share: Math.min(1, common / area), ofHeir: own === 0 ? 0 : common / own };
      })
      .filter(({ share }) => share >= LEAST)
      .sort((a, b) => b.share - a.share || (a.toCode < b.toCode ? -1 : 1));
    const change = changeOf(heirs);
    return heirs.map(({ toCode, share }) => ({ change, fromCode: old.code, toCode, share }));
  });
}

function changeOf(heirs: readonly { share: number; ofHeir: number }[]): CrosswalkRow['change'] {
  const [first] = heirs;
  if (first !== undefined && first.share >= WHOLE) return first.ofHeir >= WHOLE ? 'recode' : 'merge';
  return heirs.length > 1 && heirs.every(({ ofHeir }) => ofHeir >= WHOLE) ? 'split' : 'transfer';
}

const meet = (a: Ground['box'], b: Ground['box']): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/** What is in both is what the two have together less than their sum. */
function commonArea(a: Polygons, areaA: number, b: Polygons, areaB: number): number {
  const whole = union(featureCollection([multiPolygon(a), multiPolygon(b)]));
  if (whole === null) return 0;
  const { type, coordinates } = whole.geometry;
  const together = areaOf((type === 'Polygon' ? [coordinates] : coordinates) as Polygons);
  return Math.max(0, areaA + areaB - together);
}

/** Shares need no more than a plane of each ring's latitude. */
function areaOf(polygons: Polygons): number {
  let sum = 0;
  for (const rings of polygons)
    for (const [i, ring] of rings.entries()) sum += (i === 0 ? 1 : -1) * Math.abs(ringArea(ring));
  return sum;
}

function ringArea(ring: readonly (readonly [number, number])[]): number {
  if (ring.length < 3) return 0;
  const [lon0] = ring[0]!;
  let sum = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const [x1, y1] = ring[i]!;
    const [x2, y2] = ring[(i + 1) % ring.length]!;
    // metres at the latitude of the edge, so that two regions that share it agree on it
    const [perLon, perLat] = metresPerDegree((y1 + y2) / 2);
    sum += ((x1 - lon0 + (x2 - lon0)) * perLon * (y2 - y1) * perLat) / 2;
  }
  return sum;
}
