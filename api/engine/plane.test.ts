import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosSinDeg, planeAt, projectRing } from './plane.ts';
import { quadkey, quadkeyAt } from './quadkey.ts';

const lon = fc.double({ min: -180, max: 180, noNaN: true });
const lat = fc.double({ min: -80, max: 80, noNaN: true });
const near = fc.double({ min: -0.15, max: 0.15, noNaN: true });

describe('the plane', () => {
  it('goes there and back within a micrometre', () =>
    fc.assert(
      fc.property(lon, lat, near, near, (lon0, lat0, dx, dy) => {
        const plane = planeAt(lon0, lat0);
        const xy = [0, 0];
        plane.toPlane(lon0 + dx, lat0 + dy, xy, 0);
        const [x, y] = plane.fromPlane(xy[0], xy[1]);
        expect(Math.abs(x - lon0 - dx) * 111_320).toBeLessThan(1e-6);
        expect(Math.abs(y - lat0 - dy) * 111_320).toBeLessThan(1e-6);
      }),
    ));

  it('keeps the area of a cell between parallels and meridians, from whichever centre', () => {
    // Closed form on WGS-84 (authalic): b²/2 · Δλ · [sinφ/(1−e²sin²φ) + ln((1+e sinφ)/(1−e sinφ))/2e]
    const e2 = 0.00669437999014132;
    const e = Math.sqrt(e2);
    const b2 = 6378137 ** 2 * (1 - e2);
    const g = (p: number): number => {
      const s = Math.sin((p * Math.PI) / 180);
      return s / (1 - e2 * s * s) + Math.log((1 + e * s) / (1 - e * s)) / (2 * e);
    };
    for (const base of [0, 27.5, 53.4, 69, -33]) {
      const want = (b2 / 2) * ((0.02 * Math.PI) / 180) * (g(base + 0.02) - g(base));
      for (const [ox, oy] of [
        [0, 0],
        [0.1, 0.05],
        [-0.1, -0.05],
      ]) {
        const plane = planeAt(20 + ox, base + oy);
        const ring = projectRing(
          plane,
          Float64Array.of(20, base, 20.02, base, 20.02, base + 0.02, 20, base + 0.02),
          0,
          4,
        );
        let a = 0;
        for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
          a += (ring[j] * ring[i + 1] - ring[j + 1] * ring[i]) / 2;
        expect(Math.abs(a / want - 1)).toBeLessThan(3e-8);
      }
    }
  });

  it('knows where north is: a step north runs along it', () =>
    fc.assert(
      fc.property(lon, lat, near, near, (lon0, lat0, dx, dy) => {
        const plane = planeAt(lon0, lat0);
        const a = [0, 0];
        const b = [0, 0];
        plane.toPlane(lon0 + dx, lat0 + dy - 1e-4, a, 0);
        plane.toPlane(lon0 + dx, lat0 + dy + 1e-4, b, 0);
        const n = plane.north(lon0 + dx, lat0 + dy);
        const l = Math.hypot(b[0] - a[0], b[1] - a[1]);
        expect(Math.abs((b[0] - a[0]) / l - n[0])).toBeLessThan(1e-8);
        expect(Math.abs((b[1] - a[1]) / l - n[1])).toBeLessThan(1e-8);
      }),
    ));

  it('turns equal degrees into equal sines, exact at right angles and negated at +180°', () => {
    expect([0, 90, 180, 270, 360].map((d) => cosSinDeg(d).map((v) => v + 0))).toEqual([
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
      [1, 0],
    ]);
    fc.assert(
      fc.property(fc.integer({ min: -720, max: 720 }), (d) => {
        const [c, s] = cosSinDeg(d);
        const [c2, s2] = cosSinDeg(d + 180);
        expect([c2 + 0, s2 + 0]).toEqual([-c + 0, -s + 0]);
      }),
    );
  });
});

describe('cell keys', () => {
  it('grow by one digit a zoom and name the cell of a known place', () => {
    expect(quadkey(3, 5, 3)).toBe('213');
    expect(quadkeyAt(111, 27.5, 16).startsWith(quadkeyAt(111, 27.5, 10))).toBe(true);
  });
});
