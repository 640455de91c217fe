import { afterAll, beforeAll, expect, test } from 'vitest';
import { toFigure } from '#services/figure-rollup';
import { addSample } from '#services/sample';
import { openById, readSnapshot, takeSnapshot } from '#services/snapshot';
import { leafEntries } from '#services/snapshot-figures';
import { versions } from '#services/workspace';
import { figureRecords } from '#storage/figures.repository';
import { EVERYTHING } from '#storage/scope';
import { findSnapshot, snapshotRows } from '#storage/snapshots.repository';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addSample(world.ctx, { villages: 30, cameras: 400, seed: 3 });
  await world.ctx.background.settled();
}, 60_000);
afterAll(() => world.close());

const stored = async () => figureRecords(world.ctx.storage.reader, EVERYTHING, 'installed');

test('every number of a snapshot reads back bit for bit, and parents are the sums of their leaves', async () => {
  const { dataVersion } = await versions(world.ctx);
  const entries = (await readSnapshot(world.ctx, dataVersion))!;
  const rows = await stored();
  expect(entries.map((entry) => entry.code)).toEqual(rows.map((row) => row.regionCode));
  for (const [i, row] of rows.entries()) {
    // when a parent was summed is no number of it
    const { computedAt: _a, ...now } = toFigure(row);
    const { computedAt: _b, ...then } = entries[i].figure;
    expect(then).toEqual(now);
  }
});

test('a snapshot that is told apart from a base reads back the same', async () => {
  const { dataVersion } = await versions(world.ctx);
  const id = `v${dataVersion}`;
  const before = (await findSnapshot(world.ctx.storage.reader, EVERYTHING, id))!;
  await takeSnapshot(world.ctx);
  const rows = await snapshotRows(world.ctx.storage.reader, EVERYTHING);
  expect(rows.map((row) => row.id)).toEqual([id]);
  expect(before.baseId).toBeNull();
  const open = (await openById(world.ctx, id))!;
  const leaves = await leafEntries(open.blob, 'figures installed range ');
  expect(leaves).toHaveLength(30);
});
