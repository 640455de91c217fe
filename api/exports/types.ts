// What leaves: a table of rows with geometry, page by page, and what is said about it. The writers know nothing else.

export interface Words {
  zh: string;
  en: string;
}
export type FieldType = 'text' | 'number' | 'integer' | 'boolean';
export interface ExportField {
  key: string;
  type: FieldType;
  /** as it stands in the file; '' = none */
  unit: string;
  title: Words;
}
export type Value = string | number | boolean | null;
/** Degrees (or metres, where another system was asked for), x before y. Rings are closed. */
export type ExportGeometry =
  | { type: 'Point'; coordinates: [number, number] }
  | { type: 'MultiPolygon'; coordinates: [number, number][][][] };
export interface ExportRow {
  /** in the order of the fields */
  values: Value[];
  geometry: ExportGeometry | null;
}
export type ExportWhat = 'cameras' | 'regions' | 'gaps' | 'footprints';
export interface ExportTable {
  what: ExportWhat;
  fields: ExportField[];
  geometry: ExportGeometry['type'];
  /** may be walked once */
  rows: AsyncIterable<ExportRow[]>;
  about: ExportAbout;
}
export interface ExportAbout {
  title: Words;
  /** code of the region, or null for all */
  scope: string | null;
  /** system of the coordinates: wgs84, cgcs2000, gcj02, bd09, epsg:N */
  crs: string;
  dataVersion: number;
  writtenAt: string;
  productVersion: string;
  /** sentences that belong to the data: what was left out, what a column means */
  notes: Words[];
}
/** Rows written so far. */
export type OnRows = (rows: number) => void;

export const EXPORT_FORMATS = ['csv', 'xlsx', 'geojson', 'geojsonl', 'gpkg', 'shp', 'kml', 'osm'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const ENDING_OF: Record<ExportFormat, string> = {
  csv: 'csv',
  xlsx: 'xlsx',
  geojson: 'geojson',
  geojsonl: 'geojsonl',
  gpkg: 'gpkg',
  shp: 'zip',
  kml: 'kml',
  osm: 'osm',
};
export const TYPE_OF: Record<ExportFormat, string> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  geojson: 'application/geo+json',
  geojsonl: 'application/geo+json-seq',
  gpkg: 'application/geopackage+sqlite3',
  shp: 'application/zip',
  kml: 'application/vnd.google-earth.kml+xml',
  osm: 'application/xml',
};
