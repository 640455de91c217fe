import { describe, expect, it } from 'vitest';
import { parseMemory } from './parse-memory.ts';
import { readPair } from './position-text.ts';
import { readWkt } from './wkt-geometry.ts';

describe('a position in one cell', () => {
  it.each([
    ['113.5,29.5', [113.5, 29.5], false],
    ['113.5 29.5', [113.5, 29.5], false],
    ['(39.3, -76.6)', [39.3, -76.6], false],
    ['[113.5；29.5]', [113.5, 29.5], false],
    ['113.5/29.5', [113.5, 29.5], false],
    ['１１３．５，２９．５', [113.5, 29.5], false],
    ['31°30\'00"N 121°30\'00"E', [121.5, 31.5], true],
    ['N31.5 E121.5', [121.5, 31.5], true],
    ['31.5N, 121.5E', [121.5, 31.5], true],
    ['东经113.5，北纬29.5', [113.5, 29.5], true],
    ['北纬29.5 东经113.5', [113.5, 29.5], true],
    ['经度:113.5 纬度:29.5', [113.5, 29.5], true],
    ['纬度:29.5, 经度:113.5', [113.5, 29.5], true],
    ['lat: 29.5, lon: 113.5', [113.5, 29.5], true],
    ['121°28′13.4″E，31°12′30″N', [121 + 28 / 60 + 13.4 / 3600, 31 + 12.5 / 60], true],
  ] as const)('%s', (text, pair, sure) => {
    const found = readPair(text);
    expect(found?.sure).toBe(sure);
    expect(found?.pair[0]).toBeCloseTo(pair[0], 9);
    expect(found?.pair[1]).toBeCloseTo(pair[1], 9);
  });
  it.each([
    ['39,3; -76,6', [39.3, -76.6], false],
    ['39,3 -76,6', [39.3, -76.6], false],
    ['31 12.5 N 121 28.5 E', [121.475, 31 + 12.5 / 60], true],
    [`31°12'30"N121°28'30"E`, [121.475, 31 + 12.5 / 60], true],
    ['N31 12.5 E121 28.5', [121.475, 31 + 12.5 / 60], true],
  ] as const)('%s, with commas or blanks inside the numbers', (text, pair, sure) => {
    const found = readPair(text);
    expect(found?.sure).toBe(sure);
    expect(found?.pair[0]).toBeCloseTo(pair[0], 9);
    expect(found?.pair[1]).toBeCloseTo(pair[1], 9);
  });
  it.each(['113.5', '路口', '113.5,29.5,6', 'a,b'])('%s is none', (text) => expect(readPair(text)).toBe(null));
});

describe('well-known text', () => {
  it.each([
    ['POINT (113.5 29.5)', 'Point', [113.5, 29.5]],
    ['SRID=4326;POINT Z (1 2 3)', 'Point', [1, 2, 3]],
    [
      'linestring(0 0, 1 1)',
      'LineString',
      [
        [0, 0],
        [1, 1],
      ],
    ],
    [
      'MULTIPOINT ((1 2), (3 4))',
      'MultiPoint',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'MULTIPOINT (1 2, 3 4)',
      'MultiPoint',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['POLYGON ((0 0,1 0,1 1,0 0),(.1 .1,.2 .1,.2 .2,.1 .1))', 'Polygon', null],
    [
      'MULTIPOLYGON (((0 0,1 0,1 1,0 0)))',
      'MultiPolygon',
      [
        [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      ],
    ],
    ['POLYGON EMPTY', 'Polygon', []],
  ])('%s', (text, type, coordinates) => {
    const found = readWkt(text);
    expect(found?.type).toBe(type);
    if (coordinates !== null) expect(found?.coordinates).toEqual(coordinates);
  });
  it.each(['POINT (1)', 'POLYGON ((0 0, 1', 'CIRCULARSTRING (0 0, 1 1)', 'POINT (a b)', 'POLYGON ((0 0)) x'])(
    '%s is refused',
    (text) => expect(readWkt(text)).toBe(null),
  );
});

describe('a column of positions', () => {
  const read = (text: string, options = {}) => parseMemory(text, { kind: 'cameras', options });
  it('where only one order is on earth, that is the one', async () => {
    const { rows, summary } = await read('编号,坐标\nA,"29.5,113.5"\nB,"29.6,113.6"\n');
    expect(rows.map(({ fields }) => [fields.longitude, fields.latitude])).toEqual([
      [113.5, 29.5],
      [113.6, 29.6],
    ]);
    expect(summary.questions).toEqual([]);
    expect(summary.mapping[1]).toMatchObject({ field: 'position' });
  });
  it('where both are, a person is asked', async () => {
    const text = 'id,coords\nA,"46.2,6.1"\nB,"46.3,6.2"\n';
    expect((await read(text)).summary.questions.map(({ code }) => code)).toEqual(['position.order']);
    const { rows } = await read(text, { axes: 'lat-lon' });
    expect(rows[0]!.fields).toMatchObject({ longitude: 6.1, latitude: 46.2 });
  });
  it('WKT and GeoJSON in a cell', async () => {
    expect((await read('id,wkt\nA,POINT(6.1 46.2)\n')).rows[0]!.fields.longitude).toBe(6.1);
    const json = '"{""type"":""Point"",""coordinates"":[6.1,46.2]}"';
    expect((await read(`id,geom\nA,${json}\n`)).rows[0]!.fields.latitude).toBe(46.2);
  });
  it('two columns win over one', async () => {
    const { rows } = await read('id,lat,lon,Location\nA,39.3,-76.6,POINT (39.3 -76.6)\n');
    expect(rows[0]!.fields).toMatchObject({ longitude: -76.6, latitude: 39.3 });
  });
  it('a cell that is no position is a problem of its row', async () => {
    const { rows, problems } = await read('编号,坐标\nA,"29.5,113.5"\nB,"29.6,113.6"\nC,路口\nD,\n');
    expect(rows).toHaveLength(2);
    expect(problems.filter(({ severity }) => severity === 'error').map(({ row, code }) => [row, code])).toEqual([
      [4, 'position.number'],
      [5, 'position.missing'],
    ]);
  });
  it('regions in a table, as WKT', async () => {
    const { rows } = await parseMemory(
      'code,name,边界\n1,甲,"POLYGON ((113 29,113.1 29,113.1 29.1,113 29.1,113 29))"\n',
      {
        kind: 'regions',
      },
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.bbox).toEqual([113, 29, 113.1, 29.1]);
  });
});

describe('the order of the two', () => {
  const read = (column: string, cells: string[], options = {}) =>
    parseMemory(`id\t${column}\n${cells.map((cell, i) => `${i}\t${cell}`).join('\n')}\n`, { kind: 'cameras', options });
  const monaco = ['43.73, 7.41', '43.74, 7.42'];
  it('is told by the range of the whole column, else asked', async () => {
    expect((await read('坐标', ['29.5,113.5', '29.6,113.6'])).rows[0]!.fields).toMatchObject({ longitude: 113.5 });
    const { summary } = await read('coordinates', monaco);
    expect(summary.questions).toMatchObject([{ code: 'position.order', option: 'axes' }]);
    expect((await read('coordinates', monaco, { axes: 'lat-lon' })).rows[0]!.fields).toMatchObject({ longitude: 7.41 });
  });
  it.each(['latlng', 'Lat/Lon', 'latitude, longitude', '纬度,经度', '纬经度'])('%s says it', async (column) => {
    const { summary, rows } = await read(column, monaco);
    expect(summary.questions).toEqual([]);
    expect(rows[0]!.fields).toMatchObject({ longitude: 7.41, latitude: 43.73 });
  });
  it.each(['lonlat', 'lng,lat', '经度,纬度'])('%s says it, too', async (column) => {
    expect((await read(column, ['7.41, 43.73'])).rows[0]!.fields).toMatchObject({ longitude: 7.41, latitude: 43.73 });
  });
  it('objects and links of programs say it', async () => {
    for (const cell of ['{"lat":43.73,"lng":7.41}', 'geo:43.73,7.41', 'geo:43.73,7.41;u=35'])
      expect((await read('location', [cell])).rows[0]!.fields).toMatchObject({
        longitude: 7.41,
        latitude: 43.73,
        name: null,
      });
  });
  it('well-known text is longitude first; latitude first would be Antarctica, which is asked', async () => {
    expect((await read('geom', ['POINT (7.41 43.73)'])).summary.questions).toEqual([]);
    const { summary } = await read('Location', ['POINT (39.3 -76.6)', 'POINT (39.31 -76.61)']);
    expect(summary.questions.map(({ code }) => code)).toEqual(['position.order']);
  });
  it('two columns of their own win over a text with both', async () => {
    const { rows } = await parseMemory('id,Location,lat,lon\n1,POINT (39.3 -76.6),39.3,-76.6\n', { kind: 'cameras' });
    expect(rows[0]!.fields).toMatchObject({ longitude: -76.6, latitude: 39.3, name: null });
  });
  it('shapes name their system: EWKT, and the bytes of PostGIS', async () => {
    const wkt = await read('geom', ['SRID=3857;POINT(12634727 3449000)']);
    expect(wkt.summary).toMatchObject({ crs: 'epsg:3857', questions: [] });
    const hex = await read('geom', ['0101000020E61000000000000000605C400000000000803D40']);
    expect(hex.rows[0]!.fields).toMatchObject({ longitude: 113.5, latitude: 29.5 });
    expect(hex.summary.probe.declaredCrs).toBe('epsg:4326');
  });
});
