// The month's numbers as the sentences of the roll-out report, on screen and copied as text.
import type { TFunction } from 'i18next';
import type { MonthlyReport, MonthlyUnit } from '#contract/progress';
import { formatCount } from '../../i18n/format.ts';
import type { Language } from '../../i18n/i18n.ts';
import { levelMany, levelWord, placeName } from '../../i18n/names.ts';

/** Two digits, as the reports write it: 40.16 %. */
export const percent = (ratio: number | null) => (ratio === null ? '–' : `${(ratio * 100).toFixed(2)} %`);

export function monthlySentences(report: MonthlyReport, where: string, t: TFunction, language: Language): string[] {
  const count = (n: number) => formatCount(Math.round(n), language);
  const names = (units: readonly MonthlyUnit[]) =>
    units
      .map((unit) => t('progress.monthly.unit', { name: placeName(unit, language), share: percent(unit.share) }))
      .join(t('list.comma'));
  const level = levelMany(report.unitLevel);
  const stage = t(`stage.${report.stage}`);
  const lines: string[] = [
    t('progress.monthly.standing', {
      where,
      on: report.on,
      stage,
      planned: count(report.planned),
      standing: count(report.standing),
      share: percent(report.share),
    }),
  ];
  if (report.units > 0)
    lines.push(
      t('progress.monthly.units', {
        level,
        units: count(report.units),
        done: count(report.unitsDone),
        doneShare: percent(report.unitsDoneShare),
        procured: count(report.unitsProcured),
        procuredShare: percent(report.unitsProcuredShare),
      }),
    );
  if (report.groupLevel !== null && report.leading.length > 0)
    lines.push(
      t('progress.monthly.leading', { level: levelWord(report.groupLevel), names: names(report.leading) }),
      t('progress.monthly.lagging', { level: levelWord(report.groupLevel), names: names(report.lagging) }),
    );
  return lines;
}
