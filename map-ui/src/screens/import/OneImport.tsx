// One file on its way in: how it was read, what it asks, what is wrong with it, what it would do, and what it did.
import { useEffect, useState } from 'react';
import type { ImportOptions, ImportReceipt, ImportRecord } from '#contract/import';
import { isEnded, refreshData } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { answerImport, commitImport, rejectedCsvHref, undoImport, useImport } from '../../api/imports.ts';
import { useJob } from '../../api/jobs.ts';
import { keys } from '../../api/keys.ts';
import { queryClient } from '../../api/queries.ts';
import { formatCount, formatTime } from '../../i18n/format.ts';
import { useText, wordOr } from '../../i18n/i18n.ts';
import { hrefOf, navigate } from '../../location.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { JobProgress } from '../../ui/JobsTray.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Select } from '../../ui/Select.tsx';
import { StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS, type Screen } from '../../url-state.ts';
import { Columns } from './Columns.tsx';
import { StateMark } from './Earlier.tsx';
import { openImport } from './open-import.ts';
import { CRS_CHOICES, ENCODINGS, isLayer, STEPS, stepOf } from './options.ts';
import { Problems } from './Problems.tsx';
import { Questions } from './Questions.tsx';

const crsWord = (crs: string) => wordOr(`import.crs.${crs.replace(':', '_')}`, crs.toUpperCase());

function Steps({ record }: { record: ImportRecord }) {
  const { t } = useText();
  const now = STEPS.indexOf(stepOf(record));
  return (
    <ol className="import-steps" aria-label={t('import.steps')}>
      {STEPS.map((step, i) => {
        const passed = i < now || (record.state === 'committed' && i === now);
        return (
          <li
            key={step}
            className={passed ? 'import-step-passed' : i === now ? 'import-step-now' : ''}
            aria-current={i === now ? 'step' : undefined}
          >
            <span aria-hidden="true">{passed ? <Icon name="check" size={12} /> : i + 1}</span>
            {t(`import.step.${step}`)}
          </li>
        );
      })}
    </ol>
  );
}

/** How the file was read, each part changeable as long as nothing is committed. */
function Reading({ record, receipt, busy, onAnswer }: { receipt: ImportReceipt } & PartProps) {
  const { t, language } = useText();
  const open = record.state === 'ready' || record.state === 'needs-answer' || record.state === 'failed';
  const crsIds = [...new Set<string>([...CRS_CHOICES, receipt.crs])];
  const encodings = [...new Set<string>([...ENCODINGS, receipt.encoding ?? 'utf-8'])];
  const hasPositions = receipt.kind !== 'targets';
  const isText = receipt.format === 'csv';
  return (
    <dl className="import-facts">
      <div>
        <dt>{t('import.rows')}</dt>
        <dd className="num">{formatCount(receipt.rows, language)}</dd>
      </div>
      <div>
        <dt>{t('import.format')}</dt>
        <dd>{wordOr(`import.formatWord.${receipt.format}`, receipt.format)}</dd>
      </div>
      <div>
        <dt>{t('import.encoding')}</dt>
        <dd>
          {open && isText ? (
            <Select
              label={t('import.encoding')}
              value={receipt.encoding}
              options={encodings.map((id) => ({ id, label: id.toUpperCase() }))}
              isDisabled={busy}
              onChange={(encoding) => onAnswer({ encoding })}
            />
          ) : (
            (receipt.encoding ?? '–').toUpperCase()
          )}
        </dd>
      </div>
      {hasPositions && (
        <div>
          <dt>{t('import.crsLabel')}</dt>
          <dd>
            {open ? (
              <Select
                label={t('import.crsLabel')}
                value={receipt.crs}
                options={crsIds.map((id) => ({ id, label: crsWord(id) }))}
                isDisabled={busy}
                onChange={(crs) => onAnswer({ crs })}
              />
            ) : (
              crsWord(receipt.crs)
            )}
          </dd>
        </div>
      )}
    </dl>
  );
}

export interface PartProps {
  record: ImportRecord;
  busy: boolean;
  onAnswer: (options: ImportOptions) => void;
}

const COUNTS = ['create', 'update', 'unchanged', 'vanish', 'rejected'] as const;

function Counts({ record, receipt }: { record: ImportRecord; receipt: ImportReceipt }) {
  const { t, language } = useText();
  const did = record.state === 'committed' || record.state === 'undone';
  return (
    <dl className="import-counts">
      {COUNTS.map((id) => (
        <div key={id} className={receipt[id] === 0 ? 'import-count-none' : ''}>
          <dd className="num">{formatCount(receipt[id], language)}</dd>
          <dt className="small">{t(`import.${did ? 'did' : 'will'}.${id}`)}</dt>
        </div>
      ))}
    </dl>
  );
}

function Vanish({ record, receipt, busy, onAnswer }: { receipt: ImportReceipt } & PartProps) {
  const { t, language } = useText();
  if (receipt.vanish === 0 || isLayer(receipt.kind) || record.state !== 'ready') return null;
  return (
    <div className="import-vanish">
      <p>{t('import.vanishText', { count: formatCount(receipt.vanish, language) })}</p>
      {busy ? null : (
        <Segments
          label={t('import.will.vanish')}
          value={record.options.vanish ?? 'keep'}
          items={[
            { id: 'keep', label: t('import.vanishKeep') },
            { id: 'remove', label: t('import.vanishRemove') },
          ]}
          onChange={(vanish) => onAnswer({ vanish })}
        />
      )}
    </div>
  );
}

function CommitBar({ record, receipt, busy, onAnswer }: { receipt: ImportReceipt } & PartProps) {
  const { t, language } = useText();
  const [sending, setSending] = useState(false);
  const effect = receipt.create + receipt.update + (record.options.vanish === 'remove' ? receipt.vanish : 0);
  const reason =
    record.state === 'needs-answer'
      ? t('import.commitQuestion')
      : record.state === 'failed'
        ? t('import.commitFailed')
        : receipt.usable === 0
          ? t('import.commitNothing')
          : null;
  const commit = async () => {
    setSending(true);
    try {
      await commitImport(record.id);
      refreshData();
    } catch (error) {
      const { detail, fix } = problemText(error, language);
      showToast(`${detail} ${fix}`, { kind: 'error' });
      void queryClient.invalidateQueries({ queryKey: keys.import(record.id) });
    } finally {
      setSending(false);
    }
  };
  return (
    <section className="import-commit" aria-label={t('import.step.check')}>
      {record.state === 'ready' && <Counts record={record} receipt={receipt} />}
      <Vanish record={record} receipt={receipt} busy={busy} onAnswer={onAnswer} />
      <div className="import-commit-do">
        {receipt.rejected > 0 && record.state === 'ready' && (
          <a className="ui-button ui-button-plain" href={rejectedCsvHref(record.id)} download>
            <Icon name="download" size={16} />
            {t('import.rejectedCsv')}
          </a>
        )}
        <Button kind="primary" onPress={commit} isDisabled={reason !== null || busy || sending}>
          {effect === 0 && reason === null
            ? t('import.commitSame')
            : t(record.state === 'ready' ? 'import.commit' : 'import.commitLater', {
                count: formatCount(effect, language),
              })}
        </Button>
        {reason && (
          <p className="small import-reason" role="status">
            <Icon name="info" size={14} /> {reason}
          </p>
        )}
      </div>
    </section>
  );
}

function Measuring({ jobId }: { jobId: string | null }) {
  const { t, language } = useText();
  const job = useJob(jobId);
  if (!job) return null;
  if (!isEnded(job)) {
    return (
      <div className="import-measuring">
        <p>{t('import.measuring')}</p>
        <JobProgress job={job} />
      </div>
    );
  }
  if (job.state === 'done') return <p className="mute">{t('import.measured')}</p>;
  const said = language === 'zh' ? (job.reasonZh ?? job.reason) : job.reason;
  return (
    <p className="import-reason" role="alert">
      {said ?? t(`jobs.state.${job.state}`)}
    </p>
  );
}

function Done({ record, receipt }: { record: ImportRecord; receipt: ImportReceipt }) {
  const { t, language } = useText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const undo = async () => {
    setBusy(true);
    setError(null);
    try {
      await undoImport(record.id);
      refreshData();
      showToast(t('import.undone'));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  const link = (screen: Screen, label: string) => {
    const to = { ...DEFAULTS, screen };
    return (
      <a
        className="ui-button ui-button-plain"
        href={hrefOf(to)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          navigate(to);
        }}
      >
        {label}
      </a>
    );
  };
  const fault = error === null ? null : problemText(error, language);
  return (
    <section className="import-done" aria-label={t('import.step.done')}>
      <h2>
        {record.state === 'committed'
          ? t('import.committedAt', { time: formatTime(record.committedAt ?? record.createdAt) })
          : t('import.undoneTitle')}
      </h2>
      <Counts record={record} receipt={receipt} />
      {record.state === 'committed' && <Measuring jobId={record.measureJobId} />}
      <div className="import-commit-do">
        {record.state === 'committed' && link('map', t('import.toMap'))}
        {record.state === 'committed' && link('regions', t('import.toRegions'))}
        {receipt.rejected > 0 && (
          <a className="ui-button ui-button-plain" href={rejectedCsvHref(record.id)} download>
            <Icon name="download" size={16} />
            {t('import.rejectedCsv')}
          </a>
        )}
        {record.undoable && (
          <Button icon="undo" onPress={undo} isDisabled={busy}>
            {t('import.undo')}
          </Button>
        )}
        {record.state === 'undone' && <Button onPress={() => openImport(null)}>{t('import.another')}</Button>}
      </div>
      {fault && (
        <p className="import-reason" role="alert">
          {fault.detail} {fault.fix}
        </p>
      )}
    </section>
  );
}

function Failed({ record }: { record: ImportRecord }) {
  const { t, language } = useText();
  const first = record.receipt?.problems[0];
  const reason = language === 'zh' ? (record.reasonZh ?? record.reason) : record.reason;
  return (
    <div className="import-failed" role="alert">
      <p className="ui-state-title">
        <Icon name="warn" size={16} /> {t('import.failedTitle')}
      </p>
      <p>{reason}</p>
      {first && <p>{language === 'zh' ? first.fixZh : first.fix}</p>}
      <Button onPress={() => openImport(null)}>{t('import.another')}</Button>
    </div>
  );
}

function Reader({ record }: { record: ImportRecord }) {
  const { t } = useText();
  const job = useJob(record.jobId);
  return (
    <div className="import-reading" role="status">
      <p>{t(record.state === 'committing' ? 'import.committing' : 'import.parsing', { file: record.fileName })}</p>
      {job && !isEnded(job) ? (
        <JobProgress job={job} />
      ) : (
        <progress className="ui-progress" aria-label={t('state.loading')} />
      )}
    </div>
  );
}

function Body({ record }: { record: ImportRecord }) {
  const { t, language } = useText();
  const [busy, setBusy] = useState(false);
  const { receipt, state } = record;
  const onAnswer = async (options: ImportOptions) => {
    setBusy(true);
    try {
      await answerImport(record.id, options);
    } catch (error) {
      const { detail, fix } = problemText(error, language);
      showToast(`${detail} ${fix}`, { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  // when reading has ended elsewhere, the rows of its problems are others too
  useEffect(() => {
    if (state !== 'parsing') void queryClient.invalidateQueries({ queryKey: [...keys.import(record.id), 'problems'] });
  }, [state, record.id]);
  const part: PartProps = { record, busy, onAnswer };
  const working = state === 'parsing' || state === 'committing';
  return (
    <>
      <header className="import-head">
        <h1 className="ellipsis">{record.fileName}</h1>
        {receipt && <span className="mute">{t(`import.kind.${receipt.kind}`)}</span>}
        <StateMark state={state} />
      </header>
      <Steps record={record} />
      {working && <Reader record={record} />}
      {state === 'failed' && <Failed record={record} />}
      {!working && receipt && (
        <>
          {(state === 'committed' || state === 'undone') && <Done record={record} receipt={receipt} />}
          <Reading {...part} receipt={receipt} />
          {state === 'needs-answer' && <Questions {...part} questions={receipt.questions} />}
          {(state === 'ready' || state === 'needs-answer') && <CommitBar {...part} receipt={receipt} />}
          <div className="import-two">
            <Columns {...part} receipt={receipt} />
            <Problems record={record} />
          </div>
        </>
      )}
    </>
  );
}

export function OneImport({ id }: { id: string }) {
  const query = useImport(id);
  return (
    <StatePanel query={query} lines={6}>
      {(record) => <Body record={record} />}
    </StatePanel>
  );
}
