// The stored counts per cell stay what a full count gives, whatever changes cameras; and nobody sees counts of others.
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CAMERA_DEFAULTS, Stage } from '#contract/camera';
import { createCamera, deleteCamera, listCameras, patchCamera } from '#services/cameras';
import type { Ctx } from '#services/ctx';
import { undoImport } from '#services/imports';
import { recover } from '#services/recover';
import { MAX_TILE_GZIP_BYTES, tile } from '#services/tiles';
import { cellsOfTile, countInRange, DEEPEST_TILE_ZOOM } from '#storage/camera-cells.repository';
import {
  CELL_ZOOMS,
  type CellSums,
  changeCells,
  decodeCells,
  encodeCells,
  STAGE_SLOTS,
  TILE_CELLS,
  type TileCells,
} from '#storage/camera-cells-blob';
import { type CameraRecord, deleteCameras, putCameras } from '#storage/cameras.repository';
import { raise, writeMeta } from '#storage/meta.repository';
import { EVERYTHING } from '#storage/scope';
import { cameraCells } from '#storage/tables.sqlite';
import { zkeyOf } from '#storage/zkey';
import { MAX_SYMBOLS } from '#tiles/cameras.tile';
import { decodeTile } from '#tiles/decode.testing';
import { worldX, worldY } from '#tiles/mercator';
import { at, camerasCsv, countyGeojson, importText, LAT0, LON0, openWorld, seeded, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
});
afterAll(() => world.close());

/** What the pyramid should be, counted by a walk over all cameras. */
async function assertTrue(): Promise<void> {
  const { reader } = world.ctx.storage;
  const stored = await reader.select().from(cameraCells);
  for (let zoom = 0; zoom <= DEEPEST_TILE_ZOOM; zoom++) {
    const expected = await countInRange(reader, EVERYTHING, [0, 2 ** 52], zoom + CELL_ZOOMS);
    const found = new Map<number, CellSums>();
    for (const row of stored.filter((one) => one.zoom === zoom)) {
      const cells = decodeCells(row.cells);
      expect(cells.size).toBeGreaterThan(0);
      for (const [slot, sums] of cells) found.set(row.tile * TILE_CELLS * STAGE_SLOTS + slot, sums);
    }
    const inOrder = (sums: Map<number, CellSums>) => [...sums].sort(([a], [b]) => a - b);
    expect([zoom, inOrder(found)]).toEqual([zoom, inOrder(expected)]);
  }
}

const lines = (next: () => number, n: number, prefix: string) =>
  Array.from({ length: n }, (_, i) => ({
    id: `${prefix}${i}`,
    eastM: (next() - 0.5) * 40_000,
    northM: (next() - 0.5) * 40_000,
    stage: Stage.options[Math.floor(next() * Stage.options.length)],
  }));

function record(id: string, longitude: number, latitude: number, more: Partial<CameraRecord> = {}): CameraRecord {
  const optional = Object.fromEntries(
    ['name', 'type', 'azimuthDeg', 'hfovDeg', 'rangeM', 'nearM', 'heightM', 'owner'].map((key) => [key, null]),
  );
  const when = '2026-01-01T00:00:00.000Z';
  return {
    ...CAMERA_DEFAULTS,
    ...optional,
    id,
    longitude,
    latitude,
    zkey: zkeyOf(longitude, latitude),
    originalX: null,
    originalY: null,
    originalCrs: 'wgs84',
    regionCode: null,
    source: null,
    revision: 1,
    validFrom: when,
    recordedAt: when,
    ...more,
  } as CameraRecord;
}

async function layersOf(ctx: Ctx, z: number, lon: number, lat: number) {
  const scale = 2 ** z;
  const [x, y] = [Math.floor(worldX(lon) * scale), Math.floor(worldY(lat) * scale)];
  const answer = await tile(ctx, { source: 'cameras', z, x, y, known: () => false });
  if (answer.same) throw new Error('expected a tile');
  if (answer.gzip) expect(Buffer.from(gunzipSync(answer.gzip)).equals(Buffer.from(answer.bytes))).toBe(true);
  expect(answer.gzip?.length ?? 0).toBeLessThanOrEqual(MAX_TILE_GZIP_BYTES);
  return decodeTile(answer.bytes);
}

test('a blob gives back what was put in', () => {
  const cells = new Map([
    [0, { n: 1, x: 0, y: 2 ** 42 }],
    [8191, { n: 2_000_000, x: 5, y: 127 }],
    [128, { n: 128, x: 2 ** 31, y: 2 ** 32 + 1 }],
  ]);
  expect(decodeCells(encodeCells(cells))).toEqual(new Map([...cells].sort(([a], [b]) => a - b)));
});

test('a blob with changed slots is the blob of the changed cells', () => {
  const next = seeded(5);
  let cells: TileCells = new Map();
  let blob = new Uint8Array();
  for (let round = 0; round < 400; round++) {
    const changes = new Map<number, CellSums>();
    for (let i = 0; i < 1 + (round % 7); i++) {
      const slot = Math.floor(next() * (round % 2 ? 40 : 8192));
      const known = cells.get(slot);
      if (known && next() < 0.6) changes.set(slot, { n: -known.n, x: -known.x, y: -known.y });
      else changes.set(slot, { n: 1 + Math.floor(next() * 300), x: Math.floor(next() * 2 ** 41), y: round });
    }
    const wanted = new Map([...cells].map(([slot, sums]) => [slot, { ...sums }]));
    for (const [slot, { n, x, y }] of changes) {
      const was = wanted.get(slot) ?? { n: 0, x: 0, y: 0 };
      wanted.set(slot, { n: was.n + n, x: was.x + x, y: was.y + y });
      if (wanted.get(slot)!.n === 0) wanted.delete(slot);
    }
    const ordered = [...changes].sort(([a], [b]) => a - b);
    const made = changeCells(blob.length > 0 ? blob : null, ordered)!;
    expect(Buffer.from(made).equals(Buffer.from(wanted.size > 0 ? encodeCells(wanted) : []))).toBe(true);
    [cells, blob] = [wanted, new Uint8Array(made)];
  }
  expect(changeCells(null, [[3, { n: -1, x: 0, y: 0 }]])).toBeNull();
});

test('imports, edits, removals, undo and a rolled back change leave exactly the counts of what stands', async () => {
  const next = seeded(7);
  const one = await importText(world, 'cameras', camerasCsv(lines(next, 300, 'a')), 'a.csv');
  await assertTrue();
  const two = await importText(
    world,
    'cameras',
    camerasCsv([...lines(next, 50, 'a'), ...lines(next, 50, 'b')]),
    'b.csv',
  );
  await assertTrue();
  const made: string[] = [];
  for (let i = 0; i < 40; i++) {
    const all = (await listCameras(world.ctx, { limit: 500 })).items.filter((camera) => made.includes(camera.id));
    const [longitude, latitude] = at((next() - 0.5) * 4e4, (next() - 0.5) * 4e4);
    const stage = Stage.options[i % Stage.options.length];
    const victim = all[Math.floor(next() * all.length)];
    if (i % 3 === 0 || victim === undefined)
      made.push((await createCamera(world.ctx, { camera: { longitude, latitude, stage } })).id);
    else if (i % 3 === 1)
      await patchCamera(world.ctx, { id: victim.id, patch: i % 2 ? { stage } : { longitude, latitude } });
    else await deleteCamera(world.ctx, { id: victim.id });
  }
  await assertTrue();
  const half = world.ctx.storage.transaction(async (writer) => {
    await putCameras(writer, [record('half', 110, 30)]);
    throw new Error('not this time');
  });
  await expect(half).rejects.toThrow('not this time');
  await createCamera(world.ctx, { camera: { longitude: LON0 - 0.1, latitude: LAT0 } });
  await assertTrue();
  await undoImport(world.ctx, { id: two.id });
  await assertTrue();
  await undoImport(world.ctx, { id: one.id });
  await assertTrue();
});

test('a database that has no counts, or wrong ones, gets true ones', async () => {
  const { storage } = world.ctx;
  await storage.transaction(async (writer) =>
    putCameras(
      writer,
      lines(seeded(3), 100, 'm').map(({ id, ...m }) => record(id, ...at(m.eastM, m.northM))),
    ),
  );
  await storage.transaction(async (writer) => {
    await writer.delete(cameraCells);
    await writeMeta(writer, 'cameraCellsVersion', 0);
  });
  expect(await cellsOfTile(storage.reader, { kind: 'everything' }, 0, 0)).toBeNull();
  const before = (await layersOf(world.ctx, 6, LON0, LAT0))['camera-cells'];
  await recover(world.ctx);
  await assertTrue();
  await storage.transaction(async (writer) => void (await raise(writer, 'dataVersion')));
  expect((await layersOf(world.ctx, 6, LON0, LAT0))['camera-cells'].map((cell) => cell.properties)).toEqual(
    before.map((cell) => cell.properties),
  );
  // someone emptied the table behind our back: taking a camera out cannot leave less than nothing
  await storage.transaction(async (writer) => void (await writer.delete(cameraCells)));
  await storage.transaction(async (writer) => deleteCameras(writer, ['m0']));
  await assertTrue();
});

test('a caller of a subtree counts the cameras of its own regions, at every zoom', async () => {
  await importText(
    world,
    'cameras',
    camerasCsv([
      { id: 'in', eastM: 200, northM: 200 },
      { id: 'out', eastM: 200, northM: 600 },
      { id: 'nowhere', eastM: -900, northM: 600 },
    ]),
    'scope.csv',
  );
  const east = world.as({ kind: 'subtree', code: 'CA' });
  for (const z of [0, 4, 8, 11]) {
    const cells = (await layersOf(east, z, LON0 + 0.002, LAT0 + 0.002))['camera-cells'];
    expect([z, cells.map((cell) => cell.properties.count)]).toEqual([z, [1]]);
    const all = (await layersOf(world.ctx, z, LON0 + 0.002, LAT0 + 0.002))['camera-cells'];
    expect(all.reduce((sum, cell) => sum + Number(cell.properties.count), 0)).toBeGreaterThan(1);
  }
  const unknown = world.as({ kind: 'subtree', code: 'no such region' });
  expect(await layersOf(unknown, 8, LON0, LAT0)).toEqual({});
});

test('a town denser than any is counted, not drawn, within the bounds of a tile', async () => {
  const next = seeded(11);
  const [lon, lat] = [120.0005, 29.9995];
  const stages = Stage.options.filter((stage) => stage !== 'retired');
  // 70,000 cameras in a square of 500 m: past the budget of the deepest tiles, and past what a transaction lists
  const town = Array.from({ length: 70_000 }, (_, i) =>
    record(`town-${i}-${Math.floor(next() * 1e9)}`, lon + next() * 0.005, lat - next() * 0.0045, {
      stage: stages[i % stages.length],
    }),
  );
  await world.ctx.storage.transaction(async (writer) => {
    await putCameras(writer, town, 'insert');
    await raise(writer, 'dataVersion');
  });
  await assertTrue();
  for (const z of [8, 11, 12, 13, 14, 15, 16]) {
    const layers = await layersOf(world.ctx, z, lon + 0.002, lat - 0.002);
    const cells = layers['camera-cells'] ?? [];
    const points = layers.cameras ?? [];
    expect(cells.length + points.length).toBeGreaterThan(0);
    expect(cells.length + points.length).toBeLessThanOrEqual(MAX_SYMBOLS);
    if (z <= 14) {
      const sum = (key: string) => cells.reduce((n, cell) => n + Number(cell.properties[key]), 0);
      expect([z, sum('count'), sum('installed') + sum('planned')]).toEqual([z, 70_000, 70_000]);
    }
  }
});
