// Many cameras reach a stage at once: those of a region that stand at one stage go to another, on a date, for a reason.
import { useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { BulkStageAnswer, Funnel } from '#contract/progress';
import { STAGES_REACHED, type StageReached } from '#contract/target';
import { errorText } from '../../api/http.ts';
import { changeStages, useFunnels } from '../../api/progress.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { placeName } from '../../i18n/names.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice, TextInput } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { showToast } from '../../ui/Toast.tsx';
import type { TargetsModel } from './useTargetsModel.ts';
import '../../ui/confirm.css';

/** Cameras exactly at a stage: those at it or later, without those at the next or later. */
export function exactlyAt(funnel: Funnel, stage: StageReached): number {
  const next = STAGES_REACHED[STAGES_REACHED.indexOf(stage) + 1];
  return (funnel.cameras[stage] ?? 0) - (next === undefined ? 0 : (funnel.cameras[next] ?? 0));
}

/** What could not be changed, camera by camera. */
function Problems({ answer }: { answer: BulkStageAnswer }) {
  const { t, language } = useText();
  return (
    <div role="alert">
      <p>
        {t('progress.bulk.some', {
          changed: formatCount(answer.changed, language),
          left: formatCount(answer.problemCount ?? answer.problems.length, language),
        })}
      </p>
      <ul className="progress-problems small">
        {answer.problems.slice(0, 20).map((p) => (
          <li key={`${p.cameraId}/${p.code}`}>
            <b>{p.cameraId}</b> {language === 'zh' ? p.messageZh : p.message}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface BulkProps {
  model: TargetsModel;
  region: string;
  on: string;
  onClose: () => void;
}
export function BulkDialog({ model, region: scope, on, onClose }: BulkProps) {
  const { t, language } = useText();
  const [region, setRegion] = useState(scope);
  const [from, setFrom] = useState<StageReached>('networked');
  const [to, setTo] = useState<StageReached | 'retired'>('accepted');
  const [day, setDay] = useState(on);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [answer, setAnswer] = useState<BulkStageAnswer | null>(null);
  const funnel = useFunnels(region, model.progress.data?.today ?? on, true);
  const count = funnel.data && funnel.data.region === region ? exactlyAt(funnel.data, from) : null;
  const isBack = to !== 'retired' && STAGES_REACHED.indexOf(to) < STAGES_REACHED.indexOf(from);
  const stages = STAGES_REACHED.map((stage) => [stage, t(`stage.${stage}`)] as const);
  const regions = [
    [scope, model.where] as const,
    ...model.children.map((child) => [child.code, placeName(child, language)] as const),
  ];
  const submit = async () => {
    if (reason.trim() === '') return setError(t('progress.bulk.needsReason'));
    setBusy(true);
    setError(null);
    try {
      const done = await changeStages({ region, from, to, on: day, reason: reason.trim() });
      if (done.problems.length > 0) return setAnswer(done);
      showToast(
        done.jobId == null
          ? t('progress.bulk.done', { changed: formatCount(done.changed, language) })
          : t('progress.bulk.started'),
      );
      onClose();
    } catch (thrown) {
      setError(errorText(thrown, language));
    } finally {
      setBusy(false);
    }
  };
  const title = t('progress.bulk.title');
  if (answer !== null)
    return (
      <ModalOverlay className="ui-modal-scrim" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
        <Modal className="ui-modal">
          <Dialog className="ui-confirm" aria-label={title}>
            <h2>{title}</h2>
            <Problems answer={answer} />
            <div className="ui-confirm-actions">
              <Button kind="primary" onPress={onClose}>
                {t('progress.bulk.close')}
              </Button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    );
  return (
    <FormDialog
      title={title}
      formClassName="progress-form"
      action={t('progress.bulk.change')}
      canSubmit={count !== 0 && from !== to}
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Choice label={t('progress.bulk.region')} value={region} options={regions} onChange={setRegion} />
      <div className="progress-pair">
        <Choice
          label={t('progress.bulk.from')}
          value={from}
          options={stages}
          onChange={(value) => setFrom(value as StageReached)}
        />
        <Choice
          label={t('progress.bulk.to')}
          value={to}
          options={[...stages, ['retired', t('stage.retired')]]}
          onChange={(value) => setTo(value as StageReached)}
        />
      </div>
      <p role="status" className="progress-preview">
        {count === null ? t('state.loading') : t('progress.bulk.preview', { count, stage: t(`stage.${from}`) })}{' '}
        {isBack && t('progress.bulk.back')}
      </p>
      <div className="progress-pair">
        <TextInput label={t('progress.bulk.on')} type="date" value={day} onChange={setDay} />
        <TextInput label={t('progress.bulk.reason')} value={reason} maxLength={500} autoFocus onChange={setReason} />
      </div>
    </FormDialog>
  );
}
