// A table of targets: what it may say, in which words, what is refused cell by cell, and that what leaves comes back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TARGET_FIELDS } from '#contract/import-fields';
import { Target, type TargetInput, TargetInput as TargetSchema } from '#contract/target';
import { csvTextCell } from '#rules/formula-guard';
import { targetCells } from '#rules/target-table';
import { parseMemory } from './parse-memory.ts';

const read = (text: string) => parseMemory(text, { kind: 'targets', fileName: 'targets.csv' });
const targetsOf = async (text: string) => (await read(text)).rows.map(({ target }) => target);
const said = async (text: string) =>
  (await read(text)).problems.filter(({ severity }) => severity === 'error').map(({ row, code }) => `${row} ${code}`);

it('Chinese headers, names of metrics, percentages and dates are read', async () => {
  const text = [
    '区划,指标,最低值,上限,开始日期,截止日期,里程碑,建设阶段,责任单位,一票否决,备注',
    '430522,覆盖率,60%,90％,2026年1月1日,2026-12-31,2026-06-30:40% 上半年；2026/09/30：0.5,,县公安局,是,全县',
    '430522,点位数,"1,200",,2026-01-01,2026-12-31,2026-06-30: 500,联网,,,补点',
  ].join('\n');
  expect(await targetsOf(text)).toEqual([
    {
      scope: { region: '430522' },
      metric: 'coverage',
      minimum: 0.6,
      ceiling: 0.9,
      start: '2026-01-01',
      due: '2026-12-31',
      milestones: [
        { date: '2026-06-30', value: 0.4, name: '上半年' },
        { date: '2026-09-30', value: 0.5 },
      ],
      critical: true,
      owner: '县公安局',
      note: '全县',
    },
    {
      scope: { region: '430522' },
      metric: 'cameras',
      measure: { stage: 'networked' },
      minimum: 1200,
      start: '2026-01-01',
      due: '2026-12-31',
      milestones: [{ date: '2026-06-30', value: 500 }],
      note: '补点',
    },
  ]);
});

it('Chinese words for what exactly is counted are read', async () => {
  const text = '区划,最低值,截止日期,点位集合,评判口径,场所类别\nC,60%,2026-12-31,在线,下限,学校、医院';
  expect((await targetsOf(text)).map(({ measure }) => measure)).toEqual([
    { set: 'live', judgedBy: 'low', classes: ['school', 'hospital'] },
  ]);
});

it('what villages have to reach is a share of ground or places, and a number of cameras', async () => {
  const text = [
    'region,metric,minimum,due,of,ofMinimum',
    'C,villagesAtTarget,0.8,2026-12-31,coverage,60%',
    'C,达标村比例,0.8,2026-12-31,点位数,5',
  ].join('\n');
  expect((await targetsOf(text)).map(({ measure }) => measure)).toEqual([
    { of: 'coverage', ofMinimum: 0.6 },
    { of: 'cameras', ofMinimum: 5 },
  ]);
});

describe('is refused, cell by cell:', () => {
  it.each([
    ['a metric that there is not', 'region,metric,minimum,due\nC,beauty,0.5,2026-12-31', 'target.metric'],
    ['half a camera', 'region,metric,minimum,due\nC,cameras,10.5,2026-12-31', 'target.count'],
    ['more than everything', 'region,minimum,due\nC,150%,2026-12-31', 'target.minimum'],
    ['milestones that are none', 'region,minimum,due,milestones\nC,0.5,2026-12-31,soon', 'target.milestones'],
    [
      'a milestone after the due date',
      'region,minimum,due,milestones\nC,0.5,2026-12-31,2027-01-01: 0.4',
      'target.milestone_after',
    ],
    ['a k of seven', 'region,minimum,due,k\nC,0.5,2026-12-31,7', 'target.measure'],
    ['a class that there is not', 'region,minimum,due,classes\nC,0.5,2026-12-31,road moon', 'target.measure'],
  ])('%s', async (_name, text, code) => {
    // the bad row does not keep a good one out
    const columns = text.split('\n')[0]!.split(',').length;
    const good = ['D', ...(text.includes('metric') ? ['coverage'] : []), '0.5', '2026-12-31'];
    const lines = `${text}\n${[...good, ...Array(columns - good.length).fill('')].join(',')}`;
    expect((await said(lines)).at(-1)).toBe(`2 ${code}`);
    expect((await targetsOf(lines)).map(({ scope }) => scope)).toEqual([{ region: 'D' }]);
  });
});

/** Texts as they can stand in a list: no blanks at the ends, nothing that looks like a secret. */
const word = fc.stringMatching(/^[a-zA-Z一-龥]([a-zA-Z一-龥,"' =+@-]{0,12}[a-zA-Z一-龥])?$/);
const ratio = fc.integer({ min: 1, max: 10_000 }).map((n) => n / 10_000);
const dayOf = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
const target: fc.Arbitrary<TargetInput> = fc
  .record({
    scope: fc.oneof(
      word.map((region) => ({ region })),
      fc.constantFrom({ level: 'village' }, { level: 'county' }),
    ),
    kind: fc.constantFrom<Pick<TargetInput, 'metric' | 'measure'>>(
      { metric: 'coverage', measure: {} },
      { metric: 'coverage', measure: { set: 'live', k: 2, judgedBy: 'low' } },
      { metric: 'coverage', measure: { detail: 'observe', profile: 'iec-62676-4:2014' } },
      { metric: 'coverage', measure: { classes: ['road', 'school'] } },
      { metric: 'cameras', measure: { stage: 'procured' } },
      { metric: 'villagesAtTarget', measure: { of: 'keyPlaces', ofMinimum: 0.25 } },
      { metric: 'villagesAtTarget', measure: { of: 'cameras', ofMinimum: 12 } },
      { metric: 'intactRate', measure: {} },
    ),
    minimum: ratio,
    ceiling: fc.boolean(),
    marks: fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 4 }),
    values: fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 4, maxLength: 4 }),
    name: fc.option(word.filter((text) => !/["']/.test(text))),
    critical: fc.boolean(),
    owner: fc.option(word),
    note: fc.option(word),
  })
  .map(({ kind, scope, minimum, ceiling, marks, values, name, ...rest }) => {
    const asked = (share: number): number => (kind.metric === 'cameras' ? Math.round(share * 10_000) : share);
    return {
      id: 'one',
      scope,
      ...kind,
      minimum: asked(minimum),
      ceiling: ceiling ? asked(1) : null,
      start: dayOf(0),
      due: dayOf(365),
      milestones: marks
        .sort((a, b) => a - b)
        .map((n, i) => ({ date: dayOf(n), value: asked(values[i]! / 10_000), ...(name === null ? {} : { name }) })),
      ...rest,
    };
  });
const tableOf = (targets: TargetInput[]): string =>
  [
    TARGET_FIELDS.join(','),
    ...targets.map((one) => {
      const cells = targetCells(one);
      return TARGET_FIELDS.map((column) => {
        const value = cells[column];
        return value === null ? '' : typeof value === 'number' ? String(value) : csvTextCell(value);
      }).join(',');
    }),
  ].join('\r\n');
/** What is left out means the same as what is said to be nothing. */
const whole = (input: TargetInput): Target =>
  Target.parse({
    ...input,
    id: input.id,
    measure: input.measure ?? {},
    ceiling: input.ceiling ?? null,
    milestones: (input.milestones ?? []).map((one) => ({ ...one, name: one.name ?? null })),
    critical: input.critical ?? false,
    owner: input.owner ?? null,
    note: input.note ?? null,
  });

it('what leaves as a table comes back the same', async () => {
  await fc.assert(
    fc.asyncProperty(target, async (one) => {
      expect(() => TargetSchema.parse(one)).not.toThrow();
      const { rows, problems } = await read(tableOf([one]));
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(rows.map((row) => whole(row.target))).toEqual([whole(one)]);
    }),
    { numRuns: 60 },
  );
});
