// The list is in, and its positions stand a few hundred metres off: the truth test once more, and one click that mends them all.
import { useState } from 'react';
import type { CrsHypothesis, ImportRecord, TruthTest } from '#contract/import';
import { refreshData } from '../../api/events.ts';
import { problemText } from '../../api/http.ts';
import { repairImport, useTruthMaps } from '../../api/imports.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorState } from '../../ui/StatePanel.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { readingOptions } from './options.ts';
import { TruthMaps } from './TruthMaps.tsx';
import { crsShort } from './words.ts';

export function WrongSystem({ record, truth }: { record: ImportRecord; truth: TruthTest }) {
  const { t, language } = useText();
  const [shown, setShown] = useState(false);
  const [chosen, setChosen] = useState<CrsHypothesis | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const maps = useTruthMaps(record.id, record.jobId, shown);
  const repair = async (reading: CrsHypothesis) => {
    setBusy(true);
    setError(null);
    try {
      await repairImport(record.id, readingOptions(reading, truth.hypotheses[truth.current], ['crs']));
      refreshData();
      showToast(t('import.repair.done', { crs: crsShort(reading.crs) }));
      setShown(false);
    } catch (thrown) {
      const { detail, fix } = problemText(thrown, language);
      setError(`${detail} ${fix}`);
    } finally {
      setBusy(false);
      setChosen(null);
    }
  };
  return (
    <section className="import-card import-wrong" aria-label={t('import.repair.title')}>
      <header>
        <h2>{t('import.repair.title')}</h2>
        <Button small aria-expanded={shown} onPress={() => setShown(!shown)}>
          {t(shown ? 'import.repair.hide' : 'import.repair.look')}
        </Button>
      </header>
      <p className="mute">{t('import.repair.text')}</p>
      {error && (
        <p className="import-reason" role="alert">
          {error}
        </p>
      )}
      {shown &&
        (maps.isError ? (
          <ErrorState compact error={maps.error} retry={() => maps.refetch()} />
        ) : (
          <TruthMaps truth={truth} maps={maps.data} asked={false} busy={busy} onChoose={setChosen} />
        ))}
      <ConfirmDialog
        open={chosen !== null}
        title={t('import.repair.confirm', { crs: crsShort(chosen?.crs ?? '') })}
        action={t('import.repair.do')}
        busy={busy}
        onClose={() => setChosen(null)}
        onConfirm={() => chosen && void repair(chosen)}
      >
        <p>{t('import.repair.confirmText')}</p>
      </ConfirmDialog>
    </section>
  );
}
