// One sweep over every route of the OpenAPI document: what it says is what there is, and nothing breaks a route.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, SEALED_HEADERS, type TestApp } from './http-app.ts';

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  pattern?: string;
}
interface Operation {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { required?: boolean; content: Record<string, unknown> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Route {
  method: string;
  path: string;
  operation: Operation;
}

let test: TestApp;
let routes: Route[] = [];
beforeAll(async () => {
  test = await openTestApp();
  const document = (await (await test.app.request('/api/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
  };
  expect(document.openapi).toBe('3.1.0');
  routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
});
afterAll(async () => {
  await test.deps.background.stop();
  await test.close();
});

/** What describes the rest is not described itself. */
const UNDESCRIBED = ['/api/openapi.json', '/api/docs', '/api/docs/start.js', '/api/docs/:file'];

describe('the document', () => {
  it('lists exactly the routes that exist', () => {
    const there = test.app.routes
      .filter(({ method, path }) => method !== 'ALL' && !UNDESCRIBED.includes(path))
      .map(({ method, path }) => `${method} ${path.replace(/:([a-z]+)/gi, '{$1}')}`);
    const said = routes.map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(there)].sort()).toEqual([...said].sort());
    expect(said.length).toBeGreaterThan(35);
  });

  it('says for every route what it answers, and how it refuses', () => {
    for (const { method, path, operation } of routes) {
      expect(operation.summary, `${method} ${path}`).toBeTruthy();
      expect(operation.responses.default, `${method} ${path}`).toEqual({ $ref: '#/components/responses/Problem' });
      const good = Object.keys(operation.responses).filter((status) => /^2/.test(status));
      // measured before the reply, or as a job
      expect(good, `${method} ${path}`).toEqual(path.endsWith('/figures') ? ['200', '202'] : [good[0]]);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      const parameters = (operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name);
      expect(parameters.sort(), `${method} ${path}`).toEqual(named.sort());
    }
  });

  it('has no room for what the product never holds', () => {
    const words = /password|passwd|rtsp|stream_?url|ip_?address|mac_?address|face|plate|phone|person|video/i;
    const names: string[] = [];
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) for (const item of value) walk(item);
      else if (value && typeof value === 'object') {
        for (const [key, inner] of Object.entries(value)) {
          if (key === 'properties') names.push(...Object.keys(inner as object));
          walk(inner);
        }
      }
    };
    walk(routes);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => words.test(name))).toEqual([]);
  });
});

/** Judges a reply by what every reply promises. Streams are closed, not read. */
async function judge(route: Route, reply: Response, asked: string): Promise<void> {
  const where = `${route.method} ${asked}`;
  expect(reply.status, where).toBeLessThan(500);
  for (const name of SEALED_HEADERS) expect(reply.headers.get(name), `${name} of ${where}`).toBeTruthy();
  const type = reply.headers.get('Content-Type')?.split(';')[0];
  if (reply.status >= 400) {
    expect(type, where).toBe('application/problem+json');
    const text = await reply.text();
    const body = JSON.parse(text) as { code: string; detail: string; fix: string; errors?: { path: string }[] };
    expect(body.code && body.detail && body.fix, where).toBeTruthy();
    expect(text, where).not.toMatch(/node_modules|\.ts:|at async|SQLITE|drizzle/);
    if (body.code === 'http.invalid') expect(body.errors?.length, where).toBeGreaterThan(0);
    return;
  }
  const said = route.operation.responses[String(reply.status)];
  expect(said, `${where} answered ${reply.status}, which the document does not know`).toBeDefined();
  if (said.content && type) expect(Object.keys(said.content), where).toContain(type);
  if (type === 'text/event-stream') await reply.body?.cancel();
  else await reply.arrayBuffer();
}

const fill = (path: string, value: (name: string) => string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(value(name).replace(/\p{Surrogate}/gu, '?')));
/** A value that lets the request get past the parameters, to the service. */
const fitting: Record<string, string> = {
  source: 'cameras',
  z: '3',
  x: '1',
  y: '2.mvt',
  version: '9',
  name: 'doc-996',
};

describe('every route', () => {
  it('answers a well-formed question about nothing', async () => {
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const query = /^\/api\/(public-space|obstacles|privacy-zones)$/.test(route.path) ? '?bbox=1,2,3,4' : '';
      const asked = fill(route.path, (name) => fitting[name] ?? 'nobody') + query;
      const reply = await test.app.request(asked);
      expect([200, 404], asked).toContain(reply.status);
      await judge(route, reply, asked);
    }
  });

  it('refuses an unknown query parameter or ignores none', async () => {
    for (const route of routes.filter(({ operation }) => operation.parameters?.some((p) => p.in === 'query'))) {
      const asked = `${fill(route.path, (name) => fitting[name] ?? 'nobody')}?colour=blue`;
      const reply = await test.app.request(asked, { method: route.method });
      expect([400, 415, 422], asked).toContain(reply.status);
    }
  });

  it('survives garbage in every place where something can be sent', async () => {
    const seed = Number(process.env.LACUNA_SEED ?? Date.now() % 1_000_000);
    console.log(`sweep: seed ${seed} (LACUNA_SEED repeats it)`);
    const next = randomFrom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)];
    // a sample county that really comes in takes longer than all the rest: its own test adds it
    const shaken = routes.filter(({ method, path }) => !(method === 'POST' && path === '/api/sample'));
    for (let round = 0; round < 600; round++) {
      const route = shaken[round % shaken.length];
      const path = fill(route.path, (name) =>
        next() < 0.4 && fitting[name] ? fitting[name] : pick(GARBAGE).slice(0, 300) || 'x',
      );
      const query = new URLSearchParams();
      const known = (route.operation.parameters ?? []).filter((p) => p.in === 'query').map((p) => p.name);
      for (let i = Math.floor(next() * 4); i > 0; i--)
        query.append(pick([...known, ...known, 'x', '__proto__']), pick(GARBAGE).slice(0, 2_000));
      const asked = query.size > 0 ? `${path}?${query}` : path;
      const headers: Record<string, string> = {};
      if (next() < 0.8) headers['Content-Type'] = pick(TYPES);
      if (next() < 0.2)
        headers['Idempotency-Key'] = pick(['k', 'a b', 'x'.repeat(300), 'ü']).replace(/[^\x20-\x7e]/g, '?');
      if (next() < 0.2) headers['If-None-Match'] = pick(['*', '"', 'W/', 'W/"x", "y"']);
      if (next() < 0.2) headers.Accept = pick(['application/geo+json', '*/*', 'text/html', 'x']);
      const sends = route.method !== 'GET' && next() < 0.8;
      const body = sends ? pick([pick(GARBAGE), JSON.stringify(junk(next, 4)), multipart(pick)]) : null;
      const reply = await test.app.request(asked, { method: route.method, headers, body });
      await judge(route, reply, `${asked} ${JSON.stringify(headers)} ${String(body).slice(0, 200)}`);
    }
    expect(test.errors).toEqual([]);
  });
});

const TYPES = [
  'application/json',
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'multipart/form-data; boundary=b',
  'multipart/form-data',
  'x',
  'application/json; charset=gb18030',
];
const GARBAGE = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '"x"',
  '[[[[[[[[',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{}}}',
  '99999999999999999999',
  '1.5',
  '2026-02-30',
  '../../../etc/passwd',
  '..\\..\\',
  '%00',
  '\u0000',
  '\ud800',
  '😀',
  '柳溪村',
  '‮abc',
  "' or 1=1 --",
  '"; drop table cameras; --',
  '<script>alert(1)</script>',
  '#{7*7}',
  '{{7*7}}',
  '=cmd()',
  '*',
  '%',
  '_',
  '\\',
  'a'.repeat(5_000),
  '1,2,3,4',
  '200,100,300,400',
  '4,3,2,1',
  '1,2,3',
  'installed',
  'range',
  '{"longitude":0,"latitude":0,"id":""}',
  '{"targets":[{"scope":{},"metric":"coverage"}]}',
  '{"region":"x","format":"csv"}',
  '{"targets":[]}',
  '0.mvt',
  '-0.mvt',
  '1e3.mvt',
];

function junk(next: () => number, depth: number): unknown {
  const text = () => GARBAGE[Math.floor(next() * GARBAGE.length)].slice(0, 100);
  const kind = Math.floor(next() * (depth > 0 ? 7 : 5));
  if (kind === 0) return null;
  if (kind === 1) return next() < 0.5;
  if (kind === 2) return (next() - 0.5) * 10 ** Math.floor(next() * 20);
  if (kind <= 4) return text();
  const inner = Array.from({ length: Math.floor(next() * 5) }, () => junk(next, depth - 1));
  if (kind === 5) return inner;
  const keys = [
    'id',
    'longitude',
    'latitude',
    'type',
    'stage',
    'targets',
    'scope',
    'region',
    'minimum',
    'crs',
    'mapping',
    'rows',
    'count',
    text(),
  ];
  return Object.fromEntries(inner.map((value) => [keys[Math.floor(next() * keys.length)], value]));
}

function multipart(pick: <T>(list: readonly T[]) => T): string {
  const part = (header: string, content: string) =>
    `--b\r\nContent-Disposition: form-data; ${header}\r\n\r\n${content}\r\n`;
  const kind = part('name="kind"', pick(['cameras', 'nothing', '', 'regions']));
  const file = part(`name="file"; filename="${pick(['a.csv', '../x', '', 'x.geojson'])}"`, pick(GARBAGE));
  const options = part('name="options"', pick(['{', '{"crs":1}', '{"x":1}', '']));
  return (
    pick([kind, file, kind + file + options, kind + options, file + file, 'x', '--b--']) + pick(['--b--', '', '--b'])
  );
}

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
