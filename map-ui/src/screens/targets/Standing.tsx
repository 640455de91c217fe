// Where it stands against the target today, in one number and three sentences; and the milestones on the way.
import type { MilestoneState, Progress } from '#contract/progress';
import { formatCount, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { GradeMark } from '../../ui/GradeMark.tsx';
import { ruleText } from '../regions/words.ts';
import { formatValue } from './words.ts';

export function Standing({ progress }: { progress: Progress }) {
  const { t, language } = useText();
  const { attainment, target, lagDays, forecast } = progress;
  if (target === null) return null;
  const { metric } = target;
  const newest = progress.points.findLast((p) => p.known !== null) ?? null;
  const value = (n: number) => formatValue(metric, n, language);
  // what is known of this month stands in where nobody judged it
  const actual = attainment ? attainment.actual : (newest?.known ?? null);
  const expected = attainment ? attainment.expected : (newest?.expected ?? null);
  const made =
    attainment?.numerator != null
      ? attainment
      : { numerator: newest?.knownNumerator ?? null, denominator: newest?.knownDenominator ?? null };
  const lag =
    lagDays === null
      ? null
      : lagDays === 0
        ? t('progress.lag.none')
        : t(lagDays > 0 ? 'progress.lag.behind' : 'progress.lag.ahead', { count: Math.abs(lagDays) });
  const coming =
    forecast === null
      ? null
      : forecast.date === null
        ? t('progress.forecast.never', { minimum: value(target.minimum) })
        : t('progress.forecast.date', {
            minimum: value(target.minimum),
            date: forecast.date,
            early: forecast.dateEarly ?? '…',
            late: forecast.dateLate ?? '…',
          });
  return (
    <section className="progress-card progress-standing" aria-label={t('progress.standing')}>
      <h2>{t('progress.standingOn', { date: progress.today })}</h2>
      <p className="progress-figure">
        <b className="num">{actual === null ? NONE : value(actual)}</b>
        {attainment && <GradeMark grade={attainment.grade} />}
      </p>
      {attainment && (
        <p className="small">
          <span className="mute">{t('progress.rule')}</span> {ruleText(attainment.grade, t, language)}
        </p>
      )}
      <dl className="progress-facts">
        {made.numerator != null && made.denominator != null && (
          <div>
            <dt>{t('progress.madeOf')}</dt>
            <dd className="num">
              {formatCount(Math.round(made.numerator), language)} ÷{' '}
              {formatCount(Math.round(made.denominator), language)}
              {metric === 'coverage' ? ' m²' : ''}
            </dd>
          </div>
        )}
        {expected !== null && (
          <div>
            <dt>{t('progress.expected')}</dt>
            <dd className="num">{value(expected)}</dd>
          </div>
        )}
        <div>
          <dt>{t('progress.minimum')}</dt>
          <dd className="num">{t('progress.by', { value: value(target.minimum), date: target.due })}</dd>
        </div>
        {target.ceiling !== null && (
          <div>
            <dt>{t('progress.ceiling')}</dt>
            <dd className="num">
              {value(target.ceiling)} {attainment?.over === true && <b>{t('progress.over')}</b>}
            </dd>
          </div>
        )}
      </dl>
      {lag && <p>{lag}</p>}
      {coming && <p className="small mute">{coming}</p>}
    </section>
  );
}

/** The month that is looked back at: what is known of it now, what was reported, what was expected. */
export function AtMonth({ progress, month }: { progress: Progress; month: string }) {
  const { t, language } = useText();
  const point = progress.points.find((p) => p.month === month);
  const { target } = progress;
  if (point === undefined || target === null) return null;
  const value = (n: number | null) => (n === null ? NONE : formatValue(target.metric, n, language));
  return (
    <section className="progress-card progress-standing" aria-label={t('progress.atMonth', { month })}>
      <h2>{t('progress.atMonth', { month })}</h2>
      <p className="progress-figure">
        <b className="num">{value(point.known)}</b>
        <span className="mute">{t('progress.asKnown')}</span>
      </p>
      <dl className="progress-facts">
        {point.knownNumerator !== null && point.knownDenominator !== null && (
          <div>
            <dt>{t('progress.madeOf')}</dt>
            <dd className="num">
              {formatCount(Math.round(point.knownNumerator), language)} ÷{' '}
              {formatCount(Math.round(point.knownDenominator), language)}
              {target.metric === 'coverage' ? ' m²' : ''}
            </dd>
          </div>
        )}
        <div>
          <dt>{t('progress.asReported')}</dt>
          <dd className="num">{value(point.reported)}</dd>
        </div>
        <div>
          <dt>{t('progress.expectedThen')}</dt>
          <dd className="num">{value(point.expected)}</dd>
        </div>
      </dl>
      {point.reason !== null && <p className="small">{point.reason}</p>}
    </section>
  );
}

const MARKS: Record<MilestoneState['state'], string> = {
  done: 'M2 6.5l3 3 5-7',
  'on-plan': 'M6 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  'at-risk': 'M2 9.500L6 3l4 6.500z',
  missed: 'M2.500 2.500l7 7 M9.500 2.500l-7 7',
  'no-data': 'M3 6h6',
};
function StateMark({ state }: { state: MilestoneState['state'] }) {
  const { t } = useText();
  return (
    <span className={`ui-grade progress-milestone-${state}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={MARKS[state]} />
      </svg>
      {t(`progress.milestone.${state}`)}
    </span>
  );
}

export function Milestones({ progress }: { progress: Progress }) {
  const { t, language } = useText();
  const { milestones, target } = progress;
  if (milestones.length === 0 || target === null) return null;
  const value = (n: number) => formatValue(target.metric, n, language);
  return (
    <section className="progress-card">
      <h2>{t('progress.milestones')}</h2>
      <table className="ui-table progress-milestones" aria-label={t('progress.milestones')}>
        <thead>
          <tr>
            <th scope="col" className="ui-left">
              {t('progress.milestoneName')}
            </th>
            <th scope="col" className="ui-right">
              {t('progress.wanted')}
            </th>
            <th scope="col" className="ui-right">
              {t('progress.reached')}
            </th>
            <th scope="col" className="ui-left">
              {t('progress.state')}
            </th>
          </tr>
        </thead>
        <tbody>
          {milestones.map((m) => (
            <tr key={m.date} title={(language === 'zh' ? m.ruleZh : m.rule) ?? undefined}>
              <th scope="row" className="ui-left">
                {m.name !== null && <span className="progress-milestone-name">{m.name}</span>}
                <span className="num mute small">{m.date}</span>
                <span className="visually-hidden">{(language === 'zh' ? m.ruleZh : m.rule) ?? ''}</span>
              </th>
              <td className="num">{value(m.value)}</td>
              <td className="num">{m.actual === null ? NONE : value(m.actual)}</td>
              <td className="ui-left">
                <StateMark state={m.state} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
