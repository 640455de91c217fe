// Which works are planned, when, and on what? Cameras in them are expected to be out: no outage, and no fault in the rates.
import { useState } from 'react';
import type { Works } from '#contract/status';
import { problemText } from '../../api/http.ts';
import { addWorks, refreshMonitoring, useWorks, withdrawWorks } from '../../api/monitoring.ts';
import { useRegion } from '../../api/queries.ts';
import { useCommand } from '../../commands.ts';
import { formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import type { MonitoringModel } from './useMonitoringModel.ts';
import { WorksDialog } from './WorksDialog.tsx';
import { barOf, DAY_MS, DAYS_BEFORE, DAYS_SHOWN, inOrder, phaseOf, startOf } from './works-time.ts';

const WEEK = 7;

/** `Xinhe town`, `recorder 3401…`: what the works are on. */
function Subject({ works }: { works: Works }) {
  const { t, language } = useText();
  const region = useRegion(works.kind === 'region' ? works.subject : null);
  if (works.kind === 'region') return <>{region.data ? placeName(region.data, language) : works.subject}</>;
  return <>{t(`monitoring.subject.${works.kind}`, { subject: works.subject })}</>;
}

function Row({ works, now, start }: { works: Works; now: number; start: number }) {
  const { t, language } = useText();
  const phase = phaseOf(works, now);
  const bar = barOf(works, start);
  const withdraw = async () => {
    try {
      await withdrawWorks(works.id);
      await refreshMonitoring();
      showToast(t('monitoring.works.withdrawn'), {
        undo: () => {
          const { kind, subject, from, to, reason } = works;
          addWorks({ kind, subject, from, to, reason }).then(refreshMonitoring, (thrown) =>
            showToast(problemText(thrown, language).detail, { kind: 'error' }),
          );
        },
      });
    } catch (thrown) {
      showToast(problemText(thrown, language).detail, { kind: 'error' });
    }
  };
  return (
    <li data-works={works.id} className={`mon-works-${phase}`}>
      <div className="mon-works-text">
        <b className="ellipsis">
          <Subject works={works} />
        </b>
        <span className="small mon-facts">
          <span className="mon-phase">{t(`monitoring.works.phase.${phase}`)}</span>
          <span className="num">
            {formatTime(works.from)} – {formatTime(works.to)}
          </span>
          <span>{works.reason}</span>
          <span className="mute">{works.actor}</span>
        </span>
      </div>
      <div className="mon-calendar" aria-hidden="true">
        <i className="mon-today" style={{ left: `${((now - start) / (DAYS_SHOWN * DAY_MS)) * 100}%` }} />
        {bar !== null && (
          <i className="mon-span" style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }} />
        )}
      </div>
      {phase !== 'over' && (
        <Button small onPress={() => void withdraw()}>
          {t('monitoring.works.withdraw')}
        </Button>
      )}
    </li>
  );
}

export function WorksList({ model, now }: { model: MonitoringModel; now: number }) {
  const { t } = useText();
  const works = useWorks(true);
  const [isAdding, setAdding] = useState(false);
  const start = startOf(now);
  useCommand('monitoring.add', () => setAdding(true));
  const ticks = Array.from({ length: DAYS_SHOWN }, (_, i) => i).filter((i) => (i - DAYS_BEFORE) % WEEK === 0);
  return (
    <div className="mon-works">
      <div className="mon-tools">
        <p className="mute small">{t('monitoring.works.lead')}</p>
        <span className="mon-push" />
        <Button icon="plus" onPress={() => setAdding(true)}>
          {t('monitoring.works.add')} <kbd>N</kbd>
        </Button>
      </div>
      <StatePanel
        query={works}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState compact title={t('monitoring.works.none')} text={t('monitoring.works.noneText')} />}
      >
        {({ items }) => (
          <>
            <div className="mon-calendar-head tiny mute num" aria-hidden="true">
              <span className="mon-calendar">
                {ticks.map((i) => (
                  <span key={i} style={{ left: `${(i / DAYS_SHOWN) * 100}%` }}>
                    {i === DAYS_BEFORE
                      ? t('monitoring.works.today')
                      : formatTime(new Date(start + i * DAY_MS).toISOString()).slice(5, 10)}
                  </span>
                ))}
              </span>
            </div>
            <ul className="mon-works-list">
              {inOrder(items, now).map((one) => (
                <Row key={one.id} works={one} now={now} start={start} />
              ))}
            </ul>
          </>
        )}
      </StatePanel>
      {isAdding && <WorksDialog region={model.region} onClose={() => setAdding(false)} />}
    </div>
  );
}
