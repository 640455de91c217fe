// How the browser side is served.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, SEALED_HEADERS, type TestApp } from './http-app.ts';

let test: TestApp;
let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'lacuna-web-'));
  test = await openTestApp({ webRoot: join(root, 'dist') });
});
afterAll(async () => {
  await test.close();
  rmSync(root, { recursive: true, force: true });
});
const get = (path: string, headers: Record<string, string> = {}) => test.app.request(path, { headers });
function build(text: string, asset: string) {
  mkdirSync(join(root, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(root, 'dist', 'index.html'), `<!doctype html><title>${text}</title>`);
  writeFileSync(join(root, 'dist', 'assets', asset), `console.log("${text.padEnd(2_000, '.')}")`);
  writeFileSync(join(root, 'secret.txt'), 'not for anyone');
}

describe('screens', () => {
  it('before the first build, every screen says how to build, and the API answers', async () => {
    const reply = await get('/map');
    expect(reply.status).toBe(503);
    expect(await reply.json()).toMatchObject({
      code: 'http.ui_missing',
      fix: expect.stringContaining('npm run build'),
    });
    expect((await get('/livez')).status).toBe(200);
  });

  it("every screen's address answers the page, always fresh; other addresses do not", async () => {
    build('one', 'index-1.js');
    for (const path of ['/', '/map', '/map/990106000000', '/regions/', '/import', '/reports/云湖', '/start']) {
      const reply = await get(path);
      expect(reply.status, path).toBe(200);
      expect(reply.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
      expect(reply.headers.get('Cache-Control')).toBe('no-cache');
      for (const name of SEALED_HEADERS) expect(reply.headers.get(name), `${name} of ${path}`).toBeTruthy();
      expect(reply.headers.get('Content-Security-Policy')).toContain("script-src 'self'");
      expect((await get(path, { 'If-None-Match': reply.headers.get('ETag')! })).status).toBe(304);
    }
    for (const path of ['/nothing', '/map/a/b', '/index-1.js', '/assets/', '/assets', '/wp-login.php']) {
      expect((await get(path)).status, path).toBe(404);
    }
    expect((await test.app.request('/map', { method: 'POST' })).status).toBe(404);
  });

  it('hashed assets are kept for good and sent compressed', async () => {
    const reply = await get('/assets/index-1.js', { 'Accept-Encoding': 'gzip' });
    expect(reply.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(reply.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    expect(gunzipSync(new Uint8Array(await reply.arrayBuffer())).toString()).toContain('one');
    expect(await (await get('/assets/index-1.js')).text()).toContain('one');
  });

  it('nothing outside of the folder is served, however it is asked for', async () => {
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '//secret.txt',
      '/..\\secret.txt',
    ]) {
      const reply = await get(path);
      expect(await reply.text(), path).not.toContain('not for anyone');
    }
  });

  it('a new build is served without a restart', async () => {
    rmSync(join(root, 'dist'), { recursive: true });
    expect((await get('/assets/index-1.js')).status).toBe(404);
    expect((await get('/')).status).toBe(503);
    expect((await get('/assets/index-1.js')).status).toBe(404);
    build('two', 'index-2.js');
    utimesSync(join(root, 'dist', 'index.html'), 2_000_000_000, 2_000_000_000);
    expect(await (await get('/')).text()).toContain('two');
    expect((await get('/assets/index-2.js')).status).toBe(200);
    expect((await get('/assets/index-1.js')).status).toBe(404);
  });
});
