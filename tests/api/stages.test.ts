// The stage ledger and the funnel, over a real database: always what the records say, whatever changed them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STAGES_REACHED } from '#contract/target';
import { createCamera, deleteCamera, patchCamera } from '#services/cameras';
import { funnelOf, funnelsBelow } from '#services/funnel';
import { undoImport } from '#services/imports';
import { stageSeries, stageSumsOn, stagesOn } from '#services/stage-ledger';
import { cameraPage } from '#storage/cameras.repository';
import { jobPage } from '#storage/jobs.repository';
import { putRegions, regionRecords } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { at, camerasCsv, countyGeojson, importText, openWorld, seeded, type World } from './world.ts';

let world: World;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.UTC(2025, 5, 15);
  world = await openWorld({ clock: () => nowMs });
  await importText(world, 'regions', countyGeojson(400, 3), 'regions.geojson');
});
afterEach(() => world.close());

const DAY = 86_400_000;
const installed = async (region: string | undefined, on: string): Promise<number> =>
  (await funnelOf(world.ctx, { region, on })).cameras.installed;

/** Counts the records themselves. */
async function expectTrueNow(): Promise<void> {
  const all = await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 10_000);
  const leaves = ['CA1', 'CA2', 'CA3', 'CB1', 'CB2', 'CB3'];
  const found = await stagesOn(world.ctx, { codes: ['C', 'CA', 'CB', ...leaves], on: '2099-12-31' });
  for (const code of found.keys())
    for (const [i, stage] of STAGES_REACHED.entries()) {
      const standing = all.filter(
        (camera) =>
          camera.regionCode?.startsWith(code) &&
          camera.stage !== 'retired' &&
          STAGES_REACHED.indexOf(camera.stage) >= i,
      );
      expect(found.get(code)?.[stage], `${code} ${stage}`).toBe(standing.length);
    }
  const { outside } = await stageSumsOn(world.ctx, { on: '2099-12-31' });
  expect(outside?.cameras.planned).toBe(
    all.filter((camera) => camera.regionCode === null && camera.stage !== 'retired').length,
  );
}

describe('the ledger', () => {
  test('speaks of the day asked for, and a changed date moves it though no figure changes', async () => {
    const [longitude, latitude] = at(100, 100);
    await createCamera(world.ctx, {
      camera: { id: 'A', longitude, latitude, installedOn: '2025-03-01', count: 3, stage: 'accepted' },
    });
    expect(await installed('CA1', '2025-02-28')).toBe(0);
    expect(await installed('CA1', '2025-03-01')).toBe(1);
    const funnel = await funnelOf(world.ctx, { region: 'C', on: '2025-03-01' });
    expect([funnel.cameras.installed, funnel.devices.installed, funnel.cameras.networked]).toEqual([1, 3, 0]);
    await patchCamera(world.ctx, { id: 'A', patch: { installedOn: '2025-01-01' } });
    expect(await installed('CA1', '2025-02-28')).toBe(1);
    await patchCamera(world.ctx, { id: 'A', patch: { filedOn: '2025-06-01' } });
    expect((await funnelOf(world.ctx, { region: 'C' })).filed).toBe(1);
  });

  test('follows imports, edits, moves, removals and undo', async () => {
    const next = seeded(7);
    const stages = [...STAGES_REACHED, 'retired'];
    const lines = (n: number, from = 0) =>
      Array.from({ length: n }, (_, i) => ({
        id: `K${from + i}`,
        // some stand outside all regions
        eastM: next() * 1_400 - 100,
        northM: next() * 800,
        rangeM: 20,
        stage: stages[Math.floor(next() * stages.length)],
      }));
    await importText(world, 'cameras', camerasCsv(lines(60)), 'a.csv');
    await expectTrueNow();
    nowMs += DAY;
    const second = await importText(world, 'cameras', camerasCsv(lines(60, 30)), 'b.csv');
    await expectTrueNow();
    const [longitude, latitude] = at(1_000, 600);
    await patchCamera(world.ctx, { id: 'K3', patch: { longitude, latitude } });
    await deleteCamera(world.ctx, { id: 'K4' });
    await patchCamera(world.ctx, { id: 'K5', patch: { stage: 'retired' } });
    await expectTrueNow();
    await undoImport(world.ctx, { id: second.id });
    await expectTrueNow();
    // a region goes and another one comes
    await importText(world, 'regions', countyGeojson(400, 2), 'regions.geojson', { vanish: 'remove' });
    await expectTrueNow();
  });

  test('a region is the sum of its children on any day, and months end with what stood then', async () => {
    const next = seeded(11);
    const day = () => new Date(Date.UTC(2024, 0, 1) + Math.floor(next() * 500) * DAY).toISOString().slice(0, 10);
    for (let i = 0; i < 40; i += 1) {
      const [longitude, latitude] = at(next() * 1_200, next() * 800);
      const stage = STAGES_REACHED[Math.floor(next() * 6)];
      const dates = { plannedOn: day(), procuredOn: day(), installedOn: day(), acceptedOn: day() };
      await createCamera(world.ctx, { camera: { id: `R${i}`, longitude, latitude, rangeM: 10, stage, ...dates } });
    }
    const months = ['2024-02', '2024-03', '2024-09', '2025-06'];
    const series = await stageSeries(world.ctx, 'C', months);
    for (const [i, on] of ['2024-02-29', '2024-03-31', '2024-09-30', '2025-06-30'].entries()) {
      const county = await funnelsBelow(world.ctx, { parent: 'C', on });
      for (const stage of STAGES_REACHED)
        expect(county.children.reduce((sum, row) => sum + row.cameras[stage], 0)).toBe(county.cameras[stage]);
      expect(series[i].cameras).toEqual(county.cameras);
      expect(series[i].devices).toEqual(county.devices);
    }
    expect(series.at(-1)?.cameras.planned).toBe(40);
  });

  test('what is done to a record later moves nothing in the past, though it has no dates', async () => {
    const rows = ['A', 'B', 'C1'].map((id, i) => ({ id, eastM: 50 + i, northM: 50, stage: 'installed' }));
    await importText(world, 'cameras', camerasCsv(rows), 'a.csv');
    const then = '2025-06-20';
    expect(await installed('C', then)).toBe(3);
    nowMs += 30 * DAY;
    await patchCamera(world.ctx, { id: 'A', patch: { azimuthDeg: 45 } });
    await patchCamera(world.ctx, { id: 'B', patch: { stage: 'retired' } });
    nowMs += DAY;
    await patchCamera(world.ctx, { id: 'B', patch: { owner: '县局' } });
    await patchCamera(world.ctx, { id: 'C1', patch: { stage: 'accepted' } });
    expect(await installed('C', then)).toBe(3);
    const after = await funnelOf(world.ctx, { region: 'C', on: '2025-07-15' });
    expect([after.cameras.installed, after.cameras.accepted, after.retired]).toEqual([2, 0, 1]);
    expect((await funnelOf(world.ctx, { region: 'C', on: '2025-07-16' })).cameras.accepted).toBe(1);
  });

  test('a reader of a database that cannot be written makes what is missing for itself', async () => {
    await importText(world, 'cameras', camerasCsv([{ id: 'A', eastM: 50, northM: 50 }]), 'a.csv');
    const readOnly = await openWorld({ databasePath: world.databasePath, readOnly: true, clock: () => nowMs });
    expect((await funnelOf(readOnly.ctx, { region: 'C' })).cameras.installed).toBe(1);
    expect((await funnelOf(readOnly.ctx, {})).cameras.installed).toBe(1);
    await readOnly.workspace.close();
  });

  test('a caller sees the numbers of the own subtree only', async () => {
    const rows = [
      { id: 'A', eastM: 50, northM: 50 },
      { id: 'B', eastM: 50, northM: 450 },
    ];
    await importText(world, 'cameras', camerasCsv(rows), 'a.csv');
    const narrow = world.as({ kind: 'subtree', code: 'CA' });
    const seen = await funnelsBelow(narrow, {});
    expect([seen.cameras.installed, seen.outside, seen.children.map((row) => row.region)]).toEqual([
      1,
      undefined,
      ['CA'],
    ]);
    await expect(funnelOf(narrow, { region: 'CB' })).rejects.toMatchObject({ code: 'region.not_found' });
  });
});

test('a ledger of thousands of leaves is made as a job that people see, once for all who wait', async () => {
  const { reader } = world.ctx.storage;
  const [like] = await regionRecords(reader, EVERYTHING, ['CA1']);
  const leaves = Array.from({ length: 2_100 }, (_, i) => `N${i}`);
  await world.ctx.storage.transaction((writer) =>
    putRegions(
      writer,
      leaves.map((code) => ({ ...like, code, path: `/C/CA/${code}/` })),
    ),
  );
  const [longitude, latitude] = at(100, 100);
  await createCamera(world.ctx, { camera: { id: 'A', longitude, latitude, installedOn: '2025-03-01' } });
  const all = await Promise.all([0, 1, 2].map(() => funnelOf(world.ctx, { on: '2025-03-01' })));
  expect(all.map((one) => one.cameras.installed)).toEqual([1, 1, 1]);
  const jobs = (await jobPage(reader, EVERYTHING, null, null, 100)).filter((job) => job.kind === 'stages');
  expect(jobs).toHaveLength(1);
  expect(jobs[0]).toMatchObject({ state: 'done', total: jobs[0].done });
});
