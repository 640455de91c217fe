// The pool of workers: same bytes as inline, cancel settles, a crashed worker fails its batch only.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { regionFigure } from '#services/figures';
import { cancelJob, getJob, whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { figureRecords } from '#storage/figures.repository';
import { gapsOfLeaves } from '#storage/gaps.repository';
import { EVERYTHING } from '#storage/scope';
import type { MeasureRequest } from '#workers/messages';
import { createPool } from '#workers/pool';
import { inlineRunner, type Runner } from '#workers/runner';
import { camerasCsv, countyGeojson, importText, openWorld, seeded, type World } from './world.ts';

const worlds: World[] = [];
const world = async (runner: Runner): Promise<World> => {
  const made = await openWorld({ runner, clock: () => Date.UTC(2026, 10, 1) });
  worlds.push(made);
  return made;
};
afterAll(async () => {
  for (const made of worlds) await made.close();
});

const random = seeded(3);
const cameras = camerasCsv(
  Array.from({ length: 150 }, (_, i) => ({
    id: `w${String(i).padStart(3, '0')}`,
    eastM: random() * 1_200,
    northM: random() * 800,
    type: ['fixed', 'dome', 'ptz', 'panoramic'][Math.floor(random() * 4)],
    azimuthDeg: random() < 0.6 ? Math.floor(random() * 360) : undefined,
    rangeM: 15 + Math.floor(random() * 60),
  })),
);

async function contents(of: World): Promise<unknown> {
  const { reader } = of.ctx.storage;
  const gaps = await gapsOfLeaves(reader, EVERYTHING, ['CA1', 'CA2', 'CA3', 'CB1', 'CB2', 'CB3']);
  const outlines = gaps.map(({ id, outline }) => [id, Buffer.from(outline).toString('base64')]).sort();
  return { figures: await figureRecords(reader, EVERYTHING, 'installed'), gaps, outlines };
}

test('any number of workers gives the same bytes', async () => {
  const found: unknown[] = [];
  for (const runner of [inlineRunner, createPool(1), createPool(3)]) {
    const made = await world(runner);
    await importText(made, 'regions', countyGeojson(), 'county.geojson');
    await importText(made, 'cameras', cameras, 'cameras.csv');
    found.push(await contents(made));
  }
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
});

/** Waits in front of the engine until it is let through. */
function gate(): { runner: Runner; open: () => void; reached: Promise<void> } {
  let open = (): void => {};
  let arrived = (): void => {};
  const reached = new Promise<void>((resolve) => (arrived = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  const runner: Runner = {
    ...inlineRunner,
    async measure(batch, signal) {
      arrived();
      await Promise.race([
        opened,
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
      ]);
      return inlineRunner.measure(batch, signal);
    },
  };
  return { runner, open: () => open(), reached };
}

test('a cancelled job settles as cancelled and leaves the leaves to be measured', async () => {
  const { runner, reached } = gate();
  const made = await world(runner);
  const path = await import('node:fs').then((fs) => {
    fs.writeFileSync(`${made.dir}/county.geojson`, countyGeojson());
    return `${made.dir}/county.geojson`;
  });
  const { commitImport, startImport, whenRead } = await import('#services/imports');
  const read = await whenRead(made.ctx, await startImport(made.ctx, { path, fileName: 'c.geojson', kind: 'regions' }));
  const committed = await commitImport(made.ctx, { id: read.id });
  await reached;
  const job = await cancelJob(made.ctx, { id: committed.measureJobId! });
  expect(job.state).toBe('cancelled');
  expect((await regionFigure(made.ctx, { code: 'C' })).leavesMeasured).toBe(0);
});

test('a leaf that cannot be measured fails its job with a reason, and the next job runs', async () => {
  const pool = createPool(1);
  let hurt = true;
  const runner: Runner = {
    width: pool.width,
    close: pool.close,
    measure(batch, signal) {
      if (!hurt) return pool.measure(batch, signal);
      hurt = false;
      const broken: MeasureRequest[] = [{ ...batch[0], input: { ...batch[0].input, zones: {} as never } }];
      return pool.measure(broken, signal);
    },
  };
  const made = await world(runner);
  const imported = await importText(made, 'regions', countyGeojson(), 'county.geojson');
  const failed = await getJob(made.ctx, { id: imported.measureJobId! });
  expect(failed.state).toBe('failed');
  expect(failed.reason).toContain('failed');
  const again = await startMeasure(made.ctx, { regions: 'dirty' });
  expect((await whenEnded(made.ctx, { id: again.id })).state).toBe('done');
  expect((await regionFigure(made.ctx, { code: 'C' })).leavesMeasured).toBe(6);
});

/** Stands for the bundle: ends itself at the key `end`, never answers at `wait`, echoes numbers else. */
const STRANGE_WORKER = `
import { parentPort } from 'node:worker_threads';
const empty = (keys) => {
  const columns = new ArrayBuffer(16 + 8 * 5 * keys.length + 4 * 7 * keys.length);
  new Int32Array(columns, 0, 4).set([keys.length, 5 * keys.length, 7 * keys.length, 0]);
  return { keys, rare: null, digits: '', columns };
};
parentPort.on('message', ({ id, packed }) => {
  if (packed.keys[0] === 'end') process.exit(3);
  if (packed.keys[0] === 'wait') return void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  parentPort.postMessage({ id, packed: empty(packed.keys) });
});
`;

async function withStrangePool(threads: number, body: (pool: Runner) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'lacuna-pool-'));
  const file = join(dir, 'worker.mjs');
  writeFileSync(file, STRANGE_WORKER);
  const pool = createPool(threads, file);
  try {
    await body(pool);
  } finally {
    await pool.close();
    rmSync(dir, { recursive: true });
  }
}
const requestOf = (key: string): MeasureRequest[] => {
  const none = new Float64Array();
  const region = { coords: none, ringEnd: new Int32Array(), polyEnd: new Int32Array() };
  const cameras = { n: 0, lon: none, lat: none, azimuthDeg: none, hfovDeg: none, nearM: none, reachM: none, p: none };
  return [{ key, input: { region, demand: null, cameras }, options: { k: 1 } }];
};

test('a worker that ends fails what it was measuring; what lay behind it is measured by another', async () => {
  await withStrangePool(1, async (pool) => {
    const [ended, behind, later] = await Promise.allSettled(
      ['end', 'behind', 'later'].map((key) => pool.measure(requestOf(key))),
    );
    expect(ended).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('ended with 3') } });
    expect(behind).toMatchObject({ status: 'fulfilled', value: [{ key: 'behind' }] });
    expect(later).toMatchObject({ status: 'fulfilled', value: [{ key: 'later' }] });
  });
});

test('a batch that cannot be handed over fails alone', async () => {
  await withStrangePool(1, async (pool) => {
    const [request] = requestOf('strange');
    const unpacked = { ...request, input: { ...request.input, cameras: undefined as never } };
    const notCopied = { ...request, input: { ...request.input, zones: (() => {}) as never } };
    const [first, second, next] = await Promise.allSettled(
      [[unpacked], [notCopied], requestOf('next')].map((batch) => pool.measure(batch)),
    );
    expect([first.status, second.status]).toEqual(['rejected', 'rejected']);
    expect(next).toMatchObject({ status: 'fulfilled', value: [{ key: 'next' }] });
  });
});

test('cancelling settles at once, and a worker that never answers is stopped', async () => {
  await withStrangePool(1, async (pool) => {
    const stop = new AbortController();
    const waits = [0, 1, 2].map(() => pool.measure(requestOf('wait'), stop.signal));
    const settled = Promise.allSettled(waits);
    setTimeout(() => stop.abort(new Error('no longer wanted')), 50);
    for (const one of await settled)
      expect(one).toMatchObject({ status: 'rejected', reason: { message: 'no longer wanted' } });
    expect(await pool.measure(requestOf('next'))).toMatchObject([{ key: 'next' }]);
    await expect(pool.measure(requestOf('late'), stop.signal)).rejects.toThrow('no longer wanted');
  });
});

test('closing the pool settles what is under way', async () => {
  await withStrangePool(1, async (pool) => {
    const waits = [0, 1, 2].map(() => pool.measure(requestOf('wait')));
    const settled = Promise.allSettled(waits);
    setTimeout(() => void pool.close(), 50);
    for (const one of await settled) expect(one.status).toBe('rejected');
  });
});
