// Which instant is meant by a clock on the wall of a named time zone, also on the nights when the clocks are changed?
import { FIXED_ZONE } from '#contract/import';

const DAY_MS = 86_400_000;

export interface WallInstant {
  ms: number;
  /** `skipped`: the clocks went past that time, it is read as if they had not been changed yet; `twice`: it happened twice,
   * the first is taken */
  odd: 'skipped' | 'twice' | null;
}
export type WallClock = (wallMs: number) => WallInstant;

/** `wallMs`: what the clock shows, as if it were UTC (ms). */
export function wallClockOf(zone: string): WallClock {
  const fixed = FIXED_ZONE.exec(zone);
  if (fixed !== null) {
    const ms = (fixed[1] === '-' ? -60_000 : 60_000) * (60 * Number(fixed[2]) + Number(fixed[3]));
    return (wallMs) => ({ ms: wallMs - ms, odd: null });
  }
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** rows of a file are close together: an hour has one answer, as changes of clocks are at full quarters */
  const known = new Map<number, number>();
  const offsetAt = (ms: number): number => {
    const quarter = Math.floor(ms / 900_000);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const at = quarter * 900_000;
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const shown = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
    if (known.size > 100_000) known.clear();
    known.set(quarter, shown - at);
    return shown - at;
  };
  return (wallMs) => {
    const before = offsetAt(wallMs - DAY_MS);
    const after = offsetAt(wallMs + DAY_MS);
    const [first, second] = [wallMs - before, wallMs - after];
    const firstHolds = offsetAt(first) === before;
    if (before === after) return { ms: first, odd: null };
    const secondHolds = offsetAt(second) === after;
    if (firstHolds && secondHolds) return { ms: Math.min(first, second), odd: 'twice' };
    if (firstHolds || secondHolds) return { ms: firstHolds ? first : second, odd: null };
    return { ms: first, odd: 'skipped' };
  };
}
