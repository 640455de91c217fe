// The states in memory are a short cut of the rule: whatever came in order, both say the same at every instant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FeedRules, staleAt, statusIntervals, type Word } from '#rules/status-intervals';
import { createStatusTable, STATES } from './status-table.ts';

const MIN = 60_000;
const START = Date.parse('2026-03-01T00:00:00Z');
const FEEDS = ['a', 'b'];

const anyWord = fc.record({
  at: fc.integer({ min: 0, max: 400 }).map((m) => START + m * MIN),
  state: fc.constantFrom('online' as const, 'offline' as const, 'unknown' as const),
  feed: fc.constantFrom(...FEEDS),
  reason: fc.constantFrom(null, 'power', 'network'),
});
const anyRules = fc.record({
  staleAfterMs: fc.integer({ min: 5, max: 500 }).map((m) => m * MIN),
  holdForMs: fc.integer({ min: 0, max: 30 }).map((m) => m * MIN),
});

function compare(words: Word[], rules: FeedRules[], looks: number[], until: number): void {
  const table = createStatusTable({
    rulesOf: (no) => rules[no]!,
    staleAt: (at, no) => staleAt(at, rules[no]!.staleAfterMs, []),
  });
  const sorted = [...words].sort((x, y) => x.at - y.at);
  const instants = [...sorted.map(({ at }) => at), ...looks].sort((x, y) => x - y);
  let next = 0;
  let isLate = false;
  for (const now of instants) {
    while (next < sorted.length && sorted[next]!.at <= now) {
      const { at, state, feed, reason } = sorted[next++]!;
      isLate ||= !table.apply(1, at, STATES.indexOf(state), FEEDS.indexOf(feed), reason);
    }
    if (next > 0) table.settle(1, now);
  }
  table.settle(1, until);
  // a contradiction within one instant is folded anew by the rule
  if (isLate) return;
  const spans = statusIntervals({ words, rulesOf: (feed) => rules[FEEDS.indexOf(feed)]!, until });
  const last = spans[spans.length - 1]!;
  expect(STATES[table.state(1)]).toBe(last.state);
  const isFlapping = table.isFlapping(1, until);
  expect(isFlapping ? 'flapping' : table.reason(1)).toBe(last.reason);
}

describe('states in memory', () => {
  it('say what the rule says, with staleness, damping and flapping, whenever they were looked at in between', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyWord, { minLength: 1, maxLength: 30, selector: ({ at }) => at }),
        fc.tuple(anyRules, anyRules),
        fc.array(
          fc.integer({ min: 0, max: 600 }).map((m) => START + m * MIN + 30_000),
          { maxLength: 20 },
        ),
        fc.integer({ min: 0, max: 700 }),
        (words, rules, looks, more) => {
          const end = Math.max(...words.map(({ at }) => at)) + more * MIN + 1;
          compare(
            words,
            rules,
            looks.filter((at) => at <= end),
            end,
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
