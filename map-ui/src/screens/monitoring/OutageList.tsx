// Which outages are there, what did each cost in ground seen, and who has it?
import { memo, useEffect, useRef } from 'react';
import type { Outage, StatusSummary } from '#contract/status';
import { useCommand } from '../../commands.ts';
import { formatArea, formatCount, formatDelta, formatTime, NONE } from '../../i18n/format.ts';
import { useText } from '../../i18n/i18n.ts';
import { Icon } from '../../theme/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { Select } from '../../ui/Select.tsx';
import { ErrorState, Skeleton } from '../../ui/StatePanel.tsx';
import { onMap } from './on-map.ts';
import { GROUPINGS, isMuted, isOverdue, lostShare, type OutageGroup, stepFrom } from './outage-rows.ts';
import { type MonitoringModel, SORTS } from './useMonitoringModel.ts';
import { reasonWord, regionText, spanText, subjectText } from './words.ts';

interface RowProps {
  outage: Outage;
  isSelected: boolean;
  now: number;
  select: (id: string) => void;
}
const Row = memo(function Row({ outage, isSelected, now, select }: RowProps) {
  const { t, language } = useText();
  const { id, startedAt, endedAt, lostM2, keyPlaces, neighbours, owner, dueAt } = outage;
  const share = lostShare(outage);
  const started = Date.parse(startedAt);
  const region = regionText(outage, language);
  const facts = [
    outage.kind === 'region' ? null : region,
    endedAt === null
      ? t('monitoring.since', { time: formatTime(startedAt), age: spanText(started, now, language) })
      : t('monitoring.lasted', {
          time: formatTime(startedAt),
          age: spanText(started, Date.parse(endedAt), language),
        }),
    outage.cause === null ? null : reasonWord(outage.cause, t),
    neighbours > 0 ? t('monitoring.neighboursShort', { count: neighbours }) : t('monitoring.noNeighbours'),
  ];
  return (
    <li data-outage={id} aria-current={isSelected || undefined}>
      <button type="button" className="mon-row" onClick={() => select(id)}>
        <span className="mon-row-title">
          <b className="ellipsis">{subjectText(outage, t, language)}</b>
          {isMuted(outage, now) && (
            <span className="mon-tag">
              <Icon name="mute" size={12} /> {t('monitoring.muted')}
            </span>
          )}
        </span>
        <span className="mute small mon-facts">{facts.filter(Boolean).join(' · ')}</span>
        {(keyPlaces.length > 0 || owner !== null || dueAt !== null) && (
          <span className="small mon-facts">
            {keyPlaces.length > 0 && (
              <span className="mon-dark">{t('monitoring.darkShort', { count: keyPlaces.length })}</span>
            )}
            {owner !== null && <span>{t('monitoring.ownedBy', { owner })}</span>}
            {dueAt !== null && (
              <span className={isOverdue(outage, now) ? 'mon-overdue' : ''}>
                {t(isOverdue(outage, now) ? 'monitoring.overdue' : 'monitoring.dueBy', { time: formatTime(dueAt) })}
              </span>
            )}
          </span>
        )}
      </button>
      <span className="num mon-down">
        {t('monitoring.downShort', {
          down: formatCount(outage.down, language),
          cameras: formatCount(outage.cameras, language),
        })}
      </span>
      <span className="num mon-lost">
        {lostM2 === null ? (
          <span className="mute small">{t('monitoring.pricing')}</span>
        ) : (
          <>
            <b>{formatArea(lostM2, language)}</b>
            <span className="mute small">
              {share === null ? NONE : `${formatDelta(-share, language)} ${t('figure.points')}`}
            </span>
          </>
        )}
      </span>
    </li>
  );
});

function AllClear({ model, summary }: { model: MonitoringModel; summary: StatusSummary }) {
  const { t, language } = useText();
  if (model.show === 'closed') return <p className="mon-note mute">{t('monitoring.noneEnded')}</p>;
  const out = summary.offline + summary.unknown;
  return (
    <div className="mon-clear" role="status">
      <p>
        <Icon name="check" size={16} /> <b>{t('monitoring.allClear')}</b>
      </p>
      {out > 0 && (
        <p className="mute small">
          {t('monitoring.allClearBut', {
            offline: formatCount(summary.offline, language),
            unknown: formatCount(summary.unknown, language),
          })}
        </p>
      )}
    </div>
  );
}

export function OutageList({ model, summary, now }: { model: MonitoringModel; summary: StatusSummary; now: number }) {
  const { t } = useText();
  const { outages, items, groups, selectedId } = model;
  const list = useRef<HTMLDivElement>(null);
  const step = (by: 1 | -1) => {
    const next = stepFrom(groups, selectedId, by);
    if (next === items.at(-1)?.id && outages.hasNextPage && !outages.isFetchingNextPage) void outages.fetchNextPage();
    if (next !== null) model.select(next, { replace: selectedId !== null });
  };
  useCommand('list.next', () => step(1));
  useCommand('list.previous', () => step(-1));
  useCommand('list.open', () => model.detail.data && onMap(model.detail.data), model.detail.data !== undefined);
  useCommand('list.sort', () => model.setSort(model.sort === 'lost' ? '-since' : 'lost'));
  useEffect(() => {
    if (selectedId === null) return;
    const row = list.current?.querySelector(`[data-outage="${CSS.escape(selectedId)}"]`);
    row?.scrollIntoView({ block: 'nearest' });
  }, [selectedId]);
  return (
    <div ref={list} className="mon-outages">
      <div className="mon-tools">
        <Segments
          label={t('monitoring.showing')}
          value={model.show}
          items={[
            { id: 'open' as const, label: t('monitoring.open') },
            { id: 'closed' as const, label: t('monitoring.closed') },
          ]}
          onChange={model.setShow}
        />
        <span className="mon-push" />
        <span className="mute small" aria-hidden="true">
          {t('monitoring.groupBy')}
        </span>
        <Select
          label={t('monitoring.groupBy')}
          value={model.by}
          options={GROUPINGS.map((id) => ({ id, label: t(`monitoring.grouping.${id}`) }))}
          onChange={model.setBy}
        />
        <span className="mute small" aria-hidden="true">
          {t('monitoring.order')}
        </span>
        <Select
          label={t('monitoring.order')}
          value={model.sort}
          options={SORTS.map((id) => ({ id, label: t(`monitoring.sort.${id === 'lost' ? 'lost' : 'since'}`) }))}
          onChange={model.setSort}
        />
      </div>
      {outages.data === undefined ? (
        outages.isError ? (
          <ErrorState error={outages.error} retry={() => outages.refetch()} compact />
        ) : (
          <Skeleton lines={5} />
        )
      ) : items.length === 0 ? (
        <AllClear model={model} summary={summary} />
      ) : (
        groups.map((group) => <Group key={group.key} group={group} model={model} now={now} />)
      )}
      {outages.hasNextPage && (
        <p className="mon-note">
          <Button small onPress={() => void outages.fetchNextPage()} isDisabled={outages.isFetchingNextPage}>
            {t('monitoring.more')}
          </Button>
        </p>
      )}
    </div>
  );
}

function Group({ group, model, now }: { group: OutageGroup; model: MonitoringModel; now: number }) {
  const { t, language } = useText();
  const [first] = group.items;
  const title = {
    none: null,
    kind: t(`monitoring.kind.${first.kind}`),
    region: regionText(first, language) ?? t('monitoring.noRegion'),
    cause: reasonWord(first.cause, t),
  }[model.by];
  const select = (id: string) => model.select(id);
  return (
    <section aria-label={title ?? t('monitoring.tab.outages')}>
      {title !== null && (
        <h3 className="mon-group small">
          {title}
          <span className="mute num">
            {t('monitoring.groupSum', { count: group.items.length, down: formatCount(group.down, language) })}
          </span>
        </h3>
      )}
      <ul className="mon-list">
        {group.items.map((outage) => (
          <Row key={outage.id} outage={outage} isSelected={outage.id === model.selectedId} now={now} select={select} />
        ))}
      </ul>
    </section>
  );
}
