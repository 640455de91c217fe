// A layer as GeoJSON (RFC 7946), one feature a line; or as lines of features alone.
import type { ExportRow, Layer, Rows } from './model.ts';

/** The old member for what is not WGS-84: readers that know RFC 7946 alone would be wrong by it, so it is said. */
const crsMember = ({ crs }: Layer): string =>
  crs.name === 'wgs84'
    ? ''
    : `"crs":${JSON.stringify({
        type: 'name',
        properties: { name: crs.epsg === null ? crs.name : `urn:ogc:def:crs:EPSG::${crs.epsg}` },
      })},\n`;

export async function* geojsonText(layer: Layer, rows: Rows, inLines: boolean): AsyncGenerator<string> {
  const keys = layer.fields.map((f) => (f.isPosition ? null : `${JSON.stringify(f.key)}:`));
  const feature = ({ id, values, geometry }: ExportRow): string => {
    let text = `{"type":"Feature","id":${JSON.stringify(id)},"properties":{`;
    let first = true;
    for (let i = 0; i < values.length; i++) {
      if (keys[i] === null) continue;
      text += (first ? '' : ',') + keys[i] + JSON.stringify(values[i]);
      first = false;
    }
    return `${text}},"geometry":${JSON.stringify(geometry)}}`;
  };
  if (!inLines)
    yield `{"type":"FeatureCollection",\n${crsMember(layer)}"about":${JSON.stringify({ what: layer.what, crs: layer.crs.name, ...layer.about })},\n"features":[\n`;
  let first = true;
  for await (const page of rows.pages()) {
    const between = inLines ? '\n' : ',\n';
    const text = page.map(feature).join(between);
    if (text === '') continue;
    yield first ? text : between + text;
    first = false;
  }
  yield inLines ? (first ? '' : '\n') : '\n]}\n';
}
