// Writes GeoPackages and their geometries for tests.
import Database from 'better-sqlite3';

export interface TestLayer {
  table: string;
  /** null = a table without shapes */
  geometry: string | null;
  srs?: number;
  columns?: string;
  rows: Record<string, string | number | bigint | Uint8Array | null>[];
}

export type TestDb = Database.Database;

/** A database that is no GeoPackage. */
export function sqliteOf(sql: string): Buffer {
  const db = new Database(':memory:');
  db.exec(sql);
  const bytes = db.serialize();
  db.close();
  return bytes;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `more` runs afterwards, for what does not belong there. */
export function gpkgOf(layers: TestLayer[], more: (db: TestDb) => void = () => {}): Buffer {
  const db = new Database(':memory:');
  db.unsafeMode(true);
  db.exec(`
    PRAGMA application_id = 1196444487;
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
    CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]]]', NULL);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('undefined', -1, 'NONE', -1, 'undefined', NULL);
  `);
  for (const { table, geometry, srs = 4326, columns = 'code TEXT, name TEXT', rows } of layers) {
    db.exec(
      `CREATE TABLE ${quoted(table)} (fid INTEGER PRIMARY KEY, ${geometry ? `geom ${geometry}, ` : ''}${columns})`,
    );
    db.prepare('INSERT INTO gpkg_contents VALUES (?, ?, ?, ?)').run(
      table,
      geometry ? 'features' : 'attributes',
      table,
      srs,
    );
    if (geometry)
      db.prepare('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)').run(table, 'geom', geometry, srs);
    for (const row of rows) {
      const names = Object.keys(row);
      db.prepare(
        `INSERT INTO ${quoted(table)} (${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ).run(...Object.values(row));
    }
  }
  more(db);
  const bytes = db.serialize();
  db.close();
  return bytes;
}

export const gp = (wkb: Uint8Array, flags = 1, envelope: Uint8Array = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(8);
  head.write('GP', 'latin1');
  head[3] = flags;
  head.writeInt32LE(4326, 4);
  return Buffer.concat([head, envelope, wkb]);
};

export interface WkbMore {
  big?: boolean;
  /** added to the type: 1000 = Z, 2000 = M, 3000 = ZM, or the high bits of EWKB */
  dims?: number;
}
function writer({ big = false, dims = 0 }: WkbMore) {
  const int = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    if (big) bytes.writeUInt32BE(value >>> 0);
    else bytes.writeUInt32LE(value >>> 0);
    return bytes;
  };
  const double = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    if (big) bytes.writeDoubleBE(value);
    else bytes.writeDoubleLE(value);
    return bytes;
  };
  const head = (type: number): Buffer => Buffer.concat([Buffer.of(big ? 0 : 1), int(type + dims)]);
  const position = (at: number[]): Buffer => Buffer.concat(at.map(double));
  const line = (positions: number[][]): Buffer => Buffer.concat([int(positions.length), ...positions.map(position)]);
  return { int, head, position, line };
}
export const wkbPoint = (at: number[], more: WkbMore = {}): Buffer => {
  const w = writer(more);
  return Buffer.concat([w.head(1), w.position(at)]);
};
export const wkbPolygon = (rings: number[][][], more: WkbMore = {}): Buffer => {
  const w = writer(more);
  return Buffer.concat([w.head(3), w.int(rings.length), ...rings.map(w.line)]);
};
/** type 4 to 7: members are written already */
export const wkbMulti = (type: number, members: Buffer[], more: WkbMore = {}, count = members.length): Buffer => {
  const w = writer(more);
  return Buffer.concat([w.head(type), w.int(count), ...members]);
};
