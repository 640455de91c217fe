// Targets as rows, milestones as text, and which known target a row means.
import { describe, expect, it } from 'vitest';
import type { Target, TargetInput } from '#contract/target';
import { milestonesFrom, targetCells, withKnownIds } from './target-table.ts';

const row = (over: Partial<TargetInput> = {}): TargetInput => ({
  scope: { region: 'C' },
  metric: 'coverage',
  minimum: 0.6,
  due: '2026-12-31',
  ...over,
});
const known = (id: string, over: Partial<Target> = {}): Target => ({
  measure: {},
  ceiling: null,
  milestones: [],
  critical: false,
  owner: null,
  note: null,
  start: '2026-01-01',
  ...(row() as Pick<Target, 'scope' | 'metric' | 'minimum' | 'due'>),
  id,
  ...over,
});

describe('milestones as text', () => {
  const written = (milestones: TargetInput['milestones']) => targetCells(row({ milestones })).milestones as string;
  it('come back as they were', () => {
    const text = written([
      { date: '2026-03-31', value: 0, name: null },
      { date: '2026-06-30', value: 0.4, name: '第2阶段 · stage 2' },
    ]);
    expect(text).toBe('2026-03-31: 0; 2026-06-30: 0.4 第2阶段 · stage 2');
    expect(milestonesFrom(text)).toEqual([
      { date: '2026-03-31', value: '0', name: null },
      { date: '2026-06-30', value: '0.4', name: '第2阶段 · stage 2' },
    ]);
  });
  it('have no exponents, and no name that would end them or belong to the value', () => {
    expect(written([{ date: '2026-03-31', value: 1e-7, name: '% a;b|c\nd' }])).toBe('2026-03-31: 0.0000001 a,b,c,d');
  });
  it('are read as people write them', () => {
    expect(milestonesFrom('2026年6月30日：40％；2026/12/31 = 0.6 完成')).toEqual([
      { date: '2026年6月30日', value: '40％', name: null },
      { date: '2026/12/31', value: '0.6', name: '完成' },
    ]);
    expect(milestonesFrom('soon')).toBeNull();
  });
});

describe('a row without an id', () => {
  const ids = (rows: TargetInput[], standing: Target[]) =>
    withKnownIds(rows, standing, '2026-06-01').map(({ id, start }) => [id, start]);
  it('means the target of the same scope, metric, measure and time, and keeps its start', () => {
    expect(ids([row()], [known('a')])).toEqual([['a', '2026-01-01']]);
    expect(ids([row({ start: '2026-02-01', measure: { k: 1 } })], [known('a')])).toEqual([['a', '2026-02-01']]);
  });
  it('is new where scope, metric, measure or time are others', () => {
    const other = [
      row({ scope: { level: 'C' } }),
      row({ metric: 'keyPlaces' }),
      row({ measure: { k: 2 } }),
      row({ start: '2027-01-01', due: '2027-12-31' }),
    ];
    expect(withKnownIds(other, [known('a')], '2026-06-01')).toEqual(other);
  });
  it('means a target that no other row means', () => {
    expect(ids([row(), row()], [known('a')])).toEqual([
      ['a', '2026-01-01'],
      [undefined, undefined],
    ]);
    expect(ids([row(), row({ id: 'a' })], [known('a')])[0]).toEqual([undefined, undefined]);
  });
});
