// The map workspace.
import { useText } from '../../i18n/i18n.ts';

export function MapScreen() {
  const { t } = useText();
  return <h1 className="ui-state">{t('screen.map')}</h1>;
}
