// What could a cell have meant that cannot be read as it stands? Offered, never taken unasked. Each answer is a text that
// the field's own reader takes; null = nothing sensible.
import type { CameraType, Stage } from '#contract/camera';
import { readCompass } from './directions.ts';
import { plain } from './text.ts';
import { readNumber } from './values.ts';

const ABOUT = /^(?:约|大约|大概|近|约为|approx\.?|about|ca\.?|c\.|~|≈)\s*|\s*(?:左右|上下|以内|许)$/gi;
const UNITS: [RegExp, number][] = [
  [/\s*(?:厘米|公分|cm)$/i, 0.01],
  [/\s*(?:毫米|mm)$/i, 0.001],
  [/\s*(?:公里|千米|km)$/i, 1_000],
  [/\s*(?:英尺|feet|foot|ft|′|')$/i, 0.3048],
  [/\s*(?:m|米|公尺|metres?|meters?)\.?$/i, 1],
];
const DIGITS = '零一二三四五六七八九';

/** 六 → 6, 十二 → 12, 三十 → 30, 两 → 2; up to 99. */
function chineseNumber(text: string): number | null {
  const m = /^([一二三四五六七八九两]?)(十?)([一二三四五六七八九]?)$/.exec(text);
  if (text === '' || !m) return null;
  const digit = (word: string): number => (word === '两' ? 2 : DIGITS.indexOf(word));
  const [, first, ten, last] = m;
  if (!ten) return last ? null : digit(first!);
  return (first ? digit(first) : 1) * 10 + (last ? digit(last) : 0);
}

const short = (value: number): string => String(Number(value.toPrecision(12)));

/** 约10米 → 10, 350cm → 3.5, 12ft → 3.6576, 六米 → 6, 1O → 10. */
export function proposeMetres(text: string): string | null {
  const value = plain(text).replace(ABOUT, '');
  for (const [unit, factor] of [...UNITS, [/$/, 1] as [RegExp, number]]) {
    if (!unit.test(value)) continue;
    const bare = value.replace(unit, '').trim();
    const number = readNumber(bare) ?? chineseNumber(bare) ?? readNumber(withDigits(bare));
    if (number !== null) return short(number * factor);
  }
  return null;
}

/** 约15° → 15, 1S° → 15. */
export function proposeDegrees(text: string): string | null {
  const bare = plain(text)
    .replace(ABOUT, '')
    .replace(/\s*(?:°|º|度|deg(?:rees?)?)$/i, '');
  const number = readNumber(bare) ?? chineseNumber(bare) ?? readNumber(withDigits(bare));
  return number === null ? null : short(number);
}

/** Letters that stand for digits where a list was typed from paper: only among digits. */
const withDigits = (text: string): string =>
  /\d/.test(text) ? text.replace(/[oO]/g, '0').replace(/[lI|]/g, '1').replace(/[sS]/g, '5') : text;

/** 120,13471 → 120.13471; 12O.13471 → 120.13471; 120. 13471 → 120.13471. */
export function proposeCoordinate(text: string): string | null {
  const value = withDigits(plain(text).replace(/\s+/g, '')).replace(/[°度]$/, '');
  const pointed = /^[+-]?\d{1,3},\d{3,}$/.test(value) ? value.replace(',', '.') : value;
  const number = readNumber(pointed.replace(/\.$/, ''));
  return number === null || number === 0 ? null : pointed.replace(/\.$/, '');
}

const LOOKS_TO = /[向往朝对看照]\s*(?:着|准|向)?\s*(正?[东西南北東]{1,3})(?:方向|方|侧|面|边)?/;

/** -8 → 352, 405 → 45, 约90° → 90, 朝东北拍摄 → 45. Never a corner that something only stands at. */
/** 311230N → 31°12'30"N, 1212813.5E → 121°28'13.5"E. */
export function proposePacked(text: string): string | null {
  const m = /^([NSEW]?)(\d{2,3})(\d{2})(\d{2}(?:\.\d+)?)([NSEW]?)$/i.exec(plain(text));
  if (m === null) return null;
  const [, before, degrees, minutes, seconds, after] = m;
  return `${degrees}°${minutes}'${seconds}"${before || after}`;
}

export function proposeAzimuth(text: string): string | null {
  const bare = proposeDegrees(text);
  if (bare !== null) {
    const turned = ((Number(bare) % 360) + 360) % 360;
    return Math.abs(Number(bare)) <= 720 ? short(turned) : null;
  }
  const looks = LOOKS_TO.exec(plain(text));
  const compass = looks && readCompass(looks[1]!);
  return compass ? short(compass.azimuthDeg) : null;
}

const TYPE_HINTS: [RegExp, CameraType][] = [
  [/半球|海螺|turret|mini\s*dome/i, 'dome'],
  [/全景|鱼眼|魚眼|环视|拼接|panoram|fish\s*eye|multi/i, 'panoramic'],
  [/球|云台|ptz|speed\s*dome|pan/i, 'ptz'],
  [/枪|槍|筒|定焦|卡口|bullet|box|fixed/i, 'fixed'],
  [/dome/i, 'dome'],
];
/** 高清红外枪机 → fixed, 400万星光球机 → ptz. */
export const proposeType = (text: string): CameraType | null =>
  TYPE_HINTS.find(([hint]) => hint.test(plain(text)))?.[1] ?? null;

const STAGE_HINTS: [RegExp, Stage][] = [
  [/拆|报废|停用|退|撤|remov|retire/i, 'retired'],
  [/未验|待验|未接|未联/i, 'installed'],
  [/未建|未装|未安|待装|待安|待建|拟|规划|计划|plan/i, 'planned'],
  [/验收|accept/i, 'accepted'],
  [/联网|接入|上线|上云|network|connect/i, 'networked'],
  [/安装|建成|竣工|完工|已建|在用|启用|运行|install|built|use/i, 'installed'],
  [/采购|招标|中标|procur|tender/i, 'procured'],
  [/批复|批准|立项|approv/i, 'approved'],
];
/** 已完成安装调试 → installed. */
export const proposeStage = (text: string): Stage | null =>
  STAGE_HINTS.find(([hint]) => hint.test(plain(text)))?.[1] ?? null;

/** Day 1 is 1900-01-01 in a spreadsheet that believes in 1900-02-29: from March 1900 on this holds. */
const SHEET_EPOCH_MS = Date.UTC(1899, 11, 30);
const [SHEET_FROM, SHEET_TO] = [20_000, 80_000];
const DAY_MS = 86_400_000;
/** 45292 → 2024-01-01: a day as a spreadsheet counts it. */
export function proposeDate(text: string): string | null {
  const number = readNumber(text);
  if (number === null || number < SHEET_FROM || number > SHEET_TO) return null;
  return new Date(SHEET_EPOCH_MS + Math.floor(number) * DAY_MS).toISOString().slice(0, 10);
}
