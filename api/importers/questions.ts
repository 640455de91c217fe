// What is asked when a file can be read in more than one way, and what does an answer change?
import type { ImportOptions, ImportQuestion } from '#contract/import';
import { crsOf } from './crs.ts';

const choice = (value: string, label = value, labelZh = label) => ({ value, label, labelZh });

const ENCODING_LABELS: Record<string, [string, string]> = {
  gb18030: ['GB18030 / GBK (simplified Chinese)', 'GB18030 / GBK（简体中文）'],
  big5: ['Big5 (traditional Chinese)', 'Big5（繁体中文）'],
  'windows-1252': ['Windows-1252 (Western European)', 'Windows-1252（西欧）'],
};

export function askEncoding(choices: string[], samples: Map<string, string>): ImportQuestion {
  return {
    code: 'encoding.unclear',
    message: 'The text fits several encodings. Which reading makes sense?',
    messageZh: '文本可按多种编码读取，哪一种读出来是通顺的？',
    option: 'encoding',
    choices: choices.map((value) => {
      const [en, zh] = ENCODING_LABELS[value] ?? [value, value];
      const sample = samples.get(value);
      return choice(value, sample ? `${en}: ${sample}` : en, sample ? `${zh}：${sample}` : zh);
    }),
  };
}

export function askLayer(
  layers: readonly { name: string; rows: number | null; geometry: string | null }[],
): ImportQuestion {
  return {
    code: 'file.layer_unclear',
    message: 'The file holds several tables. Which one is meant?',
    messageZh: '文件中有多张表（图层），要导入哪一张？',
    option: 'layer',
    choices: layers.slice(0, 200).map(({ name, rows, geometry }) => {
      const shape = geometry === null ? '' : ` · ${geometry}`;
      const [en, zh] = rows === null ? ['', ''] : [` · ${rows} ${rows === 1 ? 'row' : 'rows'}`, ` · ${rows} 行`];
      return choice(name, `${name}${en}${shape}`, `${name}${zh}${shape}`);
    }),
  };
}

export function askCrs(example: string, likely: string[]): ImportQuestion {
  const names =
    likely.length > 0 ? likely : ['epsg:4547', 'epsg:32650', 'epsg:3857', 'epsg:27700', 'epsg:3826', 'epsg:2326'];
  return {
    code: 'crs.unclear',
    message: `The positions are not longitude and latitude (such as ${example}). Which coordinate system are they in?`,
    messageZh: `位置不是经纬度（如 ${example}）。它们属于哪个坐标系？`,
    option: 'crs',
    choices: names.filter((name) => crsOf(name) !== null).map((name) => choice(name)),
  };
}

export function askCrsFit(declared: string, example: string, likely: string[]): ImportQuestion {
  return {
    ...askCrs(
      example,
      likely.filter((name) => name !== declared),
    ),
    code: 'crs.does_not_fit',
    message: `Most positions (such as ${example}) are outside the area of ${declared}. Which coordinate system are they in?`,
    messageZh: `大部分位置（如 ${example}）不在 ${declared} 的适用范围内。它们属于哪个坐标系？`,
  };
}

/** `likely` null = the positions are degrees. */
export function askCrsUnknown(declared: string, likely: string[] | null): ImportQuestion {
  return {
    ...askCrs('', likely ?? ['wgs84', 'cgcs2000', 'gcj02', 'bd09']),
    code: 'crs.unknown',
    message: `The file names the coordinate system “${declared}”, which is not known here. Is it the same as one of these? If not, convert the file to WGS-84 or CGCS2000 first.`,
    messageZh: `文件声明的坐标系“${declared}”不在已知之列。它与下列哪一个相同？若都不是，请先将文件转换为 WGS-84 或 CGCS2000。`,
  };
}

export function askAxes(example: string): ImportQuestion {
  return {
    code: 'position.swapped',
    message: `Longitude and latitude seem to be exchanged in the whole file (such as ${example}). In which order are they?`,
    messageZh: `整个文件的经度和纬度似乎颠倒了（如 ${example}）。它们的顺序是？`,
    option: 'axes',
    choices: [
      choice('lat-lon', 'latitude first: exchange them', '纬度在前：交换读取'),
      choice('lon-lat', 'longitude first: as it stands', '经度在前：按原样读取'),
    ],
  };
}

export function askOrder(example: string): ImportQuestion {
  return {
    ...askAxes(example),
    code: 'position.order',
    message: `Both numbers of a position stand in one column (such as ${example}). In which order are they?`,
    messageZh: `坐标写在同一列（如 ${example}）。两个数的顺序是？`,
    choices: [choice('lat-lon', 'latitude first', '纬度在前'), choice('lon-lat', 'longitude first', '经度在前')],
  };
}

const FIELD_WORDS: Record<string, [string, string]> = {
  longitude: ['the longitude', '经度'],
  latitude: ['the latitude', '纬度'],
  minimum: ['the minimum', '最低值'],
  due: ['the due date', '截止日期'],
  region: ['the region code', '区划代码'],
  cameraId: ['the id of the camera', '点位编码'],
  state: ['the state', '状态'],
  at: ['the time', '时间'],
};

/** `value` is `column=field`: see `answered`. */
export function askColumn(field: string, columns: readonly string[]): ImportQuestion {
  const [en, zh] = FIELD_WORDS[field] ?? [field, field];
  return {
    code: `column.${field}`,
    message: `Which column holds ${en}?`,
    messageZh: `哪一列是${zh}？`,
    option: 'mapping',
    choices: columns.slice(0, 100).map((column) => choice(`${column}=${field}`, column)),
  };
}

export function askCodeField(candidates: { column: string; sample: string | null }[]): ImportQuestion {
  return {
    code: 'region.code_unclear',
    message: 'Several columns could hold the code of a region. Which one?',
    messageZh: '有多列可能是区划编码，请选择一列。',
    option: 'codeField',
    choices: candidates.map(({ column, sample }) =>
      choice(
        column,
        sample === null ? column : `${column} (${sample})`,
        sample === null ? column : `${column}（${sample}）`,
      ),
    ),
  };
}

/** The options with one question answered. */
export function answered(
  options: ImportOptions,
  question: Pick<ImportQuestion, 'option'>,
  value: string,
): ImportOptions {
  switch (question.option) {
    case 'crs':
      return { ...options, crs: value };
    case 'encoding':
      return { ...options, encoding: value };
    case 'codeField':
      return { ...options, codeField: value };
    case 'layer':
      return { ...options, layer: value };
    case 'axes':
      return { ...options, axes: value === 'lat-lon' ? 'lat-lon' : 'lon-lat' };
    case 'mapping': {
      const cut = value.lastIndexOf('=');
      return { ...options, mapping: { ...options.mapping, [value.slice(0, cut)]: value.slice(cut + 1) } };
    }
    default:
      throw new Error(`expected a known option, got ${question.option}`);
  }
}
