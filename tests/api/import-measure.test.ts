// From two files to figures, gaps and parents, through the real parser, database and engine.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { regionFigure } from '#services/figures';
import { gapsGeojson, listGaps } from '#services/gaps';
import { getRegion, listRegions } from '#services/regions';
import { workspace } from '#services/workspace';
import { camerasCsv, countyGeojson, importText, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  await importText(
    world,
    'cameras',
    camerasCsv([
      { id: 'a', eastM: 200, northM: 200, type: 'panoramic', rangeM: 50 },
      { id: 'b', eastM: 400, northM: 600, type: 'panoramic', rangeM: 30 },
      { id: 'c', eastM: 1_000, northM: 600, type: 'fixed', azimuthDeg: 90, hfovDeg: 90, rangeM: 40 },
      { id: 'd', eastM: 600, northM: 200, type: 'fixed', rangeM: 40 },
    ]),
    'cameras.csv',
  );
});
afterAll(() => world.close());

test('a disc inside a village covers its own area', async () => {
  const figure = await regionFigure(world.ctx, { code: 'CA1' });
  expect(figure.basis).toBe('whole-area');
  expect(figure.coveredM2! / (Math.PI * 50 ** 2)).toBeCloseTo(1, 9);
  expect(figure.cameras).toBe(1);
  expect(figure.leavesMeasured).toBe(1);
  expect(figure.failedChecks).toEqual([]);
});

test('an unaimed camera adds nothing to low, its share to likely and its disc to high', async () => {
  const figure = await regionFigure(world.ctx, { code: 'CA2' });
  expect(figure.coveredM2).toBe(0);
  expect(figure.coveredHighM2! / (Math.PI * 40 ** 2)).toBeCloseTo(1, 9);
  expect(figure.likelyM2! / ((Math.PI * 40 ** 2) / 6)).toBeCloseTo(1, 9);
  expect(figure.unaimed).toBe(1);
  expect(figure.assumptions).toEqual({ 'fixed.hfovDeg=60': 1 });
});

test('parents are sums, and count a camera that sees two leaves once', async () => {
  const leaves = await Promise.all(
    ['CA1', 'CA2', 'CA3', 'CB1', 'CB2', 'CB3'].map((code) => regionFigure(world.ctx, { code })),
  );
  const county = await regionFigure(world.ctx, { code: 'C' });
  type Pick = (figure: (typeof leaves)[number]) => number;
  const sumOf = (figures: typeof leaves, pick: Pick): number => figures.reduce((s, f) => s + pick(f), 0);
  // a parent adds up its children, not their leaves: the last digit tells
  const sum = (pick: Pick): number => sumOf(leaves.slice(0, 3), pick) + sumOf(leaves.slice(3), pick);
  expect(county.demandM2).toBe(sum((f) => f.demandM2!));
  expect(county.coveredM2).toBe(sum((f) => f.coveredM2!));
  expect(county.likelyM2).toBe(sum((f) => f.likelyM2!));
  expect(county.cameras).toBe(4);
  // b stands on the border of CB1 and CB2: each sees it, the county counts it once
  expect(sum((f) => f.camerasSeeing)).toBe(5);
  expect(county.camerasSeeing).toBe(4);
  expect(county.leaves).toBe(6);
  expect(county.leavesMeasured).toBe(6);
});

test('gaps are ranked by need, page without loss and add up to what is open', async () => {
  const all = [];
  let cursor: string | undefined;
  do {
    const page = await listGaps(world.ctx, { region: 'C', limit: 3, cursor });
    all.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(all.map((gap) => gap.id)).size).toBe(all.length);
  for (let i = 1; i < all.length; i += 1) expect(all[i - 1].need).toBeGreaterThanOrEqual(all[i].need);
  const county = await regionFigure(world.ctx, { code: 'C' });
  const open = all.reduce((sum, gap) => sum + gap.areaM2, 0) + county.smallGapsM2!;
  expect(Math.abs(open - (county.demandM2! - county.coveredHighM2!))).toBeLessThan(1e-3);
  expect(all[0].nearestCamera).not.toBeNull();
  let text = '';
  for await (const part of gapsGeojson(world.ctx, { region: 'C' })) text += part;
  expect((JSON.parse(text) as { features: unknown[] }).features).toHaveLength(all.length);
});

test('the tree is known: roots, children, ancestors, levels', async () => {
  expect((await listRegions(world.ctx, { parent: '' })).items.map((item) => item.code)).toEqual(['C']);
  expect((await listRegions(world.ctx, { parent: 'CA', sort: '-coverage' })).items.map((item) => item.code)).toEqual([
    'CA1',
    'CA2',
    'CA3',
  ]);
  expect((await listRegions(world.ctx, { q: '西河' })).items.map((item) => item.code)).toEqual(['CB']);
  const village = await getRegion(world.ctx, { code: 'CB2' });
  expect(village.ancestors.map((a) => a.code)).toEqual(['C', 'CB']);
  expect(village.areaM2).toBeGreaterThan(150_000);
  const all = await workspace(world.ctx);
  expect(all.levels.map((level) => level.level)).toEqual(['county', 'township', 'village']);
  expect(all.counts).toMatchObject({ regions: 9, leaves: 6, cameras: 4 });
});
