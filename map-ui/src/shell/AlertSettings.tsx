// What alerts are given for, and where they go beside the inbox.
import { type FormEvent, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { AlertChannel, AlertChannelInput, AlertRule } from '#contract/alert';
import {
  addChannel,
  type Channels,
  putRule,
  refreshAlerts,
  removeChannel,
  testChannel,
  useAlertChannels,
  useAlertRules,
} from '../api/alerts.ts';
import { errorText, problemText } from '../api/http.ts';
import { formatTime } from '../i18n/format.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { TextInput } from '../ui/Field.tsx';
import { Skeleton } from '../ui/StatePanel.tsx';
import { showToast } from '../ui/Toast.tsx';
import '../ui/confirm.css';
import './inbox.css';

export function AlertSettings({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const rules = useAlertRules(true);
  const channels = useAlertChannels(true);
  return (
    <ModalOverlay className="ui-modal-scrim" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="ui-modal">
        <Dialog className="ui-confirm alert-settings" aria-label={t('alerts.settings')}>
          <h2>{t('alerts.settings')}</h2>
          <section aria-label={t('alerts.rules')}>
            <h3>{t('alerts.rules')}</h3>
            {rules.data && channels.data ? (
              rules.data.items.map((rule) => <Rule key={rule.id} rule={rule} channels={channels.data.items} />)
            ) : (
              <Skeleton lines={4} />
            )}
            <p className="mute small">{t('alerts.inboxAlways')}</p>
          </section>
          <section aria-label={t('alerts.channels')}>
            <h3>{t('alerts.channels')}</h3>
            {channels.data ? <ChannelList {...channels.data} /> : <Skeleton lines={2} />}
          </section>
          <div className="ui-confirm-actions">
            <Button kind="primary" onPress={onClose}>
              {t('toast.dismiss')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Rule({ rule, channels }: { rule: AlertRule; channels: AlertChannel[] }) {
  const { t, language } = useText();
  const save = async (change: Partial<AlertRule>) => {
    const { id, ...body } = { ...rule, ...change };
    try {
      await putRule(id, body);
    } catch (error) {
      showToast(problemText(error, language).detail, { kind: 'error' });
    }
    await refreshAlerts();
  };
  const number = (text: string): number | null =>
    text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text);
  return (
    <div className="alert-rule">
      <label className="alert-check">
        <input
          type="checkbox"
          checked={rule.enabled}
          onChange={(event) => void save({ enabled: event.target.checked })}
        />
        <b>{t(`alerts.kind.${rule.kind}`)}</b>
      </label>
      <p className="mute small">{t(`alerts.holds.${rule.kind}`)}</p>
      <div className="alert-fields">
        {rule.kind === 'outage' && (
          <Kept
            label={t('alerts.minLost')}
            unit="m²"
            value={rule.minLostM2}
            onKeep={(text) => void save({ minLostM2: number(text) })}
          />
        )}
        <Kept
          label={t('alerts.remind')}
          unit={t('alerts.hours')}
          placeholder={t('alerts.never')}
          value={rule.remindAfterH}
          onKeep={(text) => void save({ remindAfterH: number(text) })}
        />
      </div>
      {channels.length > 0 && (
        <fieldset className="alert-to">
          <legend className="small">{t('alerts.to')}</legend>
          {channels.map(({ id, name }) => (
            <label key={id} className="alert-check small">
              <input
                type="checkbox"
                checked={rule.channels.includes(id)}
                onChange={(event) =>
                  void save({
                    channels: event.target.checked
                      ? [...rule.channels, id]
                      : rule.channels.filter((other) => other !== id),
                  })
                }
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}

interface KeptProps {
  label: string;
  unit: string;
  value: number | null;
  placeholder?: string;
  onKeep: (text: string) => void;
}
/** A number that is kept when the field is left. */
function Kept({ label, unit, value, placeholder, onKeep }: KeptProps) {
  const shown = value === null ? '' : String(value);
  const [text, setText] = useState<string | null>(null);
  return (
    <TextInput
      label={label}
      unit={unit}
      inputMode="decimal"
      placeholder={placeholder}
      value={text ?? shown}
      onChange={setText}
      onBlur={() => {
        if (text !== null && text !== shown) onKeep(text);
        setText(null);
      }}
    />
  );
}

function ChannelList({ items, possible }: Channels) {
  const { t } = useText();
  const [adding, setAdding] = useState<'webhook' | 'email' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      {items.length === 0 && <p className="mute">{t('alerts.noChannels')}</p>}
      {items.map((channel) => (
        <ChannelRow key={channel.id} channel={channel} />
      ))}
      {secret !== null && (
        <div className="alert-secret" role="status">
          <p className="small">{t('alerts.secretOnce')}</p>
          <code>{secret}</code>
          <Button small onPress={() => setSecret(null)}>
            {t('alerts.copied')}
          </Button>
        </div>
      )}
      {adding === null ? (
        <div className="alert-add">
          <Button small onPress={() => setAdding('webhook')} isDisabled={possible.webhookHosts.length === 0}>
            {t('alerts.addWebhook')}
          </Button>
          <Button small onPress={() => setAdding('email')} isDisabled={!possible.mail}>
            {t('alerts.addMail')}
          </Button>
        </div>
      ) : (
        <NewChannel
          kind={adding}
          onDone={(key) => {
            setAdding(null);
            setSecret(key);
          }}
        />
      )}
      <p className="mute small">
        {possible.webhookHosts.length > 0
          ? t('alerts.hostsAllowed', { hosts: possible.webhookHosts.join(', ') })
          : t('alerts.noHosts')}
      </p>
      {!possible.mail && <p className="mute small">{t('alerts.noMail')}</p>}
    </>
  );
}

function ChannelRow({ channel }: { channel: AlertChannel }) {
  const { t, language } = useText();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
      await refreshAlerts();
    } catch (error) {
      showToast(problemText(error, language).detail, { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  const test = () =>
    run(async () => {
      const answer = await testChannel(channel.id);
      const reason = (language === 'zh' ? answer.reasonZh : answer.reason) ?? '';
      if (answer.sent) showToast(t('alerts.tested'));
      else showToast(t('alerts.testFailed', { reason }), { kind: 'error' });
    });
  return (
    <div className="alert-channel">
      <div>
        <b>{channel.name}</b> <span className="mute small">{t(`alerts.${channel.kind}`)}</span>
        <p className="mute small ellipsis">{channel.url ?? channel.to.join(', ')}</p>
        {channel.lastSentAt !== null && (
          <p className="mute small num">{t('alerts.lastSent', { time: formatTime(channel.lastSentAt) })}</p>
        )}
        {channel.lastFailure !== null && (
          <p className="small">{t('alerts.lastFailure', { reason: channel.lastFailure })}</p>
        )}
      </div>
      <Button small onPress={test} isDisabled={busy}>
        {t('alerts.test')}
      </Button>
      <Button
        small
        kind="quiet"
        isDisabled={busy}
        onPress={() =>
          run(async () => {
            await removeChannel(channel.id);
            showToast(t('alerts.removed'));
          })
        }
      >
        {t('alerts.remove')}
      </Button>
    </div>
  );
}

function NewChannel({ kind, onDone }: { kind: 'webhook' | 'email'; onDone: (secret: string | null) => void }) {
  const { t, language } = useText();
  const [name, setName] = useState('');
  const [where, setWhere] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const to = where.split(/[,;，；\s]+/).filter(Boolean);
    const channel: AlertChannelInput = kind === 'webhook' ? { kind, name, url: where.trim() } : { kind, name, to };
    try {
      const { secret } = await addChannel(channel);
      await refreshAlerts();
      onDone(secret);
    } catch (thrown) {
      setError(errorText(thrown, language));
    }
  };
  return (
    <form className="alert-new" onSubmit={submit}>
      <TextInput label={t('alerts.name')} value={name} onChange={setName} maxLength={100} required autoFocus />
      <TextInput
        label={t(kind === 'webhook' ? 'alerts.url' : 'alerts.recipients')}
        value={where}
        onChange={setWhere}
        required
        error={error}
      />
      <div className="ui-confirm-actions">
        <Button small onPress={() => onDone(null)}>
          {t('confirm.cancel')}
        </Button>
        <Button small kind="primary" type="submit">
          {t('alerts.save')}
        </Button>
      </div>
    </form>
  );
}
