// What does a cell of a workbook say, as text?

export type DateKind = 'day' | 'time' | null;

/** Formats that Excel does not write out: 14-22 and 45-47 everywhere, the others in East Asian workbooks. */
const BUILT_IN_DAYS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);
const BUILT_IN_TIMES = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]);

/** Whether numbers of this format are days or times. */
export function dateKindOf(id: number, code: string | undefined): DateKind {
  if (code === undefined) return BUILT_IN_DAYS.has(id) ? 'day' : BUILT_IN_TIMES.has(id) ? 'time' : null;
  const bare = code
    .split(';')[0]!
    .replace(/"[^"]*"?|\\.|_.|\*./g, '')
    // [h] counts hours on; other brackets are colours, languages, conditions
    .replace(/\[(?![hms]+\])[^\]]*\]?/gi, '');
  if (/general/i.test(bare)) return null;
  if (/[yd]|(?<![a-z])e(?![+-])/i.test(bare)) return 'day';
  if (/[hs]/i.test(bare)) return 'time';
  // months alone
  return /m/i.test(bare) ? 'day' : null;
}

const DAY_MS = 86_400_000;
/** Serial 0 is the day before 1900-01-01; from 60 on, one day more was counted, for a 29 February 1900 that never was. */
const BEFORE_1900_MS = Date.UTC(1899, 11, 31);
const PHANTOM = 60;
const START_1904_MS = Date.UTC(1904, 0, 1);
/** 9999-12-31 */
const LAST_SERIAL = 2_958_465;

/** ISO date, date and time, or time of the day; null = no such day. */
export function dateText(serial: number, kind: 'day' | 'time', from1904: boolean): string | null {
  if (!(serial >= 0) || serial > LAST_SERIAL + 1) return null;
  let day = Math.floor(serial);
  let seconds = Math.round((serial - day) * 86_400);
  if (seconds === 86_400) {
    day++;
    seconds = 0;
  }
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (day === 0 && kind === 'time') return time;
  if (!from1904 && day === PHANTOM) return null;
  const start = from1904 ? START_1904_MS : BEFORE_1900_MS;
  const date = new Date(start + (day - (!from1904 && day > PHANTOM ? 1 : 0)) * DAY_MS).toISOString().slice(0, 10);
  return seconds === 0 && kind === 'day' ? date : `${date}T${time}`;
}

/** As the file has it. A fraction with more digits than a double keeps is written as briefly as the same double can be. */
export function numberText(raw: string): string {
  const text = raw.trim();
  const fraction = /^-?\d*\.\d+$/.test(text) && text.replace(/[-.]/g, '').length > 15;
  return fraction ? String(Number(text)) : text;
}

/** `_x000D_` stands for a character that XML cannot hold. */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

const LAST_COLUMN = 16_383;
/** `BC12` → 54; null = no such cell. */
export function columnOf(reference: string): number | null {
  let n = 0;
  let i = 0;
  for (; i < reference.length && i < 4; i++) {
    const letter = reference.charCodeAt(i) & ~0x20;
    if (letter < 65 || letter > 90) break;
    n = n * 26 + letter - 64;
  }
  return i === 0 || n - 1 > LAST_COLUMN ? null : n - 1;
}
