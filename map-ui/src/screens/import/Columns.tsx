// How each column of the file is read: recognised, guessed, left out, or never kept by design.
import { useState } from 'react';
import type { ColumnMapping, ImportReceipt } from '#contract/import';
import { useText, wordOr } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { Table } from '../../ui/Table.tsx';
import type { PartProps } from './OneImport.tsx';
import { changedMapping, FIELDS } from './options.ts';

const fieldWord = (field: string) => wordOr(`import.field.${field}`, field);

function SureMark({ column }: { column: ColumnMapping }) {
  const { t } = useText();
  const sure = column.dropped ? 'dropped' : column.field === null ? 'none' : column.sure;
  return <span className={`import-sure import-sure-${sure}`}>{t(`import.sure.${sure}`)}</span>;
}

export function Columns({ record, receipt, busy, onAnswer }: { receipt: ImportReceipt } & PartProps) {
  const { t } = useText();
  const [draft, setDraft] = useState<Record<string, string>>({});
  const open = record.state === 'ready' || record.state === 'needs-answer';
  const changed = changedMapping(record.mapping, draft);
  const options = [
    { id: '', label: t('import.leaveOut') },
    ...FIELDS[receipt.kind].map((id) => ({ id, label: fieldWord(id) })),
  ];
  const apply = () => {
    onAnswer({ mapping: { ...record.options.mapping, ...changed } });
    setDraft({});
  };
  return (
    <section className="import-columns" aria-label={t('import.columns')}>
      <header>
        <h2>{t('import.columns')}</h2>
        {Object.keys(changed).length > 0 && (
          <>
            <Button small onPress={() => setDraft({})}>
              {t('targets.cancel')}
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
              </tr>
            </thead>
            <tbody>
              {record.mapping.map((column) => (
                <tr key={column.column} className={column.dropped ? 'import-column-dropped' : ''}>
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
                        value={draft[column.column] ?? column.field ?? ''}
                        options={options}
                        isDisabled={busy}
                        className={column.column in changed ? 'import-changed' : ''}
                        onChange={(field) => setDraft({ ...draft, [column.column]: field })}
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
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
    </section>
  );
}
