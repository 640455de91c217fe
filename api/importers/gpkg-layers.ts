// Which layers does a GeoPackage hold that may be read: ordinary tables, with ordinary columns?
import { FileFault } from './fault.ts';
import type { GpkgDb } from './gpkg-file.ts';
import { readPrj } from './prj.ts';

export interface GpkgLayer {
  table: string;
  rows: number | null;
  /** null = a table without shapes */
  geometry: { column: string; type: string } | null;
  /** our name, or the file's own for a system that is not known */
  declaredCrs: string | null;
}

/** Names of ordinary tables, by their lower case. */
type Tables = Map<string, string>;
const MAX_LAYERS = 1_000;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Layers that can be read, and the names of those that cannot. */
export function gpkgLayers(db: GpkgDb): { layers: GpkgLayer[]; refused: string[] } {
  const tables = ordinaryTables(db);
  const contents = tables.get('gpkg_contents');
  if (contents === undefined) throw new FileFault('gpkg.not_geopackage');
  const rows = db
    .prepare(`SELECT table_name, data_type, srs_id FROM ${quoted(contents)} LIMIT ${MAX_LAYERS}`)
    .raw()
    .all() as unknown[][];
  const layers: GpkgLayer[] = [];
  const refused: string[] = [];
  for (const [name, type] of rows) {
    if (!/^(?:features|attributes|aspatial)$/.test(textOf(type).toLowerCase())) continue;
    const table = tables.get(textOf(name).toLowerCase());
    // what the file itself needs is no layer, whatever it says
    if (table === undefined || /^(?:gpkg_|rtree_|sqlite_)/i.test(table)) refused.push(textOf(name).slice(0, 80));
    else layers.push(layerOf(db, tables, table, textOf(type).toLowerCase() === 'features'));
  }
  return { layers, refused };
}

/** Of the schema's text, so that nothing of it has to run: not views, and not what a module would make up. */
function ordinaryTables(db: GpkgDb): Tables {
  const rows = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
    .raw()
    .all() as unknown[][];
  const tables: Tables = new Map();
  for (const [name, sql] of rows)
    if (/^\s*CREATE\s+TABLE\b/i.test(textOf(sql))) tables.set(textOf(name).toLowerCase(), textOf(name));
  return tables;
}

function layerOf(db: GpkgDb, tables: Tables, table: string, features: boolean): GpkgLayer {
  const rows = saidRows(db, tables, table);
  const columnsTable = tables.get('gpkg_geometry_columns');
  const found =
    features && columnsTable !== undefined
      ? (db
          .prepare(
            `SELECT column_name, geometry_type_name, srs_id FROM ${quoted(columnsTable)} WHERE lower(table_name) = lower(?)`,
          )
          .raw()
          .get(table) as unknown[] | undefined)
      : undefined;
  if (found === undefined) return { table, rows, geometry: null, declaredCrs: null };
  const [column, type, srs] = found;
  return {
    table,
    rows,
    geometry: { column: textOf(column), type: geometryName(textOf(type)) },
    declaredCrs: systemOf(db, tables, Number(srs)),
  };
}

/** GDAL keeps the number of rows beside; for showing only. */
function saidRows(db: GpkgDb, tables: Tables, table: string): number | null {
  const counts = tables.get('gpkg_ogr_contents');
  if (counts === undefined) return null;
  const sql = `SELECT feature_count FROM ${quoted(counts)} WHERE lower(table_name) = lower(?)`;
  const said = (db.prepare(sql).raw().get(table) as unknown[] | undefined)?.[0];
  return Number.isSafeInteger(said) && (said as number) >= 0 ? (said as number) : null;
}

const NAMES = ['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'GeometryCollection'];
const geometryName = (said: string): string =>
  NAMES.find((name) => name.toUpperCase() === said.toUpperCase()) ?? 'Geometry';

function systemOf(db: GpkgDb, tables: Tables, srs: number): string | null {
  // -1 and 0 stand for "not said"
  const table = tables.get('gpkg_spatial_ref_sys');
  if (table === undefined || !(srs > 0)) return null;
  const row = db
    .prepare(
      `SELECT organization, organization_coordsys_id, substr(definition, 1, 65536), substr(srs_name, 1, 120) FROM ${quoted(table)} WHERE srs_id = ?`,
    )
    .raw()
    .get(srs) as unknown[] | undefined;
  if (row === undefined) return `srs_id ${srs}`;
  const [organization, code, definition, name] = row;
  if (/^epsg$/i.test(textOf(organization))) {
    const said = readPrj(`epsg:${String(code)}`);
    if (said?.crs != null) return said.crs;
  }
  const read = readPrj(textOf(definition));
  return read?.crs ?? (textOf(name) || read?.name || `srs_id ${srs}`);
}

export interface GpkgColumns {
  /** names of the cells, in the order of the table, without the geometry */
  names: string[];
  /** the numbered key, by its place among `names`; null = none */
  key: number | null;
}

/** Columns that hold what was written; those that would have to be computed are left out. */
export function columnsOf(db: GpkgDb, { table, geometry }: GpkgLayer, limit: number): GpkgColumns {
  const all = (
    db.prepare(`SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)`).raw().all(table) as [
      string,
      string,
      number,
      number,
    ][]
  ).filter(([, , , hidden]) => hidden === 0);
  if (geometry !== null && !all.some(([name]) => name.toLowerCase() === geometry.column.toLowerCase()))
    throw new FileFault('gpkg.broken', { why: `the table has no column ${geometry.column.slice(0, 60)}` });
  const cells = all.filter(([name]) => name.toLowerCase() !== geometry?.column.toLowerCase());
  if (cells.length > limit) throw new FileFault('csv.columns_too_many', { n: cells.length, limit });
  const keys = cells.flatMap(([, type, pk], i) => (pk === 1 && /^integer$/i.test(type) ? [i] : []));
  const single = all.filter(([, , pk]) => pk > 0).length === 1;
  return { names: cells.map(([name]) => name), key: single ? (keys[0] ?? null) : null };
}

/** A cell of more bytes is none of ours; it is not even fetched, and counts as blank. */
const CELL_BYTES = 1024 ** 2;

/** The cells, then the geometry, or its length where it is longer than `geometryBytes`. */
export function selectOf({ table, geometry }: GpkgLayer, { names }: GpkgColumns, geometryBytes: number): string {
  const cells = names.map(quoted).map((name) => `iif(octet_length(${name}) > ${CELL_BYTES}, NULL, ${name})`);
  if (geometry !== null) {
    const name = quoted(geometry.column);
    cells.push(`iif(octet_length(${name}) > ${geometryBytes}, octet_length(${name}), ${name})`);
  }
  return `SELECT ${cells.join(', ') || '1'} FROM ${quoted(table)} NOT INDEXED`;
}
