// Relief through the real path: a GeoTIFF is imported, views are cut, figures say what was assumed, undo brings all back.
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeArrayBuffer } from 'geotiff';
import { afterEach, describe, expect, it } from 'vitest';
import { type LeafInput, metresPerDegree } from '#engine';
import { openGrid } from '#importers/elevation-grid';
import { parseFile } from '#importers/run';
import { fromArrayJson } from '#rules/array-json';
import { detailOf } from '#rules/profiles';
import { createCamera, deleteCamera, patchCamera } from '#services/cameras';
import { engineInput } from '#services/engine-input';
import { regionFigure } from '#services/figures';
import { commitImport, startImport, undoImport, whenRead } from '#services/imports';
import { getJob, whenEnded } from '#services/jobs';
import { startMeasure } from '#services/measure';
import { measureFiles } from '#services/measure-files';
import { readBatch } from '#services/measure-input';
import { elevationRecords } from '#storage/elevations.repository';
import { EVERYTHING } from '#storage/scope';
import { inlineRunner } from '#workers/runner';
import { lacuna } from '../cli/lacuna.ts';
import { importText, openWorld, type World } from './world.ts';

const [LON, LAT] = [113, 28];
const [PER_LON, PER_LAT] = metresPerDegree(LAT);
const CELL_M = 5;
/** 200 × 200 cells about the camera; a bank 20 m high 40 m east of it. */
function demOf(zOf: (x: number) => number): Buffer {
  const n = 200;
  const values = new Float32Array(n * n);
  for (let k = 0; k < n * n; k++) values[k] = zOf(((k % n) - n / 2 + 0.5) * CELL_M);
  const half = (n / 2) * CELL_M;
  const meta = {
    width: n,
    height: n,
    GTRasterTypeGeoKey: 1,
    GTModelTypeGeoKey: 2,
    GeographicTypeGeoKey: 4326,
    ModelPixelScale: [CELL_M / PER_LON, CELL_M / PER_LAT, 0],
    ModelTiepoint: [0, 0, 0, LON - half / PER_LON, LAT + half / PER_LAT, 0],
  };
  return Buffer.from(writeArrayBuffer(values, meta) as ArrayBuffer);
}
const bank = demOf((x) => (x > 37 && x < 63 ? 20 : 0));
const flat = demOf(() => 0);

const square = (name: string, half: number): string => {
  const [w, s, e, n] = [LON - half, LAT - half, LON + half, LAT + half];
  return JSON.stringify({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { code: name, name },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [w, s],
              [e, s],
              [e, n],
              [w, n],
              [w, s],
            ],
          ],
        },
      },
    ],
  });
};
const REGIONS = square('V1', 0.003);
const CAMERAS = `id,longitude,latitude,type,azimuthDeg,hfovDeg,rangeM,heightM
tall,${LON},${LAT},fixed,90,60,100,5
short,${LON},${LAT},fixed,270,60,100,
`;

let world: World;
afterEach(async () => world?.close());

async function importDem(bytes: Buffer, fileName: string) {
  const path = join(world.dir, `${Math.random()}.tif`);
  writeFileSync(path, bytes);
  const started = await startImport(world.ctx, { path, fileName, kind: 'elevation' });
  const read = await whenRead(world.ctx, { id: started.id });
  expect(read.state).toBe('ready');
  const committed = await commitImport(world.ctx, { id: read.id });
  await whenEnded(world.ctx, { id: committed.measureJobId! });
  return committed;
}
const terrainOf = async () => {
  const batch = await world.ctx.storage.read((reader) => readBatch(reader, world.ctx.spatial, ['V1']));
  return batch.requests[0]!.input.cameras.terrain;
};
const figure = () => regionFigure(world.ctx, { code: 'V1' });
const grids = () =>
  existsSync(join(world.dir, 'data', 'elevations')) ? readdirSync(join(world.dir, 'data', 'elevations')) : [];

describe('an imported grid', () => {
  it('goes with the cameras to a caller who may not see all of them', async () => {
    world = await openWorld();
    const feature = (code: string, west: number, east: number) => ({
      type: 'Feature',
      properties: { code, name: code },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [west, 27.997],
            [east, 27.997],
            [east, 28.003],
            [west, 28.003],
            [west, 27.997],
          ],
        ],
      },
    });
    const features = [feature('V1', 112.9995, 113.003), feature('W1', 112.997, 112.9995)];
    await importText(world, 'regions', JSON.stringify({ type: 'FeatureCollection', features }), 'regions.geojson');
    const neighbour = `inward,${LON - 0.0006},${LAT},fixed,90,60,100,5\n`;
    await importText(world, 'cameras', CAMERAS.replace('short', 'z-short') + neighbour, 'cameras.csv');
    await importDem(bank, 'dem.tif');
    const whole = await engineInput(world.ctx, { code: 'V1' });
    expect(whole.cameraIds).toEqual(['inward', 'tall', 'z-short']);
    const own = await engineInput(world.as({ kind: 'subtree', code: 'V1' }), { code: 'V1' });
    expect([own.cameraIds, own.hiddenCameras]).toEqual([['tall', 'z-short'], 1]);
    const { cameras } = fromArrayJson<LeafInput>(own.input);
    const all = fromArrayJson<LeafInput>(whole.input).cameras.terrain!;
    // the rays of the two that are left, and of them alone
    expect(cameras.terrain!.from).toHaveLength(3);
    expect(cameras.terrain!.from[2]).toBe(all.from[3] - all.from[1]);
    expect(cameras.terrain!.from[2]).toBeGreaterThan(0);
  });

  it('cuts the views, is counted, is replaced by the next of its name, and goes with its undo', async () => {
    world = await openWorld();
    await importText(world, 'regions', REGIONS, 'regions.geojson');
    await importText(world, 'cameras', CAMERAS, 'cameras.csv');
    expect(await terrainOf()).toBeUndefined();
    expect((await figure()).assumptions).toEqual({});

    const first = await importDem(bank, 'dem.tif');
    expect(first.receipt).toMatchObject({ kind: 'elevation', format: 'geotiff', rows: 1, usable: 1, create: 1 });
    expect((await getJob(world.ctx, { id: first.measureJobId! })).result).toEqual({ leaves: 1 });
    const terrain = (await terrainOf())!;
    // rows in id order: short looks west over open ground, tall at the bank
    expect(terrain.from[1]).toBe(0);
    expect(terrain.from[2]).toBeGreaterThan(10);
    expect(Math.max(...terrain.out0M)).toBeLessThan(70);
    expect((await figure()).assumptions).toEqual({ 'fixed.heightM=4': 1 });

    const second = await importDem(flat, 'dem.tif');
    expect((await elevationRecords(world.ctx.storage.reader, EVERYTHING)).map(({ source }) => source)).toEqual([
      second.id,
    ]);
    expect((await terrainOf())!.az0Deg.length).toBe(0);
    await expect(undoImport(world.ctx, { id: first.id })).rejects.toMatchObject({ code: 'import.undo_blocked' });

    await undoImport(world.ctx, { id: second.id });
    expect((await terrainOf())!.from[2]).toBe(terrain.from[2]);
    await undoImport(world.ctx, { id: first.id });
    expect(await elevationRecords(world.ctx.storage.reader, EVERYTHING)).toEqual([]);
    expect(await terrainOf()).toBeUndefined();
  });

  it('is kept by edits: they give exactly what one full measuring gives', async () => {
    world = await openWorld();
    await importText(world, 'regions', REGIONS, 'regions.geojson');
    await importText(world, 'cameras', CAMERAS, 'cameras.csv');
    await importDem(bank, 'dem.tif');
    const plain = async () => ({ ...(await figure()), dataVersion: 0, computedAt: '' });
    const same = async () => {
      const live = await plain();
      const { id } = await startMeasure(world.ctx, { regions: 'all' });
      await whenEnded(world.ctx, { id });
      expect(live).toEqual(await plain());
      return live;
    };
    const camera = { longitude: LON, latitude: LAT + 0.001, rangeM: 90, hfovDeg: 80 };
    const { id } = await createCamera(world.ctx, { camera: { ...camera, azimuthDeg: 200 } });
    expect((await same()).assumptions).toEqual({ 'fixed.heightM=4': 2, 'fixed.type': 1 });
    const away = (await figure()).coveredM2!;
    for (const azimuthDeg of [90, 80, 100]) await patchCamera(world.ctx, { id, patch: { azimuthDeg } });
    // turned to the bank it sees less
    expect((await same()).coveredM2).toBeLessThan(away - 2_000);
    await patchCamera(world.ctx, { id: 'tall', patch: { heightM: 30 } });
    await patchCamera(world.ctx, { id, patch: { heightM: 6 } });
    expect((await same()).assumptions).toEqual({ 'fixed.heightM=4': 1, 'fixed.type': 1 });
    await deleteCamera(world.ctx, { id });
    await same();
  });

  it('is there after a restart; files that nothing refers to are swept', async () => {
    world = await openWorld();
    await importText(world, 'regions', REGIONS, 'regions.geojson');
    await importText(world, 'cameras', CAMERAS, 'cameras.csv');
    await importDem(bank, 'dem.tif');
    await world.workspace.close();
    mkdirSync(join(world.dir, 'data', 'elevations'), { recursive: true });
    writeFileSync(join(world.dir, 'data', 'elevations', 'left-over.grid'), 'x');
    expect(grids().length).toBe(2);
    world = await openWorld({ dir: world.dir });
    expect(grids().length).toBe(1);
    expect((await terrainOf())!.from[2]).toBeGreaterThan(10);
    const grid = openGrid(join(world.dir, 'data', 'elevations', grids()[0]!));
    expect([grid.width, grid.height]).toEqual([200, 200]);
    grid.close();
  });

  it('a kept grid that is gone stops measuring with a code, until it is back or the import is undone', async () => {
    world = await openWorld();
    await importText(world, 'regions', REGIONS, 'regions.geojson');
    await importText(world, 'cameras', CAMERAS, 'cameras.csv');
    const dem = await importDem(bank, 'dem.tif');
    await world.workspace.close();
    const path = join(world.dir, 'data', 'elevations', grids()[0]!);
    renameSync(path, `${world.dir}/aside`);
    world = await openWorld({ dir: world.dir });
    const missing = { code: 'terrain.grid_missing', message: expect.stringContaining('dem.tif') };
    await expect(terrainOf()).rejects.toMatchObject(missing);
    writeFileSync(path, 'x');
    await expect(terrainOf()).rejects.toMatchObject(missing);
    renameSync(`${world.dir}/aside`, path);
    expect((await terrainOf())!.from[2]).toBeGreaterThan(10);
    await undoImport(world.ctx, { id: dem.id });
    expect(await terrainOf()).toBeUndefined();
  });

  it('a file that is none fails with a code, and nothing is kept', async () => {
    world = await openWorld();
    await importText(world, 'regions', REGIONS, 'regions.geojson');
    const path = join(world.dir, 'x.tif');
    writeFileSync(path, bank.subarray(0, 30_000));
    const started = await startImport(world.ctx, { path, fileName: 'x.tif', kind: 'elevation' });
    const read = await whenRead(world.ctx, { id: started.id });
    expect(read.state).toBe('failed');
    expect(read.receipt!.problems[0]!.code).toMatch(/^elevation\./);
    expect(grids()).toEqual([]);
  });
});

describe('measure --elevation', () => {
  const files = (folder: string, cameras: string) => {
    const put = (name: string, content: string | Buffer): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const file = (path: string) => ({ path, name: path.split('/').at(-1)!, options: {} });
    return {
      regions: file(put('r.geojson', REGIONS)),
      cameras: file(put('c.csv', cameras)),
      elevation: file(put('d.tif', bank)),
    };
  };
  it('names the cameras whose view leaves the grid, and counts what was assumed', async () => {
    world = await openWorld();
    const edge = `${CAMERAS}edge,${LON + 480 / PER_LON},${LAT},fixed,90,60,100,5\n`;
    const input = { ...files(world.dir, edge), k: 2, gaps: false };
    const result = await measureFiles(input, {
      importRunner: { parse: parseFile },
      runner: inlineRunner,
      now: '2026-11-27T00:00:00.000Z',
    });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const said = result.problems.filter(({ code }) => code === 'terrain.unknown');
    expect(said.map(({ file, message }) => [file, /camera (\w+)/.exec(message)![1]])).toEqual([['d.tif', 'edge']]);
    expect(said[0]!.messageZh).toContain('edge');
    expect(result.total.assumptions['fixed.heightM=4']).toBe(1);
    expect(readdirSync(world.dir).some((name) => name.startsWith('lacuna-import-'))).toBe(false);
  });
  // tall sees the foot of the bank, its slope, and its top up to x where (20 + 1.7 − 5) / x = (20 − 5) / 37.5
  const SECTOR = (Math.PI * 100 * 100) / 6;
  const upTo = (x: number): number => x * x * Math.tan(Math.PI / 6);
  const TALL = upTo(16.7 * 2.5);
  const ONE_CELL = CELL_M * 2 * Math.tan(Math.PI / 6) * 41.75;
  const wall = (x: number, heightM: number) => ({
    type: 'Feature',
    properties: { heightM },
    geometry: { type: 'LineString', coordinates: [-70, 70].map((y) => [LON + x / PER_LON, LAT + y / PER_LAT]) },
  });
  // 2 m high: lens at 5 m looks over it from 22 m on; lens of unknown height does not look over anything
  const walls = JSON.stringify({ type: 'FeatureCollection', features: [wall(20, 2), wall(-50, 2)] });
  const WALLED = TALL - (upTo(22) - upTo(20)) + upTo(50);
  const deps = { importRunner: { parse: parseFile }, runner: inlineRunner, now: '2026-11-27T00:00:00.000Z' };

  it('takes away what lies behind the bank, from the files and from the database alike', async () => {
    world = await openWorld();
    const { elevation, ...plain } = files(world.dir, CAMERAS);
    const measured = async (more: object) => {
      const result = await measureFiles({ ...plain, ...more, k: 1, gaps: false }, deps);
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      expect(result.total.failedChecks).toEqual([]);
      return result.total.coveredM2!;
    };
    const path = join(world.dir, 'walls.geojson');
    writeFileSync(path, walls);
    const obstacles = { path, name: 'walls.geojson', options: {} };
    expect(await measured({})).toBeCloseTo(2 * SECTOR, 1);
    const cut = await measured({ elevation });
    expect(Math.abs(cut - (SECTOR + TALL))).toBeLessThan(ONE_CELL / 10);
    const both = await measured({ elevation, obstacles });
    expect(Math.abs(both - WALLED)).toBeLessThan(ONE_CELL / 10);

    await importText(world, 'regions', REGIONS, 'regions.geojson');
    await importText(world, 'cameras', CAMERAS, 'cameras.csv');
    await importDem(bank, 'dem.tif');
    expect((await figure()).coveredM2).toBe(cut);
    await importText(world, 'obstacles', walls, 'walls.geojson');
    expect((await figure()).coveredM2).toBe(both);
  });

  it('cuts the reach of a detail too', async () => {
    world = await openWorld();
    // 1920 px over 60° give 12.5 px/m up to 133 m, the stated range ends at 100 m: the same sector
    const detail = detailOf({ detail: 'monitor', profile: 'iec-62676-4:2014' }, []);
    if ('code' in detail) throw new Error(detail.code);
    const result = await measureFiles({ ...files(world.dir, CAMERAS), detail, k: 1, gaps: false }, deps);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(Math.abs(result.total.coveredM2! - (SECTOR + TALL))).toBeLessThan(ONE_CELL / 10);
    expect(result.total.assumptions).toEqual({ 'fixed.heightM=4': 1, 'fixed.resolutionH=1920': 2 });
  });

  it('says when the grid is of another place', async () => {
    world = await openWorld();
    const far = CAMERAS.replaceAll(String(LAT), String(LAT + 0.5));
    const input = { ...files(world.dir, far), k: 1, gaps: false };
    const result = await measureFiles(input, deps);
    expect(result.problems.map(({ code }) => code)).toContain('terrain.nowhere');
  });
  it('on the command line', async () => {
    world = await openWorld();
    const { regions, cameras, elevation } = files(world.dir, CAMERAS);
    const args = [
      'measure',
      '--regions',
      regions.path,
      '--cameras',
      cameras.path,
      '--elevation',
      elevation.path,
      '--json',
    ];
    const ran = await lacuna(args, world.dir);
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.out).total.assumptions).toEqual({ 'fixed.heightM=4': 1 });
    writeFileSync(elevation.path, bank.subarray(0, 20_000));
    const cut = await lacuna(args, world.dir);
    expect(cut.status).toBe(2);
    expect(cut.err).toMatch(/GeoTIFF|file ends/);
    expect(cut.out).toBe('');
  });
});
