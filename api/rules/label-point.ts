// Where inside an area does its name stand best?
import type { PolygonSoup } from '#engine';
import { soupBox } from './leaf-input.ts';
import { standsIn } from './standing.ts';

/** Parallels that are tried, evenly between south and north. */
const PARALLELS = 15;

/** The middle of the widest stretch of some parallels that lies inside; nearer to the middle of the box wins a tie. */
export function labelPoint(soup: PolygonSoup, box = soupBox(soup)): [number, number] {
  const middleLat = (box[1] + box[3]) / 2;
  let best: { point: [number, number]; score: number } | null = null;
  for (let i = 1; i <= PARALLELS; i += 1) {
    const lat = box[1] + ((box[3] - box[1]) * i) / (PARALLELS + 1);
    const offCentre = Math.abs(lat - middleLat) / (box[3] - box[1] || 1);
    const cuts = crossings(soup, lat);
    for (let c = 0; c + 1 < cuts.length; c += 2) {
      const width = cuts[c + 1]! - cuts[c]!;
      const point: [number, number] = [(cuts[c]! + cuts[c + 1]!) / 2, lat];
      const score = width * (1 - offCentre);
      if ((best === null || score > best.score) && standsIn(soup, point[0], point[1])) best = { point, score };
    }
  }
  return best?.point ?? [soup.coords[0]!, soup.coords[1]!];
}

/** Longitudes at which the rings cross a parallel, ascending. */
function crossings(soup: PolygonSoup, lat: number): number[] {
  const { coords, ringEnd } = soup;
  const found: number[] = [];
  let start = 0;
  for (const end of ringEnd) {
    for (let v = start, u = end - 1; v < end; u = v, v += 1) {
      const [ay, by] = [coords[2 * u + 1]!, coords[2 * v + 1]!];
      if (ay > lat === by > lat) continue;
      found.push(coords[2 * u]! + ((lat - ay) / (by - ay)) * (coords[2 * v]! - coords[2 * u]!));
    }
    start = end;
  }
  return found.sort((a, b) => a - b);
}
