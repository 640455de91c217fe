import { distance } from '@turf/distance';
import { describe, expect, it } from 'vitest';
import { metresBetween } from './distance.ts';

describe('metres between two places', () => {
  it('agree with the great circle to half a percent, in any direction and latitude', () => {
    for (const latitude of [-70, -33, 0, 26, 51.5, 69])
      for (const [east, north] of [
        [0.001, 0],
        [0, 0.001],
        [-0.004, 0.002],
      ] as const) {
        const from = [113.01, latitude] as const;
        const to = [113.01 + east, latitude + north] as const;
        const circle = distance([...from], [...to], { units: 'meters' });
        expect(Math.abs(metresBetween(from, to) / circle - 1)).toBeLessThan(0.006);
        expect(metresBetween(to, from)).toBeCloseTo(metresBetween(from, to), 9);
      }
  });
  it('go the short way over the date line', () => {
    expect(metresBetween([179.9995, 0], [-179.9995, 0])).toBeCloseTo(metresBetween([-0.0005, 0], [0.0005, 0]), 6);
  });
});
