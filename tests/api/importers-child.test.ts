// The parsing child: what it may use, what happens when it asks for more, and that nothing is left behind.
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAll, parseFile } from '#importers/run';
import type { ParseProgress } from '#importers/types';
import { bundleParseChild } from '../../api/importers/bundle.mjs';

let folder = '';
let outside: string | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-test-'));
  // Our own place for temporary folders: other tests parse at the same time.
  outside = process.env.TMPDIR;
  process.env.TMPDIR = folder;
});
afterAll(async () => {
  if (outside === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outside;
  await rm(folder, { recursive: true, force: true });
});

const leftovers = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('lacuna-import-'));
const cameras = (path: string, more = {}) =>
  parseAll(path, { kind: 'cameras', fileName: 'list.csv', options: {}, ...more });
async function write(name: string, chunks: Iterable<string>): Promise<string> {
  const path = join(folder, name);
  const out = createWriteStream(path);
  for (const chunk of chunks)
    if (!out.write(chunk)) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
  out.end();
  await finished(out);
  return path;
}
function* repeat(head: string, chunk: string, times: number, tail = ''): Generator<string> {
  yield head;
  for (let k = 0; k < times; k++) yield chunk;
  yield tail;
}

describe('rows come out', () => {
  it('in batches, after the summary, as often as wanted, and the folder is gone after close', async () => {
    const path = await write(
      'many.csv',
      repeat(
        'id,longitude,latitude,type\n',
        Array.from({ length: 500 }, (_, k) => `,${111 + k / 1e4},27,枪机\n`).join(''),
        20,
      ),
    );
    const seen: ParseProgress[] = [];
    const result = await parseFile(path, {
      kind: 'cameras',
      fileName: 'many.csv',
      options: {},
      onProgress: (progress) => seen.push(progress),
    });
    expect(result.summary).toMatchObject({ rows: 10_000, usable: 10_000 });
    for (let turn = 0; turn < 2; turn++) {
      const sizes: number[] = [];
      let fixed = 0;
      for await (const batch of result.batches) {
        sizes.push(batch.rows.length);
        fixed += batch.rows.filter(
          ({ fields }) => fields.type === 'fixed' && fields.stage === 'installed' && fields.count === 1,
        ).length;
      }
      expect(sizes.length).toBeGreaterThan(4);
      expect(fixed).toBe(10_000);
    }
    await result.close();
    expect(await leftovers()).toEqual([]);
  });

  it('the same from the bundle as from the source', async () => {
    const path = await write('few.csv', ['设备编码,经度,纬度,朝向\nA,111.5,27.5,东北\nB,0,0,\n']);
    const fromSource = await cameras(path, { childEntry: 'source' });
    const fromBundle = await cameras(path, { childEntry: await bundleParseChild(join(folder, 'parse.child.mjs')) });
    expect(fromBundle).toEqual(fromSource);
    expect(fromSource.summary).toMatchObject({ rows: 2, usable: 1 });
  });
});

describe('a child that asks for too much is stopped with a clear problem', () => {
  it('time', async () => {
    const path = await write('slow.csv', repeat('id,longitude,latitude\n', 'a,111,27\n'.repeat(10_000), 60));
    const { summary, rows } = await cameras(path, { limits: { seconds: 1 } });
    expect(summary.refused).toMatchObject({ code: 'file.time', message: expect.stringContaining('1 s') });
    expect(rows).toEqual([]);
  });

  it('memory', async () => {
    const path = await write(
      'wide.geojson',
      repeat(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"a"},"geometry":{"type":"Polygon","coordinates":[[',
        '[1.5,2.5],'.repeat(10_000),
        200,
        '[1,1]]]}}]}',
      ),
    );
    const { summary } = await parseAll(path, {
      kind: 'regions',
      fileName: 'wide.geojson',
      options: {},
      limits: { memoryMb: 64 },
    });
    expect(summary.refused).toMatchObject({ code: 'file.memory', message: expect.stringContaining('64 MB') });
  });

  it('a table of 200 MB in one line ends early, by name', async () => {
    const path = await write('line.csv', repeat('id,longitude,latitude\n"', 'x'.repeat(1 << 20), 200));
    const { summary } = await cameras(path);
    expect(summary.refused?.code).toBe('csv.line_too_long');
    expect(summary.refused?.row).toBe(2);
  });

  it('zeros of 300 MB are no text', async () => {
    const path = join(folder, 'zeros.csv');
    await writeFile(path, 'id,longitude,latitude\n');
    await truncate(path, 300 * 1024 ** 2);
    expect((await cameras(path)).summary.refused?.code).toBe('file.binary');
  });

  it('a file above the limit is not even opened', async () => {
    const path = join(folder, 'huge.csv');
    await writeFile(path, '');
    await truncate(path, 3 * 1024 ** 3);
    expect((await cameras(path)).summary.refused?.code).toBe('file.too_large');
  });

  it('a cancelled import ends its child and rejects with the reason', async () => {
    const path = await write('cancel.csv', repeat('id,longitude,latitude\n', 'a,111,27\n'.repeat(10_000), 60));
    const stop = new AbortController();
    const running = cameras(path, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('cancelled by the planner')), 300);
    await expect(running).rejects.toThrow('cancelled by the planner');
    expect(await leftovers()).toEqual([]);
  });
});

it('a file that is not there is a problem, not a crash', async () => {
  const { summary } = await cameras(join(folder, 'nowhere.csv'));
  expect(summary.refused).toMatchObject({ code: 'file.missing', message: expect.stringContaining('ENOENT') });
  expect((await cameras(folder)).summary.refused?.code).toBe('file.missing');
});

it('a region with a ring of 100,000 corners comes through whole', async () => {
  const corners = Array.from(
    { length: 100_000 },
    (_, k) => `[${(Math.cos((k / 1e5) * 2 * Math.PI) + 1).toFixed(9)},${Math.sin((k / 1e5) * 2 * Math.PI).toFixed(9)}]`,
  );
  const path = await write('round.geojson', [
    `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"r"},"geometry":{"type":"Polygon","coordinates":[[${corners.join(',')},${corners[0]}]]}}]}`,
  ]);
  const { summary, rows } = await parseAll(path, { kind: 'regions', fileName: 'round.geojson', options: {} });
  expect(summary).toMatchObject({ usable: 1 });
  expect(rows[0]!.geometry[0]![0]).toHaveLength(100_001);
});
