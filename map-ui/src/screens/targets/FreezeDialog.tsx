// A month is reported: its figures are kept as they are now, for good. A second time needs a reason.
import { useState } from 'react';
import { errorText } from '../../api/http.ts';
import { freezeMonth, useFrozen } from '../../api/progress.ts';
import { formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { TextInput } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { showToast } from '../../ui/Toast.tsx';

export function FreezeDialog({ month, onClose }: { month: string; onClose: () => void }) {
  const { t, language } = useText();
  const frozen = useFrozen();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const before = (frozen.data ?? []).filter((f) => f.month === month);
  const last = before.at(0);
  const needsReason = before.length > 0;
  const submit = async () => {
    if (needsReason && reason.trim() === '') return setError(t('progress.freeze.needsReason'));
    setBusy(true);
    setError(null);
    try {
      await freezeMonth({ month, ...(reason.trim() !== '' && { reason: reason.trim() }) });
      showToast(t(needsReason ? 'progress.freeze.corrected' : 'progress.freeze.done', { month }));
      onClose();
    } catch (thrown) {
      setError(errorText(thrown, language));
    } finally {
      setBusy(false);
    }
  };
  const title = t(needsReason ? 'progress.freeze.correctTitle' : 'progress.freeze.title', { month });
  return (
    <FormDialog
      title={title}
      formClassName="progress-form"
      action={t(needsReason ? 'progress.freeze.correct' : 'progress.freeze.freeze')}
      canSubmit={!frozen.isPending}
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t(needsReason ? 'progress.freeze.correctText' : 'progress.freeze.text')}</p>
      {last && (
        <p className="mute small">
          {t('progress.freeze.before', { time: formatTime(last.takenAt), actor: last.actor })}
          {last.reason !== null && ` · ${last.reason}`}
        </p>
      )}
      <TextInput
        label={t(needsReason ? 'progress.freeze.reason' : 'progress.freeze.note')}
        value={reason}
        maxLength={500}
        autoFocus
        onChange={setReason}
      />
    </FormDialog>
  );
}
