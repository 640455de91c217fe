// Why are cameras not online? Counts by reason, greatest first.
import type { StatusSummary } from '#contract/status';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { reasonWord } from './words.ts';

const MOST = 5;

export function Causes({ summary }: { summary: StatusSummary }) {
  const { t, language } = useText();
  const all = Object.entries(summary.reasons)
    .filter(([, count]) => count > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const shown = all.slice(0, MOST);
  const rest = all.slice(MOST).reduce((sum, [, count]) => sum + count, 0);
  const greatest = Math.max(1, ...all.map(([, count]) => count));
  return (
    <div className="mon-figure">
      <h2>{t('monitoring.causes')}</h2>
      {all.length === 0 ? (
        <p className="mute small">{t('monitoring.noCauses')}</p>
      ) : (
        <ul className="mon-causes small">
          {shown.map(([reason, count]) => (
            <li key={reason}>
              <span className="ellipsis">{reasonWord(reason, t)}</span>
              <span className="mon-cause-bar" aria-hidden="true">
                <i style={{ width: `${(count / greatest) * 100}%` }} />
              </span>
              <span className="num">{formatCount(count, language)}</span>
            </li>
          ))}
          {rest > 0 && (
            <li>
              <span className="mute">{t('monitoring.otherCauses')}</span>
              <span />
              <span className="num mute">{formatCount(rest, language)}</span>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
