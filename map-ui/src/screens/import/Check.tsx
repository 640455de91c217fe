// What is wrong with the rows, grouped by what mends it: one action for all, one value for all alike, or cell by cell.
import { useState } from 'react';
import { rejectedHref } from '../../api/imports.ts';
import { useCommand } from '../../commands.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate, useLocation } from '../../location.ts';
import { useStore } from '../../store.ts';
import { Icon, type IconName } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/StatePanel.tsx';
import { withFilter } from '../../url-state.ts';
import { countOf, type Fixes, hasAlike, merged, put } from './cell-fixes.ts';
import { CELL, focusCell } from './EditCell.tsx';
import { GroupRows } from './GroupRows.tsx';
import type { PartProps } from './OneImport.tsx';
import { ValueTable } from './ValueTable.tsx';
import { aboutCode, aboutWord, type Group } from './words.ts';
import { writtenIn } from './written.ts';

const ICONS: Record<Group['severity'], [name: IconName, size: number]> = {
  error: ['close', 12],
  warning: ['warn', 20],
  note: ['info', 18],
};
const APPLIED = 'repair.applied';
/** The server lists at most so many different values of a group. */
const MOST_VALUES = 50;

/** Which group is open is part of the address. */
function useOpenGroup() {
  const { filters } = useLocation();
  const open = filters.find((filter) => filter.field === 'problem')?.values[0] ?? null;
  const show = (code: string | null) =>
    navigate({
      filters: withFilter(filters, 'problem', code === null ? null : { field: 'problem', op: 'in', values: [code] }),
    });
  return { open, show };
}

function Severity({ severity }: { severity: Group['severity'] }) {
  const { t } = useText();
  const [name, size] = ICONS[severity];
  return (
    <span className={`import-severity import-severity-${severity}`}>
      <i>
        <Icon name={name} size={size} />
      </i>
      <span>{t(`import.severity.${severity}`)}</span>
    </span>
  );
}

interface GroupProps extends PartProps {
  group: Group;
  isOpen: boolean;
  onToggle: () => void;
  drafts: Fixes;
  onDraft: (row: number, column: string, text: string | null) => void;
}
function GroupItem({ group, isOpen, onToggle, drafts, onDraft, ...part }: GroupProps) {
  const { t, language } = useText();
  const { record, busy, open, change } = part;
  const { code, repairable, values } = group;
  const repair = () =>
    change(
      { key: 'repair', values: { code, count: repairable } },
      { repairs: [...(record.options.repairs ?? []).filter((other) => other !== code), code] },
    );
  const alike = hasAlike(code) && group.severity !== 'note' ? values : [];
  return (
    <li className={`import-group import-group-${group.severity}`} data-code={code}>
      <div className="import-group-head">
        <Severity severity={group.severity} />
        <button type="button" className="import-group-name" aria-expanded={isOpen} onClick={onToggle}>
          <span>{aboutWord(group, language)}</span>
          <small className="mute">{language === 'zh' ? group.fixZh : group.fix}</small>
        </button>
        {open && repairable > 0 && (
          <Button small icon="check" isDisabled={busy} onPress={repair} className="import-repair">
            {t('import.repairAll', { count: repairable })}
          </Button>
        )}
        <b className="num import-group-count">{formatCount(group.count, language)}</b>
        <Icon name={isOpen ? 'up' : 'down'} size={14} />
      </div>
      {isOpen && (
        <div className="import-group-body">
          {alike.length > 0 && (
            <ValueTable
              {...part}
              values={alike}
              label={t('import.valuesOf', { column: aboutWord(group, language) })}
              isCut={alike.length >= MOST_VALUES}
            />
          )}
          <GroupRows {...part} group={group} drafts={drafts} onDraft={onDraft} />
        </div>
      )}
    </li>
  );
}

/** Repairs that were agreed to, each with the way back. */
function Repairs({ record, busy, open, change }: PartProps) {
  const { t } = useText();
  const repairs = record.options.repairs ?? [];
  const applied = record.problemGroups.find(({ code }) => code === APPLIED)?.count ?? 0;
  if (repairs.length === 0) return null;
  return (
    <div className="import-repairs">
      <Icon name="check" size={14} />
      <span>{t('import.repaired', { count: applied })}</span>
      {repairs.map((code) => (
        <span key={code} className="import-repairs-one">
          {aboutCode(code)}
          {open && (
            <Button
              small
              kind="quiet"
              icon="undo"
              isDisabled={busy}
              onPress={() =>
                change({ key: 'repairBack', values: { code } }, { repairs: repairs.filter((other) => other !== code) })
              }
            >
              {t('import.takeBack')}
            </Button>
          )}
        </span>
      ))}
    </div>
  );
}

export function Check(part: PartProps) {
  const { t } = useText();
  const { record, receipt, busy, open, change } = part;
  const { open: openCode, show } = useOpenGroup();
  const store = writtenIn(record.id);
  const drafts = useStore(store);
  const [notes, setNotes] = useState(false);
  const onDraft = (row: number, column: string, text: string | null) =>
    store.set(put(store.get(), `${row}`, column, text));
  const waiting = countOf(drafts);
  const apply = async () => {
    const done = { key: 'fixes', values: { count: waiting, row: Object.keys(drafts)[0] ?? '' } };
    if (await change(done, { fixes: merged(record.options.fixes, drafts) })) store.set({});
  };

  const groups = record.problemGroups.filter(({ severity }) => severity !== 'note');
  const said = record.problemGroups.filter(({ severity }) => severity === 'note');
  const nextProblem = () => {
    const here = document.activeElement?.closest(`[${CELL}]`) ?? null;
    const inOpen = document.querySelector('.import-group-body')?.contains(document.activeElement) ?? false;
    if (openCode !== null && focusCell(inOpen ? here : null)) return;
    const at = groups.findIndex(({ code }) => code === openCode);
    const next = groups[at + 1] ?? groups[0];
    if (next === undefined) return;
    show(next.code);
    // its rows are on their way: the head has the focus until then
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-code="${next.code}"] .import-group-name`)?.focus(),
    );
  };
  useCommand('import.problem', nextProblem, groups.length > 0);

  const item = (group: Group) => (
    <GroupItem
      key={group.code}
      {...part}
      group={group}
      isOpen={group.code === openCode}
      onToggle={() => show(group.code === openCode ? null : group.code)}
      drafts={drafts}
      onDraft={onDraft}
    />
  );
  return (
    <section className="import-card import-problems" aria-label={t('import.problems')}>
      <header>
        <h2>{t('import.problems')}</h2>
        {open && groups.length > 0 && (
          <span className="mute small import-keyhint">
            <kbd>F8</kbd> {t('command.import.problem')} · <kbd>Enter</kbd> {t('import.editKey')}
          </span>
        )}
        {receipt.rejected > 0 && (
          <a className="small" href={rejectedHref(record.id)} download>
            {t('import.rejectedCsv')}
          </a>
        )}
      </header>
      <Repairs {...part} />
      {groups.length === 0 ? (
        <EmptyState compact title={t('import.noProblems')} text={t('import.noProblemsText')} />
      ) : (
        <ul>{groups.map(item)}</ul>
      )}
      {said.length > 0 && (
        <div className="import-notes">
          <Button small kind="quiet" aria-expanded={notes} onPress={() => setNotes(!notes)}>
            {t('import.notes', { count: said.length })}
            <Icon name={notes ? 'up' : 'down'} size={13} />
          </Button>
          {(notes || said.some(({ code }) => code === openCode)) && <ul>{said.map(item)}</ul>}
        </div>
      )}
      {waiting > 0 && open && (
        <div className="import-apply import-apply-float" role="status">
          <span>{t('import.waiting', { count: waiting })}</span>
          <Button small onPress={() => store.set({})} isDisabled={busy}>
            {t('import.dropAll')}
          </Button>
          <Button small kind="primary" onPress={apply} isDisabled={busy}>
            {t('import.applyFixes', { count: waiting })}
          </Button>
        </div>
      )}
    </section>
  );
}
