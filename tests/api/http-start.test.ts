// The server as a process: what it prints, how it ends, and what it refuses to start with.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programFile } from '../../scripts/program-files.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
let folder: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lacuna-start-'));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [programFile('server')], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', LACUNA_SAMPLE: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said = { out: '', err: '' };
  child.stderr!.on('data', (chunk) => void (said.err += chunk));
  const began = performance.now();
  const exit = new Promise<number | string | null>((done) => child.on('exit', (code, signal) => done(code ?? signal)));
  const ready = new Promise<{ url: string; ms: number }>((done, fail) => {
    child.stdout!.on('data', (chunk) => {
      said.out += chunk;
      const url = /^listening on (http:\/\/\S+)\n/m.exec(said.out)?.[1];
      if (url) done({ url, ms: performance.now() - began });
    });
    child.on('exit', () => fail(new Error(`the server ended before it was ready: ${said.err}`)));
  });
  ready.catch(() => {}); // whoever waits for `ready` hears of it; some tests wait for `exit` only
  return { child, said, exit, ready };
}

describe('start and stop', () => {
  it('prints its address once it is ready, keeps data over a restart, and ends with 0 on SIGTERM', async () => {
    const database = join(folder, 'deep', 'er', 'lacuna.db');
    const first = start({ DATABASE_URL: database });
    const { url } = await first.ready;
    expect(first.said.out).toBe(`listening on ${url}\n`);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const made = await fetch(`${url}/api/cameras`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: 'kept', longitude: 120, latitude: 30 }),
    });
    expect(made.status).toBe(201);
    const list = await (await fetch(`${url}/api/cameras?limit=1`)).json();
    expect(list).toMatchObject({ items: [{ id: 'kept' }], nextCursor: null });
    // an open stream does not hold the stop up: it ends
    const stream = (await fetch(`${url}/api/events`)).body!.getReader();
    await stream.read();
    first.child.kill('SIGTERM');
    for (let done = false; !done; ) ({ done } = await stream.read());
    expect(await first.exit).toBe(0);
    expect(existsSync(`${database}.lock`)).toBe(false);
    expect(existsSync(`${database}-wal`) && readFileSync(`${database}-wal`).length > 0).toBe(false);

    const second = start({ DATABASE_URL: `file:${database}` });
    const again = await second.ready;
    const load = loadavg()[0];
    console.log(`second start: ready after ${Math.round(again.ms)} ms (machine load ${load.toFixed(1)})`);
    if (load < 2) expect(again.ms).toBeLessThan(5_000);
    expect((await fetch(`${again.url}/api/cameras/kept`)).status).toBe(200);
    // a second process on the same file is refused with the owner's pid
    const rival = start({ DATABASE_URL: database });
    expect(await rival.exit).toBe(78);
    expect(rival.said.err).toContain(String(second.child.pid));
    second.child.kill('SIGINT');
    expect(await second.exit).toBe(0);
  });

  it('a kill leaves nothing that hinders the next start', async () => {
    const database = join(folder, 'killed.db');
    const first = start({ DATABASE_URL: database });
    await first.ready;
    first.child.kill('SIGKILL');
    expect(await first.exit).toBe('SIGKILL');
    const second = start({ DATABASE_URL: database });
    const { url } = await second.ready;
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
  });
});

describe('what it refuses to start with', () => {
  const refused = async (env: Record<string, string>) => {
    const { exit, said } = start(env);
    const code = await exit;
    expect(said.out).toBe('');
    expect(said.err).not.toMatch(/\n\s+at /);
    expect(said.err.trim().split('\n')).toHaveLength(2);
    expect(said.err).toMatch(/\p{Script=Han}/u);
    return { code, text: said.err };
  };

  it('a port in use, or any address but loopback', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const { port } = other.address() as { port: number };
    const inUse = await refused({ PORT: String(port), DATABASE_URL: join(folder, 'port.db') });
    other.close();
    expect(inUse).toMatchObject({ code: 78, text: expect.stringContaining(`Port ${port} is taken`) });
    expect(existsSync(join(folder, 'port.db'))).toBe(false);
    expect((await refused({ HOST: '0.0.0.0' })).code).toBe(78);
  });

  it('a folder that cannot be written, or a file that is something else', async () => {
    expect((await refused({ DATABASE_URL: '/proc/nowhere/lacuna.db' })).code).toBe(78);
    const text = join(folder, 'notes.db');
    writeFileSync(text, 'these are my notes, and no database\n'.repeat(500));
    const wrong = await refused({ DATABASE_URL: text });
    expect(wrong).toMatchObject({ code: 78, text: expect.stringContaining('not a Lacuna database') });
    expect(readFileSync(text, 'utf8')).toContain('my notes');
  });
});
