// What stays behind of a file that was sent in: nothing once its rows are in, or nothing came of it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImportRecord } from '#contract/import';
import type { HttpProblem } from '#contract/problem';
import { sweepWorkFolders } from '#importers/work-folder';
import { contextFor } from '#services/ctx';
import { recover } from '#services/recover';
import { openTestApp, type TestApp } from './http-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(async () => {
  await app.deps.background.settled();
  expect(app.errors).toEqual([]);
  await app.close();
});

const LIST = 'id,longitude,latitude,password\na,113.1,28.1,Pa55\nb,113.2,28.2,Pa55\n';
const DEEP = `{"mapping":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;

function send(fields: [name: string, value: string | Blob][], headers: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of fields)
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'list.csv');
  return Promise.resolve(app.app.request('/api/imports', { method: 'POST', body: form, headers }));
}
const file = (text = LIST): [string, Blob] => ['file', new Blob([text])];
async function read(text = LIST): Promise<ImportRecord> {
  const reply = await send([['kind', 'cameras'], ['options', '{"crs":"wgs84"}'], file(text)]);
  expect(reply.status).toBe(202);
  const started = (await reply.json()) as ImportRecord;
  await app.deps.background.settled(started.jobId!);
  return started;
}
const inside = (name: string): string[] => {
  try {
    return readdirSync(join(app.folder, name)).filter((found) => !found.endsWith('.truth.json'));
  } catch {
    return [];
  }
};
const act = async (id: string, verb: string): Promise<number> =>
  (await app.app.request(`/api/imports/${id}/${verb}`, { method: 'POST' })).status;

test.each<[string, [string, string | Blob][], number, string]>([
  ['options nested without end', [['kind', 'cameras'], ['options', DEEP], file()], 400, 'http.json_too_deep'],
  [
    'half a character among the options',
    [['kind', 'cameras'], ['options', '{"crs":"\\ud800"}'], file()],
    400,
    'http.json_invalid',
  ],
  ['NaN for a number', [['kind', 'cameras'], ['options', '{"matchM":NaN}'], file()], 400, 'http.json_invalid'],
  ['more than any number', [['kind', 'cameras'], ['options', '{"movedM":1e999}'], file()], 422, 'http.invalid'],
  ['a name of the prototype', [['kind', 'cameras'], ['options', '{"__proto__":{}}'], file()], 422, 'http.invalid'],
  [
    'a system of fifty thousand characters',
    [['kind', 'cameras'], ['options', `{"crs":"${'x'.repeat(50_000)}"}`], file()],
    422,
    'http.invalid',
  ],
  ['a kind said twice', [['kind', 'cameras'], ['kind', 'regions'], file()], 400, 'http.multipart_invalid'],
  ['two files', [['kind', 'cameras'], file(), file()], 400, 'http.multipart_invalid'],
  ['no file', [['kind', 'cameras']], 400, 'http.multipart_invalid'],
  [
    'a file that is a field',
    [
      ['kind', 'cameras'],
      ['file', LIST],
    ],
    400,
    'http.multipart_invalid',
  ],
  [
    'ten thousand fields',
    Array.from({ length: 10_000 }, (_, i): [string, string] => [`f${i}`, '']),
    400,
    'http.multipart_invalid',
  ],
])('refused with a code, and nothing of it is kept: %s', async (_name, fields, status, code) => {
  const reply = await send(fields);
  const problem = (await reply.json()) as HttpProblem;
  expect([reply.status, problem.code]).toEqual([status, code]);
  expect(problem.fixZh.length).toBeGreaterThan(4);
  expect([...inside('quarantine'), ...inside('imports')]).toEqual([]);
});

test('a file sent twice with one key is kept once', async () => {
  const headers = { 'Idempotency-Key': 'one-and-the-same-1' };
  const replies = [];
  for (let i = 0; i < 2; i++) replies.push(await send([['kind', 'cameras'], file()], headers));
  const [first, second] = (await Promise.all(replies.map((reply) => reply.json()))) as ImportRecord[];
  expect(second.id).toBe(first.id);
  expect(inside('quarantine')).toEqual([]);
  expect((await send([['kind', 'regions'], file()], headers)).status).toBe(409);
  expect(inside('quarantine')).toEqual([]);
  await app.deps.background.settled(first.jobId!);
});

test('the file, passwords and all, is gone when its rows are in; undo needs it not', async () => {
  const { id } = await read();
  expect(inside('imports')).toEqual([id]);
  expect(await act(id, 'commit')).toBe(200);
  expect(inside('imports')).toEqual([]);
  await app.deps.background.settled();
  expect(await act(id, 'undo')).toBe(200);
});

test('a start removes files of imports that are over, given up or unknown, and keeps those that wait', async () => {
  const waits = await read();
  const over = await read('id,longitude,latitude\nc,113.3,28.3\n');
  expect(await act(over.id, 'commit')).toBe(200);
  const failed = await read('nothing,of,use\n1,2,3\n');
  // a stop between the commit and the removal; between the arrival of a file and its row
  for (const name of [over.id, 'unknown']) writeFileSync(join(app.folder, 'imports', name), LIST);
  await app.deps.background.settled();
  await recover(contextFor(app.deps, 'system'));
  expect(inside('imports').sort()).toEqual([waits.id, failed.id].sort());
  await app.deps.background.settled();
  const later = { ...contextFor(app.deps, 'system'), clock: () => Date.now() + 25 * 3_600_000 };
  await recover(later);
  expect(inside('imports')).toEqual([]);
});

test('folders of a reader whose server was killed are removed, those of one that runs are not', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const left = join(tmpdir(), `lacuna-import-${gone}-test`);
  const used = mkdtempSync(join(tmpdir(), `lacuna-import-${process.ppid}-`));
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, 'out.ndjson'), 'rows');
  await sweepWorkFolders();
  expect(() => statSync(left)).toThrow('ENOENT');
  expect(statSync(used).isDirectory()).toBe(true);
  rmSync(used, { recursive: true });
});

test.skipIf(process.platform === 'win32')(
  'only the owner may read the database and what stands beside it',
  async () => {
    await read();
    for (const name of readdirSync(app.folder).filter((found) => found.startsWith('test.db')))
      expect([name, (statSync(join(app.folder, name)).mode & 0o777).toString(8)]).toEqual([name, '600']);
  },
);
