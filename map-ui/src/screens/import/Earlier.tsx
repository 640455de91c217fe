// What was brought before, in which state it is, and the way back to it.
import type { ImportRecord } from '#contract/import';
import { useImports } from '../../api/imports.ts';
import { formatCount, formatTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { Table } from '../../ui/Table.tsx';
import { openImport } from './open-import.ts';
import { isStopped } from './steps.ts';

export function StateMark({ record }: { record: ImportRecord }) {
  const { t } = useText();
  const { receipt } = record;
  const isUseless = record.state === 'ready' && receipt !== null && receipt.usable === 0;
  const state = isUseless ? 'useless' : isStopped(record) ? 'stopped' : record.state;
  return <span className={`import-state import-state-${state}`}>{t(`import.state.${state}`)}</span>;
}

function Row({ record }: { record: ImportRecord }) {
  const { t, language } = useText();
  const { receipt } = record;
  return (
    <tr className="import-earlier-row" onClick={() => openImport(record.id)}>
      <td className="ui-left">
        <button type="button" className="import-name" onClick={() => openImport(record.id)}>
          {record.fileName}
        </button>
      </td>
      <td className="ui-left">{receipt ? t(`import.kind.${receipt.kind}`) : ''}</td>
      <td className="ui-left">
        <StateMark record={record} />
      </td>
      <td className="num">{receipt && formatCount(receipt.usable, language)}</td>
      <td className="num">{receipt && receipt.rejected > 0 && formatCount(receipt.rejected, language)}</td>
      <td className="num mute">{formatTime(record.committedAt ?? record.createdAt)}</td>
    </tr>
  );
}

export function Earlier() {
  const { t } = useText();
  const query = useImports();
  return (
    <section className="import-earlier" aria-label={t('import.earlier')}>
      <h2>{t('import.earlier')}</h2>
      <StatePanel
        query={query}
        lines={3}
        compact
        isEmpty={(data) => data.pages[0].items.length === 0}
        empty={<EmptyState compact title={t('import.noneTitle')} text={t('import.noneText')} />}
      >
        {(data) => (
          <div className="import-scroll">
            <Table label={t('import.earlier')}>
              <thead>
                <tr>
                  <th className="ui-left">{t('import.file')}</th>
                  <th className="ui-left">{t('import.kindLabel')}</th>
                  <th className="ui-left">{t('import.stateLabel')}</th>
                  <th className="ui-right">{t('import.usable')}</th>
                  <th className="ui-right">{t('import.rejected')}</th>
                  <th className="ui-right">{t('import.when')}</th>
                </tr>
              </thead>
              <tbody>
                {data.pages
                  .flatMap((page) => page.items)
                  .map((record) => (
                    <Row key={record.id} record={record} />
                  ))}
              </tbody>
            </Table>
          </div>
        )}
      </StatePanel>
      {query.hasNextPage && (
        <Button small onPress={() => query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
          {t('panel.more')}
        </Button>
      )}
    </section>
  );
}
