// Records and outlines that cannot be what they say: never a crash, a hang or a silent zero, and what is not used is named.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { box, collection, type Folder, folder, lacuna, polygon } from './lacuna.ts';

/** Degrees of about a metre near 27° N. */
const [X, Y] = [1 / 99_250, 1 / 110_780];
const at = (x: number, y: number): [number, number] => [112.005 + x * X, 27.005 + y * Y];

interface Out {
  regions: Record<string, number>[];
  total: Record<string, number> & { failedChecks: string[]; assumptions: Record<string, number> };
  problems: { file: string; row: number | null; column: string | null; code: string; message: string; fix: string }[];
}
let dir: Folder;
const measure = async (
  regions: string,
  cameras: string,
  ...more: string[]
): Promise<Out & { status: number | null }> => {
  const ran = await lacuna(['measure', '--regions', regions, '--cameras', cameras, '--json', ...more], dir.path);
  expect([0, 3], ran.err).toContain(ran.status);
  const out: Out = JSON.parse(ran.out);
  expect(out.total.failedChecks).toEqual([]);
  return { ...out, status: ran.status };
};
const csv = (...rows: (string | number)[][]): string =>
  ['id,lon,lat,type,azimuthDeg,hfovDeg,rangeM,nearM,heightM', ...rows.map((row) => row.join(','))].join('\n');
/** Discs of 30 m, as the plane of a village has them. */
const disc = Math.PI * 30 ** 2;
const near = (value: number | undefined, m2: number, relative = 1e-6): void =>
  expect(Math.abs(value! / m2 - 1), `${value} and ${m2}`).toBeLessThan(relative);

beforeAll(() => {
  dir = folder();
  dir.write('village.geojson', collection([polygon({ code: 'v', name: '村' }, box(112, 27, 112.01, 27.01))]));
  dir.write('one.csv', csv(['A', ...at(0, 0), 'panoramic', '', '', 30, '', 5]));
});
afterAll(() => dir.remove());

describe('cameras whose numbers cannot be', () => {
  it('are named with row and column, keep their place in the counts, and leave the others as they are', async () => {
    const here = at(0, 0);
    const odd = [
      ['HFOV0', ...here, 'fixed', 90, 0, 30, '', ''],
      ['RANGE0', ...here, 'fixed', 90, 60, 0, '', ''],
      ['RANGE1E9', ...here, 'fixed', 90, 60, 1e9, '', ''],
      ['INFINITE', ...here, 'fixed', 90, 60, 'Infinity', '', ''],
      ['NEAR', ...here, 'fixed', 90, 60, 30, 40, ''],
      ['BEHIND', ...here, 'fixed', 90, 60, 30, -5, ''],
    ];
    const nan = [
      ['NAN-AZ', ...here, 'fixed', 'NaN', 60, 30, '', ''],
      ['NAN-HFOV', ...here, 'fixed', 90, 'NaN', 30, '', ''],
      ['NAN-RANGE', ...here, 'fixed', 90, 60, 'NaN', '', ''],
      ['NAN-HEIGHT', ...here, 'fixed', 90, 60, 30, '', 'NaN'],
    ];
    dir.write('odd.csv', csv(['GOOD', ...here, 'panoramic', '', '', 30, '', ''], ...odd, ...nan));
    const { status, total, problems } = await measure('village.geojson', 'odd.csv');
    expect(status).toBe(3);
    odd.forEach((_, i) => {
      const said = problems.filter((p) => p.row === i + 3);
      expect(said.map((p) => p.column)).toEqual([i === 0 ? 'hfovDeg' : i < 4 ? 'rangeM' : 'nearM']);
      expect(said[0]!.fix.length).toBeGreaterThan(1);
    });
    // NaN is how tables write "not known": what stands in for it is counted, and without a direction a camera is unaimed
    expect(total).toMatchObject({ cameras: 11, unaimed: 1 });
    expect(total.assumptions).toMatchObject({ 'fixed.rangeM=30': 4, 'fixed.hfovDeg=60': 2 });
    // every one of them sees no farther than the good one
    near(total.coveredM2, disc);
    near(total.likelyM2, disc);
  });
  it('10,000 on one point are measured in seconds', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) =>
      i % 4 === 3
        ? [`P${i}`, ...at(0, 0), 'panoramic', '', '', 20 + (i % 60), '', '']
        : [`F${i}`, ...at(0, 0), 'fixed', i % 3 === 0 ? '' : i % 360, 30 + (i % 90), 20 + (i % 60), '', ''],
    );
    dir.write('many.csv', csv(...rows));
    const { total } = await measure('village.geojson', 'many.csv');
    expect(total.cameras).toBe(10_000);
    near(total.coveredM2, Math.PI * 79 ** 2);
    near(total.overM2, Math.PI * 79 ** 2);
  }, 60_000);
});

describe('regions of odd sizes', () => {
  it('without area are refused with their row; one square metre is a square metre', async () => {
    const flat = [at(0, 0), at(9, 0), at(4, 0), at(0, 0)];
    const point = [at(0, 0), at(0, 0), at(0, 0), at(0, 0)];
    const metre = box(...at(0, 0), ...at(1, 1));
    const shapes = [polygon({ code: 'flat' }, flat), polygon({ code: 'point' }, point), polygon({ code: 'm2' }, metre)];
    dir.write('small.geojson', collection(shapes));
    const { regions, problems, status } = await measure('small.geojson', 'one.csv');
    expect(status).toBe(3);
    expect(problems.filter((p) => p.file === 'small.geojson' && p.row !== null).map((p) => p.row)).toEqual([1, 2]);
    expect(regions.map((r) => r.code)).toEqual(['m2']);
    near(regions[0]!.demandM2, 1, 1e-3);
    expect(regions[0]!.coveredM2).toBe(regions[0]!.demandM2);
  });
  it('50 km wide takes several planes and loses nobody', async () => {
    dir.write('wide.geojson', collection([polygon({ code: 'w' }, box(111, 26, 111.5, 26.5))]));
    // far apart, some on the lines between planes or near them
    const rows = Array.from({ length: 200 }, (_, i) => {
      const lon = 111.01 + 0.48 * ((i * 0.618033988) % 1);
      return [`W${String(i).padStart(3, '0')}`, lon, 26.01 + (0.48 * i) / 200, 'panoramic', '', '', 30, '', ''];
    });
    dir.write('spread.csv', csv(...rows));
    const { total } = await measure('wide.geojson', 'spread.csv');
    expect(total).toMatchObject({ cameras: 200, camerasSeeing: 200 });
    near(total.coveredM2, 200 * disc, 2e-6);
  }, 120_000);
});

describe('a building whose ring crosses itself', () => {
  it('is ground by the even-odd rule, and that is said', async () => {
    // two triangles of 50 m² each that touch in the middle, 10 m east of the camera
    const bow = [at(10, -10), at(20, 10), at(20, -10), at(10, 10), at(10, -10)];
    dir.write('bow.geojson', collection([polygon({ heightM: 10 }, bow)]));
    const open = await measure('village.geojson', 'one.csv');
    const { total, problems } = await measure('village.geojson', 'one.csv', '--obstacles', 'bow.geojson');
    expect(problems.filter((p) => p.code === 'obstacle.crosses').map((p) => p.row)).toEqual([1]);
    near(open.total.demandM2! - total.demandM2!, 100, 1e-2);
    expect(total.coveredM2).toBeGreaterThan(0.5 * disc);
    expect(total.coveredM2).toBeLessThan(disc - 100);
  });
});
