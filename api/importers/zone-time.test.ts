import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isZone } from '#contract/import';
import { readInstant } from './status.ts';
import { wallClockOf } from './zone-time.ts';

const read = (zone: string, wall: string) => {
  const { ms, odd } = wallClockOf(zone)(Date.parse(`${wall}Z`));
  return [new Date(ms).toISOString().slice(0, 16), odd];
};

describe('a clock on the wall', () => {
  it.each([
    ['Asia/Shanghai', '2026-03-01T08:00', '2026-03-01T00:00', null],
    ['+08:00', '2026-03-01T08:00', '2026-03-01T00:00', null],
    // China had summer time until 1991
    ['Asia/Shanghai', '1990-07-01T08:00', '1990-06-30T23:00', null],
    ['America/St_Johns', '2026-03-08T01:59', '2026-03-08T05:29', null],
    ['America/St_Johns', '2026-03-08T02:30', '2026-03-08T06:00', 'skipped'],
    ['America/St_Johns', '2026-03-08T03:00', '2026-03-08T05:30', null],
    ['America/St_Johns', '2026-11-01T01:30', '2026-11-01T04:00', 'twice'],
    ['America/St_Johns', '2026-11-01T02:00', '2026-11-01T05:30', null],
    // Apia left out a whole day
    ['Pacific/Apia', '2011-12-29T23:30', '2011-12-30T09:30', null],
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00', 'skipped'],
    ['Pacific/Apia', '2011-12-31T00:30', '2011-12-30T10:30', null],
    // Morocco: an hour back for Ramadan
    ['Africa/Casablanca', '2026-02-15T02:30', '2026-02-15T01:30', 'twice'],
    ['Europe/Berlin', '2038-07-01T12:00', '2038-07-01T10:00', null],
  ])('%s %s is %s (%s)', (zone, wall, utc, odd) => {
    expect(read(zone, wall)).toEqual([utc, odd]);
  });
  it('every instant that it shows can be read back, but for the hours that come twice', () => {
    const zones = ['Asia/Shanghai', 'America/St_Johns', 'Pacific/Apia', 'Africa/Casablanca', 'Europe/Berlin', 'UTC'];
    const clocks = new Map(zones.map((zone) => [zone, wallClockOf(zone)]));
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 946_684_800, max: 2_200_000_000 }), (zone, s) => {
        const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
        const wall = Date.parse(`${shown.format(s * 1000).replace(' ', 'T')}Z`);
        const found = clocks.get(zone)!(wall);
        if (found.odd !== 'twice') expect(found).toEqual({ ms: s * 1000, odd: null });
      }),
    );
  });
  it('a zone is a name that exists', () => {
    expect(['Asia/Shanghai', '+08:00', 'UTC'].map(isZone)).toEqual([true, true, true]);
    expect(['Asia/Nowhere', '', '+99:00'].map(isZone)).toEqual([false, false, false]);
  });
});

describe('times as they are written', () => {
  it.each([
    ['2026-03-01 08:15', '2026-03-01T00:15:00.000Z', true],
    ['2026-03-01T00:15:00.123456Z', '2026-03-01T00:15:00.123Z', false],
    ['2026年3月1日 8时15分', '2026-03-01T00:15:00.000Z', true],
    ['20260301081500', '2026-03-01T00:15:00.000Z', true],
    ['1772324100', '2026-03-01T00:15:00.000Z', false],
    ['1772324100123', '2026-03-01T00:15:00.123Z', false],
  ])('%s', (text, at, assumed) => {
    expect(readInstant(text)).toMatchObject({ at, assumed });
  });
  it.each(['', 'soon', '2026-02-31 08:00', '2026-13-01', '2026-03-01 25:00', '20261301000000', '99999999999999999'])(
    '"%s" is none',
    (text) => expect(readInstant(text)).toBeNull(),
  );
  it('a zone that is written wins over the one that is given', () => {
    const berlin = wallClockOf('Europe/Berlin');
    expect(readInstant('2026-07-01 12:00', berlin)!.at).toBe('2026-07-01T10:00:00.000Z');
    expect(readInstant('2026-07-01T12:00:00+08:00', berlin)!.at).toBe('2026-07-01T04:00:00.000Z');
  });
});
