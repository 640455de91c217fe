import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatusTimes } from '#contract/status';
import { barsOf, floorOf, overall, PARTS, slicesOf } from './strip.ts';

const day = (over: Partial<StatusTimes> = {}): StatusTimes => ({
  from: '2026-11-27T00:00:00.000Z',
  to: '2026-11-28T00:00:00.000Z',
  cameras: 10,
  onlineS: 0,
  offlineS: 0,
  unknownS: 0,
  plannedS: 0,
  ownS: 0,
  onlineRate: null,
  intactRate: null,
  reason: null,
  reasonZh: null,
  ...over,
});
const seconds = fc.integer({ min: 0, max: 86_400_000 });
const anyDay = fc
  .record({ onlineS: seconds, offlineS: seconds, unknownS: seconds, plannedS: seconds, ownS: seconds })
  .map((times) => day(times));

describe('the availability strip', () => {
  it('leaves a gap where there was no word, and draws a day that is wholly unknown', () => {
    const [gap, unknown] = barsOf([day(), day({ unknownS: 5 })]);
    expect(gap.shares).toBeNull();
    expect(unknown.shares?.unknown).toBe(1);
  });
  it('splits every day into shares that sum to one', () => {
    fc.assert(
      fc.property(anyDay, (times) => {
        const [{ shares }] = barsOf([times]);
        if (shares === null) return;
        expect(PARTS.reduce((sum, part) => sum + shares[part], 0)).toBeCloseTo(1, 9);
      }),
    );
  });
  it('fills the height of the strip above the floor and nothing beyond it', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(0, 0.5, 0.8, 0.9), (times, floor) => {
        const [{ shares }] = barsOf([times]);
        if (shares === null) return;
        const slices = slicesOf(shares, floor);
        for (const { top, height } of slices) {
          expect(top).toBeGreaterThanOrEqual(-1e-9);
          expect(top + height).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(slices.reduce((sum, { height }) => sum + height, 0)).toBeCloseTo(1, 6);
      }),
    );
  });
  it('starts its scale below the worst day', () => {
    const at = (share: number) => floorOf(barsOf([day({ onlineS: share * 100, offlineS: (1 - share) * 100 })]));
    expect([0.99, 0.95, 0.85, 0.6, 0.3].map(at)).toEqual([0.9, 0.9, 0.8, 0.5, 0]);
    expect(floorOf(barsOf([day()]))).toBe(0.9);
  });
  it('sums camera time: works and our own downtime are not expected, unknown is not intact', () => {
    const days = [
      day({ onlineS: 60, offlineS: 20, unknownS: 20 }),
      day({ onlineS: 30, plannedS: 500, ownS: 70 }),
      day(),
    ];
    expect(overall(days)).toEqual({ online: 90 / 110, intact: 90 / 130 });
    expect(overall([day()])).toEqual({ online: null, intact: null });
  });
});
