// GeoPackages: every layer that is an ordinary table can be read; nothing in the file can act.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, refusal } from './containers.fixture.ts';
import { fileSource } from './file-source.ts';
import { gp, gpkgOf, sqliteOf, type TestDb, type TestLayer, wkbMulti, wkbPoint, wkbPolygon } from './gpkg.fixture.ts';
import { parseSource } from './parse.ts';
import { readGeoPackageGeometry } from './wkb.ts';

let folder = '';
let outside: string | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-test-'));
  outside = process.env.TMPDIR;
  process.env.TMPDIR = folder;
});
afterAll(async () => {
  if (outside === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outside;
  await rm(folder, { recursive: true, force: true });
});

const square = (x: number, y: number, z: number[] = []): number[][] =>
  [
    [x, y],
    [x + 0.1, y],
    [x + 0.1, y + 0.1],
    [x, y + 0.1],
    [x, y],
  ].map((at) => [...at, ...z]);
const AREA = gp(wkbPolygon([square(111, 27)]));
const regionsLayer = (table = 'towns', geom: Uint8Array = AREA): TestLayer => ({
  table,
  geometry: 'POLYGON',
  rows: [{ geom, code: '430522100', name: '龙潭镇' }],
});
const POINTS: TestLayer = {
  table: 'points',
  geometry: 'POINT',
  columns: 'id TEXT, name TEXT',
  rows: [{ geom: gp(wkbPoint([111.5, 27.5])), id: 'a', name: 'A' }],
};
const LIST: TestLayer = {
  table: 'list',
  geometry: null,
  columns: 'id TEXT, longitude REAL, latitude REAL',
  rows: [{ id: 'b', longitude: 111.6, latitude: 27.6 }],
};

describe('layers', () => {
  it('areas, with their system, and nothing is left behind', async () => {
    const { summary, rows } = await parse('regions', gpkgOf([regionsLayer()]));
    expect(summary).toMatchObject({
      format: 'gpkg',
      usable: 1,
      crs: 'wgs84',
      questions: [],
      columns: ['fid', 'code', 'name'],
    });
    expect(summary.probe).toMatchObject({
      layer: 'towns',
      layers: [{ name: 'towns', geometry: 'Polygon' }],
      declaredCrs: 'epsg:4326',
    });
    expect(rows[0]).toMatchObject({ row: 1, code: '430522100', name: '龙潭镇' });
    expect(await readdir(folder)).toEqual([]);
  });
  it('a layer of points and a table of rows: cameras are the points, targets the rows', async () => {
    const bytes = gpkgOf([POINTS, LIST, regionsLayer()]);
    expect((await parse('cameras', bytes)).rows.map(({ id }) => id)).toEqual(['a']);
    expect((await parse('regions', bytes)).rows.map(({ code }) => code)).toEqual(['430522100']);
    expect((await parse('cameras', bytes, { layer: 'list' })).rows.map(({ id }) => id)).toEqual(['b']);
    expect((await parse('cameras', gpkgOf([LIST]))).rows.map(({ id }) => id)).toEqual(['b']);
  });
  it('several that fit are asked about; the answer is read', async () => {
    const bytes = gpkgOf([regionsLayer('a'), regionsLayer('b "x"'), POINTS]);
    const { summary } = await parse('regions', bytes);
    expect(summary.questions).toMatchObject([
      { code: 'file.layer_unclear', choices: [{ value: 'a' }, { value: 'b "x"' }] },
    ]);
    expect(summary.probe.layers).toHaveLength(3);
    expect((await parse('regions', bytes, { layer: 'b "x"' })).summary.usable).toBe(1);
    expect(await refusal(bytes, 'regions', { layer: 'c' })).toBe('layer.absent');
    expect(await readdir(folder)).toEqual([]);
  });
  it('whole numbers keep all their digits, bytes are no text', async () => {
    const layer: TestLayer = {
      ...POINTS,
      columns: 'id INTEGER, name BLOB, heightM REAL',
      rows: [{ geom: gp(wkbPoint([111, 27])), id: 9_007_199_254_740_993n, name: Buffer.from('x'), heightM: 6.5 }],
    };
    const { rows } = await parse('cameras', gpkgOf([layer]));
    expect(rows[0]).toMatchObject({ id: '9007199254740993', fields: { heightM: 6.5 } });
    expect(rows[0]!.fields.name ?? null).toBeNull();
  });
  it('a system of ours by its definition, one that is not by a question', async () => {
    const withSystem = (definition: string) =>
      gpkgOf([{ ...regionsLayer(), srs: 100_001 }], (db) =>
        db.prepare("INSERT INTO gpkg_spatial_ref_sys VALUES ('City grid', 100001, 'CITY', 1, ?, NULL)").run(definition),
      );
    const cgcs =
      'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]]]';
    expect((await parse('regions', withSystem(cgcs))).summary).toMatchObject({ crs: 'cgcs2000', questions: [] });
    expect((await parse('regions', withSystem('undefined'))).summary.questions).toMatchObject([
      { code: 'crs.unknown', message: expect.stringContaining('City grid'), choices: [{ value: 'wgs84' }, {}, {}, {}] },
    ]);
  });
  it('a system that is not said is WGS-84, and that is said', async () => {
    const { problems } = await parse('regions', gpkgOf([{ ...regionsLayer(), srs: -1 }]));
    expect(problems.map(({ code }) => code)).toContain('crs.assumed');
  });
  it('columns named like object internals, and one that is computed, which is left out', async () => {
    const bytes = gpkgOf([
      {
        ...regionsLayer(),
        columns: 'code TEXT, name TEXT, "__proto__" TEXT, "constructor" TEXT, big TEXT AS (hex(zeroblob(1000000)))',
      },
    ]);
    expect((await parse('regions', bytes)).summary).toMatchObject({
      usable: 1,
      columns: ['fid', 'code', 'name', '__proto__', 'constructor'],
    });
  });
  it('triggers stand in every GeoPackage, and never run', async () => {
    const bytes = gpkgOf([regionsLayer()], (db) =>
      db.exec('CREATE TRIGGER t AFTER INSERT ON towns BEGIN DELETE FROM towns; END'),
    );
    expect((await parse('regions', bytes)).summary.usable).toBe(1);
  });
  it('a header that speaks of a log beside it: read without, and said', async () => {
    const bytes = gpkgOf([regionsLayer()]);
    bytes[18] = 2;
    bytes[19] = 2;
    const { summary, problems } = await parse('regions', bytes);
    expect(summary.usable).toBe(1);
    expect(problems.find(({ code }) => code === 'gpkg.wal')?.severity).toBe('warning');
  });
  it('from disk: a log and a journal beside the file are not taken up, and nothing is written there', async () => {
    const place = join(folder, 'place');
    await mkdir(place);
    const path = join(place, 'a.gpkg');
    const bytes = gpkgOf([regionsLayer()]);
    await writeFile(path, bytes);
    await writeFile(`${path}-wal`, Buffer.alloc(4_096, 1));
    await writeFile(`${path}-journal`, Buffer.alloc(4_096, 1));
    const { summary } = await parseSource(
      fileSource(path, bytes.length),
      { kind: 'regions', fileName: 'a.gpkg', options: {} },
      { row() {}, problem() {}, rejected() {} },
    );
    expect(summary).toMatchObject({ usable: 1, refused: null });
    expect((await readdir(place)).sort()).toEqual(['a.gpkg', 'a.gpkg-journal', 'a.gpkg-wal']);
    await rm(place, { recursive: true });
  });
});

describe('what is no layer', () => {
  const crafted = (more: (db: TestDb) => void, layers: TestLayer[] = []) => gpkgOf(layers, more);
  const named = (db: TestDb, name: string): void => {
    db.prepare("INSERT INTO gpkg_contents VALUES (?, 'features', 'x', 4326)").run(name);
    db.prepare("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', 4326, 0, 0)").run(name);
  };
  /** Text of the schema as no SQL would write it. */
  const schema = (db: TestDb, set: string): void => {
    db.pragma('writable_schema = ON');
    db.exec(`UPDATE sqlite_schema SET ${set}`);
  };
  it.each<[string, () => Uint8Array, string]>([
    [
      'a view',
      () =>
        crafted((db) => {
          db.exec('CREATE VIEW v AS SELECT 1 AS fid, NULL AS geom');
          named(db, 'v');
        }),
      'gpkg.not_a_table',
    ],
    [
      'a view without end',
      () =>
        crafted((db) => {
          db.exec(
            'CREATE VIEW v AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS fid, NULL AS geom FROM r',
          );
          named(db, 'v');
        }),
      'gpkg.not_a_table',
    ],
    [
      'a virtual table',
      () =>
        crafted((db) => {
          db.exec('CREATE VIRTUAL TABLE v USING rtree(fid, a, b)');
          named(db, 'v');
        }),
      'gpkg.not_a_table',
    ],
    [
      'a text index',
      () =>
        crafted((db) => {
          db.exec('CREATE VIRTUAL TABLE v USING fts5(geom)');
          named(db, 'v');
        }),
      'gpkg.not_a_table',
    ],
    ['a table of its own', () => crafted((db) => named(db, 'gpkg_contents')), 'gpkg.not_a_table'],
    ['the schema itself', () => crafted((db) => named(db, 'sqlite_schema')), 'gpkg.not_a_table'],
    ['a name that is no table', () => crafted((db) => named(db, 'x"; DROP TABLE y; --')), 'gpkg.not_a_table'],
    ['no layer at all', () => crafted(() => {}), 'gpkg.no_layers'],
    [
      'only tiles',
      () => crafted((db) => db.exec("INSERT INTO gpkg_contents VALUES ('t', 'tiles', 't', 4326)")),
      'gpkg.no_layers',
    ],
    [
      'a list of layers that is a view',
      () =>
        crafted((db) => db.exec('ALTER TABLE gpkg_contents RENAME TO c; CREATE VIEW gpkg_contents AS SELECT * FROM c')),
      'gpkg.not_geopackage',
    ],
    [
      'a geometry column that is not there',
      () =>
        crafted((db) => {
          db.exec('CREATE TABLE g (fid INTEGER PRIMARY KEY, code TEXT)');
          named(db, 'g');
        }),
      'gpkg.broken',
    ],
    [
      'a list without its columns',
      () => crafted((db) => db.exec('DROP TABLE gpkg_contents; CREATE TABLE gpkg_contents (x)')),
      'gpkg.broken',
    ],
    [
      'a view that calls itself a table',
      () =>
        crafted((db) => {
          db.exec('CREATE VIEW v AS SELECT 1 AS fid, NULL AS geom');
          named(db, 'v');
          schema(db, "type = 'table', rootpage = 3 WHERE name = 'v'");
        }),
      'gpkg.broken',
    ],
    [
      'a schema that is no SQL',
      () => crafted((db) => schema(db, "sql = 'CREATE TABLE towns (((' WHERE name = 'towns'"), [regionsLayer()]),
      'gpkg.broken',
    ],
    [
      'a table whose pages are those of another',
      () => crafted((db) => schema(db, "rootpage = 9999 WHERE name = 'towns'"), [regionsLayer()]),
      'gpkg.broken',
    ],
    ['a database of something else', () => sqliteOf('CREATE TABLE t (a)'), 'gpkg.not_geopackage'],
    ['a file that ends early', () => gpkgOf([regionsLayer()]).subarray(0, 5_000), 'gpkg.broken'],
    [
      'a header and nothing else',
      () => Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(300)]),
      'gpkg.broken',
    ],
    [
      'pages of noise',
      () => {
        const bytes = gpkgOf([regionsLayer()]);
        bytes.fill(0x5a, 4_096);
        return bytes;
      },
      'gpkg.broken',
    ],
  ])('%s', async (_, make, code) => {
    expect(await refusal(make(), 'regions')).toBe(code);
    expect(await readdir(folder)).toEqual([]);
  });
  it('a broken text index beside a sound layer is never touched', async () => {
    const bytes = gpkgOf([regionsLayer()], (db) => {
      db.exec(
        "CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('x'); DELETE FROM f_data; DELETE FROM f_idx",
      );
      db.exec('CREATE VIRTUAL TABLE rtree_towns_geom USING rtree(id, minx, maxx, miny, maxy)');
      schema(db, "sql = 'CREATE VIRTUAL TABLE f USING nosuchmodule(a)' WHERE name = 'f'");
    });
    expect((await parse('regions', bytes)).summary).toMatchObject({ usable: 1, refused: null });
  });
  it.each<[string, (db: TestDb) => void]>([
    ['as the standard has it', () => {}],
    ['whose nodes are noise', (db) => db.exec("UPDATE rtree_towns_geom_node SET data = x'ffff5a5a5a'")],
    ['without its tables', (db) => schema(db, "sql = 'CREATE TABLE x (((' WHERE name = 'rtree_towns_geom_rowid'")],
    ['of another module', (db) => schema(db, "sql = replace(sql, 'USING rtree', 'USING evil') WHERE type = 'table'")],
    [
      'whose triggers do something else',
      (db) =>
        schema(db, "sql = replace(sql, 'DELETE FROM rtree_towns_geom', 'DELETE FROM towns') WHERE type = 'trigger'"),
    ],
    [
      'whose triggers call what nobody has',
      (db) => schema(db, "sql = replace(sql, 'id = OLD.fid', 'load_extension(OLD.code)') WHERE type = 'trigger'"),
    ],
  ])('a spatial index %s is never touched', async (what, change) => {
    const bytes = gpkgOf([regionsLayer()], (db) => {
      db.exec(`CREATE VIRTUAL TABLE rtree_towns_geom USING rtree(id, minx, maxx, miny, maxy);
        INSERT INTO rtree_towns_geom VALUES (1, 111, 111.1, 27, 27.1);
        CREATE TRIGGER rtree_towns_geom_insert AFTER INSERT ON towns WHEN new.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)
          BEGIN INSERT OR REPLACE INTO rtree_towns_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
        CREATE TRIGGER rtree_towns_geom_delete AFTER DELETE ON towns WHEN old.geom NOT NULL
          BEGIN DELETE FROM rtree_towns_geom WHERE id = OLD.fid; END`);
      named(db, 'rtree_towns_geom_node');
      change(db);
    });
    if (what === 'without its tables') {
      expect(await refusal(bytes, 'regions')).toBe('gpkg.broken');
      return;
    }
    const { summary } = await parse('regions', bytes);
    expect(summary).toMatchObject({ usable: 1, refused: null });
    expect(summary.probe.layers.map(({ name }) => name)).toEqual(['towns']);
    // its tables are no layers, whatever the list of layers says
    expect(await refusal(bytes, 'regions', { layer: 'rtree_towns_geom_node' })).toBe('gpkg.not_a_table');
  });
  it('a view beside a sound layer is not offered', async () => {
    const bytes = crafted(
      (db) => {
        db.exec('CREATE VIEW v AS SELECT * FROM towns');
        named(db, 'v');
      },
      [regionsLayer()],
    );
    expect((await parse('regions', bytes)).summary.probe.layers.map(({ name }) => name)).toEqual(['towns']);
    expect(await refusal(bytes, 'regions', { layer: 'v' })).toBe('gpkg.not_a_table');
  });
});

describe('geometries', () => {
  const read = (bytes: Uint8Array) => readGeoPackageGeometry(bytes);
  const point = { geometry: { type: 'Point', coordinates: [1, 2] } };
  it.each<[string, Uint8Array]>([
    ['little-endian', gp(wkbPoint([1, 2]))],
    ['big-endian', gp(wkbPoint([1, 2], { big: true }))],
    ['with height', gp(wkbPoint([1, 2, 3], { dims: 1_000 }))],
    ['with measure', gp(wkbPoint([1, 2, 3], { dims: 2_000 }))],
    ['with both', gp(wkbPoint([1, 2, 3, 4], { dims: 3_000 }))],
    ['as EWKB with height', gp(wkbPoint([1, 2, 3], { dims: 0x80000000 }))],
    ['as EWKB with measure', gp(wkbPoint([1, 2, 3], { dims: 0x40000000 }))],
    ['with an envelope', gp(wkbPoint([1, 2]), 3, Buffer.alloc(32))],
    ['with an envelope of all four', gp(wkbPoint([1, 2]), 9, Buffer.alloc(64))],
    ['without the header of a GeoPackage', wkbPoint([1, 2])],
  ])('a point %s', (_, bytes) => {
    expect(read(bytes)).toEqual(point);
  });
  it('EWKB with its system', () => {
    const bytes = wkbPoint([1, 2], { dims: 0x20000000 });
    expect(read(Buffer.concat([bytes.subarray(0, 5), Buffer.of(0xe6, 0x10, 0, 0), bytes.subarray(5)]))).toEqual(point);
  });
  it('multi-geometries and collections, also of mixed byte orders', () => {
    const points = [wkbPoint([1, 2]), wkbPoint([3, 4], { big: true })];
    expect(read(gp(wkbMulti(4, points)))).toEqual({
      geometry: {
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    });
    const ring = square(1, 2);
    expect(read(gp(wkbMulti(6, [wkbPolygon([ring])], { big: true })))).toEqual({
      geometry: { type: 'MultiPolygon', coordinates: [[ring]] },
    });
    expect(read(gp(wkbMulti(7, [points[0]!, wkbPolygon([ring])])))).toEqual({
      geometry: { type: 'GeometryCollection', geometries: [point.geometry, { type: 'Polygon', coordinates: [ring] }] },
    });
  });
  it('empty ones are none', () => {
    for (const bytes of [
      gp(wkbPoint([Number.NaN, Number.NaN])),
      gp(wkbPolygon([])),
      gp(wkbMulti(6, [])),
      gp(wkbMulti(7, [wkbMulti(7, [])])),
    ])
      expect(read(bytes)).toEqual({ geometry: null });
  });
  it('a geometry or a cell beyond the limit is not even fetched', async () => {
    const layer = regionsLayer();
    layer.rows = [
      { geom: Buffer.alloc(5_000), code: 'x', name: 'x' },
      { ...layer.rows[0]!, name: 'n'.repeat(2_000_000) },
    ];
    const { summary, rows, problems } = await parse('regions', gpkgOf([layer]), {}, { itemChars: 4_000 });
    expect(problems.find(({ severity }) => severity === 'error')).toMatchObject({ row: 1, code: 'wkb.too_large' });
    expect(summary).toMatchObject({ rows: 2, usable: 1 });
    expect(rows[0]!.name).not.toContain('nn');
  });
  let deep = wkbPoint([1, 2]);
  for (let k = 0; k < 200; k++) deep = Buffer.concat([Buffer.of(1, 7, 0, 0, 0, 1, 0, 0, 0), deep.subarray(0, 400)]);
  it.each<[string, Uint8Array, string]>([
    ['nested without end', gp(deep), 'wkb.too_deep'],
    ['4 billion members', gp(wkbMulti(4, [wkbPoint([1, 2])], {}, 0xffffffff)), 'wkb.counts'],
    ['4 billion rings', gp(Buffer.concat([Buffer.of(1, 3, 0, 0, 0, 255, 255, 255, 255)])), 'wkb.counts'],
    ['4 billion positions', gp(Buffer.of(1, 2, 0, 0, 0, 255, 255, 255, 255)), 'wkb.counts'],
    ['one member more than there are', gp(wkbMulti(4, [wkbPoint([1, 2])], {}, 2)), 'wkb.broken'],
    ['a curve', gp(Buffer.of(1, 10, 0, 0, 0, 0, 0, 0, 0)), 'wkb.curve'],
    ['an area among points', gp(wkbMulti(4, [wkbPolygon([square(1, 2)])])), 'wkb.broken'],
    ['no such type', gp(Buffer.of(1, 99, 0, 0, 0)), 'wkb.broken'],
    ['no such byte order', gp(Buffer.of(7, 1, 0, 0, 0)), 'wkb.broken'],
    ['no such envelope', gp(wkbPoint([1, 2]), 15), 'wkb.broken'],
    ['an envelope beyond its end', gp(Buffer.alloc(0), 9), 'wkb.broken'],
    ['a private kind', gp(wkbPoint([1, 2]), 0x21), 'wkb.broken'],
    ['three bytes', Buffer.from('GP\0'), 'wkb.broken'],
    ['a point cut short', gp(wkbPoint([1, 2])).subarray(0, 20), 'wkb.broken'],
  ])('%s: the row is left out, the others stay', async (_, geom, code) => {
    expect(read(geom)).toMatchObject({ fault: { code } });
    const layer = regionsLayer();
    layer.rows = [{ geom, code: 'x', name: 'x' }, ...layer.rows];
    const { summary, problems } = await parse('regions', gpkgOf([layer]));
    expect(summary).toMatchObject({ rows: 2, usable: 1, refused: null });
    expect(problems.find(({ severity }) => severity === 'error')).toMatchObject({ row: 1, code });
  });
});
