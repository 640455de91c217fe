import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCamera, deleteCamera, patchCamera } from '#services/cameras';
import { freezeMonth, listFrozen } from '#services/freeze';
import { frozenMonth } from '#services/frozen';
import { regionHistory } from '#services/history';
import { undoImport } from '#services/imports';
import { whenEnded } from '#services/jobs';
import { camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

let nowMs = Date.UTC(2026, 9, 20, 4);
let world: World;
let camerasImport: string;
beforeAll(async () => {
  world = await openWorld({ clock: () => nowMs });
  await importText(world, 'regions', countyGeojson(400, 3), 'regions.geojson');
  const lines = Array.from({ length: 12 }, (_, i) => ({
    id: `K${i}`,
    eastM: 50 + i * 95,
    northM: 120 + (i % 4) * 150,
    azimuthDeg: i * 30,
    hfovDeg: 70,
    rangeM: 40,
    stage: i % 3 === 0 ? 'planned' : 'installed',
  }));
  camerasImport = (await importText(world, 'cameras', camerasCsv(lines), 'cameras.csv')).id;
});
afterAll(() => world.close());

async function freeze(month: string, reason?: string): Promise<string> {
  const job = await whenEnded(world.ctx, await freezeMonth(world.ctx, { month, reason }));
  expect(job.reason).toBeNull();
  return (job.result as { id: string }).id;
}
const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const answers = async (id: string): Promise<string> =>
  hashOf([
    await frozenMonth(world.ctx, { id }),
    await frozenMonth(world.ctx, { id, region: 'CA' }),
    await frozenMonth(world.ctx, { id, level: 'village' }),
  ]);
const coverage = async (month: string) => {
  const { points } = await regionHistory(world.ctx, {
    code: 'CA',
    metric: 'coverage',
    measure: {},
    from: month,
    to: month,
  });
  return points[0];
};

test('a month that has not ended cannot be reported', async () => {
  await expect(freezeMonth(world.ctx, { month: '2026-10' })).rejects.toMatchObject({ code: 'freeze.not_ended' });
});

test('a reported month never changes, whatever is edited, undone or re-coded; a correction is a new one with its reason', async () => {
  nowMs = Date.UTC(2026, 10, 2, 4);
  const first = await freeze('2026-10');
  const said = await answers(first);
  const point = await coverage('2026-10');
  expect(point.first).toBeGreaterThan(0);
  expect(point.reported).toBe(point.first);
  expect(point.reason).toBeNull();

  nowMs += 3_600_000;
  await createCamera(world.ctx, {
    camera: { id: 'N', longitude: 110.0005, latitude: 30.0005, type: 'panoramic', rangeM: 60 },
  });
  await patchCamera(world.ctx, { id: 'K1', patch: { azimuthDeg: 200 } });
  await deleteCamera(world.ctx, { id: 'K2' });
  await world.ctx.background.settled();
  expect(await answers(first)).toBe(said);

  await expect(freezeMonth(world.ctx, { month: '2026-10' })).rejects.toMatchObject({ code: 'freeze.reason_missing' });
  const second = await freeze('2026-10', '补报一台');
  expect(await answers(first)).toBe(said);
  expect((await listFrozen(world.ctx)).map(({ id, correctionOf }) => [id, correctionOf])).toEqual([
    [second, first],
    [first, null],
  ]);
  const corrected = await coverage('2026-10');
  expect(corrected).toMatchObject({ first: point.first, reason: '补报一台' });

  await undoImport(world.ctx, { id: camerasImport }).catch(() => undefined);
  // the townships are told apart anew, and one village is gone
  const other = JSON.parse(countyGeojson(400, 3)) as { features: { properties: { code: string; name: string } }[] };
  for (const { properties } of other.features) properties.name = `${properties.name}改`;
  await importText(world, 'regions', JSON.stringify(other), 'again.geojson');
  await world.ctx.background.settled();
  expect(await answers(first)).toBe(said);
  expect((await coverage('2026-10')).first).toBe(point.first);
});
