import fc from 'fast-check';
import { expect, it } from 'vitest';
import { footprintsIn } from './footprint.ts';
import { camerasOf } from './layouts.ts';
import { NearestApex } from './nearest.ts';
import { planeAt } from './plane.ts';

const nearest = new NearestApex();

it('finds the apex that a look at all of them finds', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -40, max: 40 })), {
        minLength: 1,
        maxLength: 60,
      }),
      fc.integer({ min: -9_000, max: 9_000 }),
      fc.integer({ min: -9_000, max: 9_000 }),
      (spots, x, y) => {
        const cameras = camerasOf(spots.map(([i, j]) => [111 + i * 1e-4, 27.5 + j * 1e-4, 0, 360, 0, 30, 1]));
        const o = footprintsIn(planeAt(111, 27.5), cameras, [-1e9, -1e9, 1e9, 1e9]);
        let want = Infinity;
        for (let i = 0; i < o.n; i++) want = Math.min(want, Math.hypot(o.X[i] - x, o.Y[i] - y));
        nearest.begin(o);
        const found = nearest.find(x, y);
        expect(Math.hypot(o.X[found] - x, o.Y[found] - y)).toBeCloseTo(want, 9);
      },
    ),
  ));
