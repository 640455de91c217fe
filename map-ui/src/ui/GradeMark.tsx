// How a grade is written: a shape, then the word. Never colour alone.
import type { Grade } from '#contract/target';
import { useText } from '../i18n/i18n.ts';

const SHAPES: Record<Grade, string> = {
  met: 'M2 6.5l3 3 5-7',
  'on-track': 'M6 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  behind: 'M2 9.500L6 3l4 6.500z',
  notice: 'M6 1.500L10.500 6 6 10.500 1.500 6z',
  warning: 'M2 2h8v8H2z',
  veto: 'M2.500 2.500l7 7 M9.500 2.500l-7 7',
  'no-data': 'M3 6h6',
};
export function GradeMark({ grade }: { grade: Grade }) {
  const { t } = useText();
  return (
    <span className={`ui-grade ui-grade-${grade}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[grade]} />
      </svg>
      {t(`grade.${grade}`)}
    </span>
  );
}
