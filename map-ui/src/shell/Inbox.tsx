// What has happened that somebody should hear of: a bell with a number, and the list behind it.
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { Alert } from '#contract/alert';
import { readAlerts, refreshAlerts, useInbox } from '../api/alerts.ts';
import { formatTime } from '../i18n/format.ts';
import { useText } from '../i18n/i18n.ts';
import { hrefOf } from '../location.ts';
import { Icon } from '../theme/icons.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { AlertSettings } from './AlertSettings.tsx';
import './inbox.css';

function AlertRow({ alert }: { alert: Alert }) {
  const { t, language } = useText();
  const isZh = language === 'zh';
  const screen = alert.kind === 'outage' || alert.kind === 'feed-silent' ? 'monitoring' : 'targets';
  return (
    <li className={`inbox-item ${alert.readAt === null ? 'inbox-unread' : ''}`}>
      <p className="inbox-line">
        <span className="inbox-kind">{t(`alerts.kind.${alert.kind}`)}</span>
        <b>{isZh ? alert.titleZh : alert.title}</b>
      </p>
      <p className="small">{isZh ? alert.detailZh : alert.detail}</p>
      <p className="mute small num">
        {t('alerts.since', { time: formatTime(alert.openedAt) })}
        {alert.remindedAt !== null && ` · ${t('alerts.reminded', { time: formatTime(alert.remindedAt) })}`}
        {alert.clearedAt !== null && ` · ${t('alerts.over', { time: formatTime(alert.clearedAt) })}`}{' '}
        <a href={hrefOf({ screen, region: alert.regionCode, focus: null })}>{t('alerts.look')}</a>
      </p>
    </li>
  );
}

export function Inbox() {
  const { t } = useText();
  const [settings, setSettings] = useState(false);
  const inbox = useInbox();
  const pages = inbox.data?.pages ?? [];
  const unread = pages[0]?.unread ?? 0;
  const items = pages.flatMap((page) => page.items);
  const readAll = async () => {
    await readAlerts();
    await refreshAlerts();
  };
  return (
    <>
      <DialogTrigger>
        <AriaButton
          className={`ui-icon-button inbox-bell ${unread > 0 ? 'inbox-some' : ''}`}
          aria-label={unread > 0 ? `${t('alerts.title')}: ${t('alerts.unread', { count: unread })}` : t('alerts.title')}
        >
          <Icon name="bell" size={16} />
          {unread > 0 && <span className="inbox-count num">{unread > 99 ? '99+' : unread}</span>}
        </AriaButton>
        <Popover className="ui-popover ui-jobs-popover" placement="bottom end" offset={4}>
          <Dialog className="ui-jobs inbox" aria-label={t('alerts.title')}>
            {({ close }) => (
              <>
                <div className="inbox-head">
                  <h2>{t('alerts.title')}</h2>
                  {unread > 0 && (
                    <Button small kind="quiet" onPress={() => void readAll()}>
                      {t('alerts.readAll')}
                    </Button>
                  )}
                  <IconButton
                    icon="gear"
                    label={t('alerts.settings')}
                    onPress={() => {
                      close();
                      setSettings(true);
                    }}
                  />
                </div>
                {items.length === 0 ? (
                  <p className="mute">{t('alerts.none')}</p>
                ) : (
                  <ul>
                    {items.map((alert) => (
                      <AlertRow key={alert.id} alert={alert} />
                    ))}
                  </ul>
                )}
                {inbox.hasNextPage && (
                  <Button small kind="quiet" onPress={() => void inbox.fetchNextPage()}>
                    {t('alerts.more')}
                  </Button>
                )}
              </>
            )}
          </Dialog>
        </Popover>
      </DialogTrigger>
      {settings && <AlertSettings onClose={() => setSettings(false)} />}
    </>
  );
}
