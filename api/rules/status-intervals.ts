// In which state was a camera, from when to when, and why? Words in any order in; intervals out. docs/model.md §6.
import type { StatusState } from '#contract/status';

/** What a feed said of a camera: since `at` (ms) it is in this state. `until`: the last of a run of equal words that were
 * kept as one. */
export interface Word {
  at: number;
  state: StatusState;
  feed: string;
  reason: string | null;
  until?: number | null;
}
export interface FeedRules {
  /** a camera of which nothing is said for longer is unknown */
  staleAfterMs: number;
  /** a change counts once it has held for so long */
  holdForMs: number;
}
/** [from, to), ms. */
export interface Span {
  from: number;
  to: number;
}
export interface StateSpan extends Span {
  state: StatusState;
  /** '' = nobody in particular */
  feed: string;
  reason: string | null;
}
export interface StatusFacts {
  words: readonly Word[];
  rulesOf: (feed: string) => FeedRules;
  /** spans in which the device it hangs on was offline */
  parentDown?: readonly Span[];
  works?: readonly Span[];
  /** spans in which this program did not run: nobody becomes stale in them, nor for one interval after */
  ownDown?: readonly Span[];
  /** the instant that is asked for: what came later is not looked at */
  until: number;
}

export const STALE_INTERVALS = 2.5;
const HOUR_MS = 3_600_000;
/** Changes within an hour from which a camera flaps, and below which it does no more. */
export const FLAPPING = { from: 6, below: 2, hourMs: HOUR_MS } as const;

/** Who is right when two speak of one instant: who says something definite, and rather that it is out. */
export const RANK: Record<StatusState, number> = { offline: 2, online: 1, unknown: 0 };

export const staleAfter = (feed: { intervalMs: number; staleAfterMs: number | null }): number =>
  feed.staleAfterMs ?? Math.round(STALE_INTERVALS * feed.intervalMs);

/** Effective intervals, oldest first and without gaps, from the first word to `until`. Equal for any order and repetition of
 * the words. */
export function statusIntervals(facts: StatusFacts): StateSpan[] {
  const said = saidSpans(facts);
  const held = damped(said, facts);
  const known = cut(held, facts.parentDown ?? [], (span) => ({ ...span, state: 'unknown', reason: 'parent-down' }));
  const planned = cut(known, facts.works ?? [], (span) =>
    span.state === 'online' ? span : { ...span, reason: 'planned-works' },
  );
  return joined(planned);
}

interface Instant {
  at: number;
  word: Word;
  /** no word of the run came later than this and before the next: nothing is stale in between */
  goesOn: boolean;
}

/** By time; of one instant first the word that counts. */
export const compareWords = (a: Word, b: Word): number =>
  a.at - b.at ||
  RANK[b.state] - RANK[a.state] ||
  (a.feed < b.feed ? -1 : a.feed > b.feed ? 1 : 0) ||
  (a.reason === b.reason ? 0 : a.reason === null ? 1 : b.reason === null ? -1 : a.reason < b.reason ? -1 : 1);

/** One word an instant, in the order of time. */
function instants(words: readonly Word[], until: number, intervalOf: (feed: string) => number): Instant[] {
  const all: (Word & { goesOn: boolean })[] = [];
  const runs = words.filter(isRun);
  for (const word of words) {
    // one more of a run that is kept as one says nothing new
    if (runs.some((run) => isInside(run, word) && isSame(run, word))) continue;
    const goesOn = isRun(word);
    if (word.at <= until) all.push({ ...word, goesOn });
    if (goesOn && word.until! <= until) all.push({ ...word, at: word.until!, goesOn: false });
  }
  all.sort(compareWords);
  const out: Instant[] = [];
  for (const word of all)
    if (out.length === 0 || out[out.length - 1]!.at !== word.at) out.push({ at: word.at, word, goesOn: word.goesOn });
  return runs.length === 0 ? out : resumed(out, runs, until, intervalOf);
}

const isRun = ({ at, until }: Word): boolean => until !== undefined && until !== null && until > at;
/** Part of a run, and less than it. */
const isInside = (run: Word, { at, until }: Word): boolean => {
  const end = until ?? at;
  return at >= run.at && end <= run.until! && (at > run.at || end < run.until!);
};
const isSame = (a: Word, b: Word): boolean => a.state === b.state && a.feed === b.feed && a.reason === b.reason;

/** A word that came in late may contradict a run that was kept as one: the run goes on an interval later, when its feed would
 * have said the next word. */
function resumed(
  list: readonly Instant[],
  runs: readonly Word[],
  until: number,
  intervalOf: (feed: string) => number,
): Instant[] {
  const out: Instant[] = [];
  list.forEach((instant, i) => {
    out.push(instant);
    const { at } = instant;
    const inside = runs
      .filter((run) => run.at < at && at < run.until! && !isSame(run, instant.word))
      .sort(compareWords);
    const run = inside[inside.length - 1];
    if (run === undefined) return;
    const again = Math.min(run.until!, at + intervalOf(run.feed));
    if (again < (list[i + 1]?.at ?? until)) out.push({ at: again, word: run, goesOn: again < run.until! });
  });
  return out;
}

/** What was said, and unknown where nothing was said for too long. */
function saidSpans({ words, rulesOf, ownDown = [], until }: StatusFacts): StateSpan[] {
  const list = instants(words, until, (feed) => rulesOf(feed).staleAfterMs / STALE_INTERVALS);
  const spans: StateSpan[] = [];
  list.forEach(({ at, word, goesOn }, i) => {
    const end = list[i + 1]?.at ?? until;
    const { staleAfterMs } = rulesOf(word.feed);
    const stale = goesOn ? Number.POSITIVE_INFINITY : staleAt(at, staleAfterMs, ownDown);
    const { state, feed, reason } = word;
    if (Math.min(end, stale) > at || i === list.length - 1)
      spans.push({ state, feed, reason, from: at, to: Math.max(at, Math.min(end, stale)) });
    if (stale < end) spans.push({ state: 'unknown', feed, reason: 'stale', from: stale, to: end });
  });
  return spans;
}

/** Our own downtime does not count, and one interval after it is let off. */
export function staleAt(at: number, staleAfterMs: number, ownDown: readonly Span[]): number {
  let deadline = at + staleAfterMs;
  for (const { from, to } of ownDown)
    if (to > at && from < deadline) deadline += to - Math.max(from, at) + Math.round(staleAfterMs / STALE_INTERVALS);
  return deadline;
}

/** A change counts from when it happened, once it has held; the first state counts at once. */
function damped(said: readonly StateSpan[], { rulesOf, until }: StatusFacts): StateSpan[] {
  const runs = runsOf(said);
  const flapping = flappingSpans(runs.slice(1).map((run) => run[0]!.from));
  const out: StateSpan[] = [];
  let now: StateSpan | null = null;
  runs.forEach((run, i) => {
    const from = run[0]!.from;
    const end = runs[i + 1]?.[0]?.from ?? until;
    const { holdForMs } = rulesOf(run[0]!.feed);
    const isHeld: boolean = now === null || run[0]!.state === now.state || end - from >= holdForMs;
    for (const span of run) out.push(isHeld ? span : { ...now!, from: span.from, to: span.to });
    if (isHeld) now = run[run.length - 1]!;
  });
  return cut(out, flapping, (span) => ({ ...span, reason: 'flapping' }));
}

/** Spans of one state that follow one another. */
function runsOf(spans: readonly StateSpan[]): StateSpan[][] {
  const runs: StateSpan[][] = [];
  for (const span of spans) {
    const last = runs[runs.length - 1];
    if (last && last[0]!.state === span.state) last.push(span);
    else runs.push([span]);
  }
  return runs;
}

/** From the change that makes six in an hour until fewer than two are left of the last hour. */
export function flappingSpans(changes: readonly number[]): Span[] {
  const spans: Span[] = [];
  let from: number | null = null;
  let first = 0;
  for (let i = 0; i < changes.length; i++) {
    const at = changes[i]!;
    // the hour of the last change but one ends: one is left
    const calm: number = i === 0 ? at : (changes[Math.max(first, i - 2)] ?? at) + HOUR_MS;
    if (from !== null && i >= 2 && calm <= at) {
      spans.push({ from, to: calm });
      from = null;
    }
    while (changes[first]! <= at - HOUR_MS) first += 1;
    if (from === null && i - first + 1 >= FLAPPING.from) from = at;
  }
  if (from !== null) spans.push({ from, to: changes[changes.length - FLAPPING.below]! + HOUR_MS });
  return spans;
}

/** Changes the parts of spans that lie in one of `where`. */
function cut(spans: readonly StateSpan[], where: readonly Span[], change: (span: StateSpan) => StateSpan): StateSpan[] {
  if (where.length === 0) return [...spans];
  const zones = merged(where);
  const out: StateSpan[] = [];
  for (const span of spans) {
    let from = span.from;
    for (const zone of zones) {
      if (zone.to <= from || zone.from >= span.to) continue;
      if (zone.from > from) out.push({ ...span, from, to: zone.from });
      const to = Math.min(zone.to, span.to);
      out.push(change({ ...span, from: Math.max(from, zone.from), to }));
      from = to;
    }
    if (from < span.to || span.from === span.to) out.push({ ...span, from });
  }
  return out;
}

/** Overlapping ones become one, in the order of time. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
  const out: Span[] = [];
  for (const { from, to } of sorted) {
    const last = out[out.length - 1];
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

/** Neighbours that say the same are one. */
function joined(spans: readonly StateSpan[]): StateSpan[] {
  const out: StateSpan[] = [];
  for (const span of spans) {
    const last = out[out.length - 1];
    if (last && last.state === span.state && last.feed === span.feed && last.reason === span.reason) last.to = span.to;
    else out.push({ ...span });
  }
  return out;
}
