// Counts of the cameras that stand in a region, kept up to date one record at a time.
import type { EmptyFootprint, Footprint } from './assumptions.ts';
import type { StandingCounts } from './rollup.ts';

const ascending = ([a]: [string, number], [b]: [string, number]): number => (a < b ? -1 : a > b ? 1 : 0);

/** The counts with one record more (sign 1) or less (−1). `devices` = cameras at its place. */
export function countCamera(
  counts: StandingCounts,
  footprint: Footprint | EmptyFootprint,
  devices: number,
  sign: 1 | -1,
): StandingCounts {
  const assumptions = { ...counts.assumptions };
  for (const name of footprint.assumptions) {
    const n = (assumptions[name] ?? 0) + sign;
    if (n === 0) delete assumptions[name];
    else assumptions[name] = n;
  }
  return {
    cameras: counts.cameras + sign,
    devices: counts.devices + sign * devices,
    unaimed: counts.unaimed + (footprint.unaimed ? sign : 0),
    assumptions: Object.fromEntries(Object.entries(assumptions).sort(ascending)),
  };
}
