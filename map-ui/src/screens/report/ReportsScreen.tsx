// The reports screen.
import { useText } from '../../i18n/i18n.ts';

export function ReportsScreen() {
  const { t } = useText();
  return <h1 className="ui-state">{t('screen.reports')}</h1>;
}
