// Targets over the product's own doors: versions, confirmation, ready sets, a table out and in.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { undoImport } from '#services/imports';
import { putBands } from '#services/progress-settings';
import { presetTargets } from '#services/target-presets';
import { targetsTable } from '#services/target-table';
import {
  confirmTargets,
  getTargetList,
  getTargets,
  getTargetVersion,
  listTargetVersions,
  putTargets,
} from '#services/targets';
import { countyGeojson, importText, openWorld, readText, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'regions.geojson');
});
afterEach(() => world.close());

const coverage = { id: 'one', scope: { region: 'C' }, metric: 'coverage' as const, minimum: 0.5, due: '2099-12-31' };

test('every list is a version with its reason and difference, and somebody may stand for the one in force', async () => {
  await putTargets(world.ctx, { targets: [coverage], reason: 'county meeting' });
  await putTargets(world.ctx, {
    targets: [
      { ...coverage, minimum: 0.6 },
      { ...coverage, id: 'two', metric: 'keyPlaces' },
    ],
  });
  expect((await listTargetVersions(world.ctx)).map(({ version, reason }) => [version, reason])).toEqual([
    [2, null],
    [1, 'county meeting'],
  ]);
  const second = await getTargetVersion(world.ctx, { version: 2 });
  expect(second.added.map(({ id }) => id)).toEqual(['two']);
  expect(second.changed.map(({ before, after }) => [before.minimum, after.minimum])).toEqual([[0.5, 0.6]]);
  await expect(confirmTargets(world.ctx, { version: 1 })).rejects.toMatchObject({ code: 'target.version_old' });
  await confirmTargets(world.ctx, { version: 2, note: 'as agreed' });
  expect(await getTargetList(world.ctx)).toMatchObject({
    version: 2,
    confirmedBy: 'local',
    confirmedNote: 'as agreed',
  });
  await putTargets(world.ctx, { targets: [] });
  expect(await getTargetList(world.ctx)).toMatchObject({ version: 3, confirmedAt: null });
  await expect(getTargetVersion(world.ctx, { version: 9 })).rejects.toMatchObject({ code: 'target.version_unknown' });
});

test('a list with faults changes nothing, and names each of them with its place', async () => {
  await putTargets(world.ctx, { targets: [coverage] });
  const wrong = [
    { ...coverage, minimum: 1.5 },
    { ...coverage, id: 'x', scope: { region: 'nowhere' }, milestones: [{ date: '2100-01-01', value: 0.2 }] },
  ];
  await expect(putTargets(world.ctx, { targets: wrong })).rejects.toMatchObject({
    code: 'target.invalid',
    fields: [
      { path: 'targets.0.minimum', code: 'target.above_one' },
      { path: 'targets.1.milestones.0.date', code: 'target.milestone_late' },
      { path: 'targets.1.scope', code: 'target.scope_unknown' },
    ],
  });
  expect(await getTargets(world.ctx)).toMatchObject([{ minimum: 0.5 }]);
  expect(await getTargetList(world.ctx)).toMatchObject({ version: 1 });
});

test('a file makes a version, and taking it back another one', async () => {
  await putTargets(world.ctx, { targets: [coverage] });
  const text =
    '区划,指标,目标,截止日期,里程碑\nCA,点位数,120,2099-12-31,2098-06-30: 60 一期\nCB,覆盖率,60%,2099-12-31,\n';
  const made = await importText(world, 'targets', text, '目标.csv');
  expect(await getTargetList(world.ctx)).toMatchObject({ version: 2, reason: '目标.csv' });
  expect((await getTargets(world.ctx)).find(({ metric }) => metric === 'cameras')).toMatchObject({
    minimum: 120,
    milestones: [{ date: '2098-06-30', value: 60, name: '一期' }],
  });
  await undoImport(world.ctx, { id: made.id });
  expect(await getTargets(world.ctx)).toMatchObject([{ id: 'one' }]);
  expect(await getTargetList(world.ctx)).toMatchObject({ version: 3 });
});

test('cells that cannot be are named by row and column, and the other rows go in', async () => {
  const text =
    'region,metric,minimum,due,milestones\nCA,coverage,140%,2099-12-31,\nCA,happiness,1,2099-12-31,\nCA,cameras,1.5,2099-12-31,\nCA,coverage,0.5,2099-12-31,2100-06-30: 0.2\nCB,coverage,0.5,2099-12-31,soon\nCB,keyPlaces,0.5,2099-12-31,\n';
  const read = await readText(world, 'targets', text, 'bad.csv');
  expect(read.receipt).toMatchObject({ rows: 6, usable: 1, rejected: 5 });
});

test('what leaves as a table comes back as it was', async () => {
  const targets = [
    {
      ...coverage,
      milestones: [{ date: '2098-01-01', value: 0.2, name: 'a' }],
      ceiling: 0.9,
      critical: true,
      owner: '公安局',
    },
    {
      ...coverage,
      id: 'c',
      metric: 'cameras' as const,
      measure: { stage: 'accepted' as const },
      minimum: 7,
      ceiling: null,
    },
    {
      ...coverage,
      id: 'v',
      metric: 'villagesAtTarget' as const,
      measure: { of: 'keyPlaces' as const, ofMinimum: 0.5 },
      note: '=1+1',
    },
    { ...coverage, id: 'k', measure: { classes: ['school' as const, 'road' as const], judgedBy: 'low' as const } },
  ];
  await putTargets(world.ctx, { targets });
  const before = await getTargets(world.ctx);
  await importText(world, 'targets', await targetsTable(world.ctx), 'targets.csv');
  expect(await getTargets(world.ctx)).toEqual(before);
});

test('ready sets can be put as they come, and a roll-out adds up to its total', async () => {
  for (const name of ['doc-996', 'share-of-villages', 'rural-roll-out'] as const) {
    const targets = await presetTargets(world.ctx, { name, due: '2099-12-31', total: 101 });
    expect(targets.length).toBeGreaterThan(0);
    await putTargets(world.ctx, { targets });
    if (name === 'rural-roll-out') expect(targets.reduce((sum, { minimum }) => sum + minimum, 0)).toBe(101);
  }
});

test('bands that do not fall are refused', async () => {
  const bands = { onTrack: 0.5, behind: 0.9, notice: 0.75, overdueDays: 90 };
  await expect(putBands(world.ctx, bands)).rejects.toMatchObject({ code: 'target.bands_order' });
});
