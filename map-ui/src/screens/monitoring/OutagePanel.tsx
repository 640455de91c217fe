// One outage: what is dark, who still sees it, who has it in hand, and what was done.
import i18next from 'i18next';
import { useState } from 'react';
import type { OutageDetail } from '#contract/status';
import { useCommand } from '../../commands.ts';
import { formatArea, formatCount, formatDelta, formatTime, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { CameraStates } from './CameraStates.tsx';
import { copyText } from './CopyButton.tsx';
import { MuteDialog } from './MuteDialog.tsx';
import { OutageForm } from './OutageForm.tsx';
import { onMap } from './on-map.ts';
import { isMuted, lostShare } from './outage-rows.ts';
import { ticketText } from './ticket.ts';
import type { MonitoringModel } from './useMonitoringModel.ts';
import { spanText, subjectText } from './words.ts';

export function OutagePanel({ model, now }: { model: MonitoringModel; now: number }) {
  return (
    <StatePanel query={model.detail} lines={8}>
      {(outage) => <Shown key={outage.id} outage={outage} model={model} now={now} />}
    </StatePanel>
  );
}

function Shown({ outage, model, now }: { outage: OutageDetail; model: MonitoringModel; now: number }) {
  const { t, language } = useText();
  const [isMuting, setMuting] = useState(false);
  const copy = async () => {
    const isCopied = await copyText(ticketText(outage, (lng) => i18next.getFixedT(lng)));
    if (isCopied) showToast(t('monitoring.copied'));
    else showToast(t('monitoring.noClipboard'), { kind: 'error' });
  };
  useCommand('monitoring.copy', () => void copy());
  useCommand('monitoring.mute', () => setMuting(true), outage.endedAt === null);
  const started = Date.parse(outage.startedAt);
  const muted = isMuted(outage, now);
  return (
    <article className="mon-outage" aria-label={subjectText(outage, t, language)}>
      <header className="mon-outage-head">
        <div>
          <h2>{subjectText(outage, t, language)}</h2>
          <p className="mute small num">
            {t('monitoring.since', {
              time: formatTime(outage.startedAt),
              age: spanText(started, outage.endedAt === null ? now : Date.parse(outage.endedAt), language),
            })}
          </p>
        </div>
        <IconButton icon="close" label={t('monitoring.back')} command="app.out" onPress={() => model.select(null)} />
      </header>
      {outage.endedAt !== null && (
        <p className="mon-clear" role="status">
          <Icon name="check" size={16} /> {t('monitoring.cleared', { time: formatTime(outage.endedAt) })}
        </p>
      )}
      {muted && (
        <p className="mon-muted small">
          <Icon name="mute" size={14} /> {t('monitoring.mutedUntil', { time: formatTime(outage.mutedUntil ?? '') })}
        </p>
      )}
      <div className="mon-verbs">
        <Button small icon="map" onPress={() => onMap(outage)}>
          {t('monitoring.onMap')} <kbd>↵</kbd>
        </Button>
        {outage.endedAt === null && (
          <Button small icon="mute" onPress={() => setMuting(true)}>
            {t(muted ? 'monitoring.muteChange' : 'monitoring.mute')} <kbd>M</kbd>
          </Button>
        )}
        <Button small icon="copy" onPress={() => void copy()}>
          {t('monitoring.copyTicket')} <kbd>C</kbd>
        </Button>
      </div>
      <Dark outage={outage} />
      <OutageForm outage={outage} />
      <CameraStates outage={outage} />
      <History outage={outage} />
      {isMuting && <MuteDialog outage={outage} onClose={() => setMuting(false)} />}
    </article>
  );
}

function Dark({ outage }: { outage: OutageDetail }) {
  const { t, language } = useText();
  const { lostM2, beforeM2, keyPlaces, neighbours, down, cameras } = outage;
  const share = lostShare(outage);
  return (
    <section className="mon-pane">
      <h3>{t(outage.endedAt === null ? 'monitoring.dark' : 'monitoring.wasDark')}</h3>
      <p className="mon-big">
        <b className="num">{lostM2 === null ? NONE : formatArea(lostM2, language)}</b>
        <span className="mute small num">
          {lostM2 === null
            ? t('monitoring.pricing')
            : [
                share === null ? null : `${formatDelta(-share, language)} ${t('figure.points')}`,
                beforeM2 === null ? null : t('monitoring.ofBefore', { area: formatArea(beforeM2, language) }),
              ]
                .filter(Boolean)
                .join(' · ')}
        </span>
      </p>
      <dl className="mon-dl">
        <dt>{t('monitoring.camerasDown')}</dt>
        <dd className="num">
          {t('monitoring.downOf', { down: formatCount(down, language), cameras: formatCount(cameras, language) })}
        </dd>
        <dt>{t('monitoring.keyPlaces')}</dt>
        <dd>
          {keyPlaces.length === 0 ? (
            <span className="mute">{t('monitoring.noPlaces')}</span>
          ) : (
            <ul className="mon-places">
              {keyPlaces.map(({ id, name, nameEn, class: kind }) => (
                <li key={id}>
                  {name === null ? id : placeName({ name, nameEn }, language)}{' '}
                  <span className="mute small">{t(`class.${kind}`)}</span>
                </li>
              ))}
            </ul>
          )}
        </dd>
        <dt>{t('monitoring.neighbours')}</dt>
        <dd>
          {neighbours === 0 ? t('monitoring.noNeighbours') : t('monitoring.neighboursLong', { count: neighbours })}
        </dd>
      </dl>
    </section>
  );
}

function History({ outage }: { outage: OutageDetail }) {
  const { t, language } = useText();
  return (
    <section className="mon-pane">
      <h3>{t('monitoring.history')}</h3>
      {outage.history.length === 0 ? (
        <p className="mute small">{t('monitoring.noHistory')}</p>
      ) : (
        <ol className="mon-history small">
          {outage.history.map(({ at, actor, text, textZh }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: it only grows at its end
            <li key={i}>
              <span className="mute num">{formatTime(at)}</span>
              <span>
                {language === 'zh' ? textZh : text} <span className="mute">{actor}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
