// A caller who may see one subtree sees nothing of any other, whatever is asked.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getCamera, listCameras, patchCamera } from '#services/cameras';
import type { Ctx } from '#services/ctx';
import { figuresColumnar, regionFigure } from '#services/figures';
import { gapsGeojson, listGaps } from '#services/gaps';
import { getRegion, listRegions } from '#services/regions';
import { startReport } from '#services/reports';
import { tile } from '#services/tiles';
import { workspace } from '#services/workspace';
import { sightRows } from '#storage/camera-sight.repository';
import { decodeTile } from '#tiles/decode.testing';
import { worldX, worldY } from '#tiles/mercator';
import { camerasCsv, countyGeojson, importText, LAT0, LON0, openWorld, type World } from './world.ts';

async function all(parts: AsyncGenerator<string | Uint8Array>): Promise<string> {
  let text = '';
  for await (const part of parts) text += Buffer.from(part).toString();
  return text;
}

let world: World;
let east: Ctx;
beforeAll(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  await importText(
    world,
    'cameras',
    camerasCsv([
      { id: 'in', eastM: 200, northM: 200, type: 'panoramic', rangeM: 50 },
      { id: 'out', eastM: 200, northM: 600, type: 'panoramic', rangeM: 50 },
      { id: 'nowhere', eastM: -900, northM: 600, type: 'panoramic', rangeM: 50 },
    ]),
    'cameras.csv',
  );
  east = world.as({ kind: 'subtree', code: 'CA' });
});
afterAll(() => world.close());

test('lists, counts and columns hold the subtree only', async () => {
  expect((await listRegions(east, { limit: 100 })).items.map((item) => item.code)).toEqual(['CA', 'CA1', 'CA2', 'CA3']);
  expect((await listCameras(east, {})).items.map((item) => item.id)).toEqual(['in']);
  expect((await figuresColumnar(east, {})).codes).toEqual(['CA', 'CA1', 'CA2', 'CA3']);
  const gaps = await listGaps(east, { limit: 500 });
  expect(new Set(gaps.items.map((gap) => gap.regionCode))).toEqual(new Set(['CA1', 'CA2', 'CA3']));
  const now = await workspace(east);
  expect(now.roots).toEqual(['CA']);
  expect(now.counts).toMatchObject({ regions: 4, leaves: 3, cameras: 1, gaps: gaps.items.length });
  const everywhere: [number, number][] = [[0, 2 ** 52]];
  const seen = await sightRows(world.ctx.storage.reader, east.scope, everywhere, { overM: null, uptoM: 1_000 });
  expect(seen.map((row) => row.id)).toEqual(['in']);
});

test('what lies outside looks like what does not exist', async () => {
  for (const code of ['C', 'CB', 'CB1', 'unknown']) {
    await expect(getRegion(east, { code })).rejects.toMatchObject({ code: 'region.not_found' });
    await expect(regionFigure(east, { code })).rejects.toMatchObject({ code: 'region.not_found' });
    await expect(listGaps(east, { region: code })).rejects.toMatchObject({ code: 'region.not_found' });
    await expect(listRegions(east, { within: code })).rejects.toMatchObject({ code: 'region.not_found' });
    await expect(listCameras(east, { region: code })).rejects.toMatchObject({ code: 'region.not_found' });
    await expect(figuresColumnar(east, { scope: code })).rejects.toMatchObject({ code: 'region.not_found' });
    await expect(all(gapsGeojson(east, { region: code }))).rejects.toMatchObject({ code: 'region.not_found' });
    await expect(startReport(east, { region: code, format: 'csv' })).rejects.toMatchObject({
      code: 'region.not_found',
    });
  }
  for (const id of ['out', 'nowhere', 'unknown']) {
    await expect(getCamera(east, { id })).rejects.toMatchObject({ code: 'camera.not_found' });
    await expect(patchCamera(east, { id, patch: { owner: 'x' } })).rejects.toMatchObject({ code: 'camera.not_found' });
  }
});

test('tiles of regions and gaps hold the subtree only, near and far', async () => {
  const codes = async (ctx: Ctx, source: 'regions' | 'gaps', z: number, layer: string, key: string) => {
    const [x, y] = [Math.floor(worldX(LON0 + 0.003) * 2 ** z), Math.floor(worldY(LAT0 + 0.003) * 2 ** z)];
    const answer = await tile(ctx, { source, z, x, y, known: () => false });
    if (answer.same) throw new Error('expected a tile');
    const features = decodeTile(answer.bytes)[layer] ?? [];
    return [...new Set(features.map((feature) => String(feature.properties[key])))].sort();
  };
  const own = ['CA1', 'CA2', 'CA3'];
  const all = [...own, 'CB1', 'CB2', 'CB3'];
  for (const [z, layer] of [
    [10, 'gap-sums'],
    [13, 'gaps'],
  ] as const) {
    expect(await codes(world.ctx, 'gaps', z, layer, 'regionCode')).toEqual(all);
    expect(await codes(east, 'gaps', z, layer, 'regionCode')).toEqual(own);
  }
  expect(await codes(world.ctx, 'regions', 13, 'regions', 'code')).toEqual(['C', 'CA', ...own, 'CB', ...all.slice(3)]);
  expect(await codes(east, 'regions', 13, 'regions', 'code')).toEqual(['CA', ...own]);
});

test('ancestors above the subtree are not named', async () => {
  expect((await getRegion(east, { code: 'CA1' })).ancestors.map((region) => region.code)).toEqual(['CA']);
});
