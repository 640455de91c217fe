// Words about states over the product's own doors: what is taken, what is refused and why, what is known of a camera then.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCamera } from '#services/cameras';
import { commitNow } from '#services/imports';
import type { StateChange } from '#services/live-status';
import { changeFeed, listFeeds, planWorks } from '#services/status-feeds';
import { cameraStatus } from '#services/status-history';
import { takeStatus } from '#services/status-intake';
import { statusSummary } from '#services/status-summary';
import { findImport } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';
import { openWorld, readText, type World } from './world.ts';

const MIN = 60_000;
const START = Date.parse('2026-11-01T02:10:00Z');
let now = START;
let world: World;
let changes: StateChange[] = [];
beforeEach(async () => {
  now = START;
  world = await openWorld({ clock: () => now });
  for (let i = 0; i < 20; i++)
    await createCamera(world.ctx, {
      camera: {
        id: `c${i}`,
        longitude: 110 + i / 1000,
        latitude: 28,
        stage: 'installed',
        parentId: i < 5 ? 'nvr' : null,
      },
    });
  await world.ctx.status.ready();
  changes = [];
  world.ctx.status.onChanges((some) => changes.push(...some));
});
afterEach(() => world.close());

const at = (minutes: number): string => new Date(START + minutes * MIN).toISOString();
const row = (cameraId: string, state: string, minutes: number, more: object = {}) => ({
  cameraId,
  state,
  at: at(minutes),
  source: 'feed',
  ...more,
});
const take = (...rows: unknown[]) => takeStatus(world.ctx, { rows });
const states = (...ids: string[]) => ids.map((id) => world.ctx.status.statesOf([id]).get(id)!.state);

test('each row is looked at by itself: bad ones are named with a fix, good ones are kept', async () => {
  const answer = await take(
    row('c1', 'online', -5),
    row('nobody', 'online', -5),
    row('c2', 'sleeping', -5),
    row('c3', 'online', 30),
    { ...row('c4', 'online', 0), at: '1970-01-01T00:00:00Z' },
    { ...row('c5', 'online', 0), at: 'yesterday' },
    { ...row('c6', 'online', 0), password: 'x' },
    'nonsense',
    null,
    row('c7', '离线', -1, { reason: '停电' }),
    row('nvr', 'ON', -1),
  );
  expect(answer).toMatchObject({ accepted: 3, repeated: 0 });
  expect(answer.problems.map(({ row: i, code }) => [i, code])).toEqual([
    [2, 'status.unknown_state'],
    [3, 'status.future'],
    [4, 'status.too_old'],
    [5, 'status.no_time'],
    [6, 'status.row_invalid'],
    [7, 'status.row_invalid'],
    [8, 'status.row_invalid'],
    [1, 'status.unknown_camera'],
  ]);
  for (const { code, message, messageZh, fix, fixZh } of answer.problems) {
    expect([message, fix], code).toEqual([expect.stringMatching(/[a-z]{3}/), expect.stringMatching(/[a-z]{3}/)]);
    expect([messageZh, fixZh], code).toEqual([
      expect.stringMatching(/\p{Script=Han}{2}/u),
      expect.stringMatching(/\p{Script=Han}{2}/u),
    ]);
  }
  expect(states('c1', 'c7', 'c0')).toEqual(['online', 'offline', 'unknown']);
});

test('the same batch twice is kept once', async () => {
  const rows = [row('c1', 'online', -20), row('c1', 'offline', -10), row('c2', 'online', -20)];
  expect(await takeStatus(world.ctx, { rows })).toMatchObject({ accepted: 3, repeated: 0 });
  expect(await takeStatus(world.ctx, { rows })).toMatchObject({ accepted: 3, repeated: 3 });
  expect((await cameraStatus(world.ctx, { id: 'c1' })).intervals.map(({ state }) => state)).toEqual([
    'online',
    'offline',
  ]);
});

test('of two words of one instant the one that it is out counts, in whatever order they come and after a restart', async () => {
  await take(row('c1', 'online', -5), row('c1', 'offline', -5));
  await take(row('c2', 'offline', -5), row('c2', 'online', -5));
  await take(row('c3', 'online', -5));
  await take(row('c3', 'offline', -5));
  const out = ['offline', 'offline', 'offline'];
  expect(states('c1', 'c2', 'c3')).toEqual(out);
  await world.ctx.statusKeeper.reload();
  expect(states('c1', 'c2', 'c3')).toEqual(out);
});

test('a batch of a million rows is refused with what to do', async () => {
  const rows = new Array(20_001).fill(row('c1', 'online', 0));
  await expect(takeStatus(world.ctx, { rows })).rejects.toMatchObject({ code: 'status.batch_too_large' });
});

test('a clock an hour off is said, and the rows are kept', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => row(`c${i}`, 'online', -60));
  const answer = await takeStatus(world.ctx, { rows });
  expect(answer.accepted).toBe(12);
  expect(answer.problems).toMatchObject([{ code: 'status.clock_off' }]);
});

test('words in any order, in any batches, make the same intervals as ordered ones', async () => {
  const words = Array.from({ length: 40 }, (_, i) =>
    row('c1', ['online', 'offline', 'unknown'][(i * 7) % 3]!, -400 + i * 9),
  );
  const mirror = words.map((word) => ({ ...word, cameraId: 'c2' }));
  await takeStatus(world.ctx, { rows: words });
  const shuffled = [...mirror].sort(
    (a, b) => (((Date.parse(a.at) / MIN) * 7919) % 41) - (((Date.parse(b.at) / MIN) * 7919) % 41),
  );
  for (let i = 0; i < shuffled.length; i += 7) await takeStatus(world.ctx, { rows: shuffled.slice(i, i + 9) });
  const one = await cameraStatus(world.ctx, { id: 'c1' });
  const other = await cameraStatus(world.ctx, { id: 'c2' });
  expect(other.intervals).toEqual(one.intervals);
  expect(states('c1')).toEqual(states('c2'));
  expect(one.now?.state).toBe(states('c1')[0]);
});

test('a camera of which nothing is said becomes unknown, never offline, and a silent feed is the reason', async () => {
  await take(...Array.from({ length: 12 }, (_, i) => row(`c${i}`, 'online', 0)));
  await changeFeed(world.ctx, { id: 'feed', patch: { intervalMs: 10 * MIN } });
  now += 24 * MIN;
  await world.ctx.status.tick();
  expect(states('c1')).toEqual(['online']);
  now += 2 * MIN;
  await world.ctx.status.tick();
  expect(states('c1')).toEqual(['unknown']);
  expect(world.ctx.status.statesOf(['c1']).get('c1')!.reason).toBe('feed-silent');
  expect((await listFeeds(world.ctx))[0]!.silentSince).not.toBeNull();
  expect(changes.every(({ to }) => to !== 'offline')).toBe(true);
  await take(row('c1', 'online', 26));
  expect(states('c1')).toEqual(['online']);
});

test('a device that is down makes what hangs on it unknown with that reason, and back', async () => {
  await take(row('nvr', 'online', -60), ...Array.from({ length: 7 }, (_, i) => row(`c${i}`, 'online', -50)));
  await take(row('nvr', 'offline', -10));
  expect(states('c1', 'c6')).toEqual(['unknown', 'online']);
  expect(world.ctx.status.statesOf(['c1']).get('c1')!.reason).toBe('parent-down');
  const { intervals } = await cameraStatus(world.ctx, { id: 'c1' });
  expect(intervals.map(({ state, reason }) => [state, reason])).toEqual([
    ['online', null],
    ['unknown', 'parent-down'],
  ]);
  await take(row('nvr', 'online', -1));
  expect(states('c1')).toEqual(['online']);
});

test('a change counts once it has held, and flapping is a reason', async () => {
  await take(row('c1', 'online', -60));
  await changeFeed(world.ctx, { id: 'feed', patch: { holdForMs: 5 * MIN } });
  await take(row('c1', 'offline', 0));
  expect(states('c1')).toEqual(['online']);
  now += 6 * MIN;
  await world.ctx.status.tick();
  expect(states('c1')).toEqual(['offline']);
  for (let i = 7; i < 20; i += 2) {
    now = START + i * MIN;
    await take(row('c1', i % 4 === 3 ? 'online' : 'offline', i));
  }
  expect(world.ctx.status.statesOf(['c1']).get('c1')!.reason).toBe('flapping');
});

test('planned works are a reason and leave the rates alone', async () => {
  await take(row('c1', 'online', -2 * 1440), row('c1', 'offline', -1440 - 120));
  await planWorks(world.ctx, { kind: 'camera', subject: 'c1', from: at(-3000), to: at(60), reason: 'digging' });
  expect(world.ctx.status.statesOf(['c1']).get('c1')!.reason).toBe('planned-works');
  await expect(
    planWorks(world.ctx, { kind: 'camera', subject: 'c1', from: at(9), to: at(1), reason: 'x' }),
  ).rejects.toMatchObject({
    code: 'status.works_dates',
  });
  await expect(
    planWorks(world.ctx, { kind: 'region', subject: 'x', from: at(0), to: at(1), reason: 'x' }),
  ).rejects.toMatchObject({
    code: 'status.works_subject',
  });
});

test('a restart knows the states of before, and its own downtime makes nobody stale', async () => {
  await take(...Array.from({ length: 12 }, (_, i) => row(`c${i}`, i < 3 ? 'offline' : 'online', 0)));
  await changeFeed(world.ctx, { id: 'feed', patch: { intervalMs: 10 * MIN } });
  await world.ctx.status.tick();
  await world.workspace.close();
  now += 180 * MIN;
  const again = await openWorld({ dir: world.dir, clock: () => now });
  await again.ctx.status.ready();
  expect([...again.ctx.status.statesOf(['c1', 'c5']).values()].map(({ state }) => state)).toEqual([
    'offline',
    'online',
  ]);
  now += 40 * MIN;
  await again.ctx.status.tick();
  expect(again.ctx.status.statesOf(['c5']).get('c5')!.state).toBe('unknown');
  await again.workspace.close();
  world = await openWorld({ dir: world.dir, clock: () => now });
});

test('a file brings words as a batch does, and the summary counts states', async () => {
  const text = `cameraId,state,at,source\nc1,online,${at(-9)},feed\nc2,offline,${at(-9)},feed\nc9,在线,${at(-8)},feed\n`;
  const read = await readText(world, 'status', text, 'dump.csv');
  await commitNow(world.ctx, (await findImport(world.ctx.storage.reader, EVERYTHING, read.id))!);
  expect(states('c1', 'c2', 'c9')).toEqual(['online', 'offline', 'online']);
  const summary = await statusSummary(world.ctx, {});
  expect(summary.feeds).toMatchObject([{ id: 'feed' }]);
});
