// What is to be reached by when: the list of targets, and the one being written.
import { useState } from 'react';
import type { Target, TargetInput } from '#contract/target';
import { ApiError, problemText } from '../../api/http.ts';
import { useTargets } from '../../api/queries.ts';
import { replaceTargets } from '../../api/targets.ts';
import { type Language, useText } from '../../i18n/i18n.ts';
import { levelWord, placeName } from '../../i18n/names.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { PlaceLink } from '../../ui/PlaceLink.tsx';
import { Select } from '../../ui/Select.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS } from '../../url-state.ts';
import { formatValue, metricText } from '../targets/words.ts';
import type { RegionsModel } from './useRegionsModel.ts';

interface Draft {
  /** null = a new one */
  id: string | null;
  /** `level:village` or `region:CODE` */
  scope: string;
  percent: string;
  due: string;
  note: string;
}
/** This form knows a minimum of coverage and no more; anything else is changed on the screen of targets. */
const isOther = ({ metric, measure, milestones }: Target) =>
  metric !== 'coverage' || milestones.length > 0 || Object.keys(measure).length > 0;
type FieldErrors = Partial<Record<'scope' | 'percent' | 'due' | 'note', string>>;

const scopeId = (scope: Target['scope']) => ('region' in scope ? `region:${scope.region}` : `level:${scope.level}`);
const toDraft = (target: Target): Draft => ({
  id: target.id,
  scope: scopeId(target.scope),
  percent: String(Number((target.minimum * 100).toFixed(4))),
  due: target.due,
  note: target.note ?? '',
});

/** Where in the form a fault of the sent list belongs: `targets.3.minimum` → percent. */
function fieldErrors(error: unknown, index: number, language: Language): FieldErrors {
  if (!(error instanceof ApiError) || !error.problem) return {};
  const found: FieldErrors = {};
  for (const fault of error.problem.errors ?? []) {
    const [, at, field] = fault.path.split('.');
    if (Number(at) !== index) continue;
    const name = field === 'minimum' ? 'percent' : field === 'start' ? 'due' : field;
    const text = (language === 'zh' ? fault.messageZh : undefined) ?? fault.message;
    if (name === 'scope' || name === 'percent' || name === 'due' || name === 'note') found[name] = text;
  }
  const { detail, fix } = problemText(error, language);
  if (error.code === 'target.scope_unknown' || error.code === 'target.doubled') found.scope = `${detail} ${fix}`;
  if (error.code === 'target.dates') found.due = `${detail} ${fix}`;
  return found;
}

function Editor({ model, targets, draft, onDone }: EditorProps) {
  const { t, language } = useText();
  const [form, setForm] = useState(draft);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [busy, setBusy] = useState(false);
  const set = (patch: Partial<Draft>) => setForm({ ...form, ...patch });
  const scopes = scopeOptions(model, targets, t('targets.allOf'), t('targets.subtree'), language);
  const save = async () => {
    const percent = Number(form.percent.replace(',', '.'));
    const own: FieldErrors = {};
    if (!(percent > 0 && percent <= 100)) own.percent = t('targets.percentWrong');
    if (!/^\d{4}-\d{2}-\d{2}$/.test(form.due)) own.due = t('targets.dueWrong');
    if (Object.keys(own).length > 0) return setErrors(own);
    const kind = form.scope.slice(0, form.scope.indexOf(':'));
    const what = form.scope.slice(kind.length + 1);
    const before = targets.find((target) => target.id === form.id);
    const changed: TargetInput = {
      // what this form does not show stays as it is
      ...before,
      scope: kind === 'region' ? { region: what } : { level: what },
      metric: before?.metric ?? 'coverage',
      minimum: percent / 100,
      due: form.due,
      note: form.note.trim() || null,
    };
    const next = before ? targets.map((target) => (target === before ? changed : target)) : [...targets, changed];
    setBusy(true);
    try {
      await replaceTargets(next);
      showToast(t('targets.saved'), { undo: () => putBack(targets, language) });
      onDone();
    } catch (error) {
      const found = fieldErrors(error, next.indexOf(changed), language);
      setErrors(found);
      if (Object.keys(found).length === 0) showToast(problemText(error, language).detail, { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="targets-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="ui-field">
        <span className="small mute">{t('targets.scope')}</span>
        <Select label={t('targets.scope')} options={scopes} value={form.scope} onChange={(scope) => set({ scope })} />
        {errors.scope && (
          <p className="ui-field-error" role="alert">
            {errors.scope}
          </p>
        )}
      </div>
      <div className="targets-pair">
        <TextInput
          label={t('targets.minimum')}
          value={form.percent}
          onChange={(percent) => set({ percent })}
          inputMode="decimal"
          unit="%"
          error={errors.percent}
        />
        <TextInput
          label={t('targets.due')}
          type="date"
          value={form.due}
          onChange={(due) => set({ due })}
          error={errors.due}
        />
      </div>
      <TextInput
        label={t('targets.note')}
        value={form.note}
        maxLength={500}
        onChange={(note) => set({ note })}
        error={errors.note}
      />
      <div className="targets-actions">
        <Button kind="primary" type="submit" isDisabled={busy}>
          {form.id === null ? t('targets.add') : t('targets.save')}
        </Button>
        <Button onPress={onDone}>{t('confirm.cancel')}</Button>
      </div>
    </form>
  );
}
interface EditorProps {
  model: RegionsModel;
  targets: readonly Target[];
  draft: Draft;
  onDone: () => void;
}

function scopeOptions(
  model: RegionsModel,
  targets: readonly Target[],
  allOf: string,
  subtree: string,
  language: Language,
): { id: string; label: string; note: string }[] {
  const levels = model.workspace.data?.levels.map((l) => l.level) ?? model.levels.map((l) => l.level);
  const options = new Map(
    levels.map((level) => [`level:${level}`, { id: `level:${level}`, label: levelWord(level), note: allOf }]),
  );
  const { data } = model.scopeRegion;
  const regions = new Map(data ? [[data.code, placeName(data, language)]] : []);
  for (const { scope } of targets) {
    if (!('region' in scope)) continue;
    const row = model.rows.find((r) => r.code === scope.region);
    regions.set(scope.region, row ? placeName(row, language) : (regions.get(scope.region) ?? scope.region));
  }
  for (const [code, label] of regions) options.set(`region:${code}`, { id: `region:${code}`, label, note: subtree });
  return [...options.values()];
}

function putBack(targets: readonly Target[], language: Language) {
  replaceTargets(targets).catch((error: unknown) => showToast(problemText(error, language).detail, { kind: 'error' }));
}

function TargetList({ model, targets }: { model: RegionsModel; targets: readonly Target[] }) {
  const { t, language } = useText();
  const [draft, setDraft] = useState<Draft | null>(null);
  const nameOf = (scope: Target['scope']) => {
    if ('level' in scope) return t('targets.everyLevel', { level: levelWord(scope.level) });
    const row = model.rows.find((r) => r.code === scope.region);
    const own = model.scopeRegion.data?.code === scope.region ? model.scopeRegion.data : null;
    return row ? placeName(row, language) : own ? placeName(own, language) : scope.region;
  };
  const remove = (target: Target) =>
    replaceTargets(targets.filter((other) => other.id !== target.id))
      .then(() => showToast(t('targets.removed'), { undo: () => putBack(targets, language) }))
      .catch((error: unknown) => showToast(problemText(error, language).detail, { kind: 'error' }));
  const start = (): Draft => ({
    id: null,
    scope: `level:${model.level ?? ''}`,
    percent: '60',
    due: `${new Date().getFullYear() + 1}-12-31`,
    note: '',
  });
  return (
    <>
      {targets.length === 0 && draft === null && (
        <EmptyState compact title={t('targets.emptyTitle')} text={t('targets.emptyText')} />
      )}
      <ul className="targets-list">
        {targets.map((target) =>
          draft?.id === target.id ? (
            <li key={target.id} className="targets-open">
              <Editor model={model} targets={targets} draft={draft} onDone={() => setDraft(null)} />
            </li>
          ) : (
            <li key={target.id}>
              <div className="targets-line">
                <b className="num targets-minimum">{formatValue(target.metric, target.minimum, language, 0)}</b>
                <span>
                  {nameOf(target.scope)}
                  {isOther(target) && <span className="mute small targets-dates">{metricText(target, t)}</span>}
                  <span className="mute small targets-dates num">
                    {t('targets.between', { start: target.start, due: target.due })}
                  </span>
                  {target.note && <span className="mute small targets-dates">{target.note}</span>}
                </span>
                <span className="targets-buttons">
                  {!isOther(target) && (
                    <Button small kind="quiet" onPress={() => setDraft(toDraft(target))}>
                      {t('targets.edit')}
                    </Button>
                  )}
                  <IconButton
                    icon="trash"
                    label={t('targets.remove', { name: nameOf(target.scope) })}
                    onPress={() => remove(target)}
                  />
                </span>
              </div>
            </li>
          ),
        )}
      </ul>
      {draft?.id === null ? (
        <div className="targets-new">
          <Editor model={model} targets={targets} draft={draft} onDone={() => setDraft(null)} />
        </div>
      ) : (
        <div className="targets-new">
          <Button icon="plus" onPress={() => setDraft(start())}>
            {t('targets.new')}
          </Button>
        </div>
      )}
    </>
  );
}

export function TargetsPanel({ model, onClose }: { model: RegionsModel; onClose: () => void }) {
  const { t } = useText();
  const query = useTargets();
  return (
    <aside className="targets-panel" aria-label={t('targets.title')}>
      <header>
        <h2>{t('targets.title')}</h2>
        <IconButton icon="close" label={t('targets.close')} onPress={onClose} />
      </header>
      <p className="mute small targets-text">
        {t('targets.text')}{' '}
        <PlaceLink to={{ ...DEFAULTS, screen: 'targets', region: model.location.region }}>
          {t('progress.whole')}
        </PlaceLink>
      </p>
      <StatePanel query={query} lines={3} compact>
        {(page) => <TargetList model={model} targets={page.items} />}
      </StatePanel>
    </aside>
  );
}
