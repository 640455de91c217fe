// The table as a GeoPackage: one layer with its system, box and a style that QGIS takes at once, and a table that explains it.
import { chmodSync, renameSync, rmSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { STYLE_OF } from './qml.ts';
import type { ExportTable, FieldType, OnRows, Value } from './types.ts';
import { type Box, boxOf, emptyBox, gpkgGeometry, widen } from './wkb.ts';
import { readmeLines } from './xlsx.ts';

const APPLICATION_ID = 0x47504b47;
/** 1.3 */
const VERSION = 10_300;
const TYPES: Record<FieldType, string> = { text: 'TEXT', number: 'DOUBLE', integer: 'INTEGER', boolean: 'BOOLEAN' };
const WKT_4326 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]';
const WKT_4490 =
  'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]]';

const SCHEMA = `
create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer primary key, organization text not null,
  organization_coordsys_id integer not null, definition text not null, description text);
create table gpkg_contents (table_name text not null primary key, data_type text not null, identifier text unique,
  description text default '', last_change datetime not null, min_x double, min_y double, max_x double, max_y double,
  srs_id integer references gpkg_spatial_ref_sys(srs_id));
create table gpkg_geometry_columns (table_name text not null primary key references gpkg_contents(table_name),
  column_name text not null, geometry_type_name text not null, srs_id integer not null references gpkg_spatial_ref_sys(srs_id),
  z tinyint not null, m tinyint not null);
create table layer_styles (id integer primary key autoincrement, f_table_catalog text default '', f_table_schema text default '',
  f_table_name text, f_geometry_column text, styleName text, styleQML text, styleSLD text, useAsDefault boolean,
  description text, owner text, ui text, update_time datetime default current_timestamp);
create table about (fid integer primary key, line text);`;

/** srs_id of the coordinates. Shifted Chinese systems are none that the format knows: they are "undefined geographic". */
function systemOf(crs: string): { id: number; definition: string; name: string; organization: string } {
  if (crs === 'wgs84') return { id: 4326, definition: WKT_4326, name: 'WGS 84', organization: 'EPSG' };
  if (crs === 'cgcs2000') return { id: 4490, definition: WKT_4490, name: 'CGCS2000', organization: 'EPSG' };
  const epsg = /^epsg:(\d+)$/.exec(crs);
  if (epsg) return { id: Number(epsg[1]), definition: 'undefined', name: crs.toUpperCase(), organization: 'EPSG' };
  return { id: 0, definition: 'undefined', name: crs, organization: 'NONE' };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const bound = (value: Value): string | number | null => (typeof value === 'boolean' ? Number(value) : value);

export async function writeGpkg(table: ExportTable, path: string, onRows: OnRows): Promise<void> {
  const temporary = `${path}.making`;
  rmSync(temporary, { force: true });
  const file = new BetterSqlite3(temporary);
  try {
    file.pragma('journal_mode = OFF');
    file.pragma('synchronous = OFF');
    file.pragma(`application_id = ${APPLICATION_ID}`);
    file.pragma(`user_version = ${VERSION}`);
    file.exec(SCHEMA);
    await fill(file, table, onRows);
  } catch (error) {
    file.close();
    rmSync(temporary, { force: true });
    throw error;
  }
  file.close();
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}

async function fill(file: BetterSqlite3.Database, table: ExportTable, onRows: OnRows): Promise<void> {
  const { what, fields, about } = table;
  const system = systemOf(about.crs);
  const addSystem = file.prepare('insert or ignore into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, null)');
  addSystem.run('Undefined Cartesian', -1, 'NONE', -1, 'undefined');
  addSystem.run('Undefined Geographic', 0, 'NONE', 0, 'undefined');
  addSystem.run('WGS 84', 4326, 'EPSG', 4326, WKT_4326);
  addSystem.run(system.name, system.id, system.organization, system.id, system.definition);
  const columns = fields.map(({ key, type }) => `${quoted(key)} ${TYPES[type]}`);
  const shape = table.geometry === 'Point' ? 'POINT' : 'MULTIPOLYGON';
  file.exec(
    `create table ${quoted(what)} (fid integer primary key autoincrement, geom ${shape}, ${columns.join(', ')})`,
  );
  const put = file.prepare(
    `insert into ${quoted(what)} (geom, ${fields.map(({ key }) => quoted(key)).join(', ')}) values (?, ${fields.map(() => '?').join(', ')})`,
  );
  const box: Box = emptyBox();
  let n = 0;
  for await (const rows of table.rows) {
    file.exec('begin');
    for (const { values, geometry } of rows) {
      put.run(geometry === null ? null : gpkgGeometry(geometry, system.id), ...values.map(bound));
      if (geometry === null) continue;
      const [west, south, east, north] = boxOf(geometry);
      widen(box, [west, south]);
      widen(box, [east, north]);
    }
    file.exec('commit');
    onRows((n += rows.length));
  }
  const extent = box[0] <= box[2] ? box : [null, null, null, null];
  const title = `${about.title.zh} ${about.title.en}`;
  file
    .prepare(`insert into gpkg_contents values (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(what, what, `${title}, data version ${about.dataVersion}`, about.writtenAt, ...extent, system.id);
  file.prepare('insert into gpkg_geometry_columns values (?, ?, ?, ?, 0, 0)').run(what, 'geom', shape, system.id);
  file
    .prepare(
      `insert into gpkg_contents (table_name, data_type, identifier, description, last_change) values ('about', 'attributes', 'about', ?, ?)`,
    )
    .run(title, about.writtenAt);
  const line = file.prepare('insert into about (line) values (?)');
  for (const text of readmeLines(table)) line.run(text);
  file
    .prepare(
      `insert into layer_styles (f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description)
       values (?, 'geom', 'Lacuna', ?, '', 1, ?)`,
    )
    .run(what, STYLE_OF[what](), title);
}
