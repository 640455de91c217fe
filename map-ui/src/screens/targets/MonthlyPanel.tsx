// What the monthly report has to say of this scope, in sentences that can be taken along, with the tables behind them.
import { useState } from 'react';
import type { MonthlyReport, MonthlyUnit } from '#contract/progress';
import { useMonthly } from '../../api/progress.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelWord, placeName } from '../../i18n/names.ts';
import { Button } from '../../ui/Button.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { monthlySentences, percent } from './monthly-text.ts';
import type { TargetsModel } from './useTargetsModel.ts';

const SHOWN = 200;

function Units({ title, units }: { title: string; units: readonly MonthlyUnit[] }) {
  const { t, language } = useText();
  const [all, setAll] = useState(false);
  const rows = all ? units : units.slice(0, SHOWN);
  return (
    <section className="progress-card">
      <h2>{title}</h2>
      <Scroll label={title} className="progress-wide">
        <table className="ui-table" aria-label={title}>
          <thead>
            <tr>
              <th scope="col" className="ui-left">
                {t('table.name')}
              </th>
              <th scope="col" className="ui-right">
                {t('progress.monthly.task')}
              </th>
              <th scope="col" className="ui-right">
                {t('progress.monthly.stands')}
              </th>
              <th scope="col" className="ui-right">
                {t('progress.monthly.procured')}
              </th>
              <th scope="col" className="ui-right">
                {t('progress.monthly.share')}
              </th>
              <th scope="col" className="progress-funnel-bar">
                <span className="visually-hidden">{t('progress.monthly.share')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((unit) => (
              <tr key={unit.code}>
                <th scope="row" className="ui-left">
                  {placeName(unit, language)}
                </th>
                <td className="num">{formatCount(unit.task, language)}</td>
                <td className="num">{formatCount(unit.standing, language)}</td>
                <td className="num">{formatCount(unit.procured, language)}</td>
                <td className="num">{percent(unit.share)}</td>
                <td>
                  <span className="progress-bar">
                    <i style={{ width: `${Math.min(1, unit.share) * 100}%` }} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {units.length > rows.length && (
        <Button small onPress={() => setAll(true)}>
          {t('progress.allChildren', { count: units.length })}
        </Button>
      )}
    </section>
  );
}

function Report({ model, report }: { model: TargetsModel; report: MonthlyReport }) {
  const { t, language } = useText();
  const sentences = monthlySentences(report, model.where, t, language);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(sentences.join('\n'));
      showToast(t('progress.monthly.copied'));
    } catch {
      showToast(t('progress.monthly.notCopied'), { kind: 'error' });
    }
  };
  return (
    <>
      <section className="progress-card">
        <div className="progress-card-head">
          <h2>{t('progress.monthly.title', { date: report.on })}</h2>
          <Button small icon="file" onPress={copy}>
            {t('progress.monthly.copy')}
          </Button>
        </div>
        <p className="progress-figure">
          <b className="num">{percent(report.share)}</b>
          <span className="mute">
            {t('progress.monthly.of', {
              standing: formatCount(report.standing, language),
              planned: formatCount(report.planned, language),
            })}
          </span>
        </p>
        <div className="progress-sentences">
          {sentences.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      </section>
      {report.groups.length > 0 && report.groupLevel !== null && (
        <Units title={levelWord(report.groupLevel)} units={report.groups} />
      )}
      {report.unitList.length > 0 && <Units title={levelWord(report.unitLevel)} units={report.unitList} />}
    </>
  );
}

export function MonthlyPanel({ model }: { model: TargetsModel }) {
  const { t } = useText();
  const { on, scope } = model;
  const query = useMonthly({ scope, on: on ?? '' }, model.isKnown && on !== null);
  return (
    <div className="progress-single">
      <StatePanel
        query={query}
        lines={6}
        isEmpty={(report) => report.units === 0}
        empty={
          <EmptyState
            title={t('progress.monthly.noTask')}
            text={t('progress.monthly.noTaskText')}
            action={{ label: t('progress.setTargets'), run: () => model.setPanel('list') }}
          />
        }
      >
        {(report) => <Report model={model} report={report} />}
      </StatePanel>
    </div>
  );
}
