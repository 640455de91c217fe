// lacuna sample: a synthetic county or province as files, ready for `measure` and `import`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csvCell } from '#reports/csv';
import { generateSample } from '#sample/generate';
import type { CameraRow, Sample } from '#sample/types';
import { writeWhole } from './files.ts';
import { featureCollection } from './measure.ts';
import { EXIT, fault, type Terminal } from './terminal.ts';

export interface SampleArgs {
  villages?: number;
  cameras?: number;
  seed?: number;
  out: string;
}

export async function sampleCommand(terminal: Terminal, args: SampleArgs): Promise<number> {
  const { out, ...options } = args;
  const sample = generateSample(options);
  await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw fault(terminal, 'cli.write_failed', { path: out, detail: error.code ?? error.message });
  });
  for (const [name, parts] of Object.entries(layers(sample))) {
    await writeWhole(terminal, join(out, name), blocks(parts));
    terminal.err(join(out, name));
  }
  return EXIT.done;
}

/** File name → its text in parts. Layers that the sample does not have are left out. */
function layers(sample: Sample): Record<string, Iterable<string>> {
  const province = sample.meta.province;
  return {
    'regions.geojson': featureCollection(map(sample.regions, regionFeature)),
    'cameras.csv': cameraCsv(sample.cameras),
    ...(province ? {} : { 'public-space.geojson': featureCollection(map(sample.publicSpace, spaceFeature)) }),
    'targets.csv': targetCsv(sample),
    ...(province
      ? {}
      : {
          'roads.geojson': featureCollection(
            map(sample.roads, ({ coordinates, ...properties }) =>
              feature(properties, { type: 'LineString', coordinates }),
            ),
          ),
          'buildings.geojson': featureCollection(
            map(sample.buildings, ({ ring, ...properties }) =>
              feature(properties, { type: 'Polygon', coordinates: [ring] }),
            ),
          ),
        }),
    'rivers.geojson': featureCollection(
      map(sample.rivers, (coordinates) => feature({}, { type: 'LineString', coordinates })),
    ),
    'sample.json': [`${JSON.stringify(sample.meta, null, 2)}\n`],
  };
}

const feature = (properties: object, geometry: object) => ({ type: 'Feature', properties, geometry });
const regionFeature = ({ geometry, bbox, ...properties }: Sample['regions'] extends Iterable<infer R> ? R : never) => ({
  ...feature(properties, { type: 'MultiPolygon', coordinates: geometry }),
  bbox,
});
const spaceFeature = ({
  geometry,
  bbox,
  id,
  ...properties
}: Sample['publicSpace'] extends Iterable<infer R> ? R : never) => ({
  ...feature(properties, { type: 'MultiPolygon', coordinates: geometry }),
  id,
  bbox,
});

function* map<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}

const CAMERA_COLUMNS = [
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
] as const satisfies readonly (keyof CameraRow)[];

function* cameraCsv(cameras: Iterable<CameraRow>): Generator<string> {
  yield `\ufeff${CAMERA_COLUMNS.join(',')}\r\n`;
  for (const camera of cameras) {
    const cells = CAMERA_COLUMNS.map((key) => {
      const value = camera[key];
      return csvCell(typeof value === 'boolean' ? (value ? 'yes' : 'no') : value);
    });
    yield `${cells.join(',')}\r\n`;
  }
}

function* targetCsv(sample: Sample): Generator<string> {
  yield '\ufeffregion,level,metric,minimum,start,due,note\r\n';
  for (const t of sample.targets) {
    const region = 'region' in t.scope ? t.scope.region : '';
    const level = 'level' in t.scope ? t.scope.level : '';
    yield `${[region, level, t.metric, t.minimum, t.start ?? '', t.due, t.note ?? ''].map((v) => csvCell(v)).join(',')}\r\n`;
  }
}

const BLOCK_CHARS = 1 << 20;
/** Joins small parts, so that a file of a million rows is not a million writes. */
function* blocks(parts: Iterable<string>): Generator<string> {
  let block = '';
  for (const part of parts) {
    block += part;
    if (block.length < BLOCK_CHARS) continue;
    yield block;
    block = '';
  }
  yield block;
}
