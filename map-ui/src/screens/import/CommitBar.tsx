// The line at the foot of every step: what would happen, the way on, and at the end the one button that does it.
import { useState } from 'react';
import { refreshData } from '../../api/events.ts';
import { ApiError, problemText } from '../../api/http.ts';
import { commitImport, rejectedHref } from '../../api/imports.ts';
import { keys } from '../../api/keys.ts';
import { queryClient, useWorkspace } from '../../api/queries.ts';
import { keyCaps, useCommand } from '../../commands.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { COUNTS, type CountId } from './Counts.tsx';
import type { PartProps } from './OneImport.tsx';
import { isLayer } from './options.ts';
import { markOf, nextStep, type Step } from './steps.ts';
import { useWaiting } from './written.ts';

const UNCONFIRMED = 'import.vanish_unconfirmed';

interface CommitBarProps extends PartProps {
  step: Step;
  onStep: (step: Step) => void;
}
export function CommitBar({ record, receipt, busy, step, onStep }: CommitBarProps) {
  const { t, language } = useText();
  const [sending, setSending] = useState(false);
  const [asking, setAsking] = useState(false);
  const removes = record.options.vanish === 'remove' && !isLayer(receipt.kind) ? receipt.vanish : 0;
  const effect = receipt.create + receipt.update + removes;
  const next = nextStep(step, record);
  const waiting = useWaiting(record.id);
  const workspace = useWorkspace();
  const needsRegions = isLayer(receipt.kind) && workspace.data?.counts.regions === 0;
  const reason =
    record.state === 'needs-answer'
      ? t('import.commitQuestion')
      : receipt.usable === 0
        ? t('import.commitNothing')
        : needsRegions
          ? t('import.commitNoRegions')
          : next === null && waiting > 0
            ? t('import.waiting', { count: waiting })
            : null;
  const stopped = reason !== null || busy || sending;

  const commit = async (vanish?: number) => {
    setSending(true);
    try {
      await commitImport(record.id, vanish);
      navigate({ panel: null });
      refreshData();
    } catch (error) {
      if (error instanceof ApiError && error.code === UNCONFIRMED && vanish === undefined) setAsking(true);
      else {
        const { detail, fix } = problemText(error, language);
        showToast(`${detail} ${fix}`, { kind: 'error' });
        void queryClient.invalidateQueries({ queryKey: keys.import(record.id) });
      }
    } finally {
      setSending(false);
    }
  };
  const takeOver = () => (removes > 0 ? setAsking(true) : void commit());
  const goOn = () => {
    if (next !== null) onStep(next);
    else if (!stopped) takeOver();
  };
  useCommand('import.next', goOn, next !== null || !stopped);

  const words = (id: CountId) => t('import.footCount', { word: t(`import.will.${id}`), count: receipt[id] });
  const figures = COUNTS.filter((id) => receipt[id] > 0 && id !== 'rejected');
  return (
    <section className="import-commit" aria-label={t('import.foot')}>
      <p className="import-commit-says num">
        {record.state === 'ready' && (
          <>
            {figures.map((id) => (
              <span key={id}>{words(id)}</span>
            ))}
            {receipt.rejected > 0 && (
              <span>
                {words('rejected')}
                <a href={rejectedHref(record.id)} download>
                  <Icon name="download" size={14} /> {t('import.rejectedFile')}
                </a>
              </span>
            )}
          </>
        )}
        {reason && (
          <span className="import-reason" role="status">
            <Icon name="info" size={14} /> {reason}
          </span>
        )}
      </p>
      {next === null ? (
        <Button kind="primary" onPress={takeOver} isDisabled={stopped}>
          {effect === 0 && reason === null
            ? t('import.commitSame')
            : t(record.state === 'ready' ? 'import.commit' : 'import.commitLater', {
                count: effect,
              })}
        </Button>
      ) : (
        <Button kind={markOf(step, record) === 'blocked' ? 'plain' : 'primary'} onPress={goOn}>
          {t('import.next', { step: t(`import.step.${next}`) })}
          <span className="import-keycap" aria-hidden="true">
            {keyCaps('Ctrl+Enter').join(' ')}
          </span>
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={t('import.vanishTitle', { count: receipt.vanish })}
        action={t('import.vanishConfirm', { count: receipt.vanish })}
        busy={sending}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          void commit(receipt.vanish);
        }}
      >
        <p>{t('import.vanishConfirmText', { file: record.fileName })}</p>
        <p className="mute">{t('import.vanishUndo')}</p>
      </ConfirmDialog>
    </section>
  );
}
