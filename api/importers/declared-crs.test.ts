import { expect, it } from 'vitest';
import { crsNamedIn, crsOfTable } from './declared-crs.ts';
import { readHeader } from './headers.ts';

it.each([
  ['经度(WGS84)', 'wgs84'],
  ['经度（GCJ-02）', 'gcj02'],
  ['lon_bd09', 'bd09'],
  ['国家2000坐标', 'cgcs2000'],
  ['EPSG:4547', 'epsg:4547'],
  ['经度', null],
  ['WGS84转GCJ02', null],
])('%s names %s', (text, crs) => {
  expect(crsNamedIn(text)).toBe(crs);
});

it('the header of the coordinates names their system, or a column that says the same in every row', () => {
  const of = (columns: string[], texts: string[][] = []) => crsOfTable(readHeader('cameras', columns, []), texts);
  expect(of(['编号', '经度(GCJ02)', '纬度(GCJ02)'])).toBe('gcj02');
  expect(of(['编号', '经度(GCJ02)', '纬度(WGS84)'])).toBe(null);
  expect(of(['经度', '纬度', '坐标系'], [[], [], ['BD-09', 'bd09']])).toBe(null);
  expect(of(['经度', '纬度', '坐标系'], [[], [], ['BD-09', 'BD-09']])).toBe('bd09');
  expect(of(['经度', '纬度', 'EPSG'], [[], [], ['4547', '4547']])).toBe('epsg:4547');
});
