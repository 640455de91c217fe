// The import screen.
import { useText } from '../../i18n/i18n.ts';

export function ImportScreen() {
  const { t } = useText();
  return <h1 className="ui-state">{t('screen.import')}</h1>;
}
