import { describe, expect, it } from 'vitest';
import { csvCell, csvText, type ExportWords, exportTable } from './export.ts';
import { parseSort, rankRows } from './rank.ts';
import { regionRow } from './region-row.fixture.ts';

const words: ExportWords = {
  rank: '#',
  code: 'code',
  name: 'name',
  nameEn: 'nameEn',
  low: 'low',
  high: 'high',
  target: 'target',
  due: 'due',
  note: 'note',
  column: (id) => id,
  grade: (grade) => grade,
  basis: (basis) => basis,
  why: ({ why }) => why ?? '',
};

describe('the exported table', () => {
  it('holds the columns and rows on screen, in their order, with the numbers on screen', () => {
    const rows = [
      regionRow('b', {
        name: '乙',
        likely: 0.61414,
        low: 0.5,
        high: 0.7,
        distance: -0.1859,
        minimum: 0.8,
        due: '2027-01-01',
      }),
      regionRow('a', { likely: null, measured: false, leavesMeasured: 0, distance: null }),
    ];
    const table = exportTable(
      rankRows(rows, parseSort('likely', 'likely'), 'en'),
      ['likely', 'range', 'distance'],
      words,
    );
    expect(table).toEqual([
      ['#', 'code', 'name', 'nameEn', 'likely %', 'low %', 'high %', 'target %', 'due', 'distance', 'note'],
      [1, 'b', '乙', null, 61.4, 50, 70, 80, '2027-01-01', -18.6, null],
      [null, 'a', 'a', null, null, 10, 30, null, null, null, 'not-measured'],
    ]);
  });
  it('lets no name run as a formula and leaves negative numbers alone', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', ' =1', '＝1', '\t=1']) expect(csvCell(text)).toMatch(/^"?'/);
    expect(csvCell(-18.6)).toBe('-18.6');
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
  });
  it('begins with a byte order mark and ends each line with CR LF', () => {
    expect(
      csvText([
        ['a', 1],
        [null, '=x'],
      ]),
    ).toBe("\ufeffa,1\r\n,'=x\r\n");
  });
});
