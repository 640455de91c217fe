import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FeedRules, flappingSpans, type StatusFacts, statusIntervals, type Word } from './status-intervals.ts';
import { addTimes, NO_TIME, ratesOf, timesWithin } from './status-times.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T00:00:00Z');
const rules =
  (over: Partial<FeedRules> = {}) =>
  (): FeedRules => ({ staleAfterMs: 30 * DAY, holdForMs: 0, ...over });
const word = (minute: number, state: Word['state'], over: Partial<Word> = {}): Word => ({
  at: START + minute * MIN,
  state,
  feed: 'a',
  reason: null,
  ...over,
});
const asked = (words: Word[], over: Partial<StatusFacts> = {}): StatusFacts => ({
  words,
  rulesOf: rules(),
  until: START + DAY,
  ...over,
});
const shown = (facts: StatusFacts) =>
  statusIntervals(facts).map(({ state, from, to, reason }) => [
    state,
    (from - START) / MIN,
    (to - START) / MIN,
    reason,
  ]);

const anyWord = fc.record({
  at: fc.integer({ min: 0, max: 2_000 }).map((m) => START + m * MIN),
  state: fc.constantFrom('online' as const, 'offline' as const, 'unknown' as const),
  feed: fc.constantFrom('a', 'b'),
  reason: fc.constantFrom(null, 'power', 'network'),
});
const anySpans = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 1, max: 400 })).map(([m, n]) => ({
    from: START + m * MIN,
    to: START + (m + n) * MIN,
  })),
  { maxLength: 4 },
);
const anyFacts = fc.record({
  words: fc.array(anyWord, { minLength: 1, maxLength: 25 }),
  rulesOf: fc
    .record({
      staleAfterMs: fc.integer({ min: 10, max: 3_000 }).map((m) => m * MIN),
      holdForMs: fc.integer({ min: 0, max: 30 }).map((m) => m * MIN),
    })
    .map((r) => () => r),
  parentDown: anySpans,
  works: anySpans,
  ownDown: anySpans,
  until: fc.integer({ min: 0, max: 3_000 }).map((m) => START + m * MIN),
});

describe('intervals', () => {
  it('are the same for words in any order and with repetitions', () => {
    fc.assert(
      fc.property(anyFacts, fc.infiniteStream(fc.nat()), (facts, chance) => {
        const shuffled = [...facts.words, ...facts.words.slice(0, 7)]
          .map((w) => ({ w, key: chance.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ w }) => w);
        expect(statusIntervals({ ...facts, words: shuffled })).toEqual(statusIntervals(facts));
      }),
    );
  });

  it('cover the time from the first word to the instant asked for, without gaps and without going back', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const spans = statusIntervals(facts);
        const first = Math.min(...facts.words.map(({ at }) => at));
        if (first > facts.until) {
          expect(spans).toEqual([]);
          return;
        }
        expect(spans[0]!.from).toBe(first);
        expect(spans.at(-1)!.to).toBe(facts.until);
        spans.forEach((span, i) => {
          expect(span.to).toBeGreaterThanOrEqual(span.from);
          if (i > 0) expect(span.from).toBe(spans[i - 1]!.to);
        });
      }),
    );
  });

  it('never call offline what nobody called offline', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const words = facts.words.filter(({ state }) => state !== 'offline');
        expect(statusIntervals({ ...facts, words }).some(({ state }) => state === 'offline')).toBe(false);
      }),
    );
  });

  it('do not change when later words are looked at from an earlier instant', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const then = facts.words.filter(({ at }) => at <= facts.until);
        expect(statusIntervals({ ...facts, words: then })).toEqual(statusIntervals(facts));
      }),
    );
  });
});

describe('a state', () => {
  it('holds until the next word', () => {
    expect(shown(asked([word(60, 'offline', { reason: 'power' }), word(0, 'online'), word(90, 'online')]))).toEqual([
      ['online', 0, 60, null],
      ['offline', 60, 90, 'power'],
      ['online', 90, 1440, null],
    ]);
  });

  it('is unknown, never offline, when nothing is said for too long', () => {
    const facts = asked([word(0, 'online'), word(300, 'online')], { rulesOf: rules({ staleAfterMs: 100 * MIN }) });
    expect(shown(facts)).toEqual([
      ['online', 0, 100, null],
      ['unknown', 100, 300, 'stale'],
      ['online', 300, 400, null],
      ['unknown', 400, 1440, 'stale'],
    ]);
  });

  it('is kept through our own downtime and one interval after it', () => {
    const facts = asked([word(0, 'online'), word(420, 'online')], {
      rulesOf: rules({ staleAfterMs: 100 * MIN }),
      ownDown: [{ from: START + 50 * MIN, to: START + 350 * MIN }],
      until: START + 500 * MIN,
    });
    expect(shown(facts)).toEqual([['online', 0, 500, null]]);
  });

  it('is the worse one when two feeds speak of one instant', () => {
    const both = [word(0, 'online', { feed: 'b' }), word(0, 'offline', { feed: 'c' }), word(0, 'unknown')];
    expect(shown(asked(both))).toEqual([['offline', 0, 1440, null]]);
  });

  it('is unknown while the device it hangs on is down, and back after', () => {
    const facts = asked([word(0, 'online')], { parentDown: [{ from: START + 60 * MIN, to: START + 90 * MIN }] });
    expect(shown(facts)).toEqual([
      ['online', 0, 60, null],
      ['unknown', 60, 90, 'parent-down'],
      ['online', 90, 1440, null],
    ]);
  });

  it('has planned works as its reason, not as a state', () => {
    const facts = asked([word(0, 'online'), word(70, 'offline'), word(200, 'online')], {
      works: [{ from: START + 60 * MIN, to: START + 120 * MIN }],
    });
    expect(shown(facts)).toEqual([
      ['online', 0, 70, null],
      ['offline', 70, 120, 'planned-works'],
      ['offline', 120, 200, null],
      ['online', 200, 1440, null],
    ]);
  });

  it('changes only when the change holds', () => {
    const facts = asked([word(0, 'online'), word(60, 'offline'), word(63, 'online'), word(100, 'offline')], {
      rulesOf: rules({ holdForMs: 5 * MIN }),
      until: START + 103 * MIN,
    });
    expect(shown(facts)).toEqual([['online', 0, 103, null]]);
    expect(shown({ ...facts, until: START + 106 * MIN })).toEqual([
      ['online', 0, 100, null],
      ['offline', 100, 106, null],
    ]);
  });

  it('carries flapping as its reason, from six changes in an hour until fewer than two', () => {
    const changes = [0, 5, 10, 15, 20, 25].map((m) => START + m * MIN);
    expect(flappingSpans(changes)).toEqual([{ from: START + 25 * MIN, to: START + 80 * MIN }]);
    expect(flappingSpans(changes.slice(0, 5))).toEqual([]);
    // one more after it has calmed down is no flapping
    expect(flappingSpans([...changes, START + 200 * MIN])).toEqual([{ from: START + 25 * MIN, to: START + 80 * MIN }]);
  });

  it('of a run that was kept as one is not stale inside it', () => {
    const facts = asked([word(0, 'online', { until: START + 600 * MIN })], {
      rulesOf: rules({ staleAfterMs: 100 * MIN }),
      until: START + 800 * MIN,
    });
    expect(shown(facts)).toEqual([
      ['online', 0, 700, null],
      ['unknown', 700, 800, 'stale'],
    ]);
  });

  it('knows no daylight saving: an hour that a reporter counts twice is two hours', () => {
    const at = (text: string) => Date.parse(text);
    const words: Word[] = [
      { at: at('2026-10-25T02:30:00+02:00'), state: 'offline', feed: 'a', reason: null },
      { at: at('2026-10-25T02:30:00+01:00'), state: 'online', feed: 'a', reason: null },
    ];
    const [first] = statusIntervals({ words, rulesOf: rules(), until: at('2026-10-26T00:00:00Z') });
    expect(first!.to - first!.from).toBe(HOUR);
  });

  it('counts on beyond 2038', () => {
    const at = Date.parse('2038-01-19T03:14:00Z');
    const words: Word[] = [{ at, state: 'online', feed: 'a', reason: null }];
    expect(statusIntervals({ words, rulesOf: rules(), until: at + HOUR })).toMatchObject([{ from: at, to: at + HOUR }]);
  });
});

describe('camera time', () => {
  it('adds up to the time since something is expected, whatever overlaps', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(2_000), fc.nat(1_500), (facts, m, n) => {
        const spans = statusIntervals(facts);
        const [from, to] = [START + m * MIN, START + (m + n) * MIN];
        const { works, ownDown } = facts;
        const t = timesWithin({ spans, works, ownDown, expectedFrom: START }, from, Math.min(to, facts.until));
        const sum = t.onlineS + t.offlineS + t.unknownS + t.plannedS + t.ownS;
        expect(sum).toBeCloseTo(Math.max(0, Math.min(to, facts.until) - from) / 1000, 6);
        expect(Math.min(t.onlineS, t.offlineS, t.unknownS, t.plannedS, t.ownS)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of two spans that follow is that of both together', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(1_500), (facts, m) => {
        const given = { spans: statusIntervals(facts), works: facts.works, ownDown: facts.ownDown, expectedFrom: null };
        const middle = START + m * MIN;
        const end = START + 2_500 * MIN;
        const parts = addTimes(timesWithin(given, START, middle), timesWithin(given, middle, end));
        const whole = timesWithin(given, START, end);
        expect(parts.onlineS).toBeCloseTo(whole.onlineS, 6);
        expect(parts.offlineS).toBeCloseTo(whole.offlineS, 6);
        expect(parts.plannedS).toBeCloseTo(whole.plannedS, 6);
      }),
    );
  });

  it('makes rates: unknown is not intact and not offline, planned works are not expected', () => {
    const t = { onlineS: 80, offlineS: 20, unknownS: 100, plannedS: 500, ownS: 30 };
    expect(ratesOf(t)).toEqual({ onlineRate: 0.8, intactRate: 0.4, reason: null, reasonZh: null });
    expect(ratesOf(NO_TIME)).toMatchObject({ onlineRate: null, intactRate: null, reason: expect.any(String) });
    expect(ratesOf({ ...NO_TIME, plannedS: 9 }).reason).toContain('planned works');
  });
});
