// The rows of one kind of problem: where, what stands there, what is wrong, and the cell to write anew.
import type { Problem } from '#contract/problem';
import { useImportProblems } from '../../api/imports.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { StatePanel } from '../../ui/StatePanel.tsx';
import { Table } from '../../ui/Table.tsx';
import { type Editable, editables, type Fixes } from './cell-fixes.ts';
import { EditCell } from './EditCell.tsx';
import type { PartProps } from './OneImport.tsx';
import type { Group } from './words.ts';

interface CellsProps {
  row: number;
  offered: readonly Editable[];
  drafts: Fixes;
  busy: boolean;
  onDraft: (row: number, column: string, text: string | null) => void;
}
/** The cell, or the two of a position; one button takes what is proposed for all of them. */
function Cells({ row, offered, drafts, busy, onDraft }: CellsProps) {
  const { t } = useText();
  const draftOf = ({ column }: Editable) => drafts[row]?.[column] ?? null;
  const proposed = offered.filter((cell) => cell.proposal !== null);
  const isTaken = proposed.every((cell) => draftOf(cell) === cell.proposal);
  const proposal = proposed.map((cell) => cell.proposal).join(', ');
  return (
    <span className="import-edits">
      {offered.map((cell) => (
        <span key={cell.column} className="import-edit">
          {offered.length > 1 && <span className="mute small">{cell.column}</span>}
          <EditCell
            label={t('import.cellOf', { row, column: cell.column })}
            value={cell.value}
            draft={draftOf(cell)}
            disabled={busy}
            onDraft={(text) => onDraft(row, cell.column, text)}
          />
        </span>
      ))}
      {proposed.length > 0 && !isTaken && (
        <Button
          small
          kind="quiet"
          isDisabled={busy}
          aria-label={t('import.propose', { row, column: proposed.map(({ column }) => column).join(', '), proposal })}
          onPress={() => {
            for (const cell of proposed) onDraft(row, cell.column, cell.proposal);
          }}
        >
          → {proposal}
        </Button>
      )}
    </span>
  );
}

interface RowProps extends Omit<CellsProps, 'row' | 'offered'> {
  problem: Problem;
  mapping: PartProps['record']['mapping'];
  open: boolean;
}
function Row({ problem, mapping, open, ...cells }: RowProps) {
  const { t, language } = useText();
  const offered = open ? editables(problem, mapping) : [];
  return (
    <tr>
      <td className="num">{problem.row === null ? '' : formatCount(problem.row, language)}</td>
      <td className="ui-left">{problem.column}</td>
      <td className="ui-left">
        {offered.length > 0 && problem.row !== null ? (
          <Cells row={problem.row} offered={offered} {...cells} />
        ) : (
          <span className="ellipsis import-value" title={problem.value ?? undefined}>
            {problem.value || <span className="mute">{t('import.blank')}</span>}
          </span>
        )}
      </td>
      <td className="ui-left import-message">{language === 'zh' ? problem.messageZh : problem.message}</td>
    </tr>
  );
}

interface GroupRowsProps extends PartProps {
  group: Group;
  drafts: Fixes;
  onDraft: CellsProps['onDraft'];
}
export function GroupRows({ group, drafts, onDraft, record, busy, open }: GroupRowsProps) {
  const { t, language } = useText();
  const query = useImportProblems(record.id, group.code, !busy);
  return (
    <StatePanel query={query} lines={3} compact>
      {(data) => {
        const problems = data.pages.flatMap((page) => page.items);
        return (
          <Scroll className="import-scroll import-rows" label={t('import.rowsOf', { code: group.code })}>
            <Table label={t('import.rowsOf', { code: group.code })}>
              <thead>
                <tr>
                  <th className="ui-right">{t('import.row')}</th>
                  <th className="ui-left">{t('import.column')}</th>
                  <th className="ui-left">{t('import.value')}</th>
                  <th className="ui-left">{t('import.message')}</th>
                </tr>
              </thead>
              <tbody>
                {problems.map((problem, i) => (
                  <Row
                    // biome-ignore lint/suspicious/noArrayIndexKey: a row may have one problem twice, and the list only grows
                    key={i}
                    problem={problem}
                    mapping={record.mapping}
                    drafts={drafts}
                    busy={busy}
                    open={open}
                    onDraft={onDraft}
                  />
                ))}
              </tbody>
            </Table>
            <p className="import-rows-foot mute small num">
              {t('import.rowsShown', {
                shown: formatCount(problems.length, language),
                total: formatCount(group.count, language),
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
