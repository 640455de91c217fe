// The metrics of a figure with their values, what they are made of, and why there is none.
import { describe, expect, it } from 'vitest';
import type { Figure } from '#contract/figure';
import { figureMetric, figurePart, valueOfParts } from './metrics.ts';

const figure = (more: Partial<Figure> = {}): Figure =>
  ({
    basis: 'public-space',
    demandM2: 1000,
    coveredM2: 400,
    likelyM2: 500,
    depthM2: [400, 100, 0, 0],
    likelyDepthM2: [500, 150, 10, 0],
    highDepthM2: [600, 200, 20, 0],
    leaves: 2,
    leavesMeasured: 2,
    classes: [
      { class: 'road', demandM2: 600, coveredM2: 100, likelyM2: 150, coveredHighM2: 200 },
      { class: 'school', demandM2: 200, coveredM2: 180, likelyM2: 190, coveredHighM2: 200 },
      { class: 'square', demandM2: 200, coveredM2: 120, likelyM2: 160, coveredHighM2: 180 },
    ],
    keyPlaces: { total: 8, covered: 6, coveredLow: 5, coveredHigh: 7, minShare: 0.5 },
    ...more,
  }) as Figure;
const made = (...given: Parameters<typeof figureMetric>) => {
  const { value, numerator, denominator } = figureMetric(...given);
  return [value, numerator, denominator];
};
const why = (...given: Parameters<typeof figureMetric>) => {
  const { value, numerator, denominator, reason, reasonZh } = figureMetric(...given);
  expect([value, numerator, denominator]).toEqual([null, null, null]);
  expect(reasonZh).toMatch(/\p{Script=Han}/u);
  return reason;
};

describe('coverage', () => {
  it('is the likely share, or the low one where the target says so', () => {
    expect(made('coverage', {}, figure())).toEqual([0.5, 500, 1000]);
    expect(made('coverage', { judgedBy: 'low' }, figure())).toEqual([0.4, 400, 1000]);
  });
  it('by k cameras is that of k', () => {
    expect(made('coverage', { k: 2 }, figure())).toEqual([0.15, 150, 1000]);
    expect(made('coverage', { k: 2, judgedBy: 'low' }, figure())).toEqual([0.1, 100, 1000]);
  });
  it('of some classes is the share of their ground only', () => {
    const of = { classes: ['school' as const, 'square' as const] };
    expect(made('coverage', of, figure())).toEqual([350 / 400, 350, 400]);
    expect(made('coverage', { ...of, judgedBy: 'low' }, figure())).toEqual([0.75, 300, 400]);
    expect(why('coverage', { classes: ['market'] }, figure())).toMatch(/these classes/);
  });
  it('has no value where nothing, or not all, is measured, where bases mix and where there is no ground', () => {
    const of = (more: Partial<Figure> | null) => why('coverage', {}, more === null ? null : figure(more));
    expect(of(null)).toMatch(/not measured yet/);
    expect(of({ leavesMeasured: 0 })).toMatch(/not measured yet/);
    expect(of({ leavesMeasured: 1 })).toMatch(/1 of 2/);
    expect(of({ basis: 'mixed', demandM2: null })).toMatch(/whole area.*public space/);
    expect(of({ basis: 'not-applicable', demandM2: 0 })).toMatch(/not applicable/);
  });
});

it('key places are counted, not their ground', () => {
  expect(made('keyPlaces', {}, figure())).toEqual([0.75, 6, 8]);
  expect(made('keyPlaces', { judgedBy: 'low' }, figure())).toEqual([5 / 8, 5, 8]);
  const none = figure({ keyPlaces: { total: 0, covered: 0, coveredLow: 0, coveredHigh: 0, minShare: 0.5 } });
  expect(why('keyPlaces', {}, none)).toMatch(/no key place/);
});

describe('of several regions', () => {
  const together = (...figures: (Figure | null)[]) =>
    valueOfParts(
      {},
      figures.map((one) => figurePart('coverage', {}, one)),
    );
  it('is the sum of numerators over that of denominators, with the least and the most that it may be', () => {
    const small = figure({ demandM2: 100, depthM2: [10, 0], likelyDepthM2: [60, 0], highDepthM2: [90, 0] } as never);
    expect(together(figure(), small)).toMatchObject({
      value: 560 / 1100,
      numerator: 560,
      denominator: 1100,
      low: 410 / 1100,
      high: 690 / 1100,
    });
  });
  it('has no value as long as one is not measured, and none of both bases', () => {
    expect(together(figure(), null)).toMatchObject({ value: null, low: null, high: null, why: 'not-measured' });
    expect(together(figure(), figure({ leavesMeasured: 1 }))).toMatchObject({ value: null, why: 'not-measured' });
    expect(together(figure(), figure({ basis: 'whole-area' }))).toMatchObject({ value: null, why: 'mixed' });
  });
  it('passes over those with nothing to judge', () => {
    const empty = figure({
      basis: 'not-applicable',
      demandM2: 0,
      depthM2: [0],
      likelyDepthM2: [0],
      highDepthM2: [0],
    } as never);
    expect(together(figure(), empty)).toMatchObject({ value: 0.5, numerator: 500, denominator: 1000 });
    expect(together(empty, empty)).toMatchObject({ value: null, why: 'nothing' });
  });
});
