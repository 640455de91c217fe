// How numbers and rules of data quality are written.
import type { TFunction } from 'i18next';
import type { QualityRuleStanding } from '#contract/quality';
import { formatDelta, NONE } from '../../i18n/format.ts';
import type { Language } from '../../i18n/i18n.ts';

const DAY_MS = 86_400_000;
export const daysSince = (iso: string, nowMs: number): number =>
  Math.max(0, Math.floor((nowMs - Date.parse(iso)) / DAY_MS));

/** `−1.1 … +1.9`, in percentage points; one number where the other end is nothing. */
export function effectText(share: QualityRuleStanding['effectShare'], language: Language): string {
  if (share === null) return NONE;
  const from = formatDelta(share.from, language, 2);
  const to = formatDelta(share.to, language, 2);
  if (share.to === 0) return from;
  if (share.from === 0) return to;
  return `${from} … ${to}`;
}

/** What is not run is never clean: why it was not. null = it ran. */
export function whyNotRun({ state, needs }: Pick<QualityRuleStanding, 'state' | 'needs'>, t: TFunction): string | null {
  if (state === 'never') return t('quality.state.never');
  return state === 'not-runnable' ? t('quality.state.notRunnable', { need: t(`quality.need.${needs}`) }) : null;
}

/** Fields of a rule that can be filled in for many at once. */
export const FIXABLE = [
  'azimuthDeg',
  'hfovDeg',
  'rangeM',
  'heightM',
  'tiltDeg',
  'type',
  'purpose',
  'legalBasis',
  'reviewOn',
  'retentionDays',
  'filingNo',
  'filedOn',
  'signage',
] as const;
export type FixableField = (typeof FIXABLE)[number];
export const fixableFields = (rule: Pick<QualityRuleStanding, 'fields'>): FixableField[] =>
  FIXABLE.filter((field) => rule.fields.includes(field));

const NUMBERS: readonly FixableField[] = ['azimuthDeg', 'hfovDeg', 'rangeM', 'heightM', 'tiltDeg', 'retentionDays'];
export const isNumberField = (field: FixableField): boolean => NUMBERS.includes(field);
export const isDateField = (field: FixableField): boolean => field === 'reviewOn' || field === 'filedOn';

/** What the texts of a form say; a field that is left empty is left as it is. null = a number that is none. */
export function setOf(values: Partial<Record<FixableField, string>>): Record<string, unknown> | null {
  const set: Record<string, unknown> = {};
  for (const [field, text] of Object.entries(values) as [FixableField, string][]) {
    const value = text.trim();
    if (value === '') continue;
    if (isNumberField(field)) {
      if (!Number.isFinite(Number(value))) return null;
      set[field] = Number(value);
    } else set[field] = field === 'signage' ? value === 'yes' : value;
  }
  return Object.keys(set).length === 0 ? null : set;
}
