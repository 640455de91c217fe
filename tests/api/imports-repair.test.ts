// A list that went in under the wrong system is placed anew in one step, and that step can be taken back.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { crsOf } from '#importers/crs';
import { patchCamera } from '#services/cameras';
import { repairImport } from '#services/import-repair';
import { undoImport } from '#services/imports';
import { auditPage } from '#storage/audit.repository';
import { cameraHistoryOf, cameraPage } from '#storage/cameras.repository';
import { contentHash } from '#storage/content-hash';
import { EVERYTHING } from '#storage/scope';
import { importText, openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const hash = (): Promise<string> => world.ctx.storage.read(contentHash);
const all = () => cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 100);
const PAIRS: [number, number][] = [
  [113.1, 28.2],
  [113.2, 28.3],
  [113.3, 28.4],
];
const list = `id,longitude,latitude\n${PAIRS.map(([x, y], i) => `r${i},${x},${y}`).join('\n')}\n`;

test('every camera is placed from its original pair under the named system, which is kept', async () => {
  const { id } = await importText(world, 'cameras', list, 'list.csv', { crs: 'wgs84' });
  const before = await hash();
  const repaired = await repairImport(world.ctx, { id, crs: 'gcj02' });
  expect(repaired).toMatchObject({ state: 'committed', receipt: { crs: 'gcj02', update: 3 }, diff: { moved: 3 } });
  for (const [i, camera] of (await all()).entries()) {
    const [lon, lat] = crsOf('gcj02')!.toWgs84(...PAIRS[i])!;
    expect(camera).toMatchObject({
      longitude: lon,
      latitude: lat,
      originalCrs: 'gcj02',
      source: repaired.id,
      revision: 2,
    });
    expect([camera.originalX, camera.originalY]).toEqual(PAIRS[i]);
  }
  const [last] = await cameraHistoryOf(world.ctx.storage.reader, EVERYTHING, 'r0');
  expect(last).toMatchObject({ importId: repaired.id, reason: 'list.csv: wgs84 → gcj02' });
  const entry = (await auditPage(world.ctx.storage.reader, EVERYTHING, 0, 100)).at(-1);
  expect(entry).toMatchObject({ action: 'import.repair', actor: 'local', detail: { of: id, moved: 3, byHand: 0 } });
  await undoImport(world.ctx, { id: repaired.id });
  expect(await hash()).toBe(before);
});

test('a camera that was moved by hand stays where it is, one whose name was changed is placed anew', async () => {
  const { id } = await importText(world, 'cameras', list, 'list.csv', { crs: 'wgs84' });
  await patchCamera(world.ctx, { id: 'r0', patch: { longitude: 113.15 } });
  await patchCamera(world.ctx, { id: 'r1', patch: { name: '路口' } });
  const { diff } = await repairImport(world.ctx, { id, crs: 'gcj02' });
  expect(diff).toMatchObject({ moved: 2, unchanged: 1 });
  const [r0, r1] = await all();
  expect(r0).toMatchObject({ longitude: 113.15, revision: 2 });
  expect(r1).toMatchObject({ name: '路口', originalCrs: 'gcj02', revision: 3 });
});

test('numbers that were taken the wrong way round change places', async () => {
  const text = 'id,longitude,latitude\ns,41.5,43.25\n';
  const { id } = await importText(world, 'cameras', text, 'list.csv', { crs: 'wgs84' });
  await repairImport(world.ctx, { id, crs: 'wgs84', axes: 'lat-lon' });
  expect((await all())[0]).toMatchObject({ longitude: 43.25, latitude: 41.5 });
});

test('the repaired import itself cannot be taken back before its repair is', async () => {
  const { id } = await importText(world, 'cameras', list, 'list.csv', { crs: 'wgs84' });
  const repaired = await repairImport(world.ctx, { id, crs: 'gcj02' });
  await expect(undoImport(world.ctx, { id })).rejects.toMatchObject({ code: 'import.undo_blocked' });
  await undoImport(world.ctx, { id: repaired.id });
  await undoImport(world.ctx, { id });
  expect(await all()).toEqual([]);
});

test('a repair that would change nothing, of what is not committed, or to no system, is refused', async () => {
  const { id } = await importText(world, 'cameras', list, 'list.csv', { crs: 'wgs84' });
  const before = await hash();
  await expect(repairImport(world.ctx, { id, crs: 'wgs84' })).rejects.toMatchObject({ code: 'import.repair_nothing' });
  await expect(repairImport(world.ctx, { id, crs: 'mars' })).rejects.toMatchObject({ code: 'camera.crs_unknown' });
  expect(await hash()).toBe(before);
  await undoImport(world.ctx, { id });
  await expect(repairImport(world.ctx, { id, crs: 'gcj02' })).rejects.toMatchObject({ code: 'import.repair_unfit' });
});
