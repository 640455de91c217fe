import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthAtDensityM, groundDistanceM, groundStripM, type Stance } from './optics.ts';
import { RAD } from './plane.ts';

const NOT_KNOWN: Stance = { heightM: null, tiltDeg: null, vfovDeg: null };
const resolution = fc.integer({ min: 100, max: 20_000 });
const angle = fc.double({ min: 1, max: 360, noNaN: true });
const density = fc.double({ min: 1, max: 2_000, noNaN: true });

describe('depth at a pixel density', () => {
  it('1920 px over 85° give 62.5 px/m up to 16.8 m and 125 px/m up to 8.4 m; 3840 px up to 33.5 m', () => {
    expect(depthAtDensityM(1920, 85, 62.5)).toBeCloseTo(16.76, 2);
    expect(depthAtDensityM(1920, 85, 125)).toBeCloseTo(8.38, 2);
    expect(depthAtDensityM(3840, 85, 62.5)).toBeCloseTo(33.52, 2);
  });
  it('a right angle sees 2 m of width for each metre of depth', () => {
    expect(depthAtDensityM(2000, 90, 100)).toBeCloseTo(10, 12);
  });
  it('a panoramic camera shares its pixels over the whole circle: R / (2π·L)', () => {
    expect(depthAtDensityM(6000, 360, 25)).toBeCloseTo(6000 / (2 * Math.PI * 25), 12);
    expect(depthAtDensityM(6000, 180, 25)).toBeCloseTo(6000 / (Math.PI * 25), 12);
  });
  it('falls with the density and rises with the resolution', () => {
    fc.assert(
      fc.property(resolution, angle, density, fc.double({ min: 1.001, max: 5, noNaN: true }), (r, h, l, more) => {
        expect(depthAtDensityM(r, h, l * more)).toBeLessThan(depthAtDensityM(r, h, l));
        expect(depthAtDensityM(r * more, h, l)).toBeGreaterThan(depthAtDensityM(r, h, l));
      }),
    );
  });
  it('falls with the angle of the lens, among plane lenses and among fisheyes', () => {
    const below = fc.double({ min: 1, max: 178, noNaN: true });
    const from180 = fc.double({ min: 180, max: 359, noNaN: true });
    fc.assert(
      fc.property(
        resolution,
        fc.oneof(below, from180),
        density,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (r, h, l, d) => {
          expect(depthAtDensityM(r, h + d, l)).toBeLessThan(depthAtDensityM(r, h, l));
        },
      ),
    );
  });
});

describe('the strip of ground between the edges of the image', () => {
  it('H 6, T 20, v 30: 8.6 to 68.6 m on the ground and 6.1 to 49.2 m at 1.7 m', () => {
    const stance = { heightM: 6, tiltDeg: 20, vfovDeg: 30 };
    const ground = groundStripM(stance)!;
    expect(ground.nearM).toBeCloseTo(8.57, 2);
    expect(ground.farM).toBeCloseTo(68.58, 2);
    const eyes = groundStripM(stance, 1.7)!;
    expect(eyes.nearM).toBeCloseTo(6.14, 2);
    expect(eyes.farM).toBeCloseTo(49.15, 2);
  });
  it('H 5, T 15, v 50: from 6.0 m to the horizon', () => {
    const strip = groundStripM({ heightM: 5, tiltDeg: 15, vfovDeg: 50 })!;
    expect(strip.nearM).toBeCloseTo(5.96, 2);
    expect(strip.farM).toBe(Infinity);
  });
  it('a lower edge that looks straight down or behind sees the foot of the pole', () => {
    expect(groundStripM({ heightM: 5, tiltDeg: 75, vfovDeg: 30 })!.nearM).toBe(0);
    expect(groundStripM({ heightM: 5, tiltDeg: 90, vfovDeg: 40 })!.nearM).toBe(0);
  });
  it('an upper edge at the horizon never ends, a lower edge at the horizon never begins', () => {
    expect(groundStripM({ heightM: 5, tiltDeg: 15, vfovDeg: 30 })!.farM).toBe(Infinity);
    expect(groundStripM({ heightM: 5, tiltDeg: -15, vfovDeg: 30 })!.nearM).toBe(Infinity);
  });
  it('a lens that is not above the plane begins at 0, and sees none of it when it looks down', () => {
    expect(groundStripM({ heightM: 1.5, tiltDeg: 30, vfovDeg: 20 }, 1.7)).toEqual({ nearM: 0, farM: 0 });
    expect(groundStripM({ heightM: 0, tiltDeg: 5, vfovDeg: 20 })).toEqual({ nearM: 0, farM: Infinity });
  });
  it('is not known unless height, tilt and vertical angle are', () => {
    expect(groundStripM({ ...NOT_KNOWN, heightM: 6, tiltDeg: 20 })).toBeNull();
    expect(groundStripM({ ...NOT_KNOWN, tiltDeg: 20, vfovDeg: 30 })).toBeNull();
    expect(groundStripM({ ...NOT_KNOWN, heightM: 6, vfovDeg: 30 })).toBeNull();
  });
  it('begins no farther than it ends', () => {
    const stance = fc.record({
      heightM: fc.double({ min: 0, max: 100, noNaN: true }),
      tiltDeg: fc.double({ min: 0, max: 90, noNaN: true }),
      vfovDeg: fc.double({ min: 1, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(stance, (s) => {
        const { nearM, farM } = groundStripM(s)!;
        expect(nearM).toBeGreaterThanOrEqual(0);
        expect(farM).toBeGreaterThanOrEqual(nearM);
      }),
    );
  });
});

describe('distance on the ground of a depth along the axis', () => {
  it('is the depth itself where height or tilt is not known', () => {
    expect(groundDistanceM(17, NOT_KNOWN)).toBe(17);
    expect(groundDistanceM(17, { ...NOT_KNOWN, heightM: 6 })).toBe(17);
    expect(groundDistanceM(17, { ...NOT_KNOWN, tiltDeg: 6 })).toBe(17);
  });
  it('H 6, T 30, depth 20: (20 − 6/2) / cos 30° = 19.63 m', () => {
    expect(groundDistanceM(20, { heightM: 6, tiltDeg: 30, vfovDeg: null })).toBeCloseTo(17 / Math.cos(Math.PI / 6), 12);
  });
  it('is negative where the depth ends before it meets the ground', () => {
    expect(groundDistanceM(2, { heightM: 10, tiltDeg: 45, vfovDeg: null })).toBeLessThan(0);
  });
  it('straight down it is all or nothing', () => {
    expect(groundDistanceM(12, { heightM: 10, tiltDeg: 90, vfovDeg: null })).toBe(Infinity);
    expect(groundDistanceM(8, { heightM: 10, tiltDeg: 90, vfovDeg: null })).toBe(-Infinity);
  });
});

describe('the sector lies inside the true line of equal density', () => {
  /** px/m across the view that a lens gives an object at a point of the ground, from the projection itself: a step to
   * the side at constant depth, projected through the pinhole before and after. */
  function trueDensity(resolutionH: number, lensHfovDeg: number, stance: Stance, r: number, theta: number): number {
    const tilt = (stance.tiltDeg ?? 0) * RAD;
    const drop = stance.heightM ?? 0;
    const [x, y] = [r * Math.cos(theta), r * Math.sin(theta)];
    const depth = x * Math.cos(tilt) + drop * Math.sin(tilt);
    const focalPx = resolutionH / 2 / Math.tan((lensHfovDeg / 2) * RAD);
    const step = 1e-3;
    return (focalPx * ((y + step) / depth) - focalPx * (y / depth)) / step;
  }
  it('every point of it that is in front of the lens has at least the density asked for', () => {
    const stance = fc.record<Stance>({
      heightM: fc.double({ min: 1, max: 40, noNaN: true }),
      tiltDeg: fc.double({ min: 0, max: 80, noNaN: true }),
      vfovDeg: fc.constant(null),
    });
    fc.assert(
      fc.property(
        resolution,
        fc.double({ min: 5, max: 170, noNaN: true }),
        density,
        fc.oneof(stance, fc.constant(NOT_KNOWN)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (r, h, l, s, part, side) => {
          const d = groundDistanceM(depthAtDensityM(r, h, l), s);
          fc.pre(d > 0.01 && Number.isFinite(d));
          const at = d * Math.max(0.001, part);
          const seen = trueDensity(r, h, s, at, (side * h * RAD) / 2);
          expect(seen).toBeGreaterThanOrEqual(l * (1 - 1e-6));
        },
      ),
      { numRuns: 2_000 },
    );
  });
  it('its tip on the axis has just that density', () => {
    const s: Stance = { heightM: 6, tiltDeg: 20, vfovDeg: null };
    const d = groundDistanceM(depthAtDensityM(1920, 60, 25), s);
    expect(trueDensity(1920, 60, s, d, 0)).toBeCloseTo(25, 6);
  });
});
