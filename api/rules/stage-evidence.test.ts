// Stages against what was heard.
import { describe, expect, test } from 'vitest';
import { evidenceOf, NEVER_SEEN, type Seen } from './stage-evidence.ts';
import type { Staged } from './stage-steps.ts';

const NOW = Date.parse('2025-06-15T12:00:00Z');
const record = (more: Partial<Staged>): Staged => ({
  stage: 'accepted',
  plannedOn: null,
  approvedOn: null,
  procuredOn: null,
  installedOn: '2025-01-10',
  networkedOn: null,
  acceptedOn: '2025-02-01',
  retiredOn: null,
  filedOn: null,
  filingNo: null,
  validFrom: '2025-02-01T00:00:00.000Z',
  recordedAt: '2025-02-02T00:00:00.000Z',
  ...more,
});
const seen = (first: string, last: string, days: number, feedSpeaks = true): Seen => ({
  firstMs: Date.parse(first),
  lastMs: Date.parse(last),
  days,
  feedSpeaks,
});
const finding = (one: Staged, of: Seen): string | undefined => evidenceOf(one, of, NOW)?.finding;

describe('a camera that is reported accepted', () => {
  test('and was never online is found, once it had time to be', () => {
    expect(evidenceOf(record({}), NEVER_SEEN, NOW)).toEqual({
      finding: 'never-online',
      since: '2025-02-01T00:00:00.000Z',
    });
    const fresh = record({ acceptedOn: '2025-06-10', recordedAt: '2025-06-10T00:00:00.000Z' });
    expect(finding(fresh, NEVER_SEEN)).toBeUndefined();
    expect(finding(record({ stage: 'installed' }), NEVER_SEEN)).toBeUndefined();
  });
  test('needs seven days online, where its feed speaks', () => {
    const often = seen('2025-02-01T10:00:00Z', '2025-06-14T10:00:00Z', 7);
    expect(finding(record({}), often)).toBeUndefined();
    expect(finding(record({}), { ...often, days: 6 })).toBe('online-too-short');
    expect(finding(record({}), { ...often, days: 0, feedSpeaks: false })).toBeUndefined();
  });
});

test('a camera that was online before it was installed is found, but for a day of doubt', () => {
  expect(finding(record({}), seen('2025-01-08T23:00:00Z', '2025-06-14T00:00:00Z', 9))).toBe('online-before-installed');
  expect(finding(record({}), seen('2025-01-09T01:00:00Z', '2025-06-14T00:00:00Z', 9))).toBeUndefined();
  const procured = record({ stage: 'procured', installedOn: null, acceptedOn: null });
  expect(finding(procured, seen('2025-05-01T00:00:00Z', '2025-05-01T00:00:00Z', 1))).toBe('online-before-installed');
});

test('a retired camera that goes on being online is found', () => {
  const retired = record({ stage: 'retired', retiredOn: '2025-04-01' });
  expect(finding(retired, seen('2025-02-01T00:00:00Z', '2025-04-02T20:00:00Z', 0))).toBeUndefined();
  expect(finding(retired, seen('2025-02-01T00:00:00Z', '2025-04-03T00:00:00Z', 0))).toBe('retired-online');
  expect(finding(retired, NEVER_SEEN)).toBeUndefined();
});
