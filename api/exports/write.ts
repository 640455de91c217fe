// One way in for all formats: a layer and its rows into a file that is not there yet.
import { open } from 'node:fs/promises';
import type { ExportFormat } from '#contract/export';
import { csvText } from './csv.ts';
import { geojsonText } from './geojson.ts';
import { writeGpkg } from './gpkg-file.ts';
import { kmlText } from './kml.ts';
import { ExportFault, type Layer, type Lost, nothingLost, type Rows } from './model.ts';
import { osmText } from './osm.ts';
import { writeShapefile } from './shapefile.ts';
import { writeXlsx } from './xlsx.ts';

export const FILE_TYPES: Readonly<Record<ExportFormat, { extension: string; type: string }>> = {
  csv: { extension: 'csv', type: 'text/csv; charset=utf-8' },
  xlsx: { extension: 'xlsx', type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  geojson: { extension: 'geojson', type: 'application/geo+json' },
  geojsonl: { extension: 'geojsonl', type: 'application/geo+json-seq' },
  gpkg: { extension: 'gpkg', type: 'application/geopackage+sqlite3' },
  shp: { extension: 'zip', type: 'application/zip' },
  kml: { extension: 'kml', type: 'application/vnd.google-earth.kml+xml' },
  osm: { extension: 'osm', type: 'application/xml' },
};

/** Raises ExportFault before anything is written. */
export function mustBePossible(format: ExportFormat, layer: Pick<Layer, 'what' | 'crs'>): void {
  if (format === 'osm' && layer.what !== 'cameras')
    throw new ExportFault('export.format_unfit', { what: layer.what, format });
  if ((format === 'kml' || format === 'osm') && layer.crs.name !== 'wgs84')
    throw new ExportFault('export.wgs84_only', { format, crs: layer.crs.name });
}

/** `path` must not be there; after a fault it may be, in part. */
export async function writeLayer(format: ExportFormat, layer: Layer, rows: Rows, path: string): Promise<Lost> {
  mustBePossible(format, layer);
  switch (format) {
    case 'xlsx':
      return writeXlsx(layer, rows, path);
    case 'gpkg':
      return writeGpkg(layer, rows, path);
    case 'shp':
      return writeShapefile(layer, rows, path);
    default: {
      const lost = nothingLost();
      const file = await open(path, 'wx', 0o600);
      try {
        for await (const part of textOf(format, layer, rows, lost)) await file.writeFile(part);
      } finally {
        await file.close();
      }
      return lost;
    }
  }
}

function textOf(
  format: 'csv' | 'geojson' | 'geojsonl' | 'kml' | 'osm',
  layer: Layer,
  rows: Rows,
  lost: Lost,
): AsyncGenerator<string> {
  switch (format) {
    case 'csv':
      return csvText(layer, rows);
    case 'kml':
      return kmlText(layer, rows);
    case 'osm':
      return osmText(layer, rows, lost);
    default:
      return geojsonText(layer, rows, format === 'geojsonl');
  }
}
