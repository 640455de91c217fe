// A list with nine kinds of faults: each is named, grouped, repaired by one action, and the numbers hold.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportRecord } from '#contract/import';
import { regionsGeojson } from '#sample/files';
import { generateSample } from '#sample/generate';
import { answerImport, commitImport, importProblems, undoImport, whenRead } from '#services/imports';
import { listRecipes, saveRecipe } from '#services/recipes';
import { camerasOfSource } from '#storage/camera-sight.repository';
import { countOfSource } from '#storage/cameras.repository';
import { EVERYTHING } from '#storage/scope';
import { brokenList, FAULTS, MOST_UNCLEAR, mislabelledList, ROWS } from '../files/broken-list.ts';
import { importText, openWorld, readText, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const text = [...regionsGeojson(generateSample({ cameras: 0 }).regions)].join('');
  await importText(world, 'regions', text, 'regions.geojson');
});
afterAll(() => world.close());

const groupOf = (record: ImportRecord, code: string) => record.problemGroups.find((group) => group.code === code);
const countOf = (record: ImportRecord, code: string): number => groupOf(record, code)?.count ?? 0;

test('nine kinds of faults are found, each with its rows, and mended one after the other', async () => {
  let record = await readText(world, 'cameras', brokenList(), 'broken.csv');
  expect(record.state).toBe('ready');
  expect(record.probe).toMatchObject({ format: 'csv', separator: ',', rows: ROWS, columns: 13 });
  expect({
    elsewhere: countOf(record, 'camera.outside_named_region'),
    repeatedId: countOf(record, 'id.repeated'),
    azimuthWords: groupOf(record, 'camera.azimuth.unclear')?.repairable,
    azimuthUnclear: groupOf(record, 'camera.azimuth.unclear')?.values.find(({ value }) => value === MOST_UNCLEAR)
      ?.count,
    type: countOf(record, 'camera.type.unknown'),
    swapped: countOf(record, 'position.swapped'),
    coordinateText: countOf(record, 'position.number'),
    date: countOf(record, 'camera.date'),
    noPosition: countOf(record, 'position.missing'),
  }).toEqual(FAULTS);
  expect(record.receipt).toMatchObject({
    rows: ROWS,
    rejected: FAULTS.swapped + FAULTS.coordinateText + FAULTS.noPosition,
    dropped: ['密码'],
  });
  const [first] = (await importProblems(world.ctx, { id: record.id, code: 'camera.outside_named_region' })).items;
  expect(first).toMatchObject({ column: '所属村', severity: 'warning' });
  expect(first.row).toBeGreaterThan(1);

  const repairs = ['camera.azimuth.unclear'];
  const again = async (options: Parameters<typeof answerImport>[1]['options']): Promise<ImportRecord> => {
    await answerImport(world.ctx, { id: record.id, options });
    return whenRead(world.ctx, { id: record.id });
  };
  record = await again({ repairs });
  expect(countOf(record, 'repair.applied')).toBe(FAULTS.azimuthWords);
  expect(countOf(record, 'camera.azimuth.unclear')).toBe(FAULTS.azimuthUnclear);
  record = await again({ values: { 朝向: { [MOST_UNCLEAR]: '' } } });
  expect(countOf(record, 'camera.azimuth.unclear')).toBe(0);
  record = await again({
    repairs: [...repairs, 'camera.type.unknown', 'position.swapped', 'position.number', 'camera.date'],
  });
  expect(record.receipt?.rejected).toBe(FAULTS.noPosition);
  const missing = await importProblems(world.ctx, { id: record.id, code: 'position.missing' });
  const { row } = missing.items[0];
  record = await again({ fixes: { [row!]: { 经度: '113.2', 纬度: '29.1' } } });
  expect(record.receipt?.rejected).toBe(FAULTS.noPosition - 1);

  const { create } = record.receipt!;
  await commitImport(world.ctx, { id: record.id });
  expect(await countOfSource(world.ctx.storage.reader, EVERYTHING, record.id)).toBe(create);
  const page = await camerasOfSource(world.ctx.storage.reader, EVERYTHING, record.id, '', 20_000);
  expect(page.some(({ type }) => type === null)).toBe(false);
  await undoImport(world.ctx, { id: record.id });
  expect(await countOfSource(world.ctx.storage.reader, EVERYTHING, record.id)).toBe(0);
});

test('a list in GCJ-02 that calls itself WGS84 waits for an answer, with the share of points inside under each', async () => {
  let record = await readText(world, 'cameras', mislabelledList(), 'gcj.csv');
  expect(record.state).toBe('needs-answer');
  expect(record.receipt?.questions[0]).toMatchObject({ code: 'crs.doubtful', option: 'crs' });
  expect(record.receipt?.questions[0].choices[0].value).toBe('gcj02');
  const { hypotheses, likely, current, basis } = record.truth!;
  expect(basis).toBe('named');
  expect(hypotheses[current].crs).toBe('wgs84');
  expect(hypotheses[likely!].crs).toBe('gcj02');
  expect(hypotheses[likely!].inside / hypotheses[likely!].of).toBeGreaterThan(0.99);
  expect(hypotheses[current].inside / hypotheses[current].of).toBeLessThan(0.9);
  // while that is open, that points stand elsewhere says nothing
  expect(countOf(record, 'camera.outside_named_region')).toBe(0);
  await expect(commitImport(world.ctx, { id: record.id })).rejects.toMatchObject({ code: 'import.questions_open' });
  await answerImport(world.ctx, { id: record.id, options: { crs: 'gcj02' } });
  record = await whenRead(world.ctx, { id: record.id });
  expect(record.state).toBe('ready');
  expect(record.receipt?.crs).toBe('gcj02');
  expect(record.truth).toMatchObject({ likely: 0, current: 0 });
});

test('an answer that is taken back opens its question again', async () => {
  const first = await readText(world, 'cameras', mislabelledList(300), 'gcj.csv');
  await answerImport(world.ctx, { id: first.id, options: { crs: 'gcj02' } });
  expect((await whenRead(world.ctx, { id: first.id })).state).toBe('ready');
  await answerImport(world.ctx, { id: first.id, options: first.options, whole: true });
  const again = await whenRead(world.ctx, { id: first.id });
  expect(again).toMatchObject({ state: 'needs-answer', options: {} });
  expect(again.truth).toEqual(first.truth);
});

test('a person may keep the system that fits worse', async () => {
  let record = await readText(world, 'cameras', mislabelledList(300), 'gcj.csv');
  await answerImport(world.ctx, { id: record.id, options: { crs: 'wgs84' } });
  record = await whenRead(world.ctx, { id: record.id });
  expect(record.state).toBe('ready');
});

test('a recipe is found again by the columns of the next file', async () => {
  const list = mislabelledList(40);
  const first = await readText(world, 'cameras', list, 'week-1.csv', { crs: 'gcj02' });
  await saveRecipe(world.ctx, { import: first.id, name: '每周清单' });
  const next = await readText(world, 'cameras', list.replace('99010600001320', '99010600001321'), 'week-2.csv');
  expect(next).toMatchObject({ state: 'ready', recipe: { name: '每周清单' }, receipt: { crs: 'gcj02' } });
  const without = await readText(world, 'cameras', list, 'week-2.csv', { recipe: '' });
  expect(without).toMatchObject({ state: 'needs-answer', recipe: null });
  expect((await listRecipes(world.ctx, { kind: 'cameras' })).map(({ name }) => name)).toEqual(['每周清单']);
});
