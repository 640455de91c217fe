// The field sheet as a page to print and as a table: where to go, in which order, what to note.
import type { FieldSheet } from '#contract/quality';
import { csvText } from './csv.ts';

type Language = 'zh' | 'en';
const WORDS = {
  en: {
    title: 'Field sheet',
    lead: (n: number, m2: string, pp: string, km: string) =>
      `${n} checks, ${km} km on foot or by car between them. Together they narrow the interval by at least ${m2} m² (${pp} percentage points).`,
    none: 'No camera without an azimuth leaves ground open here.',
    heads: ['Stop', 'Camera', 'Name', 'Region', 'Longitude', 'Latitude', 'To note', 'Settles, m²'],
    value: 'Noted',
    azimuthDeg: 'azimuth °',
    hfovDeg: 'angle °',
    rangeM: 'range m',
    heightM: 'height m',
    type: 'type',
    by: 'Checked by',
    on: 'Date',
    how: 'Azimuth: where it looks, clockwise from true north (0 = north, 90 = east). Mind the declination of a magnetic compass.',
    version: 'data version',
  },
  zh: {
    title: '外业核查单',
    lead: (n: number, m2: string, pp: string, km: string) =>
      `共 ${n} 处,点间路程约 ${km} 公里。全部核实后区间至少收窄 ${m2} 平方米(${pp} 个百分点)。`,
    none: '此范围没有因方位角未知而未定的地面。',
    heads: ['序号', '点位编号', '名称', '区划', '经度', '纬度', '需记录', '可确定面积 m²'],
    value: '记录值',
    azimuthDeg: '方位角 °',
    hfovDeg: '视场角 °',
    rangeM: '监控距离 m',
    heightM: '高度 m',
    type: '类型',
    by: '核查人',
    on: '日期',
    how: '方位角:镜头朝向,正北起顺时针(0 为北,90 为东)。使用磁罗盘须改正磁偏角。',
    version: '数据版本',
  },
} as const;

const regionOf = (check: FieldSheet['checks'][number], language: Language): string =>
  (language === 'en' ? (check.regionEn ?? check.region) : check.region) ?? '';

export function fieldSheetCsv(sheet: FieldSheet, language: Language): string {
  const words = WORDS[language];
  return csvText([
    [...words.heads, words.value],
    ...sheet.checks.map((check) => [
      check.stop,
      check.camera,
      check.name ?? '',
      regionOf(check, language),
      check.longitude,
      check.latitude,
      check.note.map((field) => words[field]).join(' / '),
      Math.round(check.effectM2),
      '',
    ]),
  ]);
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const STYLE = `body{font:14px/1.45 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:24px;color:#111}
h1{font-size:20px;margin:0 0 4px}p{margin:0 0 10px;max-width:70em}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #888;padding:5px 7px;text-align:left;vertical-align:top}th{background:#eee}
td.n{text-align:right;font-variant-numeric:tabular-nums}td.note span{display:inline-block;min-width:9em;border-bottom:1px solid #888;margin:0 10px 6px 0}
tr{break-inside:avoid}footer{margin-top:18px;display:flex;gap:40px}@media print{body{margin:0}}`;

/** One file that needs nothing else. */
export function fieldSheetHtml(sheet: FieldSheet, language: Language): string {
  const words = WORDS[language];
  const m2 = Math.round(sheet.narrowsM2).toLocaleString('en-GB');
  const pp = sheet.narrowsShare === null ? '–' : (100 * sheet.narrowsShare).toFixed(2);
  const lead =
    sheet.checks.length === 0 ? words.none : words.lead(sheet.checks.length, m2, pp, (sheet.routeM / 1000).toFixed(1));
  const cell = (text: string | number, kind = ''): string => `<td${kind}>${escapeHtml(String(text))}</td>`;
  const rows = sheet.checks.map(
    (check) =>
      `<tr>${cell(check.stop, ' class="n"')}${cell(check.camera)}${cell(check.name ?? '')}${cell(regionOf(check, language))}` +
      `${cell(check.longitude.toFixed(6), ' class="n"')}${cell(check.latitude.toFixed(6), ' class="n"')}` +
      `<td class="note">${check.note.map((field) => `<span>${words[field]}:</span>`).join('')}</td>` +
      `${cell(Math.round(check.effectM2), ' class="n"')}</tr>`,
  );
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-Hans' : 'en'}"><head><meta charset="utf-8"><title>${words.title}</title><style>${STYLE}</style></head>
<body><h1>${words.title}${sheet.region === null ? '' : ` · ${escapeHtml(sheet.region)}`}</h1>
<p>${lead}</p><p>${words.how}</p>
<table><thead><tr>${words.heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
<footer><span>${words.by}: ____________________</span><span>${words.on}: ____________</span><span>${words.version} ${sheet.dataVersion} · ${sheet.writtenAt.slice(0, 10)}</span></footer>
</body></html>
`;
}
