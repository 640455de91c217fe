// The names of the lines, in the language of the screen.
import { useMemo } from 'react';
import { useText } from '../../i18n/i18n.ts';
import type { CurveWords } from './curves.ts';

export function useCurveWords(): CurveWords {
  const { t } = useText();
  return useMemo(
    () => ({
      known: t('progress.line.known'),
      reported: t('progress.line.reported'),
      plan: t('progress.line.plan'),
      forecast: t('progress.line.forecast'),
      low: t('progress.line.low'),
      high: t('progress.line.high'),
      stage: (stage) => t(`stage.${stage}`),
      online: t('progress.line.online'),
      committed: t('progress.line.committed'),
      spent: t('progress.line.spent'),
      budget: t('progress.line.budget'),
    }),
    [t],
  );
}
