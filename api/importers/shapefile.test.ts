// Zipped shapefiles: every kind of shape and text comes through, and no count or length in them is believed.
import { describe, expect, it } from 'vitest';
import { parse, refusal } from './containers.fixture.ts';
import { groupRings } from './ring-groups.ts';
import { type DbfField, type DbfMore, dbfOf, gbk, type ShpMore, shpOf, type TestShape } from './shapefile.fixture.ts';
import type { LonLat } from './types.ts';
import { type ZipFile, zipOf } from './zip.fixture.ts';

const square = (x: number, y: number, size: number, clockwise = true): LonLat[] => {
  const ring: LonLat[] = [
    [x, y],
    [x, y + size],
    [x + size, y + size],
    [x + size, y],
    [x, y],
  ];
  return clockwise ? ring : ring.reverse();
};
const FIELDS: DbfField[] = [
  { name: 'code', type: 'C', length: 12 },
  { name: 'name', type: 'C', length: 20 },
];
const WGS84 =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';
const AREA: TestShape = { parts: [square(111, 27, 0.1)] };

interface Parts {
  shapes?: TestShape[];
  shp?: ShpMore | Uint8Array;
  fields?: DbfField[];
  rows?: (string | Uint8Array)[][];
  dbf?: DbfMore | Uint8Array | null;
  prj?: string | null;
  cpg?: string | null;
  more?: ZipFile[];
}
function shapefile({
  shapes = [AREA],
  shp = {},
  fields = FIELDS,
  rows,
  dbf = {},
  prj = WGS84,
  cpg = null,
  more = [],
}: Parts = {}): Uint8Array {
  const cells = rows ?? shapes.map((_, i) => [`c${i}`, `n${i}`]);
  const files: ZipFile[] = [{ name: 'map/a.shp', data: shp instanceof Uint8Array ? shp : shpOf(shapes, shp) }];
  if (dbf !== null)
    files.push({ name: 'map/a.dbf', data: dbf instanceof Uint8Array ? dbf : dbfOf(fields, cells, dbf) });
  if (prj !== null) files.push({ name: 'map/a.prj', data: prj });
  if (cpg !== null) files.push({ name: 'map/a.cpg', data: cpg });
  return zipOf([...files, ...more]);
}
const regions = (parts: Parts, options = {}) => parse('regions', shapefile(parts), options);
const names = async (parts: Parts, options = {}): Promise<string[]> =>
  (await regions(parts, options)).rows.map(({ name }) => name);
const CHINESE: Parts = { shapes: [AREA, { parts: [square(112, 27, 0.1)] }] };

describe('shapes', () => {
  it('an area, with what the probe says of it', async () => {
    const { summary, rows } = await regions({});
    expect(summary).toMatchObject({ format: 'shapefile', crs: 'wgs84', usable: 1, questions: [] });
    expect(summary.probe).toMatchObject({
      layer: 'map/a',
      layers: [{ name: 'map/a', rows: 1, geometry: 'Polygon' }],
      declaredCrs: 'wgs84',
    });
    expect(rows[0]).toMatchObject({ row: 1, code: 'c0', name: 'n0', bbox: [111, 27, 111.1, 27.1] });
  });
  it.each<[string, 0 | 10 | 20]>([
    ['flat', 0],
    ['with heights', 10],
    ['with measures', 20],
  ])('areas, lines and points %s', async (_, dims) => {
    const parts = [square(111, 27, 0.1).map(([x, y]) => [x, y, 5, 6])];
    expect((await regions({ shapes: [{ parts }], shp: { dims } })).rows[0]!.geometry[0]![0]).toHaveLength(5);
    const lines = await parse(
      'obstacles',
      shapefile({
        shapes: [
          {
            parts: [
              [
                [111, 27, 1, 2],
                [111.1, 27, 3, 4],
              ],
            ],
            area: false,
          },
        ],
        shp: { dims },
      }),
    );
    expect(lines.rows).toMatchObject([{ shape: 'wall' }]);
    const points = await parse('cameras', shapefile({ shapes: [{ point: [111.5, 27.5, 9, 1] }], shp: { dims } }));
    expect(points.rows[0]!.fields).toMatchObject({ longitude: 111.5, latitude: 27.5 });
    const many = await parse(
      'public-space',
      shapefile({
        shapes: [
          {
            points: [
              [111.5, 27.5, 1, 2],
              [111.6, 27.6, 3, 4],
            ],
          },
        ],
        shp: { dims },
      }),
    );
    expect(many.rows[0]!.geometry).toHaveLength(2);
  });
  it.each([
    [true, false],
    [false, true],
    [true, true],
    [false, false],
  ])('an area with a hole, wound clockwise: %s, its hole %s', async (outer, hole) => {
    const parts = [square(111, 27, 0.4, outer), square(111.1, 27.1, 0.1, hole), square(112, 27, 0.1, outer)];
    const { rows, problems } = await regions({ shapes: [{ parts }] });
    expect(rows[0]!.geometry.map((rings) => rings.length).sort()).toEqual([1, 2]);
    expect(problems).toEqual([]);
  });
  it('an island in a lake is ground again, and a ring written twice adds nothing', () => {
    const rings = [square(111, 27, 0.9), square(111.1, 27.1, 0.7), square(111.2, 27.2, 0.5), square(111.2, 27.2, 0.5)];
    expect(
      groupRings(rings)
        .map((polygon) => polygon.length)
        .sort(),
    ).toEqual([1, 2]);
  });
  it('10,000 parts are put in order at once', () => {
    const rings = Array.from({ length: 5_000 }, (_, i) => square(i % 100, Math.floor(i / 100), 0.9)).flatMap((ring) => [
      ring,
      square(ring[0]![0] + 0.1, ring[0]![1] + 0.1, 0.2),
    ]);
    const start = performance.now();
    expect(groupRings(rings)).toHaveLength(5_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
  it('null shapes are rows without a shape, deleted rows are none', async () => {
    const { summary, problems } = await regions({
      shapes: [AREA, null, { parts: [square(112, 27, 0.1)] }],
      dbf: { deleted: [2] },
    });
    expect(summary).toMatchObject({ rows: 2, usable: 1, rejected: 1 });
    expect(problems.map(({ row, code }) => [row, code])).toContainEqual([2, 'geometry.missing']);
  });
  it('without .dbf: shapes only, and it is said', async () => {
    const { summary, problems } = await regions({ dbf: null });
    expect(summary.usable).toBe(1);
    expect(problems.map(({ code }) => code)).toContain('shapefile.no_dbf');
  });
  it('endings in capitals, other files of the set, an .shx that lies', async () => {
    const bytes = zipOf([
      { name: 'A.SHP', data: shpOf([AREA]) },
      { name: 'A.DBF', data: dbfOf(FIELDS, [['c', 'n']]) },
      { name: 'A.SHX', data: Buffer.alloc(300, 0xff) },
      { name: 'A.PRJ', data: WGS84 },
      { name: 'A.shp.xml', data: '<metadata/>' },
      { name: 'A.sbn', data: 'x' },
      { name: 'A.qix', data: 'x' },
    ]);
    expect((await parse('regions', bytes)).summary).toMatchObject({ usable: 1, crs: 'wgs84' });
  });
  it('bytes behind the end that the header names', async () => {
    expect((await regions({ shp: Buffer.concat([shpOf([AREA]), Buffer.alloc(50, 7)]) })).summary.usable).toBe(1);
  });
  it('several shapefiles: only those that fit are asked about', async () => {
    const other = (name: string, shape: TestShape): ZipFile[] => [
      { name: `map/${name}.shp`, data: shpOf([shape]) },
      { name: `map/${name}.dbf`, data: dbfOf(FIELDS, [[name, name]]) },
      { name: `map/${name}.prj`, data: WGS84 },
    ];
    const point: TestShape = { point: [111.5, 27.5] };
    const one = shapefile({ more: other('points', point) });
    expect((await parse('regions', one)).rows[0]!.code).toBe('c0');
    expect((await parse('cameras', one)).summary.probe.layer).toBe('map/points');
    const two = shapefile({ more: [...other('b', AREA), ...other('points', point)] });
    expect(
      (await parse('regions', two)).summary.questions[0]!.choices.map(({ value, label }) => [value, label]),
    ).toEqual([
      ['map/a', 'map/a · 1 row · Polygon'],
      ['map/b', 'map/b · 1 row · Polygon'],
    ]);
    expect((await parse('regions', two, { layer: 'map/b' })).rows[0]!.code).toBe('b');
  });
});

describe('texts', () => {
  const gbkRows = [
    [gbk('430522'), gbk('龙潭镇')],
    [gbk('430523'), gbk('新邵县中心小学东')],
  ];
  const utf8Rows = [
    ['1', '龙潭镇'],
    ['2', '新邵县'],
  ];
  it('GBK without .cpg', async () => {
    expect(await names({ ...CHINESE, rows: gbkRows })).toEqual(['龙潭镇', '新邵县中心小学东']);
  });
  it('GBK by its .cpg, and by the byte of the language', async () => {
    for (const cpg of ['GBK', '936', 'ANSI 936', 'cp936', 'GB18030\r\n'])
      expect(await names({ ...CHINESE, rows: gbkRows, cpg })).toEqual(['龙潭镇', '新邵县中心小学东']);
    expect(await names({ ...CHINESE, rows: gbkRows, dbf: { language: 77 } })).toEqual(['龙潭镇', '新邵县中心小学东']);
  });
  it.each(['UTF-8', 'ISO-8859-1', 'ANSI 1252'])('GBK with a .cpg that says %s, and it is said', async (cpg) => {
    const { rows, problems } = await regions({ ...CHINESE, rows: gbkRows, cpg });
    expect(rows.map(({ name }) => name)).toEqual(['龙潭镇', '新邵县中心小学东']);
    expect(problems.find(({ code }) => code === 'shapefile.cpg_wrong')?.message).toContain('gb18030');
  });
  it('UTF-8 with a .cpg that says GBK, and without', async () => {
    for (const cpg of ['GBK', 'UTF-8', null])
      expect(await names({ ...CHINESE, rows: utf8Rows, cpg })).toEqual(['龙潭镇', '新邵县']);
  });
  it('a damaged text among sound ones does not change what the others are', async () => {
    const shapes = Array.from({ length: 20 }, (_, i): TestShape => ({ parts: [square(80 + i, 27, 0.1)] }));
    const rows = shapes.map((_, i): (string | Uint8Array)[] => [
      `${i}`,
      i === 7 ? Buffer.from([0xc1, 0xfa, 0x41, 0xff]) : '龙潭镇',
    ]);
    const found = await names({ shapes, rows });
    expect(found.filter((name) => name === '龙潭镇')).toHaveLength(19);
  });
  it('a text that its field cuts in the middle of a character', async () => {
    const fields: DbfField[] = [
      { name: 'code', type: 'C', length: 4 },
      { name: 'name', type: 'C', length: 8 },
    ];
    expect(
      (
        await names({
          ...CHINESE,
          fields,
          rows: [
            ['1', '龙潭镇'],
            ['2', '新邵县'],
          ],
        })
      )[0],
    ).toBe('龙潭');
    const odd: DbfField[] = [fields[0]!, { name: 'name', type: 'C', length: 7 }];
    expect(
      (
        await names({
          ...CHINESE,
          fields: odd,
          rows: [
            ['1', gbk('龙潭镇东')],
            ['2', gbk('新邵县中')],
          ],
        })
      )[0],
    ).toBe('龙潭镇');
  });
  it('names of columns in GBK', async () => {
    const fields: DbfField[] = [
      { name: gbk('编码'), type: 'C', length: 12 },
      { name: gbk('名称'), type: 'C', length: 20 },
    ];
    const { summary, rows } = await regions({ ...CHINESE, fields, rows: gbkRows });
    expect(summary.columns).toEqual(['编码', '名称']);
    expect(rows[0]).toMatchObject({ code: '430522', name: '龙潭镇' });
  });
  it('the word of a person counts', async () => {
    expect(await names({ ...CHINESE, rows: gbkRows, cpg: 'UTF-8' }, { encoding: 'gbk' })).toEqual([
      '龙潭镇',
      '新邵县中心小学东',
    ]);
    expect(await refusal(shapefile({}), 'regions', { encoding: 'klingon' })).toBe('encoding.unknown');
  });
  it('Western names leave the encoding open', async () => {
    const { summary } = await regions({
      ...CHINESE,
      rows: [
        ['1', Buffer.from('Gr\xfcnstadt', 'latin1')],
        ['2', Buffer.from('Caf\xe9 x', 'latin1')],
      ],
    });
    expect(summary.questions).toMatchObject([{ code: 'encoding.unclear' }]);
  });
});

describe('cells', () => {
  it('numbers, days, flags, what is too long, memos and bytes', async () => {
    const fields: DbfField[] = [
      { name: 'id', type: 'C', length: 6 },
      { name: 'heightM', type: 'N', length: 8 },
      { name: 'rangeM', type: 'F', length: 8 },
      { name: 'azimuthDeg', type: 'N', length: 3 },
      { name: 'installedOn', type: 'D', length: 8 },
      { name: 'signage', type: 'L', length: 1 },
      { name: 'name', type: 'M', length: 10 },
      { name: 'count', type: 'I', length: 4 },
    ];
    const row = [
      'a',
      '    6.50',
      ' 3.0e+01',
      '***',
      '20210503',
      'T',
      '       123',
      Buffer.from(Int32Array.of(2).buffer),
    ];
    const blank = ['b', '', '', '', '00000000', '?', '', Buffer.alloc(4)];
    const shapes: TestShape[] = [{ point: [111.5, 27.5] }, { point: [111.6, 27.5] }];
    const { rows } = await parse('cameras', shapefile({ shapes, fields, rows: [row, blank] }));
    expect(rows[0]!.fields).toMatchObject({
      heightM: 6.5,
      rangeM: 30,
      azimuthDeg: null,
      installedOn: '2021-05-03',
      signage: true,
      count: 2,
    });
    expect(rows[0]!.fields.name ?? null).toBeNull();
    expect(rows[1]!.fields).toMatchObject({ heightM: null, installedOn: null });
  });
});

describe('long texts', () => {
  it('keep the high byte of their length where numbers keep their decimals', async () => {
    const dbf = dbfOf([{ name: 'code', type: 'C', length: 44 }], [['a']]);
    dbf[32 + 17] = 1;
    dbf.writeUInt16LE(301, 10);
    const record = Buffer.alloc(301, 0x20);
    record.write('x'.repeat(290), 1);
    const bytes = Buffer.concat([dbf.subarray(0, 65), record, Buffer.of(0x1a)]);
    const { rows } = await parse('public-space', shapefile({ dbf: bytes }));
    expect(rows[0]!.id).toHaveLength(100);
    const short = await parse(
      'public-space',
      shapefile({ dbf: withDecimals(dbfOf([{ name: 'code', type: 'C', length: 44 }], [['a']])) }),
    );
    expect(short.rows[0]!.id).toBe('a');
  });
  const withDecimals = (dbf: Buffer): Buffer => {
    dbf[32 + 17] = 5;
    return dbf;
  };
});

describe('coordinate systems', () => {
  it('without .prj: WGS-84 is assumed, and said', async () => {
    const { summary, problems } = await regions({ prj: null });
    expect(summary.crs).toBe('wgs84');
    expect(problems.map(({ code }) => code)).toContain('crs.assumed');
  });
  it('without .prj and with metres: a question', async () => {
    const { summary } = await regions({ prj: null, shapes: [{ parts: [square(37_500_000, 3_000_000, 1_000)] }] });
    expect(summary.questions).toMatchObject([{ code: 'crs.unclear', option: 'crs' }]);
    expect(summary.questions[0]!.choices[0]!.value).toBe('epsg:4525');
  });
  it('a system that is not known: a question that quotes it, and the answer is used', async () => {
    const prj =
      'PROJCS["Xian_1980_3_Degree_GK_Zone_37",GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",37500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
    const parts: Parts = { prj, shapes: [{ parts: [square(37_500_000, 3_000_000, 1_000)] }] };
    const { summary } = await regions(parts);
    expect(summary.questions).toMatchObject([
      { code: 'crs.unknown', option: 'crs', message: expect.stringContaining('Xian_1980_3_Degree_GK_Zone_37') },
    ]);
    expect(summary.probe.declaredCrs).toBe('Xian_1980_3_Degree_GK_Zone_37');
    expect(summary.questions[0]!.choices.map(({ value }) => value)).toContain('epsg:4525');
    expect((await regions(parts, { crs: 'epsg:4525' })).summary).toMatchObject({
      usable: 1,
      questions: [],
      crs: 'epsg:4525',
    });
  });
  it('CGCS2000 in metres is read as that', async () => {
    const prj =
      'PROJCS["CGCS2000_3_Degree_GK_Zone_37",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",37500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
    const { summary, rows } = await regions({ prj, shapes: [{ parts: [square(37_500_000, 3_000_000, 1_000)] }] });
    expect(summary).toMatchObject({ crs: 'epsg:4525', questions: [] });
    expect(rows[0]!.bbox[0]).toBeCloseTo(111, 6);
  });
});

describe('shapefiles that lie', () => {
  const endAt = (shp: Buffer, bytes: number): Buffer => {
    shp.writeInt32BE(bytes / 2, 24);
    return shp;
  };
  const setInt = (at: number, value: number) => (content: Buffer) => void content.writeInt32LE(value, at);
  const setDouble = (at: number, value: number) => (content: Buffer) => void content.writeDoubleLE(value, at);
  it.each<[string, Uint8Array, string]>([
    ['a .shp alone', shpOf([AREA]), 'shapefile.alone'],
    [
      'parts without the .shp',
      zipOf([
        { name: 'a.dbf', data: dbfOf(FIELDS, []) },
        { name: 'a.shx', data: 'x' },
      ]),
      'shapefile.no_shp',
    ],
    ['a header of something else', shapefile({ shp: Buffer.alloc(200) }), 'shp.header'],
    ['a header cut short', shapefile({ shp: shpOf([AREA]).subarray(0, 50) }), 'shp.truncated'],
    ['bodies', shapefile({ shp: { type: 31 } }), 'shp.multipatch'],
    ['a kind that is not defined', shapefile({ shp: { type: 77 } }), 'shp.type'],
    ['a record that is longer than the file', shapefile({ shp: { length: () => 1_000_000 } }), 'shp.truncated'],
    ['a record of 4 GB', shapefile({ shp: { length: () => 0x7fffffff } }), 'shp.record_too_large'],
    ['a record of negative length', shapefile({ shp: { length: () => -5 } }), 'shp.record_length'],
    ['a record without a type', shapefile({ shp: { length: () => 0 } }), 'shp.record_length'],
    ['a record that is shorter than it is', shapefile({ shp: { length: (right) => right - 30 } }), 'shp.record_length'],
    [
      'an end that comes too early',
      shapefile({ shapes: [AREA, AREA], shp: endAt(shpOf([AREA, AREA]), 236) }),
      'shapefile.counts',
    ],
    ['more shapes than rows', shapefile({ shapes: [AREA, AREA], rows: [['c', 'n']] }), 'shapefile.counts'],
    [
      'more rows than shapes',
      shapefile({
        rows: [
          ['c', 'n'],
          ['d', 'm'],
        ],
      }),
      'shapefile.counts',
    ],
    ['fields longer than their record', shapefile({ dbf: { recordBytes: 10 } }), 'dbf.header'],
    ['records of no length', shapefile({ dbf: { recordBytes: 0 } }), 'dbf.header'],
    ['a header of no length', shapefile({ dbf: { headerBytes: 0 } }), 'dbf.header'],
    ['a header longer than the file', shapefile({ dbf: { headerBytes: 65_000 } }), 'dbf.header'],
    ['a .dbf of 10 bytes', shapefile({ dbf: Buffer.alloc(10) }), 'dbf.header'],
    ['a .prj of 10 MB', shapefile({ prj: noise(10 * 1024 ** 2) }), 'shapefile.prj_too_large'],
    ['a .cpg of 1 MB', shapefile({ cpg: noise(1024 ** 2) }), 'shapefile.cpg_too_large'],
    [
      'a .prj of brackets, as far as it goes',
      shapefile({ prj: 'GEOGCS['.repeat(5_000), shapes: [] }),
      'file.no_features',
    ],
  ])('%s', async (_, bytes, code) => {
    expect(await refusal(bytes, 'regions')).toBe(code);
  });
  it.each<[string, (content: Buffer) => void, string]>([
    ['a negative number of parts', setInt(36, -1), 'shp.counts'],
    ['a negative number of points', setInt(40, -1), 'shp.counts'],
    ['2 billion points', setInt(40, 0x7fffffff), 'shp.counts'],
    ['2 billion parts', setInt(36, 0x7fffffff), 'shp.counts'],
    [
      'both, so that they come to little',
      (content) => {
        content.writeInt32LE(-400, 36);
        content.writeInt32LE(105, 40);
      },
      'shp.counts',
    ],
    ['a part that begins behind the last point', setInt(44, 99), 'shp.counts'],
    ['a part that begins before the first point', setInt(44, -3), 'shp.counts'],
    ['another kind of shape', setInt(0, 99), 'shp.shape_type'],
    ['a body among areas', setInt(0, 31), 'shp.shape_type'],
    ['no number', setDouble(48, Number.NaN), 'polygon.position'],
    ['an infinite number', setDouble(64, Number.POSITIVE_INFINITY), 'polygon.position'],
    ['what stands for "no value"', setDouble(56, -1e39), 'polygon.position'],
  ])('one shape says %s: its row is left out, the others stay', async (_, spoil, code) => {
    const shapes: TestShape[] = [AREA, { parts: [square(112, 27, 0.1)] }, { parts: [square(113, 27, 0.1)] }];
    const { summary, problems } = await regions({ shapes, shp: { spoil: (content, i) => i === 0 && spoil(content) } });
    expect(summary).toMatchObject({ refused: null, rows: 3, usable: 2, questions: [] });
    expect(problems.filter(({ severity }) => severity === 'error').map(({ row, code: said }) => [row, said])).toEqual([
      [1, code],
    ]);
  });
  it('points with counts beyond their record', async () => {
    for (const spoil of [setInt(36, -1), setInt(36, 1_000_000)]) {
      const bytes = shapefile({
        shapes: [
          {
            points: [
              [111, 27],
              [112, 27],
            ],
          },
        ],
        shp: { spoil },
      });
      expect((await parse('public-space', bytes)).problems.map(({ code }) => code)).toContain('shp.counts');
    }
  });
  it('a .dbf that says it has 4 billion rows', async () => {
    expect((await regions({ dbf: { count: 0xffffffff } })).summary).toMatchObject({ usable: 1, refused: null });
  });
});

function noise(bytes: number): string {
  let seed = 7;
  return Buffer.from(
    Uint8Array.from({ length: bytes }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return 32 + ((seed >> 16) % 90);
    }),
  ).toString('latin1');
}
