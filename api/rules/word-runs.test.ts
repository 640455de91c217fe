import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FeedRules, type StateSpan, statusIntervals, type Word } from './status-intervals.ts';
import { type OldWord, runsOf } from './word-runs.ts';

const MIN = 60_000;
const START = Date.parse('2026-03-01T00:00:00Z');
const STATES = ['unknown', 'online', 'offline'] as const;
const FEEDS = ['a', 'b'];

const toWord = ({ at, until, feedNo, state, reasonNo }: OldWord): Word => ({
  at,
  until,
  feed: FEEDS[feedNo]!,
  state: STATES[state]!,
  reason: reasonNo === 0 ? null : `r${reasonNo}`,
});
const sorted = (words: readonly OldWord[]): OldWord[] =>
  [...words].sort((x, y) => x.at - y.at || x.feedNo - y.feedNo || x.state - y.state || x.reasonNo - y.reasonNo);

function thinned(words: readonly OldWord[], rules: readonly FeedRules[]): OldWord[] {
  const gone = new Set<number>();
  const all = words.map((word) => ({ ...word }));
  for (const { first, last } of runsOf(words, (feedNo) => rules[feedNo]!.staleAfterMs)) {
    all[first]!.until = words[last]!.until ?? words[last]!.at;
    for (let i = first + 1; i <= last; i++) gone.add(i);
  }
  return all.filter((_, i) => !gone.has(i));
}
const intervals = (words: readonly OldWord[], rules: readonly FeedRules[], until: number): StateSpan[] =>
  statusIntervals({ words: words.map(toWord), rulesOf: (feed) => rules[FEEDS.indexOf(feed)]!, until });

const anyWord = fc.record({
  at: fc.integer({ min: 0, max: 300 }).map((m) => START + m * MIN),
  // mostly online, as cameras are: runs are what is looked at
  state: fc.constantFrom(1, 1, 1, 1, 2, 0),
  feedNo: fc.constantFrom(0, 0, 0, 1),
  reasonNo: fc.constantFrom(0, 0, 0, 1),
  delayMin: fc.constantFrom(0, 0, 0, 1, 15, 90),
  batchNo: fc.integer({ min: 1, max: 1_000 }),
});
const anyWords = fc
  .uniqueArray(anyWord, { minLength: 1, maxLength: 60, selector: (w) => [w.at, w.feedNo, w.state, w.reasonNo].join() })
  .map((words) =>
    sorted(
      words.map(({ delayMin, ...word }, i) => ({
        ...word,
        batchNo: i,
        until: null,
        receivedAt: word.at + delayMin * MIN,
        isOld: true,
      })),
    ),
  );
const anyRules = fc.array(
  fc.record({
    staleAfterMs: fc.integer({ min: 5, max: 120 }).map((m) => m * MIN),
    holdForMs: fc.integer({ min: 0, max: 15 }).map((m) => m * MIN),
  }),
  { minLength: 2, maxLength: 2 },
);
const anyInstant = fc.integer({ min: 0, max: 500 }).map((m) => START + m * MIN);

describe('runs of words that are kept as one', () => {
  it('make the same intervals, asked for at any instant; so do they when they are joined again', () => {
    fc.assert(
      fc.property(anyWords, anyRules, anyInstant, (words, rules, until) => {
        const few = thinned(words, rules);
        expect(intervals(few, rules, until)).toEqual(intervals(words, rules, until));
        expect(intervals(thinned(few, rules), rules, until)).toEqual(intervals(words, rules, until));
      }),
      { numRuns: 1_000 },
    );
  });
  it('tell everybody who asks what was known then the same as before', () => {
    fc.assert(
      fc.property(anyWords, anyRules, anyInstant, (words, rules, then) => {
        const known = (list: readonly OldWord[]): OldWord[] => list.filter(({ receivedAt }) => receivedAt <= then);
        const few = known(thinned(words, rules));
        expect(intervals(few, rules, then)).toEqual(intervals(known(words), rules, then));
      }),
      { numRuns: 1_000 },
    );
  });
  it('are joined step by step, night after night, as at once', () => {
    fc.assert(
      fc.property(anyWords, anyRules, anyInstant, (words, rules, cut) => {
        const old = words.map((word) => ({ ...word, isOld: word.at < cut }));
        const first = thinned(old, rules).map((word) => ({ ...word, isOld: true }));
        const end = START + 500 * MIN;
        expect(intervals(thinned(first, rules), rules, end)).toEqual(intervals(words, rules, end));
      }),
    );
  });
  it('go on an interval after a word that came too late; the same word again says nothing', () => {
    const word = (minute: number, state: number, until: number | null = null): OldWord => ({
      at: START + minute * MIN,
      until: until === null ? null : START + until * MIN,
      feedNo: 0,
      state,
      reasonNo: 0,
      batchNo: 1,
      receivedAt: START,
      isOld: true,
    });
    const rules = [0, 1].map(() => ({ staleAfterMs: 25 * MIN, holdForMs: 0 }));
    const shown = (...words: OldWord[]): unknown[] =>
      intervals(words, rules, START + 110 * MIN).map(({ state, from, to }) => [
        state,
        (from - START) / MIN,
        (to - START) / MIN,
      ]);
    const run = word(0, 1, 100);
    expect(shown(run, word(50, 2))).toEqual([
      ['online', 0, 50],
      ['offline', 50, 60],
      ['online', 60, 110],
    ]);
    expect(shown(run, word(50, 2), word(55, 0))).toEqual([
      ['online', 0, 50],
      ['offline', 50, 55],
      ['unknown', 55, 65],
      ['online', 65, 110],
    ]);
    expect(shown(run, run, word(50, 1), word(95, 1))).toEqual([['online', 0, 110]]);
  });
});
