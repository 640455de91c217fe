// Projects: their cameras, their money, and what is refused.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteCamera, patchCamera } from '#services/cameras';
import { changeProjectCameras, listProjectCameras } from '#services/project-cameras';
import { addSpend, listSpends, moneySeries, removeSpend } from '#services/project-money';
import { createProject, getProject, listProjects, patchProject, removeProject } from '#services/projects';
import { camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

let world: World;
let importId: string;
beforeEach(async () => {
  world = await openWorld({ clock: () => Date.UTC(2025, 5, 15) });
  await importText(world, 'regions', countyGeojson(400, 3), 'regions.geojson');
  const lines = ['accepted', 'installed', 'procured', 'retired', 'planned', 'networked'].map((stage, i) => ({
    id: `K${i}`,
    eastM: 100,
    northM: i < 4 ? 50 + i : 450 + i,
    stage,
  }));
  importId = (await importText(world, 'cameras', camerasCsv(lines), 'a.csv')).id;
});
afterEach(() => world.close());

const make = (name: string, more: Partial<Parameters<typeof createProject>[1]> = {}) =>
  createProject(world.ctx, { name, regionCode: 'CA', budget: 1_000, ...more });

describe('cameras of a project', () => {
  test('are those named, of an import or of a region, and its funnel is theirs today', async () => {
    const { id } = await make('一期');
    const named = await changeProjectCameras(world.ctx, { id, action: 'add', cameraIds: ['K0', 'K2', 'nobody', 'K0'] });
    expect(named).toMatchObject({ changed: 2, unchanged: 0, unknown: 1, taken: 0 });
    expect(named.project).toMatchObject({ cameras: 2, stages: { planned: 2, procured: 2, installed: 1, accepted: 1 } });
    const region = await changeProjectCameras(world.ctx, { id, action: 'add', region: 'CA' });
    expect(region).toMatchObject({ changed: 2, unchanged: 2 });
    // the retired one belongs to it and is at no stage
    expect(region.project).toMatchObject({ cameras: 4, stages: { planned: 3, installed: 2 } });
    const rest = await changeProjectCameras(world.ctx, { id, action: 'add', importId });
    expect(rest).toMatchObject({ changed: 2, unchanged: 4, project: { cameras: 6 } });
    await patchCamera(world.ctx, { id: 'K2', patch: { stage: 'installed' } });
    await deleteCamera(world.ctx, { id: 'K0' });
    expect(await getProject(world.ctx, { id })).toMatchObject({ cameras: 5, stages: { installed: 3, accepted: 0 } });
    const gone = await changeProjectCameras(world.ctx, { id, action: 'remove', region: 'CB' });
    expect(gone).toMatchObject({ changed: 2, project: { cameras: 3 } });
    const page = await listProjectCameras(world.ctx, { id, limit: 2 });
    expect(page.items.map((camera) => camera.id)).toEqual(['K1', 'K2']);
    expect((await listProjectCameras(world.ctx, { id, cursor: page.nextCursor! })).items.map((c) => c.id)).toEqual([
      'K3',
    ]);
  });

  test('belong to one project: another one gets them only where they are to move', async () => {
    const first = await make('一期');
    const second = await make('二期');
    await changeProjectCameras(world.ctx, { id: first.id, action: 'add', region: 'CA' });
    const kept = await changeProjectCameras(world.ctx, { id: second.id, action: 'add', cameraIds: ['K0', 'K5'] });
    expect(kept).toMatchObject({ changed: 1, taken: 1 });
    const moved = await changeProjectCameras(world.ctx, {
      id: second.id,
      action: 'add',
      cameraIds: ['K0'],
      move: true,
    });
    expect(moved).toMatchObject({ changed: 1, taken: 0, project: { cameras: 2 } });
    expect((await getProject(world.ctx, { id: first.id })).cameras).toBe(3);
  });

  test('are named in one way at a time', async () => {
    const { id } = await make('一期');
    for (const input of [{}, { region: 'CA', importId }])
      await expect(changeProjectCameras(world.ctx, { id, action: 'add', ...input })).rejects.toMatchObject({
        code: 'project.cameras_unclear',
      });
  });
});

describe('money of a project', () => {
  test('adds up, is taken back by negative amounts, and never falls below nothing', async () => {
    const { id } = await make('一期');
    const spend = (kind: 'committed' | 'spent', day: string, amount: number) =>
      addSpend(world.ctx, { id, kind, day, amount });
    await spend('committed', '2025-01-10', 600.1);
    await spend('spent', '2025-02-28', 200.2);
    const last = await spend('spent', '2025-03-01', 100);
    await spend('committed', '2025-03-05', -100.1);
    expect(await getProject(world.ctx, { id })).toMatchObject({ committed: 500, spent: 300.2 });
    await expect(spend('spent', '2025-03-06', -301)).rejects.toMatchObject({ code: 'project.below_zero' });
    await expect(spend('spent', '2025-09-01', 1)).rejects.toMatchObject({ code: 'project.spent_in_future' });
    await expect(spend('spent', '2025-01-01', 0)).rejects.toMatchObject({ code: 'project.amount' });
    const months = ['2024-12', '2025-01', '2025-02', '2025-03'];
    const money = await moneySeries(world.ctx, 'C', months);
    expect(money.months.map(({ committed, spent }) => [committed, spent])).toEqual([
      [0, 0],
      [600.1, 0],
      [600.1, 200.2],
      [500, 300.2],
    ]);
    expect([money.budget, money.currency]).toEqual([1_000, 'CNY']);
    expect((await moneySeries(world.ctx, 'CB', months)).currency).toBeNull();
    await removeSpend(world.ctx, { id, spendId: last.id });
    expect((await listSpends(world.ctx, { id })).map((one) => one.amount)).toEqual([600.1, 200.2, -100.1]);
    // two currencies are not added up
    await make('外币', { currency: 'EUR' });
    expect(await moneySeries(world.ctx, 'C', months)).toEqual({ months: [], budget: null, currency: null });
  });
});

describe('a project', () => {
  test('is changed at the revision that was read, listed by region, and removed without its cameras', async () => {
    const made = await make('一期');
    const other = await make('别处', { regionCode: 'CB' });
    const changed = await patchProject(world.ctx, { id: made.id, patch: { owner: '县局' }, revision: 1 });
    expect(changed).toMatchObject({ owner: '县局', name: '一期', budget: 1_000, revision: 2 });
    await expect(patchProject(world.ctx, { id: made.id, patch: {}, revision: 1 })).rejects.toMatchObject({
      code: 'project.revision_conflict',
    });
    expect((await listProjects(world.ctx, { region: 'CA' })).items.map(({ id }) => id)).toEqual([made.id]);
    expect((await listProjects(world.ctx, {})).items.map(({ id }) => id)).toEqual([made.id, other.id]);
    const narrow = world.as({ kind: 'subtree', code: 'CB' });
    await expect(getProject(narrow, { id: made.id })).rejects.toMatchObject({ code: 'project.not_found' });
    await changeProjectCameras(world.ctx, { id: made.id, action: 'add', region: 'CA' });
    await removeProject(world.ctx, { id: made.id });
    await expect(getProject(world.ctx, { id: made.id })).rejects.toMatchObject({ code: 'project.not_found' });
    expect(await changeProjectCameras(world.ctx, { id: other.id, action: 'add', region: 'CA' })).toMatchObject({
      changed: 4,
      taken: 0,
    });
  });

  test('that is due before it starts, or lies in no known region, is refused in words', async () => {
    await expect(make('x', { startOn: '2025-05-01', dueOn: '2025-04-01' })).rejects.toMatchObject({
      code: 'project.dates',
    });
    await expect(make('x', { regionCode: 'Z' })).rejects.toMatchObject({ code: 'region.not_found' });
  });
});
