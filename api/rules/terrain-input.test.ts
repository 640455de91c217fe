import { describe, expect, test } from 'vitest';
import { metresPerDegree } from '#engine';
import { MAX_REACH_M } from './assumptions.ts';
import { cameraTable, type InputCamera, leafInput, soupFrom, standingCounts } from './leaf-input.ts';
import { type ElevationSource, LENS_HEIGHT_M, terrainRun, withTerrain } from './terrain-input.ts';

const [LON, LAT] = [113, 28];
const [PER_LON, PER_LAT] = metresPerDegree(LAT);
const east = (m: number): number => LON + m / PER_LON;
const north = (m: number): number => LAT + m / PER_LAT;

const camera = (id: string, x: number, y: number, more: Partial<InputCamera> = {}): InputCamera => ({
  id,
  longitude: east(x),
  latitude: north(y),
  stage: 'installed',
  count: 1,
  type: 'fixed',
  azimuthDeg: 90,
  hfovDeg: 60,
  rangeM: 100,
  nearM: null,
  heightM: 5,
  ...more,
});

/** Cells of 5 m in degrees, from x0, y0 (m, north-west corner), with the ground as a function of metres. */
function source(
  x0: number,
  y0: number,
  width: number,
  height: number,
  zOf: (x: number, y: number) => number,
  cellM = 5,
): ElevationSource & { reads: number } {
  const grid = {
    width,
    height,
    cellM,
    reads: 0,
    bbox: [east(x0), north(y0 - cellM * (height - 1)), east(x0 + cellM * (width - 1)), north(y0)] as const,
    toCell: (lon: number, lat: number): [number, number] => [
      ((lon - LON) * PER_LON - x0) / cellM,
      (y0 - (lat - LAT) * PER_LAT) / cellM,
    ],
    window(column: number, row: number, w: number, h: number) {
      expect(column >= 0 && row >= 0 && column + w <= width && row + h <= height).toBe(true);
      grid.reads++;
      return Float32Array.from({ length: w * h }, (_, k) =>
        zOf(x0 + cellM * (column + (k % w)), y0 - cellM * (row + Math.floor(k / w))),
      );
    },
  };
  return grid;
}
/** A wall of earth 20 m high from x = 40 to 60 m. */
const bank = (x: number): number => (x > 37 && x < 63 ? 20 : 0);
const wide = source(-200, 200, 81, 81, bank);

describe('which views are cut', () => {
  test('a camera whose reach meets the grid is cut; one far from it is not, and no assumption is made for it', () => {
    const list = [camera('a', 0, 0, { heightM: null }), camera('b', 3_000, 0, { heightM: null })];
    const { table, unknown } = withTerrain(cameraTable(list), list, [wide]);
    expect(table.terrain![0]!.quads.length).toBeGreaterThan(0);
    expect(table.terrain![1]).toBeNull();
    expect(unknown).toEqual([]);
    const [counts] = standingCounts(table, Int32Array.from([0, -1]), 1);
    expect(counts!.assumptions).toEqual({ [`fixed.heightM=${LENS_HEIGHT_M.fixed}`]: 1 });
  });

  test('the ground in front of the bank is seen, the ground behind it is not', () => {
    const list = [camera('a', 0, 0)];
    const { table } = withTerrain(cameraTable(list), list, [wide]);
    const { quads } = table.terrain![0]!;
    const ends = new Set<number>();
    for (let q = 0; q < quads.length; q += 6) {
      if (Math.abs(quads[q]! - 90) > 10) continue;
      expect(quads[q + 2]).toBe(0);
      ends.add(Math.round(quads[q + 4]!));
    }
    // the bank rises from 35 to 40 m; its crest is seen, what is behind it not
    for (const end of ends) expect(end >= 40 && end <= 65).toBe(true);
  });

  test('without a grid the table is as it was', () => {
    const list = [camera('a', 0, 0)];
    const table = cameraTable(list);
    expect(withTerrain(table, list, []).table.terrain).toEqual([null]);
  });

  test('the engine receives the views of the cameras of a leaf, in its order', () => {
    const list = [camera('a', 0, 0), camera('b', 5, 0), camera('c', 9_000, 0)];
    const { table } = withTerrain(cameraTable(list), list, [wide]);
    const square = (x: number): number[][] => [
      [east(x - 150), north(-150)],
      [east(x + 150), north(-150)],
      [east(x + 150), north(150)],
      [east(x - 150), north(150)],
    ];
    const { input, rows } = leafInput({ code: '1', soup: soupFrom([[square(0)]]) }, table, null);
    expect([...rows]).toEqual([0, 1]);
    const { from, az0Deg } = input.cameras.terrain!;
    expect(from.length).toBe(3);
    expect(from[2]).toBe(az0Deg.length);
    expect(from[1]).toBe(table.terrain![0]!.quads.length / 6);
    expect(leafInput({ code: '2', soup: soupFrom([[square(0)]]) }, cameraTable(list), null).input.cameras.terrain).toBe(
      undefined,
    );
  });
});

describe('several grids', () => {
  const list = [camera('a', 0, 0, { azimuthDeg: null, type: 'panoramic', hfovDeg: 360 })];
  test('tiles that meet at the camera are one ground: same view as over a single grid, nothing unknown', () => {
    const zOf = (x: number, y: number): number => 8 * Math.sin(x / 11) * Math.cos(y / 13);
    const whole = withTerrain(cameraTable(list), list, [source(-300, 300, 121, 121, zOf)]);
    const west = source(-300, 300, 61, 121, zOf);
    const rest = source(5, 300, 60, 121, zOf);
    const tiled = withTerrain(cameraTable(list), list, [west, rest]);
    expect(tiled.unknown).toEqual([]);
    const [one, two] = [whole.table.terrain![0]!.quads, tiled.table.terrain![0]!.quads];
    expect(two.length).toBe(one.length);
    one.forEach((v, k) => {
      expect(two[k]).toBeCloseTo(v, 3);
    });
  });
  test('the finer grid is used where both know the ground', () => {
    const coarse = source(-600, 600, 41, 41, () => 0, 30);
    const { table } = withTerrain(cameraTable(list), list, [coarse, wide]);
    expect(table.terrain![0]!.quads).toEqual(withTerrain(cameraTable(list), list, [wide]).table.terrain![0]!.quads);
  });
  test('a grid that does not know the ground under the camera leaves it to the next', () => {
    const hole = source(-200, 200, 81, 81, (x, y) => (Math.hypot(x, y) < 20 ? Number.NaN : 50));
    const coarse = source(-600, 600, 41, 41, () => 0, 30);
    const { table, unknown } = withTerrain(cameraTable(list), list, [hole, coarse]);
    expect(table.terrain![0]).toEqual({ quads: [], unknownShare: 0 });
    expect(unknown).toEqual([]);
  });
});

describe('what is not known is said', () => {
  test('a grid that ends inside the view: the camera is named with the share, and counted', () => {
    const list = [camera('a', 170, 0), camera('b', 260, 0), camera('c', 0, 0)];
    const { table, unknown } = withTerrain(cameraTable(list), list, [wide]);
    expect(unknown.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(unknown[0]!.share).toBeGreaterThan(0.5);
    expect(unknown[0]!.share).toBeLessThan(1);
    // b stands outside the grid: it is wholly unknown, and nothing was assumed of its lens
    expect(unknown[1]!.share).toBe(1);
    const [counts] = standingCounts(table, Int32Array.from([0, 0, 0]), 1);
    expect(counts!.assumptions).toEqual({ 'terrain.unknown': 2 });
  });
  test('the greatest range that counts reads a bounded window and is named; one beyond it sees nothing', () => {
    const list = [camera('a', 0, 0, { rangeM: MAX_REACH_M }), camera('b', 0, 0, { rangeM: 1e9 })];
    const { unknown } = withTerrain(cameraTable(list), list, [wide]);
    expect(unknown.map(({ id, share }) => [id, Math.round(share * 100)])).toEqual([['a', 100]]);
  });
});

test('steps stop after so many views, and the cache spares what was cast before', () => {
  const list = Array.from({ length: 10 }, (_, i) => camera(`c${i}`, i, 0));
  const kept = new Map();
  const grid = source(-200, 200, 81, 81, bank);
  const run = terrainRun(cameraTable(list), list, [grid], kept);
  expect(run.step(4)).toBe(true);
  expect(kept.size).toBe(4);
  while (run.step(4));
  expect(kept.size).toBe(10);
  const reads = grid.reads;
  const again = terrainRun(cameraTable(list), list, [grid], kept);
  expect(again.step(1)).toBe(false);
  expect(grid.reads).toBe(reads);
  expect(again.result().table.terrain).toEqual(run.result().table.terrain);
});
