import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toFigure } from '#services/figure-rollup';
import { addSample } from '#services/sample';
import { keepSnapshot, openById, readSnapshot, takeSnapshot } from '#services/snapshot';
import { contentNow } from '#services/snapshot-content';
import { leafEntries } from '#services/snapshot-figures';
import { versions } from '#services/workspace';
import { figureRecords } from '#storage/figures.repository';
import { EVERYTHING } from '#storage/scope';
import { findSnapshot, putSnapshot, snapshotRows } from '#storage/snapshots.repository';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addSample(world.ctx, { villages: 30, cameras: 400, seed: 3, months: 0 });
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

test('a snapshot that is told apart from another reads back the same, also when that one is replaced', async () => {
  const { dataVersion } = await versions(world.ctx);
  const id = `v${dataVersion}`;
  const leavesOf = async (of: string) => leafEntries((await openById(world.ctx, of))!.blob, 'figures installed range ');
  const before = await leavesOf(id);
  const at = new Date().toISOString();
  const row = { dataVersion, asOf: at, takenAt: at, actor: 'local', reason: null, correctionOf: null };
  const content = await contentNow(world.ctx, at, '2026-10-31');
  const kept = await keepSnapshot(world.ctx, { id: 'F', kind: 'frozen', month: '2026-10', ...row }, content);
  expect(kept.baseId).toBe(id);
  expect(await leavesOf('F')).toEqual(before);
  // the same version again: what stands on the old one keeps it
  await takeSnapshot(world.ctx);
  const rows = await snapshotRows(world.ctx.storage.reader, EVERYTHING);
  expect(rows.map(({ kind }) => kind).sort()).toEqual(['auto', 'base', 'frozen']);
  expect(await leavesOf('F')).toEqual(before);
  expect(await leavesOf(id)).toEqual(before);
});

test('a snapshot of before, deflated JSON, is still read', async () => {
  const { dataVersion } = await versions(world.ctx);
  const entries = (await readSnapshot(world.ctx, dataVersion))!;
  const found = (await findSnapshot(world.ctx.storage.reader, EVERYTHING, `v${dataVersion}`))!;
  const content = deflateSync(JSON.stringify(entries));
  await world.ctx.storage.transaction((writer) =>
    putSnapshot(writer, { ...found, id: 'v1', dataVersion: 1, treeId: null, baseId: null, content }, 'unused'),
  );
  expect(await readSnapshot(world.ctx, 1)).toEqual(entries);
});
