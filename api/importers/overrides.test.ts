import { expect, it } from 'vitest';
import { parseMemory } from './parse-memory.ts';
import type { ParseRequest } from './types.ts';

const parse = (text: string, options: ParseRequest['options'], more: Pick<ParseRequest, 'recipes'> = {}) =>
  parseMemory(text, { kind: 'cameras', fileName: 'list.csv', options, ...more });

const LIST = 'id,lon,lat,类型,朝向\nA,113.5,29.5,神眼,路口\nB,113.6,29.6,神眼,90\nC,,,枪机,路口\n';

it('a value is replaced wherever it stands in its column, a fix in one row wins over it', async () => {
  const { rows, problems } = await parse(LIST, {
    values: { 类型: { 神眼: 'ptz' }, 朝向: { 路口: '' } },
    fixes: { '3': { 类型: 'dome' }, '4': { lon: '113.7', lat: '29.7' } },
  });
  expect(rows.map(({ id, fields }) => [id, fields.type, fields.azimuthDeg, fields.longitude])).toEqual([
    ['A', 'ptz', null, 113.5],
    ['B', 'dome', 90, 113.6],
    ['C', 'fixed', null, 113.7],
  ]);
  expect(problems.filter(({ severity }) => severity !== 'note')).toEqual([]);
});

it('a cell keeps its problem as long as nobody has agreed to what is proposed', async () => {
  const list = 'id,lon,lat,type\nA,113.5,29.5,高清球\n';
  const [asIs, repaired] = [await parse(list, {}), await parse(list, { repairs: ['camera.type.unknown'] })];
  expect(asIs.rows[0]!.fields.type).toBe(null);
  expect(asIs.problems.find(({ code }) => code === 'camera.type.unknown')?.proposal).toBe('ptz');
  expect(repaired.rows[0]!.fields.type).toBe('ptz');
  expect(repaired.summary.problemCounts).toMatchObject({ 'repair.applied': 1 });
  expect(repaired.summary.problemCounts).not.toHaveProperty('camera.type.unknown');
});

it('columns without a telling name are recognised by their cells, and said to be a guess', async () => {
  const list = `甲,乙,丙,丁,戊\n${Array.from({ length: 5 }, (_, i) => `4305221320000100000${i + 1},113.51${i}4,29.4${i}88,球机,东北`).join('\n')}\n`;
  const { rows, summary } = await parse(list, {});
  expect(rows).toHaveLength(5);
  expect(summary.mapping.map(({ field, sure }) => [field, sure])).toEqual(
    ['id', 'longitude', 'latitude', 'type', 'azimuthDeg'].map((field) => [field, 'guess']),
  );
  expect(rows[0]!.fields).toMatchObject({ type: 'ptz', azimuthDeg: 45, longitude: 113.5104 });
});

it('how well the cells fit their field is said', async () => {
  const { summary } = await parse('id,lon,lat,高度\nA,113.5,29.5,三层\nB,113.5,29.6,6\n', {});
  expect(summary.mapping.at(-1)).toMatchObject({ field: 'heightM', fits: 0.5 });
});

it('a recipe is taken when its columns are those of the file, in any order, and its options are below those given', async () => {
  const recipe = {
    id: 'r1',
    columns: ['东', '编', '北'],
    options: { mapping: { 编: 'id', 东: 'longitude', 北: 'latitude' }, crs: 'gcj02' },
  };
  const list = '编,东,北\nA,113.5,29.5\n';
  const [used, other, none, own] = [
    await parse(list, {}, { recipes: [recipe] }),
    await parse(`${list.replace('编,', '编号,')}`, {}, { recipes: [recipe] }),
    await parse(list, { recipe: '' }, { recipes: [recipe] }),
    await parse(list, { crs: 'wgs84' }, { recipes: [recipe] }),
  ];
  expect([used.summary.recipe, used.summary.crs]).toEqual(['r1', 'gcj02']);
  expect(other.summary.recipe).toBe(null);
  expect(none.summary.recipe).toBe(null);
  expect([own.summary.recipe, own.summary.crs]).toEqual(['r1', 'wgs84']);
});
