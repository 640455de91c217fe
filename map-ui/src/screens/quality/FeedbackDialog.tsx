// "Rule wrong?": says so of a rule, with a sentence or without, and shows what others said of it.
import { type FormEvent, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { QualityRuleStanding } from '#contract/quality';
import { problemText } from '../../api/http.ts';
import { refreshQuality, sayRuleWrong, useRuleFeedback } from '../../api/quality.ts';
import { formatCount, formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { showToast } from '../../ui/Toast.tsx';
import '../../ui/confirm.css';

const MOST_CHARACTERS = 500;

interface FeedbackProps {
  rule: QualityRuleStanding;
  region: string | null;
  onClose: () => void;
}
export function FeedbackDialog({ rule, region, onClose }: FeedbackProps) {
  const { t, language } = useText();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const said = useRuleFeedback(rule.feedback > 0 ? rule.id : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const written = text.trim();
      await sayRuleWrong(rule.id, { ...(written && { text: written }), ...(region !== null && { region }) });
      showToast(t('quality.feedback.done'));
      await refreshQuality();
      onClose();
    } catch (thrown) {
      const problem = problemText(thrown, language);
      setError([problem.detail || problem.title, problem.fix].filter(Boolean).join(' '));
      setBusy(false);
    }
  };
  const title = t('quality.feedback.title');
  return (
    <ModalOverlay className="ui-modal-scrim" isOpen isDismissable={!busy} onOpenChange={(open) => !open && onClose()}>
      <Modal className="ui-modal">
        <Dialog className="ui-confirm quality-dialog" aria-label={title}>
          <h2>{title}</h2>
          <p className="mute">{rule[language].title}</p>
          <form onSubmit={submit} className="quality-form">
            <Field label={t('quality.feedback.field')} hint={t('quality.feedback.hint')} error={error}>
              {({ id, describedBy }) => (
                <textarea
                  id={id}
                  className="ui-input"
                  rows={4}
                  maxLength={MOST_CHARACTERS}
                  autoFocus
                  aria-describedby={describedBy}
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                />
              )}
            </Field>
            {said.data && said.data.items.length > 0 && (
              <section className="quality-said">
                <h3>{t('quality.feedback.said', { shown: formatCount(rule.feedback, language) })}</h3>
                <ul>
                  {said.data.items.map((one) => (
                    <li key={one.id}>
                      <span>{one.text ?? t('quality.feedback.bare')}</span>
                      <span className="mute small">
                        {[one.actor, one.region && placeName(one.region, language), formatTime(one.at)]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    </li>
                  ))}
                </ul>
              </section>
            )}
            <div className="ui-confirm-actions">
              <Button onPress={onClose} isDisabled={busy}>
                {t('quality.cancel')}
              </Button>
              <Button kind="primary" type="submit" isDisabled={busy}>
                {t('quality.feedback.send')}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
