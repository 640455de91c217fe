// Which cells occur that cannot be read as they stand, how often, and what is to be read instead: for all alike at once.
import { useState } from 'react';
import { formatCount } from '../../i18n/format.ts';
import { useText, wordOr } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Select } from '../../ui/Select.tsx';
import { Table } from '../../ui/Table.tsx';
import { countOf, merged, put, type Values } from './cell-fixes.ts';
import type { PartProps } from './OneImport.tsx';
import { CHOICES } from './options.ts';
import type { Group } from './words.ts';

type Value = Group['values'][number];
/** What a list of choices calls a cell that is to be read as empty. */
const BLANK = '-blank';

function choiceWord(field: string, choice: string): string {
  if (field === 'type') return wordOr(`cameraType.${choice}`, choice);
  if (field === 'stage') return wordOr(`stage.${choice}`, choice);
  return choice;
}

interface InsteadProps {
  value: Value;
  field: string | null;
  draft: string | null;
  disabled: boolean;
  onDraft: (text: string | null) => void;
}
function Instead({ value, field, draft, disabled, onDraft }: InsteadProps) {
  const { t } = useText();
  const label = t('import.insteadOf', { value: value.value });
  const choices = field === null ? undefined : CHOICES[field];
  if (choices !== undefined && field !== null) {
    const options = [
      ...choices.map((id) => ({
        id,
        label: choiceWord(field, id),
        note: id === value.proposal ? t('import.proposed') : '',
      })),
      { id: BLANK, label: t('import.readBlank') },
    ];
    return (
      <Select
        label={label}
        value={draft === null ? null : draft === '' ? BLANK : draft}
        placeholder={value.proposal === null ? t('import.choosePlease') : `${choiceWord(field, value.proposal)}?`}
        options={options}
        isDisabled={disabled}
        className={draft === null ? '' : 'import-changed'}
        onChange={(id) => onDraft(id === BLANK ? '' : id)}
      />
    );
  }
  return (
    <span className="import-instead">
      <input
        className={`ui-input ${draft === null ? '' : 'import-changed-input'}`}
        aria-label={label}
        value={draft ?? ''}
        placeholder={draft === '' ? t('import.blank') : t('import.instead')}
        disabled={disabled}
        onChange={(event) => onDraft(event.target.value)}
      />
      {value.proposal !== null && draft !== value.proposal && (
        <Button
          small
          kind="quiet"
          className="import-proposal"
          isDisabled={disabled}
          aria-label={t('import.proposeAll', { value: value.value, proposal: value.proposal })}
          onPress={() => onDraft(value.proposal)}
        >
          → {value.proposal}
        </Button>
      )}
      {draft === null ? (
        <Button small kind="quiet" isDisabled={disabled} onPress={() => onDraft('')}>
          {t('import.readBlank')}
        </Button>
      ) : (
        <Button small kind="quiet" isDisabled={disabled} onPress={() => onDraft(null)}>
          {t('import.dropDraft')}
        </Button>
      )}
    </span>
  );
}

interface ValueTableProps extends PartProps {
  values: readonly Value[];
  label: string;
  /** the list may be cut: that many different values are shown at most */
  isCut?: boolean;
}
export function ValueTable({ values, label, isCut, ...part }: ValueTableProps) {
  const { t, language } = useText();
  const [draft, setDraft] = useState<Values>({});
  const { record, busy, open, change } = part;
  const severalColumns = new Set(values.map(({ column }) => column)).size > 1;
  const fieldOf = (column: string | null) => record.mapping.find((known) => known.column === column)?.field ?? null;
  const shown = values.filter(({ column }) => column !== null);
  const rows = shown
    .filter(({ column, value }) => draft[column ?? '']?.[value] !== undefined)
    .reduce((sum, { count }) => sum + count, 0);
  const apply = async () => {
    const done = { key: 'values', values: { count: rows, first: firstOf(draft) } };
    if (await change(done, { values: merged(record.options.values, draft) })) setDraft({});
  };
  return (
    <div className="import-values">
      <Scroll className="import-scroll" label={label}>
        <Table label={label}>
          <thead>
            <tr>
              <th className="ui-left">{t('import.value')}</th>
              {severalColumns && <th className="ui-left">{t('import.column')}</th>}
              <th className="ui-right">{t('import.rows')}</th>
              {open && <th className="ui-left">{t('import.instead')}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((value) => (
              <tr key={`${value.column} ${value.value}`}>
                <td className="ui-left">
                  <span className="ellipsis import-value" title={value.value}>
                    {value.value}
                  </span>
                </td>
                {severalColumns && <td className="ui-left mute">{value.column}</td>}
                <td className="num">{formatCount(value.count, language)}</td>
                {open && (
                  <td className="ui-left">
                    <Instead
                      value={value}
                      field={fieldOf(value.column)}
                      draft={draft[value.column ?? '']?.[value.value] ?? null}
                      disabled={busy}
                      onDraft={(text) => setDraft(put(draft, value.column ?? '', value.value, text))}
                    />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
      </Scroll>
      {isCut && <p className="mute small">{t('import.valuesCut', { count: shown.length })}</p>}
      {countOf(draft) > 0 && (
        <div className="import-apply">
          <Button small kind="primary" onPress={apply} isDisabled={busy}>
            {t('import.applyAlike', { count: rows })}
          </Button>
          <Button small onPress={() => setDraft({})}>
            {t('confirm.cancel')}
          </Button>
        </div>
      )}
    </div>
  );
}

function firstOf(values: Values): string {
  const [first] = Object.values(values).flatMap((cells) => Object.keys(cells));
  return first ?? '';
}
