import { describe, expect, it } from 'vitest';
import { regionRow } from '../screens/regions/region-row.fixture.ts';
import { withLive } from './figure-columns.ts';

describe('rows of what works now', () => {
  it('take coverage from the live figure and everything else from the installed one', () => {
    const live = regionRow('a', { likely: 0.1, likelyM2: 10, distance: -0.5, gapCount: 0, leavesMeasured: 0 });
    const [row] = withLive([regionRow('a', { distance: 0.1, gapCount: 7 })], [live]);
    expect(row).toMatchObject({
      likely: 0.1,
      likelyM2: 10,
      distance: -0.5,
      leavesMeasured: 0,
      gapCount: 7,
      measured: true,
    });
  });
  it('are as far from the minimum as they see, where the target is judged by likely; they have no grade', () => {
    const installed = regionRow('a', { likely: 0.5, minimum: 0.6, distance: 0.5 - 0.6, grade: 'behind' });
    const byLow = regionRow('b', { likely: 0.5, minimum: 0.6, distance: -0.3 });
    const [a, b] = withLive([installed, byLow], [regionRow('a', { likely: 0.4 }), regionRow('b', { likely: 0.4 })]);
    expect(a.distance).toBeCloseTo(-0.2, 9);
    expect(a.grade).toBeNull();
    expect(b.distance).toBeNull();
  });
  it('say of a region without a live figure that it is not measured, and show no share', () => {
    const [row] = withLive([regionRow('a')], []);
    expect(row).toMatchObject({ measured: false, likely: null, low: null, high: null, distance: null, cameras: 1 });
  });
});
