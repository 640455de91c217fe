// A report of a region as a file: what goes in, ordered as a job, kept in a list.
import { useEffect, useState } from 'react';
import type { Job } from '#contract/job';
import { isEnded, onJobEnd, useLive } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { useJob } from '../../api/jobs.ts';
import { keys } from '../../api/keys.ts';
import { queryClient, useRegion, useRegions, useWorkspace } from '../../api/queries.ts';
import {
  orderReport,
  REPORT_FORMATS,
  REPORT_LANGUAGES,
  type ReportFormat,
  type ReportLanguage,
  reportFileHref,
  reportResult,
  useReportJobs,
} from '../../api/reports.ts';
import { formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { levelWord, placeName } from '../../i18n/names.ts';
import { navigate, useLocation } from '../../location.ts';
import { useScope } from '../../scope.ts';
import { toScope } from '../../shell/Breadcrumb.tsx';
import { useStatusFacts } from '../../shell/status.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { JobProgress } from '../../ui/JobsTray.tsx';
import { NoRegions } from '../../ui/NoRegions.tsx';
import { SearchSelect } from '../../ui/SearchSelect.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { EmptyState, ErrorState, StateBand, StatePanel } from '../../ui/StatePanel.tsx';
import { type Filter, withFilter } from '../../url-state.ts';
import { ExportDialog } from '../export/ExportDialog.tsx';
import { formatBytes } from '../import/bytes.ts';
import './report.css';

const POLL_MS = 2_000;

/** Format and language stand in the address like filters do. */
function useOrder() {
  const { filters } = useLocation();
  const { language } = useText();
  const pick = <K extends string>(field: string, known: readonly K[], fallback: K): K => {
    const value = filters.find((f) => f.field === field)?.values[0];
    return known.find((k) => k === value) ?? fallback;
  };
  const put = (field: string, value: string) => {
    const next: Filter = { field, op: 'in', values: [value] };
    navigate({ filters: withFilter(filters, field, next) });
  };
  return {
    format: pick<ReportFormat>('format', REPORT_FORMATS, 'xlsx'),
    lang: pick<ReportLanguage>('lang', REPORT_LANGUAGES, language),
    setFormat: (format: ReportFormat) => put('format', format),
    setLang: (lang: ReportLanguage) => put('lang', lang),
  };
}

function ScopePicker({ code }: { code: string | null }) {
  const { t, language } = useText();
  const region = useRegion(code);
  const regions = useRegions({ limit: 500, sort: 'code' });
  const items = regions.data?.items ?? [];
  const name = region.data ? placeName(region.data, language) : t('report.chooseRegion');
  return (
    <SearchSelect
      label={`${t('report.region')}: ${name}`}
      searchLabel={t('nav.search')}
      emptyText={regions.isPending ? t('state.loading') : t('nav.noMatch')}
      options={items.map((item) => ({
        id: item.code,
        label: placeName(item, language),
        note: levelWord(item.level),
        words: `${item.name} ${item.nameEn ?? ''}`,
      }))}
      value={code}
      onChange={toScope}
    >
      <b>{name}</b>
      <Icon name="down" size={12} />
    </SearchSelect>
  );
}

function Builder() {
  const { t } = useText();
  const scope = useScope();
  const region = useRegion(scope ?? null);
  const { format, lang, setFormat, setLang } = useOrder();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [ordered, setOrdered] = useState<string | null>(null);
  const order = async () => {
    if (!scope) return;
    setBusy(true);
    setError(null);
    try {
      const job = await orderReport({ region: scope, format, lang });
      setOrdered(job.id);
      void queryClient.invalidateQueries({ queryKey: keys.jobs });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  const figure = region.data?.figure;
  const partial = figure && figure.leavesMeasured < figure.leaves;
  return (
    <section className="report-builder" aria-label={t('report.new')}>
      <div className="report-line">
        <span className="mute">{t('report.region')}</span>
        <ScopePicker code={scope ?? null} />
      </div>
      <div className="report-line">
        <span className="mute">{t('report.format')}</span>
        <Segments
          label={t('report.format')}
          value={format}
          items={REPORT_FORMATS.map((id) => ({ id, label: t(`report.formatWord.${id}`) }))}
          onChange={setFormat}
        />
      </div>
      <div className="report-line">
        <span className="mute">{t('report.language')}</span>
        <Segments
          label={t('report.language')}
          value={lang}
          items={REPORT_LANGUAGES.map((id) => ({ id, label: t(`report.lang.${id === 'zh+en' ? 'both' : id}`) }))}
          onChange={setLang}
        />
      </div>
      <div className="report-what">
        <h2>{t('report.what')}</h2>
        <ul>
          {(['regions', 'gaps', 'columns', 'method', 'quality'] as const).map((part) => (
            <li key={part}>
              <Icon name="check" size={14} />
              <span>
                {t(`report.part.${part}`)} <span className="mute">{t(`report.where.${format}.${part}`)}</span>
              </span>
            </li>
          ))}
        </ul>
        <p className="mute small">{t('report.never')}</p>
      </div>
      {partial && (
        <p className="report-partial">{t('report.partial', { done: figure.leavesMeasured, total: figure.leaves })}</p>
      )}
      <div className="report-do">
        <Button kind="primary" icon="report" onPress={order} isDisabled={busy || !scope}>
          {t('report.generate')}
        </Button>
        {!scope && <p className="mute small">{t('report.chooseFirst')}</p>}
      </div>
      {error !== null && <ErrorState error={error} retry={order} compact />}
      {ordered && <Ordered id={ordered} />}
    </section>
  );
}

function Files({ job }: { job: Job }) {
  const { language } = useText();
  return (
    <>
      {reportResult(job).files.map((file) => (
        <a key={file.name} className="ui-button ui-button-plain" href={reportFileHref(job.id, file.name)} download>
          <Icon name="download" size={16} />
          <span className="ellipsis">{file.name}</span>
          <span className="mute small num">{formatBytes(file.bytes, language)}</span>
        </a>
      ))}
    </>
  );
}

function Ordered({ id }: { id: string }) {
  const { t, language } = useText();
  const job = useJob(id);
  if (!job) return null;
  if (!isEnded(job)) return <JobProgress job={job} />;
  const reason = language === 'zh' ? (job.reasonZh ?? job.reason) : job.reason;
  return (
    <div className="report-ready" role="status">
      {job.state === 'done' ? (
        <>
          <p>{t('report.ready')}</p>
          <Files job={job} />
        </>
      ) : (
        <p className="report-failed">{reason ?? t(`jobs.state.${job.state}`)}</p>
      )}
    </div>
  );
}

function History() {
  const { t, language } = useText();
  const { jobs } = useLive();
  const running = jobs.some((job) => job.kind === 'report' && !isEnded(job));
  const query = useReportJobs(running ? POLL_MS : false);
  useEffect(
    () =>
      onJobEnd((job) => {
        if (job.kind === 'report') void queryClient.invalidateQueries({ queryKey: keys.jobs });
      }),
    [],
  );
  return (
    <section className="report-history" aria-label={t('report.history')}>
      <h2>{t('report.history')}</h2>
      <StatePanel
        query={query}
        lines={3}
        compact
        isEmpty={(items) => items.length === 0}
        empty={<EmptyState compact title={t('report.noneTitle')} text={t('report.noneText')} />}
      >
        {(items) => (
          <ul>
            {items.map((job) => {
              const reason = language === 'zh' ? (job.reasonZh ?? job.reason) : job.reason;
              return (
                <li key={job.id}>
                  <span className="num mute">{formatTime(job.createdAt)}</span>
                  {job.state === 'done' ? (
                    <span className="report-files">
                      <Files job={job} />
                    </span>
                  ) : isEnded(job) ? (
                    <span className="report-failed">{reason ?? t(`jobs.state.${job.state}`)}</span>
                  ) : (
                    <span className="report-running">
                      <JobProgress job={job} />
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </StatePanel>
    </section>
  );
}

export function ReportsScreen() {
  const { t, language } = useText();
  const workspace = useWorkspace();
  const [exporting, setExporting] = useState(false);
  useStatusFacts({ shows: t('report.lead') });
  useEffect(() => {
    document.title = `${t('screen.reports')} · Lacuna`;
  }, [t]);
  if (workspace.data?.counts.regions === 0) {
    return <NoRegions />;
  }
  return (
    <div className="report-screen">
      <header>
        <div>
          <h1>{t('report.title')}</h1>
          <p className="mute">{t('report.lead')}</p>
        </div>
        <Button icon="download" onPress={() => setExporting(true)}>
          {t('export.title')}
        </Button>
        <ExportDialog open={exporting} what="gaps" onClose={() => setExporting(false)} />
      </header>
      {workspace.isError && <StateBand kind="error">{problemText(workspace.error, language).detail}</StateBand>}
      <Builder />
      <History />
    </div>
  );
}
