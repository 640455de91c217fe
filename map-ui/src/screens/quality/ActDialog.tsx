// What is done about one issue or many: ignored with a reason, given to somebody, or fixed with a value or proposal.
import { type FormEvent, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { QualityRuleStanding, QualityWhich } from '#contract/quality';
import { refreshData } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { fixIssues, markIssues, refreshQuality, undoFix } from '../../api/quality.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, TextInput } from '../../ui/Field.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { type FixableField, fixableFields, isDateField, isNumberField, setOf } from './words.ts';
import '../../ui/confirm.css';

export type Act = 'ignore' | 'assign' | 'fix';
interface ActProps {
  act: Act;
  rule: QualityRuleStanding;
  which: QualityWhich;
  /** how many issues it is about */
  count: number;
  /** of one camera: its name or id */
  subject: string | null;
  onClose: () => void;
}

const UNITS: Partial<Record<FixableField, string>> = {
  azimuthDeg: '°',
  hfovDeg: '°',
  rangeM: 'm',
  heightM: 'm',
  tiltDeg: '°',
};
const TYPES = ['fixed', 'dome', 'ptz', 'panoramic'] as const;

export function ActDialog({ act, rule, which, count, subject, onClose }: ActProps) {
  const { t, language } = useText();
  const [text, setText] = useState('');
  const [values, setValues] = useState<Partial<Record<FixableField, string>>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const about = subject ?? t('quality.issuesCount', { count, shown: formatCount(count, language) });
  const title = t('quality.about', { act: t(`quality.act.${act}`), title: rule[language].title });

  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
      await refreshQuality();
      refreshData();
      onClose();
    } catch (thrown) {
      const said = problemText(thrown, language);
      setError([said.detail || said.title, said.fix].filter(Boolean).join(' '));
    } finally {
      setBusy(false);
    }
  };
  const fix = (input: { set?: Record<string, unknown>; quick?: 'azimuth-from-name' | 'type-from-angle' }) =>
    run(async () => {
      const done = await fixIssues({ which, ...input });
      const { importId } = done;
      const shown = t('quality.fixed', {
        changed: formatCount(done.changed, language),
        left: formatCount(done.left, language),
      });
      const undo = async () => {
        try {
          await undoFix(importId ?? '');
          await refreshQuality();
        } catch (thrown) {
          showToast(problemText(thrown, language).detail, { kind: 'error' });
        }
      };
      showToast(shown, importId === null ? {} : { undo: () => void undo() });
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (act === 'fix') {
      const set = setOf(values);
      if (set === null) return setError(t('quality.nothingSet'));
      return void fix({ set });
    }
    if (text.trim() === '') return setError(t(`quality.needs.${act}`));
    return void run(async () => {
      const { marked } = await markIssues({ which, action: act, text: text.trim() });
      showToast(t(`quality.done.${act}`, { count: marked }));
    });
  };
  const quick = act === 'fix' ? rule.quickFix : null;
  return (
    <ModalOverlay className="ui-modal-scrim" isOpen isDismissable={!busy} onOpenChange={(open) => !open && onClose()}>
      <Modal className="ui-modal">
        <Dialog className="ui-confirm quality-dialog" aria-label={title}>
          <h2>{title}</h2>
          <p className="mute">{about}</p>
          <form onSubmit={submit} className="quality-form">
            {act === 'fix' ? (
              <>
                <p className="small">{rule[language].fix}</p>
                {fixableFields(rule).map((field, i) => (
                  <FixField
                    key={field}
                    field={field}
                    value={values[field] ?? ''}
                    first={i === 0}
                    onChange={(value) => setValues({ ...values, [field]: value })}
                  />
                ))}
              </>
            ) : (
              <TextInput
                label={t(`quality.field.${act}`)}
                hint={t(`quality.hint.${act}`)}
                value={text}
                maxLength={300}
                autoFocus
                onChange={setText}
              />
            )}
            {error !== null && (
              <p className="ui-field-error" role="alert">
                {error}
              </p>
            )}
            <div className="ui-confirm-actions">
              {quick !== null && (
                <Button onPress={() => fix({ quick })} isDisabled={busy}>
                  {t(`quality.quick.${quick}`)}
                </Button>
              )}
              <Button onPress={onClose} isDisabled={busy}>
                {t('quality.cancel')}
              </Button>
              <Button kind="primary" type="submit" isDisabled={busy}>
                {t(`quality.act.${act}`)}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface FixFieldProps {
  field: FixableField;
  value: string;
  first: boolean;
  onChange: (value: string) => void;
}
function FixField({ field, value, first, onChange }: FixFieldProps) {
  const { t } = useText();
  const label = t(`quality.set.${field}`);
  const choices =
    field === 'type'
      ? TYPES.map((id) => [id, t(`cameraType.${id}`)] as const)
      : field === 'signage'
        ? ([
            ['yes', t('quality.yes')],
            ['no', t('quality.no')],
          ] as const)
        : null;
  if (choices !== null)
    return (
      <Field label={label}>
        {({ id }) => (
          <select id={id} className="ui-input" value={value} onChange={(event) => onChange(event.target.value)}>
            <option value="">{t('quality.leave')}</option>
            {choices.map(([key, word]) => (
              <option key={key} value={key}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Field>
    );
  return (
    <TextInput
      label={label}
      value={value}
      unit={UNITS[field]}
      type={isDateField(field) ? 'date' : 'text'}
      inputMode={isNumberField(field) ? 'decimal' : undefined}
      autoFocus={first}
      onChange={onChange}
    />
  );
}
