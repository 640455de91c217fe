// "Rule wrong?": says so of a rule, with a sentence or without, and shows what others said of it.
import { useState } from 'react';
import type { QualityRuleStanding } from '#contract/quality';
import { errorText } from '../../api/http.ts';
import { refreshQuality, sayRuleWrong, useRuleFeedback } from '../../api/quality.ts';
import { formatCount, formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { Field } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { showToast } from '../../ui/Toast.tsx';

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
  const submit = async () => {
    setBusy(true);
    setError(null);
    try {
      const written = text.trim();
      await sayRuleWrong(rule.id, { ...(written && { text: written }), ...(region !== null && { region }) });
      showToast(t('quality.feedback.done'));
      await refreshQuality();
      onClose();
    } catch (thrown) {
      setError(errorText(thrown, language));
      setBusy(false);
    }
  };
  const title = t('quality.feedback.title');
  return (
    <FormDialog
      title={title}
      lead={<p className="mute">{rule[language].title}</p>}
      className="quality-dialog"
      formClassName="quality-form"
      action={t('quality.feedback.send')}
      busy={busy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={t('quality.feedback.field')} hint={t('quality.feedback.hint')} error={error}>
        {({ id, describedBy }) => (
          <textarea
            id={id}
            className="ui-input"
            rows={4}
            maxLength={MOST_CHARACTERS}
            // biome-ignore lint/a11y/noAutofocus: the one field of a dialog that was just asked for
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
    </FormDialog>
  );
}
