// Where on a line of days do planned works lie, and which of them are over? Pure.
import type { Works } from '#contract/status';

export const DAY_MS = 86_400_000;
/** Days that the calendar shows: some that were, more that come. */
export const DAYS_BEFORE = 3;
export const DAYS_SHOWN = 31;

export const startOf = (nowMs: number): number => {
  const at = new Date(nowMs);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() - DAYS_BEFORE).getTime();
};

export type WorksPhase = 'now' | 'coming' | 'over';
export function phaseOf({ from, to }: Pick<Works, 'from' | 'to'>, nowMs: number): WorksPhase {
  if (Date.parse(to) <= nowMs) return 'over';
  return Date.parse(from) <= nowMs ? 'now' : 'coming';
}

/** What runs now, then what comes soonest, then what was last. */
export function inOrder(items: readonly Works[], nowMs: number): Works[] {
  const rank = { now: 0, coming: 1, over: 2 };
  return [...items].sort((a, b) => {
    const [p, q] = [phaseOf(a, nowMs), phaseOf(b, nowMs)];
    if (p !== q) return rank[p] - rank[q];
    const [x, y] = [Date.parse(a.from), Date.parse(b.from)];
    return p === 'over' ? y - x : x - y;
  });
}

/** Shares of the line, or null where it lies outside of the days shown. */
export function barOf(
  { from, to }: Pick<Works, 'from' | 'to'>,
  startMs: number,
): { left: number; width: number } | null {
  const span = DAYS_SHOWN * DAY_MS;
  const [a, b] = [Date.parse(from), Date.parse(to)].map((at) => (at - startMs) / span) as [number, number];
  if (b <= 0 || a >= 1) return null;
  const left = Math.max(0, a);
  return { left, width: Math.max(0.008, Math.min(1, b) - left) };
}
