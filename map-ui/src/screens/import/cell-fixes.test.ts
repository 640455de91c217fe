import { describe, expect, it } from 'vitest';
import type { ColumnMapping } from '#contract/import';
import type { Problem } from '#contract/problem';
import { countOf, editables, merged, put, without } from './cell-fixes.ts';

const column = (name: string, field: string): ColumnMapping => ({
  column: name,
  sample: null,
  field,
  sure: 'exact',
  fits: null,
  dropped: false,
});
const MAPPING = [column('经度', 'longitude'), column('纬度', 'latitude'), column('朝向', 'azimuthDeg')];
const problem = (more: Partial<Problem>): Problem => ({
  file: 'a.csv',
  row: 42,
  column: null,
  value: null,
  code: 'position.missing',
  message: '',
  messageZh: '',
  fix: '',
  fixZh: '',
  severity: 'error',
  ...more,
});

describe('cells mended by hand', () => {
  it('are collected, counted, changed and dropped without touching what was there', () => {
    const one = put({}, '42', '朝向', '45');
    const two = put(one, '42', '经度', '');
    expect([countOf({}), countOf(one), countOf(two)]).toEqual([0, 1, 2]);
    expect(put(put(two, '42', '经度', null), '42', '朝向', null)).toEqual({});
    expect(one).toEqual({ '42': { 朝向: '45' } });
  });
  it('join those of before, cell by cell', () => {
    expect(merged({ '1': { a: '1', b: '2' } }, { '1': { b: '3' }, '2': { a: '' } })).toEqual({
      '1': { a: '1', b: '3' },
      '2': { a: '' },
    });
    expect(without({ a: { x: '1', y: '2' } }, 'a', 'x')).toEqual({ a: { y: '2' } });
  });
});

describe('what a problem offers to write anew', () => {
  it('is its own cell', () => {
    const own = problem({
      code: 'camera.azimuth.unclear',
      column: '朝向',
      value: '约45',
      proposal: '45',
      severity: 'warning',
    });
    expect(editables(own, MAPPING)).toEqual([{ column: '朝向', value: '约45', proposal: '45' }]);
  });
  it('is both halves of a position that is exchanged or missing', () => {
    const swapped = problem({
      code: 'position.swapped',
      column: '纬度',
      value: '27.3, 111.5',
      proposal: '111.5, 27.3',
    });
    expect(editables(swapped, MAPPING)).toEqual([
      { column: '经度', value: '27.3', proposal: '111.5' },
      { column: '纬度', value: '111.5', proposal: '27.3' },
    ]);
    expect(editables(problem({ column: '经度' }), MAPPING).map(({ column }) => column)).toEqual(['经度', '纬度']);
  });
  it('is one half where only that is no number, also with a comma in it', () => {
    const comma = problem({ code: 'position.number', column: '经度', value: '111,333', proposal: '111.333' });
    expect(editables(comma, MAPPING)).toEqual([{ column: '经度', value: '111,333', proposal: '111.333' }]);
  });
  it('is nothing for a note, a file as a whole, or a column that is not read', () => {
    expect(editables(problem({ severity: 'note' }), MAPPING)).toEqual([]);
    expect(editables(problem({ row: null }), MAPPING)).toEqual([]);
    expect(editables(problem({ code: 'region.overlap', column: null }), MAPPING)).toEqual([]);
  });
});
