// Lines, obstacles, privacy zones and key places: from files through the database to figures, and back by undo.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TileSource } from '#contract/tile';
import { sampleFiles } from '#sample/files';
import { generateSample } from '#sample/generate';
import { weighedCameras } from '#services/camera-worth';
import { createCamera, deleteCamera, patchCamera } from '#services/cameras';
import { regionFigure } from '#services/figures';
import { listGaps } from '#services/gaps';
import { commitImport, undoImport } from '#services/imports';
import { whenEnded } from '#services/jobs';
import { obstaclesGeojson, privacyZonesGeojson, publicSpaceGeojson } from '#services/layers';
import { listPlaces } from '#services/places';
import { addSample } from '#services/sample';
import { tile } from '#services/tiles';
import { measuredVersions } from '#storage/figures.repository';
import { EVERYTHING } from '#storage/scope';
import { decodeTile } from '#tiles/decode.testing';
import { at, camerasCsv, countyGeojson, importText, openWorld, readText, type World } from './world.ts';

let world: World;
/** Villages of 400 m: CA1 from (0, 0), CA2 from (400, 0), CB1 from (0, 400) … */
const VILLAGES = ['CA1', 'CA2', 'CA3', 'CB1', 'CB2', 'CB3'];
beforeEach(async () => {
  world = await openWorld();
  await importText(world, 'regions', countyGeojson(), 'county.geojson');
  await importText(
    world,
    'cameras',
    camerasCsv([
      { id: 'a', eastM: 200, northM: 200, type: 'panoramic', rangeM: 50 },
      { id: 'b', eastM: 390, northM: 200, type: 'panoramic', rangeM: 30 },
      { id: 'c', eastM: 600, northM: 600, type: 'panoramic', rangeM: 40 },
    ]),
    'cameras.csv',
  );
});
afterEach(() => world.close());

type Props = Record<string, unknown>;
const feature = (properties: Props, geometry: object) => ({ type: 'Feature', properties, geometry });
const file = (...features: object[]): string => JSON.stringify({ type: 'FeatureCollection', features });
const box = (x: number, y: number, w: number, h: number) => ({
  type: 'Polygon',
  coordinates: [[at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h), at(x, y)]],
});
const line = (...corners: [number, number][]) => ({
  type: 'LineString',
  coordinates: corners.map(([x, y]) => at(x, y)),
});
const point = (x: number, y: number) => ({ type: 'Point', coordinates: at(x, y) });

const figureOf = (code: string) => regionFigure(world.ctx, { code });
async function everything() {
  const figures = await Promise.all(['C', 'CA', 'CB', ...VILLAGES].map(figureOf));
  const gaps = await listGaps(world.ctx, { limit: 500 });
  const places = await listPlaces(world.ctx, { region: 'C' });
  return { figures: figures.map(({ dataVersion: _v, computedAt: _t, ...rest }) => rest), gaps, places };
}
async function undo(id: string): Promise<void> {
  await undoImport(world.ctx, { id });
  await world.ctx.background.settled();
}

test('a building takes its ground out of the demand and hides what is behind it; undo brings back the same bytes', async () => {
  const before = await everything();
  const open = before.figures.find((_, i) => ['C', 'CA', 'CB', ...VILLAGES][i] === 'CA1')!;
  const done = await importText(
    world,
    'obstacles',
    file(feature({ heightM: 12 }, box(220, 195, 10, 10))),
    'buildings.geojson',
  );
  expect(done.receipt).toMatchObject({ kind: 'obstacles', rows: 1, usable: 1, create: 1 });
  const cut = await figureOf('CA1');
  expect(cut.demandM2! - open.demandM2!).toBeCloseTo(-100, 0);
  // seen from 20 m away, 10 m wide: the shadow of a rectangle, from its front to the circle
  const half = Math.atan(5 / 20);
  const shadow = half * 50 ** 2 - 20 * 5;
  expect(open.coveredM2! - cut.coveredM2!).toBeCloseTo(shadow, 0);
  expect(cut.failedChecks).toEqual([]);
  expect((await figureOf('C')).coveredM2! - before.figures[0].coveredM2!).toBeCloseTo(-shadow, 0);
  await undo(done.id);
  expect(await everything()).toEqual(before);
});

test('obstacles touch the leaves they stand in and those that a camera sees past them, no others', async () => {
  const versions = () => measuredVersions(world.ctx.storage.reader, EVERYTHING, VILLAGES);
  const before = await versions();
  // stands in CA1, beside b, which also sees into CA2
  await importText(world, 'obstacles', file(feature({}, box(380, 195, 4, 10))), 'one.geojson');
  const after = await versions();
  const changed = VILLAGES.filter((code) => after.get(code) !== before.get(code));
  expect(changed).toEqual(['CA1', 'CA2']);
});

test('a wall is a line: it hides and takes no ground', async () => {
  const before = await figureOf('CA1');
  const read = await importText(world, 'obstacles', file(feature({}, line([210, 195], [210, 205]))), 'walls.geojson');
  const cut = await figureOf('CA1');
  expect(cut.demandM2).toBe(before.demandM2);
  const half = Math.atan(5 / 10);
  expect(before.coveredM2! - cut.coveredM2!).toBeCloseTo(half * 50 ** 2 - 10 * 5, 0);
  const { features } = await obstaclesGeojson(world.ctx, { bbox: [109, 29, 111, 31] });
  expect(features).toMatchObject([
    { properties: { shape: 'wall', heightM: null }, geometry: { type: 'MultiLineString' } },
  ]);
  expect(read.problemGroups.map((group) => group.code)).toContain('obstacle.height_unknown');
});

test('a later file of obstacles replaces the earlier one inside its extent only', async () => {
  await importText(
    world,
    'obstacles',
    file(feature({}, box(220, 195, 10, 10)), feature({}, box(620, 595, 10, 10))),
    'all.geojson',
  );
  const both = await everything();
  const again = await importText(world, 'obstacles', file(feature({}, box(100, 100, 5, 5))), 'a.geojson', {
    extent: ['CA'],
  });
  const { features } = await obstaclesGeojson(world.ctx, { bbox: [109, 29, 111, 31] });
  expect(features).toHaveLength(2);
  await undo(again.id);
  expect(await everything()).toEqual(both);
});

test('zones: forbid and mask are not demand, consent is; what is seen of all of them is private ground', async () => {
  const before = await everything();
  expect((await figureOf('CA1')).privateM2).toBeNull();
  const done = await importText(
    world,
    'privacy-zones',
    file(
      feature({ rule: '禁止', name: '院子' }, box(190, 190, 20, 20)),
      feature({ rule: 'consent' }, box(170, 190, 10, 10)),
      feature({ rule: 'mask' }, box(10, 10, 10, 10)),
    ),
    'zones.geojson',
  );
  const figure = await figureOf('CA1');
  expect(figure.demandM2! - before.figures[3].demandM2!).toBeCloseTo(-500, 0);
  expect(figure.privateM2).toBeCloseTo(500, 0);
  expect((await figureOf('CA2')).privateM2).toBe(0);
  expect((await figureOf('C')).privateM2).toBeCloseTo(500, 0);
  const { features } = await privacyZonesGeojson(world.ctx, { bbox: [109, 29, 111, 31] });
  expect(features.map(({ properties }) => properties.rule)).toEqual(['forbid', 'consent', 'mask']);
  const seen = await weighedCameras(world.ctx, { region: 'CA1', sort: '-privateM2' });
  expect(seen.items.map((camera) => [camera.id, Math.round(camera.privateM2!)])).toEqual([
    ['a', 500],
    ['b', 0],
  ]);
  await undo(done.id);
  expect(await everything()).toEqual(before);
});

test('a road is its line with a width, a point its circle; overlaps count once, by class', async () => {
  const done = await importText(
    world,
    'public-space',
    file(
      feature({ highway: 'tertiary', name: '正街' }, line([100, 200], [300, 200])),
      feature({ highway: 'tertiary', tunnel: 'yes' }, line([0, 50], [400, 50])),
      feature({ class: 'square', radiusM: 20 }, point(300, 200)),
    ),
    'space.geojson',
  );
  expect(done.receipt).toMatchObject({ rows: 3, usable: 2, rejected: 1 });
  const figure = await figureOf('CA1');
  expect(figure.basis).toBe('public-space');
  const [road, square] = figure.classes;
  expect(figure.classes.map((one) => one.class)).toEqual(['road', 'square']);
  const length = 200;
  // degrees per metre of this test are good to 1e-4
  expect(road.demandM2 / (length * 10 + Math.PI * 25)).toBeCloseTo(1, 3);
  // the road comes first: what it takes of the circle is its strip inside and its round end
  const strip = 2 * (5 * Math.sqrt(400 - 25) + 400 * Math.asin(0.25));
  expect(square.demandM2 / (Math.PI * 400 - strip / 2 - (Math.PI * 25) / 2)).toBeCloseTo(1, 2);
  expect(road.demandM2 + square.demandM2).toBeCloseTo(figure.demandM2!, 6);
  expect(road.coveredM2).toBeCloseTo(2 * (5 * Math.sqrt(2500 - 25) + 2500 * Math.asin(0.1)), -1);
  const county = await figureOf('C');
  expect(county.classes).toEqual(figure.classes);
  const [gap] = (await listGaps(world.ctx, { region: 'CA1', class: 'road' })).items;
  expect(gap.places).toEqual(['正街']);
  expect(gap.reasonZh).toContain('正街');
  expect(gap.reason).toMatch(/of road \(正街\): out of reach; the nearest camera, a, is \d+ m away/);
  const { features } = await publicSpaceGeojson(world.ctx, { bbox: [109, 29, 111, 31] });
  expect(features.map(({ geometry, properties }) => [geometry.type, properties.widthM, properties.radiusM])).toEqual([
    ['MultiLineString', 10, null],
    ['MultiPoint', null, 20],
  ]);
});

test('a gap behind a wall says what is in between, one beside a camera that looks away says so', async () => {
  await importText(
    world,
    'public-space',
    file(
      feature({ class: 'square', radiusM: 5 }, point(240, 200)),
      feature({ class: 'park', radiusM: 5 }, point(590, 200)),
    ),
    'space.geojson',
  );
  await importText(world, 'obstacles', file(feature({}, line([215, 180], [215, 220]))), 'wall.geojson');
  await createCamera(world.ctx, {
    camera: {
      id: 'e',
      longitude: at(600, 200)[0],
      latitude: at(600, 200)[1],
      type: 'fixed',
      azimuthDeg: 90,
      hfovDeg: 60,
      rangeM: 30,
    },
  });
  const { items } = await listGaps(world.ctx, {});
  const reasonOf = (kind: string) => items.find((gap) => gap.class === kind)!.reason;
  expect(reasonOf('square')).toMatch(
    /camera a stands \d+ m away, looks this way, and a building, a wall or the terrain/,
  );
  expect(reasonOf('park')).toMatch(/camera e stands \d+ m away, within its reach, and looks elsewhere/);
});

const PLACES = file(
  feature({ class: 'school', name: '一小', nameEn: 'School 1' }, box(180, 180, 40, 40)),
  feature({ amenity: 'hospital', name: '卫生院', radiusM: 10 }, point(390, 200)),
  // stands over the border of CA1 and CA2; its middle is in CA2, and only b, which stands in CA1, is near
  feature({ class: 'market', name: '集市' }, box(398, 190, 24, 20)),
  feature({ class: 'school', name: '二小' }, box(900, 100, 40, 40)),
  feature({ class: 'park', name: '公园' }, box(100, 100, 40, 40)),
);

test('key places are judged on their own ground, counted where their middle is, and named with what they hang on', async () => {
  await importText(world, 'public-space', PLACES, 'places.geojson');
  const { items } = await listPlaces(world.ctx, { region: 'C' });
  expect(items.map((place) => [place.name, place.class, place.regionCode, place.covered])).toEqual([
    ['一小', 'school', 'CA1', true],
    ['卫生院', 'hospital', 'CA1', true],
    ['集市', 'market', 'CA2', true],
    ['二小', 'school', 'CA3', false],
  ]);
  const [school, clinic, market] = items;
  expect(school.demandM2).toBeCloseTo(1_600, -1);
  expect(school.likelyDepthM2[0]).toBeCloseTo(school.demandM2, 6);
  expect(clinic.demandM2 / (Math.PI * 100)).toBeCloseTo(1, 6);
  expect(market.demandM2 / 480).toBeCloseTo(1, 2);
  expect([school, clinic, market].map((place) => place.singlePoints)).toEqual([['a'], ['b'], ['b']]);
  expect(school.seeing).toEqual([{ id: 'a', uniqueM2: expect.closeTo(school.demandM2, 6) }]);
  const county = await figureOf('C');
  expect(county.keyPlaces).toEqual({ total: 4, covered: 3, coveredLow: 3, coveredHigh: 3, minShare: 0.5 });
  expect((await figureOf('CA')).keyPlaces).toEqual(county.keyPlaces);
  expect((await figureOf('CB')).keyPlaces.total).toBe(0);
  // nothing is seen twice there
  const twice = await listPlaces(world.ctx, { region: 'C', k: 2 });
  expect(twice.items.map((place) => [place.covered, place.singlePoints])).toEqual(new Array(4).fill([false, null]));
  expect((await listPlaces(world.ctx, { region: 'CA1', covered: true, limit: 1 })).nextCursor).not.toBeNull();
});

test('a camera beside a key place that reaches over the border changes the figure of the place’s leaf', async () => {
  await importText(world, 'public-space', PLACES, 'places.geojson');
  const market = async () => (await listPlaces(world.ctx, { region: 'CA2' })).items[0];
  expect((await market()).singlePoints).toEqual(['b']);
  // stands in CA1 and sees 1 m beyond the market's edge in CA1, nothing of CA2
  const near = await createCamera(world.ctx, {
    camera: { id: 'd', longitude: at(390, 200)[0], latitude: at(390, 200)[1], type: 'panoramic', rangeM: 9 },
  });
  expect((await market()).seeing.map((camera) => camera.id)).toEqual(['b', 'd']);
  await deleteCamera(world.ctx, { id: near.id });
  expect((await market()).seeing.map((camera) => camera.id)).toEqual(['b']);
});

test('the least missed camera comes first', async () => {
  await createCamera(world.ctx, {
    camera: { id: 'twin', longitude: at(200, 200)[0], latitude: at(200, 200)[1], type: 'panoramic', rangeM: 45 },
  });
  const { items } = await weighedCameras(world.ctx, { region: 'CA', sort: 'uniqueM2' });
  expect(items.map((camera) => camera.id)).toEqual(['twin', 'a', 'b']);
  const of = (id: string) => items.find((camera) => camera.id === id)!.uniqueM2! / Math.PI;
  expect(of('twin')).toBeCloseTo(0, 6);
  expect(of('a')).toBeCloseTo(50 ** 2 - 45 ** 2, 3);
  // both of its leaves together
  expect(of('b')).toBeCloseTo(30 ** 2, 3);
  expect((await weighedCameras(world.ctx, { region: 'CA', sort: 'uniqueM2', limit: 2 })).items).toHaveLength(2);
});

test('a low building is looked over by a camera whose height is known', async () => {
  await importText(world, 'obstacles', file(feature({ heightM: 2 }, box(220, 195, 10, 10))), 'low.geojson');
  const hidden = await figureOf('CA1');
  await patchCamera(world.ctx, { id: 'a', patch: { heightM: 10 } });
  expect((await figureOf('CA1')).coveredM2!).toBeGreaterThan(hidden.coveredM2! + 10);
});

test('hostile rows: each is said, none stops the rest or ends in a wrong figure', async () => {
  const bowTie = {
    type: 'Polygon',
    coordinates: [[at(300, 300), at(310, 310), at(310, 300), at(300, 310), at(300, 300)]],
  };
  const obstacles = await readText(
    world,
    'obstacles',
    file(
      feature({ height: 'RDC' }, bowTie),
      feature({ height: 'NaN' }, box(320, 320, 5, 5)),
      feature({ height: '1e9' }, box(330, 320, 5, 5)),
      feature({ height: '-3', 'building:levels': '3;4' }, box(340, 320, 5, 5)),
      feature({ height: '12 m' }, box(350, 320, 5, 5)),
      feature({ 'building:levels': '4' }, box(360, 320, 5, 5)),
      feature({}, point(1, 1)),
      feature({}, line([1, 1], [1, 1])),
      feature({}, { type: 'Polygon', coordinates: [[at(0, 0), at(0, 0), at(0, 0)]] }),
      feature(
        {},
        {
          type: 'Polygon',
          coordinates: [
            [
              [1, null],
              [2, 3],
              [4, 5],
            ],
          ],
        },
      ),
      feature({}, { type: 'GeometryCollection', geometries: [box(370, 320, 5, 5), line([370, 330], [375, 330])] }),
    ),
    'odd.geojson',
  );
  expect(obstacles.receipt).toMatchObject({ rows: 11, usable: 7, rejected: 4 });
  const heights = new Map<string, number>();
  for (const { code, count } of obstacles.problemGroups) heights.set(code, count);
  expect(Object.fromEntries(heights)).toMatchObject({
    'obstacle.crosses': 1,
    'obstacle.height': 3,
    'obstacle.height_unknown': 1,
    'obstacle.shape': 1,
    'line.collapsed': 1,
    'polygon.collapsed': 1,
    'polygon.position': 1,
  });
  await commitImport(world.ctx, { id: obstacles.id });
  await world.ctx.background.settled();
  const stored = await obstaclesGeojson(world.ctx, { bbox: [109, 29, 111, 31] });
  expect(stored.features.map(({ properties }) => properties.heightM)).toEqual([
    null,
    null,
    null,
    null,
    12,
    12,
    null,
    null,
  ]);
  const built = await figureOf('CA1');
  // both halves of the bow-tie, six squares
  expect(160_000 - built.demandM2!).toBeCloseTo(50 + 6 * 25, -2);
  expect(built.failedChecks).toEqual([]);

  const space = await readText(
    world,
    'public-space',
    file(
      feature({ class: 'road', widthM: 1e9 }, line([100, 300], [200, 300])),
      feature({ class: 'road', widthM: '10 km' }, line([100, 310], [200, 310])),
      feature({ class: 'road', widthM: 10_000 }, line([100, 320], [200, 320])),
      feature({ class: 'square', radiusM: 'NaN' }, point(100, 100)),
      feature({ class: 'road' }, { type: 'MultiLineString', coordinates: [[at(0, 0), at(9, 9)], 'x'] }),
      feature({ class: 'road' }, { type: 'Sphere', coordinates: [] }),
    ),
    'wide.geojson',
  );
  expect(space.receipt).toMatchObject({ rows: 6, usable: 5, rejected: 1 });
  const said = Object.fromEntries(space.problemGroups.map(({ code, count }) => [code, count]));
  expect(said).toMatchObject({ 'publicspace.size': 3, 'polygon.position': 1, 'geometry.unknown': 1 });
  const zones = await readText(
    world,
    'privacy-zones',
    file(
      feature({ rule: 'perhaps' }, box(0, 0, 5, 5)),
      feature({}, box(9, 9, 5, 5)),
      feature({ rule: 'mask' }, point(1, 1)),
    ),
    'zones.geojson',
  );
  expect(zones.receipt).toMatchObject({ rows: 3, usable: 2, rejected: 1 });
  expect(zones.problemGroups.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['zone.rule_unknown', 'zone.rule_missing', 'geometry.not_polygon']),
  );
});

test('buildings, zones and what cameras see past them are in the tiles, and a new file changes only its own', async () => {
  const [lon, lat] = at(200, 200);
  const sin = Math.sin((lat * Math.PI) / 180);
  const place = (z: number) => ({
    z,
    x: Math.floor((lon / 360 + 0.5) * 2 ** z),
    y: Math.floor((0.5 - Math.log((1 + sin) / (1 - sin)) / 4 / Math.PI) * 2 ** z),
  });
  const ask = async (source: TileSource, z: number) => {
    const answer = await tile(world.ctx, { source, ...place(z), known: () => false });
    if (answer.same) throw new Error('expected a tile, got "the same as before"');
    return { etag: answer.etag, layers: decodeTile(answer.bytes) };
  };
  const seenBefore = await ask('footprints', 15);
  const zonesBefore = await ask('privacy', 15);
  expect((await ask('obstacles', 15)).layers).toEqual({});
  await importText(world, 'obstacles', file(feature({ heightM: 12 }, box(220, 195, 10, 10))), 'one.geojson');
  const standing = await ask('obstacles', 15);
  expect(standing.layers.buildings.map(({ properties }) => properties.heightM)).toEqual([12]);
  const seen = await ask('footprints', 15);
  expect(seen.etag).not.toBe(seenBefore.etag);
  expect(seen.layers.footprints[0].geometry).not.toEqual(seenBefore.layers.footprints[0].geometry);
  expect((await ask('privacy', 15)).etag).toBe(zonesBefore.etag);
  expect((await ask('obstacles', 13)).layers).toEqual({});
  await importText(world, 'privacy-zones', file(feature({ rule: 'mask' }, box(180, 180, 10, 10))), 'zones.geojson');
  expect((await ask('privacy', 11)).layers.privacy[0].properties.rule).toBe('mask');
  expect((await ask('obstacles', 15)).etag).toBe(standing.etag);
});

test('the files of a sample hold the rows that the sample itself takes in', async () => {
  const options = { villages: 6, cameras: 60, months: 1 };
  const read = await openWorld();
  const texts = new Map(sampleFiles(generateSample(options)).map(({ name, text }) => [name, [...text].join('')]));
  for (const [kind, name] of [
    ['regions', 'regions.geojson'],
    ['public-space', 'public-space.geojson'],
    ['obstacles', 'obstacles.geojson'],
    ['privacy-zones', 'privacy-zones.geojson'],
  ] as const) {
    const done = await importText(read, kind, texts.get(name)!, name);
    expect(done.receipt!.rejected, name).toBe(0);
  }
  const own = await openWorld();
  const job = await whenEnded(own.ctx, { id: (await addSample(own.ctx, options)).id });
  await whenEnded(own.ctx, { id: (job.result as { measureJobId: string }).measureJobId });
  const all = { bbox: [111, 27, 112, 28] as [number, number, number, number] };
  const layersOf = async ({ ctx }: World) =>
    (await Promise.all([publicSpaceGeojson(ctx, all), obstaclesGeojson(ctx, all), privacyZonesGeojson(ctx, all)])).map(
      ({ features }) => features.map(({ id: _, ...rest }) => rest),
    );
  const [fromFiles, itself] = [await layersOf(read), await layersOf(own)];
  expect(itself.map((list) => list.length > 20)).toEqual([true, true, true]);
  expect(itself).toEqual(fromFiles);
  await read.close();
  await own.close();
});
