// How spans, reasons and subjects of monitoring are written.
import type { TFunction } from 'i18next';
import type { Outage } from '#contract/status';
import { formatDuration } from '../../i18n/format.ts';
import type { Language } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';

const DAY_S = 86_400;
/** `40 min`, `3 h 5 min`, from two days on `4 d`. */
export function spanText(fromMs: number, toMs: number, language: Language): string {
  const seconds = Math.max(0, (toMs - fromMs) / 1_000);
  if (seconds < 2 * DAY_S) return formatDuration(seconds, language);
  const days = Math.floor(seconds / DAY_S);
  return language === 'zh' ? `${days} 天` : `${days} d`;
}
/** A length of time that somebody set: `5 min`, `1 h 30 min`, `2 d`. */
export const lengthText = (ms: number, language: Language): string => spanText(0, ms, language);

/** Reasons that Lacuna gives itself have words in both languages; what a reporter wrote stays as it was written. */
export const reasonWord = (reason: string | null, t: TFunction): string =>
  t(`monitoring.reason.${reason === null || reason === '' ? 'none' : reason}`, { defaultValue: reason ?? '' });

/** What an outage is about: `Xinhe town`, `feed gateway-2`, `recorder 3401…`. */
export function subjectText(outage: Outage, t: TFunction, language: Language): string {
  const { kind, subject, regionName, regionNameEn } = outage;
  if (kind === 'region')
    return regionName === null ? subject : placeName({ name: regionName, nameEn: regionNameEn }, language);
  return t(`monitoring.subject.${kind}`, { subject });
}
export function regionText(outage: Outage, language: Language): string | null {
  const { regionName, regionNameEn, regionCode } = outage;
  return regionName === null ? regionCode : placeName({ name: regionName, nameEn: regionNameEn }, language);
}

/** `2026-11-28T10:30`, as a field for date and time wants it; '' = none. */
export function toField(iso: string | null): string {
  if (iso === null) return '';
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
/** null = empty, or not yet a time. */
export function fromField(text: string): string | null {
  const ms = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
