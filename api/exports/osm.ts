// Cameras as OpenStreetMap XML, with the tags of its wiki: new nodes, to be looked at before anything is uploaded.
import { cellText } from './csv.ts';
import { writeText, xml } from './text-file.ts';
import type { ExportRow, ExportTable, OnRows, Value } from './types.ts';

const TYPES: Record<string, string> = { fixed: 'fixed', dome: 'dome', ptz: 'panning', panoramic: 'dome' };
const DEGREES = 1e7;

export async function writeOsm(table: ExportTable, path: string, onRows: OnRows): Promise<void> {
  const at = new Map(table.fields.map(({ key }, i) => [key, i]));
  const cellOf = (row: ExportRow, key: string): Value => row.values[at.get(key) ?? -1] ?? null;
  const round = (value: number): number => Math.round(value * DEGREES) / DEGREES;
  const node = (row: ExportRow, id: number): string => {
    if (row.geometry?.type !== 'Point') return '';
    const [lon, lat] = row.geometry.coordinates;
    const of = (key: string): Value => cellOf(row, key);
    const tags: [string, Value][] = [
      ['man_made', 'surveillance'],
      ['surveillance', 'public'],
      ['surveillance:type', 'camera'],
      ['camera:type', TYPES[cellText(of('type'))] ?? null],
      ['camera:direction', of('azimuthDeg')],
      ['camera:angle', of('tiltDeg')],
      ['height', of('heightM')],
      ['operator', of('owner')],
      ['name', of('name')],
      ['ref', of('id')],
      ['camera:count', of('count') === 1 ? null : of('count')],
    ];
    const said = tags
      .filter(([, value]) => value !== null && value !== '')
      .map(([key, value]) => `<tag k="${key}" v="${xml(cellText(value))}"/>`)
      .join('');
    return `<node id="${id}" version="1" lat="${round(lat)}" lon="${round(lon)}">${said}</node>\n`;
  };
  async function* pieces(): AsyncGenerator<string> {
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Lacuna ${xml(table.about.productVersion)}" upload="false">\n`;
    let n = 0;
    for await (const rows of table.rows) {
      yield rows.map((row, i) => node(row, -(n + i + 1))).join('');
      onRows((n += rows.length));
    }
    yield '</osm>\n';
  }
  await writeText(path, pieces());
}
