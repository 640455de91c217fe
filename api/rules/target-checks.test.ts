import { expect, it } from 'vitest';
import { sentencesOf } from './messages.ts';
import { type DatedTarget, targetFaults } from './target-checks.ts';

const target = (over: Partial<DatedTarget> = {}): DatedTarget => ({
  id: 'a',
  scope: { region: 'R' },
  metric: 'coverage',
  minimum: 0.6,
  start: '2026-01-01',
  due: '2026-12-31',
  ...over,
});
const found = (...targets: DatedTarget[]) => targetFaults(targets).map(({ path, code }) => `${path} ${code}`);

it('finds nothing wrong with a plain target, or with two that follow one another', () => {
  expect(found(target())).toEqual([]);
  expect(found(target(), target({ id: 'b', start: '2027-01-01', due: '2027-12-31' }))).toEqual([]);
  expect(found(target(), target({ id: 'b', metric: 'keyPlaces' }))).toEqual([]);
  expect(found(target(), target({ id: 'b', measure: { classes: ['school'] } }))).toEqual([]);
});

it('names everything that is wrong at once, with its place', () => {
  const wrong = target({
    minimum: 1.2,
    ceiling: 0.5,
    measure: { stage: 'installed' },
    milestones: [
      { date: '2026-06-30', value: 0.3 },
      { date: '2026-06-30', value: 3 },
      { date: '2027-06-30', value: 0.5 },
      { date: '2025-06-30', value: 0.5 },
    ],
  });
  expect(found(target({ id: 'x', metric: 'keyPlaces' }), wrong).sort()).toEqual(
    [
      'targets.1.minimum target.above_one',
      'targets.1.ceiling target.ceiling_low',
      'targets.1.milestones.1.date target.milestone_order',
      'targets.1.milestones.1.value target.above_one',
      'targets.1.milestones.2.date target.milestone_late',
      'targets.1.milestones.3.date target.milestone_early',
      'targets.1.milestones.3.date target.milestone_order',
      'targets.1.measure.stage target.measure_unused',
    ].sort(),
  );
});

it('refuses two targets on one scope and metric at one time, and one id twice', () => {
  expect(found(target(), target({ id: 'b' }))).toEqual(['targets.1 target.doubled']);
  expect(found(target(), target({ scope: { level: 'village' } }))).toEqual(['targets.1.id target.id_repeated']);
});

it('wants whole cameras, a due date after the start, and what a village has to reach', () => {
  expect(found(target({ metric: 'cameras', minimum: 1.5 }))).toEqual(['targets.0.minimum target.not_whole']);
  expect(found(target({ due: '2025-12-31' }))).toEqual(['targets.0.due target.dates']);
  expect(found(target({ metric: 'villagesAtTarget' }))).toEqual(['targets.0.measure.ofMinimum target.of_minimum']);
});

it('says each fault in both languages', () => {
  const wrong = target({ minimum: 2, due: '2025-01-01', metric: 'filedRate', measure: { k: 2 } });
  for (const { code, params } of targetFaults([wrong])) {
    const { en, zh } = sentencesOf(code, params);
    expect(en.fix && zh.fix && en.message && zh.message).toBeTruthy();
  }
});
