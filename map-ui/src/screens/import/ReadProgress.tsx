// How far is the reading of the file, how long will it take, and the way to stop it. The job goes on without this page.
import type { Job } from '#contract/job';
import { isEnded } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { useJob } from '../../api/jobs.ts';
import { cancelJob } from '../../api/queries.ts';
import { formatCount, formatDuration, formatShare } from '../../i18n/format.ts';
import { useText, wordOr } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/Toast.tsx';

/** Reading and checking are counted in hundredths of the file, what comes after in rows. */
const inHundredths = ({ phase, total }: Job) => total === 100 && (phase === 'reading' || phase === 'checking');

function Facts({ job }: { job: Job }) {
  const { t, language } = useText();
  const parts = inHundredths(job);
  const facts = [
    job.state === 'queued' ? t('import.queued') : wordOr(`jobs.phase.${job.phase}`, job.phase),
    job.total === null || job.total === 0
      ? job.done > 0 && formatCount(job.done, language)
      : parts
        ? formatShare(job.done / job.total, language, 0)
        : t('jobs.running', { done: formatCount(job.done, language), total: formatCount(job.total, language) }),
    !parts &&
      job.rate !== null &&
      job.rate >= 1 &&
      // all are in: what is left is no longer counted in rows
      job.done !== job.total &&
      t('jobs.rate', { rate: formatCount(Math.round(job.rate), language) }),
    job.secondsLeft !== null &&
      job.secondsLeft > 1 &&
      t('jobs.left', { time: formatDuration(job.secondsLeft, language) }),
  ];
  return <p className="mute small num">{facts.filter(Boolean).join(' · ')}</p>;
}

export function ReadProgress({ jobId, text }: { jobId: string | null; text: string }) {
  const { t, language } = useText();
  const job = useJob(jobId);
  const running = job !== null && !isEnded(job);
  const share = running && job.total ? Math.min(1, job.done / job.total) : undefined;
  const cancel = () =>
    running &&
    cancelJob(job.id).catch((error: unknown) => showToast(problemText(error, language).detail, { kind: 'error' }));
  return (
    <div className="import-reading" role="status">
      <p>{text}</p>
      <progress className="ui-progress" max={1} value={share} aria-label={text} />
      <div>
        {running ? <Facts job={job} /> : <p className="mute small">{t('state.loading')}</p>}
        <span className="mute small">{t('import.goesOn')}</span>
        {running && (
          <Button small onPress={cancel}>
            {t('jobs.cancel')}
          </Button>
        )}
      </div>
    </div>
  );
}
