import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSort, parseSort, rankRows } from './rank.ts';
import { regionRow } from './region-row.fixture.ts';

const by = (text: string) => parseSort(text, 'likely');
const codes = (rows: ReturnType<typeof rankRows>) => rows.map((r) => r.row.code).join('');

describe('the league table', () => {
  it('gives regions that show the same number one rank, and counts on behind them', () => {
    const rows = [
      regionRow('a', { likely: 0.1 }),
      regionRow('b', { likely: 0.20004 }),
      regionRow('c', { likely: 0.2 }),
      regionRow('d', { likely: 0.5 }),
    ];
    const ranked = rankRows(rows, by('likely'), 'en');
    expect(ranked.map((r) => [r.row.code, r.rank, r.tied])).toEqual([
      ['a', 1, false],
      ['c', 2, true],
      ['b', 2, true],
      ['d', 4, false],
    ]);
  });
  it('puts regions without a figure last in both directions, unranked and with the reason', () => {
    const rows = [
      regionRow('a', { leavesMeasured: 0, measured: false, likely: null }),
      regionRow('b', { likely: null, basis: 'not-applicable' }),
      regionRow('c', { likely: null, basis: 'mixed' }),
      regionRow('d', { leaves: 3, leavesMeasured: 2, measured: false, likely: 0.9 }),
      regionRow('e', { likely: 0.3 }),
    ];
    for (const sort of ['likely', '-likely']) {
      const ranked = rankRows(rows, by(sort), 'en');
      expect(codes(ranked)).toBe('eabcd');
      expect(ranked.map((r) => r.why)).toEqual([null, 'not-measured', 'not-applicable', 'mixed', 'partial']);
      expect(ranked.slice(1).every((r) => r.rank === null)).toBe(true);
    }
  });
  it('ranks by target only who has one', () => {
    const rows = [regionRow('a', { distance: null }), regionRow('b', { distance: -0.2, minimum: 0.6 })];
    const ranked = rankRows(rows, by('distance'), 'en');
    expect(ranked.map((r) => [r.row.code, r.rank, r.why])).toEqual([
      ['b', 1, null],
      ['a', null, 'no-target'],
    ]);
  });
  it('lists a region with few cameras without a rank where it is judged, and counts its gaps like any other', () => {
    const league = { trend: [], online: null, peers: 'small', rankMeaningful: true };
    const rows = [
      regionRow('a', { likely: 0.1, league: { ...league, unranked: 'few-cameras' } }),
      regionRow('b', { likely: 0.2, league: { ...league, unranked: null } }),
    ];
    expect(rankRows(rows, by('likely'), 'en').map((r) => [r.row.code, r.rank, r.why])).toEqual([
      ['b', 1, null],
      ['a', null, 'few-cameras'],
    ]);
    expect(rankRows(rows, by('gaps'), 'en').every((r) => r.rank !== null)).toBe(true);
  });
  it('says of a rank whose interval overlaps with its neighbours that it means little', () => {
    const league = { trend: [], online: null, peers: 'small', unranked: null };
    const rows = [
      regionRow('a', { likely: 0.1, league: { ...league, rankMeaningful: false } }),
      regionRow('b', { likely: 0.2, league: { ...league, rankMeaningful: true } }),
    ];
    expect(rankRows(rows, by('likely'), 'en').map((r) => r.meaningful)).toEqual([false, true]);
    expect(rankRows(rows, by('cameras'), 'en').map((r) => r.meaningful)).toEqual([true, true]);
  });
  it('orders grades by urgency, not by their words', () => {
    const rows = [
      regionRow('a', { grade: 'met' }),
      regionRow('b', { grade: 'veto' }),
      regionRow('c', { grade: 'notice' }),
      regionRow('d', { grade: 'warning' }),
    ];
    expect(codes(rankRows(rows, by('grade'), 'en'))).toBe('bdca');
  });
  it('sorts names as the language of the screen does', () => {
    const rows = [regionRow('1', { name: '张村', nameEn: 'Alpha' }), regionRow('2', { name: '安村', nameEn: 'Beta' })];
    expect(codes(rankRows(rows, by('name'), 'zh'))).toBe('21');
    expect(codes(rankRows(rows, by('name'), 'en'))).toBe('12');
  });
  it('does not depend on the order in which the rows came, and loses none', () => {
    const rows = Array.from({ length: 12 }, (_, i) =>
      regionRow(String.fromCharCode(97 + i), { likely: (i % 4) / 4, gapCount: i % 3 }),
    );
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        fc.constantFrom('likely', '-likely', 'gaps', '-gaps', 'open', 'name'),
        (mixed, sort) => {
          expect(codes(rankRows(mixed, by(sort), 'en'))).toBe(codes(rankRows(rows, by(sort), 'en')));
        },
      ),
    );
  });
  it('goes by distance to target, or by coverage where there is no target', () => {
    expect(defaultSort([regionRow('a')])).toBe('likely');
    expect(defaultSort([regionRow('a', { distance: 0 })])).toBe('distance');
  });
  it('falls back when a link names a column that does not exist', () => {
    expect(parseSort('-nonsense', 'likely')).toEqual({ column: 'likely', down: false });
    expect(parseSort('-gaps', 'likely')).toEqual({ column: 'gaps', down: true });
  });
});
