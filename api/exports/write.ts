// Which writer writes a format?
import { writeCsv } from './csv.ts';
import { ExportFault } from './fault.ts';
import { writeGeojson } from './geojson.ts';
import { writeGpkg } from './gpkg.ts';
import { writeKml } from './kml.ts';
import { writeOsm } from './osm.ts';
import { writeShapefile } from './shapefile.ts';
import type { ExportFormat, ExportTable, OnRows } from './types.ts';
import { writeXlsx } from './xlsx.ts';

/** Writes a new file at `path`, which must not exist. Throws ExportFault. */
export async function writeExport(
  table: ExportTable,
  format: ExportFormat,
  path: string,
  onRows: OnRows,
): Promise<void> {
  switch (format) {
    case 'csv':
      return writeCsv(table, path, onRows);
    case 'xlsx':
      return writeXlsx(table, path, onRows);
    case 'geojson':
      return writeGeojson(table, path, onRows, 'collection');
    case 'geojsonl':
      return writeGeojson(table, path, onRows, 'lines');
    case 'gpkg':
      return writeGpkg(table, path, onRows);
    case 'shp':
      return writeShapefile(table, path, onRows);
    case 'kml':
      return writeKml(table, path, onRows);
    case 'osm':
      if (table.what !== 'cameras') throw new ExportFault('export.format_not_for');
      return writeOsm(table, path, onRows);
  }
}
