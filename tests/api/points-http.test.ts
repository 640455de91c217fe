// The past over HTTP: which instant is meant, what is refused in words, long work as a job, and what is known today of then.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Figure } from '#contract/figure';
import { createCamera, deleteCamera, patchCamera } from '#services/cameras';
import { figuresThen } from '#services/figures-then';
import { cancelJob, getJob } from '#services/jobs';
import { figuresAtPoint } from '#services/point-in-time';
import { takeStatus } from '#services/status-intake';
import { createApp } from '../../api/app.ts';
import { at, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

const DAY_MS = 86_400_000;
const noon = (day: string): number => Date.parse(`${day}T04:00:00Z`);
let nowMs = 0;
let world: World;
let app: ReturnType<typeof createApp>;
beforeEach(async () => {
  nowMs = noon('2025-01-10');
  world = await openWorld({ clock: () => nowMs });
  app = createApp({ deps: world.workspace, cursorKey: new Uint8Array(32).fill(7), webRoot: null });
});
afterEach(async () => {
  app.closeStreams();
  await world.close();
});

async function get<T = Figure & { code: string }>(path: string): Promise<{ status: number; body: T }> {
  const reply = await app.request(`/api${path}`, { headers: { host: 'localhost' } });
  return { status: reply.status, body: (await reply.json()) as T };
}
const camera = (id: string, eastM: number, northM: number, more: object = {}) => {
  const [longitude, latitude] = at(eastM, northM);
  return { camera: { id, longitude, latitude, type: 'panoramic' as const, rangeM: 30, ...more } };
};

test('a day is its end in Shanghai; a figure says of which instant it speaks, and at which data version', async () => {
  await importText(world, 'regions', countyGeojson(120, 2), 'county.geojson');
  nowMs = noon('2025-01-12');
  await createCamera(world.ctx, camera('a', 60, 60));
  nowMs = noon('2025-01-14');
  await createCamera(world.ctx, camera('b', 60, 180));
  nowMs = noon('2025-02-01');
  const on = async (text: string) => (await get(`/regions/C/figures?at=${encodeURIComponent(text)}`)).body;
  expect(await on('2025-01-11')).toMatchObject({ cameras: 0, dataVersion: 1, at: '2025-01-11T15:59:59.999Z' });
  expect(await on('2025-01-12')).toMatchObject({
    cameras: 1,
    dataVersion: 2,
    known: 'then',
    leaves: 4,
    leavesMeasured: 4,
  });
  expect(await on('2025-01-12T11:59:00+08:00')).toMatchObject({ cameras: 0 });
  expect(await on('2025-01-12T12:00:00+08:00')).toMatchObject({ cameras: 1, at: '2025-01-12T04:00:00.000Z' });
  expect(await on('2025-02-01')).toMatchObject({ cameras: 2, dataVersion: 3, at: '2025-02-01T04:00:00.000Z' });
  const columns = await get<Record<string, unknown>>('/figures?at=2025-01-12&level=township&columns=cameras,names');
  expect(columns.body).toMatchObject({ codes: ['CA', 'CB'], cameras: [1, 0], known: 'then', dataVersion: 2 });
});

test('the future, a time before all data, a region of another time and an unclear day are refused in words', async () => {
  await importText(world, 'regions', countyGeojson(120, 2), 'county.geojson');
  const refused = async (query: string) => {
    const { status, body } = await get(`/regions/${query}`);
    return [status, body.code];
  };
  expect(await refused('C/figures?at=2025-01-11')).toEqual([422, 'point.future']);
  expect(await refused('C/figures?at=2025-01-09')).toEqual([404, 'point.nothing']);
  expect(await refused('X/figures?at=2025-01-10')).toEqual([404, 'region.not_then']);
  expect(await refused('C/figures?at=yesterday')).toEqual([422, 'point.invalid']);
  expect(await refused('C/figures?at=2025-02-30')).toEqual([422, 'point.invalid']);
  expect(await refused('C/figures?known=now')).toEqual([422, 'point.needed']);
  expect(await refused('C/figures?at=2025-01-10&detail=monitor')).toEqual([422, 'point.detail']);
  const east = world.as({ kind: 'subtree', code: 'CA' });
  await expect(figuresAtPoint(east, { at: '2025-01-10', scope: 'CB' })).rejects.toMatchObject({
    code: 'region.not_then',
  });
  const own = await figuresThen(east, { at: '2025-01-10' });
  expect(own.map(({ code }) => code)).toEqual(['CA', 'CA1', 'CA2']);
});

test('many leaves are a job that can be stopped; what it had measured is kept, and the answer is that of measuring at once', async () => {
  await importText(world, 'regions', countyGeojson(40, 40), 'county.geojson');
  const line = (i: number, rangeM: number) => ({
    id: `c${i}`,
    eastM: 20 + 40 * i,
    northM: 40,
    type: 'panoramic',
    rangeM,
  });
  const list = (rangeM: number): string => camerasCsv(Array.from({ length: 40 }, (_, i) => line(i, rangeM)));
  await importText(world, 'cameras', list(30), 'list.csv');
  const before = (await get('/regions/C/figures')).body;
  nowMs += 3 * DAY_MS;
  await importText(world, 'cameras', list(20), 'list.csv');
  nowMs += DAY_MS;
  const ask = () => get<Figure & { id: string; kind: string; state: string }>('/regions/C/figures?at=2025-01-11');
  const first = await ask();
  expect(first).toMatchObject({ status: 202, body: { kind: 'history', state: 'queued' } });
  // asked twice is one job
  expect((await ask()).body.id).toBe(first.body.id);
  const told = world.ctx.events.subscribe((event) => {
    if (event.type === 'job' && event.job.done > 0) void cancelJob(world.ctx, { id: first.body.id });
  });
  await world.ctx.background.settled();
  told();
  expect(await getJob(world.ctx, { id: first.body.id })).toMatchObject({ state: 'cancelled' });
  const second = await ask();
  await world.ctx.background.settled();
  if (second.status === 202) {
    const done = await getJob(world.ctx, { id: second.body.id });
    expect(done).toMatchObject({ state: 'done' });
    expect(done.total).toBeLessThan(80);
  }
  const { status, body } = await ask();
  expect(status).toBe(200);
  const { dataVersion: _v, computedAt: _t, at: _at, known: _known, ...then } = body;
  const { dataVersion: _v2, computedAt: _t2, ...at10 } = before;
  expect(then).toEqual(at10);
});

test('known now: later records speak of the time before, each camera at the stage that its dates say', async () => {
  await importText(world, 'regions', countyGeojson(120, 2), 'county.geojson');
  nowMs = noon('2025-06-01');
  const stages = { stage: 'accepted', procuredOn: '2025-02-01', installedOn: '2025-03-01', acceptedOn: '2025-05-01' };
  await createCamera(world.ctx, camera('a', 60, 60, stages));
  await createCamera(world.ctx, camera('wrong', 60, 180, stages));
  nowMs = noon('2025-06-10');
  const [longitude, latitude] = at(180, 60);
  await patchCamera(world.ctx, { id: 'a', patch: { longitude, latitude } });
  await deleteCamera(world.ctx, { id: 'wrong' });
  nowMs = noon('2025-07-01');
  const on = async (code: string, day: string, set = 'installed') =>
    (await get(`/regions/${code}/figures?at=${day}&known=now&set=${set}`)).body.cameras;
  // nothing was known in March, today three stages of it are
  expect((await get('/regions/C/figures?at=2025-03-15')).body.cameras).toBe(0);
  expect([
    await on('C', '2025-01-20', 'planned'),
    await on('C', '2025-02-15', 'planned'),
    await on('C', '2025-02-15'),
  ]).toEqual([0, 1, 0]);
  // it stood in CA1 until it was moved
  expect([await on('CA1', '2025-03-15'), await on('CA2', '2025-03-15')]).toEqual([1, 0]);
  expect([await on('CA1', '2025-06-15'), await on('CA2', '2025-06-15')]).toEqual([0, 1]);
});

test('live: with the states by the words that had come in by then, or have come in by today', async () => {
  await importText(world, 'regions', countyGeojson(120, 2), 'county.geojson');
  const stand = { stage: 'accepted' as const };
  await createCamera(world.ctx, camera('a', 60, 60, stand));
  await createCamera(world.ctx, camera('b', 80, 80, stand));
  const minutes = (n: number): string => new Date(nowMs + n * 60_000).toISOString();
  const say = (cameraId: string, state: string, at: string) =>
    takeStatus(world.ctx, { rows: [{ cameraId, state, at, source: 'feed' }] });
  await say('a', 'online', minutes(0));
  const nobody = (await get('/regions/CA2/figures?set=live&at=2025-01-10')).body;
  expect(nobody).toMatchObject({ set: 'live', cameras: 0 });
  nowMs += 2 * 60_000;
  await say('b', 'online', minutes(0));
  nowMs += 2 * 60_000;
  const day = new Date(nowMs).toISOString();
  const on = async (known: string) => (await get(`/regions/CA1/figures?set=live&at=${day}&known=${known}`)).body;
  const then = await on('then');
  const both = (await get(`/regions/CA1/figures?at=${day}`)).body;
  expect(then).toMatchObject({ set: 'live', cameras: 2, coveredM2: both.coveredM2 });
  // a day later somebody says that b had been offline, and a is taken down
  nowMs += DAY_MS;
  await say('b', 'offline', new Date(Date.parse(day) - 30_000).toISOString());
  expect((await on('then')).coveredM2).toBe(then.coveredM2);
  expect((await on('now')).cameras).toBe(1);
  await deleteCamera(world.ctx, { id: 'a' });
  expect((await on('then')).coveredM2).toBe(then.coveredM2);
});
