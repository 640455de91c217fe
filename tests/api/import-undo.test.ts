// Imports: absent or whole, counted truthfully, and taken back exactly.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { patchCamera } from '#services/cameras';
import { regionFigure } from '#services/figures';
import { answerImport, commitImport, importProblems, undoImport, whenRead } from '#services/imports';
import { rejectedFile } from '#services/rejected-rows';
import { getTargets, putTargets } from '#services/targets';
import { cameraPage, historyOfImport, keepCameraHistory } from '#storage/cameras.repository';
import { figureRecords } from '#storage/figures.repository';
import { countStaged } from '#storage/imports.repository';
import { allRegionRows } from '#storage/regions.repository';
import { EVERYTHING } from '#storage/scope';
import { at, camerasCsv, countyGeojson, importText, openWorld, readText, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
});
afterEach(() => world.close());

async function everything(): Promise<unknown> {
  const { reader } = world.ctx.storage;
  return {
    cameras: await cameraPage(reader, EVERYTHING, {}, '', 10_000),
    regions: (await allRegionRows(reader, EVERYTHING)).map((row) => ({ ...row, touchedVersion: 0 })),
    figures: (await figureRecords(reader, EVERYTHING, 'installed')).map((row) => ({
      ...row,
      measuredVersion: 0,
      computedAt: '',
    })),
  };
}

const first = camerasCsv([
  { id: 'a', eastM: 200, northM: 200, type: 'panoramic', rangeM: 50 },
  { id: 'b', eastM: 600, northM: 200, type: 'panoramic', rangeM: 50 },
  { id: 'c', eastM: 600, northM: 600, type: 'panoramic', rangeM: 50 },
]);
const second = camerasCsv([
  { id: 'a', eastM: 200, northM: 200, type: 'panoramic', rangeM: 50 },
  { id: 'b', eastM: 620, northM: 200, type: 'panoramic', rangeM: 60 },
  { id: 'd', eastM: 1_000, northM: 600, type: 'panoramic', rangeM: 50 },
]);

test('a second file of the same name is compared record by record', async () => {
  const one = await importText(world, 'cameras', first, 'list.csv');
  expect(one.receipt).toMatchObject({ rows: 3, usable: 3, create: 3, update: 0, unchanged: 0, vanish: 0 });
  const two = await readText(world, 'cameras', second, 'list.csv');
  expect(two.receipt).toMatchObject({ create: 1, update: 1, unchanged: 1, vanish: 1 });
});

test('reading alone changes nothing', async () => {
  const before = await everything();
  await readText(world, 'cameras', first, 'list.csv');
  expect(await everything()).toEqual(before);
});

test('undo of a camera import brings back exactly what was there', async () => {
  await importText(world, 'cameras', first, 'list.csv');
  const before = await everything();
  const two = await importText(world, 'cameras', second, 'list.csv', { vanish: 'remove' });
  expect(await everything()).not.toEqual(before);
  expect((await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 10)).map((c) => c.id)).toEqual([
    'a',
    'b',
    'd',
  ]);
  await undoImport(world.ctx, { id: two.id });
  await world.ctx.background.settled();
  expect(await everything()).toEqual(before);
});

test('undo of a region import brings back tree, outlines and figures', async () => {
  await importText(world, 'cameras', first, 'list.csv');
  const before = await everything();
  const again = await importText(world, 'regions', countyGeojson(500), 'county.geojson');
  expect(again.receipt).toMatchObject({ create: 0, update: 9 });
  await undoImport(world.ctx, { id: again.id });
  await world.ctx.background.settled();
  expect(await everything()).toEqual(before);
});

test('undo is refused while a record of the import was changed afterwards', async () => {
  const one = await importText(world, 'cameras', first, 'list.csv');
  await patchCamera(world.ctx, { id: 'a', patch: { owner: 'x' } });
  await expect(undoImport(world.ctx, { id: one.id })).rejects.toMatchObject({ code: 'import.undo_blocked' });
});

test('a file states only its own columns: the others of a known camera stay', async () => {
  await importText(world, 'cameras', first, 'list.csv');
  await patchCamera(world.ctx, { id: 'a', patch: { owner: '镇政府', azimuthDeg: 10 } });
  const [lon, lat] = at(210, 200);
  await importText(world, 'cameras', `id,longitude,latitude\na,${lon},${lat}\n`, 'moved.csv');
  const [camera] = await cameraPage(world.ctx.storage.reader, EVERYTHING, {}, '', 1);
  expect(camera).toMatchObject({ id: 'a', owner: '镇政府', azimuthDeg: 10, type: 'panoramic', longitude: lon });
});

test('bad rows are named, good rows go in, and the rejected ones can be fetched', async () => {
  const text = `${first.trimEnd()}\nx,400,30,,,,,\ny,,,,,,,\n`;
  const read = await readText(world, 'cameras', text, 'list.csv');
  expect(read.receipt).toMatchObject({ rows: 5, usable: 3, rejected: 2 });
  const problems = await importProblems(world.ctx, { id: read.id });
  expect(problems.items.filter((problem) => problem.severity === 'error').map((problem) => problem.row)).toEqual([
    5, 6,
  ]);
  expect(read.problemGroups.length).toBeGreaterThan(0);
  let csv = '';
  for await (const part of (await rejectedFile(world.ctx, { id: read.id })).parts) csv += part;
  expect(csv.trimEnd().split('\r\n')).toHaveLength(3);
  await commitImport(world.ctx, { id: read.id });
  expect(await countStaged(world.ctx.storage.reader, EVERYTHING)).toBe(0);
});

test('rejected features come back as features, with what is wrong among their properties', async () => {
  const good = { type: 'Feature', properties: { id: 'a' }, geometry: { type: 'Point', coordinates: [113.5, 29.5] } };
  const bad = {
    type: 'Feature',
    properties: { id: 'b', 备注: '路口' },
    geometry: { type: 'Point', coordinates: [0, 0] },
  };
  const read = await readText(
    world,
    'cameras',
    JSON.stringify({ type: 'FeatureCollection', features: [good, bad] }),
    'two.geojson',
  );
  const file = await rejectedFile(world.ctx, { id: read.id });
  let text = '';
  for await (const part of file.parts) text += part;
  expect(file.fileName).toBe('two.geojson.rejected.geojson');
  expect(JSON.parse(text).features).toEqual([
    {
      ...bad,
      properties: expect.objectContaining({ ...bad.properties, row: '2', problem: expect.stringMatching(/./) }),
    },
  ]);
});

test('a file with an open question waits for its answer', async () => {
  const shifted = first.replaceAll('30.0', '3345000.0').replace(/,110\.\d+,/g, ',500100.5,');
  const read = await readText(world, 'cameras', shifted, 'metres.csv');
  if (read.state !== 'needs-answer') throw new Error(`expected a question, got ${read.state}`);
  await expect(commitImport(world.ctx, { id: read.id })).rejects.toMatchObject({ code: 'import.questions_open' });
  const answered = await answerImport(world.ctx, { id: read.id, options: { crs: 'epsg:4546' } });
  expect((await whenRead(world.ctx, { id: answered.id })).options.crs).toBe('epsg:4546');
});

test('a public-space layer changes the basis inside its extent only, and its undo changes it back', async () => {
  const before = await everything();
  const [w, s] = at(100, 100);
  const [e, n] = at(300, 300);
  const text = JSON.stringify({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { class: 'square', name: '中心广场', weight: 2 },
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
  const layer = await importText(world, 'public-space', text, 'space.geojson', { extent: ['CA'] });
  expect((await regionFigure(world.ctx, { code: 'CA1' })).basis).toBe('public-space');
  expect((await regionFigure(world.ctx, { code: 'CA2' })).basis).toBe('not-applicable');
  expect((await regionFigure(world.ctx, { code: 'CB1' })).basis).toBe('whole-area');
  const county = await regionFigure(world.ctx, { code: 'C' });
  expect(county.basis).toBe('mixed');
  expect(county.demandM2).toBeNull();
  expect(county.parts?.map((part) => part.basis)).toEqual(['public-space', 'whole-area']);
  await undoImport(world.ctx, { id: layer.id });
  await world.ctx.background.settled();
  expect(await everything()).toEqual(before);
});

const layerOf = (geometry: object | null): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { class: 'square' }, geometry }],
  });
const square = {
  type: 'Polygon',
  coordinates: [[at(100, 100), at(300, 100), at(300, 300), at(100, 300), at(100, 100)]],
};

test('of several commits or undos at once one counts, and the others change nothing', async () => {
  const layer = await readText(world, 'public-space', layerOf(square), 'space.geojson', { extent: ['CA'] });
  const states = (settled: PromiseSettledResult<unknown>[]): string[] => settled.map((one) => one.status).sort();
  const once = ['fulfilled', 'rejected', 'rejected'];
  const commit = () => commitImport(world.ctx, { id: layer.id });
  expect(states(await Promise.allSettled([commit(), commit(), commit()]))).toEqual(once);
  await world.ctx.background.settled();
  expect((await regionFigure(world.ctx, { code: 'CA1' })).demandM2).toBeCloseTo(40_000, -3);
  const undo = () => undoImport(world.ctx, { id: layer.id });
  expect(states(await Promise.allSettled([undo(), undo(), undo()]))).toEqual(once);
});

test('a file without one good row cannot be committed: it would only empty what stands', async () => {
  await importText(world, 'public-space', layerOf(square), 'space.geojson');
  await importText(world, 'cameras', first, 'list.csv');
  const before = await everything();
  const layer = await readText(world, 'public-space', layerOf(null), 'space.geojson');
  const list = await readText(world, 'cameras', 'id,longitude,latitude\nx,400,30\n', 'list.csv', { vanish: 'remove' });
  for (const { id, receipt } of [layer, list]) {
    expect(receipt?.usable).toBe(0);
    const refused = commitImport(world.ctx, { id });
    await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/^import\.(no_rows|questions_open)$/) });
  }
  expect(await everything()).toEqual(before);
});

test('undo of targets takes out its own and leaves those that were set since', async () => {
  const target = { scope: { region: 'C' }, metric: 'coverage' as const, due: '2099-12-31' };
  await putTargets(world.ctx, { targets: [{ ...target, id: 'old', minimum: 0.3 }] });
  const made = await importText(
    world,
    'targets',
    'region,metric,minimum,due\nCA,coverage,0.7,2099-12-31\n',
    'targets.csv',
  );
  const known = await getTargets(world.ctx);
  expect(known).toHaveLength(2);
  await putTargets(world.ctx, {
    targets: [...known, { ...target, scope: { level: 'village' }, id: 'mine', minimum: 0.5 }],
  });
  await undoImport(world.ctx, { id: made.id });
  expect((await getTargets(world.ctx)).map(({ id }) => id)).toEqual(['mine', 'old']);
});

test('undo of targets is refused once one of them was changed', async () => {
  const made = await importText(
    world,
    'targets',
    'region,metric,minimum,due\nCA,coverage,0.7,2099-12-31\n',
    'targets.csv',
  );
  const [one] = await getTargets(world.ctx);
  await putTargets(world.ctx, { targets: [{ ...one, minimum: 0.9 }] });
  await expect(undoImport(world.ctx, { id: made.id })).rejects.toMatchObject({ code: 'import.targets_changed' });
  expect(await getTargets(world.ctx)).toMatchObject([{ minimum: 0.9 }]);
});

test('what an import replaced is walked through once, not anew for every page of it', async () => {
  const { storage } = world.ctx;
  const n = 40_000;
  const record = { id: '', revision: 1, zkey: 0, rangeM: null, filler: 'x'.repeat(400) };
  await storage.transaction((writer) =>
    keepCameraHistory(
      writer,
      Array.from({ length: n }, (_, i) => ({
        id: `h${String(i).padStart(6, '0')}`,
        cameraId: `k${i}`,
        record: { ...record, id: `k${i}` },
        validFrom: '',
        recordedAt: '',
        supersededAt: '',
        change: 'update' as const,
        actor: 'local',
        reason: null,
        importId: 'large',
      })),
    ),
  );
  const page = (after: string, limit: number) => historyOfImport(storage.reader, EVERYTHING, 'large', after, limit);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const from = performance.now();
    await work();
    return performance.now() - from;
  };
  expect(await page('', n + 1)).toHaveLength(n);
  const whole = await timed(() => page('', n));
  const pages = await timed(async () => {
    let after = '';
    for (let i = 0; i < 20; i += 1) after = (await page(after, 100)).at(-1)!.id;
  });
  // sorted anew for each of them, 20 pages take as long as 20 times the whole
  expect(pages).toBeLessThan(whole);
});
