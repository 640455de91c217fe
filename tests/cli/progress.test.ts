// lacuna progress: the numbers of the monthly report, as JSON and with percent for people.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCamera } from '#services/cameras';
import { putTargets } from '#services/targets';
import { at, countyGeojson, importText, openWorld } from '../api/world.ts';
import { type Folder, folder, lacuna, type Ran } from './lacuna.ts';

let dir: Folder;
const run = (...args: string[]): Promise<Ran> => lacuna(['progress', ...args], dir.path, { DATABASE_URL: 'x.db' });

beforeAll(async () => {
  dir = folder();
  const world = await openWorld({ dir: dir.path, databasePath: join(dir.path, 'x.db') });
  await importText(world, 'regions', countyGeojson(400, 3), 'regions.geojson');
  for (const [i, day] of ['2021-09-01', '2021-09-30', '2021-10-01'].entries()) {
    const [longitude, latitude] = at(100 + 10 * i, 100);
    await createCamera(world.ctx, { camera: { id: `A${i}`, longitude, latitude, rangeM: 5, installedOn: day } });
  }
  const task = (region: string, minimum: number) =>
    ({ scope: { region }, metric: 'cameras', minimum, start: '2021-01-01', due: '2021-12-31' }) as const;
  await putTargets(world.ctx, { targets: [task('CA', 2), task('CB', 5)] });
  await world.workspace.close();
});
afterAll(() => dir.remove());

it('prints the report as JSON, whatever wrote the database last', async () => {
  const ran = await run('--region', 'C', '--on', '2021-09-30', '--json');
  expect(ran.status, ran.err).toBe(0);
  expect(JSON.parse(ran.out)).toMatchObject({ planned: 7, standing: 2, units: 2, unitsDone: 1, unitLevel: 'township' });
});

it('shows percent to people, in their language', async () => {
  const ran = await run('--on', '2021-09-30');
  expect(ran.out).toMatch(/planned 7, standing 2 \(28\.57 %\)/);
  expect(ran.out).toMatch(/units with a task 2: done 1 \(50\.00 %\), procured 1 \(50\.00 %\)/);
  const zh = await run('--region', 'C', '--on', '2021-10-01', '--lang', 'zh');
  expect(zh.out).toMatch(/计划 7，建成 3（42\.86 %）/);
});

it('refuses a day that there is not, and a region that is not known, with 2', async () => {
  for (const args of [
    ['--on', '2021-09-31'],
    ['--region', 'Z'],
    ['--unit', 'moon'],
  ])
    expect((await run(...args)).status, args.join(' ')).toBe(2);
});
