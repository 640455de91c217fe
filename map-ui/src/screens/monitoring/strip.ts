// How is the camera time of each day drawn as a bar, and from where does the scale start? Pure.
import type { StatusTimes } from '#contract/status';

/** Bottom to top. What nobody expected to work stands between what is not known and what was out. */
export const PARTS = ['online', 'unknown', 'planned', 'own', 'offline'] as const;
export type Part = (typeof PARTS)[number];

export interface Bar {
  /** YYYY-MM-DD, UTC */
  day: string;
  /** shares of all camera time of that day; null = no word at all, a gap */
  shares: Record<Part, number> | null;
  times: StatusTimes;
}

export function barsOf(days: readonly StatusTimes[]): Bar[] {
  return days.map((times) => {
    const { onlineS, offlineS, unknownS, plannedS, ownS } = times;
    const all = onlineS + offlineS + unknownS + plannedS + ownS;
    const share = (part: number) => part / all;
    return {
      day: times.from.slice(0, 10),
      times,
      shares:
        all <= 0
          ? null
          : {
              online: share(onlineS),
              unknown: share(unknownS),
              planned: share(plannedS),
              own: share(ownS),
              offline: share(offlineS),
            },
    };
  });
}

const FLOORS = [0.9, 0.8, 0.5];
/** Where the bars start, so that a few percent can be seen; always written beside them. */
export function floorOf(bars: readonly Bar[]): number {
  const least = Math.min(1, ...bars.flatMap(({ shares }) => (shares === null ? [] : [shares.online])));
  return FLOORS.find((floor) => least > floor + (1 - floor) * 0.1) ?? 0;
}

export interface Slice {
  part: Part;
  /** of the height of the strip, from its top */
  top: number;
  height: number;
}
/** What of a bar stands above the floor. */
export function slicesOf(shares: Record<Part, number>, floor: number): Slice[] {
  let from = 0;
  const slices: Slice[] = [];
  for (const part of PARTS) {
    const to = from + shares[part];
    const [low, high] = [Math.max(floor, from), Math.max(floor, to)];
    if (high > low) slices.push({ part, top: (1 - high) / (1 - floor), height: (high - low) / (1 - floor) });
    from = to;
  }
  return slices;
}

/** Of all days: sums, so that nobody averages percentages. Works and our own downtime are not expected time. */
export function overall(days: readonly StatusTimes[]): { online: number | null; intact: number | null } {
  const sum = (of: (times: StatusTimes) => number) => days.reduce((total, times) => total + of(times), 0);
  const online = sum(({ onlineS }) => onlineS);
  const known = online + sum(({ offlineS }) => offlineS);
  const expected = known + sum(({ unknownS }) => unknownS);
  return { online: known > 0 ? online / known : null, intact: known > 0 ? online / expected : null };
}
