// Does what a record says of its stage agree with the words about its state? docs/stages.md.
import type { Stage } from '#contract/camera';
import type { StageEvidence } from '#contract/progress';
import { reachedDays, type Staged } from './stage-steps.ts';

export type Finding = StageEvidence['finding'];

/** A camera that works is heard of as online on at least so many different days … */
export const ENOUGH_DAYS = 7;
/** … of this many. */
export const WINDOW_DAYS = 60;
const DAY_MS = 86_400_000;
/** Days are of some place on Earth, words are of an instant: they may miss each other by this much. */
const SLACK_MS = DAY_MS;

/** What the words say of one camera. */
export interface Seen {
  /** first and last instant at which it was online; null = never */
  firstMs: number | null;
  lastMs: number | null;
  /** different days (UTC) in the window with an online word */
  days: number;
  /** a feed that spoke of it said something in the last days, whether of this camera or not; null = no word of it at all */
  feedSpeaks: boolean | null;
}
export const NEVER_SEEN: Seen = { firstMs: null, lastMs: null, days: 0, feedSpeaks: null };

const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** What disagrees first, with the instant since which it does. Null = nothing, or it cannot be told yet. */
export function evidenceOf(
  record: Staged,
  seen: Seen,
  nowMs: number,
): { finding: Finding; since: string | null } | null {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const { stage } = record;
  if (stage === 'retired') return retiredOnline(record, seen);
  const days = reachedDays(record);
  const installed = INSTALLED < days.length ? startOf(days[INSTALLED]) : null;
  if (seen.firstMs !== null && (installed === null || seen.firstMs < installed - SLACK_MS))
    return { finding: 'online-before-installed', since: iso(seen.firstMs) };
  if (!isSaidToWork(stage)) return null;
  const since = startOf(days[NETWORKED]);
  // it had no time yet to be seen often enough
  if (nowMs - since < (ENOUGH_DAYS + 1) * DAY_MS) return null;
  if (seen.firstMs === null) return { finding: 'never-online', since: iso(since) };
  if (seen.feedSpeaks === true && seen.days < ENOUGH_DAYS) return { finding: 'online-too-short', since: iso(since) };
  return null;
}
const INSTALLED = 3;
const NETWORKED = 4;
const isSaidToWork = (stage: Stage): boolean => stage === 'networked' || stage === 'accepted';

function retiredOnline(record: Staged, seen: Seen): ReturnType<typeof evidenceOf> {
  if (seen.lastMs === null) return null;
  const retired = startOf(record.retiredOn ?? record.validFrom.slice(0, 10));
  // the day itself, and what clocks may differ
  if (seen.lastMs < retired + DAY_MS + SLACK_MS) return null;
  return { finding: 'retired-online', since: new Date(seen.lastMs).toISOString() };
}
