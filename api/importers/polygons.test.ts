import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArea } from './polygons.ts';
import { edgesOf, findKinks } from './ring-kinks.ts';
import { signedArea } from './ring-repair.ts';
import type { LonLat, MultiPolygonCoordinates } from './types.ts';

const same = (x: number, y: number): LonLat | null => (x >= -180 && x <= 180 && y >= -90 && y <= 90 ? [x, y] : null);
const read = (coordinates: unknown, type = 'Polygon') => readArea({ type, coordinates }, same);
const good = (coordinates: unknown, type = 'Polygon') => {
  const result = read(coordinates, type);
  if (!result.ok) throw new Error(`expected an area, got ${JSON.stringify(result.findings)}`);
  return result;
};
const area = (geometry: MultiPolygonCoordinates): number =>
  geometry.flat().reduce((sum, ring) => sum + signedArea(ring), 0);
const codes = (result: ReturnType<typeof read>): string[] => result.findings.map(({ code }) => code);

const square = (x: number, y: number, size: number): LonLat[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
];
const reversed = (ring: LonLat[]): LonLat[] => ring.slice().reverse();

/** What every geometry that leaves must keep. */
function expectClean(geometry: MultiPolygonCoordinates): void {
  for (const rings of geometry)
    for (const [r, ring] of rings.entries()) {
      expect(ring.length).toBeGreaterThanOrEqual(4);
      expect(ring[0]).toEqual(ring.at(-1));
      expect(Math.sign(signedArea(ring))).toBe(r === 0 ? 1 : -1);
      for (let k = 1; k < ring.length; k++) expect(ring[k]).not.toEqual(ring[k - 1]);
    }
  const edges = edgesOf(geometry.flat());
  // A crossing point rounded to doubles may lie a hair beside its edge: only a crossing away from all ends counts.
  const inTheOpen = findKinks(edges)!.filter(
    ({ i, j, at, crosses }) =>
      crosses &&
      [i, j].every((e) =>
        [
          [edges.ax[e]!, edges.ay[e]!],
          [edges.bx[e]!, edges.by[e]!],
        ].every(([x, y]) => Math.hypot(at[0]![0] - x!, at[0]![1] - y!) > 1e-9),
      ),
  );
  expect(inTheOpen).toEqual([]);
}

describe('outlines that only need tidying say nothing', () => {
  it.each<[string, unknown]>([
    ['already right', [square(0, 0, 1)]],
    ['clockwise', [reversed(square(0, 0, 1))]],
    ['not closed', [square(0, 0, 1).slice(0, -1)]],
    ['repeated corners', [square(0, 0, 1).flatMap((p) => [p, p])]],
    ['with heights', [square(0, 0, 1).map(([x, y]) => [x, y, 12])]],
    [
      'with a spike',
      [
        [
          [0, 0],
          [1, 0],
          [2, 0],
          [1, 0],
          [1, 1],
          [0, 1],
          [0, 0],
        ],
      ],
    ],
    ['one part of a MultiPolygon', [square(0, 0, 1)]],
  ])('%s', (_, coordinates) => {
    const result = good(coordinates);
    expect(result.findings).toEqual([]);
    expect(area(result.geometry)).toBeCloseTo(1, 12);
    expect(result.bbox).toEqual([0, 0, 1, 1]);
    expectClean(result.geometry);
  });
  it('holes of any winding stay holes', () => {
    for (const hole of [square(1, 1, 1), reversed(square(1, 1, 1))]) {
      const { geometry, findings } = good([square(0, 0, 3), hole]);
      expect(findings).toEqual([]);
      expect(area(geometry)).toBeCloseTo(8, 12);
      expectClean(geometry);
    }
  });
  it('a hole that touches the outline in one corner is fine', () => {
    const { geometry, findings } = good([
      square(0, 0, 2),
      [
        [0, 0],
        [1, 0.5],
        [0.5, 1],
        [0, 0],
      ],
    ]);
    expect(findings).toEqual([]);
    expect(area(geometry)).toBeCloseTo(4 - 0.375, 12);
  });
  it('separate parts stay separate', () =>
    expect(good([[square(0, 0, 1)], [square(5, 5, 1)]], 'MultiPolygon').geometry).toHaveLength(2));
});

describe('outlines that are repaired say so', () => {
  it('a bow-tie becomes two triangles', () => {
    const result = good([
      [
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ],
    ]);
    expect(codes(result)).toEqual(['polygon.repaired']);
    expect(area(result.geometry)).toBeCloseTo(2, 12);
    expectClean(result.geometry);
  });
  it('a small loop at a corner is cut off, not counted against the rest', () => {
    const result = good([
      [
        [0, 0],
        [10, 0],
        [10, 10.1],
        [9.9, 10],
        [10.1, 10],
        [10, 10.05],
        [0, 10],
        [0, 0],
      ],
    ]);
    expect(codes(result)).toEqual(['polygon.repaired']);
    expect(area(result.geometry)).toBeGreaterThan(99);
    expectClean(result.geometry);
  });
  it('a ring that touches itself to leave out ground keeps it out', () => {
    const result = good([
      [
        [0, 0],
        [4, 0],
        [4, 4],
        [2, 4],
        [3, 2],
        [1, 2],
        [2, 4],
        [0, 4],
        [0, 0],
      ],
    ]);
    expect(codes(result)).toEqual(['polygon.repaired']);
    expect(area(result.geometry)).toBeCloseTo(16 - 2, 12);
    expectClean(result.geometry);
  });
  it('a ring drawn twice counts once', () => {
    const ring = square(0, 0, 1);
    expect(area(good([[...ring.slice(0, -1), ...ring]]).geometry)).toBeCloseTo(1, 12);
  });
  it('a hole outside the outline is left out', () => {
    const result = good([square(0, 0, 1), square(5, 5, 1)]);
    expect(codes(result)).toEqual(['polygon.repaired']);
    expect(area(result.geometry)).toBeCloseTo(1, 12);
  });
  it('a hole across the outline takes away only what is inside', () => {
    const result = good([square(0, 0, 2), square(1, 1, 2)]);
    expect(codes(result)).toEqual(['polygon.repaired']);
    expect(area(result.geometry)).toBeCloseTo(3, 12);
    expectClean(result.geometry);
  });
  it('parts that overlap count their common ground once', () => {
    const result = good([[square(0, 0, 2)], [square(1, 1, 2)]], 'MultiPolygon');
    expect(codes(result)).toEqual(['polygon.repaired']);
    expect(area(result.geometry)).toBeCloseTo(7, 12);
  });
  it('a part without area is dropped, the rest stays', () => {
    const result = good(
      [
        [square(0, 0, 1)],
        [
          [
            [5, 5],
            [6, 6],
            [5, 5],
          ],
        ],
      ],
      'MultiPolygon',
    );
    expect(codes(result)).toEqual(['polygon.part_dropped']);
    expect(result.geometry).toHaveLength(1);
  });
});

describe('outlines that cannot be used are refused by name', () => {
  it.each<[string, unknown, string]>([
    [
      'all corners on one point',
      [
        [
          [1, 1],
          [1, 1],
          [1, 1],
          [1, 1],
        ],
      ],
      'polygon.collapsed',
    ],
    [
      'back and forth on a line',
      [
        [
          [0, 0],
          [1, 0],
          [2, 0],
          [0, 0],
        ],
      ],
      'polygon.collapsed',
    ],
    [
      'two corners',
      [
        [
          [0, 0],
          [1, 1],
        ],
      ],
      'polygon.collapsed',
    ],
    ['no ring', [], 'polygon.collapsed'],
    ['an empty ring', [[]], 'polygon.collapsed'],
    [
      'null for a number',
      [
        [
          [0, 0],
          [null, 0],
          [1, 1],
          [0, 0],
        ],
      ],
      'polygon.position',
    ],
    [
      'text for a number',
      [
        [
          [0, 0],
          ['1', 0],
          [1, 1],
          [0, 0],
        ],
      ],
      'polygon.position',
    ],
    [
      'beyond the poles',
      [
        [
          [0, 0],
          [1, 0],
          [1, 95],
          [0, 0],
        ],
      ],
      'polygon.position',
    ],
    [
      'infinite',
      [
        [
          [0, 0],
          [1e308 * 10, 0],
          [1, 1],
          [0, 0],
        ],
      ],
      'polygon.position',
    ],
    ['rings that are no lists', [5], 'polygon.position'],
    ['no lists at all', 'x', 'polygon.position'],
    ['positions one level too deep', [[[[0, 0]]]], 'polygon.position'],
  ])('%s', (_, coordinates, code) => {
    expect(codes(read(coordinates))).toContain(code);
    expect(read(coordinates).ok).toBe(false);
  });
});

describe('the 180° meridian', () => {
  it('an outline across it is cut in two and keeps its area', () => {
    const result = good([
      [
        [179, 0],
        [-179, 0],
        [-179, 1],
        [179, 1],
        [179, 0],
      ],
    ]);
    expect(codes(result)).toEqual(['polygon.antimeridian']);
    expect(result.geometry).toHaveLength(2);
    expect(area(result.geometry)).toBeCloseTo(2, 12);
    expectClean(result.geometry);
  });
  it('an outline that was cut before is left alone', () => {
    const result = good(
      [
        [
          [
            [179, 0],
            [180, 0],
            [180, 1],
            [179, 1],
            [179, 0],
          ],
        ],
        [
          [
            [-180, 0],
            [-179, 0],
            [-179, 1],
            [-180, 1],
            [-180, 0],
          ],
        ],
      ],
      'MultiPolygon',
    );
    expect(result.findings).toEqual([]);
  });
  it('a hole across it is cut too', () => {
    const result = good([
      [
        [178, 0],
        [-178, 0],
        [-178, 4],
        [178, 4],
        [178, 0],
      ],
      [
        [179, 1],
        [179, 2],
        [-179, 2],
        [-179, 1],
        [179, 1],
      ],
    ]);
    expect(area(result.geometry)).toBeCloseTo(16 - 2, 9);
  });
});

describe('size', () => {
  const circle = (n: number, wobble = 0): LonLat[] => {
    const ring = Array.from({ length: n }, (_, k): LonLat => {
      const a = (k / n) * 2 * Math.PI;
      const r = 1 + wobble * Math.sin(97 * a);
      return [r * Math.cos(a), r * Math.sin(a)];
    });
    return [...ring, ring[0]!];
  };
  it('a ring of 100,000 corners takes a moment, not minutes', () => {
    const start = performance.now();
    const result = good([circle(100_000, 0.1)]);
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(result.geometry[0]![0]).toHaveLength(100_001);
    expect(result.findings).toEqual([]);
  });
  it('a ring of 100,000 corners with one crossing is repaired as quickly', () => {
    const ring = circle(100_000);
    [ring[500], ring[502]] = [ring[502]!, ring[500]!];
    const start = performance.now();
    const result = good([ring]);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(codes(result)).toEqual(['polygon.repaired']);
    expect(area(result.geometry)).toBeCloseTo(signedArea(circle(100_000)), 6);
  });
  it('a knot with more crossings than can be sorted out is refused, soon', () => {
    const knot = Array.from({ length: 4_001 }, (_, k): LonLat => [Math.cos(k * 2.4), Math.sin(k * 2.4)]);
    const start = performance.now();
    const result = read([[...knot, knot[0]!]]);
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(codes(result)).toContain('polygon.unrepairable');
  });
});

it('any ring of a few grid corners comes out clean or refused, and never larger than its box', () => {
  const corner = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }));
  fc.assert(
    fc.property(fc.array(corner, { minLength: 3, maxLength: 12 }), (corners) => {
      const result = read([corners]);
      if (!result.ok) return;
      expectClean(result.geometry);
      const [west, south, east, north] = result.bbox;
      expect(area(result.geometry)).toBeLessThanOrEqual((east - west) * (north - south) + 1e-9);
      expect(area(result.geometry)).toBeGreaterThan(0);
    }),
    { numRuns: 600, seed: 7 },
  );
});

it('repairing what was repaired changes nothing', () => {
  const corner = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(fc.array(corner, { minLength: 3, maxLength: 9 }), (corners) => {
      const once = read([corners]);
      if (!once.ok) return;
      const twice = read(once.geometry, 'MultiPolygon');
      expect(twice.ok && area(twice.geometry)).toBeCloseTo(area(once.geometry), 9);
    }),
    { numRuns: 400, seed: 11 },
  );
});
