// What does a cell say: a number, a date, a yes or no, a type, a stage, a class?
import type { CameraType, Stage } from '#contract/camera';
import type { PublicSpaceClass } from '#contract/gap';
import type { PrivacyRule } from '#contract/layers';
import { plain, remembered } from './text.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Digits with one point inside at most: what most cells with a number are, told without a regular expression. */
function isPlainDecimal(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > PLAIN_CHARS) return false;
  let points = 0;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === POINT && i > 0 && i < length - 1 && points === 0) points++;
    else if (c < ZERO || c > NINE) return false;
  }
  return true;
}
const PLAIN_CHARS = 24;
const [POINT, ZERO, NINE] = [0x2e, 0x30, 0x39];

/** A plain decimal number, or null. `1e5` is one; `1,234`, `0x10`, `1.2.3`, `Infinity` are not. */
export function readNumber(text: string): number | null {
  if (isPlainDecimal(text)) return Number(text);
  const value = plain(text);
  if (!NUMBER.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Several decimal points: what a spreadsheet leaves of `46.2289778` read as thousands. */
export const isMangled = (text: string): boolean => /^[+-]?\d+(?:\.\d+){2,}$/.test(plain(text));

const METRES = /\s*(?:m|米|公尺|metres?|meters?)\.?$/i;
const DEGREES = /\s*(?:°|º|度|deg(?:rees?)?)$/i;

/** `10`, `10m`, `10 米` → 10. */
export const readMetres = (text: string): number | null => readNumber(plain(text).replace(METRES, ''));
/** `15`, `15°`, `15 度` → 15. */
export const readDegrees = (text: string): number | null => readNumber(plain(text).replace(DEGREES, ''));

/** `0.6`, `60%`, `60 ％` → 0.6; a bare number above 1 is read as percent and said so. */
export function readShare(text: string): { share: number; assumedPercent: boolean } | null {
  const value = plain(text);
  const percent = value.endsWith('%');
  const number = readNumber(percent ? value.slice(0, -1) : value);
  if (number === null) return null;
  const assumedPercent = !percent && number > 1;
  return { share: percent || assumedPercent ? number / 100 : number, assumedPercent };
}

const isRealDate = (y: number, m: number, d: number): boolean => {
  const date = new Date(Date.UTC(y, m - 1, d));
  return date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
};
const iso = (y: number, m: number, d: number): string | null =>
  y >= 1900 && y <= 2200 && isRealDate(y, m, d)
    ? `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
    : null;

/** Several decades of them. */
const KNOWN_DAYS = 20_000;

/** YYYY-MM-DD from the usual ways of writing a day; null when it is unclear which number is the month. */
export const readDate: (text: string) => string | null = remembered(dateOf, KNOWN_DAYS);

function dateOf(text: string): string | null {
  const value = plain(text);
  let m = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$/.exec(value);
  if (m) return iso(Number(m[1]), Number(m[2]), Number(m[3]));
  m = /^(\d{4})(\d{2})(\d{2})$/.exec(value);
  if (m) return iso(Number(m[1]), Number(m[2]), Number(m[3]));
  m = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?$/.exec(value);
  if (!m) return null;
  const [a, b, year] = [Number(m[1]), Number(m[2]), Number(m[3])];
  if (a > 12) return iso(year, b, a);
  if (b > 12) return iso(year, a, b);
  return a === b ? iso(year, a, b) : null;
}

const YES = new Set(['1', 'true', 'yes', 'y', 't', '是', '有', '已', '√', '✓', 'on']);
const NO = new Set(['0', 'false', 'no', 'n', 'f', '否', '无', '無', '没有', '未', '×', 'off']);
export function readFlag(text: string): boolean | null {
  const value = plain(text).toLowerCase();
  return YES.has(value) ? true : NO.has(value) ? false : null;
}

const wordTable = <T extends string>(groups: Record<T, string>): Map<string, T> => {
  const table = new Map<string, T>();
  for (const [value, words] of Object.entries(groups) as [T, string][])
    for (const word of [value, ...words.split('|')]) table.set(word.replace(/[\s_-]/g, ''), value);
  return table;
};
const lookUp = <T extends string>(table: Map<string, T>, text: string): T | null =>
  table.get(
    plain(text)
      .toLowerCase()
      .replace(/[\s_-]/g, ''),
  ) ?? null;

const TYPES = wordTable<CameraType>({
  fixed:
    '枪机|枪式|枪型|枪式摄像机|枪型摄像机|枪型网络摄像机|固定|固定枪机|固定摄像机|定焦枪机|筒机|槍機|槍型|固定式|bullet|bullet camera|box|box camera|static|stationary|gun|ipc枪机|fixe|caméra fixe|fest|feste kamera|starr',
  dome: '半球|半球机|半球型|半球摄像机|半球型摄像机|半球機|海螺|海螺半球|turret|eyeball|mini dome|half dome|hemisphere|dôme|caméra dôme|domekamera|kuppel',
  ptz: '球机|球型|球形|球型摄像机|球型网络摄像机|快球|高速球|高速球机|高速球型|智能球|云台|云台摄像机|遥控枪机|遥控半球|遥控球机|球機|快速球|panning|pan tilt zoom|pan/tilt/zoom|speed dome|ptz dome|dome ptz|positioning|schwenkbar|schwenkkamera|schwenk neige|motorisée|caméra motorisée',
  panoramic:
    '全景|全景摄像机|全景相机|鱼眼|鱼眼摄像机|环视|全景通道|全景機|魚眼|panorama|fisheye|fish eye|360|360°|180 panorama|multi sensor|omnidirectional',
});
/** MODEL words, their Chinese, OSM's and the trade's. null = not known. */
export const readType = remembered((text): CameraType | null => lookUp(TYPES, text));

const PTZ_TYPES: (CameraType | null)[] = [null, 'ptz', 'dome', 'fixed', 'ptz', 'ptz', 'panoramic', null];
/** GB/T 28181 PTZType 1…7 (7, a split channel, says nothing about the camera). undefined = not a code. */
export const readPtzType = (text: string): CameraType | null | undefined =>
  PTZ_TYPES[/^[1-7]$/.test(plain(text)) ? Number(plain(text)) : 99];

const STAGES = wordTable<Stage>({
  planned: '规划|计划|拟建|规划中|已规划|待建|計畫|規劃|plan|proposed',
  approved: '批复|已批复|批准|已批准|立项|已立项|审批通过|核准',
  procured: '采购|已采购|招标|已招标|中标|已中标|採購|purchased|ordered|tendered|contracted',
  installed:
    '已安装|安装|已建|建成|已建成|在用|启用|已启用|使用中|正常|运行|运行中|安裝|已安裝|built|active|in use|operational|existing|in service',
  networked: '已联网|联网|已接入|接入|聯網|已聯網|connected|online connected|integrated',
  accepted: '已验收|验收|验收合格|驗收|已驗收|commissioned|acceptance',
  retired: '已拆除|拆除|报废|已报废|停用|已停用|撤除|退役|removed|decommissioned|dismantled|disused|abandoned',
});
export const readStage = remembered((text): Stage | null => lookUp(STAGES, text));

const CLASSES = wordTable<PublicSpaceClass>({
  road: '道路|公路|街道|马路|路|街|highway|street|carriageway|footway|pedestrian street',
  square: '广场|廣場|plaza|piazza|place|pedestrian',
  school: '学校|學校|校园|幼儿园|中学|小学|大学|kindergarten|college|university|campus|music school|childcare',
  hospital: '医院|醫院|卫生院|诊所|clinic|doctors|health',
  market: '市场|市場|集市|商场|商业|农贸市场|marketplace|mall|shopping|retail|bazaar|supermarket|department store',
  park: '公园|公園|绿地|景区|游园|garden|green|recreation|recreation ground|village green|playground|pitch|sports centre',
  transport:
    '交通|车站|車站|客运站|码头|机场|停车场|station|bus station|railway|airport|port|parking|terminal|platform|bus stop|tram stop|halt|ferry terminal|aerodrome|taxi|bicycle parking|stop position',
  service:
    '服务|服務|服务区|政务|service area|service hall|public service|services|rest area|town hall|townhall|police|fire station|library|community centre|social facility|courthouse|post office|government',
  other: '其他|其它|misc',
});
/** MODEL words, their Chinese and OSM's values; `shop=mall` is read by its value. null = not known. */
export const readClass = remembered((text): PublicSpaceClass | null => lookUp(CLASSES, text.replace(/^[\w:]+=/, '')));

const RULES = wordTable<PrivacyRule>({
  forbid:
    '禁止|禁止拍摄|禁拍|禁止监控|不得拍摄|不得监控|禁|forbidden|prohibit|prohibited|deny|denied|no view|not allowed|no cameras|verboten',
  mask: '遮挡|遮蔽|打码|马赛克|隐私遮挡|遮罩|屏蔽|masked|masking|privacy mask|blur|blurred|pixelate|hide',
  consent:
    '同意|需同意|征得同意|许可|经许可|书面同意|书面理由|需书面理由|consent required|with consent|permission|permit|written reason|with reason|reason',
});
export const readRule = (text: string): PrivacyRule | null => lookUp(RULES, text);
