// What a map of states is drawn from: where the cameras stand that do not work, and what those of an outage saw.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { effectiveOf } from '#services/effective';
import { getOutage, listOutages } from '#services/outages';
import { statusPositions } from '#services/status-positions';
import { saidStatus } from './live-world.ts';
import { at, type CameraLine, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

const MIN = 60_000;
const NIGHT = Date.UTC(2026, 5, 1, 18, 10);
const line = (id: string, i: number, more: Partial<CameraLine> = {}): CameraLine => ({
  id,
  eastM: 20 + i * 20,
  northM: 60,
  azimuthDeg: 90,
  hfovDeg: 70,
  rangeM: 25,
  ...more,
});
/** All in the first village; one of them does not say where it looks. */
const LINES = [
  ...Array.from({ length: 8 }, (_, i) => line(`a${i}`, i)),
  line('unaimed', 9, { azimuthDeg: undefined }),
  line('fine', 10),
];

let world: World;
let status: ReturnType<typeof saidStatus>;
beforeAll(async () => {
  const clock = () => NIGHT;
  status = saidStatus(() => 'CA1', clock);
  world = await openWorld({ status, clock, watch: true });
  await importText(world, 'regions', countyGeojson(), 'regions.geojson');
  await importText(world, 'cameras', camerasCsv(LINES), 'cameras.csv');
  status.say(
    LINES.map(({ id }) => id),
    'online',
    { at: NIGHT - 60 * MIN },
  );
  await world.workspace.watch.settled();
}, 60_000);
afterAll(() => world.close());

test('only what does not work is given, offline ones before unknown ones, with the reason and the place of each', async () => {
  expect(await statusPositions(world.ctx, {})).toMatchObject({ total: 0, cameras: [], positions: [] });
  status.say(['a0'], 'unknown', { reason: 'stale' });
  status.say(['a3', 'a1'], 'offline', { reason: 'power' });
  const shown = await statusPositions(world.ctx, { region: 'CA' });
  expect(shown.total).toBe(3);
  expect(shown.cameras.slice(0, 2).sort()).toEqual(['a1', 'a3']);
  expect(shown.cameras[2]).toBe('a0');
  expect(shown.states).toEqual(['offline', 'offline', 'unknown']);
  expect(shown.reasons).toEqual(['power', 'power', 'stale']);
  const [longitude, latitude] = shown.positions[2];
  const [lon, lat] = at(20, 60);
  expect(longitude).toBeCloseTo(lon, 6);
  expect(latitude).toBeCloseTo(lat, 6);
  expect(await statusPositions(world.ctx, { region: 'CB' })).toMatchObject({ total: 0, cameras: [] });
  await expect(statusPositions(world.ctx, { region: 'nowhere' })).rejects.toMatchObject({ code: 'region.not_found' });
});

test('an outage says of its cameras what they see when they work: a sector, or the disc of one that is not aimed', async () => {
  status.say(
    LINES.map(({ id }) => id).filter((id) => id !== 'fine'),
    'offline',
  );
  await world.workspace.watch.settled();
  const [{ id }] = (await listOutages(world.ctx, {})).items;
  const { cameraList } = await getOutage(world.ctx, { id });
  const of = (camera: string) => cameraList.find((one) => one.id === camera);
  expect(of('a1')?.sight).toEqual({ azimuthDeg: 90, hfovDeg: 70, nearM: 0, reachM: 25 });
  expect(of('unaimed')?.sight).toEqual({ azimuthDeg: null, hfovDeg: 360, nearM: 0, reachM: 25 });
  expect(of('a1')?.state).toBe('offline');
});

test('what works is compared with what is installed on the same ground only, where some regions are not computed', async () => {
  const { nominal, effective, comparable, leaves, leavesComputed } = await effectiveOf(world.ctx, 'C');
  expect(leavesComputed).toBeLessThanOrEqual(leaves);
  expect(comparable?.demandM2).toBeCloseTo(effective?.demandM2 ?? -1, 3);
  expect(comparable?.demandM2).toBeLessThanOrEqual((nominal?.demandM2 ?? 0) + 1e-3);
  expect(effective?.likelyM2).toBeLessThan(comparable?.likelyM2 ?? 0);
});
