// Stages, projects and the monthly report over HTTP, as screens and scripts ask for them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Funnels, MonthlyReport, Project } from '#contract/progress';
import { createApp } from '../../api/app.ts';
import { camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

let world: World;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(400, 3), 'regions.geojson');
  const rows = ['A', 'B', 'out'].map((id, i) => ({ id, eastM: id === 'out' ? 5_000 : 50 + i, northM: 50, rangeM: 5 }));
  await importText(world, 'cameras', camerasCsv(rows), 'a.csv');
  app = createApp({ deps: world.workspace, cursorKey: new Uint8Array(32).fill(1), webRoot: null });
});
afterAll(async () => {
  app.closeStreams();
  await world.close();
});
const ask = (path: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}) =>
  app.request(`/api${path}`, {
    method,
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

test('a funnel says what stands where, what is in no region, and refuses a day that there is not', async () => {
  const all = (await (await ask('/funnel')).json()) as Funnels;
  expect([all.region, all.cameras.installed, all.outside?.cameras.installed]).toEqual([null, 2, 1]);
  expect(all.children.map((row) => [row.region, row.cameras.installed])).toEqual([['C', 2]]);
  const below = (await (await ask('/funnel?parent=C')).json()) as Funnels;
  expect(below.children.map((row) => [row.region, row.cameras.installed])).toEqual([
    ['CA', 2],
    ['CB', 0],
  ]);
  expect((await ask('/regions/C/funnel?on=2000-01-01')).status).toBe(200);
  expect((await ask('/regions/C/funnel?on=2025-02-30')).status).toBe(422);
  expect((await ask('/regions/Z/funnel')).status).toBe(404);
});

test('the monthly report without any task has no share, and says so with null', async () => {
  const report = (await (await ask('/progress/monthly?scope=C&n=1')).json()) as MonthlyReport;
  expect([report.planned, report.share, report.units, report.unitsDoneShare, report.elsewhere]).toEqual([
    0,
    null,
    0,
    null,
    2,
  ]);
  expect((await ask('/progress/monthly?unit=moon')).status).toBe(422);
});

test('a project is added once, changed, paid for and removed', async () => {
  const key = { 'Idempotency-Key': 'p1' };
  const input = { name: '一期', regionCode: 'C', budget: 100 };
  const first = await ask('/projects', 'POST', input, key);
  expect(first.status).toBe(201);
  const made = (await first.json()) as Project;
  expect(first.headers.get('Location')).toBe(`/api/projects/${made.id}`);
  expect(((await (await ask('/projects', 'POST', input, key)).json()) as Project).id).toBe(made.id);
  expect((await ask('/projects', 'POST', { ...input, budget: -1 })).status).toBe(422);
  expect((await ask(`/projects/${made.id}/cameras`, 'POST', { action: 'add', region: 'C' })).status).toBe(200);
  const spend = await ask(`/projects/${made.id}/spends`, 'POST', { kind: 'spent', day: '2025-01-01', amount: 40 });
  expect(spend.status).toBe(201);
  const { id: spendId } = (await spend.json()) as { id: string };
  const now = (await (await ask(`/projects/${made.id}`)).json()) as Project;
  expect([now.cameras, now.spent, now.stages.installed]).toEqual([2, 40, 2]);
  expect((await ask(`/projects/${made.id}?revision=1`, 'PATCH', { owner: '县局' })).status).toBe(409);
  expect((await ask(`/projects/${made.id}?revision=${now.revision}`, 'PATCH', { owner: '县局' })).status).toBe(200);
  expect((await ask(`/projects/${made.id}/spends/${spendId}`, 'DELETE')).status).toBe(204);
  expect((await ask(`/projects/${made.id}`, 'DELETE')).status).toBe(204);
  expect((await ask(`/projects/${made.id}`)).status).toBe(404);
});
