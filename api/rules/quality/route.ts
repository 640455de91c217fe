// In which order does one walk to a few places? Nearest neighbour from the northernmost: short enough for twenty stops.

interface Place {
  longitude: number;
  latitude: number;
}
const EARTH_M = 6_371_000;

/** Metres between two places, along the great circle. */
export function distanceM(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const dLat = (b.latitude - a.latitude) * rad;
  const dLon = (b.longitude - a.longitude) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Ties go to the one that comes first. */
export function shortRoute<T extends Place>(places: readonly T[]): { stops: T[]; routeM: number } {
  const left = [...places];
  const stops: T[] = [];
  let routeM = 0;
  while (left.length > 0) {
    const here = stops.at(-1);
    let best = 0;
    for (let i = 1; i < left.length; i += 1) {
      const isBetter =
        here === undefined
          ? left[i].latitude > left[best].latitude
          : distanceM(here, left[i]) < distanceM(here, left[best]);
      if (isBetter) best = i;
    }
    if (here !== undefined) routeM += distanceM(here, left[best]);
    stops.push(...left.splice(best, 1));
  }
  return { stops, routeM };
}
