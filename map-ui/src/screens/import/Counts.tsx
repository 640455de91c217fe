// What a commit does, as one bar and five figures; the same before and after it.
import type { ImportReceipt, ImportRecord } from '#contract/import';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';

export const COUNTS = ['create', 'update', 'unchanged', 'vanish', 'rejected'] as const;
export type CountId = (typeof COUNTS)[number];

export function Counts({ record, receipt }: { record: ImportRecord; receipt: ImportReceipt }) {
  const { t, language } = useText();
  const did = record.state === 'committed' || record.state === 'undone';
  const total = COUNTS.reduce((sum, id) => sum + receipt[id], 0);
  const word = (id: CountId) => t(`import.${did ? 'did' : 'will'}.${id}`);
  const label = COUNTS.map((id) => `${word(id)} ${formatCount(receipt[id], language)}`).join(', ');
  return (
    <div className="import-numbers">
      {total > 0 && (
        <div className="import-bar" role="img" aria-label={label}>
          {COUNTS.map(
            (id) =>
              receipt[id] > 0 && (
                <i key={id} className={`import-bar-${id}`} style={{ flexGrow: receipt[id] / total }} />
              ),
          )}
        </div>
      )}
      <dl className="import-counts">
        {COUNTS.map((id) => (
          <div key={id} className={receipt[id] === 0 ? 'import-count-none' : ''}>
            <dt className="small">
              <i className={`import-bar-${id}`} /> {word(id)}
            </dt>
            <dd className="num">{formatCount(receipt[id], language)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
