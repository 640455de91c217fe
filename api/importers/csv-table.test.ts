import { describe, expect, it } from 'vitest';
import { parseMemory } from './parse-memory.ts';

const read = async (text: string) => {
  const { summary, rows, problems } = await parseMemory(text, { kind: 'cameras' });
  return {
    ids: rows.map(({ row, id }) => `${row} ${id}`),
    said: problems.filter(({ row }) => row !== null).map(({ row, code, severity }) => `${row} ${code} ${severity}`),
    rows: summary.rows,
  };
};
const HEAD = 'id,name,lon,lat,height\n';

describe('what of a CSV is no row of its table', () => {
  it('units below the header; a first row that only begins like them is one', async () => {
    expect(await read(`${HEAD},,°,°,m\n1,a,113.5,29.5,6\n`)).toEqual({ ids: ['3 1'], said: [], rows: 1 });
    expect(await read(`${HEAD}m,a,113.5,29.5,6\n`)).toMatchObject({ ids: ['2 m'] });
  });
  it.each([['合计,2,,,'], ['总计：2个'], ['Total,2,,,'], ['Total: 2 rows'], [',Grand total,,,12']])(
    'a sum at the end (%s), which is said',
    async (sum) => {
      expect(await read(`${HEAD}1,a,113.5,29.5,6\n2,b,113.6,29.5,6\n${sum}\n`)).toEqual({
        ids: ['2 1', '3 2'],
        said: ['4 row.sum note'],
        rows: 3,
      });
    },
  );
  it('a camera at a station that is called so is none', async () => {
    expect((await read(`${HEAD}Total,Total,113.5,29.5,6\nSum 1,,113.5,29.5,6\n`)).ids).toEqual(['2 Total', '3 Sum 1']);
  });
  it('the end of file that DOS wrote', async () => {
    expect(await read(`${HEAD}1,a,113.5,29.5,6\n\u001a`)).toEqual({ ids: ['2 1'], said: [], rows: 1 });
  });
  it('a sentence at the end is a row without a position, and said', async () => {
    expect((await read(`${HEAD}1,a,113.5,29.5,6\n\n制表人：张三\n`)).said).toEqual(['4 position.missing error']);
  });
});
