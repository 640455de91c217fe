import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TargetInput } from '#contract/target';
import { changesBetween, faultsByTarget, inherited, isSame, readDraft, readNumber, toDraft } from './target-draft.ts';

const words = { number: 'number', whole: 'whole', share: 'share', date: 'date' };
const target = (more: Partial<TargetInput> = {}): TargetInput => ({
  id: 'a',
  scope: { region: '43' },
  metric: 'coverage',
  measure: {},
  minimum: 0.6,
  ceiling: null,
  start: '2025-01-01',
  due: '2027-12-31',
  milestones: [],
  critical: false,
  owner: null,
  note: null,
  ...more,
});
const hundredths = fc.integer({ min: 1, max: 10_000 }).map((n) => n / 10_000);

describe('a target in a form', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(
        hundredths,
        fc.option(hundredths),
        fc.array(hundredths, { maxLength: 4 }),
        (minimum, ceiling, values) => {
          const milestones = values.map((value, i) => ({ date: `2026-0${i + 1}-30`, value, name: `M${i}` }));
          const before = target({ minimum, ceiling, milestones });
          const { target: after } = readDraft(toDraft(before), words);
          expect(isSame(before, after!)).toBe(true);
          expect(after!.minimum).toBeCloseTo(minimum, 12);
        },
      ),
    );
  });
  it('is typed in percent for shares and as a whole number for cameras', () => {
    expect(readDraft({ ...toDraft(target()), minimum: '72,5 %' }, words).target!.minimum).toBe(0.725);
    const cameras = toDraft(target({ metric: 'cameras', minimum: 40_164 }));
    expect(cameras.minimum).toBe('40164');
    expect(readDraft({ ...cameras, minimum: '40.5' }, words).faults).toEqual({ minimum: 'whole' });
    expect(readDraft({ ...toDraft(target()), minimum: '120' }, words).faults).toEqual({ minimum: 'share' });
    expect(readNumber('1e3')).toBeNull();
  });
  it('says of every field what is wrong with it, at once', () => {
    const draft = {
      ...toDraft(target()),
      minimum: '',
      due: 'soon',
      milestones: [{ key: 1, date: '', value: 'x', name: '' }],
    };
    expect(Object.keys(readDraft(draft, words).faults!).sort()).toEqual([
      'due',
      'milestones.0.date',
      'milestones.0.value',
      'minimum',
    ]);
  });
  it('gets the faults that the server found back to its own fields', () => {
    const found = faultsByTarget(
      [
        { path: 'targets[3].milestones[1].value', message: 'above the minimum', messageZh: '高于目标' },
        { path: 'targets.0.minimum', message: 'too much' },
        { path: 'body', message: 'x' },
      ],
      'zh',
    );
    expect([...found]).toEqual([
      [3, { 'milestones.1.value': '高于目标' }],
      [0, { minimum: 'too much' }],
    ]);
  });
});

describe('a list of targets', () => {
  it('changes nothing of itself, and says what was added, changed and removed', () => {
    const [a, b] = [target(), target({ id: 'b', metric: 'cameras', minimum: 10 })];
    expect(changesBetween([a, b], [b, a])).toEqual([]);
    const changes = changesBetween([a, b], [{ ...a, minimum: 0.7 }, target({ id: undefined })]);
    expect(changes.map(({ kind }) => kind)).toEqual(['changed', 'added', 'removed']);
  });
  it('stands in the order in which it is inherited, each with the target that it overrides', () => {
    const tree = new Map(
      [
        ['43', 'province', null],
        ['4301', 'city', '43'],
        ['430101', 'county', '4301'],
      ].map(([code, level, parentCode]) => [code!, { code: code!, level: level!, parentCode }]),
    );
    const list = [
      target({ id: 'exception', scope: { region: '430101' }, minimum: 0.5 }),
      target({ id: 'other metric', scope: { region: '4301' }, metric: 'onlineRate' }),
      target({ id: 'province' }),
      target({ id: 'level', scope: { level: 'province' } }),
    ];
    const placed = inherited(list, tree);
    expect(placed.map((p) => [p.target.id, p.depth, p.instead?.id ?? null])).toEqual([
      ['level', 0, null],
      ['province', 1, 'level'],
      ['other metric', 2, null],
      ['exception', 3, 'province'],
    ]);
  });
});
