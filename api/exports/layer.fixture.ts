// A small layer of each geometry for tests of writers.
import { CAMERA_EXPORT_FIELDS, REGION_EXPORT_FIELDS } from './fields.ts';
import type { ExportRow, Geometry, Layer, Rows, Value } from './model.ts';

const ABOUT = {
  dataVersion: 7,
  writtenAt: '2026-11-27T08:00:00.000Z',
  productVersion: '0.1.0',
  region: null,
  includesRestricted: false,
};
export const WGS84 = { name: 'wgs84', projected: false, epsg: 4326 };

export const cameraLayer: Layer = {
  what: 'cameras',
  geometry: 'Point',
  fields: CAMERA_EXPORT_FIELDS,
  crs: WGS84,
  about: ABOUT,
};
export const regionLayer: Layer = {
  ...cameraLayer,
  what: 'regions',
  geometry: 'MultiPolygon',
  fields: REGION_EXPORT_FIELDS,
};

const rowOf = (layer: Layer, id: string, given: Record<string, Value>, geometry: Geometry | null): ExportRow => ({
  id,
  name: (given.name as string | undefined) ?? null,
  values: layer.fields.map(({ key }) => given[key] ?? null),
  geometry,
});
export const camera = (id: string, at: [number, number], more: Record<string, Value> = {}): ExportRow =>
  rowOf(
    cameraLayer,
    id,
    { id, longitude: at[0], latitude: at[1], stage: 'installed', restricted: false, count: 1, ...more },
    { type: 'Point', coordinates: at },
  );
/** A square with a square hole, wound as GeoJSON winds it; `null` = without a shape. */
export const region = (code: string, x: number | null, more: Record<string, Value> = {}): ExportRow =>
  rowOf(
    regionLayer,
    code,
    { code, name: code, ...more },
    x === null
      ? null
      : {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [x, 0],
                [x + 4, 0],
                [x + 4, 4],
                [x, 4],
                [x, 0],
              ],
              [
                [x + 1, 1],
                [x + 1, 2],
                [x + 2, 2],
                [x + 2, 1],
                [x + 1, 1],
              ],
            ],
          ],
        },
  );

/** One page for every row. */
export const rowsOf = (...rows: ExportRow[]): Rows => ({
  async *pages() {
    for (const row of rows) yield [row];
  },
});
export async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}
