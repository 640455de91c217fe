// How each column of the file is read: recognised, guessed, left out, or never kept by design; and how well its cells fit.
import { useState } from 'react';
import type { ColumnMapping } from '#contract/import';
import { IMPORT_FIELDS } from '#contract/import-fields';
import { formatShare } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { Table } from '../../ui/Table.tsx';
import { hasAlike, without } from './cell-fixes.ts';
import type { PartProps } from './OneImport.tsx';
import { changedMapping, fitsOfAll, LEAST_FITS } from './options.ts';
import { StepQuestions } from './Questions.tsx';
import { ValueTable } from './ValueTable.tsx';
import { fieldWord } from './words.ts';

function SureMark({ column }: { column: ColumnMapping }) {
  const { t } = useText();
  const sure = column.dropped ? 'dropped' : column.field === null ? 'none' : column.sure;
  return <span className={`import-sure import-sure-${sure}`}>{t(`import.sure.${sure}`)}</span>;
}

function Fits({ fits }: { fits: number }) {
  const { t, language } = useText();
  const few = fits < LEAST_FITS;
  return (
    <span className={`import-fits ${few ? 'import-fits-few' : ''}`}>
      <i aria-hidden="true">
        <i style={{ width: `${fits * 100}%` }} />
      </i>
      <span className="num">{formatShare(fits, language, 0)}</span>
      {few && (
        <>
          <Icon name="warn" size={13} />
          <span className="visually-hidden">{t('import.fitsFew')}</span>
        </>
      )}
    </span>
  );
}

/** Cells of this column that could not be read, over all problems. */
const unreadOf = ({ problemGroups }: PartProps['record'], column: string) =>
  problemGroups
    .filter(({ code, severity }) => hasAlike(code) && severity !== 'note' && code !== 'camera.outside_named_region')
    .flatMap(({ values }) => values)
    .filter((value) => value.column === column);

interface RowProps extends PartProps {
  column: ColumnMapping;
  field: string;
  changed: boolean;
  onField: (field: string) => void;
}
function ColumnRow({ column, field, changed, onField, ...part }: RowProps) {
  const { t } = useText();
  const [shown, setShown] = useState(false);
  const { record, receipt, open, busy } = part;
  const unread = column.field === null ? [] : unreadOf(record, column.column);
  const replaced = Object.entries(record.options.values?.[column.column] ?? {});
  const count = unread.reduce((sum, value) => sum + value.count, 0);
  const options = [
    { id: '', label: t('import.leaveOut') },
    ...IMPORT_FIELDS[receipt.kind].map((id) => ({ id, label: fieldWord(id) })),
  ];
  const takeBack = (value: string) =>
    part.change(
      { key: 'valueBack', values: { first: value } },
      { values: without(record.options.values, column.column, value) },
    );
  return (
    <>
      <tr className={column.dropped ? 'import-column-dropped' : ''}>
        <td className="ui-left">
          <span className="ellipsis import-column-name" title={column.column}>
            {column.column}
          </span>
        </td>
        <td className="ui-left mute">
          <span className="ellipsis import-sample" title={column.sample ?? undefined}>
            {column.sample}
          </span>
        </td>
        <td className="ui-left">
          {column.dropped ? (
            <span className="mute small">{t('import.droppedText')}</span>
          ) : open ? (
            <Select
              label={t('import.fieldOf', { column: column.column })}
              value={field}
              options={options}
              isDisabled={busy}
              className={`${changed ? 'import-changed' : ''} ${field === '' ? 'import-unused' : ''}`}
              onChange={onField}
            />
          ) : (
            <span className={column.field ? '' : 'mute'}>
              {column.field ? fieldWord(column.field) : t('import.leaveOut')}
            </span>
          )}
        </td>
        <td className="ui-left">
          <SureMark column={column} />
        </td>
        <td className="ui-left">
          {column.fits !== null && column.field !== null && <Fits fits={fitsOfAll(column.fits, count, receipt.rows)} />}
        </td>
        <td className="ui-left">
          {unread.length > 0 && (
            <Button small kind="quiet" aria-expanded={shown} onPress={() => setShown(!shown)}>
              {t('import.unread', { count: count })}
              <Icon name={shown ? 'up' : 'down'} size={13} />
            </Button>
          )}
          {open &&
            replaced.map(([value, text]) => (
              <button
                key={value}
                type="button"
                className="ui-chip import-replaced"
                disabled={busy}
                onClick={() => takeBack(value)}
                title={t('import.takeBack')}
              >
                <span className="ellipsis">
                  {value} → {text === '' ? t('import.blank') : text}
                </span>
                <Icon name="close" size={14} />
              </button>
            ))}
        </td>
      </tr>
      {shown && unread.length > 0 && (
        <tr className="import-column-values">
          <td colSpan={6}>
            <ValueTable {...part} values={unread} label={t('import.valuesOf', { column: column.column })} />
          </td>
        </tr>
      )}
    </>
  );
}

export function Columns(part: PartProps) {
  const { t } = useText();
  const [draft, setDraft] = useState<Record<string, string>>({});
  const { record, busy, change } = part;
  const changed = changedMapping(record.mapping, draft);
  const apply = async () => {
    const [first] = Object.keys(changed);
    const done = { key: 'mapping', values: { first, count: Object.keys(changed).length } };
    if (await change(done, { mapping: { ...record.options.mapping, ...changed } })) setDraft({});
  };
  return (
    <>
      <StepQuestions step="columns" {...part} />
      <section className="import-card import-columns" aria-label={t('import.columns')}>
        <header>
          <h2>{t('import.columns')}</h2>
          {Object.keys(changed).length > 0 && (
            <>
              <Button small onPress={() => setDraft({})}>
                {t('confirm.cancel')}
              </Button>
              <Button small kind="primary" onPress={apply} isDisabled={busy}>
                {t('import.readAgain')}
              </Button>
            </>
          )}
        </header>
        {record.mapping.length === 0 ? (
          <p className="mute">{t('import.noColumns')}</p>
        ) : (
          <div className="import-scroll">
            <Table label={t('import.columns')} className="import-mapping">
              <thead>
                <tr>
                  <th className="ui-left">{t('import.column')}</th>
                  <th className="ui-left">{t('import.sample')}</th>
                  <th className="ui-left">{t('import.fieldLabel')}</th>
                  <th className="ui-left">{t('import.sureLabel')}</th>
                  <th className="ui-left">{t('import.fits')}</th>
                  <th className="ui-left">{t('import.words')}</th>
                </tr>
              </thead>
              <tbody>
                {record.mapping.map((column) => (
                  <ColumnRow
                    key={column.column}
                    {...part}
                    column={column}
                    field={draft[column.column] ?? column.field ?? ''}
                    changed={column.column in changed}
                    onField={(field) => setDraft({ ...draft, [column.column]: field })}
                  />
                ))}
              </tbody>
            </Table>
          </div>
        )}
      </section>
    </>
  );
}
