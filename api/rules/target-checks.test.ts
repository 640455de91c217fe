// What is refused in a list of targets, all at once and each with its place.
import { describe, expect, it } from 'vitest';
import { TARGET_MESSAGES } from './messages.targets.ts';
import { sentencesOf } from './messages.ts';
import { type DatedTarget, targetFaults } from './target-checks.ts';

const of = (over: Partial<DatedTarget> = {}): DatedTarget => ({
  scope: { region: 'C' },
  metric: 'coverage',
  minimum: 0.6,
  start: '2026-01-01',
  due: '2026-12-31',
  ...over,
});
const faults = (...targets: DatedTarget[]) => targetFaults(targets).map(({ path, code }) => `${path} ${code}`);
const only = (over: Partial<DatedTarget>) => faults(of(over));
const milestone = (date: string, value = 0.3) => ({ date, value });

it('a target as it should be has no fault, one for every metric', () => {
  const all = [
    of({ milestones: [milestone('2026-01-01', 0), milestone('2026-06-30'), milestone('2026-12-31', 0.6)] }),
    of({ metric: 'cameras', minimum: 1200, measure: { stage: 'networked' }, ceiling: 1500 }),
    of({ metric: 'keyPlaces', measure: { judgedBy: 'low' } }),
    of({ metric: 'onlineRate' }),
    of({ metric: 'intactRate', minimum: 0.98 }),
    of({ metric: 'networkedRate', minimum: 1 }),
    of({ metric: 'filedRate', minimum: 1 }),
    of({ metric: 'villagesAtTarget', minimum: 0.8, measure: { of: 'coverage', ofMinimum: 0.6 } }),
  ];
  expect(faults(...all)).toEqual([]);
});

describe('is refused:', () => {
  it.each<[string, Partial<DatedTarget>, string]>([
    [
      'a milestone after the due date',
      { milestones: [milestone('2027-01-01')] },
      '.milestones.0.date target.milestone_late',
    ],
    [
      'a milestone before the start',
      { milestones: [milestone('2025-12-31')] },
      '.milestones.0.date target.milestone_early',
    ],
    [
      'milestones out of order',
      { milestones: [milestone('2026-06-30'), milestone('2026-03-31')] },
      '.milestones.1.date target.milestone_order',
    ],
    [
      'two milestones on one day',
      { milestones: [milestone('2026-06-30'), milestone('2026-06-30')] },
      '.milestones.1.date target.milestone_order',
    ],
    ['a milestone above 100 %', { milestones: [milestone('2026-06-30', 40)] }, '.milestones.0.value target.above_one'],
    ['a target above 100 %', { minimum: 60 }, '.minimum target.above_one'],
    ['a ceiling above 100 %', { ceiling: 1.2 }, '.ceiling target.above_one'],
    ['a ceiling below the minimum', { ceiling: 0.5 }, '.ceiling target.ceiling_low'],
    ['half a camera', { metric: 'cameras', minimum: 10.5 }, '.minimum target.not_whole'],
    ['a due date before the start', { due: '2025-06-30' }, '.due target.dates'],
    ['a stage of a coverage', { measure: { stage: 'installed' } }, '.measure.stage target.measure_unused'],
    ['a k of key places', { metric: 'keyPlaces', measure: { k: 2 } }, '.measure.k target.measure_unused'],
    [
      'villages without what they have to reach',
      { metric: 'villagesAtTarget' },
      '.measure.ofMinimum target.of_minimum',
    ],
    [
      'villages that have to reach 6,000 %',
      { metric: 'villagesAtTarget', measure: { ofMinimum: 60 } },
      '.measure.ofMinimum target.above_one',
    ],
  ])('%s', (_name, over, fault) => {
    expect(only(over)).toEqual([`targets.0${fault}`]);
  });
  it('two targets on one scope, metric and time, both named, also when one says what is meant anyway', () => {
    const [fault] = targetFaults([of({ id: 'a' }), of({ id: 'b', measure: { k: 1, set: 'installed' } })]);
    expect(fault).toMatchObject({ path: 'targets.1', code: 'target.doubled', params: { id: 'b', other: 'a' } });
  });
  it('one that is about the same as a target that stays in force', () => {
    const stays = of({ id: 'stays' });
    expect(targetFaults([of({ id: 'new' })], [stays])).toMatchObject([
      { code: 'target.doubled', params: { id: 'new', other: 'stays' } },
    ]);
    expect(targetFaults([], [stays, { ...stays, id: 'too' }])).toEqual([]);
  });
  it('an id that is given twice', () => {
    expect(faults(of({ id: 'a' }), of({ id: 'a', metric: 'keyPlaces' }))).toEqual(['targets.1.id target.id_repeated']);
  });
  it('everything at once', () => {
    const bad = of({ minimum: 60, ceiling: 50, due: '2025-06-30', milestones: [milestone('2027-01-01', 2)] });
    expect(faults(of({ metric: 'filedRate' }), bad)).toEqual([
      'targets.1.due target.dates',
      'targets.1.minimum target.above_one',
      'targets.1.ceiling target.ceiling_low',
      'targets.1.ceiling target.above_one',
      'targets.1.milestones.0.date target.milestone_late',
      'targets.1.milestones.0.value target.above_one',
    ]);
  });
});

it('one target may follow another, and others may count otherwise', () => {
  const next = of({ start: '2027-01-01', due: '2027-12-31' });
  expect(faults(of(), next, of({ measure: { k: 2 } }), of({ scope: { level: 'C' } }))).toEqual([]);
});

it('every fault has its sentence in both languages', () => {
  const bad = [of({ id: 'a', minimum: 60, ceiling: 1 }), of({ id: 'a', milestones: [milestone('2027-01-01', 2)] })];
  for (const { code, params } of targetFaults(bad)) {
    const { en, zh } = sentencesOf(code, params);
    expect(`${en.message}${en.fix}${zh.message}${zh.fix}`).not.toMatch(/\{\w+\}/);
  }
  expect(TARGET_MESSAGES['target.above_one']!.en.fix).toMatch(/100 % is written 1/);
});
