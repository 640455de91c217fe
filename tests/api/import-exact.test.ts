// Import → commit → undo leaves the hash of the inventory unchanged, for every kind and for mixtures of them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeArrayBuffer } from 'geotiff';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImportKind, ImportOptions } from '#contract/import';
import { patchCamera } from '#services/cameras';
import { commitNow, importProblems, startImport, undoNow, whenRead } from '#services/imports';
import { contentHash } from '#storage/content-hash';
import { findImport } from '#storage/imports.repository';
import { EVERYTHING } from '#storage/scope';
import { subjectNumbers, wordsOf } from '#storage/status-words.repository';
import { at, camerasCsv, countyGeojson, LAT0, LON0, openWorld, readText, seeded, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const hash = (): Promise<string> => world.ctx.storage.read(contentHash);
const rowOf = async (id: string) => (await findImport(world.ctx.storage.reader, EVERYTHING, id))!;
/** Without measuring: figures are no part of the inventory. */
async function take(kind: ImportKind, text: string, name: string, options: ImportOptions = {}): Promise<string> {
  const read = await readText(world, kind, text, name, options);
  if (read.state !== 'ready') throw new Error(`expected ${name} to read well, got ${read.state}: ${read.reason}`);
  await commitNow(world.ctx, await rowOf(read.id));
  return read.id;
}
const undo = async (id: string): Promise<void> => undoNow(world.ctx, await rowOf(id), false);

const line = (id: string, eastM: number, rangeM = 30) => ({ id, eastM, northM: 200, azimuthDeg: 90, rangeM });
const cameras = camerasCsv([line('a', 100), line('b', 300), line('c', 500)]);
const camerasLater = camerasCsv([line('a', 100), line('b', 340, 60), line('d', 700)]);
const area = (eastM: number, properties: object): string => {
  const ring = [at(eastM, 50), at(eastM + 60, 50), at(eastM + 60, 90), at(eastM, 90), at(eastM, 50)];
  return JSON.stringify({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } }],
  });
};
const targets = (minimum: number): string => `id,region,metric,minimum,due\nt1,C,coverage,${minimum},2099-12-31\n`;
const status = (state: string): string =>
  `cameraId,state,at,source\na,${state},2026-03-01T08:00:00Z,feed\nb,online,2026-03-01T08:00:00Z,feed\n`;

/** Each kind twice: into nothing of its kind, and over what the first file left. */
const KINDS: [kind: ImportKind, first: string, second: string, options?: ImportOptions][] = [
  ['regions', countyGeojson(), countyGeojson(500, 4)],
  ['cameras', cameras, camerasLater, { vanish: 'remove' }],
  ['public-space', area(10, { class: 'road' }), area(50, { class: 'road' }), { extent: ['CA'] }],
  ['obstacles', area(10, { height: 9 }), area(70, { height: 12 }), { extent: ['CA1'] }],
  ['privacy-zones', area(10, { rule: 'mask' }), area(200, { rule: 'forbid' }), { extent: ['CA1'] }],
  ['targets', targets(0.5), targets(0.7)],
  ['status', status('online'), status('offline')],
];

for (const [kind, first, second, options] of KINDS) {
  test(`an import of ${kind} and its undo leave the inventory as it was, into nothing and over what was there`, async () => {
    if (kind !== 'regions') await take('regions', countyGeojson(), 'county.geojson');
    if (kind !== 'cameras') await take('cameras', cameras, 'cameras.csv');
    const name = `file.${/^\{/.test(first) ? 'geojson' : 'csv'}`;
    const before = await hash();
    const one = await take(kind, first, name);
    const between = await hash();
    expect(between).not.toBe(before);
    const two = await take(kind, second, name, options);
    expect(await hash()).not.toBe(between);
    await undo(two);
    expect(await hash()).toBe(between);
    await undo(one);
    expect(await hash()).toBe(before);
  });
}

/** 40 × 40 cells of 0.0005° around the county. */
function demOf(height: number): Uint8Array {
  const meta = {
    width: 40,
    height: 40,
    ModelPixelScale: [0.0005, 0.0005, 0],
    ModelTiepoint: [0, 0, 0, LON0 - 0.005, LAT0 + 0.015, 0],
    GTModelTypeGeoKey: 2,
    GeographicTypeGeoKey: 4326,
    GTRasterTypeGeoKey: 1,
  };
  return new Uint8Array(writeArrayBuffer(new Float32Array(1_600).fill(height), meta) as ArrayBuffer);
}

test('a grid of elevations and its undo leave the inventory as it was, into nothing and over what was there', async () => {
  await take('regions', countyGeojson(), 'county.geojson');
  await take('cameras', cameras, 'cameras.csv');
  const takeGrid = async (height: number): Promise<string> => {
    const path = join(world.dir, `${height}.tif`);
    writeFileSync(path, demOf(height));
    const { id } = await startImport(world.ctx, { path, fileName: 'dem.tif', kind: 'elevation' });
    const read = await whenRead(world.ctx, { id });
    expect(read.state).toBe('ready');
    await commitNow(world.ctx, await rowOf(id));
    return id;
  };
  const before = await hash();
  const one = await takeGrid(10);
  const between = await hash();
  expect(between).not.toBe(before);
  const two = await takeGrid(20);
  expect(await hash()).not.toBe(between);
  await undo(two);
  expect(await hash()).toBe(between);
  await undo(one);
  expect(await hash()).toBe(before);
});

test('every kind over the others, undone from the last to the first, passes through the same states', async () => {
  const states: string[] = [await hash()];
  const ids: string[] = [];
  for (const [kind, first, second, options] of KINDS)
    for (const [text, with_] of [
      [first, {}],
      [second, options ?? {}],
    ] as const) {
      // regions that go after cameras came place these anew
      ids.push(await take(kind, text, `${kind}.${text.startsWith('{') ? 'geojson' : 'csv'}`, with_));
      states.push(await hash());
    }
  expect(new Set(states).size).toBe(states.length);
  for (const id of ids.reverse()) {
    states.pop();
    await undo(id);
    expect(await hash()).toBe(states.at(-1));
  }
});

test('a second import that was itself undone in between does not spoil the undo of the first', async () => {
  await take('regions', countyGeojson(), 'county.geojson');
  const before = await hash();
  const one = await take('cameras', cameras, 'list.csv');
  const two = await take('cameras', camerasLater, 'list.csv', { vanish: 'remove' });
  await undo(two);
  const three = await take('cameras', camerasCsv([line('a', 20), line('z', 800)]), 'list.csv', { vanish: 'remove' });
  await undo(three);
  await undo(one);
  expect(await hash()).toBe(before);
});

test('hundreds of cameras that come, move, change and vanish are taken back exactly', async () => {
  await take('regions', countyGeojson(), 'county.geojson');
  const random = seeded(11);
  const list = (from: number, to: number) =>
    camerasCsv(
      Array.from({ length: to - from }, (_, i) => ({
        ...line(`m${from + i}`, random() * 1_200, 5 + Math.floor(random() * 50)),
        northM: random() * 800,
      })),
    );
  const kept = (text: string) => text.split('\n').slice(1, 60).join('\n');
  const first = list(0, 400);
  await take('cameras', first, 'list.csv');
  const before = await hash();
  const second = await take('cameras', `${list(150, 500)}${kept(first)}\n`, 'list.csv', { vanish: 'remove' });
  expect((await rowOf(second)).findings?.diff).toMatchObject({ added: 100, unchanged: 59, vanished: 91 });
  await undo(second);
  expect(await hash()).toBe(before);
});

test('a change by hand shows in the hash', async () => {
  await take('cameras', cameras, 'list.csv');
  const before = await hash();
  await patchCamera(world.ctx, { id: 'a', patch: { heightM: 5 } });
  expect(await hash()).not.toBe(before);
});

test('reading alone changes nothing', async () => {
  await take('cameras', cameras, 'list.csv');
  const before = await hash();
  await readText(world, 'cameras', camerasLater, 'list.csv', { vanish: 'remove' });
  expect(await hash()).toBe(before);
});

test('words about unknown cameras stay out and are named; the same word twice is one', async () => {
  await take('cameras', cameras, 'cameras.csv');
  const text = `${status('online')}q,online,2026-03-01T08:00:00Z,feed\na,online,2026-03-01T08:00:00Z,feed\n`;
  const read = await readText(world, 'status', text, 'words.csv');
  expect(read.receipt).toMatchObject({ rows: 4, usable: 3, rejected: 1, create: 2, unchanged: 1 });
  const { items } = await importProblems(world.ctx, { id: read.id, code: 'status.camera_unknown' });
  expect(items).toMatchObject([{ row: 4, column: 'cameraId', value: 'q', severity: 'error' }]);
  await commitNow(world.ctx, await rowOf(read.id));
  const { reader } = world.ctx.storage;
  const subjects = [...(await subjectNumbers(reader, EVERYTHING, ['a'])).values()];
  expect(await wordsOf(reader, EVERYTHING, subjects)).toMatchObject([{ state: 1, importId: read.id }]);
  const again = await readText(world, 'status', status('online'), 'other.csv');
  expect(again.receipt).toMatchObject({ create: 0, update: 0, unchanged: 2 });
});

test('undoing a file leaves the words of later ones', async () => {
  await take('cameras', cameras, 'cameras.csv');
  const one = await take('status', status('online'), 'words.csv');
  const before = await hash();
  await undo(one);
  await take('status', status('offline'), 'later.csv');
  const later = await hash();
  const again = await take('status', status('online'), 'words.csv');
  await undo(again);
  expect(await hash()).toBe(later);
  expect(later).not.toBe(before);
});
