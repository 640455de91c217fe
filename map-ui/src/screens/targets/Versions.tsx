// Which lists of targets held before, who set and confirmed them, and what one of them changed.
import { useState } from 'react';
import type { TargetInput } from '#contract/target';
import { problemText } from '../../api/http.ts';
import { confirmTargets, type TargetVersion, useTargetList } from '../../api/targets.ts';
import { formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { StatePanel } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { changesBetween } from './target-draft.ts';

/** One target in a line: what, for whom, how much, by when. */
export type Line = (target: TargetInput) => string;

function Difference({ from, targets, line }: { from: number; targets: readonly TargetInput[]; line: Line }) {
  const { t } = useText();
  const list = useTargetList(from);
  return (
    <StatePanel query={list} lines={2} compact>
      {(old) => {
        const changes = changesBetween(old.targets, targets);
        if (changes.length === 0) return <p className="mute small">{t('progress.versions.same')}</p>;
        return (
          <ul className="progress-changes">
            {changes.map(({ kind, before, after }) => (
              <li key={`${kind}/${(after ?? before)!.id}`}>
                <b>{t(`progress.versions.${kind}`)}</b>{' '}
                <span>
                  {kind === 'changed' && (
                    <>
                      <s className="mute">{line(before!)}</s>{' '}
                    </>
                  )}
                  {line((after ?? before)!)}
                </span>
              </li>
            ))}
          </ul>
        );
      }}
    </StatePanel>
  );
}

interface VersionsProps {
  versions: readonly TargetVersion[];
  targets: readonly TargetInput[];
  line: Line;
  canConfirm: boolean;
}
export function Versions({ versions, targets, line, canConfirm }: VersionsProps) {
  const { t, language } = useText();
  const [confirming, setConfirming] = useState(false);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [from, setFrom] = useState<string | null>(null);
  const [now, ...earlier] = versions;
  if (now === undefined) return null;
  const confirm = async () => {
    setBusy(true);
    try {
      await confirmTargets(now.version, note);
      showToast(t('progress.versions.confirmedToast', { version: now.version }));
      setConfirming(false);
    } catch (thrown) {
      showToast(problemText(thrown, language).detail, { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="progress-card progress-versions">
      <div className="progress-card-head">
        <div>
          <h2>{t('progress.versions.title', { version: now.version })}</h2>
          <p className="mute small">
            {t('progress.versions.set', { time: formatTime(now.recordedAt), actor: now.actor })}
            {now.reason !== null && ` · ${now.reason}`}
          </p>
          <p className="small">
            {now.confirmedAt === null
              ? t('progress.unconfirmed')
              : t('progress.confirmed', { actor: now.confirmedBy ?? '', time: formatTime(now.confirmedAt) })}
            {now.confirmedNote !== null && ` · ${now.confirmedNote}`}
          </p>
        </div>
        {now.confirmedAt === null && (
          <Button small icon="check" isDisabled={!canConfirm} onPress={() => setConfirming(true)}>
            {t('progress.versions.confirm')}
          </Button>
        )}
      </div>
      {earlier.length > 0 && (
        <div className="progress-compare">
          <span className="mute">{t('progress.versions.compare')}</span>
          <Select
            label={t('progress.versions.compare')}
            value={from}
            placeholder={t('progress.versions.choose')}
            options={earlier.map((v) => ({
              id: String(v.version),
              label: t('progress.versions.one', { version: v.version }),
              note: `${formatTime(v.recordedAt)} · ${v.actor}`,
            }))}
            onChange={setFrom}
          />
        </div>
      )}
      {from !== null && <Difference from={Number(from)} targets={targets} line={line} />}
      <ConfirmDialog
        open={confirming}
        title={t('progress.versions.confirmTitle', { version: now.version })}
        action={t('progress.versions.confirm')}
        busy={busy}
        onConfirm={confirm}
        onClose={() => setConfirming(false)}
      >
        <p>{t('progress.versions.confirmText')}</p>
        <TextInput label={t('progress.versions.note')} value={note} maxLength={500} onChange={setNote} />
      </ConfirmDialog>
    </section>
  );
}
