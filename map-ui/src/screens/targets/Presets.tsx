// The first targets: three ready sets that propose rows. What is proposed is looked at before it is saved.
import { useState } from 'react';
import { PresetName, type TargetInput } from '#contract/target';
import { problemText } from '../../api/http.ts';
import { proposeTargets } from '../../api/targets.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/Toast.tsx';

interface PresetsProps {
  region: string | null;
  onProposed: (targets: readonly TargetInput[], name: string) => void;
}
export function Presets({ region, onProposed }: PresetsProps) {
  const { t, language } = useText();
  const [busy, setBusy] = useState(false);
  const propose = async (name: PresetName) => {
    setBusy(true);
    try {
      const targets = await proposeTargets(name, region);
      if (targets.length === 0) showToast(t('progress.preset.nothing'), { kind: 'error' });
      else onProposed(targets, t(`progress.preset.${name}.title`));
    } catch (thrown) {
      const { detail, title } = problemText(thrown, language);
      showToast(detail || title, { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="progress-presets" aria-label={t('progress.preset.title')}>
      {PresetName.options.map((name) => (
        <div key={name} className="progress-card progress-preset">
          <h2>{t(`progress.preset.${name}.title`)}</h2>
          <p className="mute small">{t(`progress.preset.${name}.text`)}</p>
          <Button small isDisabled={busy} onPress={() => propose(name)}>
            {t('progress.preset.propose')}
          </Button>
        </div>
      ))}
    </section>
  );
}
