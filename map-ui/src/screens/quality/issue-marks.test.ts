import { describe, expect, it } from 'vitest';
import { frameOf } from '../../ui/mini-map.ts';
import { markPaths, nearestMark, SIZES, sizeOf } from './issue-marks.ts';

describe('marks of issues', () => {
  it('grow with the square root of what hangs on them', () => {
    expect([0, 5, 7, 24, 26, 55, 57, 100].map((m2) => sizeOf(m2, 100))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });
  it('have one size where no ground hangs on any', () => {
    expect(sizeOf(0, 0)).toBe(1);
  });
  it('are one path per size, each mark in one of them', () => {
    const positions: [number, number][] = [
      [111, 27],
      [111.5, 27.5],
      [112, 28],
    ];
    const marks = { total: 3, cameras: ['a', 'b', 'c'], positions, effectM2: [100, 30, 0] };
    const paths = markPaths(marks, frameOf([111, 27, 112, 28], 1));
    expect(paths).toHaveLength(SIZES);
    expect(paths.map((path) => path.split('M').length - 1)).toEqual([1, 0, 1, 1]);
  });
  it('are meant by a click that is near, the nearest of them, and the greater of two on one spot', () => {
    const places = [
      [10, 10],
      [10, 10],
      [30, 10],
    ] as const;
    expect(nearestMark(places, [12, 10], 5)).toBe(0);
    expect(nearestMark(places, [27, 10], 5)).toBe(2);
    expect(nearestMark(places, [20, 10], 5)).toBe(-1);
    expect(nearestMark([], [0, 0], 5)).toBe(-1);
  });
});
