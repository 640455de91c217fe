// Between reading a file and committing it the inventory may change: the commit goes by what is true then.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deleteCamera, patchCamera } from '#services/cameras';
import { commitImport } from '#services/imports';
import { whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { findCameras } from '#storage/cameras.repository';
import { figureRecords } from '#storage/figures.repository';
import { EVERYTHING } from '#storage/scope';
import { camerasCsv, countyGeojson, importText, openWorld, readText, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const settled = () => world.ctx.background.settled();
const figures = async (): Promise<unknown> =>
  (await figureRecords(world.ctx.storage.reader, EVERYTHING, 'installed')).map((row) => [row.regionCode, row.figure]);

async function commit(id: string): Promise<void> {
  const committed = await commitImport(world.ctx, { id });
  await whenEnded(world.ctx, { id: committed.measureJobId! });
}

/** Everything that the commit should have marked has been: measuring all changes nothing. */
async function expectCurrent(): Promise<void> {
  await settled();
  const now = await figures();
  const job = await startMeasure(world.ctx, { regions: 'all' });
  await whenEnded(world.ctx, { id: job.id });
  expect(await figures()).toEqual(now);
}

const line = (id: string, eastM: number, rangeM = 30) => ({ id, eastM, northM: 200, azimuthDeg: 90, rangeM });

test('a camera that was deleted meanwhile comes in as a new one, one that was made meanwhile is changed', async () => {
  await importText(world, 'regions', countyGeojson(400, 3), 'county.geojson');
  await importText(world, 'cameras', camerasCsv([line('a', 100), line('b', 500)]), 'first.csv');
  const read = await readText(
    world,
    'cameras',
    camerasCsv([line('a', 100), line('b', 900, 60), line('c', 300)]),
    'x.csv',
  );
  expect(read.receipt).toMatchObject({ create: 1, update: 1, unchanged: 1 });
  await deleteCamera(world.ctx, { id: 'a' });
  await importText(world, 'cameras', camerasCsv([line('c', 310, 20)]), 'other.csv');
  await commit(read.id);
  const records = await findCameras(world.ctx.storage.reader, EVERYTHING, ['a', 'b', 'c']);
  expect(records.map(({ id, revision, rangeM, regionCode }) => [id, revision, rangeM, regionCode]).sort()).toEqual([
    ['a', 1, 30, 'CA1'],
    ['b', 2, 60, 'CA3'],
    ['c', 2, 30, 'CA1'],
  ]);
  await expectCurrent();
});

test('regions that came meanwhile are those that the cameras stand in', async () => {
  await importText(world, 'regions', countyGeojson(400, 1), 'county.geojson');
  const read = await readText(
    world,
    'cameras',
    camerasCsv([line('a', 100), line('b', 900), line('c', 5_000)]),
    'x.csv',
  );
  await importText(world, 'regions', countyGeojson(400, 3), 'county.geojson');
  await commit(read.id);
  const records = await findCameras(world.ctx.storage.reader, EVERYTHING, ['a', 'b', 'c']);
  expect(records.map(({ id, regionCode }) => [id, regionCode]).sort()).toEqual([
    ['a', 'CA1'],
    ['b', 'CA3'],
    ['c', null],
  ]);
  await expectCurrent();
});

test('a change of a known camera after the reading is not lost: the file states its own columns only', async () => {
  await importText(world, 'regions', countyGeojson(400, 3), 'county.geojson');
  await importText(world, 'cameras', camerasCsv([line('a', 100)]), 'first.csv');
  const read = await readText(world, 'cameras', 'id,longitude,latitude,rangeM\na,110.001,30.0018,45\n', 'x.csv');
  await patchCamera(world.ctx, { id: 'a', patch: { heightM: 6 } });
  await commit(read.id);
  const [record] = await findCameras(world.ctx.storage.reader, EVERYTHING, ['a']);
  expect(record).toMatchObject({ heightM: 6, rangeM: 45, azimuthDeg: 90, revision: 3 });
  await expectCurrent();
});
