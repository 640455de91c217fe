// One stage for many cameras: what changes, what is said, what is measured, and that it happens once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BulkStageAnswer } from '#contract/progress';
import { regionFigure } from '#services/figures';
import { funnelOf } from '#services/funnel';
import { whenEnded } from '#services/jobs';
import { setStages } from '#services/stage-bulk';
import { auditPage } from '#storage/audit.repository';
import { cameraHistoryOf, cameraPage, findCamera } from '#storage/cameras.repository';
import { EVERYTHING } from '#storage/scope';
import { createApp } from '../../api/app.ts';
import { camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ clock: () => Date.UTC(2025, 5, 15) });
  await importText(world, 'regions', countyGeojson(400, 3), 'regions.geojson');
});
afterEach(() => world.close());

const some = (n: number, stage: string, from = 0) =>
  Array.from({ length: n }, (_, i) => ({
    id: `K${String(from + i).padStart(5, '0')}`,
    eastM: 20 + ((from + i) % 30) * 12,
    northM: 20 + (Math.floor((from + i) / 30) % 30) * 12,
    rangeM: 15,
    azimuthDeg: 0,
    hfovDeg: 60,
    stage,
  }));
const camera = async (id: string) => (await findCamera(world.ctx.storage.reader, EVERYTHING, id))!;

describe('a bulk change', () => {
  test('sets stage, day and validity of all cameras of a region that are at a stage, and measures them', async () => {
    await importText(world, 'cameras', camerasCsv([...some(5, 'procured'), ...some(3, 'approved', 100)]), 'a.csv');
    expect((await regionFigure(world.ctx, { code: 'CA1', set: 'installed' })).cameras).toBe(0);
    const answer = await setStages(world.ctx, {
      region: 'C',
      from: 'procured',
      to: 'installed',
      on: '2025-05-01',
      reason: '第一批安装完成',
    });
    expect(answer).toMatchObject({ changed: 5, unchanged: 0, problems: [], backwards: 0, jobId: null });
    if (answer.measureJobId !== null) await whenEnded(world.ctx, { id: answer.measureJobId });
    const figure = await regionFigure(world.ctx, { code: 'CA1', set: 'installed' });
    expect([figure.cameras, figure.leavesMeasured, (figure.coveredM2 ?? 0) > 100]).toEqual([5, 1, true]);
    expect(await camera('K00002')).toMatchObject({
      stage: 'installed',
      installedOn: '2025-05-01',
      validFrom: '2025-05-01T00:00:00.000Z',
      revision: 2,
    });
    const [history] = await cameraHistoryOf(world.ctx.storage.reader, EVERYTHING, 'K00002');
    expect([history.reason, (history.record as { stage: string }).stage]).toEqual(['第一批安装完成', 'procured']);
    expect((await camera('K00100')).stage).toBe('approved');
    expect((await funnelOf(world.ctx, { region: 'C', on: '2025-04-30' })).cameras.installed).toBe(0);
    expect((await funnelOf(world.ctx, { region: 'C', on: '2025-05-01' })).cameras.installed).toBe(5);
    const audit = await auditPage(world.ctx.storage.reader, EVERYTHING, 0, 1_000);
    expect(audit.at(-1)).toMatchObject({ action: 'stages.set', subject: 'C' });
  });

  test('changes the rest where some cameras cannot be what is said, and names those', async () => {
    await importText(world, 'cameras', camerasCsv(some(3, 'installed')), 'a.csv');
    await setStages(world.ctx, { cameraIds: ['K00001'], to: 'installed', on: '2025-06-01', reason: 'r' });
    const answer = await setStages(world.ctx, {
      cameraIds: ['K00000', 'K00001', 'K00002', 'nobody', 'K00000'],
      to: 'accepted',
      on: '2025-05-01',
      reason: 'accepted',
    });
    expect([answer.changed, answer.problemCount]).toEqual([2, 2]);
    expect(answer.problems.map(({ cameraId, code }) => [cameraId, code]).sort()).toEqual([
      ['K00001', 'stage.date_before'],
      ['nobody', 'camera.not_found'],
    ]);
    expect(answer.problems.find(({ cameraId }) => cameraId === 'K00001')?.message).toMatch(/installed.*2025-06-01/);
    expect((await camera('K00001')).stage).toBe('installed');
    // said again it is nothing new, and says so
    const again = await setStages(world.ctx, { cameraIds: ['K00000'], to: 'accepted', on: '2025-05-01', reason: 'r' });
    expect([again.changed, again.unchanged]).toEqual([0, 1]);
  });

  test('that goes backwards is said, and takes back what was reached', async () => {
    await importText(world, 'cameras', camerasCsv(some(2, 'installed')), 'a.csv');
    const ids = ['K00000', 'K00001'];
    await setStages(world.ctx, { cameraIds: ids, to: 'accepted', on: '2025-02-01', reason: 'accepted' });
    const back = await setStages(world.ctx, { region: 'C', to: 'procured', on: '2025-03-01', reason: 'never built' });
    expect([back.changed, back.backwards]).toEqual([2, 2]);
    expect(await camera('K00000')).toMatchObject({ stage: 'procured', procuredOn: '2025-03-01', acceptedOn: null });
    expect((await funnelOf(world.ctx, { region: 'C' })).cameras).toMatchObject({ procured: 2, installed: 0 });
  });

  test('of the future, of nobody or of two kinds at once is refused in words', async () => {
    const base = { to: 'installed', on: '2025-06-01', reason: 'r' } as const;
    await expect(setStages(world.ctx, { ...base, region: 'C', on: '2025-07-01' })).rejects.toMatchObject({
      code: 'stage.future',
    });
    await expect(setStages(world.ctx, base)).rejects.toMatchObject({ code: 'stage.which_unclear' });
    await expect(setStages(world.ctx, { ...base, region: 'C', cameraIds: ['a'] })).rejects.toMatchObject({
      code: 'stage.which_unclear',
    });
    await expect(setStages(world.ctx, { ...base, region: 'Z' })).rejects.toMatchObject({ code: 'region.not_found' });
  });

  test('of many cameras is a job with the same answer as its result', async () => {
    await importText(world, 'cameras', camerasCsv(some(5_050, 'approved')), 'a.csv');
    const begun = await setStages(world.ctx, {
      region: 'CA',
      from: 'approved',
      to: 'procured',
      on: '2025-06-02',
      reason: 'r',
    });
    expect(begun.jobId).not.toBeNull();
    const job = await whenEnded(world.ctx, { id: begun.jobId! });
    expect(job).toMatchObject({ kind: 'stages', state: 'done', done: 5_050, total: 5_050 });
    expect(job.result as BulkStageAnswer).toMatchObject({ changed: 5_050, problemCount: 0, measureJobId: null });
    const all = await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 10_000);
    expect(all.every((one) => one.stage === 'procured' && one.procuredOn === '2025-06-02')).toBe(true);
  });

  test('sent twice with one key happens once', async () => {
    await importText(world, 'cameras', camerasCsv(some(2, 'approved')), 'a.csv');
    const app = createApp({ deps: world.workspace, cursorKey: new Uint8Array(32).fill(1), webRoot: null });
    const send = () =>
      app.request('/api/cameras/stages', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'one' },
        body: JSON.stringify({ region: 'C', to: 'procured', on: '2025-06-01', reason: 'r' }),
      });
    const answers = await Promise.all([send(), send()]);
    expect(answers.map((reply) => reply.status)).toEqual([200, 200]);
    const [first, second] = (await Promise.all(answers.map((reply) => reply.json()))) as BulkStageAnswer[];
    expect(first).toMatchObject({ changed: 2 });
    expect(second).toEqual(first);
    expect((await camera('K00000')).revision).toBe(2);
    app.closeStreams();
  });
});
