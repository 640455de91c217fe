// Nothing to show before there are regions: what is missing, and the way to bring it.
import { useText } from '../i18n/i18n.ts';
import { navigate } from '../location.ts';
import { DEFAULTS } from '../url-state.ts';
import { EmptyState } from './StatePanel.tsx';

export function NoRegions() {
  const { t } = useText();
  return (
    <EmptyState
      title={t('regions.emptyTitle')}
      text={t('regions.emptyText')}
      action={{ label: t('start.import'), run: () => navigate({ ...DEFAULTS, screen: 'import' }) }}
    />
  );
}
