// Yearly lists give all ids anew: rows find their records by position, after a person said so.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImportOptions } from '#contract/import';
import { patchCamera } from '#services/cameras';
import { importChanges } from '#services/import-changes';
import { answerImport, commitImport, undoImport, whenRead } from '#services/imports';
import { cameraHistoryOf, cameraPage, findCameras } from '#storage/cameras.repository';
import { contentHash } from '#storage/content-hash';
import { EVERYTHING } from '#storage/scope';
import { camerasCsv, openWorld, readText, seeded, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const N = 40;
const hash = (): Promise<string> => world.ctx.storage.read(contentHash);
/** A list whose points are shifted by up to `jitterM`; every fifth place has a second camera on its pole. */
function list(prefix: string, jitterM: number, from = 0, to = N): string {
  const random = seeded(3);
  const lines = Array.from({ length: to }, (_, i) => ({
    id: `${prefix}${String(i).padStart(3, '0')}`,
    eastM: 100 * (i % 5 === 4 ? i - 1 : i) + (random() - 0.5) * jitterM,
    northM: 200,
    type: 'fixed',
    azimuthDeg: (i * 70) % 360,
    rangeM: 30,
  }));
  return camerasCsv(lines.slice(from));
}
async function commit(text: string, name: string, options: ImportOptions = {}): Promise<string> {
  const read = await readText(world, 'cameras', text, name, options);
  if (read.state !== 'ready') throw new Error(`expected ${name} to read well, got ${read.state}: ${read.reason}`);
  await commitImport(world.ctx, { id: read.id });
  return read.id;
}
async function answer(id: string, options: ImportOptions) {
  await answerImport(world.ctx, { id, options });
  return whenRead(world.ctx, { id });
}

test('a list with new ids beside the known cameras asks, and nothing commits before the answer', async () => {
  await commit(list('old', 0), 'list-2025.csv');
  const read = await readText(world, 'cameras', list('new', 4), 'list-2026.csv');
  expect(read.state).toBe('needs-answer');
  expect(read.receipt?.questions).toMatchObject([
    { code: 'import.match', option: 'match', choices: [{ value: 'position' }, { value: 'id' }] },
  ]);
  const [{ choices }] = read.receipt!.questions;
  expect(choices[0].label).toContain(`${N} records`);
  expect(choices[0].labelZh).toContain(`${N} 个点位`);
  expect(read.diff?.proposal).toMatchObject({ matched: N, of: N, withinM: 15 });
  expect(read.diff!.proposal!.medianM).toBeLessThan(2);
  expect(read.diff!.proposal!.medianM).toBeGreaterThan(0);
  await expect(commitImport(world.ctx, { id: read.id })).rejects.toMatchObject({ code: 'import.questions_open' });
});

test('matched by position a record goes on under its new id, and an undo restores it exactly', async () => {
  await commit(list('old', 0), 'list-2025.csv');
  const before = await hash();
  const { reader } = world.ctx.storage;
  const [old] = await findCameras(reader, EVERYTHING, ['old004']);
  const { id } = await readText(world, 'cameras', list('new', 4), 'list-2026.csv');
  const read = await answer(id, { match: 'position' });
  expect(read).toMatchObject({
    state: 'ready',
    diff: { matchedBy: 'position', added: 0, moved: 0, changed: N, unchanged: 0, vanished: 0 },
    receipt: { create: 0, update: N },
  });
  const [first] = (await importChanges(world.ctx, { id, limit: 1 })).items;
  expect(first).toMatchObject({
    action: 'changed',
    id: 'new000',
    fields: [{ field: 'id', before: 'old000', after: 'new000' }],
  });
  await commitImport(world.ctx, { id });
  const page = await cameraPage(reader, EVERYTHING, {}, '', 100);
  expect(page.map((camera) => camera.id)).toEqual(
    Array.from({ length: N }, (_, i) => `new${String(i).padStart(3, '0')}`),
  );
  // two cameras on one pole are told apart by where they look
  const [now] = await findCameras(reader, EVERYTHING, ['new004']);
  expect(now).toMatchObject({ azimuthDeg: old.azimuthDeg, revision: 2, source: id });
  const [last] = await cameraHistoryOf(reader, EVERYTHING, 'old004');
  expect(last).toMatchObject({ change: 'update', importId: id, reason: 'list-2026.csv: old004 → new004' });
  await undoImport(world.ctx, { id });
  expect(await hash()).toBe(before);
});

test('answered with `id`, the rows are new cameras beside the old ones', async () => {
  await commit(list('old', 0), 'list-2025.csv');
  const { id } = await readText(world, 'cameras', list('new', 4), 'list-2026.csv');
  expect(await answer(id, { match: 'id' })).toMatchObject({ state: 'ready', diff: { added: N, proposal: null } });
});

test('what lies too far is new, and records that no row is about vanish', async () => {
  await commit(list('old', 0), 'list.csv');
  const text = `${list('new', 4, 0, 30)}${camerasCsv([{ id: 'far', eastM: 9_000, northM: 0 }]).split('\n')[1]}\n`;
  const { id } = await readText(world, 'cameras', text, 'list.csv');
  const read = await answer(id, { match: 'position', vanish: 'remove' });
  expect(read.diff).toMatchObject({ added: 1, changed: 30, vanished: 10, proposal: { matched: 30, of: 31 } });
  const gone = await importChanges(world.ctx, { id, action: 'vanished' });
  expect(gone.items.map((item) => item.id)).toEqual(Array.from({ length: 10 }, (_, i) => `old0${30 + i}`));
  const before = await hash();
  await commitImport(world.ctx, { id, vanish: 10 });
  expect(await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 100)).toHaveLength(31);
  await undoImport(world.ctx, { id });
  expect(await hash()).toBe(before);
});

test('how far a record may lie is an option, and one that moved counts as moved', async () => {
  await commit(list('old', 0), 'list-2025.csv');
  const { id } = await readText(world, 'cameras', list('new', 40), 'list-2026.csv');
  const near = await answer(id, { match: 'position', matchM: 2 });
  const far = await answer(id, { match: 'position', matchM: 25 });
  expect(near.diff!.added).toBeGreaterThan(0);
  expect(far.diff).toMatchObject({ added: 0, proposal: { matched: N, withinM: 25 } });
  expect(far.diff!.moved).toBeGreaterThan(0);
  expect(far.diff!.moved + far.diff!.changed).toBe(N);
});

test('a short list, a list of known ids and a list of another place do not ask', async () => {
  await commit(list('old', 0), 'list.csv');
  expect((await readText(world, 'cameras', list('new', 4, 0, 19), 'short.csv')).state).toBe('ready');
  expect((await readText(world, 'cameras', list('old', 4), 'known.csv')).state).toBe('ready');
  const elsewhere = list('new', 4).replaceAll(',30.00', ',30.70');
  expect((await readText(world, 'cameras', elsewhere, 'elsewhere.csv')).state).toBe('ready');
});

test('an undo is refused when a record that went on under its new id was changed since', async () => {
  await commit(list('old', 0), 'list-2025.csv');
  const { id } = await readText(world, 'cameras', list('new', 4), 'list-2026.csv');
  await answer(id, { match: 'position' });
  await commitImport(world.ctx, { id });
  await patchCamera(world.ctx, { id: 'new007', patch: { heightM: 4 } });
  await expect(undoImport(world.ctx, { id })).rejects.toMatchObject({
    code: 'import.undo_blocked',
    params: { count: 1 },
  });
});

test('a record removed between reading and commit leaves its row a new camera', async () => {
  await commit(list('old', 0), 'list-2025.csv');
  const { id } = await readText(world, 'cameras', list('new', 4), 'list-2026.csv');
  await answer(id, { match: 'position' });
  const other = await readText(world, 'cameras', list('old', 0, 1), 'list-2025.csv', { vanish: 'remove' });
  await commitImport(world.ctx, { id: other.id, vanish: 1 });
  await commitImport(world.ctx, { id });
  const found = await findCameras(world.ctx.storage.reader, EVERYTHING, ['new000', 'new001']);
  expect(found.map(({ id, revision }) => [id, revision]).sort()).toEqual([
    ['new000', 1],
    ['new001', 2],
  ]);
});

test('which records a long list names is looked up, not searched for in all of its rows', async () => {
  const { storage } = world.ctx;
  const staging = storage.stageCameras('long');
  const at = staging.columns.indexOf('id');
  const rows = Array.from({ length: 200_000 }, (_, i) => staging.columns.map((_, k) => (k === at ? `n${i}` : null)));
  staging.add(rows);
  staging.finish({ dataVersion: 1, looks: '', byId: true }, []);
  const ids = Array.from({ length: 2_000 }, (_, i) => (i % 2 === 0 ? `old${i}` : `n${i}`));
  const from = performance.now();
  const named = storage.areStaged('long', ids);
  // 1,000 walks over all rows take ten seconds and more
  expect(performance.now() - from).toBeLessThan(1_000);
  expect(named.filter((is) => is)).toHaveLength(1_000);
  storage.dropStaged('long');
});
