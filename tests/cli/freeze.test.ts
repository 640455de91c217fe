// lacuna freeze: a month is reported once, and again only with a reason.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { camerasCsv, countyGeojson, importText, openWorld } from '../api/world.ts';
import { type Folder, folder, lacuna, type Ran } from './lacuna.ts';

/** Months are over by the clock of this machine: the data is older. */
const YEAR_AGO = Date.now() - 366 * 86_400_000;
const MONTH = new Date(YEAR_AGO + 40 * 86_400_000).toISOString().slice(0, 7);
let dir: Folder;
const run = (...args: string[]): Promise<Ran> => lacuna(['freeze', ...args], dir.path, { DATABASE_URL: 'x.db' });

beforeAll(async () => {
  dir = folder();
  const world = await openWorld({ dir: dir.path, databasePath: join(dir.path, 'x.db'), clock: () => YEAR_AGO });
  await importText(world, 'regions', countyGeojson(400, 3), 'regions.geojson');
  await importText(world, 'cameras', camerasCsv([{ id: 'K', eastM: 100, northM: 100, rangeM: 30 }]), 'cameras.csv');
  await world.workspace.close();
});
afterAll(() => dir.remove());

it('reports a month with progress on stderr, refuses it again, and takes a reason', async () => {
  const first = await run('--month', MONTH, '--json');
  expect(first.status, first.err).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({ month: MONTH });
  const again = await run('--month', MONTH);
  expect(again.status).toBe(2);
  expect(again.err).toMatch(/was reported on/);
  const corrected = await run('--month', MONTH, '--reason', '补报', '--lang', 'zh');
  expect(corrected.status, corrected.err).toBe(0);
  expect(corrected.out).toMatch(/已固化/);
});

it('refuses a month that has not ended, and what is no month', async () => {
  expect((await run('--month', '2999-01')).status).toBe(2);
  expect((await run('--month', '2025-13')).status).toBe(2);
});
