// A layer as KML: names, all values as ExtendedData, a style; positions are WGS-84.

import { readmeLines } from './losses.ts';
import type { ExportRow, Geometry, Layer, Rows } from './model.ts';
import { escapedXml } from './xml.ts';

/** aabbggrr, as KML writes colours. */
const STYLES: Readonly<Record<Layer['what'], string>> = {
  cameras:
    '<IconStyle><color>ffe38d2f</color><scale>0.7</scale></IconStyle><LabelStyle><scale>0.7</scale></LabelStyle>',
  regions:
    '<LineStyle><color>ff57330e</color><width>1</width></LineStyle><PolyStyle><color>40936a2a</color></PolyStyle>',
  gaps: '<LineStyle><color>ff2a60c2</color><width>1.5</width></LineStyle><PolyStyle><color>332a60c2</color></PolyStyle>',
  footprints:
    '<LineStyle><color>b3e38d2f</color><width>1</width></LineStyle><PolyStyle><color>40e38d2f</color></PolyStyle>',
};

const ring = (points: readonly (readonly number[])[]): string =>
  `<LinearRing><coordinates>${points.map((p) => `${p[0]},${p[1]}`).join(' ')}</coordinates></LinearRing>`;

function shape(geometry: Geometry): string {
  if (geometry.type === 'Point')
    return `<Point><coordinates>${geometry.coordinates[0]},${geometry.coordinates[1]}</coordinates></Point>`;
  const polygons = geometry.coordinates.map(
    ([outer, ...holes]) =>
      `<Polygon><outerBoundaryIs>${ring(outer!)}</outerBoundaryIs>${holes.map((h) => `<innerBoundaryIs>${ring(h)}</innerBoundaryIs>`).join('')}</Polygon>`,
  );
  return polygons.length === 1 ? polygons[0]! : `<MultiGeometry>${polygons.join('')}</MultiGeometry>`;
}

export async function* kmlText(layer: Layer, rows: Rows): AsyncGenerator<string> {
  const { fields, what } = layer;
  yield `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>${what}</name><description>${escapedXml(readmeLines(layer, 'kml').join('\n'))}</description>
<Style id="${what}">${STYLES[what]}</Style>
`;
  const data = ({ values }: ExportRow): string => {
    let text = '';
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value === null || fields[i]!.isPosition) continue;
      text += `<Data name="${fields[i]!.key}"><value>${escapedXml(String(value))}</value></Data>`;
    }
    return text;
  };
  for await (const page of rows.pages())
    yield page
      .map(
        (row) =>
          `<Placemark><name>${escapedXml(row.name ?? row.id)}</name><styleUrl>#${what}</styleUrl><ExtendedData>${data(row)}</ExtendedData>${row.geometry === null ? '' : shape(row.geometry)}</Placemark>\n`,
      )
      .join('');
  yield '</Document></kml>\n';
}
