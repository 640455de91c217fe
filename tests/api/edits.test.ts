// Edits of cameras: measured before they return, kept with their history, and never different from a full measuring.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCamera, deleteCamera, getCamera, listCameras, patchCamera } from '#services/cameras';
import type { Ctx } from '#services/ctx';
import { ServiceError } from '#services/errors';
import { regionFigure } from '#services/figures';
import { whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { versions } from '#services/workspace';
import { brokenAuditRow } from '#storage/audit.repository';
import { cameraHistoryOf } from '#storage/cameras.repository';
import { figureRecords, seesRows } from '#storage/figures.repository';
import { gapsOfLeaves } from '#storage/gaps.repository';
import { EVERYTHING } from '#storage/scope';
import type { Storage } from '#storage/storage';
import { at, camerasCsv, countyGeojson, importText, openWorld, seeded, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  const random = seeded(7);
  const buildings = Array.from({ length: 120 }, () => {
    const [x, y, w, h] = [random() * 1_200, random() * 800, 8 + random() * 30, 8 + random() * 30];
    const ring = [at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h), at(x, y)];
    const properties = random() < 0.7 ? { heightM: 2 + random() * 20 } : {};
    return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } };
  });
  const layer = JSON.stringify({ type: 'FeatureCollection', features: buildings });
  await importText(world, 'obstacles', layer, 'buildings.geojson');
  const lines = Array.from({ length: 60 }, (_, i) => ({
    id: `k${String(i).padStart(3, '0')}`,
    eastM: random() * 1_200,
    northM: random() * 800,
    type: ['fixed', 'dome', 'ptz', 'panoramic'][Math.floor(random() * 4)],
    azimuthDeg: random() < 0.6 ? Math.floor(random() * 360) : undefined,
    hfovDeg: random() < 0.5 ? 30 + Math.floor(random() * 90) : undefined,
    rangeM: 15 + Math.floor(random() * 60),
    stage: random() < 0.15 ? 'planned' : 'installed',
  }));
  await importText(world, 'cameras', camerasCsv(lines), 'cameras.csv');
});
afterAll(() => world.close());

/** Everything that measuring wrote, without when and at which version. */
async function measured(): Promise<unknown> {
  const { reader } = world.ctx.storage;
  const plain = (row: { measuredVersion: number; computedAt: string }) => ({
    ...row,
    measuredVersion: 0,
    computedAt: '',
  });
  return {
    installed: (await figureRecords(reader, EVERYTHING, 'installed')).map(plain),
    planned: (await figureRecords(reader, EVERYTHING, 'planned')).map(plain),
    sees: [await seesRows(reader, EVERYTHING, 'installed'), await seesRows(reader, EVERYTHING, 'planned')],
    gaps: await gapsOfLeaves(reader, EVERYTHING, ['CA1', 'CA2', 'CA3', 'CB1', 'CB2', 'CB3']),
  };
}

async function sameAsMeasuredAnew(): Promise<void> {
  const afterEdits = await measured();
  const job = await startMeasure(world.ctx, { regions: 'all' });
  expect((await whenEnded(world.ctx, { id: job.id })).state).toBe('done');
  expect(await measured()).toEqual(afterEdits);
}

test('1,000 random edits among buildings give exactly what one full measuring gives', {
  timeout: 400_000,
}, async () => {
  const random = seeded(11);
  const ids = (await listCameras(world.ctx, { limit: 500 })).items.map((camera) => camera.id);
  for (let i = 0; i < 1_000; i += 1) {
    const id = ids[Math.floor(random() * ids.length)];
    const [longitude, latitude] = at(random() * 1_300 - 50, random() * 900 - 50);
    const kind = random();
    if (kind < 0.2)
      ids.push((await createCamera(world.ctx, { camera: { longitude, latitude, rangeM: 20 + random() * 500 } })).id);
    else if (kind < 0.35 && ids.length > 20) {
      await deleteCamera(world.ctx, { id });
      ids.splice(ids.indexOf(id), 1);
    } else if (kind < 0.6) await patchCamera(world.ctx, { id, patch: { longitude, latitude } });
    else if (kind < 0.8)
      await patchCamera(world.ctx, {
        id,
        patch: {
          azimuthDeg: Math.floor(random() * 360),
          rangeM: 10 + random() * 90,
          heightM: random() < 0.5 ? null : 3 + random() * 9,
        },
      });
    else if (kind < 0.9)
      await patchCamera(world.ctx, { id, patch: { stage: random() < 0.5 ? 'approved' : 'accepted' } });
    else await patchCamera(world.ctx, { id, patch: { stage: 'retired' } });
  }
  await sameAsMeasuredAnew();
});

test('a figure is true in the read after the write', async () => {
  const [longitude, latitude] = at(1_000, 200);
  const before = await regionFigure(world.ctx, { code: 'CA3' });
  const camera = await createCamera(world.ctx, {
    camera: { id: 'fresh', longitude, latitude, type: 'panoramic', rangeM: 5 },
  });
  const after = await regionFigure(world.ctx, { code: 'CA3' });
  expect(camera.regionCode).toBe('CA3');
  expect(after.cameras).toBe(before.cameras + 1);
  expect(after.dataVersion).toBe((await versions(world.ctx)).dataVersion);
  expect((await regionFigure(world.ctx, { code: 'C' })).leavesMeasured).toBe(6);
});

test('a planned camera changes the planned figure only', async () => {
  const [longitude, latitude] = at(60, 60);
  const installed = await regionFigure(world.ctx, { code: 'CA1' });
  const planned = await regionFigure(world.ctx, { code: 'CA1', set: 'planned' });
  await createCamera(world.ctx, {
    camera: { id: 'plan', longitude, latitude, type: 'panoramic', rangeM: 30, stage: 'planned' },
  });
  const then = await regionFigure(world.ctx, { code: 'CA1' });
  expect({ ...then, dataVersion: 0, computedAt: '' }).toEqual({ ...installed, dataVersion: 0, computedAt: '' });
  const plannedThen = await regionFigure(world.ctx, { code: 'CA1', set: 'planned' });
  expect(plannedThen.cameras).toBe(planned.cameras + 1);
  expect(plannedThen.coveredM2!).toBeGreaterThan(planned.coveredM2!);
  expect(plannedThen.set).toBe('planned');
  const county = await regionFigure(world.ctx, { code: 'C', set: 'planned' });
  expect(county.coveredM2!).toBeGreaterThan((await regionFigure(world.ctx, { code: 'C' })).coveredM2!);
});

test('a change keeps the state before it, with actor and reason', async () => {
  await patchCamera(world.ctx, { id: 'fresh', patch: { owner: '县公安局' }, reason: 'handed over' });
  const camera = await getCamera(world.ctx, { id: 'fresh' });
  expect(camera).toMatchObject({ owner: '县公安局', revision: 2 });
  const [last] = await cameraHistoryOf(world.ctx.storage.reader, EVERYTHING, 'fresh');
  expect(last).toMatchObject({ change: 'update', actor: 'local', reason: 'handed over' });
  expect(last.record).toMatchObject({ owner: null, revision: 1 });
});

test('a change on an old revision is refused and says who was faster', async () => {
  const attempt = patchCamera(world.ctx, { id: 'fresh', patch: { owner: 'x' }, revision: 1 });
  await expect(attempt).rejects.toMatchObject({ code: 'camera.revision_conflict', kind: 'conflict' });
  await expect(attempt).rejects.toBeInstanceOf(ServiceError);
  expect((await getCamera(world.ctx, { id: 'fresh' })).owner).toBe('县公安局');
});

/** The same workspace with another way to run a transaction. */
const withTransactions = (run: (real: Storage['transaction']) => Storage['transaction']): Ctx => {
  const { storage } = world.ctx;
  return { ...world.ctx, storage: { ...storage, transaction: run(storage.transaction) } };
};
const villageOf = async (code: string) => ({
  figure: { ...(await regionFigure(world.ctx, { code })), dataVersion: 0, computedAt: '' },
  gaps: await gapsOfLeaves(world.ctx.storage.reader, EVERYTHING, [code]),
});

test('adding and removing a camera takes one transaction each, and the next read shows it in figure and gaps', async () => {
  let transactions = 0;
  const ctx = withTransactions((real) => (body) => {
    transactions += 1;
    return real(body);
  });
  const [longitude, latitude] = at(620, 180);
  const before = await villageOf('CA2');
  const { dataVersion } = await versions(ctx);
  const camera = await createCamera(ctx, { camera: { longitude, latitude, type: 'panoramic', rangeM: 60 } });
  expect(transactions).toBe(1);
  const added = await villageOf('CA2');
  expect(added.figure.cameras).toBe(before.figure.cameras + 1);
  expect(added.figure.coveredM2!).toBeGreaterThan(before.figure.coveredM2!);
  expect(added.gaps).not.toEqual(before.gaps);
  await deleteCamera(ctx, { id: camera.id });
  expect(transactions).toBe(2);
  expect(await villageOf('CA2')).toEqual(before);
  expect((await versions(ctx)).dataVersion).toBe(dataVersion + 2);
  await expect(getCamera(ctx, { id: camera.id })).rejects.toMatchObject({ code: 'camera.not_found' });
  expect((await cameraHistoryOf(ctx.storage.reader, EVERYTHING, camera.id))[0]).toMatchObject({ change: 'delete' });
});

test('a leaf that has no part in an edit keeps its figure with its data version, and is not out of date', async () => {
  // ten metres from the border, looking away from it
  const [longitude, latitude] = at(390, 60);
  const aimed = { type: 'fixed', azimuthDeg: 270, hfovDeg: 60, rangeM: 40 } as const;
  const { id } = await createCamera(world.ctx, { camera: { longitude, latitude, ...aimed } });
  const beside = await regionFigure(world.ctx, { code: 'CA2' });
  const own = await regionFigure(world.ctx, { code: 'CA1' });
  await patchCamera(world.ctx, { id, patch: { hfovDeg: 80 } });
  const { dataVersion } = await versions(world.ctx);
  expect((await regionFigure(world.ctx, { code: 'CA1' })).coveredM2!).toBeGreaterThan(own.coveredM2!);
  expect((await regionFigure(world.ctx, { code: 'CA1' })).dataVersion).toBe(dataVersion);
  expect(await regionFigure(world.ctx, { code: 'CA2' })).toEqual(beside);
  expect(beside.dataVersion).toBeLessThan(dataVersion);
  expect(await regionFigure(world.ctx, { code: 'C' })).toMatchObject({ dataVersion, leavesMeasured: 6 });
  await sameAsMeasuredAnew();
});

test('a write that fails leaves nothing of an added, changed or removed camera, and the next edit is right', async () => {
  const failing = withTransactions(
    (real) => (body) =>
      real(async (writer) => {
        await body(writer);
        throw new Error('the disk is full');
      }),
  );
  const [longitude, latitude] = at(150, 250);
  const there = await createCamera(world.ctx, {
    camera: { id: 'stays', longitude, latitude, type: 'panoramic', rangeM: 40 },
  });
  const before = [await measured(), await versions(world.ctx)];
  const attempts = [
    () => createCamera(failing, { camera: { id: 'never', longitude, latitude, type: 'panoramic', rangeM: 90 } }),
    () => patchCamera(failing, { id: there.id, patch: { rangeM: 90 } }),
    () => deleteCamera(failing, { id: there.id }),
  ];
  for (const attempt of attempts) {
    await expect(attempt()).rejects.toThrow('the disk is full');
    expect([await measured(), await versions(world.ctx)]).toEqual(before);
    expect(await getCamera(world.ctx, { id: there.id })).toEqual(there);
  }
  await expect(getCamera(world.ctx, { id: 'never' })).rejects.toMatchObject({ code: 'camera.not_found' });
  await patchCamera(world.ctx, { id: there.id, patch: { rangeM: 70 } });
  await deleteCamera(world.ctx, { id: 'fresh' });
  await sameAsMeasuredAnew();
});

test('an edit sees what others committed while it waited for its turn', async () => {
  const { storage } = world.ctx;
  const [longitude, latitude] = at(700, 650);
  const other = { id: 'other', eastM: 710, northM: 640, type: 'panoramic', rangeM: 55, stage: 'installed' };
  let others = 0;
  const ctx = withTransactions((real) => async (body) => {
    // somebody else is faster
    others += 1;
    if (others === 1) await importText(world, 'cameras', camerasCsv([other]), 'other.csv');
    return real(body);
  });
  const made = await createCamera(ctx, { camera: { longitude, latitude, type: 'panoramic', rangeM: 65 } });
  expect(others).toBe(1);
  expect((await getCamera(ctx, { id: 'other' })).regionCode).toBe('CB2');
  expect(made.regionCode).toBe('CB2');
  await sameAsMeasuredAnew();
  expect(await brokenAuditRow(storage.reader, EVERYTHING)).toBeNull();
});

test('an edit that is refused costs the next one nothing: what is kept in memory stays', async () => {
  let forgotten = 0;
  const rollups = { ...world.ctx.rollups, forget: () => void (forgotten += 1) };
  const patch = patchCamera({ ...world.ctx, rollups }, { id: 'other', patch: { rangeM: 30 }, revision: 99 });
  await expect(patch).rejects.toMatchObject({ code: 'camera.revision_conflict' });
  expect(forgotten).toBe(0);
});

test('a camera without an id gets one from its position, and a second one there another', async () => {
  const [longitude, latitude] = at(500, 500);
  const one = await createCamera(world.ctx, { camera: { longitude, latitude } });
  const two = await createCamera(world.ctx, { camera: { longitude, latitude } });
  expect(one.id).toBe(`@${longitude.toFixed(6)},${latitude.toFixed(6)}`);
  expect(two.id).toBe(`${one.id}~2`);
});

test('the audit log is an unbroken chain with one row per change', async () => {
  expect(await brokenAuditRow(world.ctx.storage.reader, EVERYTHING)).toBeNull();
});

test('what must never be kept is refused, and nothing of the change is', async () => {
  const [longitude, latitude] = at(300, 300);
  const refused = [
    { name: '东门 rtsp://admin:12345@10.0.0.7/1' },
    { owner: '张三 13912345678' },
    { purpose: '密码:admin123' },
    { id: '192.168.1.64' },
  ];
  for (const fields of refused)
    await expect(createCamera(world.ctx, { camera: { longitude, latitude, ...fields } })).rejects.toMatchObject({
      code: 'camera.secret',
      params: { field: Object.keys(fields)[0] },
    });
  const [before] = (await listCameras(world.ctx, { limit: 1 })).items;
  await expect(
    patchCamera(world.ctx, { id: before.id, patch: { heightM: 5, name: '联系电话 0731-88881234' } }),
  ).rejects.toMatchObject({ code: 'camera.secret' });
  expect(await getCamera(world.ctx, { id: before.id })).toEqual(before);
  await patchCamera(world.ctx, {
    id: before.id,
    patch: { name: '1号路口西侧 K12+300', filingNo: '43052220210012345' },
  });
});
