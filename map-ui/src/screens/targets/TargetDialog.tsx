// One target in a form. It joins the list that is being changed; nothing is saved here.
import { useState } from 'react';
import { PublicSpaceClass } from '#contract/layers';
import { COUNTED, STAGES_REACHED, type TargetInput, TargetMetric } from '#contract/target';
import { useText } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { CheckMenu } from '../../ui/CheckMenu.tsx';
import { Choice, TextInput } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { type Draft, type Faults, readDraft, readNumber, toDraft } from './target-draft.ts';

export interface ScopeOption {
  id: string;
  label: string;
}
interface DialogProps {
  target: TargetInput;
  isNew: boolean;
  scopes: readonly ScopeOption[];
  /** what the server found wrong with it */
  faults: Faults;
  onDone: (target: TargetInput) => void;
  onClose: () => void;
}

type Measure = Draft['measure'];
/** A choice that is the first one is left out: absent and first mean the same. */
function put<K extends keyof Measure>(measure: Measure, key: K, value: Measure[K] | undefined): Measure {
  const { [key]: _old, ...rest } = measure;
  return value === undefined ? rest : { ...rest, [key]: value };
}

/** What exactly is counted: only what the metric knows. */
function MeasureFields({ draft, faults, set }: { draft: Draft; faults: Faults; set: (measure: Measure) => void }) {
  const { t } = useText();
  const { metric, measure } = draft;
  const isArea = metric === 'coverage' || metric === 'keyPlaces';
  return (
    <>
      {metric === 'cameras' && (
        <Choice
          label={t('progress.form.stage')}
          value={measure.stage ?? 'installed'}
          error={faults['measure.stage']}
          options={STAGES_REACHED.map((stage) => [stage, t(`stage.${stage}`)])}
          onChange={(value) =>
            set(put(measure, 'stage', value === 'installed' ? undefined : (value as Measure['stage'])))
          }
        />
      )}
      {isArea && (
        <Choice
          label={t('progress.form.judgedBy')}
          value={measure.judgedBy ?? 'likely'}
          error={faults['measure.judgedBy']}
          options={[
            ['likely', t('figure.likely')],
            ['low', t('figure.low')],
          ]}
          onChange={(value) => set(put(measure, 'judgedBy', value === 'low' ? 'low' : undefined))}
        />
      )}
      {metric === 'coverage' && (
        <Choice
          label={t('progress.form.k')}
          value={String(measure.k ?? 1)}
          error={faults['measure.k']}
          options={['1', '2', '3', '4'].map((k) => [k, k])}
          onChange={(value) => set(put(measure, 'k', value === '1' ? undefined : Number(value)))}
        />
      )}
      {isArea && (
        <div className="ui-field">
          <span className="small mute">{t('progress.form.classes')}</span>
          <CheckMenu
            label={measure.classes?.map((c) => t(`class.${c}`)).join(t('list.comma')) ?? t('progress.form.allClasses')}
            items={PublicSpaceClass.options.map((id) => ({ id, label: t(`class.${id}`) }))}
            checked={measure.classes ?? []}
            onChange={(ids) => set(put(measure, 'classes', ids.length === 0 ? undefined : ids))}
          />
        </div>
      )}
      {metric === 'villagesAtTarget' && (
        <TextInput
          label={t('progress.form.ofMinimum')}
          value={measure.ofMinimum === undefined ? '' : String(Number((measure.ofMinimum * 100).toFixed(4)))}
          unit="%"
          inputMode="decimal"
          error={faults['measure.ofMinimum']}
          onChange={(text) => {
            const number = readNumber(text);
            set(put(measure, 'ofMinimum', number === null ? undefined : number / 100));
          }}
        />
      )}
    </>
  );
}

function MilestoneRows({ draft, faults, set }: { draft: Draft; faults: Faults; set: (patch: Partial<Draft>) => void }) {
  const { t } = useText();
  const { milestones } = draft;
  const unit = COUNTED.has(draft.metric) ? undefined : '%';
  const change = (key: number, patch: Partial<Draft['milestones'][number]>) =>
    set({ milestones: milestones.map((m) => (m.key === key ? { ...m, ...patch } : m)) });
  const add = () =>
    set({
      milestones: [
        ...milestones,
        { key: Math.max(-1, ...milestones.map((m) => m.key)) + 1, date: '', value: '', name: '' },
      ],
    });
  return (
    <fieldset className="progress-milestone-rows">
      <legend>{t('progress.milestones')}</legend>
      {milestones.map((m, i) => (
        <div key={m.key} className="progress-milestone-row">
          <TextInput
            label={t('progress.form.milestoneDate')}
            type="date"
            value={m.date}
            error={faults[`milestones.${i}.date`] ?? faults[`milestones.${i}`]}
            onChange={(date) => change(m.key, { date })}
          />
          <TextInput
            label={t('progress.form.milestoneValue')}
            value={m.value}
            unit={unit}
            inputMode="decimal"
            error={faults[`milestones.${i}.value`]}
            onChange={(value) => change(m.key, { value })}
          />
          <TextInput
            label={t('progress.form.milestoneName')}
            value={m.name}
            maxLength={200}
            error={faults[`milestones.${i}.name`]}
            onChange={(name) => change(m.key, { name })}
          />
          <IconButton
            icon="trash"
            label={t('progress.form.removeMilestone', { date: m.date })}
            onPress={() => set({ milestones: milestones.filter((other) => other.key !== m.key) })}
          />
        </div>
      ))}
      <Button small icon="plus" onPress={add}>
        {t('progress.form.addMilestone')}
      </Button>
    </fieldset>
  );
}

export function TargetDialog({ target, isNew, scopes, faults: sent, onDone, onClose }: DialogProps) {
  const { t } = useText();
  const [draft, setDraft] = useState<Draft>(() => toDraft(target));
  const [faults, setFaults] = useState<Faults>(sent);
  const set = (patch: Partial<Draft>) => setDraft({ ...draft, ...patch });
  const isCount = COUNTED.has(draft.metric);
  const unit = isCount ? undefined : '%';
  const submit = () => {
    const read = readDraft(draft, {
      number: t('progress.form.number'),
      whole: t('progress.form.whole'),
      share: t('progress.form.share'),
      date: t('targets.dueWrong'),
    });
    if (read.faults !== null) return setFaults(read.faults);
    onDone(read.target);
  };
  const title = t(isNew ? 'targets.new' : 'progress.form.change');
  const text = (key: 'minimum' | 'ceiling' | 'start' | 'due' | 'owner' | 'note', more = {}) => (
    <TextInput
      label={t(`progress.form.${key}`)}
      value={draft[key]}
      error={faults[key]}
      onChange={(value) => set({ [key]: value })}
      {...more}
    />
  );
  return (
    <FormDialog
      title={title}
      className="progress-target"
      formClassName="progress-form"
      action={t('progress.form.take')}
      isKept
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="progress-pair">
        <Choice
          label={t('targets.scope')}
          value={draft.scope}
          error={faults.scope ?? faults['scope.region'] ?? faults['scope.level']}
          options={scopes.map(({ id, label }) => [id, label])}
          onChange={(scope) => set({ scope })}
        />
        <Choice
          label={t('progress.form.metric')}
          value={draft.metric}
          error={faults.metric ?? faults.measure}
          options={TargetMetric.options.map((metric) => [metric, t(`metric.${metric}`)])}
          onChange={(metric) => set({ metric: metric as TargetMetric, measure: {} })}
        />
      </div>
      <div className="progress-measure">
        <MeasureFields draft={draft} faults={faults} set={(measure) => set({ measure })} />
      </div>
      <div className="progress-four">
        {text('minimum', { unit, inputMode: 'decimal' })}
        {text('ceiling', { unit, inputMode: 'decimal' })}
        {text('start', { type: 'date' })}
        {text('due', { type: 'date' })}
      </div>
      <MilestoneRows draft={draft} faults={faults} set={set} />
      <div className="progress-pair">
        {text('owner', { maxLength: 300 })}
        {text('note', { maxLength: 500 })}
      </div>
      <label className="progress-check">
        <input type="checkbox" checked={draft.critical} onChange={(event) => set({ critical: event.target.checked })} />
        {t('progress.form.critical')}
      </label>
    </FormDialog>
  );
}
