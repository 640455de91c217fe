// Targets and grades, writes that are sent twice, and the events a screen listens to.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Camera } from '#contract/camera';
import { createCamera, deleteCamera, listCameras, patchCamera } from '#services/cameras';
import type { ServerEvent } from '#services/ctx';
import { figuresColumnar } from '#services/figures';
import { once } from '#services/idempotency';
import { whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { getRegion, listRegions } from '#services/regions';
import { getTargets, putTargets } from '#services/targets';
import { at, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ clock: () => Date.UTC(2026, 5, 1) });
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  await importText(
    world,
    'cameras',
    camerasCsv([{ id: 'a', eastM: 200, northM: 200, type: 'panoramic', rangeM: 150 }]),
    'cameras.csv',
  );
});
afterAll(() => world.close());

test('a region without a target has no attainment', async () => {
  expect((await getRegion(world.ctx, { code: 'CA1' })).attainment).toBeNull();
});

test('a target of a subtree holds for everything below it, and a nearer one wins', async () => {
  await putTargets(world.ctx, {
    targets: [
      { id: 'county', scope: { region: 'C' }, metric: 'coverage', minimum: 0.3, due: '2026-12-31' },
      { id: 'east', scope: { region: 'CA' }, metric: 'coverage', minimum: 0.9, due: '2026-12-31' },
    ],
  });
  const village = await getRegion(world.ctx, { code: 'CA1' });
  expect(village.attainment).toMatchObject({ targetId: 'east', minimum: 0.9, expected: 0.9 });
  expect(village.attainment!.actual).toBeCloseTo((Math.PI * 150 ** 2) / village.figure!.demandM2!, 6);
  expect((await getRegion(world.ctx, { code: 'CB1' })).attainment).toMatchObject({
    targetId: 'county',
    grade: 'warning',
  });
  const columns = await figuresColumnar(world.ctx, { level: 'village' });
  expect(columns.minimum).toEqual([0.9, 0.9, 0.9, 0.3, 0.3, 0.3]);
  const worst = await listRegions(world.ctx, { level: 'village', sort: 'distance', limit: 6 });
  expect(worst.items.at(-1)!.code).not.toBe('CA2');
  expect(worst.items[0].attainment!.distance).toBeLessThanOrEqual(worst.items[1].attainment!.distance!);
  expect(await getTargets(world.ctx)).toHaveLength(2);
});

test('a target for an unknown region, or one that is due before it starts, changes nothing', async () => {
  const unknown = { scope: { region: 'nowhere' }, metric: 'coverage' as const, minimum: 0.5, due: '2027-01-01' };
  await expect(putTargets(world.ctx, { targets: [unknown] })).rejects.toMatchObject({ code: 'target.scope_unknown' });
  const late = { scope: { region: 'C' }, metric: 'coverage' as const, minimum: 0.5, due: '2020-01-01' };
  await expect(putTargets(world.ctx, { targets: [late] })).rejects.toMatchObject({ code: 'target.dates' });
  const twice = { ...unknown, scope: { region: 'C' }, id: 'a' };
  await expect(
    putTargets(world.ctx, { targets: [twice, { ...twice, scope: { region: 'CA' } }] }),
  ).rejects.toMatchObject({
    code: 'target.id_repeated',
  });
  expect(await getTargets(world.ctx)).toHaveLength(2);
});

test('a write with the same key happens once, also when both are under way', async () => {
  const [longitude, latitude] = at(500, 100);
  const send = () =>
    once(world.ctx, { key: 'k1', payload: { longitude, latitude } }, () =>
      createCamera(world.ctx, { camera: { longitude, latitude } }),
    );
  const [one, two] = await Promise.all([send(), send()]);
  const three = await send();
  expect(two.id).toBe(one.id);
  expect(three.id).toBe(one.id);
  expect((await listCameras(world.ctx, {})).items).toHaveLength(2);
  await expect(once(world.ctx, { key: 'k1', payload: 'other' }, async () => 1)).rejects.toMatchObject({
    code: 'request.key_reused',
  });
});

test('the answer to a change of a camera is kept in the transaction of the change', async () => {
  let transactions = 0;
  const { storage } = world.ctx;
  const transaction: typeof storage.transaction = (body) => {
    transactions += 1;
    return storage.transaction(body);
  };
  const ctx = { ...world.ctx, storage: { ...storage, transaction } };
  const [longitude, latitude] = at(450, 120);
  const create = () =>
    once<Camera>(ctx, { key: 'k2', payload: 'create' }, (keep) =>
      createCamera(ctx, { camera: { longitude, latitude } }, keep),
    );
  const made = await create();
  const patch = () =>
    once<Camera>(ctx, { key: 'k3', payload: 'patch' }, (keep) =>
      patchCamera(ctx, { id: made.id, patch: { azimuthDeg: 10 } }, keep),
    );
  const patched = await patch();
  const remove = () =>
    once<null>(ctx, { key: 'k4', payload: 'delete' }, async (keep) => {
      await deleteCamera(ctx, { id: made.id }, keep);
      return null;
    });
  await remove();
  expect(transactions).toBe(3);
  expect(await create()).toEqual(made);
  expect(await patch()).toEqual(patched);
  expect(await remove()).toBeNull();
  expect(transactions).toBe(3);
});

test('a job is heard from queued to done, and the data event follows', async () => {
  const heard: ServerEvent[] = [];
  const stop = world.ctx.events.subscribe((event) => heard.push(event));
  const job = await startMeasure(world.ctx, { regions: ['CA'] });
  await whenEnded(world.ctx, { id: job.id });
  stop();
  const states = heard.flatMap((event) => (event.type === 'job' && event.job.id === job.id ? [event.job] : []));
  expect(states[0].state).toBe('running');
  expect(states.at(-1)).toMatchObject({ state: 'done', done: 3, total: 3 });
  expect(heard.some((event) => event.type === 'data')).toBe(true);
});
