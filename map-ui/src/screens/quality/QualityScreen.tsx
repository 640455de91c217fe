// How far can the figures be trusted, and what is the cheapest thing to put right first?
import { useEffect, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { Job } from '#contract/job';
import type { QualitySummary } from '#contract/quality';
import { isEnded, onJobEnd, useLive } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { useJob } from '../../api/jobs.ts';
import { fieldSheetHref, refreshQuality, runQuality } from '../../api/quality.ts';
import { useWorkspace } from '../../api/queries.ts';
import { useCommand } from '../../commands.ts';
import { formatArea, formatClock, formatPoints, formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { useStatusFacts } from '../../shell/status.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { JobProgress } from '../../ui/JobsTray.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { NoRegions } from '../../ui/NoRegions.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { ErrorState, Skeleton, StateBand } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { IssuePanel } from './IssuePanel.tsx';
import { RuleTable } from './RuleTable.tsx';
import { type QualityModel, useQualityModel } from './useQualityModel.ts';
import { effectText } from './words.ts';
import './quality.css';

function GradeFormula({ grade }: { grade: NonNullable<QualitySummary['grade']> }) {
  const { t, language } = useText();
  const rows = [
    ['demand', grade.demandM2],
    ['unsettled', grade.unsettledM2],
    ['doubtful', grade.doubtfulM2],
  ] as const;
  return (
    <DialogTrigger>
      <AriaButton className="ui-icon-button" aria-label={t('quality.formula.title')}>
        <Icon name="info" />
      </AriaButton>
      <Popover className="ui-popover" placement="bottom start" offset={4}>
        <Dialog className="quality-formula" aria-label={t('quality.formula.title')}>
          <h2>{t('quality.formula.title')}</h2>
          <p className="num">
            100 × (1 − {formatArea(grade.unsettledM2, language)} ÷ {formatArea(grade.demandM2, language)} −{' '}
            {formatArea(grade.doubtfulM2, language)} ÷ {formatArea(grade.demandM2, language)}) ={' '}
            {grade.score.toFixed(1)}
          </p>
          <dl>
            {rows.map(([id, m2]) => (
              <div key={id}>
                <dt>{t(`quality.formula.${id}`)}</dt>
                <dd className="num">{formatArea(m2, language)}</dd>
              </div>
            ))}
          </dl>
          <p className="mute small">{t('quality.formula.bands')}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function useCheck(summary: QualitySummary | undefined) {
  const { language } = useText();
  const { jobs } = useLive();
  const [started, setStarted] = useState<string | null>(null);
  const running = jobs.find((job) => job.kind === 'quality' && !isEnded(job))?.id ?? null;
  const job = useJob(running ?? summary?.jobId ?? started);
  useEffect(() => onJobEnd((ended) => void (ended.kind === 'quality' && refreshQuality())), []);
  const run = async () => {
    try {
      setStarted((await runQuality()).id);
    } catch (thrown) {
      showToast(problemText(thrown, language).detail, { kind: 'error' });
    }
  };
  return { job: job && !isEnded(job) ? job : null, run };
}

function Head({
  model,
  summary,
  check,
}: {
  model: QualityModel;
  summary: QualitySummary;
  check: ReturnType<typeof useCheck>;
}) {
  const { t, language } = useText();
  const { grade } = summary;
  const lever = summary.rules.find((rule) => rule.id === summary.lever);
  const where = model.scopeRegion.data ? placeName(model.scopeRegion.data, language) : t('nav.everything');
  const says =
    grade === null
      ? t('quality.noGrade')
      : t('quality.says', { points: formatPoints(grade.plusMinus, language, 2), score: grade.score.toFixed(0) });
  useStatusFacts({ shows: language === 'zh' ? `${where}：${says}` : `${where}. ${says}` });
  return (
    <header className="quality-head">
      <div className="quality-title">
        {grade && (
          <span className={`quality-grade quality-grade-${grade.grade}`}>
            <span className="visually-hidden">{t('quality.grade')} </span>
            {grade.grade}
          </span>
        )}
        <div>
          <h1>
            {t('screen.quality')} · {where}
          </h1>
          <p className="mute">
            {says}
            {grade && <GradeFormula grade={grade} />}
          </p>
        </div>
      </div>
      {lever && (
        <p className="quality-lever">
          <span>
            {t('quality.lever', {
              title: lever[language].title,
              count: lever.open,
              effect: effectText(lever.effectShare, language),
            })}
          </span>
          <Button kind="primary" onPress={() => model.openRule(lever.id)}>
            {t('quality.fixNow')}
          </Button>
        </p>
      )}
      <div className="quality-tools">
        <span className="mute small">
          {summary.ranAt === null
            ? t('quality.neverRun')
            : t('quality.checkedAt', { time: formatTime(summary.ranAt), version: summary.checkedVersion })}
        </span>
        <span className="quality-gap" />
        <Button icon="jobs" onPress={check.run} isDisabled={check.job !== null}>
          {t('quality.check')}
        </Button>
        <Menu
          label={t('quality.sheet')}
          trigger={<Button icon="download">{t('quality.sheet')}</Button>}
          items={[
            { id: 'html', label: t('quality.sheetHtml') },
            { id: 'csv', label: 'CSV' },
          ]}
          onAction={(format) =>
            window.location.assign(fieldSheetHref(model.region, format as 'html' | 'csv', language))
          }
        />
      </div>
    </header>
  );
}

function Bands({
  model,
  summary,
  check,
}: {
  model: QualityModel;
  summary: QualitySummary;
  check: ReturnType<typeof useCheck>;
}) {
  const { t } = useText();
  const { liveness, lastAnswerMs } = useLive();
  const failed = summary.rules.filter((rule) => rule.state === 'failed').length;
  const notRun = summary.rules.filter((rule) => rule.state === 'not-runnable').length;
  const ran = summary.rules.filter((rule) => rule.state === 'ran').length;
  return (
    <>
      {(liveness === 'lost' || model.summary.isError) && (
        <StateBand kind="error">{t('state.offlineText', { time: formatClock(lastAnswerMs) })}</StateBand>
      )}
      {check.job && (
        <div className="quality-checking">
          <JobProgress job={check.job} />
        </div>
      )}
      {failed > 0 && <StateBand kind="error">{t('quality.bandFailed', { count: failed })}</StateBand>}
      {summary.ranAt !== null && summary.isStale && !check.job && (
        <StateBand kind="partial">{t('quality.bandStale')}</StateBand>
      )}
      {summary.ranAt !== null && summary.open === 0 && !summary.isStale && failed === 0 && (
        <p className="quality-clear" role="status">
          <Icon name="check" size={16} /> {t('quality.clear', { time: formatTime(summary.ranAt), ran, notRun })}
        </p>
      )}
    </>
  );
}

/** While these run, what is checked is old at once; a file that is read changes nothing yet. */
const CHANGES_FIGURES: ReadonlySet<Job['kind']> = new Set(['measure', 'sample', 'quality']);

export function QualityScreen() {
  const { t } = useText();
  const workspace = useWorkspace();
  const model = useQualityModel();
  const { summary, rule } = model;
  const check = useCheck(summary.data);
  useCommand('quality.check', check.run, check.job === null);
  const isStale =
    summary.data?.isStale === true && workspace.data?.runningJobs.every(({ kind }) => !CHANGES_FIGURES.has(kind));
  const [asked, setAsked] = useState(false);
  // opening the screen brings it up to date, once: what is checked again is only what changed
  useEffect(() => {
    if (!isStale || asked || workspace.data?.counts.regions === 0) return;
    setAsked(true);
    void check.run();
  });
  useEffect(() => {
    document.title = `${t('screen.quality')} · Lacuna`;
  }, [t]);
  if (workspace.data?.counts.regions === 0) return <NoRegions />;
  if (!summary.data) {
    if (summary.isError) return <ErrorState error={summary.error} retry={() => summary.refetch()} />;
    return <Skeleton lines={12} />;
  }
  return (
    <div className={`quality-screen ${rule ? 'quality-with-issues' : ''}`}>
      <Head model={model} summary={summary.data} check={check} />
      <div className="quality-body">
        <Bands model={model} summary={summary.data} check={check} />
        <Scroll className="quality-scroll" label={t('quality.rulesTable')}>
          <RuleTable model={model} />
        </Scroll>
      </div>
      {rule && <IssuePanel model={model} rule={rule} />}
    </div>
  );
}
