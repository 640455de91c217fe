// A second list over HTTP: its changes, a removal confirmed by number, a list placed anew, a region that was retired.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportChange, ImportRecord } from '#contract/import';
import type { HttpProblem } from '#contract/problem';
import { openTestApp, type TestApp } from './http-app.ts';
import { countyGeojson } from './world.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(async () => {
  await app.deps.background.settled();
  expect(app.errors).toEqual([]);
  await app.close();
});

async function get<T>(path: string): Promise<{ status: number; body: T }> {
  const reply = await app.app.request(path);
  return { status: reply.status, body: (await reply.json()) as T };
}
async function post<T>(path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const json = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const reply = await app.app.request(path, { method: 'POST', ...(body === undefined ? {} : json) });
  return { status: reply.status, body: (await reply.json()) as T };
}
async function read(kind: string, fileName: string, content: string, options: object = {}): Promise<ImportRecord> {
  const form = new FormData();
  form.set('kind', kind);
  form.set('options', JSON.stringify(options));
  form.set('file', new Blob([content]), fileName);
  const started = (await (
    await app.app.request('/api/imports', { method: 'POST', body: form })
  ).json()) as ImportRecord;
  await app.deps.background.settled(started.jobId!);
  return (await get<ImportRecord>(`/api/imports/${started.id}`)).body;
}
const list = (rows: string): string => `id,longitude,latitude\n${rows}`;

test('changes are paged, a removal needs its number, and a list is placed anew', async () => {
  const first = await read('cameras', 'list.csv', list('a,113.1,28.1\nb,113.2,28.2\nc,113.3,28.3\n'), { crs: 'wgs84' });
  expect((await post(`/api/imports/${first.id}/commit`)).status).toBe(200);
  const options = { vanish: 'remove', crs: 'wgs84' };
  const second = await read('cameras', 'list.csv', list('a,113.1,28.1\nb,113.201,28.2\n'), options);
  const path = `/api/imports/${second.id}`;
  type Changes = { items: ImportChange[]; nextCursor: string | null };
  const one = (await get<Changes>(`${path}/changes?limit=1`)).body;
  const two = (await get<Changes>(`${path}/changes?limit=1&cursor=${one.nextCursor}`)).body;
  expect([...one.items, ...two.items].map(({ action, id }) => `${action} ${id}`)).toEqual(['moved b', 'vanished c']);
  expect((await get(`${path}/changes?action=vanished&limit=1&cursor=${one.nextCursor}`)).status).toBe(422);
  const refused = await post<HttpProblem>(`${path}/commit`);
  expect(refused).toMatchObject({ status: 409, body: { code: 'import.vanish_unconfirmed' } });
  expect(refused.body.detail + refused.body.fix).toContain('1');
  expect((await post(`${path}/commit`, { vanish: 1 })).status).toBe(200);
  expect((await get(`/api/cameras/c`)).status).toBe(404);
  const repaired = await post<ImportRecord>(`${path}/repair`, { crs: 'gcj02' });
  expect(repaired).toMatchObject({ status: 201, body: { state: 'committed', receipt: { crs: 'gcj02', update: 1 } } });
  expect((await post<HttpProblem>(`${path}/repair`, { crs: 'mars' })).body.code).toBe('camera.crs_unknown');
  expect((await post(`/api/imports/${repaired.body.id}/undo`)).status).toBe(200);
});

test('a retired region answers 410 with those in its place, and the crosswalk is listed', async () => {
  const county = await read('regions', 'county.geojson', countyGeojson(400, 1));
  expect((await post(`/api/imports/${county.id}/commit`)).status).toBe(200);
  const renamed = countyGeojson(400, 1).replaceAll('"CA1"', '"CX1"');
  const next = await read('regions', 'county.geojson', renamed, { vanish: 'remove' });
  expect((await post(`/api/imports/${next.id}/commit`, { vanish: 1 })).status).toBe(200);
  expect(await get<HttpProblem>('/api/regions/CA1')).toMatchObject({
    status: 410,
    body: { code: 'region.retired', links: [{ id: 'CX1', share: 1 }] },
  });
  expect((await get<{ items: unknown[] }>('/api/regions/crosswalk?from=CA1')).body.items).toMatchObject([
    { change: 'recode', fromCode: 'CA1', toCode: 'CX1', share: 1 },
  ]);
});
