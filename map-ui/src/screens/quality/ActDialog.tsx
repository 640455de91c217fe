// What is done about one issue or many: ignored with a reason, given to somebody, or fixed with a value or proposal.
import { useState } from 'react';
import type { QualityRuleStanding, QualityWhich } from '#contract/quality';
import { refreshData } from '../../api/events.ts';
import { errorText, problemText } from '../../api/http.ts';
import { fixIssues, markIssues, refreshQuality, undoFix } from '../../api/quality.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice, TextInput } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { type FixableField, fixableFields, isDateField, isNumberField, setOf } from './words.ts';

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
      setError(errorText(thrown, language));
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
  const submit = () => {
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
    <FormDialog
      title={title}
      lead={<p className="mute">{about}</p>}
      className="quality-dialog"
      formClassName="quality-form"
      action={t(`quality.act.${act}`)}
      busy={busy}
      error={error}
      other={
        quick !== null && (
          <Button onPress={() => fix({ quick })} isDisabled={busy}>
            {t(`quality.quick.${quick}`)}
          </Button>
        )
      }
      onSubmit={submit}
      onClose={onClose}
    >
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
    </FormDialog>
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
    return <Choice label={label} value={value} options={[['', t('quality.leave')], ...choices]} onChange={onChange} />;
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
