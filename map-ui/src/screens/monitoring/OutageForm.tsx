// Who sees to an outage, until when, why it happened, and what there is to know. What is typed is kept until it is saved.
import { type FormEvent, useState } from 'react';
import type { OutageDetail, OutagePatch } from '#contract/status';
import { ApiError, errorText } from '../../api/http.ts';
import { patchOutage, refreshMonitoring } from '../../api/monitoring.ts';
import { useCommand } from '../../commands.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, TextInput } from '../../ui/Field.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { fromField, toField } from './words.ts';

const FIELDS = ['owner', 'dueAt', 'cause', 'note'] as const;
type Typed = Partial<Record<(typeof FIELDS)[number], string>>;

function patchOf(typed: Typed): OutagePatch {
  const text = (value: string | undefined) => (value === undefined ? undefined : value.trim() || null);
  const patch: OutagePatch = { owner: text(typed.owner), cause: text(typed.cause), note: text(typed.note) };
  if (typed.dueAt !== undefined) patch.dueAt = fromField(typed.dueAt);
  return patch;
}
/** Another hand was faster: the answer of the server to an old revision. */
const isConflict = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 409 || error.status === 412);

export function OutageForm({ outage }: { outage: OutageDetail }) {
  const { t, language } = useText();
  const [typed, setTyped] = useState<Typed>({});
  const [base, setBase] = useState<number | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<{ text: string; isConflict: boolean } | null>(null);
  const isDirty = FIELDS.some((field) => typed[field] !== undefined);
  const kept = (field: (typeof FIELDS)[number]) => (field === 'dueAt' ? toField(outage.dueAt) : (outage[field] ?? ''));
  const put = (field: (typeof FIELDS)[number]) => (value: string) => {
    // what was read when typing began is what the change is made to
    if (base === null) setBase(outage.revision);
    setTyped({ ...typed, [field]: value === kept(field) ? undefined : value });
  };
  const value = (field: (typeof FIELDS)[number]) => typed[field] ?? kept(field);
  const save = async (revision: number) => {
    if (!isDirty || isBusy) return;
    setBusy(true);
    setError(null);
    try {
      await patchOutage(outage.id, patchOf(typed), revision);
      await refreshMonitoring();
      setTyped({});
      setBase(null);
      showToast(t('monitoring.saved'));
    } catch (thrown) {
      setError({ text: errorText(thrown, language), isConflict: isConflict(thrown) });
      if (isConflict(thrown)) {
        // theirs is shown beside ours; saving again means what is read now
        await refreshMonitoring();
        setBase(null);
      }
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save(base ?? outage.revision);
  };
  useCommand('monitoring.save', () => void save(base ?? outage.revision), isDirty);
  return (
    <section className="mon-pane">
      <h3>{t('monitoring.inHand')}</h3>
      <form className="mon-form" onSubmit={submit}>
        <div className="mon-form-pair">
          <TextInput
            label={t('monitoring.field.owner')}
            value={value('owner')}
            maxLength={300}
            placeholder={t('monitoring.nobody')}
            onChange={put('owner')}
          />
          <TextInput
            label={t('monitoring.field.due')}
            type="datetime-local"
            value={value('dueAt')}
            onChange={put('dueAt')}
          />
        </div>
        <TextInput label={t('monitoring.field.cause')} value={value('cause')} maxLength={300} onChange={put('cause')} />
        <Field label={t('monitoring.field.note')}>
          {({ id }) => (
            <textarea
              id={id}
              className="ui-input"
              rows={2}
              maxLength={2_000}
              value={value('note')}
              onChange={(event) => put('note')(event.target.value)}
            />
          )}
        </Field>
        {error !== null && (
          <div className="mon-conflict" role="alert">
            <p>{error.isConflict ? t('monitoring.conflict') : error.text}</p>
            {error.isConflict && (
              <ul className="small">
                {FIELDS.filter((field) => typed[field] !== undefined).map((field) => (
                  <li key={field}>
                    {t('monitoring.conflictField', {
                      field: t(`monitoring.field.${field === 'dueAt' ? 'due' : field}`),
                      theirs: kept(field).replace('T', ' ') || t('monitoring.nothing'),
                    })}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        <p className="mon-buttons">
          <Button small kind="primary" type="submit" isDisabled={!isDirty || isBusy}>
            {t(error?.isConflict ? 'monitoring.saveAnyway' : 'monitoring.save')} <kbd>Ctrl ↵</kbd>
          </Button>
          {isDirty && (
            <Button
              small
              isDisabled={isBusy}
              onPress={() => {
                setTyped({});
                setBase(null);
                setError(null);
              }}
            >
              {t('monitoring.discard')}
            </Button>
          )}
        </p>
      </form>
    </section>
  );
}
