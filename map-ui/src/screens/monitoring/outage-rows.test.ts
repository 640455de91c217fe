import { describe, expect, it } from 'vitest';
import { outage } from './outage.fixture.ts';
import { groupOutages, isMuted, isOverdue, lostShare, stepFrom } from './outage-rows.ts';

const items = [
  outage({ id: 'a', kind: 'region', down: 3 }),
  outage({ id: 'b', kind: 'feed', down: 5, cause: null }),
  outage({ id: 'c', kind: 'region', down: 1, regionCode: '1' }),
];
const NOW = Date.parse('2026-11-28T00:00:00Z');

describe('the list of outages', () => {
  it('puts a group where its greatest outage stands, and counts cameras, never areas', () => {
    const groups = groupOutages(items, 'kind');
    expect(groups.map(({ key, down }) => [key, down])).toEqual([
      ['region', 4],
      ['feed', 5],
    ]);
    expect(groupOutages(items, 'none')).toHaveLength(1);
    expect(groupOutages(items, 'cause').map(({ key }) => key)).toEqual(['power', '']);
    expect(groupOutages(items, 'region').map(({ key }) => key)).toEqual(['430599103', '1']);
  });
  it('steps through the rows as they stand on screen and stays at the ends', () => {
    const groups = groupOutages(items, 'kind');
    expect(stepFrom(groups, null, 1)).toBe('a');
    expect(stepFrom(groups, 'a', 1)).toBe('c');
    expect(stepFrom(groups, 'c', 1)).toBe('b');
    expect(stepFrom(groups, 'b', 1)).toBe('b');
    expect(stepFrom(groups, 'a', -1)).toBe('a');
    expect(stepFrom(groups, 'gone', -1)).toBe('a');
    expect(stepFrom([], null, 1)).toBeNull();
  });
  it('has no share of what is not computed or not to be seen', () => {
    expect(lostShare({ lostM2: 15, demandM2: 100 })).toBe(0.15);
    expect(lostShare({ lostM2: null, demandM2: 100 })).toBeNull();
    expect(lostShare({ lostM2: 0, demandM2: 0 })).toBeNull();
  });
  it('is muted until the end that was set, and overdue only while it is open', () => {
    expect(isMuted({ mutedUntil: '2026-11-28T00:00:01Z' }, NOW)).toBe(true);
    expect(isMuted({ mutedUntil: '2026-11-28T00:00:00Z' }, NOW)).toBe(false);
    expect(isOverdue({ dueAt: '2026-11-27T00:00:00Z', endedAt: null }, NOW)).toBe(true);
    expect(isOverdue({ dueAt: '2026-11-27T00:00:00Z', endedAt: '2026-11-27T12:00:00Z' }, NOW)).toBe(false);
    expect(isOverdue({ dueAt: null, endedAt: null }, NOW)).toBe(false);
  });
});
