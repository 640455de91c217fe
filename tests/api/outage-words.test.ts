// The same night told in words: what comes in over HTTP and files becomes states, and these outages.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { effectiveOf } from '#services/effective';
import { regionFigure } from '#services/figures';
import { listOutages } from '#services/outages';
import { changeFeed, planWorks } from '#services/status-feeds';
import { takeStatus } from '#services/status-intake';
import { createApp } from '../../api/app.ts';
import { type CameraLine, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

const MIN = 60_000;
let now = Date.UTC(2026, 5, 1, 16, 0);
let world: World;
/** 40 cameras in CA1, 20 in CB1; those of CB1 hang on a recorder. */
const LINES: CameraLine[] = [
  ...Array.from({ length: 40 }, (_, i) => ({
    id: `a${i}`,
    eastM: 20 + (i % 8) * 45,
    northM: 40 + Math.floor(i / 8) * 70,
    azimuthDeg: 0,
    hfovDeg: 90,
    rangeM: 30,
  })),
  ...Array.from({ length: 20 }, (_, i) => ({
    id: `b${i}`,
    eastM: 20 + i * 18,
    northM: 500,
    azimuthDeg: 0,
    hfovDeg: 90,
    rangeM: 30,
  })),
];
const ids = (letter: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${letter}${i}`);
const iso = (at: number): string => new Date(at).toISOString();
const settle = () => world.workspace.watch.settled();
const open = async () => (await listOutages(world.ctx, {})).items;
const say = async (cameras: string[], state: string, source = 'gb', at = now) => {
  const rows = cameras.map((cameraId) => ({ cameraId, state, at: iso(at), source }));
  expect(await takeStatus(world.ctx, { rows })).toMatchObject({ accepted: cameras.length, problems: [] });
};
/** Everybody says that all is well, as they do every five minutes. */
const allIsWell = async () => {
  await say(ids('a', 40), 'online', 'gb');
  await say(ids('b', 20), 'online', 'other');
};

beforeAll(async () => {
  world = await openWorld({ clock: () => now, watch: true });
  await importText(world, 'regions', countyGeojson(), 'regions.geojson');
  const lines = camerasCsv(LINES).trimEnd().split('\n');
  const text = lines
    .map((line, i) => `${line},${i === 0 ? 'parentId' : line.startsWith('b') ? 'nvr-b' : ''}`)
    .join('\n');
  await importText(world, 'cameras', `${text}\n`, 'cameras.csv');
  await settle();
  await allIsWell();
  for (const id of ['gb', 'other']) await changeFeed(world.ctx, { id, patch: { intervalMs: 5 * MIN } });
  await settle();
}, 60_000);
afterAll(() => world.close());

test('all well: the effective figure is the nominal one', async () => {
  const { nominal, effective, leavesComputed, reason } = await effectiveOf(world.ctx, undefined);
  expect(reason).toBeNull();
  expect(effective!.likelyM2).toBe(nominal!.likelyM2);
  expect(leavesComputed).toBe(6);
});

test('cameras said to be offline are one outage; said to be back, it is over', async () => {
  now += 5 * MIN;
  await say(ids('a', 40), 'offline');
  await say(ids('b', 20), 'online', 'other');
  await settle();
  expect(await open()).toMatchObject([{ kind: 'region', subject: 'CA1', cameras: 40, down: 40 }]);
  expect((await regionFigure(world.ctx, { code: 'CA1', set: 'live' })).likelyM2).toBe(0);
  now += 5 * MIN;
  await allIsWell();
  await settle();
  expect(await open()).toEqual([]);
});

test('a recorder that is down takes its cameras with it, as one outage of the recorder', async () => {
  now += 40 * MIN;
  await allIsWell();
  await settle();
  await say(['nvr-b'], 'offline', 'other');
  await settle();
  expect(await open()).toMatchObject([{ kind: 'parent', subject: 'nvr-b', cameras: 20, down: 20 }]);
  await say(['nvr-b'], 'online', 'other', (now += MIN));
  await allIsWell();
  await settle();
  expect(await open()).toEqual([]);
});

test('a feed that says nothing any more is one outage of the feed', async () => {
  for (let step = 0; step < 4; step += 1) {
    now += 5 * MIN;
    await say(ids('b', 20), 'online', 'other');
    await world.ctx.status.tick();
    await settle();
  }
  expect(await open()).toMatchObject([{ kind: 'feed', subject: 'gb', cameras: 40, down: 40 }]);
  now += MIN;
  await allIsWell();
  await settle();
  expect(await open()).toEqual([]);
});

test('planned works make no outage; who is still out when they are over is one', async () => {
  now += 40 * MIN;
  await allIsWell();
  await planWorks(world.ctx, {
    kind: 'region',
    subject: 'CA1',
    from: iso(now),
    to: iso(now + 60 * MIN),
    reason: '换杆',
  });
  now += MIN;
  await say(ids('a', 40), 'offline');
  await settle();
  expect(await open()).toEqual([]);
  now += 60 * MIN;
  await say(ids('a', 40), 'offline');
  await say(ids('b', 20), 'online', 'other');
  await world.ctx.status.tick();
  await settle();
  expect(await open()).toMatchObject([{ kind: 'region', subject: 'CA1', cameras: 40 }]);
});

test('over HTTP: the list, one of them, and who takes it on, with the tag that was read', async () => {
  const app = createApp({ deps: world.workspace, cursorKey: new Uint8Array(32).fill(7), webRoot: null });
  const list = (await (await app.request('/api/outages?region=C&state=open')).json()) as { items: { id: string }[] };
  const path = `/api/outages/${list.items[0].id}`;
  const read = await app.request(path);
  const etag = read.headers.get('etag')!;
  const send = (patch: object, ifMatch: string) =>
    app.request(path, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': ifMatch },
      body: JSON.stringify(patch),
    });
  const changed = await send({ owner: '王工', mutedUntil: '2026-06-03T00:00:00Z' }, etag);
  expect(changed.status).toBe(200);
  expect(await changed.json()).toMatchObject({ owner: '王工', revision: 2 });
  expect((await send({ owner: '李工' }, etag)).status).toBe(412);
  expect((await send({ owner: 'x'.repeat(400) }, '*')).status).toBe(422);
  expect((await app.request('/api/outages/none')).status).toBe(404);
  expect((await app.request('/api/outages?cursor=x')).status).toBe(422);
  expect((await app.request('/api/status/summary?region=CA1')).status).toBe(200);
});
