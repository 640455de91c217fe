// The browser side talks through types that come from the routes: this file compiles only while they fit.
import { hc } from 'hono/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Figure } from '#contract/figure';
import type { AppType } from '../../api/app.ts';
import { openTestApp, type TestApp } from './http-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

it('the typed client reaches the routes and knows what they answer', async () => {
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => test.app.request(String(input), init);
  const client = hc<AppType>('http://localhost', { fetch: fetch as typeof globalThis.fetch });
  const made = await client.api.cameras.$post({ header: {}, json: { longitude: 120, latitude: 30, type: 'dome' } });
  const camera = await made.json();
  expect(made.status).toBe(201);
  const id: string = camera.id;
  const kept = await (await client.api.cameras[':id'].$get({ param: { id } })).json();
  expect(kept.revision).toBe(camera.revision);
  const reply = await client.api.regions[':code'].figures.$get({
    param: { code: 'nobody' },
    query: { set: 'installed' },
  });
  expect(reply.status as number).toBe(404);
  // never runs: says what a good reply would be
  const figure = async (): Promise<Figure> => reply.json();
  expect(typeof figure).toBe('function');
});
