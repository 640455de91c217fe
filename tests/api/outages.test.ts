// At 02:10 a town goes dark: one outage with its area, its places and its neighbours, one owner, one all-clear.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { effectiveOf } from '#services/effective';
import { getOutage, listOutages, type OutageNews, onOutage, patchOutage } from '#services/outages';
import { saidStatus } from './live-world.ts';
import { type CameraLine, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

const MIN = 60_000;
const NIGHT = Date.UTC(2026, 5, 1, 18, 10);
/** Township CA: 230 cameras in three villages, and one that is fed by another way; CB: 10. */
const LINES: CameraLine[] = [
  ...Array.from({ length: 230 }, (_, i) => ({
    id: `a${String(i).padStart(3, '0')}`,
    eastM: 15 + (i % 46) * 25,
    northM: 40 + Math.floor(i / 46) * 70,
    azimuthDeg: (i * 37) % 360,
    hfovDeg: 70,
    rangeM: 25,
  })),
  { id: 'own', eastM: 20, northM: 45, azimuthDeg: 45, hfovDeg: 90, rangeM: 30 },
  ...Array.from({ length: 10 }, (_, i) => ({
    id: `b${i}`,
    eastM: 60 + i * 100,
    northM: 600,
    azimuthDeg: 0,
    hfovDeg: 60,
    rangeM: 30,
  })),
];
const leafOf = (id: string): string | null => {
  const line = LINES.find((one) => one.id === id);
  if (line === undefined) return null;
  return `${line.northM < 400 ? 'CA' : 'CB'}${Math.floor(line.eastM / 400) + 1}`;
};
const TOWN = LINES.slice(0, 230).map((line) => line.id);
const REST = LINES.slice(230).map((line) => line.id);

let now = NIGHT;
let world: World;
let status: ReturnType<typeof saidStatus>;
const heard: OutageNews[] = [];
const settle = () => world.workspace.watch.settled();
const open = async () => (await listOutages(world.ctx, {})).items;

beforeAll(async () => {
  const clock = () => now;
  status = saidStatus(leafOf, clock);
  world = await openWorld({ status, clock, watch: true });
  await importText(world, 'regions', countyGeojson(), 'regions.geojson');
  await importText(world, 'cameras', camerasCsv(LINES), 'cameras.csv');
  onOutage(world.ctx, (news) => heard.push(news));
  status.say([...TOWN, ...REST], 'online', { at: NIGHT - 60 * MIN });
  await settle();
}, 60_000);
afterAll(() => world.close());

test('230 cameras of a town that drop within a minute are one outage with the right area', async () => {
  const before = await effectiveOf(world.ctx, 'CA');
  for (let i = 0; i < TOWN.length; i += 23) {
    now += 5_000;
    status.say(TOWN.slice(i, i + 23), 'offline');
  }
  await settle();
  const [outage, ...others] = await open();
  expect(others).toEqual([]);
  expect(outage).toMatchObject({ kind: 'region', subject: 'CA', regionCode: 'CA', cameras: 230, down: 230 });
  expect(outage).toMatchObject({
    regionName: '东山乡',
    startedAt: new Date(NIGHT + 5_000).toISOString(),
    endedAt: null,
  });
  const after = await effectiveOf(world.ctx, 'CA');
  expect(outage.lostM2!).toBeCloseTo(before.effective!.likelyM2 - after.effective!.likelyM2, 3);
  expect(outage.lostM2!).toBeGreaterThan(50_000);
  expect(after.nominal!.likelyM2).toBe(before.effective!.likelyM2);
  expect(after.openOutages).toBe(1);
  expect((await effectiveOf(world.ctx, 'CB1')).openOutages).toBe(0);
  expect((await effectiveOf(world.ctx, 'CA3')).openOutages).toBe(1);
  expect(heard.map((news) => news.kind)).toEqual(['opened', 'priced']);
});

test('its detail names its cameras with their states, and who still sees a part of that ground', async () => {
  const [{ id }] = await open();
  const detail = await getOutage(world.ctx, { id });
  expect(detail.cameraList).toHaveLength(230);
  expect(new Set(detail.cameraList.map((camera) => camera.state))).toEqual(new Set(['offline']));
  expect(detail.neighbourList.map((camera) => camera.id)).toEqual(['own']);
  expect(detail.neighbours).toBe(1);
});

test('somebody takes it on; a change made for an older revision is refused', async () => {
  const [{ id, revision }] = await open();
  const due = '2026-06-02T02:00:00+08:00';
  await patchOutage(world.ctx, { id, patch: { owner: '李工', note: '变电站停电', dueAt: due }, revision });
  await expect(patchOutage(world.ctx, { id, patch: { owner: null }, revision })).rejects.toMatchObject({
    code: 'outage.revision_conflict',
  });
  const { history, ...outage } = await getOutage(world.ctx, { id });
  expect(outage).toMatchObject({ owner: '李工', note: '变电站停电', dueAt: '2026-06-01T18:00:00.000Z' });
  expect(history.map((deed) => deed.textZh)).toContain('负责人：李工');
  await expect(getOutage(world.ctx, { id: 'none' })).rejects.toMatchObject({ code: 'outage.not_found' });
});

test('after a restart it is the same outage, and no second one', async () => {
  const [before] = await open();
  await world.workspace.close();
  world = await openWorld({ dir: world.dir, status, clock: () => now, watch: true });
  onOutage(world.ctx, (news) => heard.push(news));
  await settle();
  expect(await open()).toEqual([before]);
});

test('it shrinks as cameras come back, and ends with the last one: one all-clear', async () => {
  now += 30 * MIN;
  status.say(TOWN.slice(1), 'online');
  await settle();
  expect(await open()).toMatchObject([{ cameras: 230, down: 1 }]);
  now += MIN;
  status.say(TOWN.slice(0, 1), 'online');
  await settle();
  expect(await open()).toEqual([]);
  const closed = (await listOutages(world.ctx, { state: 'closed' })).items;
  expect(closed).toMatchObject([{ endedAt: new Date(now).toISOString(), down: 0 }]);
  expect(closed[0].lostM2!).toBeGreaterThan(50_000);
  expect(heard.filter((news) => news.kind === 'closed')).toHaveLength(1);
});

test('the same with their recorder down is one outage of the recorder', async () => {
  now += 60 * MIN;
  status.say(TOWN, 'unknown', { reason: 'parent-down', parentId: 'nvr-1' });
  await settle();
  expect(await open()).toMatchObject([{ kind: 'parent', subject: 'nvr-1', cameras: 230, down: 230 }]);
  now += MIN;
  status.say(TOWN, 'online');
  await settle();
  expect(await open()).toEqual([]);
});

test('lists go page by page, by area lost or by start, of a region or all', async () => {
  now += 60 * MIN;
  status.say(['b0'], 'offline');
  now += MIN;
  status.say(TOWN.slice(0, 20), 'offline');
  now += 11 * MIN;
  await settle();
  const byLoss = await open();
  expect(byLoss.map((outage) => outage.kind)).toEqual(['region', 'camera']);
  const first = await listOutages(world.ctx, { limit: 1 });
  const second = await listOutages(world.ctx, { limit: 1, cursor: first.nextCursor! });
  expect([...first.items, ...second.items].map((o) => o.id)).toEqual(byLoss.map((o) => o.id));
  expect(second.nextCursor).toBeNull();
  expect((await listOutages(world.ctx, { sort: 'since' })).items[0].kind).toBe('camera');
  expect((await listOutages(world.ctx, { region: 'CB' })).items.map((o) => o.subject)).toEqual(['b0']);
  expect((await listOutages(world.as({ kind: 'subtree', code: 'CB' }), { state: 'all' })).items).toHaveLength(1);
});
