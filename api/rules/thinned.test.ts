import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinned } from './thinned.ts';

const soup = (...rings: [number, number][][]) => ({
  coords: Float64Array.from(rings.flat(2)),
  ringEnd: Int32Array.from(rings.map((_, i) => rings.slice(0, i + 1).reduce((n, ring) => n + ring.length, 0))),
  polyEnd: Int32Array.of(rings.length),
});
const circle = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, i) => [Math.cos((2 * Math.PI * i) / n), Math.sin((2 * Math.PI * i) / n)]);

describe('a thinned shape', () => {
  it('keeps a small area as it is, closed', () => {
    const square: [number, number][] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    expect(thinned(soup(square), 'area')).toEqual([[...square, [0, 0]]]);
  });
  it('keeps the ends of a line and a point as it is', () => {
    const line = Array.from({ length: 1_001 }, (_, i): [number, number] => [i / 1_000, 0]);
    const [part] = thinned(soup(line), 'line', 11);
    expect(part).toHaveLength(11);
    expect([part![0], part!.at(-1)]).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(thinned(soup([[113.5, 29.5]]), 'line')).toEqual([[[113.5, 29.5]]]);
  });
  it('never has many more corners than asked for, nor one that is not of the shape', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 3, max: 400 }), { minLength: 1, maxLength: 30 }), (sizes) => {
        const rings = sizes.map(circle);
        const known = new Set(rings.flat().map(([x, y]) => `${x.toFixed(5)},${y.toFixed(5)}`));
        const parts = thinned(soup(...rings), 'area', 40);
        expect(parts.flat().length).toBeLessThanOrEqual(40 + 8 * 5);
        for (const [x, y] of parts.flat())
          expect([...known].some((at) => Math.hypot(+at.split(',')[0]! - x, +at.split(',')[1]! - y) < 2e-5)).toBe(true);
        for (const part of parts) expect(part.at(-1)).toEqual(part[0]);
      }),
      { numRuns: 30 },
    );
  });
});
