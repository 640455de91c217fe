// How is the sample written to files? Text in chunks of about 64 kB, one item at a time, so that memory stays flat.
import { TARGET_FIELDS } from '#contract/import-fields';
import { targetCells } from '#rules/target-table';
import type {
  CameraRow,
  LonLat,
  MultiPolygonCoordinates,
  Sample,
  SampleObstacle,
  SamplePrivacyZone,
  SamplePublicSpace,
  SampleRegion,
  SampleRoad,
} from './types.ts';

const CHUNK = 65_536;

function* chunks(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text) yield text;
}

function* collection<T>(items: Iterable<T>, feature: (item: T) => string): Generator<string> {
  yield '{"type":"FeatureCollection","features":[\n';
  let comma = '';
  for (const item of items) {
    yield comma + feature(item);
    comma = ',\n';
  }
  yield '\n]}\n';
}

const feature = (properties: object, geometry: object): string =>
  JSON.stringify({ type: 'Feature', properties, geometry });

const areal = (geometry: MultiPolygonCoordinates): object =>
  geometry.length === 1
    ? { type: 'Polygon', coordinates: geometry[0] }
    : { type: 'MultiPolygon', coordinates: geometry };

/** All levels in one file, parents first: `code`, `name`, `nameEn`, `level`, `parentCode`, `population`, `urbanRural`. */
export const regionsGeojson = (regions: Iterable<SampleRegion>): Generator<string> =>
  chunks(collection(regions, ({ geometry, bbox: _, ...properties }) => feature(properties, areal(geometry))));

const line = (coordinates: LonLat[]): object => ({ type: 'LineString', coordinates });

/** Centre lines, for other programs: the product's public space is in `publicSpaceGeojson`. */
export const roadsGeojson = (roads: Iterable<SampleRoad>): Generator<string> =>
  chunks(collection(roads, ({ coordinates, ...properties }) => feature(properties, line(coordinates))));

export const riversGeojson = (rivers: Iterable<LonLat[]>): Generator<string> =>
  chunks(collection(rivers, (coordinates) => feature({}, line(coordinates))));

/** Areas as they are, lines with `highway` and `widthM`, points with `radiusM`. */
export const publicSpaceGeojson = (features: Iterable<SamplePublicSpace>): Generator<string> =>
  chunks(
    collection(features, ({ shape, highway, radiusM, geometry, bbox: _, ...properties }) => {
      if (shape === 'area') return feature(properties, areal(geometry));
      if (shape === 'point')
        return feature({ ...properties, radiusM }, { type: 'Point', coordinates: geometry[0][0][0] });
      return feature({ ...properties, highway, widthM: 2 * radiusM! }, line(geometry[0][0]));
    }),
  );

/** Buildings as polygons with their courtyards, walls as lines; an unknown height is left out. */
export const obstaclesGeojson = (obstacles: Iterable<SampleObstacle>): Generator<string> =>
  chunks(
    collection(obstacles, ({ shape, heightM, geometry }) => {
      const kind = shape === 'wall' ? { barrier: 'wall' } : { building: 'yes' };
      const properties = heightM === null ? kind : { ...kind, heightM };
      return feature(properties, shape === 'wall' ? line(geometry[0][0]) : areal(geometry));
    }),
  );

export const privacyZonesGeojson = (zones: Iterable<SamplePrivacyZone>): Generator<string> =>
  chunks(collection(zones, ({ geometry, bbox: _, ...properties }) => feature(properties, areal(geometry))));

/** Columns of `camerasCsv`, by their names in the contract. */
export const CAMERA_COLUMNS = [
  'id',
  'name',
  'longitude',
  'latitude',
  'type',
  'azimuthDeg',
  'hfovDeg',
  'rangeM',
  'nearM',
  'heightM',
  'tiltDeg',
  'vfovDeg',
  'lensHfovDeg',
  'resolutionH',
  'stage',
  'plannedOn',
  'approvedOn',
  'procuredOn',
  'installedOn',
  'networkedOn',
  'acceptedOn',
  'retiredOn',
  'owner',
  'purpose',
  'legalBasis',
  'reviewOn',
  'retentionDays',
  'filingNo',
  'filedOn',
  'signage',
  'restricted',
  'count',
  'parentId',
] as const satisfies readonly (keyof CameraRow)[];

/** UTF-8 without BOM, comma, LF; an unknown value is an empty cell. */
export function camerasCsv(cameras: Iterable<CameraRow>): Generator<string> {
  return chunks(csvRows(CAMERA_COLUMNS, cameras));
}

function* csvRows<K extends string>(
  columns: readonly K[],
  rows: Iterable<Record<K, string | number | boolean | null>>,
): Generator<string> {
  yield `${columns.join()}\n`;
  for (const row of rows) {
    let text = '';
    for (const column of columns) text += (text || column !== columns[0] ? ',' : '') + cell(row[column]);
    yield `${text}\n`;
  }
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** One row per target: rules/target-table.ts. */
export const targetsCsv = (targets: Sample['targets']): Generator<string> =>
  chunks(csvRows(TARGET_FIELDS, targets.map(targetCells)));

/** Every file of a sample, by name; empty layers are left out. */
export function sampleFiles(sample: Sample): { name: string; text: Iterable<string> }[] {
  const files: { name: string; text: Iterable<string> }[] = [
    { name: 'regions.geojson', text: regionsGeojson(sample.regions) },
    { name: 'cameras.csv', text: camerasCsv(sample.cameras) },
    { name: 'targets.csv', text: targetsCsv(sample.targets) },
  ];
  if (!sample.meta.province)
    files.push(
      { name: 'public-space.geojson', text: publicSpaceGeojson(sample.publicSpace) },
      { name: 'roads.geojson', text: roadsGeojson(sample.roads) },
      { name: 'rivers.geojson', text: riversGeojson(sample.rivers) },
      { name: 'obstacles.geojson', text: obstaclesGeojson(sample.obstacles) },
      { name: 'privacy-zones.geojson', text: privacyZonesGeojson(sample.privacyZones) },
    );
  files.push({ name: 'meta.json', text: [`${JSON.stringify(sample.meta, null, 1)}\n`] });
  return files;
}
