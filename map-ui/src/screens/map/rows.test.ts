import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegionRow } from '../../api/figure-columns.ts';
import { formatFocus, parseFocus } from './focus.ts';
import { countClasses, defaultSort, levelsOf, matchesText, sortRows } from './rows.ts';

const row = (code: string, more: Partial<RegionRow> = {}): RegionRow => ({
  code,
  name: code,
  nameEn: null,
  level: 'village',
  parentCode: null,
  basis: 'public-space',
  measured: true,
  demandM2: 100,
  coveredM2: 10,
  likelyM2: 20,
  coveredHighM2: 30,
  cameras: 1,
  gapCount: 1,
  gapNeed: 1,
  overM2: 0,
  unaimed: 0,
  assumed: 0,
  leaves: 1,
  leavesMeasured: 1,
  expected: null,
  minimum: null,
  distance: null,
  attainment: null,
  grade: null,
  due: null,
  low: 0.1,
  likely: 0.2,
  high: 0.3,
  ...more,
});

describe('the rows of the map', () => {
  it('list levels from coarse to fine without the scope itself', () => {
    const rows = [
      row('1', { level: 'county' }),
      row('11', { level: 'township', parentCode: '1' }),
      row('111', { parentCode: '11' }),
    ];
    expect(levelsOf(rows, '1')).toEqual(['township', 'village']);
    expect(levelsOf(rows, null)).toEqual(['county', 'township', 'village']);
    expect(levelsOf([rows[2]], '111')).toEqual(['village']);
  });
  it('put what has no value last in both directions', () => {
    const rows = [row('a', { likely: null }), row('b', { likely: 0.9 }), row('c', { likely: 0.1 })];
    expect(sortRows(rows, 'likely').map((r) => r.code)).toEqual(['c', 'b', 'a']);
    expect(sortRows(rows, '-likely').map((r) => r.code)).toEqual(['b', 'c', 'a']);
  });
  it('are in the same order whatever order they came in', () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].map((code, i) => row(code, { likely: i % 2 ? 0.5 : null }));
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: 5 }), (mixed) => {
        expect(sortRows(mixed, '-likely')).toEqual(sortRows(rows, '-likely'));
      }),
    );
  });
  it('start with the furthest from target, or the least covered where no target is set', () => {
    expect(defaultSort([row('a')])).toBe('likely');
    expect(defaultSort([row('a'), row('b', { distance: -0.1 })])).toBe('distance');
  });
  it('are found by either name and by code', () => {
    const r = row('4305', { name: '麻溪村', nameEn: 'Maxi' });
    expect(['麻溪', 'max', '430', ''].every((text) => matchesText(r, text))).toBe(true);
    expect(matchesText(r, 'zzz')).toBe(false);
  });
  it('count each region of the level once', () => {
    const { counts, classes } = countClasses(
      [row('1', { level: 'county' }), row('11'), row('12', { likely: 0.9 })],
      'village',
      'cov',
    );
    expect([...counts]).toEqual([
      ['20', 1],
      ['80', 1],
    ]);
    expect(classes.size).toBe(3);
  });
});

describe('the focus', () => {
  it('is read back as it was written', () => {
    const id = fc.option(fc.string({ minLength: 1 }).filter((s) => !s.includes('~')));
    fc.assert(
      fc.property(fc.record({ region: id, gap: id, camera: id }), (focus) => {
        expect(parseFocus(formatFocus(focus))).toEqual(focus);
      }),
    );
  });
});
