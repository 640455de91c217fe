// What do working cameras see? Against the installed figure and against what a hand can compute.
import { expect, test } from 'vitest';
import { figuresColumnar, regionFigure } from '#services/figures';
import { saidStatus } from './live-world.ts';
import { type CameraLine, camerasCsv, countyGeojson, importText, openWorld } from './world.ts';

/** Two cameras in CA1, one in CA2 that looks over the border into CA1, one without azimuth in CB1; CB2 … are empty. */
const LINES: CameraLine[] = [
  { id: 'a1', eastM: 100, northM: 100, azimuthDeg: 0, hfovDeg: 60, rangeM: 60 },
  { id: 'a2', eastM: 110, northM: 100, azimuthDeg: 0, hfovDeg: 60, rangeM: 60 },
  { id: 'b1', eastM: 410, northM: 200, azimuthDeg: 270, hfovDeg: 90, rangeM: 50 },
  { id: 'c1', eastM: 200, northM: 600, hfovDeg: 90, rangeM: 40 },
];
const LEAF: Record<string, string> = { a1: 'CA1', a2: 'CA1', b1: 'CA2', c1: 'CB1' };
const START = Date.UTC(2026, 5, 1);

async function liveWorld() {
  let now = START;
  const clock = () => now;
  const status = saidStatus((id) => LEAF[id] ?? null, clock);
  const world = await openWorld({ status, clock });
  await importText(world, 'regions', countyGeojson(), 'regions.geojson');
  await importText(world, 'cameras', camerasCsv(LINES), 'cameras.csv');
  return {
    ...world,
    status,
    later: (ms: number) => {
      now += ms;
    },
    figure: (code: string, set: 'live' | 'installed' = 'live') => regionFigure(world.ctx, { code, set }),
  };
}
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

test('without a word about any camera nothing is computed', async () => {
  const { workspace, figure, close } = await liveWorld();
  await workspace.watch.settled();
  expect(await figure('C')).toMatchObject({ set: 'live', likelyM2: null, leaves: 6, leavesMeasured: 0 });
  await close();
});

test('when all are online every region has the figure of the installed cameras, to the last bit', async () => {
  const { workspace, status, figure, ctx, close } = await liveWorld();
  status.say(ALL, 'online');
  await workspace.watch.settled();
  for (const code of ['CA1', 'CA2', 'CB1', 'CB2', 'CA', 'C']) {
    const [live, installed] = [await figure(code), await figure(code, 'installed')];
    for (const key of AREAS) expect(live[key], `${code} ${key}`).toEqual(installed[key]);
    expect(live).toMatchObject({ leavesMeasured: live.leaves, cameras: installed.cameras, unaimed: installed.unaimed });
  }
  const columns = await figuresColumnar(ctx, { set: 'live' });
  expect(columns.likelyM2).toEqual((await figuresColumnar(ctx, {})).likelyM2);
  await close();
});

test('when all are offline nothing is seen, of the same demand', async () => {
  const { workspace, status, figure, close } = await liveWorld();
  status.say(ALL, 'online');
  await workspace.watch.settled();
  status.say(ALL, 'offline');
  await workspace.watch.settled();
  const live = await figure('C');
  expect(live).toMatchObject({ coveredM2: 0, likelyM2: 0, coveredHighM2: 0, camerasSeeing: 0, cameras: 0 });
  expect(live.demandM2).toBe((await figure('C', 'installed')).demandM2);
  await close();
});

test('a camera that looks over the border counts on the other side while it works', async () => {
  const { workspace, status, figure, close } = await liveWorld();
  status.say(ALL, 'online');
  await workspace.watch.settled();
  const before = await figure('CA1');
  status.say(['b1'], 'offline');
  await workspace.watch.settled();
  const after = await figure('CA1');
  expect(after.camerasSeeing).toBe(before.camerasSeeing - 1);
  expect(after.likelyM2!).toBeLessThan(before.likelyM2!);
  await close();
});

test('an unknown camera counts to high, and to likely by the share of those known to work', async () => {
  const { workspace, status, figure, close } = await liveWorld();
  status.say(['a1'], 'online');
  status.say(['b1', 'c1'], 'offline');
  await workspace.watch.settled();
  const allKnownWork = await figure('CA1');
  // a2 was never heard of: the one known camera works, so a2 is likely to, and still not certain
  const ground = (await figure('CA1', 'installed')).coveredHighM2!;
  expect(allKnownWork.coveredM2).toBeLessThan(allKnownWork.likelyM2!);
  expect(allKnownWork.likelyM2! / allKnownWork.coveredHighM2!).toBeCloseTo(1, 9);
  expect(allKnownWork.coveredHighM2!).toBeLessThan(ground);
  status.say(['a1'], 'offline');
  await workspace.watch.settled();
  const noneKnownWorks = await figure('CA1');
  expect(noneKnownWorks).toMatchObject({ coveredM2: 0, cameras: 1 });
  expect(noneKnownWorks.likelyM2!).toBeLessThan(1e-200);
  expect(noneKnownWorks.coveredHighM2!).toBeGreaterThan(1_000);
  await close();
});

test('a leaf with cameras of unknown state is not computed, one without cameras is; a parent says n of N', async () => {
  const { workspace, status, figure, close } = await liveWorld();
  status.say(['a1', 'a2', 'b1'], 'online');
  await workspace.watch.settled();
  expect(await figure('CB1')).toMatchObject({ likelyM2: null, leavesMeasured: 0 });
  expect(await figure('CB2')).toMatchObject({ likelyM2: 0, leavesMeasured: 1 });
  expect(await figure('CB')).toMatchObject({ leaves: 3, leavesMeasured: 2 });
  await close();
});
