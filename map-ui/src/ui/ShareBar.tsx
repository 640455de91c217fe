// How a share is drawn: a bar to low, a lighter band to high, hatched planned, a tick at the target, open left empty.
import { formatDelta, formatPoints } from '../i18n/format.ts';
import { useText } from '../i18n/i18n.ts';

export interface Shares {
  /** ratios 0..1 of what is to be seen */
  low: number;
  likely: number;
  high: number;
  /** added by what is planned; null when nothing is known of plans */
  planned?: number | null;
  minimum?: number | null;
}
const percent = (ratio: number) => `${Math.max(0, Math.min(1, ratio)) * 100}%`;

export function ShareBar({ low, likely, high, planned = null, minimum = null, thick }: Shares & { thick?: boolean }) {
  const { t, language } = useText();
  const plannedShare = Math.min(planned ?? 0, Math.max(0, 1 - high));
  const label = t('figure.strip', {
    covered: formatPoints(low, language),
    unsettled: formatPoints(high - low, language),
    planned: formatPoints(plannedShare, language),
    open: formatPoints(Math.max(0, 1 - high - plannedShare), language),
  });
  const target =
    minimum === null
      ? ''
      : ` · ${t('figure.target')} ${formatPoints(minimum, language, 0)} (${formatDelta(likely - minimum, language)})`;
  return (
    <div className={`ui-share ${thick ? 'ui-share-thick' : ''}`} role="img" aria-label={label + target}>
      <div className="ui-share-track">
        <i className="ui-share-high" style={{ width: percent(high) }} />
        <i className="ui-share-low" style={{ width: percent(low) }} />
        {plannedShare > 0 && (
          <i className="ui-share-planned" style={{ left: percent(high), width: percent(plannedShare) }} />
        )}
      </div>
      {minimum !== null && <i className="ui-share-tick" style={{ left: percent(minimum) }} />}
    </div>
  );
}
