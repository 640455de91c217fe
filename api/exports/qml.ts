// How does QGIS draw each layer as soon as it is opened? The colours and breaks of our own map, as a style of QGIS.
import type { ExportWhat } from './types.ts';

const rgba = (hex: string, alpha = 255): string => {
  const part = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16);
  return `${part(1)},${part(3)},${part(5)},${alpha}`;
};
/** Both spellings: versions before 3.20 read `prop`, later ones `Option`. */
function layer(kind: string, properties: Record<string, string>): string {
  const entries = Object.entries(properties);
  const options = entries.map(([name, value]) => `<Option name="${name}" type="QString" value="${value}"/>`).join('');
  const props = entries.map(([k, v]) => `<prop k="${k}" v="${v}"/>`).join('');
  return `<layer class="${kind}" enabled="1" locked="0" pass="0"><Option type="Map">${options}</Option>${props}`;
}
const symbol = (name: string, type: 'fill' | 'marker', body: string): string =>
  `<symbol name="${name}" type="${type}" alpha="1" clip_to_extent="1" force_rhr="0">${body}</layer></symbol>`;
const fill = (name: string, color: string, outline: string, width: string, style = 'solid'): string =>
  symbol(
    name,
    'fill',
    layer('SimpleFill', {
      color,
      style: 'solid',
      outline_color: outline,
      outline_style: style,
      outline_width: width,
      outline_width_unit: 'MM',
    }),
  );

const document = (renderer: string): string =>
  `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.22" styleCategories="Symbology">${renderer}</qgis>`;
const single = (one: string): string =>
  document(
    `<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0"><symbols>${one}</symbols></renderer-v2>`,
  );

/** Fixed breaks: months and counties compare. */
const COVERAGE = ['#E6EFF2', '#A9CBD8', '#5F9DB9', '#2A6A93', '#0E3357'];
function regions(): string {
  const ranges = COVERAGE.map(
    (_, i) =>
      `<range lower="${i / 5}" upper="${(i + 1) / 5}" symbol="${i}" label="${20 * i}–${20 * (i + 1)} %" render="true"/>`,
  );
  const symbols = COVERAGE.map((hex, i) => fill(String(i), rgba(hex), rgba('#FFFFFF'), '0.3'));
  return document(
    `<renderer-v2 type="graduatedSymbol" attr="likelyShare" graduatedMethod="GraduatedColor" symbollevels="0" enableorderby="0" forceraster="0"><ranges>${ranges.join('')}</ranges><symbols>${symbols.join('')}</symbols></renderer-v2>`,
  );
}

/** A triangle that points where the camera looks; without a direction it points north. */
function cameras(): string {
  const marker = layer('SimpleMarker', {
    name: 'triangle',
    color: rgba('#2F8DE3'),
    outline_color: rgba('#FFFFFF'),
    outline_width: '0.2',
    size: '2.4',
    size_unit: 'MM',
  });
  const turned =
    '<data_defined_properties><Option type="Map"><Option name="name" type="QString" value=""/><Option name="properties" type="Map"><Option name="angle" type="Map"><Option name="active" type="bool" value="true"/><Option name="field" type="QString" value="azimuthDeg"/><Option name="type" type="int" value="2"/></Option></Option><Option name="type" type="QString" value="collection"/></Option></data_defined_properties>';
  return single(symbol('0', 'marker', marker + turned));
}

export const STYLE_OF: Record<ExportWhat, () => string> = {
  regions,
  cameras,
  gaps: () => single(fill('0', rgba('#C2602A', 90), rgba('#C2602A'), '0.4', 'dash')),
  footprints: () => single(fill('0', rgba('#5F9DB9', 70), rgba('#2A6A93'), '0.2')),
};
