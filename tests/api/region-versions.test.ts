// A new list of regions retires codes: a person says so, the table of changes says what they became, an undo restores.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importChanges } from '#services/import-changes';
import { answerImport, commitImport, commitNow, importProblems, undoNow, whenRead } from '#services/imports';
import { getRegion, listCrosswalk } from '#services/regions';
import { contentHash } from '#storage/content-hash';
import { findImport } from '#storage/imports.repository';
import { allRegionRows, regionHistoryOfImport } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { targetRecords } from '#storage/targets.repository';
import { at, camerasCsv, countyGeojson, openWorld, readText, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await take('regions', countyGeojson(), 'county.geojson');
  await take('cameras', camerasCsv([{ id: 'a', eastM: 1_000, northM: 600 }]), 'cameras.csv');
});
afterEach(() => world.close());

const hash = (): Promise<string> => world.ctx.storage.read(contentHash);
const rowOf = async (id: string) => (await findImport(world.ctx.storage.reader, EVERYTHING, id))!;
/** Without measuring. */
async function take(kind: 'regions' | 'cameras' | 'targets', text: string, name: string): Promise<string> {
  const read = await readText(world, kind, text, name);
  if (read.state !== 'ready') throw new Error(`expected ${name} to read well, got ${read.state}: ${read.reason}`);
  await commitNow(world.ctx, await rowOf(read.id));
  return read.id;
}

const box = (west: number, south: number, east: number, north: number) => ({
  type: 'Polygon',
  coordinates: [[at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)]],
});
const village = (code: string, parentCode: string, geometry: object) => ({
  type: 'Feature',
  properties: { code, name: `${code}村`, parentCode, level: 'village' },
  geometry,
});
/** CB3 goes into CB2, CA1 gets the code CA9, CA2 becomes two, the border of CA3 stays. */
function nextCounty(): string {
  const county = JSON.parse(countyGeojson()) as { features: { properties: { code: string }; geometry: object }[] };
  const kept = county.features.filter(({ properties }) => !['CB3', 'CA1', 'CA2'].includes(properties.code));
  kept.find(({ properties }) => properties.code === 'CB2')!.geometry = box(400, 400, 1_200, 800);
  const features = [
    ...kept,
    village('CA9', 'CA', box(0, 0, 400, 400)),
    village('CA2a', 'CA', box(400, 0, 640, 400)),
    village('CA2b', 'CA', box(640, 0, 800, 400)),
  ];
  return JSON.stringify({ type: 'FeatureCollection', features });
}
const CROSSWALK = [
  ['recode', 'CA1', 'CA9', 1],
  ['split', 'CA2', 'CA2a', 0.6],
  ['split', 'CA2', 'CA2b', 0.4],
  ['merge', 'CB3', 'CB2', 1],
] as const;

async function remove(): Promise<string> {
  const { id } = await readText(world, 'regions', nextCounty(), 'county.geojson');
  await answerImport(world.ctx, { id, options: { vanish: 'remove' } });
  await whenRead(world.ctx, { id });
  await commitImport(world.ctx, { id, vanish: 3 });
  return id;
}
const codes = async (): Promise<string[]> =>
  (await allRegionRows(world.ctx.storage.reader, EVERYTHING)).map(({ code }) => code);

test('a list without known codes asks what becomes of them, and says what lies in their place', async () => {
  const read = await readText(world, 'regions', nextCounty(), 'county.geojson');
  expect(read).toMatchObject({ state: 'needs-answer', receipt: { vanish: 3 }, diff: { added: 3, vanished: 3 } });
  const [question] = read.receipt!.questions;
  expect(question).toMatchObject({ code: 'regions.vanished', option: 'vanish' });
  expect(question.message).toContain('CB3 merged into CB2 (100 %)');
  expect(question.messageZh).toContain('CA2 拆分为 CA2a（60 %）');
  const { items } = await importChanges(world.ctx, { id: read.id, action: 'vanished' });
  expect(items.map(({ id, fields }) => [id, fields.length])).toEqual([
    ['CA1', 1],
    ['CA2', 2],
    ['CB3', 1],
  ]);
  await expect(commitImport(world.ctx, { id: read.id })).rejects.toMatchObject({ code: 'import.questions_open' });
});

test('kept, they stay beside the new ones', async () => {
  const { id } = await readText(world, 'regions', nextCounty(), 'county.geojson');
  await answerImport(world.ctx, { id, options: { vanish: 'keep' } });
  expect((await whenRead(world.ctx, { id })).state).toBe('ready');
  await commitNow(world.ctx, await rowOf(id));
  expect(await codes()).toEqual(expect.arrayContaining(['CA1', 'CA2', 'CB3', 'CA9']));
});

test('retired, they leave into the history with an end, and the table of changes says what they became', async () => {
  const id = await remove();
  expect(await codes()).toEqual(['C', 'CA', 'CA2a', 'CA2b', 'CA3', 'CA9', 'CB', 'CB1', 'CB2']);
  const { items } = await listCrosswalk(world.ctx, {});
  expect(
    items.map(({ change, fromCode, toCode, share }) => [change, fromCode, toCode, Number(share!.toFixed(4))]),
  ).toEqual(CROSSWALK.map((row) => [...row]));
  expect((await listCrosswalk(world.ctx, { to: 'CB2' })).items).toHaveLength(1);
  const history = await regionHistoryOfImport(world.ctx.storage.reader, EVERYTHING, id);
  const gone = history.filter(({ change }) => change === 'delete');
  expect(gone.map(({ regionCode }) => regionCode).sort()).toEqual(['CA1', 'CA2', 'CB3']);
  for (const { record, supersededAt } of gone) expect(record.validTo).toBe(supersededAt);
});

test('a retired code answers with those in its place, one that never was is not found', async () => {
  await remove();
  await expect(getRegion(world.ctx, { code: 'CA2' })).rejects.toMatchObject({
    code: 'region.retired',
    kind: 'gone',
    links: [{ id: 'CA2a' }, { id: 'CA2b' }],
  });
  await expect(getRegion(world.ctx, { code: 'CA7' })).rejects.toMatchObject({ code: 'region.not_found' });
});

test('a caller of another subtree does not learn of a retired code', async () => {
  await remove();
  const elsewhere = world.as({ kind: 'subtree', code: 'CB' });
  await expect(getRegion(elsewhere, { code: 'CA2' })).rejects.toMatchObject({ code: 'region.not_found' });
  await expect(getRegion(elsewhere, { code: 'CB3' })).rejects.toMatchObject({ code: 'region.retired' });
});

test('the removal needs its number, and an undo restores regions, tree, cameras and table exactly', async () => {
  const before = await hash();
  const { id } = await readText(world, 'regions', nextCounty(), 'county.geojson');
  await answerImport(world.ctx, { id, options: { vanish: 'remove' } });
  await whenRead(world.ctx, { id });
  await expect(commitImport(world.ctx, { id })).rejects.toMatchObject({ code: 'import.vanish_unconfirmed' });
  await commitNow(world.ctx, await rowOf(id));
  expect(await hash()).not.toBe(before);
  await undoNow(world.ctx, await rowOf(id), false);
  expect(await hash()).toBe(before);
  expect((await listCrosswalk(world.ctx, {})).items).toEqual([]);
});

test('targets that speak of a code that would be retired are named', async () => {
  await take('targets', 'id,region,metric,minimum,due\nt1,CB3,coverage,0.7,2099-12-31\n', 'targets.csv');
  const { id } = await readText(world, 'regions', nextCounty(), 'county.geojson');
  const { items } = await importProblems(world.ctx, { id, code: 'region.target_retired' });
  expect(items).toMatchObject([{ value: 'CB3', severity: 'warning' }]);
  const [target] = await targetRecords(world.ctx.storage.reader, EVERYTHING);
  expect(items[0].message).toContain(`Target ${target.id}`);
});
