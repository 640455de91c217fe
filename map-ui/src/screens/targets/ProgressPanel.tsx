// Is it on track? What is, what should be, what comes if it goes on like this; then stages, money and what was reported.
import { useMemo, useState } from 'react';
import type { Progress } from '#contract/progress';
import { isEnded } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { useJob } from '../../api/jobs.ts';
import { recomputeMonths } from '../../api/progress.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Chart } from '../../ui/Chart.tsx';
import { JobProgress } from '../../ui/JobsTray.tsx';
import { monthAt } from '../../ui/months.ts';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { useNarrow } from '../../ui/useNarrow.ts';
import { ChildGrades } from './ChildGrades.tsx';
import { moneyChart, progressChart, stageChart } from './curves.ts';
import { ReportedTable } from './ReportedTable.tsx';
import { AtMonth, Milestones, Standing } from './Standing.tsx';
import { useCurveWords } from './useCurveWords.ts';
import type { TargetsModel } from './useTargetsModel.ts';
import { formatValue, isCount, metricText } from './words.ts';

/** Months whose end was not measured with what is known today. */
function Unknown({ progress }: { progress: Progress }) {
  const { t, language } = useText();
  const [started, setStarted] = useState<string | null>(null);
  const job = useJob(started);
  const missing = progress.staleMonths ?? [];
  if (missing.length === 0) return null;
  const compute = async () => {
    try {
      setStarted((await recomputeMonths({ from: missing[0], to: missing.at(-1) })).id);
    } catch (thrown) {
      const said = problemText(thrown, language);
      showToast(said.detail || said.title, { kind: 'error' });
    }
  };
  if (job !== null && !isEnded(job)) return <JobProgress job={job} />;
  return (
    <p className="mute small">
      {t('progress.unknownMonths', { count: missing.length })}{' '}
      <Button small kind="quiet" onPress={compute}>
        {t('progress.compute')}
      </Button>
    </p>
  );
}

function Curves({ model, progress }: { model: TargetsModel; progress: Progress }) {
  const { t, language } = useText();
  const words = useCurveWords();
  const narrow = useNarrow();
  const metric = progress.target?.metric ?? 'coverage';
  const chosen = model.isNow || model.month === null ? null : monthAt(model.month);
  const main = useMemo(
    () => ({ ...progressChart(progress, words, isCount(metric)), chosen }),
    [progress, words, metric, chosen],
  );
  const stages = useMemo(() => ({ ...stageChart(progress, words), chosen }), [progress, words, chosen]);
  const money = useMemo(() => moneyChart(progress, words), [progress, words]);
  const count = (value: number) => formatCount(Math.round(value), language);
  const title = progress.target ? metricText(progress.target, t) : t('metric.coverage');
  const noForecast = language === 'zh' ? progress.noForecastZh : progress.noForecast;
  const amount = (value: number) => `${count(value)} ${progress.currency ?? ''}`;
  const common = { span: model.span, onSpan: model.setSpan, onMonth: model.setMonth };
  return (
    <>
      <section className="progress-card">
        <Chart
          {...common}
          title={title}
          data={main}
          heightPx={narrow ? 220 : 280}
          format={(value) => formatValue(metric, value, language)}
          formatAxis={(value) => formatValue(metric, value, language, 0)}
        />
        {noForecast && <p className="mute small">{noForecast}</p>}
        <Unknown progress={progress} />
      </section>
      {stages.xs.length > 0 && (
        <section className="progress-card">
          <Chart
            {...common}
            title={t('progress.stagesTitle')}
            data={stages}
            heightPx={narrow ? 220 : 240}
            format={count}
          />
        </section>
      )}
      {money !== null && (
        <section className="progress-card">
          <Chart
            {...common}
            title={t('progress.moneyTitle', { currency: progress.currency ?? '' })}
            data={money}
            heightPx={180}
            format={amount}
            formatAxis={count}
          />
        </section>
      )}
    </>
  );
}

export function ProgressPanel({ model }: { model: TargetsModel }) {
  const { t } = useText();
  return (
    <StatePanel query={model.progress} lines={10}>
      {(progress) => (
        <div className="progress-grid" aria-busy={model.progress.isFetching}>
          <div className="progress-main">
            {progress.targets.length === 0 && (
              <EmptyState
                compact
                title={t('targets.emptyTitle')}
                text={t('progress.noTargetText')}
                action={{ label: t('progress.setTargets'), run: () => model.setPanel('list') }}
              />
            )}
            <Curves model={model} progress={progress} />
            <ReportedTable progress={progress} />
          </div>
          <div className="progress-side">
            {!model.isNow && model.month !== null && <AtMonth progress={progress} month={model.month} />}
            <Standing progress={progress} />
            <Milestones progress={progress} />
            <ChildGrades model={model} progress={progress} />
          </div>
        </div>
      )}
    </StatePanel>
  );
}
