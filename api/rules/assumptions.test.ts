import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assumptionSentence,
  DEFAULT_ASSUMPTIONS,
  type FootprintFields,
  footprintOf,
  type Look,
  MAX_REACH_M,
} from './assumptions.ts';
import { detailOf } from './profiles.ts';

const bare: FootprintFields = { type: null, azimuthDeg: null, hfovDeg: null, rangeM: null, nearM: null };
const camera = fc.record<FootprintFields>({
  type: fc.constantFrom(null, 'fixed', 'dome', 'ptz', 'panoramic'),
  azimuthDeg: fc.option(fc.double({ min: 0, max: 359.99, noNaN: true })),
  hfovDeg: fc.option(fc.double({ min: 1, max: 360, noNaN: true })),
  rangeM: fc.option(fc.double({ min: 0.1, max: 2000, noNaN: true })),
  nearM: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
});

describe('footprint of one camera at detail range', () => {
  it('a record with nothing but a position is an unaimed fixed camera of 60° and 30 m', () => {
    expect(footprintOf(bare)).toEqual({
      azimuthDeg: 0,
      hfovDeg: 360,
      nearM: 0,
      reachM: 30,
      p: 60 / 360,
      unaimed: true,
      assumptions: ['fixed.type', 'fixed.hfovDeg=60', 'fixed.rangeM=30'],
    });
  });
  it('an azimuth makes a fixed, dome or ptz camera certain, with its sector only', () => {
    for (const type of ['fixed', 'dome', 'ptz'] as const) {
      const f = footprintOf({ ...bare, type, azimuthDeg: 350 });
      expect(f).toMatchObject({ azimuthDeg: 350, hfovDeg: DEFAULT_ASSUMPTIONS.byType[type].hfovDeg, p: 1 });
    }
  });
  it('a ptz without a guard position looks through a 60° lens somewhere within 80 m', () => {
    expect(footprintOf({ ...bare, type: 'ptz' })).toMatchObject({ hfovDeg: 360, reachM: 80, p: 1 / 6, unaimed: true });
  });
  it('a panoramic camera without azimuth is a certain disc', () => {
    expect(footprintOf({ ...bare, type: 'panoramic' })).toMatchObject({
      hfovDeg: 360,
      reachM: 20,
      p: 1,
      unaimed: false,
    });
  });
  it('a dome that states 360° is certain without an azimuth', () => {
    expect(footprintOf({ ...bare, type: 'dome', hfovDeg: 360 })).toMatchObject({ p: 1, unaimed: false });
  });
  it('a near edge at or beyond the reach is an empty footprint that says so', () => {
    expect(footprintOf({ ...bare, type: 'dome', nearM: 25 })).toMatchObject({ empty: 'footprint.empty', reachM: 25 });
  });
  it('what is stated is never assumed, what is assumed is always named', () => {
    fc.assert(
      fc.property(camera, (c) => {
        const { assumptions } = footprintOf(c);
        expect(assumptions.some((a) => a.includes('.hfovDeg='))).toBe(c.hfovDeg === null);
        expect(assumptions.some((a) => a.includes('.rangeM='))).toBe(c.rangeM === null);
        expect(assumptions.includes('fixed.type')).toBe(c.type === null);
        for (const name of assumptions) expect(assumptionSentence(name).zh).not.toBe(name);
      }),
    );
  });
  it('p is 1 exactly for the certain and angle/360 for the unaimed, whose ground is their whole disc', () => {
    fc.assert(
      fc.property(camera, (c) => {
        const f = footprintOf(c);
        if ('empty' in f) return;
        const angle = c.hfovDeg ?? DEFAULT_ASSUMPTIONS.byType[c.type ?? 'fixed'].hfovDeg;
        expect(f.unaimed).toBe(c.azimuthDeg === null && angle < 360);
        expect(f.p).toBe(f.unaimed ? angle / 360 : 1);
        expect(f.hfovDeg).toBe(f.unaimed ? 360 : angle);
        expect(f.reachM).toBeGreaterThan(f.nearM);
      }),
    );
  });
});

/** Looked at with L px/m. */
const at = (pxPerM: number): Look => ({
  detail: { name: 'custom', profile: 'custom', pxPerM },
  table: DEFAULT_ASSUMPTIONS,
});
const named = (detail: string, profile: string): Look => {
  const found = detailOf({ detail, profile });
  if ('code' in found) throw new Error(found.code);
  return { detail: found, table: DEFAULT_ASSUMPTIONS };
};

describe('footprint of one camera at a detail of a profile', () => {
  const wide: FootprintFields = { ...bare, type: 'fixed', azimuthDeg: 90, hfovDeg: 85 };
  it('1920 px are assumed, named and reach 16.8 m at 62.5 px/m over 85°', () => {
    const f = footprintOf(wide, named('observe', 'iec-62676-4:2014'));
    expect(f).toMatchObject({ azimuthDeg: 90, hfovDeg: 85, nearM: 0, p: 1 });
    expect(f.reachM).toBeCloseTo(16.76, 2);
    expect(f.assumptions).toEqual(['fixed.resolutionH=1920']);
  });
  it('an assumed range neither cuts nor is counted; a range that is given cuts', () => {
    const monitor = named('monitor', 'iec-62676-4:2014');
    expect(footprintOf(wide, monitor).reachM).toBeCloseTo(83.8, 1);
    expect(footprintOf({ ...wide, rangeM: 40 }, monitor).reachM).toBe(40);
    expect(footprintOf({ ...wide, rangeM: 400 }, monitor).reachM).toBeCloseTo(83.8, 1);
  });
  it('height, tilt and vertical angle give the near edge and cut at the far edge', () => {
    const f = footprintOf({ ...wide, nearM: 1, heightM: 6, tiltDeg: 20, vfovDeg: 30, resolutionH: 20_000 }, at(25));
    expect(f.nearM).toBeCloseTo(8.57, 2);
    expect(f.reachM).toBeCloseTo(68.58, 2);
    expect(footprintOf({ ...wide, nearM: 1, heightM: 6, tiltDeg: 20 }, at(25)).nearM).toBe(1);
  });
  it('a ptz reaches and covers what its lens shows: assumed 60° where none is given', () => {
    const ptz: FootprintFields = { ...bare, type: 'ptz', azimuthDeg: 10 };
    const f = footprintOf(ptz, at(125));
    expect(f).toMatchObject({ hfovDeg: 60, assumptions: ['ptz.lensHfovDeg=60', 'ptz.resolutionH=1920'] });
    expect(f.reachM).toBeCloseTo(1920 / (2 * 125 * Math.tan(Math.PI / 6)), 9);
    expect(footprintOf({ ...ptz, lensHfovDeg: 4 }, at(125))).toMatchObject({ hfovDeg: 4 });
    const around = footprintOf({ ...ptz, hfovDeg: 360, resolutionH: 1000 }, at(125));
    expect(around).toMatchObject({ hfovDeg: 360, assumptions: ['ptz.lensHfovDeg=60'] });
  });
  it('a panoramic camera spreads its pixels over the circle', () => {
    const f = footprintOf({ ...bare, type: 'panoramic', resolutionH: 6000 }, at(25));
    expect(f.reachM).toBeCloseTo(6000 / (2 * Math.PI * 25), 9);
    expect(f.assumptions).toEqual(['panoramic.hfovDeg=360']);
  });
  it('what the view shows nowhere sharply enough, above the horizon or without end is empty, with its reason', () => {
    expect(footprintOf({ ...wide, heightM: 30, tiltDeg: 45 }, at(250))).toMatchObject({ empty: 'optics.too_coarse' });
    expect(footprintOf({ ...wide, nearM: 20 }, at(62.5))).toMatchObject({ empty: 'optics.too_coarse' });
    expect(footprintOf({ ...wide, heightM: 5, tiltDeg: -30, vfovDeg: 40 }, at(25))).toMatchObject({
      empty: 'optics.above_horizon',
    });
    expect(footprintOf({ ...wide, heightM: 5, tiltDeg: 90 }, at(25))).toMatchObject({ empty: 'optics.unbounded' });
    expect(footprintOf({ ...wide, nearM: 5, rangeM: 5 }, at(62.5))).toMatchObject({ empty: 'footprint.empty' });
  });
  it('more pixels, a narrower lens or a lower detail never shorten the reach', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 320, max: 8_000 }),
        fc.double({ min: 10, max: 170, noNaN: true }),
        fc.double({ min: 5, max: 500, noNaN: true }),
        (resolutionH, hfovDeg, l) => {
          const c: FootprintFields = { ...wide, resolutionH, hfovDeg };
          const { reachM } = footprintOf(c, at(l));
          expect(footprintOf({ ...c, resolutionH: resolutionH + 1 }, at(l)).reachM).toBeGreaterThan(reachM);
          expect(footprintOf({ ...c, hfovDeg: hfovDeg - 0.5 }, at(l)).reachM).toBeGreaterThan(reachM);
          expect(footprintOf(c, at(l * 1.01)).reachM).toBeLessThan(reachM);
        },
      ),
    );
  });
});

describe('values that cannot be', () => {
  const odd = fc.oneof(
    fc.constantFrom(null, Number.NaN, 0, -0, -1, 1e9, -1e9, Infinity, -Infinity, 5e-324),
    fc.double({ min: -400, max: 400 }),
  );
  const wild = fc.record<FootprintFields>({
    type: fc.constantFrom(null, 'fixed', 'dome', 'ptz', 'panoramic'),
    azimuthDeg: odd,
    hfovDeg: odd,
    rangeM: odd,
    nearM: odd,
    resolutionH: odd,
    lensHfovDeg: odd,
    vfovDeg: odd,
    tiltDeg: odd,
    heightM: odd,
  });
  const look = fc.constantFrom<Look | undefined>(undefined, at(12.5), at(125), at(1e-9), at(1e9));
  it('give a footprint the engine can measure, or an empty one that names its reason', () => {
    fc.assert(
      fc.property(wild, look, (camera, seen) => {
        const f = footprintOf(camera, seen);
        if ('empty' in f) {
          expect(f.empty).toMatch(/^(footprint|optics)\./);
          expect(Number.isFinite(f.nearM) && Number.isFinite(f.reachM)).toBe(true);
          return;
        }
        expect(f.nearM).toBeGreaterThanOrEqual(0);
        expect(f.reachM).toBeGreaterThan(f.nearM);
        expect(f.reachM).toBeLessThanOrEqual(MAX_REACH_M);
        expect(f.hfovDeg > 0 && f.hfovDeg <= 360).toBe(true);
        expect(f.p > 0 && f.p <= 1).toBe(true);
        expect(Number.isFinite(f.azimuthDeg)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
  it('hfov 0, range 0 or 1e9 and NaN name their field; the same record without them is measured', () => {
    for (const bad of [{ hfovDeg: 0 }, { rangeM: 0 }, { rangeM: 1e9 }, { nearM: -1 }, { azimuthDeg: Number.NaN }]) {
      const [field] = Object.keys(bad);
      expect(footprintOf({ ...bare, ...bad })).toMatchObject({ empty: 'footprint.bad_value', field });
    }
    expect('empty' in footprintOf(bare)).toBe(false);
  });
  it('optics that cannot be are no fault of a camera looked at by range', () => {
    const camera: FootprintFields = { ...bare, resolutionH: 0, tiltDeg: Number.NaN };
    expect('empty' in footprintOf(camera)).toBe(false);
    expect(footprintOf(camera, at(25))).toMatchObject({ empty: 'footprint.bad_value', field: 'resolutionH' });
  });
});
