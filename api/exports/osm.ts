// Cameras as OSM XML: man_made=surveillance with the tags that OSM knows; every node is new.
import type { ExportRow, Layer, Lost, Rows, Value } from './model.ts';
import { escapedXml } from './xml.ts';

const TYPES: Readonly<Record<string, string>> = { fixed: 'fixed', dome: 'dome', ptz: 'panning', panoramic: 'dome' };
/** Of a value, by OSM's database. */
const TEXT_CHARS = 255;
const shortened = (text: string): string =>
  text.length <= TEXT_CHARS ? text : [...text].slice(0, TEXT_CHARS).join('');

const COPIED: readonly (readonly [field: string, tag: string])[] = [
  ['id', 'ref'],
  ['name', 'name'],
  ['azimuthDeg', 'camera:direction'],
  ['tiltDeg', 'camera:angle'],
  ['heightM', 'height'],
  ['owner', 'operator'],
  ['installedOn', 'start_date'],
  ['count', 'camera:count'],
];

export async function* osmText(layer: Layer, rows: Rows, lost: Lost): AsyncGenerator<string> {
  const at = new Map(layer.fields.map((f, i) => [f.key, i]));
  const of = (row: ExportRow, field: string): Value => row.values[at.get(field)!] ?? null;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Lacuna">\n';
  let id = 0;
  for await (const page of rows.pages()) {
    let nodes = '';
    for (const row of page) {
      if (row.geometry?.type !== 'Point') continue;
      const [lon, lat] = row.geometry.coordinates;
      const tags: [string, string][] = [
        ['man_made', 'surveillance'],
        ['surveillance:type', 'camera'],
      ];
      const type = of(row, 'type');
      if (typeof type === 'string') tags.push(['camera:type', TYPES[type] ?? type]);
      for (const [field, tag] of COPIED) {
        const value = of(row, field);
        if (value === null || (field === 'count' && value === 1)) continue;
        const whole = String(value);
        const text = shortened(whole);
        if (text !== whole) lost.textsCut++;
        tags.push([tag, text]);
      }
      nodes += `<node id="${--id}" lat="${lat}" lon="${lon}">${tags.map(([k, v]) => `<tag k="${k}" v="${escapedXml(v)}"/>`).join('')}</node>\n`;
    }
    yield nodes;
  }
  yield '</osm>\n';
}
