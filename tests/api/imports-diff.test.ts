// A second file of the same name is a diff: what came, moved, changed, vanished, and what becomes of it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importChanges } from '#services/import-changes';
import { answerImport, commitImport, undoImport, whenRead } from '#services/imports';
import { auditPage } from '#storage/audit.repository';
import { cameraPage } from '#storage/cameras.repository';
import { EVERYTHING } from '#storage/scope';
import {
  at,
  type CameraLine,
  camerasCsv,
  countyGeojson,
  importText,
  openWorld,
  readText,
  type World,
} from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const line = (id: string, eastM: number, rangeM = 30): CameraLine => ({
  id,
  eastM,
  northM: 200,
  azimuthDeg: 90,
  rangeM,
});
const first = camerasCsv([line('a', 100), line('b', 300), line('c', 500), line('d', 700), line('e', 900)]);
/** a stays, b moves 20 m, c is shifted 3 m, d sees farther, e vanishes, f comes */
const second = camerasCsv([line('a', 100), line('b', 320), line('c', 503), line('d', 700, 60), line('f', 1_000)]);

const ids = async (): Promise<string[]> =>
  (await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 100)).map(({ id }) => id);

test('rows are added, moved, changed or unchanged, and records vanish', async () => {
  const one = await importText(world, 'cameras', first, 'list.csv');
  expect(one.diff).toEqual({
    matchedBy: 'id',
    added: 5,
    moved: 0,
    changed: 0,
    unchanged: 0,
    vanished: 0,
    movedM: 5,
    proposal: null,
  });
  const two = await readText(world, 'cameras', second, 'list.csv');
  expect(two.diff).toMatchObject({ added: 1, moved: 1, changed: 2, unchanged: 1, vanished: 1, movedM: 5 });
  expect(two.receipt).toMatchObject({ create: 1, update: 3, unchanged: 1, vanish: 1 });
});

test('how far a record has to lie to have moved is an option', async () => {
  await importText(world, 'cameras', first, 'list.csv');
  expect((await readText(world, 'cameras', second, 'list.csv', { movedM: 1 })).diff).toMatchObject({
    moved: 2,
    changed: 1,
    movedM: 1,
  });
  expect((await readText(world, 'cameras', second, 'list.csv', { movedM: 50 })).diff).toMatchObject({
    moved: 0,
    changed: 3,
  });
});

test('each change is listed with where it was, where it comes to, and the fields that differ', async () => {
  await importText(world, 'cameras', first, 'list.csv');
  const { id } = await readText(world, 'cameras', second, 'list.csv');
  const { items } = await importChanges(world.ctx, { id });
  expect(items.map(({ action, id, row }) => [action, id, row])).toEqual([
    ['moved', 'b', 3],
    ['changed', 'c', 4],
    ['changed', 'd', 5],
    ['added', 'f', 6],
    ['vanished', 'e', null],
  ]);
  const [moved, shifted, farther, added, gone] = items;
  expect(moved.movedM).toBeCloseTo(20, 1);
  expect(moved.before![0]).toBeCloseTo(at(300, 200)[0], 7);
  expect(moved.after![0]).toBeCloseTo(at(320, 200)[0], 7);
  expect(shifted.fields).toEqual([]);
  expect(farther.fields).toEqual([{ field: 'rangeM', before: 30, after: 60 }]);
  expect(added.before).toBeNull();
  expect(gone.after).toBeNull();
  const unchanged = await importChanges(world.ctx, { id, action: 'unchanged' });
  expect(unchanged.items.map((item) => item.id)).toEqual(['a']);
});

test('pages of changes join without a gap, also where staged ones end and vanished ones begin', async () => {
  await importText(world, 'cameras', first, 'list.csv');
  const { id } = await readText(world, 'cameras', camerasCsv([line('a', 150), line('x', 10)]), 'list.csv');
  const seen: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await importChanges(world.ctx, { id, limit: 1, cursor });
    seen.push(...page.items.map((item) => `${item.action} ${item.id}`));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['moved a', 'added x', 'vanished b', 'vanished c', 'vanished d', 'vanished e']);
});

test('changes are listed until the commit', async () => {
  const one = await importText(world, 'cameras', first, 'list.csv');
  await expect(importChanges(world.ctx, { id: one.id })).rejects.toMatchObject({ code: 'import.wrong_state' });
});

test('changes of regions name what differs, and those that vanished', async () => {
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  const county = JSON.parse(countyGeojson());
  county.features[3].properties.name = '新名村';
  county.features.pop();
  const { id, diff } = await readText(world, 'regions', JSON.stringify(county), 'county.geojson');
  expect(diff).toMatchObject({ added: 0, changed: 1, unchanged: 7, vanished: 1 });
  const { items } = await importChanges(world.ctx, { id });
  expect(items.map((item) => [item.action, item.id])).toEqual([
    ['changed', 'CA1'],
    ['vanished', 'CB3'],
  ]);
  expect(items[0].fields).toEqual([{ field: 'name', before: 'CA村1', after: '新名村' }]);
});

test('what vanished stays unless somebody asks for its removal and confirms the number', async () => {
  await importText(world, 'cameras', first, 'list.csv');
  const kept = await importText(world, 'cameras', second, 'list.csv');
  expect(await ids()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  await undoImport(world.ctx, { id: kept.id });
  const { id } = await readText(world, 'cameras', second, 'list.csv', { vanish: 'remove' });
  for (const vanish of [undefined, 0, 2])
    await expect(commitImport(world.ctx, { id, vanish })).rejects.toMatchObject({
      code: 'import.vanish_unconfirmed',
      params: { count: 1 },
    });
  expect(await ids()).toEqual(['a', 'b', 'c', 'd', 'e']);
  await commitImport(world.ctx, { id, vanish: 1 });
  expect(await ids()).toEqual(['a', 'b', 'c', 'd', 'f']);
  const entry = (await auditPage(world.ctx.storage.reader, EVERYTHING, 0, 1_000)).at(-1);
  expect(entry).toMatchObject({
    actor: 'local',
    detail: { added: 1, moved: 1, changed: 2, vanished: 1, vanish: 'remove' },
  });
});

test('a number that no longer holds removes nothing', async () => {
  await importText(world, 'cameras', first, 'list.csv');
  const { id } = await readText(world, 'cameras', second, 'list.csv', { vanish: 'remove' });
  await importText(world, 'cameras', camerasCsv([line('g', 1_100)]), 'list.csv');
  await expect(commitImport(world.ctx, { id, vanish: 1 })).rejects.toMatchObject({ code: 'import.vanish_changed' });
  expect(await ids()).toEqual(['a', 'b', 'c', 'd', 'e', 'g']);
  await answerImport(world.ctx, { id, options: {} });
  expect((await whenRead(world.ctx, { id })).receipt?.vanish).toBe(2);
  await commitImport(world.ctx, { id, vanish: 2 });
  expect(await ids()).toEqual(['a', 'b', 'c', 'd', 'f']);
});

test('a change that has a shape comes with a few of its corners, to be drawn; a line stays open', async () => {
  const regions = await readText(world, 'regions', countyGeojson(), 'county.geojson');
  const [county] = (await importChanges(world.ctx, { id: regions.id })).items;
  expect(county).toMatchObject({ action: 'added', id: 'C', before: null });
  expect(county.outline).toHaveLength(1);
  expect(county.outline![0]).toHaveLength(5);
  expect(county.outline![0].at(-1)).toEqual(county.outline![0][0]);
  const [lon, lat] = at(600, 400);
  expect(Math.hypot(county.after![0] - lon, county.after![1] - lat)).toBeLessThan(1e-9);

  const road = { type: 'LineString', coordinates: [at(10, 10), at(200, 10), at(200, 90)] };
  const features = [{ type: 'Feature', properties: { id: 'r' }, geometry: road }];
  const roads = await readText(
    world,
    'public-space',
    JSON.stringify({ type: 'FeatureCollection', features }),
    'r.json',
  );
  const [line] = (await importChanges(world.ctx, { id: roads.id })).items;
  expect(line.outline).toHaveLength(1);
  expect(line.outline![0]).toHaveLength(3);
  expect(line.outline![0].at(-1)).not.toEqual(line.outline![0][0]);

  const cameras = await readText(world, 'cameras', first, 'list.csv');
  expect((await importChanges(world.ctx, { id: cameras.id })).items[0].outline).toBeNull();
});
