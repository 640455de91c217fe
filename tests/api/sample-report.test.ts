// The sample county in and out, and the report of a subtree.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patchCamera } from '#services/cameras';
import { figuresColumnar, regionFigure } from '#services/figures';
import { whenEnded } from '#services/jobs';
import { getReportFile, startReport } from '#services/reports';
import { addSample, removeSample } from '#services/sample';
import { readSnapshot } from '#services/snapshot';
import { versions, workspace } from '#services/workspace';
import { cameraPage, countCameras } from '#storage/cameras.repository';
import { EVERYTHING } from '#storage/scope';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const job = await addSample(world.ctx, { villages: 30, cameras: 400, months: 3 });
  const added = await whenEnded(world.ctx, { id: job.id });
  expect(added.reason).toBeNull();
  const { measureJobId, pastJobId } = added.result as { measureJobId: string; pastJobId: string };
  expect((await whenEnded(world.ctx, { id: pastJobId })).reason).toBeNull();
  expect((await whenEnded(world.ctx, { id: measureJobId })).state).toBe('done');
});
afterAll(() => world.close());

test('the sample is loaded, measured and known as a sample', async () => {
  const now = await workspace(world.ctx);
  expect(now.sample).toBe(true);
  expect(now.counts).toMatchObject({ leaves: 30, cameras: 400 });
  expect(now.counts.targets).toBeGreaterThan(0);
  const columns = await figuresColumnar(world.ctx, {});
  expect(columns.codes).toHaveLength(now.counts.regions);
  expect(columns.measured.every(Boolean)).toBe(true);
  const root = await regionFigure(world.ctx, { code: now.roots[0] });
  const all = await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 1_000);
  const installed = all.filter((camera) => ['installed', 'networked', 'accepted'].includes(camera.stage));
  expect(all.length).toBeGreaterThan(installed.length);
  expect(root).toMatchObject({
    basis: 'public-space',
    cameras: installed.filter((camera) => camera.regionCode !== null).length,
    leavesMeasured: 30,
    failedChecks: [],
  });
});

test('a completed measuring leaves a snapshot of its data version', async () => {
  const { dataVersion } = await versions(world.ctx);
  const entries = await readSnapshot(world.ctx, dataVersion);
  const now = await workspace(world.ctx);
  expect(entries).toHaveLength(now.counts.regions);
});

test('a second sample is refused while one is there', async () => {
  await expect(addSample(world.ctx, {})).rejects.toMatchObject({ code: 'sample.present' });
});

for (const format of ['csv', 'geojson', 'xlsx'] as const) {
  test(`a report is written as ${format}, and only its own files can be fetched`, async () => {
    const { roots } = await workspace(world.ctx);
    const job = await whenEnded(world.ctx, await startReport(world.ctx, { region: roots[0], format }));
    expect(job.reason).toBeNull();
    const { files } = job.result as { files: { name: string; bytes: number }[] };
    const file = await getReportFile(world.ctx, { id: job.id, name: files[0].name });
    expect(readFileSync(file.path).byteLength).toBe(files[0].bytes);
    await expect(getReportFile(world.ctx, { id: job.id, name: '../../lacuna.db' })).rejects.toMatchObject({
      code: 'report.not_found',
    });
  });
}

test('removing the sample leaves an empty workspace, also after edits of it', async () => {
  const [camera] = await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 1);
  await patchCamera(world.ctx, { id: camera.id, patch: { owner: '改过' } });
  await removeSample(world.ctx);
  await world.ctx.background.settled();
  const now = await workspace(world.ctx);
  expect(now).toMatchObject({ sample: false, roots: [], bbox: null });
  expect(now.counts).toEqual({ regions: 0, leaves: 0, cameras: 0, publicSpace: 0, targets: 0, gaps: 0 });
  expect(await countCameras(world.ctx.storage.reader, EVERYTHING)).toBe(0);
  await expect(removeSample(world.ctx)).rejects.toMatchObject({ code: 'sample.absent' });
});
