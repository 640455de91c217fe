// What is wrong with the rows, grouped by what has to be done; each group opens into its rows.
import type { ImportRecord } from '#contract/import';
import { rejectedCsvHref, useImportProblems } from '../../api/imports.ts';
import { formatCount } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { navigate, useLocation } from '../../location.ts';
import { Icon, type IconName } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { Table } from '../../ui/Table.tsx';
import { withFilter } from '../../url-state.ts';

type Group = ImportRecord['problemGroups'][number];
const ICONS: Record<Group['severity'], IconName> = { error: 'close', warning: 'warn', note: 'info' };

function Rows({ id, code }: { id: string; code: string }) {
  const { t, language } = useText();
  const query = useImportProblems(id, code);
  return (
    <StatePanel query={query} lines={3} compact>
      {(data) => (
        <div className="import-scroll import-rows">
          <Table label={code}>
            <thead>
              <tr>
                <th className="ui-right">{t('import.row')}</th>
                <th className="ui-left">{t('import.column')}</th>
                <th className="ui-left">{t('import.value')}</th>
                <th className="ui-left">{t('import.message')}</th>
              </tr>
            </thead>
            <tbody>
              {data.pages
                .flatMap((page) => page.items)
                .map((problem, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a row may have one problem twice, and the list only grows
                  <tr key={i}>
                    <td className="num">{problem.row === null ? '' : formatCount(problem.row, language)}</td>
                    <td className="ui-left">{problem.column}</td>
                    <td className="ui-left">
                      <span className="ellipsis import-value" title={problem.value ?? undefined}>
                        {problem.value || <span className="mute">{t('import.blank')}</span>}
                      </span>
                    </td>
                    <td className="ui-left import-message">
                      {language === 'zh' ? problem.messageZh : problem.message}
                    </td>
                  </tr>
                ))}
            </tbody>
          </Table>
          {query.hasNextPage && (
            <Button small kind="quiet" onPress={() => query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
              {t('panel.more')}
            </Button>
          )}
        </div>
      )}
    </StatePanel>
  );
}

function GroupItem({ id, group, open }: { id: string; group: Group; open: boolean }) {
  const { t, language } = useText();
  const { filters } = useLocation();
  const toggle = () =>
    navigate({
      filters: withFilter(filters, 'problem', open ? null : { field: 'problem', op: 'in', values: [group.code] }),
    });
  return (
    <li className={`import-group import-group-${group.severity}`}>
      <button type="button" className="import-group-head" aria-expanded={open} onClick={toggle}>
        <span className="import-severity" title={t(`import.severity.${group.severity}`)}>
          <Icon name={ICONS[group.severity]} size={14} />
          <span className="visually-hidden">{t(`import.severity.${group.severity}`)}</span>
        </span>
        <span className="import-group-text">
          <span>{language === 'zh' ? group.messageZh : group.message}</span>
          <small className="mute">{language === 'zh' ? group.fixZh : group.fix}</small>
        </span>
        <b className="num">{formatCount(group.count, language)}</b>
        <Icon name={open ? 'up' : 'down'} size={14} />
      </button>
      {open && <Rows id={id} code={group.code} />}
    </li>
  );
}

export function Problems({ record }: { record: ImportRecord }) {
  const { t } = useText();
  const { filters } = useLocation();
  const openCode = filters.find((f) => f.field === 'problem')?.values[0] ?? null;
  return (
    <section className="import-problems" aria-label={t('import.problems')}>
      <header>
        <h2>{t('import.problems')}</h2>
        {(record.receipt?.rejected ?? 0) > 0 && (
          <a className="small" href={rejectedCsvHref(record.id)} download>
            {t('import.rejectedCsv')}
          </a>
        )}
      </header>
      {record.problemGroups.length === 0 ? (
        <EmptyState compact title={t('import.noProblems')} text={t('import.noProblemsText')} />
      ) : (
        <ul>
          {record.problemGroups.map((group) => (
            <GroupItem key={group.code} id={record.id} group={group} open={group.code === openCode} />
          ))}
        </ul>
      )}
    </section>
  );
}
