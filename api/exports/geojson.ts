// The table as GeoJSON: one feature a line, as a collection (RFC 7946) or as a sequence of lines.
import { writeText } from './text-file.ts';
import type { ExportRow, ExportTable, OnRows } from './types.ts';

export async function writeGeojson(
  table: ExportTable,
  path: string,
  onRows: OnRows,
  form: 'collection' | 'lines',
): Promise<void> {
  const { fields, about } = table;
  const keys = fields.map(({ key }) => JSON.stringify(key));
  const feature = ({ values, geometry }: ExportRow): string => {
    const id = typeof values[0] === 'string' ? `"id":${JSON.stringify(values[0])},` : '';
    const properties = keys.map((key, i) => `${key}:${JSON.stringify(values[i])}`).join(',');
    return `{"type":"Feature",${id}"properties":{${properties}},"geometry":${JSON.stringify(geometry)}}`;
  };
  async function* pieces(): AsyncGenerator<string> {
    const said = { ...about, format: 'lacuna-export' };
    // another system than WGS-84 is not GeoJSON as it should be: it is said in the old member, so that readers can tell
    const crs =
      about.crs === 'wgs84' ? '' : `,\n"crs":{"type":"name","properties":{"name":${JSON.stringify(about.crs)}}}`;
    if (form === 'collection')
      yield `{"type":"FeatureCollection",\n"about":${JSON.stringify(said)}${crs},\n"features":[`;
    let between = form === 'collection' ? '\n' : '';
    let n = 0;
    for await (const rows of table.rows) {
      if (rows.length === 0) continue;
      const next = form === 'collection' ? ',\n' : '\n';
      yield between + rows.map(feature).join(next);
      between = next;
      onRows((n += rows.length));
    }
    yield form === 'collection' ? '\n]}\n' : '\n';
  }
  await writeText(path, pieces());
}
