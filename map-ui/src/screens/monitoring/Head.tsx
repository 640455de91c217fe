// How much works now, what that is worth in ground seen, and which regions fall below their minimum because of it.
import type { StatusSummary } from '#contract/status';
import {
  formatArea,
  formatClock,
  formatCount,
  formatDelta,
  formatInterval,
  formatPoints,
  formatShare,
  NONE,
} from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { useStatusFacts } from '../../shell/status.ts';
import { ShareBar } from '../../ui/ShareBar.tsx';
import { type Mark, StateMark } from '../../ui/StateMark.tsx';
import { Causes } from './Causes.tsx';
import type { MonitoringModel } from './useMonitoringModel.ts';
import { spanText } from './words.ts';

/** Shares of public space now; null where there is nothing to be shared. Where only some leaves are computed, what is
 * installed speaks of the same ones: shares of other ground are not compared. */
function sharesOf({ nominal, effective, comparable }: StatusSummary) {
  const beside = effective === null ? nominal : (comparable ?? nominal);
  const installed = beside !== null && beside.demandM2 > 0 ? beside.likelyM2 / beside.demandM2 : null;
  const demand = effective?.demandM2 ?? 0;
  const working =
    effective === null || demand <= 0
      ? null
      : {
          low: effective.coveredM2 / demand,
          likely: effective.likelyM2 / demand,
          high: effective.coveredHighM2 / demand,
        };
  const lostM2 = effective === null || beside === null ? null : beside.likelyM2 - effective.likelyM2;
  return { installed, working, lostM2 };
}

function useSentence(summary: StatusSummary): string {
  const { t, language } = useText();
  const { online, offline, belowMinimum } = summary;
  const { installed, working } = sharesOf(summary);
  const known = online + offline;
  const parts = [
    known === 0
      ? t('monitoring.says.nothingKnown')
      : t('monitoring.says.online', { share: formatShare(online / known, language), count: known }),
    working === null || installed === null
      ? t('monitoring.says.notComputed')
      : t('monitoring.says.effective', {
          effective: formatShare(working.likely, language),
          nominal: formatPoints(installed, language),
        }),
    belowMinimum.length === 0
      ? t('monitoring.says.noneBelow')
      : t('monitoring.says.below', { count: belowMinimum.length }),
  ];
  return parts.join(language === 'zh' ? '；' : '; ') + (language === 'zh' ? '。' : '.');
}

function States({ summary }: { summary: StatusSummary }) {
  const { t, language } = useText();
  const { installed, online, offline, unknown, neverHeard } = summary;
  const rows: [Mark, number][] = [
    ['online', online],
    ['offline', offline],
    ['unknown', unknown],
  ];
  const known = online + offline;
  return (
    <div className="mon-figure">
      <h2>{t('monitoring.onlineNow')}</h2>
      <p className="mon-big">
        <b className="num">{known === 0 ? NONE : formatPoints(online / known, language)}</b>
        {known > 0 && <span>%</span>}
        <span className="mute small">
          {t('monitoring.onlineOf', { online: formatCount(online, language), known: formatCount(known, language) })}
        </span>
      </p>
      <div className="mon-states" aria-hidden="true">
        {rows.map(
          ([mark, count]) =>
            count > 0 && <i key={mark} className={`mon-part-${mark}`} style={{ flexGrow: count / installed }} />,
        )}
      </div>
      <ul className="mon-legend small">
        {rows.map(([mark, count]) => (
          <li key={mark} data-state={mark}>
            <StateMark mark={mark} /> {t(`monitoring.state.${mark}`)}{' '}
            <b className="num">{formatCount(count, language)}</b>
            {mark === 'unknown' && neverHeard > 0 && (
              <span className="mute">{t('monitoring.neverHeard', { shown: formatCount(neverHeard, language) })}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Coverage({ summary }: { summary: StatusSummary }) {
  const { t, language } = useText();
  const { leaves, leavesComputed } = summary;
  const { installed, working, lostM2 } = sharesOf(summary);
  const less = [
    lostM2 === null || lostM2 <= 0 ? null : t('monitoring.lessArea', { area: formatArea(lostM2, language) }),
    leavesComputed === leaves
      ? null
      : t('monitoring.leavesComputed', {
          computed: formatCount(leavesComputed, language),
          leaves: formatCount(leaves, language),
        }),
  ].filter((part) => part !== null);
  const interval = working === null ? null : formatInterval(working.low, working.high, language);
  return (
    <div className="mon-figure">
      <h2>{t('monitoring.effective')}</h2>
      <p className="mon-big">
        <b className="num">{working === null ? NONE : formatPoints(working.likely, language)}</b>
        {working !== null && <span>%</span>}
        <span className="mute small num">
          {working === null
            ? t('monitoring.notComputed')
            : [
                interval,
                installed === null
                  ? null
                  : `${formatDelta(working.likely - installed, language)} ${t('figure.points')}`,
              ]
                .filter(Boolean)
                .join(' · ')}
        </span>
      </p>
      <dl className="mon-pair small">
        <dt>{t('monitoring.workingNow')}</dt>
        <dd>{working === null ? <span className="mute">{NONE}</span> : <ShareBar {...working} />}</dd>
        <dd className="num">{working === null ? NONE : formatShare(working.likely, language)}</dd>
        <dt>{t('monitoring.nominal')}</dt>
        <dd>
          {installed === null ? (
            <span className="mute">{NONE}</span>
          ) : (
            <ShareBar low={installed} likely={installed} high={installed} />
          )}
        </dd>
        <dd className="num">{installed === null ? NONE : formatShare(installed, language)}</dd>
      </dl>
      {less.length > 0 && <p className="mute small num">{less.join(' · ')}</p>}
    </div>
  );
}

export function Head({ model, summary, now }: { model: MonitoringModel; summary: StatusSummary; now: number }) {
  const { t, language } = useText();
  const where = model.scopeRegion.data ? placeName(model.scopeRegion.data, language) : t('nav.everything');
  const says = useSentence(summary);
  useStatusFacts({ shows: language === 'zh' ? `${where}：${says}` : `${where}: ${says}` });
  const asOf = Date.parse(summary.asOf);
  return (
    <header className="mon-head">
      <div className="mon-title">
        <h1>
          {t('screen.monitoring')} · {where}
        </h1>
        <span className="mute small num">
          {t('monitoring.asOf', { time: formatClock(asOf), age: spanText(asOf, Math.max(now, asOf), language) })}
        </span>
      </div>
      <p className="mon-says">{says}</p>
      <div className="mon-figures">
        <States summary={summary} />
        <Coverage summary={summary} />
        <Causes summary={summary} />
      </div>
    </header>
  );
}
