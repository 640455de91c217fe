import { describe, expect, it } from 'vitest';
import type { Works } from '#contract/status';
import { barOf, DAY_MS, DAYS_SHOWN, inOrder, phaseOf } from './works-time.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const works = (id: string, fromDays: number, toDays: number): Works => ({
  id,
  kind: 'region',
  subject: '1',
  from: new Date(NOW + fromDays * DAY_MS).toISOString(),
  to: new Date(NOW + toDays * DAY_MS).toISOString(),
  reason: 'r',
  actor: 'a',
  recordedAt: new Date(NOW).toISOString(),
});

describe('the calendar of planned works', () => {
  it('shows what runs first, then what comes soonest, then what was last', () => {
    const items = [
      works('old', -9, -8),
      works('later', 5, 6),
      works('just', -2, -1),
      works('now', -1, 1),
      works('soon', 1, 2),
    ];
    expect(inOrder(items, NOW).map(({ id }) => id)).toEqual(['now', 'soon', 'later', 'just', 'old']);
    expect(phaseOf(works('x', -1, 0), NOW)).toBe('over');
    expect(phaseOf(works('x', 0, 1), NOW)).toBe('now');
  });
  it('draws what lies in the days shown, cut at their ends', () => {
    const half = barOf(works('x', -5, DAYS_SHOWN / 2), NOW);
    expect(half?.left).toBe(0);
    expect(half?.width).toBeCloseTo(0.5, 9);
    expect(barOf(works('x', -5, -1), NOW)).toBeNull();
    expect(barOf(works('x', DAYS_SHOWN, DAYS_SHOWN + 1), NOW)).toBeNull();
    expect(barOf(works('x', 1, 1.001), NOW)?.width).toBeGreaterThan(0);
  });
});
