// How large a file is, in words.
import type { Language } from '../../i18n/i18n.ts';

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;
/** 1 536 → `1.5 kB`; 1 kB is 1 024 bytes. */
export function formatBytes(bytes: number, language: Language): string {
  const step = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / 1024 ** step;
  const digits = step === 0 || value >= 100 ? 0 : 1;
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  return `${value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${UNITS[step]}`;
}
