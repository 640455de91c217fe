import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Figure } from '#contract/figure';
import { regionTree } from './region-tree.ts';
import {
  distinctSeeing,
  type FigureMeta,
  gapTally,
  type LeafNumbers,
  leafFigure,
  NO_CAMERAS,
  rollUp,
  rollUpTree,
} from './rollup.ts';

const meta: FigureMeta = {
  set: 'installed',
  detail: 'range',
  profile: null,
  k: 2,
  dataVersion: 7,
  computedAt: '2026-11-22T00:00:00Z',
};
const numbers = (demandM2: number, seen: number): LeafNumbers => ({
  demandM2,
  depthM2: Float64Array.of(seen, Math.floor(seen / 2)),
  likelyM2: Float64Array.of(seen, Math.floor(seen / 2)),
  highM2: Float64Array.of(seen, Math.floor(seen / 2)),
  overM2: 0,
  residualM: demandM2 * 1e-12,
  failedChecks: [],
  gapCount: 1,
  smallGapsM2: 3,
  labels: [],
  privateM2: null,
  places: [],
});
const leaf = (demand: number, seen: number, publicSpace = false): Figure =>
  leafFigure(
    numbers(demand, seen),
    publicSpace,
    { ...NO_CAMERAS, cameras: 2, devices: 3, unaimed: 1, assumptions: { 'fixed.type': 2 } },
    2,
    meta,
  );

describe('figures of parents', () => {
  it('a parent adds areas, so its share is weighted by ground and not the average of shares', () => {
    const parent = rollUp([leaf(100, 100), leaf(900, 0)], 4, meta);
    expect(parent).toMatchObject({ demandM2: 1000, coveredM2: 100, depthM2: [100, 50], cameras: 4, devices: 6 });
    expect(parent).toMatchObject({ gapCount: 2, smallGapsM2: 6, assumptions: { 'fixed.type': 4 }, leaves: 2 });
  });
  it('two bases below make a parent mixed: no area of its own, two parts', () => {
    const parent = rollUp([leaf(100, 40), leaf(50, 50, true)], 4, meta);
    expect(parent).toMatchObject({ basis: 'mixed', demandM2: null, coveredM2: null, likelyM2: null, depthM2: null });
    expect(parent.parts).toMatchObject([
      { basis: 'public-space', demandM2: 50, coveredM2: 50, leaves: 1 },
      { basis: 'whole-area', demandM2: 100, coveredM2: 40, leaves: 1 },
    ]);
  });
  it('a leaf without public space is not applicable and does not make its parent mixed', () => {
    const none = leaf(0, 0, true);
    expect(none.basis).toBe('not-applicable');
    expect(rollUp([none, leaf(100, 40)], 2, meta)).toMatchObject({ basis: 'whole-area', demandM2: 100, parts: null });
    expect(rollUp([none, none], 0, meta)).toMatchObject({ basis: 'not-applicable', demandM2: 0 });
  });
  it('a leaf not measured is missing, never zero', () => {
    expect(rollUp([null, leaf(100, 40)], 2, meta)).toMatchObject({ leaves: 2, leavesMeasured: 1, demandM2: 100 });
    expect(rollUp([null, null], 0, meta)).toMatchObject({ leavesMeasured: 0, demandM2: null, coveredM2: null });
  });
  it('any grouping of leaves into parents sums to the same total, and low ≤ likely ≤ high stays true', () => {
    const leaves = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(leaves, fc.nat(20), (list, cut) => {
        const figures = list.map(([a, b]) => leaf(a + b, a));
        const whole = rollUp(figures, 0, meta);
        const halves = [figures.slice(0, cut), figures.slice(cut)].map((half) => rollUp(half, 0, meta));
        expect(whole.demandM2).toBe(halves.reduce((sum, h) => sum + (h.demandM2 ?? 0), 0));
        expect(whole.cameras).toBe(halves[0]!.cameras + halves[1]!.cameras);
        expect(whole.coveredM2!).toBeLessThanOrEqual(whole.demandM2!);
        expect(whole.residualM).toBe(Math.max(...figures.map((f) => f.residualM)));
      }),
    );
  });
  it('pieces below 25 m² are summed, the others counted', () => {
    expect(gapTally([{ areaM2: 24.9 }, { areaM2: 25 }, { areaM2: 400 }, { areaM2: 0.1 }])).toEqual({
      gapCount: 2,
      smallGapsM2: 25,
    });
  });
});

describe('distinct cameras seeing a parent', () => {
  const codes = ['a1', 'a2', 'b1', 'b2', 'b3'];
  const tree = regionTree([
    { code: 'root', parentCode: null },
    { code: 'a', parentCode: 'root' },
    { code: 'b', parentCode: 'root' },
    ...codes.map((code) => ({ code, parentCode: code[0]! })),
  ]);
  it('equals a count of the distinct cameras, for any views', () => {
    const views = fc.array(fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1 }), { maxLength: 30 });
    fc.assert(
      fc.property(views, (cameras) => {
        const leafSeeing = new Map(codes.map((c) => [c, cameras.filter((v) => v.includes(c)).length]));
        const got = distinctSeeing(
          tree,
          leafSeeing,
          cameras.filter((v) => v.length > 1),
        );
        for (const region of ['root', 'a', 'b', ...codes]) {
          const below = tree.leavesUnder(region).map((l) => l.code);
          expect(got.get(region)).toBe(cameras.filter((v) => v.some((c) => below.includes(c))).length);
        }
      }),
    );
  });
  it('figures of every region of a tree come from its leaves', () => {
    const figures = rollUpTree(tree, new Map(codes.map((c) => [c, leaf(10, 5)])), [['a1', 'a2']], meta);
    expect(figures.get('root')).toMatchObject({ demandM2: 50, camerasSeeing: 9, leaves: 5, cameras: 10 });
    expect(figures.get('a')).toMatchObject({ demandM2: 20, camerasSeeing: 3 });
  });
});
