// Until when does an outage keep quiet? Always with an end: what is muted for good is forgotten.
import { useState } from 'react';
import type { OutageDetail } from '#contract/status';
import { errorText } from '../../api/http.ts';
import { patchOutage, refreshMonitoring } from '../../api/monitoring.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { isMuted } from './outage-rows.ts';
import { fromField, toField } from './words.ts';

const HOUR_MS = 3_600_000;
const PRESETS = [1, 4, 24, 168] as const;

export function MuteDialog({ outage, onClose }: { outage: OutageDetail; onClose: () => void }) {
  const { t, language } = useText();
  const [now] = useState(() => Date.now());
  const after = (hours: number) => toField(new Date(now + hours * HOUR_MS).toISOString());
  const wasMuted = isMuted(outage, now);
  const [until, setUntil] = useState(wasMuted ? toField(outage.mutedUntil) : after(PRESETS[1]));
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const save = async (mutedUntil: string | null) => {
    setBusy(true);
    try {
      await patchOutage(outage.id, { mutedUntil }, outage.revision);
      await refreshMonitoring();
      onClose();
    } catch (thrown) {
      setError(errorText(thrown, language));
      await refreshMonitoring();
    } finally {
      setBusy(false);
    }
  };
  const submit = () => {
    const at = fromField(until);
    if (at === null || Date.parse(at) <= now) return setError(t('monitoring.muteNeeds'));
    return void save(at);
  };
  return (
    <FormDialog
      title={t('monitoring.muteTitle')}
      lead={<p className="mute">{t('monitoring.muteText')}</p>}
      className="mon-dialog"
      formClassName="mon-form"
      action={t('monitoring.mute')}
      busy={isBusy}
      other={
        wasMuted && (
          <Button onPress={() => void save(null)} isDisabled={isBusy}>
            {t('monitoring.unmute')}
          </Button>
        )
      }
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="mon-buttons">
        {PRESETS.map((hours) => (
          <Button key={hours} small aria-pressed={until === after(hours)} onPress={() => setUntil(after(hours))}>
            {t(`monitoring.muteFor.${hours}`)}
          </Button>
        ))}
      </p>
      <TextInput
        label={t('monitoring.muteUntil')}
        type="datetime-local"
        value={until}
        error={error}
        autoFocus
        onChange={setUntil}
      />
    </FormDialog>
  );
}
