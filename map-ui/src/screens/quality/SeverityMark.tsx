// How serious is an issue: a shape, then the word. Never colour alone.
import { useText } from '../../i18n/i18n.ts';

const SHAPES = {
  error: 'M2.500 2.500l7 7 M9.500 2.500l-7 7',
  warning: 'M2 9.500L6 3l4 6.500z',
  note: 'M6 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
};
export function SeverityMark({ severity }: { severity: keyof typeof SHAPES }) {
  const { t } = useText();
  return (
    <span className={`quality-severity quality-severity-${severity}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[severity]} />
      </svg>
      <span>{t(`quality.severity.${severity}`)}</span>
    </span>
  );
}
