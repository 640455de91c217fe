// How numbers are written. The only place where a ratio becomes a percentage and a square metre a hectare.
import type { FormatterModule } from 'i18next';
import type { Language } from './i18n.ts';

const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB');
const cache = new Map<string, Intl.NumberFormat>();
function number(language: Language, digits: number, signed = false): Intl.NumberFormat {
  const key = `${language}${digits}${signed}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale(language), {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: signed ? 'exceptZero' : 'negative',
    });
    cache.set(key, format);
  }
  return format;
}
/** A true minus and thin spaces between thousands: `−1 234.5`. */
const tidy = (text: string) => text.replace(/-/g, '−').replace(/,/g, ' ');

export const NONE = '–';

export const formatCount = (n: number, language: Language) => tidy(number(language, 0).format(n));

/** 0.6141 → `61.4`. Never rounds up to 100 or down to 0 what is not: 0.9999 → `99.9`, 0.0002 → `0.1`. */
export function sharePoints(ratio: number, digits = 1): number {
  const step = 10 ** digits;
  const points = Math.round(ratio * 100 * step) / step;
  if (ratio < 1 && points >= 100) return 100 - 1 / step;
  if (ratio > 0 && points <= 0) return 1 / step;
  return points;
}
export const formatPoints = (ratio: number, language: Language, digits = 1) =>
  tidy(number(language, digits).format(sharePoints(ratio, digits)));
export const formatShare = (ratio: number, language: Language, digits = 1) =>
  `${formatPoints(ratio, language, digits)} %`;

/** A difference of two ratios in percentage points, signed: `−18.2`. */
export const formatDelta = (ratio: number, language: Language, digits = 1) =>
  tidy(number(language, digits, true).format(Math.round(ratio * 100 * 10 ** digits) / 10 ** digits));

/** `58.9–64.0`, or null where low and high are the same number on screen. */
export function formatInterval(low: number, high: number, language: Language): string | null {
  const [a, b] = [formatPoints(low, language), formatPoints(high, language)];
  return a === b ? null : `${a}–${b}`;
}

/** m² up to a hectare, then ha, from 10 km² on km². */
export function formatArea(areaM2: number, language: Language): string {
  if (areaM2 < 10_000) return `${tidy(number(language, areaM2 < 10 && areaM2 > 0 ? 1 : 0).format(areaM2))} m²`;
  if (areaM2 < 1e7) {
    const ha = areaM2 / 10_000;
    return `${tidy(number(language, ha < 10 ? 2 : 1).format(ha))} ${language === 'zh' ? '公顷' : 'ha'}`;
  }
  return `${tidy(number(language, 1).format(areaM2 / 1e6))} km²`;
}

export function formatLength(lengthM: number, language: Language): string {
  if (lengthM < 1_000) return `${tidy(number(language, 0).format(lengthM))} m`;
  return `${tidy(number(language, 1).format(lengthM / 1_000))} km`;
}

export function formatDuration(seconds: number, language: Language): string {
  const s = Math.max(1, Math.round(seconds));
  if (s < 60) return language === 'zh' ? `${s} 秒` : `${s} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 60) return language === 'zh' ? `${minutes} 分钟` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return language === 'zh' ? `${hours} 小时 ${minutes % 60} 分` : `${hours} h ${minutes % 60} min`;
}

/** `2026-10-31 14:05`, the person's own time zone. */
export function formatTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
export function formatClock(atMs: number): string {
  return formatTime(new Date(atMs).toISOString()).slice(11);
}

/** A count stays a number until it is written, so that one row is not "1 rows". */
export const counts: FormatterModule = {
  type: 'formatter',
  init: () => {},
  add: () => {},
  addCached: () => {},
  format: (value, _format, language, options) =>
    options?.interpolationkey === 'count' && typeof value === 'number'
      ? formatCount(value, language === 'zh' ? 'zh' : 'en')
      : value,
};
