// How old and of which kind the figures on screen are.
import type { Workspace } from '#contract/workspace';
import { useLive } from '../api/events.ts';
import { formatClock } from '../i18n/format.ts';
import { useText } from '../i18n/i18n.ts';
import { useStatus } from './status.ts';

export function StatusBar({ workspace }: { workspace: Workspace | undefined }) {
  const { t } = useText();
  const { liveness, lastAnswerMs } = useLive();
  const { shows, basis, set, detail, hidden } = useStatus();
  return (
    <footer className="shell-status">
      <span className={`shell-live shell-live-${liveness}`} role="status">
        {liveness === 'lost'
          ? `${t('status.lost')} · ${t('state.stale', { time: formatClock(lastAnswerMs) })}`
          : t(`status.${liveness}`)}
      </span>
      {workspace && <span className="num">{t('status.data', { version: workspace.dataVersion })}</span>}
      {basis && (
        <span>
          {t('status.basis')} <b>{[basis, set, detail].filter(Boolean).join(' · ')}</b>
        </span>
      )}
      {hidden && <span className="num">{hidden}</span>}
      {shows && (
        <span className="shell-status-shows ellipsis" title={shows}>
          {shows}
        </span>
      )}
      {workspace?.sample && (
        <a className="shell-status-sample" href="/start">
          {t('status.sample')}
        </a>
      )}
    </footer>
  );
}
