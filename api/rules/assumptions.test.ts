import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumptionSentence, DEFAULT_ASSUMPTIONS, type FootprintFields, footprintOf } from './assumptions.ts';

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
