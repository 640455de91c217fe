// Who reports states, when did each last say something, and when does its silence count?
import { useState } from 'react';
import type { FeedHealth } from '#contract/status';
import { errorText } from '../../api/http.ts';
import { patchFeed, refreshMonitoring, useFeeds } from '../../api/monitoring.ts';
import { formatCount, formatTime, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Icon } from '../../theme/icons.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { EmptyState, StatePanel } from '../../ui/StatePanel.tsx';
import { Table, TableHead } from '../../ui/Table.tsx';
import { lengthText, spanText } from './words.ts';

const COLUMNS = ['feed', 'state', 'lastWord', 'cameras', 'interval', 'stale', 'hold'] as const;
const LEFT: ReadonlySet<string> = new Set(['feed', 'state']);
/** A feed that nobody set is stale after so many intervals (docs/model.md §6). */
const STALE_INTERVALS = 2.5;

export function FeedTable({ now }: { now: number }) {
  const { t, language } = useText();
  const feeds = useFeeds(true);
  const [edited, setEdited] = useState<FeedHealth | null>(null);
  return (
    <div className="mon-feeds">
      <StatePanel
        query={feeds}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState compact title={t('monitoring.feed.none')} text={t('monitoring.feed.noneText')} />}
      >
        {({ items }) => (
          <Scroll className="mon-table" label={t('monitoring.tab.feeds')}>
            <Table label={t('monitoring.tab.feeds')}>
              <TableHead
                columns={COLUMNS.map((id) => ({
                  id,
                  label: t(`monitoring.feed.column.${id}`),
                  align: LEFT.has(id) ? ('left' as const) : ('right' as const),
                }))}
                sort={null}
                onSort={() => {}}
              />
              <tbody>
                {items.map((feed) => (
                  <tr key={feed.id} data-feed={feed.id}>
                    <th scope="row" className="ui-left">
                      <button
                        type="button"
                        className="mon-feed"
                        title={t('monitoring.feed.editOf', { feed: feed.id })}
                        onClick={() => setEdited(feed)}
                      >
                        {feed.id}
                      </button>
                    </th>
                    <td className="ui-left">
                      <span className={feed.silentSince === null ? 'mon-speaks' : 'mon-silent'}>
                        <Icon name={feed.silentSince === null ? 'check' : 'warn'} size={14} />
                        {feed.silentSince === null
                          ? t('monitoring.feed.speaks')
                          : t('monitoring.feed.silent', {
                              age: spanText(Date.parse(feed.silentSince), now, language),
                            })}
                      </span>
                    </td>
                    <td className="num" title={feed.lastBatchAt === null ? undefined : formatTime(feed.lastBatchAt)}>
                      {feed.lastBatchAt === null
                        ? NONE
                        : t('monitoring.ago', {
                            age: spanText(
                              Date.parse(feed.lastBatchAt),
                              Math.max(now, Date.parse(feed.lastBatchAt)),
                              language,
                            ),
                          })}
                    </td>
                    <td className="num">{formatCount(feed.cameras, language)}</td>
                    <td className="num">{lengthText(feed.intervalMs, language)}</td>
                    <td className="num">
                      {lengthText(feed.staleAfterMs ?? feed.intervalMs * STALE_INTERVALS, language)}
                      {feed.staleAfterMs === null && <span className="mute"> {t('monitoring.feed.auto')}</span>}
                    </td>
                    <td className="num">{feed.holdForMs === 0 ? NONE : lengthText(feed.holdForMs, language)}</td>
                  </tr>
                ))}
              </tbody>
            </Table>
          </Scroll>
        )}
      </StatePanel>
      {edited && <FeedDialog feed={edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

const MINUTE_MS = 60_000;
const minutes = (ms: number | null): string => (ms === null ? '' : String(Math.round((ms / MINUTE_MS) * 100) / 100));
const toMs = (text: string): number => Math.round(Number(text.trim().replace(',', '.')) * MINUTE_MS);

function FeedDialog({ feed, onClose }: { feed: FeedHealth; onClose: () => void }) {
  const { t, language } = useText();
  const [interval, setInterval] = useState(minutes(feed.intervalMs));
  const [stale, setStale] = useState(minutes(feed.staleAfterMs));
  const [hold, setHold] = useState(minutes(feed.holdForMs));
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async () => {
    const intervalMs = toMs(interval);
    const staleAfterMs = stale.trim() === '' ? null : toMs(stale);
    const holdForMs = hold.trim() === '' ? 0 : toMs(hold);
    if (!(intervalMs > 0) || Number.isNaN(staleAfterMs ?? 0) || !(holdForMs >= 0))
      return setError(t('monitoring.feed.numbers'));
    setBusy(true);
    try {
      await patchFeed(feed.id, { intervalMs, staleAfterMs, holdForMs });
      await refreshMonitoring();
      onClose();
    } catch (thrown) {
      setError(errorText(thrown, language));
    } finally {
      setBusy(false);
    }
  };
  const unit = t('monitoring.feed.minutes');
  return (
    <FormDialog
      title={t('monitoring.feed.editOf', { feed: feed.id })}
      className="mon-dialog"
      formClassName="mon-form"
      action={t('monitoring.save')}
      busy={isBusy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t('monitoring.feed.column.interval')}
        hint={t('monitoring.feed.hint.interval')}
        unit={unit}
        inputMode="decimal"
        value={interval}
        autoFocus
        onChange={setInterval}
      />
      <TextInput
        label={t('monitoring.feed.column.stale')}
        hint={t('monitoring.feed.hint.stale')}
        unit={unit}
        inputMode="decimal"
        value={stale}
        onChange={setStale}
      />
      <TextInput
        label={t('monitoring.feed.column.hold')}
        hint={t('monitoring.feed.hint.hold')}
        unit={unit}
        inputMode="decimal"
        value={hold}
        onChange={setHold}
      />
    </FormDialog>
  );
}
