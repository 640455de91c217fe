// The styles that a GeoPackage brings along, so that QGIS opens its layers ready-coloured.
import type { ExportWhat } from '#contract/export';
import { escapedXml } from './xml.ts';

/** docs/model.md's fixed breaks of coverage, and the sequential palette of the screens. */
const BREAKS = [0, 0.2, 0.4, 0.6, 0.8, 1];
const SEQUENTIAL = ['#E6EFF2', '#A9CBD8', '#5F9DB9', '#2A6A93', '#0E3357'];
const NO_DATA = '#D9D7D0';
const GAP = '#C2602A';
const CAMERA = '#2F8DE3';

const rgba = (hex: string, alpha = 255): string =>
  `${[1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)).join(',')},${alpha}`;

type Options = Readonly<Record<string, string>>;
const option = (name: string, value: string): string =>
  `<Option type="QString" name="${name}" value="${escapedXml(value)}"/>`;
const map = (options: Options): string =>
  `<Option type="Map">${Object.entries(options)
    .map(([k, v]) => option(k, v))
    .join('')}</Option>`;

const turned = (field: string): string =>
  `<data_defined_properties><Option type="Map">${option('name', '')}<Option type="Map" name="properties"><Option type="Map" name="angle"><Option type="bool" name="active" value="true"/>${option('expression', `coalesce("${field}", 0)`)}<Option type="int" name="type" value="3"/></Option></Option>${option('type', 'collection')}</Option></data_defined_properties>`;

const symbol = (name: number, type: 'fill' | 'marker', layer: string, options: Options, data = ''): string =>
  `<symbol type="${type}" name="${name}" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="${layer}" enabled="1" locked="0" pass="0">${map(options)}${data}</layer></symbol>`;

const fill = (name: number, color: string, outline: string, more: Options = {}): string =>
  symbol(name, 'fill', 'SimpleFill', {
    color,
    outline_color: outline,
    outline_width: '0.2',
    outline_style: 'solid',
    style: 'solid',
    ...more,
  });

interface Rule {
  filter: string;
  label: string;
  symbol: (name: number) => string;
}

const qml = (rules: readonly Rule[]): string =>
  `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.22.0" styleCategories="Symbology"><renderer-v2 type="RuleRenderer" symbollevels="0" forceraster="0" enableorderby="0"><rules key="{root}">${rules
    .map(
      ({ filter, label }, i) =>
        `<rule key="{rule-${i}}" symbol="${i}" label="${escapedXml(label)}" filter="${escapedXml(filter)}"/>`,
    )
    .join('')}</rules><symbols>${rules.map((rule, i) => rule.symbol(i)).join('')}</symbols></renderer-v2></qgis>`;

const regions: Rule[] = [
  ...SEQUENTIAL.map((color, i): Rule => {
    const [from, to] = [BREAKS[i]!, BREAKS[i + 1]!];
    return {
      filter: `"coverage" >= ${from} AND "coverage" ${i === SEQUENTIAL.length - 1 ? '<=' : '<'} ${to}`,
      label: `${from * 100}–${to * 100} %`,
      symbol: (name) => fill(name, rgba(color), rgba('#FFFFFF')),
    };
  }),
  {
    filter: '"coverage" IS NULL',
    label: '无数据 / no data',
    symbol: (name) => fill(name, rgba(NO_DATA), rgba('#FFFFFF'), { style: 'b_diagonal' }),
  },
];

const marker =
  (shape: string, more: Options = {}, data = '') =>
  (name: number) =>
    symbol(
      name,
      'marker',
      'SimpleMarker',
      { name: shape, color: rgba(CAMERA), outline_color: rgba('#FFFFFF'), outline_width: '0.2', size: '3', ...more },
      data,
    );
const cameras: Rule[] = [
  {
    filter: "\"stage\" IN ('planned', 'approved', 'procured')",
    label: '规划 / planned',
    symbol: marker('circle', { color: rgba('#FFFFFF'), outline_color: rgba('#280140'), outline_style: 'dash' }),
  },
  {
    filter: '"stage" = \'retired\'',
    label: '已拆除 / retired',
    symbol: marker('cross2', { outline_color: rgba('#50535A') }),
  },
  {
    filter: "\"stage\" IN ('installed', 'networked', 'accepted') AND \"azimuthDeg\" IS NOT NULL",
    label: '有朝向 / aimed',
    symbol: marker('triangle', { size: '3.6' }, turned('azimuthDeg')),
  },
  {
    filter: "\"stage\" IN ('installed', 'networked', 'accepted') AND \"azimuthDeg\" IS NULL AND \"type\" = 'panoramic'",
    label: '全景 / panoramic',
    symbol: marker('circle'),
  },
  {
    filter:
      '"stage" IN (\'installed\', \'networked\', \'accepted\') AND "azimuthDeg" IS NULL AND ("type" IS NULL OR "type" <> \'panoramic\')',
    label: '朝向不明 / no direction',
    symbol: marker('diamond'),
  },
];

const STYLES: Readonly<Record<ExportWhat, string>> = {
  regions: qml(regions),
  cameras: qml(cameras),
  gaps: qml([
    {
      filter: 'TRUE',
      label: '盲区 / gaps',
      symbol: (name) => fill(name, rgba(GAP, 40), rgba(GAP), { outline_style: 'dash', outline_width: '0.46' }),
    },
  ]),
  footprints: qml([
    {
      filter: '"certain"',
      label: '确定 / certain',
      symbol: (name) => fill(name, rgba(CAMERA, 64), rgba(CAMERA, 180)),
    },
    {
      filter: 'NOT "certain"',
      label: '朝向不明 / no direction',
      symbol: (name) => fill(name, rgba(CAMERA, 20), rgba(CAMERA, 120), { outline_style: 'dash' }),
    },
  ]),
};
export const qmlOf = (what: ExportWhat): string => STYLES[what];
