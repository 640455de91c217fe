// Every metric with its value, what it is made of, and why there is none.
import { describe, expect, it } from 'vitest';
import type { Figure } from '#contract/figure';
import type { StatusTimes } from '#contract/status';
import { metricOf, type RegionFacts } from './metrics.ts';

const figure = (more: Partial<Figure> = {}): Figure =>
  ({
    basis: 'public-space',
    demandM2: 1000,
    coveredM2: 400,
    likelyM2: 500,
    depthM2: [400, 100, 0, 0],
    likelyDepthM2: [500, 150, 10, 0],
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
const times = (more: Partial<StatusTimes> = {}): StatusTimes =>
  ({
    onlineS: 900,
    offlineS: 100,
    unknownS: 200,
    onlineRate: 0.9,
    intactRate: 0.75,
    reason: null,
    reasonZh: null,
    ...more,
  }) as StatusTimes;
const facts = (more: Partial<RegionFacts> = {}): RegionFacts => ({
  code: 'c',
  figure: figure(),
  stages: { planned: 120, approved: 110, procured: 100, installed: 80, networked: 60, accepted: 40 },
  filed: 20,
  times: times(),
  leaves: null,
  ...more,
});
const made = (...[target, given]: Parameters<typeof metricOf>) => {
  const { value, numerator, denominator } = metricOf(target, given);
  return [value, numerator, denominator];
};
const why = (...[target, given]: Parameters<typeof metricOf>) => {
  const { value, numerator, denominator, reason, reasonZh } = metricOf(target, given);
  expect([value, numerator, denominator]).toEqual([null, null, null]);
  expect(reasonZh).toMatch(/\p{Script=Han}/u);
  return reason;
};

describe('coverage', () => {
  it('is the likely share, or the low one where the target says so', () => {
    expect(made({ metric: 'coverage', measure: {} }, facts())).toEqual([0.5, 500, 1000]);
    expect(made({ metric: 'coverage', measure: { judgedBy: 'low' } }, facts())).toEqual([0.4, 400, 1000]);
  });
  it('by k cameras is that of k', () => {
    expect(made({ metric: 'coverage', measure: { k: 2 } }, facts())).toEqual([0.15, 150, 1000]);
    expect(made({ metric: 'coverage', measure: { k: 2, judgedBy: 'low' } }, facts())).toEqual([0.1, 100, 1000]);
  });
  it('of some classes is the share of their ground only', () => {
    const of = { classes: ['school' as const, 'square' as const] };
    expect(made({ metric: 'coverage', measure: of }, facts())).toEqual([350 / 400, 350, 400]);
    expect(made({ metric: 'coverage', measure: { ...of, judgedBy: 'low' } }, facts())).toEqual([0.75, 300, 400]);
    expect(why({ metric: 'coverage', measure: { classes: ['market'] } }, facts())).toMatch(/these classes/);
  });
  it('has no value where nothing, or not all, is measured, where bases mix and where there is no ground', () => {
    const of = (more: Partial<Figure> | null) =>
      why({ metric: 'coverage', measure: {} }, facts({ figure: more === null ? null : figure(more) }));
    expect(of(null)).toMatch(/not measured yet/);
    expect(of({ leavesMeasured: 0 })).toMatch(/not measured yet/);
    expect(of({ leavesMeasured: 1 })).toMatch(/1 of 2/);
    expect(of({ basis: 'mixed', demandM2: null })).toMatch(/whole area.*public space/);
    expect(of({ basis: 'not-applicable', demandM2: 0 })).toMatch(/not applicable/);
  });
});

it('key places are counted, not their ground', () => {
  expect(made({ metric: 'keyPlaces', measure: {} }, facts())).toEqual([0.75, 6, 8]);
  expect(made({ metric: 'keyPlaces', measure: { judgedBy: 'low' } }, facts())).toEqual([5 / 8, 5, 8]);
  const none = figure({ keyPlaces: { total: 0, covered: 0, coveredLow: 0, coveredHigh: 0, minShare: 0.5 } });
  expect(why({ metric: 'keyPlaces', measure: {} }, facts({ figure: none }))).toMatch(/no key place/);
});

it('cameras are counted at a stage or later, installed where none is named; a count has no denominator', () => {
  expect(made({ metric: 'cameras', measure: {} }, facts())).toEqual([80, 80, null]);
  expect(made({ metric: 'cameras', measure: { stage: 'procured' } }, facts())).toEqual([100, 100, null]);
});

it('networked and filed are shares of the installed', () => {
  expect(made({ metric: 'networkedRate', measure: {} }, facts())).toEqual([0.75, 60, 80]);
  expect(made({ metric: 'filedRate', measure: {} }, facts())).toEqual([0.25, 20, 80]);
  const none = facts({ stages: { planned: 5, approved: 0, procured: 0, installed: 0, networked: 0, accepted: 0 } });
  expect(why({ metric: 'networkedRate', measure: {} }, none)).toMatch(/no camera is installed/);
  expect(why({ metric: 'filedRate', measure: {} }, none)).toMatch(/no camera is installed/);
});

it('online is of known time, intact of all expected time', () => {
  expect(made({ metric: 'onlineRate', measure: {} }, facts())).toEqual([0.9, 900, 1000]);
  expect(made({ metric: 'intactRate', measure: {} }, facts())).toEqual([0.75, 900, 1200]);
  expect(why({ metric: 'onlineRate', measure: {} }, facts({ times: null }))).toMatch(/no states/);
  const unknown = times({ onlineRate: null, reason: 'nothing known', reasonZh: '未知' });
  expect(why({ metric: 'onlineRate', measure: {} }, facts({ times: unknown }))).toBe('nothing known');
});

describe('villages at target', () => {
  const leaf = (likely: number | null): RegionFacts =>
    facts({ figure: likely === null ? null : figure({ likelyDepthM2: [], likelyM2: likely * 1000 }) });
  const ask = { metric: 'villagesAtTarget', measure: { of: 'coverage', ofMinimum: 0.6 } } as const;
  it('are those that reach the minimum, of those that can be judged', () => {
    expect(made(ask, facts({ leaves: [leaf(0.6), leaf(0.59), leaf(0.9), leaf(null)] }))).toEqual([2 / 3, 2, 3]);
  });
  it('have no value where none can be judged', () => {
    expect(why(ask, facts({ leaves: [leaf(null), leaf(null)] }))).toMatch(/none of 2/);
  });
  it('may be about cameras', () => {
    const of = { of: 'cameras', ofMinimum: 100, stage: 'procured' } as const;
    expect(made({ metric: 'villagesAtTarget', measure: of }, facts({ leaves: [leaf(0.1)] }))).toEqual([1, 1, 1]);
  });
});
