// The receipt: what came in, what stayed out and why, what was never kept, who did it and when, and the way back.
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ImportReceipt, ImportRecord } from '#contract/import';
import { isEnded, refreshData } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { rejectedHref, undoImport } from '../../api/imports.ts';
import { useJob } from '../../api/jobs.ts';
import { formatCount, formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { hrefOf, navigate } from '../../location.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { JobProgress } from '../../ui/JobsTray.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS, type Screen } from '../../url-state.ts';
import { Counts } from './Counts.tsx';
import { openImport } from './open-import.ts';
import { hasPositions } from './options.ts';
import { WrongSystem } from './WrongSystem.tsx';
import { aboutWord, crsWord, formatWord } from './words.ts';

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

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Why rows stayed out, one line for each reason. */
function LeftOut({ record, receipt }: { record: ImportRecord; receipt: ImportReceipt }) {
  const { t, language } = useText();
  const reasons = record.problemGroups.filter(({ severity }) => severity === 'error');
  if (receipt.rejected === 0) return <>{t('import.leftOutNone')}</>;
  return (
    <>
      <b className="num">{formatCount(receipt.rejected, language)}</b>{' '}
      <a href={rejectedHref(record.id)} download>
        <Icon name="download" size={14} /> {t('import.rejectedCsv')}
      </a>
      <ul className="import-reasons">
        {reasons.map((group) => (
          <li key={group.code}>
            <span className="num">{formatCount(group.count, language)}</span> {aboutWord(group, language)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Receipt({ record, receipt }: { record: ImportRecord; receipt: ImportReceipt }) {
  const { t, language } = useText();
  const who = useJob(record.jobId)?.actor ?? null;
  return (
    <dl className="import-receipt">
      <Line name={t('import.receipt.in')}>
        {t('import.receipt.rows', {
          count: receipt.rows,
          rows: formatCount(receipt.rows, language),
          usable: formatCount(receipt.usable, language),
        })}{' '}
        <span className="mute">
          {[formatWord(receipt.format), receipt.encoding?.toUpperCase(), record.probe?.layer]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </Line>
      <Line name={t('import.receipt.out')}>
        <LeftOut record={record} receipt={receipt} />
      </Line>
      {hasPositions(receipt.kind) && <Line name={t('import.crsLabel')}>{crsWord(receipt.crs)}</Line>}
      <Line name={t('import.receipt.dropped')}>
        {receipt.dropped.length === 0 ? (
          t('import.receipt.droppedNone')
        ) : (
          <b>{receipt.dropped.join(language === 'zh' ? '、' : ', ')}</b>
        )}{' '}
        <span className="mute">{t('import.receipt.droppedText')}</span>
      </Line>
      <Line name={t('import.recipe.label')}>{record.recipe?.name ?? t('import.recipe.none')}</Line>
      <Line name={t('import.receipt.who')}>
        {[who && t('import.receipt.actor', { actor: who }), formatTime(record.committedAt ?? record.createdAt)]
          .filter(Boolean)
          .join(' · ')}
      </Line>
    </dl>
  );
}

function PlaceLink({ screen, label }: { screen: Screen; label: string }) {
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
}

export function Done({ record, receipt }: { record: ImportRecord; receipt: ImportReceipt }) {
  const { t, language } = useText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const committed = record.state === 'committed';
  // what was waited for is here: the next key starts from it
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, []);
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
  const fault = error === null ? null : problemText(error, language);
  return (
    <>
      <section className="import-card import-done" aria-label={t('import.step.done')}>
        <h2 ref={title} tabIndex={-1}>
          {committed && <Icon name="check" size={18} />}
          {committed
            ? t('import.committedAt', { time: formatTime(record.committedAt ?? record.createdAt) })
            : t('import.undoneTitle')}
        </h2>
        <Counts record={record} receipt={receipt} />
        {committed && <Measuring jobId={record.measureJobId} />}
        <div className="import-commit-do">
          {committed && <PlaceLink screen="map" label={t('import.toMap')} />}
          {committed && <PlaceLink screen="regions" label={t('import.toRegions')} />}
          {record.undoable && (
            <Button icon="undo" onPress={undo} isDisabled={busy}>
              {t('import.undo')}
            </Button>
          )}
          <Button kind={committed ? 'quiet' : 'plain'} onPress={() => openImport(null)}>
            {t('import.another')}
          </Button>
        </div>
        {fault && (
          <p className="import-reason" role="alert">
            {fault.detail} {fault.fix}
          </p>
        )}
        <Receipt record={record} receipt={receipt} />
      </section>
      {committed && receipt.kind === 'cameras' && record.truth !== null && record.truth.hypotheses.length > 1 && (
        <WrongSystem record={record} truth={record.truth} />
      )}
    </>
  );
}
