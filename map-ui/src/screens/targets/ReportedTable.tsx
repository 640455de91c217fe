// What was reported for each month beside what is known of it today, and why the two differ.
import type { Progress } from '#contract/progress';
import { NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Scroll } from '../../ui/Scroll.tsx';
import { formatChange, formatValue } from './words.ts';

export function ReportedTable({ progress }: { progress: Progress }) {
  const { t, language } = useText();
  const metric = progress.target?.metric ?? 'coverage';
  const rows = progress.points.filter((p) => p.reported !== null || p.first !== null).reverse();
  const value = (n: number | null) => (n === null ? NONE : formatValue(metric, n, language));
  return (
    <section className="progress-card">
      <h2>{t('progress.reportedTitle')}</h2>
      {rows.length === 0 ? (
        <p className="mute small">{t('progress.reportedNone')}</p>
      ) : (
        <Scroll label={t('progress.reportedTitle')} className="progress-reported">
          <table className="ui-table" aria-label={t('progress.reportedTitle')}>
            <thead>
              <tr>
                <th scope="col" className="ui-left">
                  {t('chart.month')}
                </th>
                <th scope="col" className="ui-right">
                  {t('progress.asReported')}
                </th>
                <th scope="col" className="ui-right">
                  {t('progress.asKnown')}
                </th>
                <th scope="col" className="ui-right">
                  {t('progress.differs')}
                </th>
                <th scope="col" className="ui-right">
                  {t('progress.firstReported')}
                </th>
                <th scope="col" className="ui-left">
                  {t('progress.why')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((p) => (
                <tr key={p.month} data-month={p.month}>
                  <th scope="row" className="ui-left num">
                    {p.month}
                  </th>
                  <td className="num">{value(p.reported)}</td>
                  <td className="num">{value(p.known)}</td>
                  <td className="num">
                    {p.reported === null || p.known === null
                      ? NONE
                      : formatChange(metric, p.known - p.reported, language)}
                  </td>
                  <td className="num mute">{p.first === p.reported ? NONE : value(p.first)}</td>
                  <td className="ui-left progress-why">{p.reason ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
