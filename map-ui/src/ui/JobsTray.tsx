// What runs on the server, how far it is, and the way to stop it.

import { useEffect } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { Job } from '#contract/job';
import { dismissJob, isEnded, onJobEnd, useLive } from '../api/events.ts';
import { problemText } from '../api/http.ts';
import { useImports } from '../api/imports.ts';
import { cancelJob } from '../api/queries.ts';
import { formatCount, formatDuration } from '../i18n/format.ts';
import { type Language, useText, wordOr } from '../i18n/i18n.ts';
import { currentLocation, hrefOf, navigate } from '../location.ts';
import { Icon } from '../theme/icons.tsx';
import { DEFAULTS, type UrlState } from '../url-state.ts';
import { Button, IconButton } from './Button.tsx';
import { showToast } from './Toast.tsx';

const kindWord = (kind: Job['kind']) => wordOr(`jobs.kind.${kind}`, kind);
const reasonOf = (job: Job, language: Language) =>
  (language === 'zh' ? (job.reasonZh ?? job.reason) : job.reason) ?? '';

export function JobProgress({ job }: { job: Job }) {
  const { t, language } = useText();
  const share = job.total ? Math.min(1, job.done / job.total) : null;
  const facts = [
    job.phase && wordOr(`jobs.phase.${job.phase}`, ''),
    job.total === null
      ? formatCount(job.done, language)
      : t('jobs.running', { done: formatCount(job.done, language), total: formatCount(job.total, language) }),
    job.rate !== null &&
      job.rate > 0 &&
      job.done !== job.total &&
      t('jobs.rate', { rate: formatCount(Math.max(1, Math.round(job.rate)), language) }),
    job.secondsLeft !== null &&
      job.secondsLeft > 1 &&
      t('jobs.left', { time: formatDuration(job.secondsLeft, language) }),
  ].filter(Boolean);
  return (
    <>
      <progress className="ui-progress" max={1} value={share ?? undefined} aria-label={kindWord(job.kind)} />
      <p className="mute small num">{facts.join(' · ')}</p>
    </>
  );
}

/** Which file it is about, and the way to it. */
function JobFile({ job, onFollow }: { job: Job; onFollow: () => void }) {
  const imports = useImports();
  const record = imports.data?.pages
    .flatMap(({ items }) => items)
    .find(({ jobId, measureJobId }) => jobId === job.id || measureJobId === job.id);
  if (record === undefined) return null;
  const to: UrlState = { ...DEFAULTS, screen: 'import', focus: `imp:${record.id}` };
  return (
    <a
      className="ellipsis small"
      href={hrefOf(to)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        navigate(to);
        onFollow();
      }}
    >
      {record.fileName}
    </a>
  );
}

function JobRow({ job, onFollow }: { job: Job; onFollow: () => void }) {
  const { t, language } = useText();
  const ended = isEnded(job);
  const cancel = () =>
    cancelJob(job.id).catch((error: unknown) => showToast(problemText(error, language).detail, { kind: 'error' }));
  return (
    <li className="ui-job">
      <div className="ui-job-head">
        <b>{kindWord(job.kind)}</b>
        <span className="mute small">{t(`jobs.state.${job.state}`)}</span>
        {ended ? (
          <IconButton icon="close" label={t('toast.dismiss')} onPress={() => dismissJob(job.id)} />
        ) : (
          <Button small kind="quiet" onPress={cancel}>
            {t('jobs.cancel')}
          </Button>
        )}
      </div>
      {(job.kind === 'import' || job.kind === 'measure') && <JobFile job={job} onFollow={onFollow} />}
      {ended ? <p className="mute small">{reasonOf(job, language)}</p> : <JobProgress job={job} />}
    </li>
  );
}

export function JobsTray() {
  const { t, language } = useText();
  const { jobs } = useLive();
  const running = jobs.filter((job) => !isEnded(job));
  useEffect(
    () =>
      onJobEnd((job) => {
        const values = { kind: kindWord(job.kind), reason: reasonOf(job, language) };
        // who looks at an import sees that it has been read
        if (job.kind === 'import' && job.state === 'done' && currentLocation().screen === 'import') return;
        if (job.state === 'done') showToast(t('jobs.doneToast', values));
        else if (job.state === 'failed') showToast(t('jobs.failedToast', values), { kind: 'error' });
        else showToast(t('jobs.cancelledToast', values));
      }),
    [t, language],
  );
  const lead = running[0];
  return (
    <DialogTrigger>
      <AriaButton
        className={`ui-button ui-button-plain ui-jobs-button ${lead ? 'ui-jobs-running' : ''}`}
        aria-label={lead ? undefined : t('jobs.title')}
      >
        <Icon name="jobs" size={16} />
        {lead && <span className="visually-hidden">{t('jobs.title')}: </span>}
        {lead && (
          <span className="num">
            <span className="ui-jobs-kind">{kindWord(lead.kind)} </span>
            {lead.total !== null
              ? `${formatCount(lead.done, language)}/${formatCount(lead.total, language)}`
              : formatCount(lead.done, language)}
          </span>
        )}
      </AriaButton>
      <Popover className="ui-popover ui-jobs-popover" placement="bottom end" offset={4}>
        <Dialog className="ui-jobs" aria-label={t('jobs.title')}>
          {({ close }) => (
            <>
              <h2>{t('jobs.title')}</h2>
              {jobs.length === 0 ? (
                <p className="mute">{t('jobs.none')}</p>
              ) : (
                <ul>
                  {jobs.map((job) => (
                    <JobRow key={job.id} job={job} onFollow={close} />
                  ))}
                </ul>
              )}
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
