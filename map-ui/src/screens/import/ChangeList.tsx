// Which records would change, and in which fields: old and new side by side.
import type { ImportChange } from '#contract/import';
import type { RegionChange } from '#contract/region';
import { useImportChanges } from '../../api/imports.ts';
import { formatCount, formatLength, formatShare, NONE } from '../../i18n/format.ts';
import { useText, wordOr } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { Table } from '../../ui/Table.tsx';
import type { Shown } from './ChangeMap.tsx';
import { fieldWord } from './words.ts';

function valueWord(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return NONE;
  if (typeof value === 'string') return wordOr(`${field === 'type' ? 'cameraType' : field}.${value}`, value);
  if (typeof value === 'number') return String(Number(value.toPrecision(9)));
  return typeof value === 'boolean' ? (value ? '✓' : '✗') : JSON.stringify(value);
}

/** What lies in the place of a region that vanished. */
type Heir = Pick<RegionChange, 'change' | 'toCode' | 'share'>;
const isHeir = (value: unknown): value is Heir => typeof value === 'object' && value !== null && 'toCode' in value;

function Fields({ change }: { change: ImportChange }) {
  const { t, language } = useText();
  return (
    <>
      {change.movedM !== null && change.movedM > 0 && (
        <span className="import-field-change">
          {t('import.movedBy', { length: formatLength(change.movedM, language) })}
        </span>
      )}
      {change.fields.map(({ field, before, after }) =>
        isHeir(after) ? (
          <span key={after.toCode} className="import-field-change">
            {t(`import.heir.${after.change}`)} <b>{after.toCode}</b>{' '}
            {after.share !== null && <span className="mute num">{formatShare(after.share, language)}</span>}
          </span>
        ) : (
          <span key={field} className="import-field-change">
            <span className="mute">{fieldWord(field)}</span> <s>{valueWord(field, before)}</s> →{' '}
            <b>{valueWord(field, after)}</b>
          </span>
        ),
      )}
    </>
  );
}

interface ChangeListProps {
  id: string;
  action: Shown;
  total: number;
  busy: boolean;
  onMark: (change: ImportChange | null) => void;
}
export function ChangeList({ id, action, total, busy, onMark }: ChangeListProps) {
  const { t, language } = useText();
  const query = useImportChanges(id, action, 100, !busy);
  return (
    <StatePanel
      query={query}
      lines={4}
      compact
      isEmpty={(data) => data.pages[0].items.length === 0}
      empty={<EmptyState compact title={t('import.noChanges')} />}
    >
      {(data) => {
        const changes = data.pages.flatMap((page) => page.items);
        return (
          <Scroll className="import-scroll import-changes" label={t('import.changesLabel')}>
            <Table label={t(`import.change.${action}`)}>
              <thead>
                <tr>
                  <th className="ui-left">{t('import.record')}</th>
                  <th className="ui-right">{t('import.row')}</th>
                  <th className="ui-left">{t('import.whatChanges')}</th>
                </tr>
              </thead>
              <tbody onMouseLeave={() => onMark(null)}>
                {changes.map((change) => (
                  <tr key={`${change.id} ${change.row}`} onMouseEnter={() => onMark(change)}>
                    <td className="ui-left">
                      <b className="ellipsis import-change-name">{change.name || change.id || NONE}</b>
                      {change.name !== null && change.id !== '' && (
                        <small className="mute import-change-id ellipsis">{change.id}</small>
                      )}
                    </td>
                    <td className="num">{change.row === null ? NONE : formatCount(change.row, language)}</td>
                    <td className="ui-left import-message">
                      <Fields change={change} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
            <p className="import-rows-foot mute small num">
              {t('import.rowsShown', {
                shown: formatCount(changes.length, language),
                total: formatCount(total, language),
              })}
              {query.hasNextPage && (
                <Button small kind="quiet" onPress={() => query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
                  {t('panel.more')}
                </Button>
              )}
            </p>
          </Scroll>
        );
      }}
    </StatePanel>
  );
}
