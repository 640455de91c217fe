// A layer as a GeoPackage 1.3: one transaction into a new file, with spatial index, style and data version inside.
import Sqlite from 'better-sqlite3';
import { beginSpatialIndex } from './gpkg-rtree.ts';
import { readmeLines } from './losses.ts';
import { type Field, type Geometry, type Layer, type Lost, nothingLost, type Rows } from './model.ts';
import { prjOf } from './prj.ts';
import { qmlOf } from './qml.ts';
import { type Extent, extentOf, isEmpty, noExtent, spread, wkbBytes, wkbInto } from './text-shapes.ts';

/** "GPKG" */
const APPLICATION_ID = 0x47504b47;
const VERSION = 10_300;
/** Geographic, of no authority. */
const UNDEFINED_SRS = 0;

const TYPES: Readonly<Record<Field['kind'], string>> = {
  text: 'TEXT',
  number: 'DOUBLE',
  integer: 'INTEGER',
  flag: 'BOOLEAN',
  date: 'DATE',
  time: 'DATETIME',
};
const SCHEMA = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id), CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
`;
const EXTENSIONS = 'http://www.geopackage.org/spec130/#extension_metadata';

export async function writeGpkg(layer: Layer, rows: Rows, path: string): Promise<Lost> {
  const db = new Sqlite(path);
  try {
    // a file that is not whole is thrown away, so nothing has to survive a crash
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${VERSION}`);
    db.exec('BEGIN');
    db.exec(SCHEMA);
    const srs = addSystems(db, layer);
    await addFeatures(db, layer, rows, srs);
    addStyle(db, layer);
    db.exec('COMMIT');
    return nothingLost();
  } finally {
    db.close();
  }
}

function addSystems(db: Sqlite.Database, { crs }: Layer): number {
  const add = db.prepare('INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)');
  const system = (epsg: number, name: string, definition: string): unknown =>
    add.run(name, epsg, 'EPSG', epsg, definition, name);
  add.run('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system');
  add.run(
    'Undefined geographic SRS',
    UNDEFINED_SRS,
    'NONE',
    0,
    'undefined',
    crs.epsg === null
      ? `${crs.name}: shifted degrees, no authority has a number for them`
      : 'undefined geographic coordinate reference system',
  );
  system(4326, 'WGS 84', prjOf({ name: 'wgs84', epsg: 4326, projected: false })!);
  system(4490, 'China Geodetic Coordinate System 2000', prjOf({ name: 'cgcs2000', epsg: 4490, projected: false })!);
  if (crs.epsg === null) return UNDEFINED_SRS;
  // a program that knows the authority needs no definition
  system(crs.epsg, `EPSG:${crs.epsg}`, prjOf(crs) ?? 'undefined');
  return crs.epsg;
}

async function addFeatures(db: Sqlite.Database, layer: Layer, rows: Rows, srs: number): Promise<void> {
  const { what, about } = layer;
  const kept = layer.fields.map((field, at) => ({ field, at })).filter(({ field }) => !field.isPosition);
  const type = layer.geometry === 'Point' ? 'POINT' : 'MULTIPOLYGON';
  const names = kept.map(({ field }) => `"${field.key}"`);
  db.exec(
    `CREATE TABLE "${what}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom ${type}, ${kept.map(({ field }, i) => `${names[i]} ${TYPES[field.kind]}`).join(', ')})`,
  );
  const marks = kept.map(() => '?').join(', ');
  const insert = db.prepare(`INSERT INTO "${what}" (geom, ${names.join(', ')}) VALUES (?, ${marks})`);
  const extent = noExtent();
  const index = beginSpatialIndex(db, what);
  for await (const page of rows.pages())
    for (const { values, geometry } of page) {
      const own = geometry === null ? null : extentOf(geometry);
      const bound = kept.map(({ at }) => {
        const value = values[at]!;
        return typeof value === 'boolean' ? Number(value) : value;
      });
      const { lastInsertRowid } = insert.run(geometry === null ? null : gpkgBlob(geometry, own!, srs), ...bound);
      if (own === null) continue;
      spread(extent, own);
      index.add(lastInsertRowid, own);
    }
  index.finish();
  const box = isEmpty(extent) ? [null, null, null, null] : extent;
  db.prepare('INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    what,
    'features',
    what,
    `data version ${about.dataVersion}, ${layer.crs.name}`,
    about.writtenAt,
    ...box,
    srs,
  );
  db.prepare('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)').run(what, 'geom', type, srs);
}

function addStyle(db: Sqlite.Database, layer: Layer): void {
  const { what, about } = layer;
  db.prepare(
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', ?)",
  ).run(what, what, qmlOf(what), 'Lacuna', about.writtenAt);
  const extension = db.prepare("INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')");
  extension.run('gpkg_metadata', EXTENSIONS);
  extension.run('gpkg_metadata_reference', EXTENSIONS);
  const readme = { ...about, crs: layer.crs.name, readme: readmeLines(layer, 'gpkg') };
  db.prepare(
    "INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'https://www.rfc-editor.org/rfc/rfc8259', 'application/json', ?)",
  ).run(JSON.stringify(readme));
  db.prepare("INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, 1, NULL)").run(
    about.writtenAt,
  );
}

const LITTLE_ENDIAN = 1;
const WITH_BOX = 2;

/** Points need no box, shapes have one: readers look at it first. */
function gpkgBlob(geometry: Geometry, [west, south, east, north]: Extent, srs: number): Buffer {
  const withBox = geometry.type !== 'Point';
  const head = withBox ? 40 : 8;
  const blob = Buffer.allocUnsafe(head + wkbBytes(geometry));
  blob.write('GP', 0, 'latin1');
  blob[2] = 0;
  blob[3] = LITTLE_ENDIAN | (withBox ? WITH_BOX : 0);
  blob.writeInt32LE(srs, 4);
  if (withBox) for (const [i, v] of [west, east, south, north].entries()) blob.writeDoubleLE(v, 8 + 8 * i);
  wkbInto(geometry, blob, head);
  return blob;
}
