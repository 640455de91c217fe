import { expect, it } from 'vitest';
import { crsOf, likelyCrs } from './crs.ts';

const at = (crs: string, x: number, y: number): [number, number] => crsOf(crs)!.toWgs84(x, y)!;
/** metres, near enough for a test */
const metres = (a: [number, number], b: [number, number]): number =>
  Math.hypot((a[0] - b[0]) * Math.cos((b[1] * Math.PI) / 180), a[1] - b[1]) * 111_320;

it('all spellings of one system are one system', () => {
  for (const name of [
    'wgs84',
    'WGS-84',
    'EPSG:4326',
    'urn:ogc:def:crs:OGC:1.3:CRS84',
    'urn:ogc:def:crs:EPSG::4326',
    '4326',
  ])
    expect(crsOf(name)!.name, name).toBe('wgs84');
  expect(crsOf('epsg:4490')!.name).toBe('cgcs2000');
  expect(crsOf('urn:ogc:def:crs:EPSG::27700')!.name).toBe('epsg:27700');
});

it('an unknown system is unknown, not WGS-84', () => {
  for (const name of ['epsg:2437', 'xian80', '', 'epsg:', 'wgs', 'epsg:32661', 'epsg:999999'])
    expect(crsOf(name), name).toBeNull();
});

it('GCJ-02 and BD-09 go back to WGS-84 within a metre', () => {
  // Tiananmen in the three systems, as map services publish it.
  expect(metres(at('gcj02', 116.39747, 39.908823), [116.391248, 39.907413])).toBeLessThan(15);
  expect(metres(at('bd09', 116.403847, 39.915085), [116.391248, 39.907413])).toBeLessThan(30);
});

it('British grid agrees with the published worked example to its stated accuracy', () => {
  // TG 51409 13177: 52°39′28.72″N, 1°42′57.79″E
  expect(
    metres(at('epsg:27700', 651409, 313177), [1 + 42 / 60 + 57.79 / 3600, 52 + 39 / 60 + 28.72 / 3600]),
  ).toBeLessThan(3);
});

it('Gauss-Krüger zones: the central meridian lies at easting 500,000 with and without the zone before it', () => {
  expect(at('epsg:4547', 500_000, 3_000_000)[0]).toBeCloseTo(114, 9);
  expect(at('epsg:4526', 38_500_000, 3_000_000)[0]).toBeCloseTo(114, 9);
  expect(at('epsg:4497', 19_500_000, 3_000_000)[0]).toBeCloseTo(111, 9);
  expect(at('epsg:4508', 500_000, 3_000_000)[0]).toBeCloseTo(111, 9);
  const [, lat] = at('epsg:4547', 500_000, 3_000_000);
  expect(meridianArcM(lat)).toBeCloseTo(3_000_000, 2);
});

/** Length of the GRS80 meridian from the equator, by the classic series. */
function meridianArcM(latDeg: number): number {
  const e2 = 0.0066943800229;
  const phi = (latDeg * Math.PI) / 180;
  const [e4, e6] = [e2 ** 2, e2 ** 3];
  return (
    6_378_137 *
    ((1 - e2 / 4 - (3 * e4) / 64 - (5 * e6) / 256) * phi -
      ((3 * e2) / 8 + (3 * e4) / 32 + (45 * e6) / 1024) * Math.sin(2 * phi) +
      ((15 * e4) / 256 + (45 * e6) / 1024) * Math.sin(4 * phi) -
      ((35 * e6) / 3072) * Math.sin(6 * phi))
  );
}

it('UTM, Taiwan, France, web Mercator', () => {
  expect(at('epsg:32650', 500_000, 0)[0]).toBeCloseTo(117, 9);
  expect(at('epsg:32717', 500_000, 10_000_000)[1]).toBeCloseTo(0, 9);
  expect(at('epsg:25832', 500_000, 5_000_000)[0]).toBeCloseTo(9, 9);
  expect(at('epsg:3826', 250_000, 2_700_000)[0]).toBeCloseTo(121, 9);
  expect(at('epsg:2154', 700_000, 6_600_000)).toEqual([expect.closeTo(3, 9), expect.closeTo(46.5, 9)]);
  expect(at('epsg:3857', 10018754.171394622, 1_000)[0]).toBeCloseTo(90, 9);
  expect(at('epsg:2326', 836694.05, 819069.8)).toEqual([expect.closeTo(114.1812, 2), expect.closeTo(22.3106, 2)]);
});

it('the way back leads to the same place; shifted systems have none', () => {
  const places: [string, number, number][] = [
    ['wgs84', 113, 28],
    ['cgcs2000', 113, 28],
    ['epsg:4526', 114.5, 30],
    ['epsg:4547', 114.5, 30],
    ['epsg:32650', 118, 31],
    ['epsg:32717', -79.2, -9.6],
    ['epsg:27700', -1.46, 53.38],
    ['epsg:3857', 7.4, 43.7],
    ['epsg:2056', 7.4, 46.9],
  ];
  for (const [name, lon, lat] of places) {
    const crs = crsOf(name)!;
    const [x, y] = crs.fromWgs84!(lon, lat)!;
    const [backLon, backLat] = crs.toWgs84(x, y)!;
    expect(backLon).toBeCloseTo(lon, 7);
    expect(backLat).toBeCloseTo(lat, 7);
  }
  expect(crsOf('epsg:32650')!.fromWgs84!(10, 50)).toBeNull();
  expect(crsOf('gcj02')!.fromWgs84).toBeUndefined();
});

it('a position outside the area of its system is none', () => {
  expect(crsOf('epsg:27700')!.toWgs84(-1.46, 53.38)).toBeNull();
  expect(crsOf('epsg:4547')!.toWgs84(3_000_000, 500_000)).toBeNull();
  expect(crsOf('wgs84')!.toWgs84(200, 10)).toBeNull();
  expect(crsOf('epsg:4547')!.toWgs84(Number.NaN, 1)).toBeNull();
});

it('likely systems of an easting with its zone start with that zone', () => {
  expect(likelyCrs(38_512_345, 3_012_345)[0]).toBe('epsg:4526');
  expect(likelyCrs(435_000, 387_000)).toContain('epsg:27700');
});
