// Where the import stands: six steps, each with what it came to and what it still wants; any can be opened.
import { useEffect, useRef } from 'react';
import type { ImportRecord } from '#contract/import';
import { formatCount, formatShare } from '../../i18n/format.ts';
import { type Language, useText } from '../../i18n/i18n.ts';
import { Icon, type IconName } from '../../theme/icons.tsx';
import { formatBytes } from './bytes.ts';
import { doubtfulColumns } from './options.ts';
import { isUnread, type Mark, markOf, type Step, stepsOf } from './steps.ts';
import { crsShort } from './words.ts';

const ICONS: Partial<Record<Mark, IconName>> = { fine: 'check', look: 'warn', blocked: 'help' };

interface StepBarProps {
  record: ImportRecord;
  step: Step;
  onStep: (step: Step) => void;
}

/** One short fact under the name of the step. */
function useFact(record: ImportRecord): (step: Step) => string {
  const { t, language } = useText();
  const { receipt, probe, truth, problemGroups, mapping } = record;
  const count = (n: number) => formatCount(n, language);
  const sum = (severity: string) =>
    problemGroups.reduce((total, group) => total + (group.severity === severity ? group.count : 0), 0);
  return (step) => {
    if (markOf(step, record) === 'later' || isUnread(record)) return '';
    if (receipt === null) return step === 'file' && probe ? formatBytes(probe.bytes, language) : '';
    switch (step) {
      case 'file':
        return t('import.fact.rows', { count: receipt.rows });
      case 'columns': {
        const doubtful = doubtfulColumns(mapping).length;
        if (doubtful > 0) return t('import.fact.doubtful', { count: doubtful });
        const used = mapping.filter(({ field }) => field !== null).length;
        return mapping.length === 0 ? '' : t('import.fact.columns', { used: count(used), of: count(mapping.length) });
      }
      case 'coordinates':
        return `${crsShort(receipt.crs)}${truth === null || receipt.kind === 'regions' ? '' : ` · ${shareOf(truth.hypotheses[truth.current], language)}`}`;
      case 'check': {
        const [out, look] = [receipt.rejected, sum('warning')];
        if (out === 0 && look === 0) return t('import.fact.sound');
        return [out > 0 && t('import.fact.out', { count: out }), look > 0 && t('import.fact.look', { count: look })]
          .filter(Boolean)
          .join(' · ');
      }
      case 'preview':
        if (record.state === 'needs-answer') return '';
        return (
          [receipt.create > 0 && `+${count(receipt.create)}`, receipt.update > 0 && `~${count(receipt.update)}`]
            .filter(Boolean)
            .join(' · ') || t('import.fact.same')
        );
      default:
        return record.state === 'undone' ? t('import.state.undone') : '';
    }
  };
}
const shareOf = ({ inside, of }: { inside: number; of: number }, language: Language) =>
  formatShare(of === 0 ? 0 : inside / of, language, 0);

export function StepBar({ record, step, onStep }: StepBarProps) {
  const { t } = useText();
  const fact = useFact(record);
  const steps = stepsOf(record.receipt?.kind ?? 'cameras');
  const list = useRef<HTMLOListElement>(null);
  // on a phone the bar is wider than the window
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the step that moves it
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [step]);
  return (
    <nav className="import-steps" aria-label={t('import.steps')}>
      <ol ref={list}>
        {steps.map((id, i) => {
          const mark = markOf(id, record);
          const icon = ICONS[mark];
          return (
            <li key={id}>
              <button
                type="button"
                className={`import-step import-step-${mark}`}
                aria-current={id === step ? 'step' : undefined}
                disabled={id === 'done' && mark === 'later'}
                onClick={() => onStep(id)}
              >
                <span className="import-step-mark" aria-hidden="true">
                  {icon ? <Icon name={icon} size={12} /> : i + 1}
                </span>
                <span className="import-step-words">
                  <b>{t(`import.step.${id}`)}</b>
                  <small className="num ellipsis">{fact(id)}</small>
                </span>
                {(mark === 'look' || mark === 'blocked') && (
                  <span className="visually-hidden">{t(`import.mark.${mark}`)}</span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
