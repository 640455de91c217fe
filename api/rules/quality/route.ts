// In which order does one walk to a few places? Nearest neighbour from the northernmost: short enough for twenty stops.

import { metresBetween } from '#rules/distance';

interface Place {
  longitude: number;
  latitude: number;
}
const distanceM = (a: Place, b: Place): number => metresBetween([a.longitude, a.latitude], [b.longitude, b.latitude]);

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
