// The regions screen.
import { useText } from '../../i18n/i18n.ts';

export function RegionsScreen() {
  const { t } = useText();
  return <h1 className="ui-state">{t('screen.regions')}</h1>;
}
