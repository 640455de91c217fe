// What one can do with an empty workspace.

import { problemText } from '../../api/http.ts';
import { addSample } from '../../api/queries.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate } from '../../location.ts';
import { Button } from '../../ui/Button.tsx';
import { showToast } from '../../ui/Toast.tsx';
import { DEFAULTS } from '../../url-state.ts';

export function StartScreen() {
  const { t, language } = useText();
  const sample = () =>
    addSample()
      .then(() => navigate({ ...DEFAULTS, screen: 'map' }))
      .catch((error: unknown) => showToast(problemText(error, language).detail, { kind: 'error' }));
  return (
    <div className="ui-state">
      <h1>{t('start.title')}</h1>
      <p className="mute">{t('start.sampleText')}</p>
      <Button kind="primary" onPress={sample}>
        {t('start.sample')}
      </Button>
      <p className="mute">{t('start.importText')}</p>
      <Button onPress={() => navigate({ ...DEFAULTS, screen: 'import' })}>{t('start.import')}</Button>
    </div>
  );
}
