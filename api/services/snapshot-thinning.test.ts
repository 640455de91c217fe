import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAILY_DAYS, thinned } from './snapshot-thinning.ts';

const NOW = '2026-11-28T12:00:00.000Z';
const DAY_MS = 86_400_000;
const row = (id: string, daysAgo: number, more: Partial<Parameters<typeof thinned>[0][number]> = {}) => ({
  id,
  kind: 'auto' as const,
  takenAt: new Date(Date.parse(NOW) - daysAgo * DAY_MS).toISOString(),
  baseId: null,
  dataVersion: 1,
  ...more,
});

test('of one day the last stays, and of days long gone the last of each month', () => {
  const rows = [
    row('today-early', 0.2),
    row('today', 0.1),
    row('yesterday', 1.1),
    row('long-early', DAILY_DAYS + 25),
    row('long', DAILY_DAYS + 24),
  ];
  expect(thinned(rows, NOW).sort()).toEqual(['long-early', 'today-early']);
});

test('what was reported, and what is known of a month, is never thinned, and neither is what they stand on', () => {
  const rows = [
    row('base', 100),
    row('later', 99.9),
    row('frozen', 99, { kind: 'frozen', baseId: 'base' }),
    row('known', 99, { kind: 'known', baseId: 'replaced' }),
    row('replaced', 100, { kind: 'base' }),
  ];
  expect(thinned(rows, NOW)).toEqual([]);
  expect(thinned([row('replaced', 100, { kind: 'base' })], NOW)).toEqual(['replaced']);
});

test('thinning twice is thinning once, and at least one of every month is left', () => {
  const some = fc.array(fc.double({ min: 0, max: 700, noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(some, (ages) => {
      const rows = ages.map((age, i) => row(`s${i}`, age));
      const gone = new Set(thinned(rows, NOW));
      const left = rows.filter(({ id }) => !gone.has(id));
      expect(thinned(left, NOW)).toEqual([]);
      const monthsOf = (of: typeof rows) => [...new Set(of.map(({ takenAt }) => takenAt.slice(0, 7)))].sort();
      expect(monthsOf(left)).toEqual(monthsOf(rows));
    }),
  );
});
