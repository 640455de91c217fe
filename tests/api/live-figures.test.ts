// What do working cameras see? Against the installed figure, and against what a hand can compute.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patchCamera } from '#services/cameras';
import { contextFor } from '#services/ctx';
import { figuresColumnar, regionFigure } from '#services/figures';
import { keepLiveFigures, LEAF_EVERY_MS } from '#services/live-figures-keeper';
import { openWorkspace } from '#services/open-workspace';
import { tile } from '#services/tiles';
import { liveRecords } from '#storage/live-figures.repository';
import { EVERYTHING } from '#storage/scope';
import { decodeTile } from '#tiles/decode.testing';
import { inlineRunner } from '#workers/runner';
import { createApp } from '../../api/app.ts';
import { saidStatus } from './live-world.ts';
import { at, type CameraLine, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

/** Two cameras in CA1, one in CA2 that looks over the border into CA1, one without azimuth in CB1; the others are empty. */
const LINES: CameraLine[] = [
  { id: 'a1', eastM: 100, northM: 100, azimuthDeg: 0, hfovDeg: 60, rangeM: 60 },
  { id: 'a2', eastM: 110, northM: 100, azimuthDeg: 0, hfovDeg: 60, rangeM: 60 },
  { id: 'b1', eastM: 410, northM: 200, azimuthDeg: 270, hfovDeg: 90, rangeM: 50 },
  { id: 'c1', eastM: 200, northM: 600, hfovDeg: 90, rangeM: 40 },
];
const LEAF: Record<string, string> = { a1: 'CA1', a2: 'CA1', b1: 'CA2', c1: 'CB1' };
const ALL = Object.keys(LEAF);
const AREAS = [
  'demandM2',
  'coveredM2',
  'likelyM2',
  'coveredHighM2',
  'depthM2',
  'likelyDepthM2',
  'camerasSeeing',
] as const;

let now = Date.UTC(2026, 5, 1);
const clock = () => now;
let world: World;
const status = saidStatus((id) => LEAF[id] ?? null, clock);
const settle = () => world.workspace.watch.settled();
const figure = (code: string, set: 'live' | 'installed' = 'live') => regionFigure(world.ctx, { code, set });
const [lon, lat] = at(105, 100);
/** The tile that the cameras of CA1 stand in. */
const NEAR = (() => {
  const n = 2 ** 15;
  const sin = Math.sin((lat * Math.PI) / 180);
  return {
    z: 15,
    x: Math.floor(((lon + 180) / 360) * n),
    y: Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * n),
  };
})();
const tileNow = async (source: 'cameras' | 'footprints' = 'cameras', z = NEAR.z) => {
  const by = 2 ** (NEAR.z - z);
  const id = { z, x: Math.floor(NEAR.x / by), y: Math.floor(NEAR.y / by) };
  const found = await tile(world.ctx, { source, ...id, known: () => false });
  if (found.same) throw new Error('expected a tile, got none');
  const { cameras = [] } = decodeTile(found.bytes);
  return { etag: found.etag, states: Object.fromEntries(cameras.map(({ properties: p }) => [p.id, p.state])) };
};

beforeAll(async () => {
  world = await openWorld({ status, clock, watch: true });
  await importText(world, 'regions', countyGeojson(), 'regions.geojson');
  await importText(world, 'cameras', camerasCsv(LINES), 'cameras.csv');
}, 60_000);
afterAll(() => world.close());

test('without a word about any camera nothing is computed, and no tile shows a state', async () => {
  await settle();
  expect(await figure('C')).toMatchObject({ set: 'live', likelyM2: null, leaves: 6, leavesMeasured: 0 });
  const { states } = await tileNow();
  expect(Object.keys(states)).toEqual(expect.arrayContaining(['a1', 'a2']));
  expect(Object.values(states).every((state) => state === undefined)).toBe(true);
});

test('a leaf with cameras of unknown state is not computed, one without cameras is; a parent says n of N', async () => {
  status.say(['a1', 'a2', 'b1'], 'online');
  await settle();
  expect(await figure('CB1')).toMatchObject({ likelyM2: null, leavesMeasured: 0 });
  expect(await figure('CB2')).toMatchObject({ likelyM2: 0, leavesMeasured: 1 });
  expect(await figure('CB')).toMatchObject({ leaves: 3, leavesMeasured: 2 });
  const { codes, measured, likelyM2 } = await figuresColumnar(world.ctx, { set: 'live' });
  expect([measured[codes.indexOf('CB1')], likelyM2[codes.indexOf('CB1')]]).toEqual([false, null]);
});

test('when all are online every region has the figure of the installed cameras, to the last bit', async () => {
  status.say(ALL, 'online');
  await settle();
  for (const code of ['CA1', 'CA2', 'CB1', 'CB2', 'CA', 'C']) {
    const [live, installed] = [await figure(code), await figure(code, 'installed')];
    for (const key of AREAS) expect(live[key], `${code} ${key}`).toEqual(installed[key]);
    expect(live).toMatchObject({ leavesMeasured: live.leaves, cameras: installed.cameras, unaimed: installed.unaimed });
  }
  const columns = await figuresColumnar(world.ctx, { set: 'live' });
  expect(columns.likelyM2).toEqual((await figuresColumnar(world.ctx, {})).likelyM2);
});

test('a camera that looks over the border counts on the other side while it works', async () => {
  const before = await figure('CA1');
  status.say(['b1'], 'offline');
  await settle();
  const after = await figure('CA1');
  expect(after.camerasSeeing).toBe(before.camerasSeeing - 1);
  expect(after.likelyM2!).toBeLessThan(before.likelyM2!);
});

test('tiles of cameras show the states, and are others only where and when a state changed', async () => {
  const before = await tileNow();
  expect(before.states).toMatchObject({ a1: 'online', a2: 'online', b1: 'offline' });
  const [far, footprints] = [await tileNow('cameras', 9), await tileNow('footprints')];
  expect((await tileNow()).etag).toBe(before.etag);
  status.say(['a2'], 'unknown');
  const after = await tileNow();
  expect(after.etag).not.toBe(before.etag);
  expect(after.states).toMatchObject({ a1: 'online', a2: 'unknown' });
  // counts per cell and footprints show no state
  expect([(await tileNow('cameras', 9)).etag, (await tileNow('footprints')).etag]).toEqual([far.etag, footprints.etag]);
});

test('an unknown camera counts to high, and to likely by the share of those known to work', async () => {
  await settle();
  // of CA1 a1 is online, a2 unknown: likely to work as the known one does, and still not certain
  const likely = await figure('CA1');
  expect(likely.coveredM2).toBeLessThan(likely.likelyM2!);
  expect(likely.likelyM2! / likely.coveredHighM2!).toBeCloseTo(1, 9);
  status.say(['a1'], 'offline');
  await settle();
  const unlikely = await figure('CA1');
  expect(unlikely).toMatchObject({ coveredM2: 0, cameras: 1 });
  expect(unlikely.likelyM2!).toBeLessThan(1e-200);
  expect(unlikely.coveredHighM2!).toBeGreaterThan(1_000);
});

test('a leaf is measured again after a change of its cameras, at their new place', async () => {
  const before = await figure('CA1');
  await patchCamera(world.ctx, { id: 'a2', patch: { rangeM: 30 } });
  await settle();
  expect((await figure('CA1')).coveredHighM2!).toBeLessThan(before.coveredHighM2!);
});

test('a leaf whose cameras come and go is measured once in ten seconds, with what is true then', async () => {
  // the keeper of the workspace would measure too
  await world.workspace.watch.close();
  const keeper = keepLiveFigures(contextFor(world.workspace, 'system'));
  const computedAt = async () => (await liveRecords(world.ctx.storage.reader, EVERYTHING, ['CA1']))[0].computedAt;
  await keeper.settled();
  status.say(['a1'], 'unknown');
  await keeper.settled();
  const first = await computedAt();
  now += 1_000;
  status.say(['a1'], 'online');
  await keeper.look();
  expect(await computedAt()).toBe(first);
  now += LEAF_EVERY_MS;
  await keeper.look();
  expect(await computedAt()).toBe(new Date(now).toISOString());
  expect((await figure('CA1')).coveredM2!).toBeGreaterThan(1_000);
  await keeper.close();
});

test('when all are offline nothing is seen, of the same demand; a reader of the database computes the same', async () => {
  status.say(ALL, 'offline');
  const reading = await openWorkspace({
    databasePath: world.databasePath,
    readOnly: true,
    runner: inlineRunner,
    status,
  });
  const live = await regionFigure(contextFor(reading, 'cli'), { code: 'C', set: 'live' });
  await reading.close();
  expect(live).toMatchObject({ coveredM2: 0, likelyM2: 0, coveredHighM2: 0, camerasSeeing: 0, cameras: 0 });
  expect(live.demandM2).toBe((await figure('C', 'installed')).demandM2);
  expect(live.leavesMeasured).toBe(6);
});

test('over HTTP: set=live, in columns too, and at no other detail', async () => {
  const app = createApp({ deps: world.workspace, cursorKey: new Uint8Array(32).fill(7), webRoot: null });
  const ask = async (path: string) => {
    const answer = await app.request(path);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  expect(await ask('/api/regions/C/figures?set=live')).toMatchObject({ status: 200, body: { set: 'live', leaves: 6 } });
  expect(await ask('/api/figures?set=live&columns=likelyM2')).toMatchObject({ status: 200 });
  const refused = await ask('/api/regions/C/figures?set=live&detail=identify&profile=iec-62676-4:2014');
  expect(refused).toMatchObject({ status: 422, body: { code: 'figure.live_at_range' } });
});
