// A month is reported: its figures are kept as they are now, for good. A second time needs a reason.
import { type FormEvent, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { problemText } from '../../api/http.ts';
import { freezeMonth, useFrozen } from '../../api/progress.ts';
import { formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { showToast } from '../../ui/Toast.tsx';
import '../../ui/confirm.css';

export function FreezeDialog({ month, onClose }: { month: string; onClose: () => void }) {
  const { t, language } = useText();
  const frozen = useFrozen();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const before = (frozen.data ?? []).filter((f) => f.month === month);
  const last = before.at(0);
  const needsReason = before.length > 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (needsReason && reason.trim() === '') return setError(t('progress.freeze.needsReason'));
    setBusy(true);
    setError(null);
    try {
      await freezeMonth({ month, ...(reason.trim() !== '' && { reason: reason.trim() }) });
      showToast(t(needsReason ? 'progress.freeze.corrected' : 'progress.freeze.done', { month }));
      onClose();
    } catch (thrown) {
      const said = problemText(thrown, language);
      setError([said.detail || said.title, said.fix].filter(Boolean).join(language === 'zh' ? '' : ' '));
    } finally {
      setBusy(false);
    }
  };
  const title = t(needsReason ? 'progress.freeze.correctTitle' : 'progress.freeze.title', { month });
  return (
    <ModalOverlay className="ui-modal-scrim" isOpen isDismissable={!busy} onOpenChange={(open) => !open && onClose()}>
      <Modal className="ui-modal">
        <Dialog className="ui-confirm" aria-label={title}>
          <h2>{title}</h2>
          <form onSubmit={submit} className="progress-form">
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
            {error !== null && (
              <p className="ui-field-error" role="alert">
                {error}
              </p>
            )}
            <div className="ui-confirm-actions">
              <Button onPress={onClose} isDisabled={busy}>
                {t('targets.cancel')}
              </Button>
              <Button kind="primary" type="submit" isDisabled={busy || frozen.isPending}>
                {t(needsReason ? 'progress.freeze.correct' : 'progress.freeze.freeze')}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
