// What the HTTP border refuses, and how it says so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpProblem } from '#contract/problem';
import { openTestApp, SEALED_HEADERS, type TestApp } from './http-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(async () => {
  expect(test.errors).toEqual([]);
  await test.close();
});

const JSON_TYPE = { 'Content-Type': 'application/json' };
const camera = { longitude: 120.5, latitude: 30.5 };
const post = (
  path: string,
  body: string | Uint8Array<ArrayBuffer> | null,
  headers: Record<string, string> = JSON_TYPE,
) => test.app.request(path, { method: 'POST', headers, body });
async function problem(reply: Response): Promise<HttpProblem> {
  expect(reply.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
  const body = (await reply.json()) as HttpProblem;
  expect(body.status).toBe(reply.status);
  for (const key of ['title', 'detail', 'fix', 'titleZh', 'detailZh', 'fixZh'] as const) expect(body[key]).toBeTruthy();
  expect(body.code).toMatch(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/);
  return body;
}

describe('addresses and methods', () => {
  it('an address that does not exist is a problem, for reading and for changing', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(await problem(await test.app.request('/api/nothing/here', { method }))).toMatchObject({
        status: 404,
        code: 'http.not_found',
      });
    }
    expect((await test.app.request('/%E0%A4%A')).status).toBe(404);
    expect((await test.app.request('/../../etc/passwd')).status).toBe(404);
  });

  it('a method that an address does not have is refused with those it has', async () => {
    const reply = await test.app.request('/api/cameras/x', { method: 'PUT' });
    expect(reply.headers.get('Allow')).toBe('DELETE, GET, PATCH');
    expect(await problem(reply)).toMatchObject({ status: 405, code: 'http.method_not_allowed' });
  });

  it('unknown ids answer 404 with a code of their own, whatever the id looks like', async () => {
    for (const id of ['nobody', '%00', '%2e%2e%2f', "'; drop table cameras; --", '😀'.repeat(20), '__proto__']) {
      const reply = await test.app.request(`/api/cameras/${encodeURIComponent(id)}`);
      expect(await problem(reply)).toMatchObject({ status: 404, code: 'camera.not_found' });
    }
  });

  it('HEAD answers like GET, without a body', async () => {
    const reply = await test.app.request('/api/nothing', { method: 'HEAD' });
    expect(reply.status).toBe(404);
    expect(await reply.text()).toBe('');
    expect((await test.app.request('/livez', { method: 'HEAD' })).status).toBe(200);
  });
});

describe('bodies', () => {
  it('what is not JSON is refused with the reason', async () => {
    for (const body of ['{', '[1,]', 'NaN', '{"a":1}x', '\u0000', '"\\ud800', 'undefined']) {
      expect(await problem(await post('/api/cameras', body)), body).toMatchObject({
        status: 400,
        code: 'http.json_invalid',
      });
    }
    const latin1 = new Uint8Array([0x22, 0xe9, 0x22]);
    expect(await problem(await post('/api/cameras', latin1))).toMatchObject({ code: 'http.json_invalid' });
  });

  it('JSON nested 100,000 deep is refused before it is parsed', async () => {
    const reply = await post('/api/cameras', '['.repeat(100_000));
    expect(await problem(reply)).toMatchObject({ status: 400, code: 'http.json_too_deep' });
    expect(await problem(await post('/api/cameras', JSON.stringify(`${'['.repeat(1000)}`)))).toMatchObject({
      status: 422,
    });
  });

  it('a body of another type, without a type, or compressed is refused', async () => {
    const body = JSON.stringify(camera);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
    ]) {
      expect(await problem(await post('/api/cameras', body, { 'Content-Type': type }))).toMatchObject({
        status: 415,
        code: 'http.type_unsupported',
      });
    }
    expect((await post('/api/cameras', new TextEncoder().encode(body), {})).status).toBe(415);
    expect(await problem(await post('/api/cameras', body, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }))).toMatchObject(
      {
        status: 415,
        code: 'http.encoding_refused',
      },
    );
    expect((await post('/api/imports', '{}')).status).toBe(415);
  });

  it('a missing body is refused where one is needed', async () => {
    expect((await problem(await post('/api/cameras', null))).status).toBe(400);
    expect((await problem(await post('/api/cameras', null, {}))).status).toBeGreaterThanOrEqual(400);
  });

  it('one byte over the limit is refused, whatever Content-Length says', async () => {
    const limit = 256 * 1024;
    const bodyOf = (size: number) => `"${'x'.repeat(size - 2)}"`;
    expect((await post('/api/cameras', bodyOf(limit))).status).toBe(422);
    expect(await problem(await post('/api/cameras', bodyOf(limit + 1)))).toMatchObject({
      status: 413,
      code: 'http.too_large',
    });
    const claimed = { ...JSON_TYPE, 'Content-Length': String(10 * 1024 * 1024) };
    expect((await post('/api/cameras', '{}', claimed)).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024).fill(32));
      },
    });
    const init = { method: 'POST', headers: { ...JSON_TYPE, 'Content-Length': '10' }, body: endless, duplex: 'half' };
    expect((await test.app.request('/api/cameras', init as RequestInit)).status).toBe(413);
    expect(sent).toBeLessThan(limit + 4 * 64 * 1024);
  });

  it('every wrong value is named with its path, a code, what was got, and a fix in both languages', async () => {
    const wrong = {
      longitude: 200,
      latitude: 'north',
      azimuthDeg: 360,
      stage: 'built',
      password: 'x',
      installedOn: '1.1.2025',
    };
    const { errors, code } = await problem(await post('/api/cameras', JSON.stringify(wrong)));
    expect(code).toBe('http.invalid');
    expect(Object.fromEntries(errors!.map((e) => [e.path, e.code]))).toEqual({
      longitude: 'field.too_big',
      latitude: 'field.type',
      azimuthDeg: 'field.too_big_open',
      stage: 'field.choice',
      password: 'field.unknown',
      installedOn: 'field.format',
    });
    for (const error of errors!) {
      expect(error.fix && error.fixZh && error.messageZh).toBeTruthy();
      expect(error.got).toBeDefined();
    }
    const nested = await problem(await post('/api/imports/x/options', JSON.stringify({ mapping: { a: 1 } })));
    expect(nested.errors).toMatchObject([{ path: 'mapping.a', code: 'field.type' }]);
  });

  it('a bound that is not allowed itself, a length and a form are said as such', async () => {
    const wrong = { ...camera, rangeM: 0, azimuthDeg: 360, owner: 'x'.repeat(301), id: 'two\nlines' };
    const { errors } = await problem(await post('/api/cameras', JSON.stringify(wrong)));
    expect(Object.fromEntries(errors!.map((e) => [e.path, [e.code, e.fix]]))).toEqual({
      rangeM: ['field.too_small_open', 'Send a value above 0.'],
      azimuthDeg: ['field.too_big_open', 'Send a value below 360.'],
      owner: ['field.too_long', 'Send a text of at most 300 characters.'],
      id: ['field.format', 'Send it as one line of text.'],
    });
    const box = await problem(await test.app.request('/api/cameras?bbox=1,2'));
    expect(box.errors?.[0]?.fix).toBe('Send it as west,south,east,north.');
  });

  it('an id that no address could hold is refused, and nothing is added', async () => {
    for (const id of ['"a\\ud800"', '"a\\u0000b"', '".."', '"."', '"   "']) {
      const reply = await post('/api/cameras', `{"id":${id},"longitude":120.5,"latitude":30.5}`);
      expect([400, 422], id).toContain(reply.status);
    }
    expect((await (await test.app.request('/api/cameras')).json()).items).toEqual([]);
  });

  it('If-Match: a change of what was read passes, of anything else it answers 412 and changes nothing', async () => {
    const made = await (await post('/api/cameras', JSON.stringify({ ...camera, id: 'm' }))).json();
    const etag = (await test.app.request('/api/cameras/m')).headers.get('ETag')!;
    const patch = (name: string, tag: string) =>
      test.app.request('/api/cameras/m', {
        method: 'PATCH',
        headers: { ...JSON_TYPE, 'If-Match': tag },
        body: JSON.stringify({ name }),
      });
    expect(await problem(await patch('b', '"other"'))).toMatchObject({
      status: 412,
      code: 'http.precondition_failed',
    });
    expect((await (await patch('a', etag)).json()).revision).toBe(made.revision + 1);
    expect((await patch('c', etag)).status).toBe(412);
    const gone = (tag: string) =>
      test.app.request('/api/cameras/m', { method: 'DELETE', headers: { 'If-Match': tag } });
    expect((await gone(etag)).status).toBe(412);
    expect((await gone('*')).status).toBe(204);
  });

  it('lists at most 50 wrong values and counts them all', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`field${i}`, i]));
    const { errors, detail } = await problem(await post('/api/cameras', JSON.stringify({ ...camera, ...many })));
    expect(errors).toHaveLength(50);
    expect(detail).toContain('300');
  });
});

describe('other sites', () => {
  const body = JSON.stringify(camera);
  const unsafe: [string, string][] = [
    ['POST', '/api/cameras'],
    ['PATCH', '/api/cameras/x'],
    ['DELETE', '/api/cameras/x'],
    ['POST', '/api/sample'],
    ['DELETE', '/api/sample'],
    ['PUT', '/api/targets'],
    ['POST', '/api/imports'],
    ['POST', '/api/imports/x/commit'],
    ['POST', '/api/imports/x/undo'],
    ['POST', '/api/jobs/x/cancel'],
    ['POST', '/api/reports'],
  ];
  it('a change that another site asks for is refused on every unsafe route', async () => {
    const foreign: Record<string, string>[] = [
      { Origin: 'http://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://localhost.evil.example' },
      { Origin: 'http://127.0.0.1:9' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:3000' },
      { 'Sec-Fetch-Site': 'none' },
      { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://evil.example' },
      { Cookie: 'sid=1' },
    ];
    for (const [method, path] of unsafe) {
      for (const headers of foreign) {
        for (const type of ['application/json', 'text/plain', null]) {
          const all = type ? { ...headers, 'Content-Type': type } : headers;
          const reply = await test.app.request(path, { method, headers: all, body: type ? body : null });
          expect(await problem(reply), `${method} ${path} ${JSON.stringify(all)}`).toMatchObject({
            status: 403,
            code: 'http.cross_site',
          });
        }
      }
    }
  });

  it('the own pages and programs without an Origin may change things', async () => {
    const own: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost' },
      { 'Sec-Fetch-Site': 'same-origin' },
      { Origin: 'http://localhost' },
      {},
    ];
    for (const headers of own) {
      const reply = await test.app.request('/api/cameras/nobody', { method: 'DELETE', headers });
      expect(await problem(reply)).toMatchObject({ code: 'camera.not_found' });
    }
  });

  it('reading is not opened to other sites', async () => {
    const reply = await test.app.request('/api/cameras', { headers: { Origin: 'http://evil.example' } });
    expect(reply.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(reply.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
  });

  it('answers to loopback names only', async () => {
    const at = (Host: string) => test.app.request('/livez', { headers: { Host } });
    for (const host of ['127.0.0.1', '127.0.0.1:4170', 'localhost:80', 'LOCALHOST', '[::1]:4170']) {
      expect((await at(host)).status, host).toBe(200);
    }
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      '0.0.0.0',
      '192.168.0.1:4170',
      'localhost.evil:1',
      '',
    ]) {
      if (host === '') continue;
      expect(await problem(await at(host)), host).toMatchObject({ status: 421, code: 'http.host_unknown' });
    }
  });
});

describe('replies', () => {
  it('carry their headers, whether they please or refuse', async () => {
    const paths = [
      '/livez',
      '/metrics',
      '/api/cameras',
      '/api/nothing',
      '/api/openapi.json',
      '/api/docs',
      '/api/cameras?limit=x',
      '/',
    ];
    for (const path of paths) {
      const reply = await test.app.request(path);
      for (const name of SEALED_HEADERS) expect(reply.headers.get(name), `${name} of ${path}`).toBeTruthy();
      expect(reply.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
      if (!path.includes('docs')) expect(reply.headers.get('Content-Security-Policy')).not.toContain('unsafe');
    }
    expect((await test.app.request('/api/cameras')).headers.get('Cache-Control')).toBe('no-store');
  });

  it('a reply that was seen already is not sent again', async () => {
    const first = await test.app.request('/api/cameras');
    const etag = first.headers.get('ETag')!;
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    for (const tag of [etag, etag.slice(2), `"x", ${etag}`, '*']) {
      const again = await test.app.request('/api/cameras', { headers: { 'If-None-Match': tag } });
      expect(again.status, tag).toBe(304);
      expect(await again.text()).toBe('');
    }
    const other = await test.app.request('/api/cameras', { headers: { 'If-None-Match': 'W/"other"' } });
    expect(other.status).toBe(200);
  });

  it('metrics name route patterns, never addresses', async () => {
    await test.app.request('/api/cameras/secret-id');
    const text = await (await test.app.request('/metrics')).text();
    expect(text).toContain('route="/api/cameras/:id"');
    expect(text).not.toContain('secret-id');
  });

  it('the documentation needs nothing from anywhere else', async () => {
    const page = await (await test.app.request('/api/docs')).text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1]);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    for (const address of addresses) {
      expect(address).toMatch(/^\/api\/docs\//);
      expect((await test.app.request(address)).status).toBe(200);
    }
    for (const name of ['..%2fpackage.json', 'package.json', 'index.html', '%2e%2e%2findex.js']) {
      expect((await test.app.request(`/api/docs/${name}`)).status).toBe(404);
    }
  });
});

describe('cursors', () => {
  it('go on where the page ended, and only in the list and filter they were made for', async () => {
    for (let i = 0; i < 5; i++) {
      const reply = await post('/api/cameras', JSON.stringify({ ...camera, id: `page-${i}`, type: 'dome' }));
      expect(reply.status).toBe(201);
    }
    const read = async (query: string) => {
      const reply = await test.app.request(`/api/cameras?${query}`);
      return {
        status: reply.status,
        ...((await reply.json()) as { items?: { id: string }[]; nextCursor?: string; code?: string }),
      };
    };
    const ids: string[] = [];
    let cursor: string | null | undefined = null;
    do {
      const page = await read(`type=dome&limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      ids.push(...page.items!.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(ids).toEqual(['page-0', 'page-1', 'page-2', 'page-3', 'page-4']);

    const { nextCursor } = await read('type=dome&limit=2');
    const tampered = [
      nextCursor!.replace(/^./, (ch) => (ch === 'a' ? 'b' : 'a')),
      nextCursor!.slice(0, -2),
      `${nextCursor}.x`,
      nextCursor!.split('.')[0],
      '.',
      'x.y',
      Buffer.from('page-1').toString('base64url'),
    ];
    for (const bad of tampered) {
      expect(await read(`type=dome&limit=2&cursor=${encodeURIComponent(bad)}`), bad).toMatchObject({
        status: 422,
        code: 'http.cursor_invalid',
      });
    }
    expect(await read(`type=fixed&cursor=${encodeURIComponent(nextCursor!)}`)).toMatchObject({ status: 422 });
    expect((await test.app.request(`/api/jobs?cursor=${encodeURIComponent(nextCursor!)}`)).status).toBe(422);
    expect(await read(`type=dome&limit=3&cursor=${encodeURIComponent(nextCursor!)}`)).toMatchObject({ status: 200 });
  });
});

describe('repeated writes', () => {
  it('the same write with the same key happens once; another write with it is a conflict', async () => {
    const headers = { ...JSON_TYPE, 'Idempotency-Key': 'key-1' };
    const body = JSON.stringify({ ...camera, name: 'once' });
    const [first, second] = [await post('/api/cameras', body, headers), await post('/api/cameras', body, headers)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    const other = await post('/api/cameras', JSON.stringify({ ...camera, name: 'twice' }), headers);
    expect(await problem(other)).toMatchObject({ status: 409, code: 'request.key_reused' });
    const bad = await post('/api/cameras', body, { ...JSON_TYPE, 'Idempotency-Key': 'a b' });
    expect(await problem(bad)).toMatchObject({ status: 422, errors: [{ path: 'idempotency-key' }] });
  });
});
