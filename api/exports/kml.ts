// The table as KML: one placemark a row, its fields as ExtendedData; styles so that a globe shows it as our map does.
import { cellText } from './csv.ts';
import { writeText, xml } from './text-file.ts';
import type { ExportGeometry, ExportRow, ExportTable, ExportWhat, OnRows } from './types.ts';

/** aabbggrr */
const STYLES: Record<ExportWhat, string> = {
  cameras: '<IconStyle><color>ffe38d2f</color><scale>0.6</scale></IconStyle>',
  regions:
    '<LineStyle><color>ff735c0f</color><width>1</width></LineStyle><PolyStyle><color>40d8cba9</color></PolyStyle>',
  gaps: '<LineStyle><color>ff2a60c2</color><width>1.5</width></LineStyle><PolyStyle><color>592a60c2</color></PolyStyle>',
  footprints:
    '<LineStyle><color>ff935c2a</color><width>1</width></LineStyle><PolyStyle><color>40b99d5f</color></PolyStyle>',
};

const tuple = ([x, y]: readonly [number, number]): string => `${x},${y}`;
const ring = (name: string, positions: [number, number][]): string =>
  `<${name}><LinearRing><coordinates>${positions.map(tuple).join(' ')}</coordinates></LinearRing></${name}>`;

export function kmlGeometry(geometry: ExportGeometry): string {
  if (geometry.type === 'Point') return `<Point><coordinates>${tuple(geometry.coordinates)}</coordinates></Point>`;
  const polygons = geometry.coordinates.map(
    ([outer, ...holes]) =>
      `<Polygon>${ring('outerBoundaryIs', outer!)}${holes.map((hole) => ring('innerBoundaryIs', hole)).join('')}</Polygon>`,
  );
  return polygons.length === 1 ? polygons[0]! : `<MultiGeometry>${polygons.join('')}</MultiGeometry>`;
}

export async function writeKml(table: ExportTable, path: string, onRows: OnRows): Promise<void> {
  const { fields, about, what } = table;
  const nameAt = fields.findIndex(({ key }) => key === 'name');
  const placemark = ({ values, geometry }: ExportRow): string => {
    // a name that the record does not have would come back as one
    const name = nameAt < 0 ? values[0]! : values[nameAt]!;
    const data = fields
      .map(({ key }, i) =>
        values[i] === null ? '' : `<Data name="${xml(key)}"><value>${xml(cellText(values[i]!))}</value></Data>`,
      )
      .join('');
    return `<Placemark id="${xml(cellText(values[0]!))}">${name === null ? '' : `<name>${xml(cellText(name))}</name>`}<styleUrl>#${what}</styleUrl><ExtendedData>${data}</ExtendedData>${geometry === null ? '' : kmlGeometry(geometry)}</Placemark>\n`;
  };
  async function* pieces(): AsyncGenerator<string> {
    const notes = about.notes.map(({ zh, en }) => `${zh} ${en}`).join('\n');
    yield `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>${xml(`${about.title.zh} ${about.title.en}`)}</name>
<description>${xml(`data version ${about.dataVersion}, ${about.writtenAt}\n${notes}`)}</description>
<Style id="${what}">${STYLES[what]}</Style>
`;
    let n = 0;
    for await (const rows of table.rows) {
      yield rows.map(placemark).join('');
      onRows((n += rows.length));
    }
    yield '</Document></kml>\n';
  }
  await writeText(path, pieces());
}
