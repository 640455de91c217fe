// All layers through the command line: from files alone, and through the database, to the same figures.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { box, collection, type Folder, folder, lacuna, polygon } from './lacuna.ts';

/** Degrees of about a metre near 27° N. */
const [X, Y] = [1 / 99_200, 1 / 110_780];
const at = (x: number, y: number): [number, number] => [112 + x * X, 27 + y * Y];
const ground = (x: number, y: number, w: number, h: number) => box(...at(x, y), ...at(x + w, y + h));
const shape = (properties: object, type: string, coordinates: unknown) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});

let dir: Folder;
beforeAll(() => {
  dir = folder();
  dir.write(
    'regions.geojson',
    collection([
      polygon({ code: 'T', name: 'town' }, ground(0, 0, 600, 300)),
      polygon({ code: 'T1', name: 'west', parentCode: 'T' }, ground(0, 0, 300, 300)),
      polygon({ code: 'T2', name: 'east', parentCode: 'T' }, ground(300, 0, 300, 300)),
    ]),
  );
  const cameras = [
    ['a', ...at(150, 150), 'panoramic', '', 60, 5],
    ['b', ...at(299, 150), 'fixed', 90, 40, 4],
    ['c', ...at(450, 150), 'dome', '', 30, ''],
  ];
  dir.write(
    'cameras.csv',
    ['id,lon,lat,type,azimuthDeg,rangeM,heightM', ...cameras.map((c) => c.join(','))].join('\n'),
  );
  dir.write(
    'space.geojson',
    collection([
      shape({ highway: 'primary', name: 'Main' }, 'LineString', [at(20, 150), at(580, 150)]),
      shape({ class: 'school' }, 'Point', at(460, 160)),
      shape({ class: 'market' }, 'Polygon', [ground(100, 100, 60, 60)]),
    ]),
  );
  dir.write(
    'obstacles.geojson',
    collection([
      shape({ heightM: 3 }, 'Polygon', [ground(170, 140, 10, 6)]),
      shape({ 'building:levels': 5 }, 'Polygon', [ground(310, 152, 8, 8)]),
      shape({ barrier: 'wall' }, 'LineString', [at(440, 140), at(440, 170)]),
    ]),
  );
  dir.write(
    'zones.geojson',
    collection([
      shape({ rule: 'forbid' }, 'Polygon', [ground(120, 120, 10, 10)]),
      shape({ rule: 'consent' }, 'Polygon', [ground(455, 150, 10, 10)]),
    ]),
  );
});
afterAll(() => dir.remove());

const FILES = { 'public-space': 'space.geojson', obstacles: 'obstacles.geojson', 'privacy-zones': 'zones.geojson' };
const json = async (...args: string[]) => {
  const ran = await lacuna([...args, '--json'], dir.path);
  expect([0, 3], ran.err).toContain(ran.status);
  return JSON.parse(ran.out);
};

describe('layers on the command line', () => {
  it('measure and the database give the same figures', async () => {
    const measured = await json(
      'measure',
      '--regions',
      'regions.geojson',
      '--cameras',
      'cameras.csv',
      ...Object.entries(FILES).flatMap(([kind, name]) => [`--${kind}`, name]),
    );
    for (const [kind, name] of Object.entries({ regions: 'regions.geojson', cameras: 'cameras.csv', ...FILES })) {
      const receipt = await json('import', kind, name, '--db', 'x.db');
      expect(receipt).toMatchObject({ kind, rejected: 0 });
    }
    const kept = await json('figures', '--db', 'x.db');
    // what only a database knows, or what stands once for a whole run of measure
    const bare = ({
      dataVersion,
      computedAt,
      level,
      detail,
      profile,
      assumptionsVersion,
      ...figure
    }: Record<string, unknown>) => figure;
    const byCode = (list: { code: string }[]) => list.slice().sort((a, b) => (a.code < b.code ? -1 : 1));
    expect(byCode(kept.regions).map(bare)).toEqual(byCode(measured.regions).map(bare));
    const town = measured.regions.find((region: { code: string }) => region.code === 'T');
    expect(town.classes.map((one: { class: string }) => one.class)).toEqual(['road', 'school', 'market']);
    expect(town.keyPlaces.total).toBe(2);
    expect(town.privateM2).toBeGreaterThan(0);
    expect(town.failedChecks).toEqual([]);
  });
  it('a file of the wrong kind, or without one good row, ends with 2 and writes nothing', async () => {
    dir.write('points.geojson', collection([shape({}, 'Point', at(1, 1))]));
    for (const args of [
      ['import', 'obstacles', 'points.geojson', '--db', 'y.db'],
      ['import', 'privacy-zones', 'cameras.csv', '--db', 'y.db'],
      ['measure', '--regions', 'regions.geojson', '--cameras', 'cameras.csv', '--obstacles', 'points.geojson'],
    ]) {
      const ran = await lacuna(args, dir.path);
      expect([ran.status, ran.out], ran.err).toEqual([2, '']);
    }
  });
});
