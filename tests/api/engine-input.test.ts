// What a browser is given to measure a leaf by itself: the server's own input, for leaves, within the caller's scope.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LeafInput, measureLeaf } from '#engine';
import { fromArrayJson } from '#rules/array-json';
import { engineInput } from '#services/engine-input';
import { regionFigureAt } from '#services/figures';
import { at, camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'regions.geojson');
  const cameras = [
    { id: 'b', eastM: 100, northM: 100, azimuthDeg: 45, hfovDeg: 70, rangeM: 120 },
    { id: 'a', eastM: 380, northM: 380, azimuthDeg: 200, hfovDeg: 90, rangeM: 80 },
    // stands in the neighbouring township and looks in
    { id: 'n', eastM: 200, northM: 430, azimuthDeg: 180, hfovDeg: 60, rangeM: 90 },
    { id: 'p', eastM: 50, northM: 50, azimuthDeg: 0, hfovDeg: 60, rangeM: 40, stage: 'planned' },
  ];
  await importText(world, 'cameras', camerasCsv(cameras), 'cameras.csv');
  const [x, y] = at(150, 150);
  const ring = [
    [x, y],
    [x + 2e-4, y],
    [x + 2e-4, y + 2e-4],
    [x, y + 2e-4],
    [x, y],
  ];
  const building = {
    type: 'Feature',
    properties: { id: 'h', heightM: 9 },
    geometry: { type: 'Polygon', coordinates: [ring] },
  };
  await importText(
    world,
    'obstacles',
    JSON.stringify({ type: 'FeatureCollection', features: [building] }),
    'o.geojson',
  );
});
afterAll(() => world.close());

const read = (input: unknown): LeafInput => fromArrayJson<LeafInput>(JSON.parse(JSON.stringify(input)));

describe('the input of the engine', () => {
  it('gives the very figure of the server, cameras in the order of their ids', async () => {
    const reply = await engineInput(world.ctx, { code: 'CA1' });
    expect([reply.cameraIds, reply.hiddenCameras, reply.detail]).toEqual([['a', 'b', 'n'], 0, 'range']);
    const mine = measureLeaf(read(reply.input), { k: 4 });
    const answer = await regionFigureAt(world.ctx, { code: 'CA1' });
    if (!('figure' in answer)) throw new Error('expected a figure, got a job');
    expect(mine.likelyM2[0]).toBe(answer.figure.likelyM2);
    expect([...mine.depthM2]).toEqual(answer.figure.depthM2);
    expect(reply.dataVersion).toBe(answer.figure.dataVersion);
  });

  it('holds what is planned only where that is asked for', async () => {
    expect((await engineInput(world.ctx, { code: 'CA1', set: 'planned' })).cameraIds).toEqual(['a', 'b', 'n', 'p']);
    // nothing is planned there: what is planned is what is installed
    expect((await engineInput(world.ctx, { code: 'CB3', set: 'planned' })).set).toBe('planned');
  });

  it('is refused for a region with parts, and for one outside of the scope as if it were not there', async () => {
    await expect(engineInput(world.ctx, { code: 'CA' })).rejects.toMatchObject({ code: 'region.not_a_leaf' });
    const elsewhere = world.as({ kind: 'subtree', code: 'CB' });
    await expect(engineInput(elsewhere, { code: 'CA1' })).rejects.toMatchObject({ code: 'region.not_found' });
  });

  it('leaves out cameras that the caller may not see, and says how many', async () => {
    const reply = await engineInput(world.as({ kind: 'subtree', code: 'CA' }), { code: 'CA1' });
    expect([reply.cameraIds, reply.hiddenCameras]).toEqual([['a', 'b'], 1]);
    expect(read(reply.input).cameras.n).toBe(2);
  });
});
