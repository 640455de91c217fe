// The words of the region table that need more than a key: why there is no rank, and what a grade's rule says.
import type { TFunction } from 'i18next';
import { DEFAULT_BANDS } from '#rules/targets';
import type { RegionRow } from '../../api/figure-columns.ts';
import { formatShare } from '../../i18n/format.ts';
import type { Language } from '../../i18n/i18n.ts';
import type { NoRank } from './rank.ts';

export const whyText = (row: RegionRow, why: NoRank, t: TFunction): string =>
  t(`regions.why.${why}`, { done: row.leavesMeasured, total: row.leaves });

/** The reason in the place of a share, or null where there is one. */
export function noShareText(row: RegionRow, t: TFunction): string | null {
  if (row.leavesMeasured === 0) return t('regions.why.not-measured');
  if (row.likely !== null) return null;
  return t(row.basis === 'mixed' ? 'regions.why.mixed' : 'regions.why.not-applicable');
}

const band = (ratio: number, language: Language) => formatShare(ratio, language, 0);
export const ruleText = (grade: NonNullable<RegionRow['grade']>, t: TFunction, language: Language): string =>
  t(`regions.rule.${grade}`, {
    onTrack: band(DEFAULT_BANDS.onTrack, language),
    behind: band(DEFAULT_BANDS.behind, language),
    notice: band(DEFAULT_BANDS.notice, language),
    days: DEFAULT_BANDS.overdueDays,
  });

/** The whole sentence behind a grade: what is, what should be, and the rule. */
export function gradeText(row: RegionRow, t: TFunction, language: Language): string {
  if (row.grade === null) return t('figure.noTarget');
  const rule = ruleText(row.grade, t, language);
  if (row.likely === null || row.minimum === null || row.attainment === null) return rule;
  return t('regions.gradeWhy', {
    actual: formatShare(row.likely, language),
    minimum: formatShare(row.minimum, language),
    due: row.due ?? '',
    attainment: formatShare(row.attainment, language),
    rule,
  });
}
