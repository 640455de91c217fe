// What does each format drop, and how is a file read that does not say it by itself? Both languages.
import type { ExportFormat } from '#contract/export';
import type { Field, Layer } from './model.ts';

export interface Words {
  zh: string;
  en: string;
}

const NOTHING: readonly Words[] = [];
const BY_FORMAT: Readonly<Record<ExportFormat, readonly Words[]>> = {
  csv: NOTHING,
  xlsx: [
    {
      zh: '单元格最多 32,767 个字符:更长的图形未写出。',
      en: 'A cell holds 32,767 characters: longer shapes are left out.',
    },
  ],
  geojson: NOTHING,
  geojsonl: [
    {
      zh: '逐行要素没有文件头:不含数据版本和坐标系。',
      en: 'Lines of features have no head: data version and coordinate system are not in it.',
    },
  ],
  gpkg: NOTHING,
  shp: [
    {
      zh: '字段名最多 10 个字符,见下表。',
      en: 'Field names have at most ten characters; the list below says which is which.',
    },
    {
      zh: '文本最多 254 字节(UTF-8),更长的被截断。',
      en: 'Texts have at most 254 bytes of UTF-8; longer ones are cut.',
    },
    {
      zh: '数字最多 20 个字符;空值与空文本无法区分。',
      en: 'Numbers have at most 20 characters; empty and not known look the same.',
    },
  ],
  kml: [{ zh: '所有取值都是文本;坐标为 WGS-84。', en: 'All values are text; positions are WGS-84.' }],
  osm: [
    {
      zh: '只含 OSM 有标签的字段:位置、名称、编号、类型、方向、俯角、高度、管理单位、安装日期;文本最多 255 个字符;id 为新的负数。',
      en: 'Only what OSM has tags for: position, name, ref, type, direction, tilt, height, operator, start date; texts have at most 255 characters; ids are new and negative.',
    },
  ],
};
export const lossesOf = (format: ExportFormat): readonly Words[] => BY_FORMAT[format];

const KINDS: Readonly<Record<Field['kind'], Words>> = {
  text: { zh: '文本', en: 'text' },
  number: { zh: '数字', en: 'number' },
  integer: { zh: '整数', en: 'whole number' },
  flag: { zh: '是否', en: 'true or false' },
  date: { zh: '日期', en: 'date' },
  time: { zh: '时间(UTC)', en: 'time (UTC)' },
};

/** Lines for a README: what it is, from which data, in which system, what each column means. */
export function readmeLines(layer: Layer, format: ExportFormat): string[] {
  const { about, crs, fields } = layer;
  const isShort = format === 'shp';
  return [
    `Lacuna ${about.productVersion}: ${layer.what}`,
    `数据版本 / data version: ${about.dataVersion}`,
    `写出时间 / written: ${about.writtenAt}`,
    `范围 / scope: ${about.region ?? '全部 / everything'}`,
    `坐标系 / coordinates: ${crs.name}${crs.epsg === null ? '' : ` (EPSG:${crs.epsg})`}${crs.projected ? ', m' : ', °'}`,
    `涉密点位 / restricted cameras: ${about.includesRestricted ? '含 / included' : '不含 / left out'}`,
    ...lossesOf(format).flatMap((l) => [l.zh, l.en]),
    '',
    '列 / columns:',
    ...fields
      .filter((f) => !isShort || !f.isPosition)
      .map(
        (f) =>
          `${isShort ? `${f.short} = ` : ''}${f.key}${f.unit === '' ? '' : ` [${f.unit}]`}: ${f.zh} / ${f.en} (${KINDS[f.kind].zh} / ${KINDS[f.kind].en})`,
      ),
  ];
}
