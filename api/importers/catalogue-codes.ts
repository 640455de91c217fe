// What do the codes of a GB/T 28181 list say in words: the type of a device inside its id, the place it watches, its use?
import { plain } from './text.ts';

/** Digits 11 to 13 of an id; recorders, groups, alarms and the parents of several lenses stand in the same list. */
const CAMERAS = new Set(['131', '132']);
const OTHERS: Record<string, [en: string, zh: string]> = {
  '111': ['recorder', '硬盘录像机'],
  '112': ['video server', '视频服务器'],
  '113': ['encoder', '编码器'],
  '114': ['decoder', '解码器'],
  '118': ['network recorder', '网络录像机'],
  '120': ['collection system', '在线图像采集系统'],
  '121': ['checkpoint system', '视频卡口'],
  '122': ['parent of several lenses', '多目设备'],
  '133': ['display', '显示器'],
  '134': ['alarm input', '报警输入设备'],
  '135': ['alarm output', '报警输出设备'],
  '200': ['signalling server', '中心信令控制服务器'],
  '215': ['group', '业务分组'],
  '216': ['virtual organisation', '虚拟组织'],
  '501': ['platform', '运维管理平台'],
};

export interface OtherDevice {
  /** the code, or `area` for a division */
  type: string;
  en: string;
  zh: string;
}

/** Twenty digits, of which the first two are a province's. */
const STANDARD_ID = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{18}$/;

/** null = a camera, or an id that does not say. `isCatalogue`: the whole list is one, so every id is read by the standard. */
export function otherDevice(id: string, isCatalogue: boolean): OtherDevice | null {
  const text = plain(id);
  if (isCatalogue && /^(?:\d{2}){1,4}$/.test(text)) return { type: 'area', en: 'division', zh: '行政区划' };
  if (!STANDARD_ID.test(text)) return null;
  const type = text.slice(10, 13);
  if (CAMERAS.has(type)) return null;
  const [en, zh] = OTHERS[type] ?? ['other device', '其他设备'];
  return isCatalogue || type in OTHERS ? { type, en, zh } : null;
}

/** Names of columns whose ids follow the standard even where the rest of the table does not. */
export const isStandardId = (column: string): boolean =>
  /国标|^(?:设备|通道)编码$|^(?:gb[\s_]*)?device[\s_]*id$|^gb[\s_]*(?:id|code)$/i.test(plain(column));

/** PositionType of 2016: the place a camera watches. */
const POSITIONS = [
  '省际检查站',
  '党政机关',
  '车站码头',
  '中心广场',
  '体育场馆',
  '商业中心',
  '宗教场所',
  '校园周边',
  '治安复杂区域',
  '交通干线',
];
/** UseType of 2016. */
const USES = ['治安', '交通', '重点'];

/** Codes, several with a stroke in between, in the words of the standard; null = no such code. */
export const positionWords = (text: string): string | null => words(text, POSITIONS);
export const useWords = (text: string): string | null => words(text, USES);

function words(text: string, table: readonly string[]): string | null {
  const value = plain(text);
  if (!/^\d{1,2}(?:[/,;、]\d{1,2})*$/.test(value)) return null;
  const found = value.split(/[/,;、]/).map((code) => table[Number(code) - 1]);
  return found.every((word) => word !== undefined) ? found.join('、') : null;
}
