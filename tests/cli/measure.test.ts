// lacuna measure against areas computed by hand, and its promises about output and exit codes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { box, collection, type Folder, folder, lacuna, polygon, type Ran } from './lacuna.ts';

// WGS-84
const A = 6378137;
const E2 = 0.0066943799901413165;
const E = Math.sqrt(E2);
const RAD = Math.PI / 180;
/** Area on the ellipsoid between two meridians and two parallels, m² (closed form). */
function boxAreaM2(west: number, south: number, east: number, north: number): number {
  const q = (lat: number): number => {
    const s = Math.sin(lat * RAD);
    return s / (1 - E2 * s * s) + Math.log((1 + E * s) / (1 - E * s)) / (2 * E);
  };
  return ((A * A * (1 - E2)) / 2) * (east - west) * RAD * (q(north) - q(south));
}
/** Degrees of latitude that are `m` metres at `lat`. */
const degreesNorth = (m: number, lat: number): number =>
  m / ((A * (1 - E2)) / (1 - E2 * Math.sin(lat * RAD) ** 2) ** 1.5) / RAD;
/** Lens of two discs of radius r whose centres are d apart. */
const lensM2 = (r: number, d: number): number =>
  2 * r * r * Math.acos(d / (2 * r)) - (d / 2) * Math.sqrt(4 * r * r - d * d);

const R = 40;
const DISC = Math.PI * R * R;
const LAT = 27.5;
/** Half the side of a region, degrees. */
const HALF = 0.004;
/** Longitude of the middle of the n-th layout; they lie far from each other. */
const at = (n: number): number => 112 + n * 0.05;

interface Layout {
  name: string;
  /** id suffix, offset north in metres, record */
  cameras: [string, number, string][];
  hole?: boolean;
  low: number[];
  likely?: number;
  high?: number;
}
// record: type,azimuthDeg,hfovDeg,rangeM,nearM
const disc = `panoramic,,,${R},`;
const unaimed = `fixed,,60,${R},`;
/** A hole north of the camera, all of it within the disc: half its width, and its two parallels. */
const HOLE = 0.0001;
const HOLE_FROM = LAT + 0.0001;
const HOLE_TO = LAT + 0.00025;
const D = 50;
const LAYOUTS: Layout[] = [
  { name: 'one disc', cameras: [['a', 0, disc]], low: [DISC, 0] },
  {
    name: 'two discs',
    cameras: [
      ['a', -D / 2, disc],
      ['b', D / 2, disc],
    ],
    low: [2 * DISC - lensM2(R, D), lensM2(R, D)],
  },
  { name: 'a sector across north', cameras: [['a', 0, `fixed,350,60,${R},`]], low: [DISC / 6, 0] },
  { name: 'a ring sector', cameras: [['a', 0, `dome,90,90,${R},10`]], low: [(DISC - Math.PI * 100) / 4, 0] },
  {
    name: 'duplicate discs',
    cameras: [
      ['a', 0, disc],
      ['b', 0, disc],
    ],
    low: [DISC, DISC],
  },
  {
    name: 'adjoining sectors',
    cameras: [
      ['a', 0, `fixed,45,90,${R},`],
      ['b', 0, `fixed,135,90,${R},`],
    ],
    low: [DISC / 2, 0],
  },
  {
    name: 'a disc over a hole',
    cameras: [['a', 0, disc]],
    hole: true,
    low: [DISC - boxAreaM2(-HOLE, HOLE_FROM, HOLE, HOLE_TO), 0],
  },
  {
    name: 'two unaimed cameras',
    cameras: [
      ['a', 0, unaimed],
      ['b', 0, unaimed],
    ],
    low: [0, 0],
    likely: (1 - (5 / 6) ** 2) * DISC,
    high: DISC,
  },
  {
    name: 'a disc seen by three more',
    cameras: [
      ['a', 0, disc],
      ['b', 0, disc],
      ['c', 0, disc],
      ['d', 0, disc],
    ],
    low: [DISC, DISC],
  },
];

let dir: Folder;
let whole: Ran;
beforeAll(async () => {
  dir = folder();
  const regions = LAYOUTS.map((layout, n) => {
    const ring = box(at(n) - HALF, LAT - HALF, at(n) + HALF, LAT + HALF);
    const hole = box(at(n) - HOLE, HOLE_FROM, at(n) + HOLE, HOLE_TO).reverse();
    return polygon({ code: `v${n}`, name: layout.name, parentCode: 'town' }, ring, ...(layout.hole ? [hole] : []));
  });
  const town = polygon({ code: 'town', name: '镇' }, box(111, 27, 113, 28));
  dir.write('regions.geojson', collection([town, ...regions]));
  const rows = LAYOUTS.flatMap((layout, n) =>
    layout.cameras.map(([id, north, record]) => `v${n}${id},${at(n)},${LAT + degreesNorth(north, LAT)},${record}`),
  );
  dir.write('cameras.csv', ['id,longitude,latitude,type,azimuthDeg,hfovDeg,rangeM,nearM', ...rows].join('\n'));
  whole = await lacuna(
    ['measure', '--regions', 'regions.geojson', '--cameras', 'cameras.csv', '--json', '--gaps', 'gaps.geojson'],
    dir.path,
  );
});
afterAll(() => dir.remove());

const result = () => JSON.parse(whole.out);
const regionOf = (code: string) => result().regions.find((r: { code: string }) => r.code === code);

describe('lacuna measure --json', () => {
  it('ends with 0, prints one object, and the regions in the order of the file', () => {
    expect(whole.status, whole.err).toBe(0);
    expect(Object.keys(result())).toEqual(['detail', 'profile', 'assumptionsVersion', 'regions', 'total', 'problems']);
    expect(result().regions.map((r: { code: string }) => r.code)).toEqual(['town', ...LAYOUTS.map((_, n) => `v${n}`)]);
  });
  for (const [n, layout] of LAYOUTS.entries()) {
    it(`${layout.name}: the hand-computed area to 1e-9`, () => {
      const r = regionOf(`v${n}`);
      const near = (got: number, want: number) =>
        expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-9 * Math.max(want, DISC));
      near(r.coveredM2, layout.low[0]!);
      near(r.depthM2[0], layout.low[0]!);
      near(r.depthM2[1], layout.low[1]!);
      near(r.likelyM2, layout.likely ?? layout.low[0]!);
      near(r.coveredHighM2, layout.high ?? layout.low[0]!);
      expect(r.failedChecks).toEqual([]);
      expect(r.residualM).toBeLessThanOrEqual(1e-6);
      expect(r.depthM2).toHaveLength(4);
    });
  }
  it('demand of the whole area is the area of the region on the ellipsoid', () => {
    const want = boxAreaM2(at(0) - HALF, LAT - HALF, at(0) + HALF, LAT + HALF);
    expect(Math.abs(regionOf('v0').demandM2 / want - 1)).toBeLessThan(1e-9);
    expect(regionOf('v0').basis).toBe('whole-area');
  });
  it('a parent is the sum of its leaves and is not measured itself', () => {
    const sum = (key: string) => LAYOUTS.reduce((s, _, n) => s + regionOf(`v${n}`)[key], 0);
    for (const key of ['demandM2', 'coveredM2', 'likelyM2', 'coveredHighM2', 'overM2', 'cameras', 'gapCount']) {
      expect(regionOf('town')[key]).toBeCloseTo(sum(key), 6);
      expect(result().total[key]).toBeCloseTo(sum(key), 6);
    }
  });
  it('four cameras on one spot are over-covered ground', () => {
    expect(Math.abs(regionOf('v8').overM2 - DISC)).toBeLessThan(1e-6);
    expect(regionOf('v1').overM2).toBe(0);
  });
  it('counts cameras, unaimed ones and every assumption', () => {
    expect(regionOf('v7')).toMatchObject({ cameras: 2, devices: 2, unaimed: 2, assumptions: {} });
    expect(regionOf('v0').assumptions).toEqual({ 'panoramic.hfovDeg=360': 1 });
  });
  it('gap pieces and small gaps together are demand minus high', () => {
    const { features } = JSON.parse(readFileSync(join(dir.path, 'gaps.geojson'), 'utf8'));
    for (const [n] of LAYOUTS.entries()) {
      const r = regionOf(`v${n}`);
      const own = features.filter((f: { properties: { regionCode: string } }) => f.properties.regionCode === r.code);
      expect(own).toHaveLength(r.gapCount);
      const gapsM2 = own.reduce((s: number, f: { properties: { areaM2: number } }) => s + f.properties.areaM2, 0);
      expect(gapsM2 + r.smallGapsM2).toBeCloseTo(r.demandM2 - r.coveredHighM2, 3);
    }
    const needs = features.map((f: { properties: { need: number } }) => f.properties.need);
    expect(needs).toEqual(needs.toSorted((a: number, b: number) => b - a));
    expect(features[0].properties).toMatchObject({
      reason: expect.stringMatching(/camera/),
      reasonZh: expect.stringMatching(/点位/),
    });
  });
});

describe('a disc over a border', () => {
  it('gives each side its part, stands in the lower code, and is one camera to the parent', async () => {
    dir.write(
      'two.geojson',
      collection([
        polygon({ code: 'p', name: 'P' }, box(0, 0, 1, 1)),
        polygon({ code: 'west', name: 'W', parentCode: 'p' }, box(10, 49.99, 10.01, 50)),
        polygon({ code: 'east', name: 'E', parentCode: 'p' }, box(10.01, 49.99, 10.02, 50)),
      ]),
    );
    dir.write('border.csv', `id,lon,lat,type,rangeM\nB,10.01,49.995,panoramic,${R}\n`);
    const ran = await lacuna(
      ['measure', '--regions', 'two.geojson', '--cameras', 'border.csv', '--json', '--k', '2'],
      dir.path,
    );
    expect(ran.status, ran.err).toBe(0);
    const [parent, west, east] = JSON.parse(ran.out).regions;
    for (const side of [west, east]) {
      expect(Math.abs(side.coveredM2 / (DISC / 2) - 1)).toBeLessThan(1e-6);
      expect(side).toMatchObject({ camerasSeeing: 1, depthM2: [side.coveredM2, 0] });
    }
    expect(Math.abs(parent.coveredM2 / DISC - 1)).toBeLessThan(1e-9);
    expect([east.cameras, west.cameras, parent.cameras, parent.camerasSeeing]).toEqual([1, 0, 1, 1]);
  });
});

describe('public space', () => {
  it('is the demand where a layer is given; a leaf without any is not applicable, and its parent is not mixed', async () => {
    dir.write(
      'space.geojson',
      collection([
        polygon(
          { class: 'square', name: '广场', weight: 2 },
          box(at(0) - 0.001, LAT - 0.001, at(0) + 0.001, LAT + 0.001),
        ),
      ]),
    );
    const args = [
      'measure',
      '--regions',
      'regions.geojson',
      '--cameras',
      'cameras.csv',
      '--public-space',
      'space.geojson',
      '--gaps',
      'space-gaps.geojson',
      '--json',
    ];
    const ran = await lacuna(args, dir.path);
    expect(ran.status, ran.err).toBe(0);
    const { regions } = JSON.parse(ran.out);
    const [town, v0, v1] = regions;
    const square = boxAreaM2(at(0) - 0.001, LAT - 0.001, at(0) + 0.001, LAT + 0.001);
    expect(Math.abs(v0.demandM2 / square - 1)).toBeLessThan(1e-9);
    expect(Math.abs(v0.coveredM2 / DISC - 1)).toBeLessThan(1e-9);
    expect([v0.basis, v1.basis, town.basis]).toEqual(['public-space', 'not-applicable', 'public-space']);
    expect(v1).toMatchObject({ demandM2: 0, coveredM2: 0, gapCount: 0 });
    const gaps = JSON.parse(readFileSync(join(dir.path, 'space-gaps.geojson'), 'utf8')).features;
    const pieces = gaps.map(
      (g: { properties: { areaM2: number; need: number; class: string; places: string[] } }) => g.properties,
    );
    for (const piece of pieces) {
      expect(piece).toMatchObject({ class: 'square', places: ['广场'] });
      expect(piece.need).toBeCloseTo(2 * piece.areaM2, 6);
    }
  });
});

describe('what a person reads', () => {
  it('is a table in English or Chinese, by the locale or by --lang', async () => {
    const args = ['measure', '--regions', 'two.geojson', '--cameras', 'border.csv'];
    const [english, chinese, asked] = await Promise.all([
      lacuna(args, dir.path),
      lacuna(args, dir.path, { LC_ALL: 'zh_CN.UTF-8' }),
      lacuna([...args, '--lang', 'zh'], dir.path),
    ]);
    expect(english.out).toMatch(/coverage .*demand m²/);
    expect(chinese.out).toMatch(/覆盖率 .*应覆盖 m²/);
    expect(asked.out).toBe(chinese.out);
  });
  it('--help lists what works and nothing that comes later', async () => {
    const [main, measure] = await Promise.all([lacuna(['--help'], dir.path), lacuna(['measure', '--help'], dir.path)]);
    expect([main.status, measure.status]).toEqual([0, 0]);
    for (const word of ['measure', 'import', 'figures', 'gaps', 'report', 'export', 'sample', 'start', 'doctor'])
      expect(main.out).toContain(word);
    for (const word of ['backup', 'restore', 'admin']) expect(main.out).not.toContain(word);
  });
});

describe('what is refused', () => {
  const base = ['measure', '--regions', 'two.geojson', '--cameras', 'border.csv'];
  it('faulty arguments end with 2, a sentence and where to look', async () => {
    const cases = [
      [...base, '--k', '0'],
      [...base, '--where', 'nonsense'],
      ['measure'],
      ['nothing'],
      [...base, '--unknown'],
      ['export', 'cameras'],
      ['backup', 'x'],
    ];
    const rans = await Promise.all(cases.map((args) => lacuna(args, dir.path)));
    for (const ran of rans) {
      expect([ran.status, ran.out]).toEqual([2, '']);
      expect(ran.err.trim().length).toBeGreaterThan(20);
    }
  });
  it('gaps that cannot be written end with 2 and leave nothing behind', async () => {
    const before = readdirSync(dir.path);
    const ran = await lacuna([...base, '--gaps', 'no/such/folder/gaps.geojson'], dir.path);
    expect([ran.status, ran.out]).toEqual([2, '']);
    expect(ran.err).toMatch(/no\/such\/folder\/gaps\.geojson.*folder does not exist/);
    expect(readdirSync(dir.path)).toEqual(before);
  });
  it('--where keeps one level; that its parents are left out is no problem', async () => {
    const square = (west: number): number[][] => box(west, 49.99, west + 0.01, 50);
    dir.write(
      'levels.geojson',
      collection([
        polygon({ code: 'T', name: 'T', level: 'township' }, box(10, 49.99, 10.02, 50)),
        polygon({ code: 'T1', name: 'T1', level: 'village', parentCode: 'T' }, square(10)),
        polygon({ code: 'T2', name: 'T2', level: 'village', parentCode: 'T' }, square(10.01)),
      ]),
    );
    dir.write('inside.csv', `id,lon,lat,type,rangeM\nB,10.005,49.995,panoramic,${R}\n`);
    const ran = await lacuna(
      ['measure', '--regions', 'levels.geojson', '--cameras', 'inside.csv', '--where', 'level=village', '--json'],
      dir.path,
    );
    expect(ran.err).not.toMatch(/parent/);
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.out).regions.map((r: { code: string }) => r.code)).toEqual(['T1', 'T2']);
  });
  it('--strict makes a problem fatal: exit 2, no figures, no gaps file', async () => {
    dir.write('one-bad.csv', `id,lon,lat,type,rangeM\nB,10.01,49.995,panoramic,${R}\nC,east,49.995,dome,\n`);
    const args = [
      'measure',
      '--regions',
      'two.geojson',
      '--cameras',
      'one-bad.csv',
      '--gaps',
      'strict.geojson',
      '--json',
    ];
    const [lenient, strict] = await Promise.all([
      lacuna(
        args.filter((a) => !/gaps|strict/.test(a)),
        dir.path,
      ),
      lacuna([...args, '--strict'], dir.path),
    ]);
    expect(lenient.status).toBe(3);
    expect(lenient.err).toMatch(/one-bad\.csv:3:lon east: /);
    expect(JSON.parse(lenient.out).problems).toContainEqual(
      expect.objectContaining({ file: 'one-bad.csv', row: 3, column: 'lon', value: 'east' }),
    );
    expect([strict.status, strict.out]).toEqual([2, '']);
    expect(existsSync(join(dir.path, 'strict.geojson'))).toBe(false);
  });
});
