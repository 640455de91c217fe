import { expect, it } from 'vitest';
import type { Figure } from '#contract/figure';
import { metricOf, type RegionFacts } from './metrics.ts';

const figure = (over: Partial<Figure> = {}): Figure =>
  ({
    basis: 'public-space',
    demandM2: 1_000,
    coveredM2: 400,
    likelyM2: 500,
    depthM2: [400, 100],
    likelyDepthM2: [500, 200],
    classes: [
      { class: 'school', demandM2: 100, coveredM2: 50, likelyM2: 80, coveredHighM2: 90 },
      { class: 'road', demandM2: 900, coveredM2: 350, likelyM2: 420, coveredHighM2: 500 },
    ],
    keyPlaces: { total: 4, covered: 3, coveredLow: 2, coveredHigh: 4, minShare: 0.5 },
    leaves: 1,
    leavesMeasured: 1,
    ...over,
  }) as Figure;
const facts = (over: Partial<RegionFacts> = {}): RegionFacts => ({
  code: 'R',
  figure: figure(),
  stages: { planned: 10, approved: 9, procured: 8, installed: 6, networked: 3, accepted: 2 },
  filed: 4,
  times: null,
  leaves: null,
  ...over,
});
const value = (metric: Parameters<typeof metricOf>[0]['metric'], measure = {}, over: Partial<RegionFacts> = {}) => {
  const { value: v, numerator, denominator } = metricOf({ metric, measure }, facts(over));
  return [v, numerator, denominator];
};

it('is numerator over denominator, by likely unless low is asked for, at any depth and of any classes', () => {
  expect(value('coverage')).toEqual([0.5, 500, 1_000]);
  expect(value('coverage', { judgedBy: 'low' })).toEqual([0.4, 400, 1_000]);
  expect(value('coverage', { k: 2 })).toEqual([0.2, 200, 1_000]);
  expect(value('coverage', { classes: ['school'] })).toEqual([0.8, 80, 100]);
  expect(value('keyPlaces')).toEqual([0.75, 3, 4]);
  expect(value('keyPlaces', { judgedBy: 'low' })).toEqual([0.5, 2, 4]);
});

it('counts cameras, and what part of the installed ones is networked and filed', () => {
  expect(value('cameras')).toEqual([6, 6, null]);
  expect(value('cameras', { stage: 'procured' })).toEqual([8, 8, null]);
  expect(value('networkedRate')).toEqual([0.5, 3, 6]);
  expect(value('filedRate')[0]).toBeCloseTo(2 / 3);
});

it('is none with the reason in both languages where there is nothing to judge', () => {
  const cases: [Parameters<typeof metricOf>[0]['metric'], Partial<RegionFacts>][] = [
    ['coverage', { figure: null }],
    ['coverage', { figure: figure({ basis: 'mixed' }) }],
    ['coverage', { figure: figure({ leaves: 3 }) }],
    ['coverage', { figure: figure({ basis: 'not-applicable', demandM2: 0 }) }],
    [
      'keyPlaces',
      { figure: figure({ keyPlaces: { total: 0, covered: 0, coveredLow: 0, coveredHigh: 0, minShare: 0.5 } }) },
    ],
    ['onlineRate', {}],
    ['networkedRate', { stages: { planned: 1, approved: 0, procured: 0, installed: 0, networked: 0, accepted: 0 } }],
    ['villagesAtTarget', { leaves: [] }],
  ];
  for (const [metric, over] of cases) {
    const judged = metricOf({ metric, measure: {} }, facts(over));
    expect(judged.value).toBeNull();
    expect(judged.reason && judged.reasonZh).toBeTruthy();
  }
});

it('leaves out of the share of villages those that cannot be judged', () => {
  const leaf = (likelyM2: number | null): RegionFacts =>
    facts({ figure: likelyM2 === null ? null : figure({ likelyM2 }) });
  const leaves = [leaf(700), leaf(600), leaf(599), leaf(null)];
  expect(value('villagesAtTarget', { ofMinimum: 0.6 }, { leaves })).toEqual([2 / 3, 2, 3]);
});
