// Words of weeks ago are fewer after a night, and nothing that is made of them has changed.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCamera } from '#services/cameras';
import { commitNow } from '#services/imports';
import { changeFeed } from '#services/status-feeds';
import { intervalsOf } from '#services/status-history';
import { takeStatus } from '#services/status-intake';
import { keepWordsThin, thinWords, WINDOW_MS } from '#services/status-thinning';
import { findImport } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';
import { subjectNumbers, wordsOf } from '#storage/status-words.repository';
import { openWorld, readText, type World } from './world.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const START = Date.parse('2026-11-01T00:00:00Z');
let now = START;
let world: World;
beforeEach(async () => {
  now = START;
  world = await openWorld({ clock: () => now });
  for (const id of ['a', 'b', 'c'])
    await createCamera(world.ctx, { camera: { id, longitude: 110, latitude: 28, stage: 'installed' } });
  await world.ctx.status.ready();
});
afterEach(() => world.close());

const row = (cameraId: string, state: string, at = now) => ({
  cameraId,
  state,
  at: new Date(at).toISOString(),
  source: 'feed',
});
const words = async (): Promise<number> => {
  const { reader } = world.ctx.storage;
  const numbers = await subjectNumbers(reader, EVERYTHING, ['a', 'b', 'c']);
  return (await wordsOf(reader, EVERYTHING, [...numbers.values()])).length;
};
const told = (knownAt?: number) =>
  intervalsOf(world.ctx)({ cameraIds: ['a', 'b', 'c'], from: START - HOUR, to: knownAt ?? now, knownAt });

/** Two days of words every ten minutes: a is on but for one evening, b says nothing for a night, c comes once a day. */
async function twoDays(): Promise<void> {
  await takeStatus(world.ctx, { rows: ['a', 'b', 'c'].map((id) => row(id, 'online')) });
  await changeFeed(world.ctx, { id: 'feed', patch: { intervalMs: 10 * MIN, holdForMs: 5 * MIN } });
  for (let i = 1; i <= 288; i++) {
    now = START + i * 10 * MIN;
    const rows = [row('a', i > 100 && i < 130 ? 'offline' : 'online')];
    if (i < 60 || i > 100) rows.push(row('b', 'online'));
    if (i % 144 === 0) rows.push(row('c', 'offline'));
    await takeStatus(world.ctx, { rows });
  }
}

test('what is made of them, now and as known then, is the same; what is within the window stays', async () => {
  await twoDays();
  expect(await thinWords(world.ctx)).toBe(0);
  const before = await words();
  now = START + WINDOW_MS + 24 * HOUR;
  const [all, then] = [await told(), await told(START + 20 * HOUR)];
  await thinWords(world.ctx);
  const half = await words();
  expect(half).toBeLessThan(0.6 * before);
  now += 48 * HOUR;
  await thinWords(world.ctx);
  expect(await words()).toBeLessThan(20);
  now -= 48 * HOUR;
  expect(await told()).toEqual(all);
  expect(await told(START + 20 * HOUR)).toEqual(then);
  await world.ctx.statusKeeper.reload();
  await world.ctx.status.tick();
  expect([...world.ctx.status.statesOf(['a', 'b', 'c']).values()].map(({ state }) => state)).toEqual(
    [...all.values()].map((list) => list[list.length - 1]!.state),
  );
});

test('a file can still be taken back whole, and a word that comes weeks late changes one interval', async () => {
  await twoDays();
  const text = `cameraId,state,at,source\n${Array.from({ length: 9 }, (_, i) => `c,online,${new Date(START + i * MIN).toISOString()},list`).join('\n')}\n`;
  const read = await readText(world, 'status', text, 'c.csv');
  await commitNow(world.ctx, (await findImport(world.ctx.storage.reader, EVERYTHING, read.id))!);
  now = START + 3 * WINDOW_MS;
  await thinWords(world.ctx);
  const { reader } = world.ctx.storage;
  const c = [...(await subjectNumbers(reader, EVERYTHING, ['c'])).values()];
  expect((await wordsOf(reader, EVERYTHING, c)).filter(({ importId }) => importId !== null)).toHaveLength(9);
  await takeStatus(world.ctx, { rows: [row('a', 'offline', START + 5 * HOUR)] });
  const a = (await told()).get('a')!.filter(({ from }) => from < new Date(START + 12 * HOUR).toISOString());
  expect(a.map(({ state, from }) => [state, (Date.parse(from) - START) / MIN])).toEqual([
    ['online', 0],
    ['offline', 300],
    ['online', 310],
  ]);
});

test('it is done once a night, and by day where there is no night', async () => {
  await twoDays();
  now = Date.parse('2026-11-20T10:00:00Z');
  const thin = keepWordsThin(world.ctx);
  expect(await thin.look()).toBe(0);
  now = Date.parse('2026-11-21T19:00:00Z');
  expect(await thin.look()).toBeGreaterThan(0);
  await twoDaysLater('2026-11-22T05:00:00Z', thin.look);
  await thin.close();
  expect(await thin.look()).toBe(0);
});
async function twoDaysLater(at: string, look: () => Promise<number>): Promise<void> {
  now = Date.parse(at);
  expect(await look()).toBe(0);
}
