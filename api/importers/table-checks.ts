// Can this table be what it is said to be? A kind needs shapes, and some columns have to be there.
import type { ImportKind, ImportQuestion } from '#contract/import';
import { FileFault } from './fault.ts';
import type { HeaderReading } from './headers.ts';
import { askColumn } from './questions.ts';
import type { Reporter } from './reporter.ts';
import type { Table, TableFormat } from './source.ts';
import { isCatalogueTable } from './status.ts';
import type { Survey } from './survey.ts';

const KINDS: Record<ImportKind, { en: string; zh: string; needsGeometry: boolean; wanted: string }> = {
  regions: { en: 'regions', zh: '区划边界', needsGeometry: true, wanted: 'polygons' },
  'public-space': { en: 'public space', zh: '公共区域', needsGeometry: true, wanted: 'polygons, lines or points' },
  obstacles: { en: 'obstacles', zh: '遮挡物', needsGeometry: true, wanted: 'polygons or lines' },
  'privacy-zones': { en: 'privacy zones', zh: '隐私区', needsGeometry: true, wanted: 'polygons' },
  cameras: { en: 'Cameras', zh: '点位', needsGeometry: false, wanted: 'a position for each camera' },
  // read by elevation.ts: no table is one
  elevation: { en: 'Elevation', zh: '高程', needsGeometry: true, wanted: 'GeoTIFF' },
  status: { en: 'Status', zh: '在线状态', needsGeometry: false, wanted: 'a table' },
  targets: { en: 'Targets', zh: '目标', needsGeometry: false, wanted: 'a table' },
};
const FORMATS: Record<TableFormat, string> = {
  csv: 'CSV',
  xlsx: 'XLSX',
  geojson: 'GeoJSON',
  'geojson-seq': 'GeoJSON',
  topojson: 'TopoJSON',
  'json-table': 'JSON',
  'osm-json': 'OSM JSON',
  'osm-pbf': 'OSM PBF',
  'osm-xml': 'OSM XML',
  kml: 'KML',
  shapefile: 'Shapefile',
  gpkg: 'GeoPackage',
  'gb28181-xml': 'GB/T 28181 XML',
};

export function checkKind(kind: ImportKind, { format, hasGeometry }: Table): void {
  const { en, zh, needsGeometry, wanted } = KINDS[kind];
  if (needsGeometry && !hasGeometry)
    throw new FileFault('file.kind', { format: FORMATS[format], kind: en, kindZh: zh, wanted });
}

export function askColumns(
  kind: ImportKind,
  table: Table,
  header: HeaderReading,
  survey: Survey,
  questions: ImportQuestion[],
): void {
  const free = header.mapping.filter(({ dropped }) => !dropped).map(({ column }) => column);
  const need = (field: string): void => {
    if (!header.uses.has(field)) questions.push(askColumn(field, free));
  };
  if (kind === 'cameras' && !table.hasGeometry && survey.sample.filled === 0) {
    need('longitude');
    need('latitude');
  }
  if (kind === 'status') {
    need('cameraId');
    need('state');
    if (!isCatalogueTable(table)) need('at');
  }
  if (kind === 'targets') {
    if (!header.uses.has('level')) need('region');
    need('minimum');
    need('due');
  }
}

export function reportRepeatedColumns(table: Table, reporter: Reporter): void {
  if (!table.hasHeader) return;
  const counts = new Map<string, number>();
  for (const column of table.columns) counts.set(column, (counts.get(column) ?? 0) + 1);
  for (const [column, n] of counts) if (n > 1) reporter.say('column.repeated', { row: 1, column }, { n });
}
